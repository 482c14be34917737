"""What agencies say was wrong in articles, and which claims held it. Callers own the transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from datasette_claims.changes import Changes
from datasette_claims.matching import held


@dataclass(frozen=True, slots=True)
class StoredCorrection:
    """What was wrong and what is right in an article, ``place`` is where; ``seq`` is the wording that says so."""

    old: str
    new: str
    place: str
    language: str
    article_version_id: str
    seq: int
    at: str


@dataclass(frozen=True, slots=True)
class Recheck:
    """A correction that concerns a claim: what it held, and what is right; ``at`` is when that became known."""

    old: str
    new: str
    place: str
    article_version_id: str
    run_id: int
    at: str


def concerned(connection: sqlite3.Connection, changes: Changes) -> list[tuple[str, int]]:
    """Return the claims of earlier wordings that held what a new one says was wrong, each with the number of that.

    To be asked before the new wording is stored, since claims move to it.
    """
    corrections = changes.article.corrections
    if not corrections or changes.seq == 1:
        return []
    sql = "SELECT id, quote, context FROM claims WHERE article_id = ? ORDER BY id"
    claims = connection.execute(sql, [changes.article_id]).fetchall()
    return [
        (claim_id, n)
        for claim_id, *texts in claims
        for n, one in enumerate(corrections, 1)
        if any(held(one.old, one.new, text) for text in texts)
    ]


def store(
    connection: sqlite3.Connection, changes: Changes, flagged: list[tuple[str, int]], run_id: int, at: str
) -> None:
    """Write what a wording corrects, and the claims that this concerns."""
    version = changes.version_id
    rows = [
        (version, n, changes.article_id, one.old, one.new, one.place, one.language)
        for n, one in enumerate(changes.article.corrections, 1)
    ]
    connection.executemany("INSERT INTO article_corrections VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM review_events").fetchone()
    sql = "INSERT INTO claim_rechecks VALUES (?, ?, ?, ?, ?, ?)"
    connection.executemany(sql, [(claim_id, version, n, run_id, last, at) for claim_id, n in flagged])


def of_article(connection: sqlite3.Connection, article_id: str) -> tuple[StoredCorrection, ...]:
    """Return what was corrected in an article, the newest wording's first."""
    sql = (
        "SELECT c.old, c.new, c.place, c.language, v.id, v.seq, v.retrieved_at FROM article_corrections c"
        " JOIN article_versions v ON v.id = c.article_version_id WHERE c.article_id = ? ORDER BY v.seq DESC, c.n"
    )
    return tuple(StoredCorrection(*row) for row in connection.execute(sql, [article_id]))


def of_claim(connection: sqlite3.Connection, claim_id: str) -> tuple[Recheck, ...]:
    """Return the corrections that concern a claim, the newest first, whether or not somebody has looked since."""
    sql = (
        "SELECT c.old, c.new, c.place, r.article_version_id, r.run_id, r.at FROM claim_rechecks r"
        " JOIN article_corrections c ON c.article_version_id = r.article_version_id AND c.n = r.n"
        " WHERE r.claim_id = ? ORDER BY r.after_seq DESC, r.at DESC, r.n"
    )
    return tuple(Recheck(*row) for row in connection.execute(sql, [claim_id]))


def needs_recheck(connection: sqlite3.Connection, claim_id: str) -> bool:
    """Tell whether a correction concerns a claim that nobody has looked at since."""
    row = connection.execute("SELECT needs_recheck FROM claims WHERE id = ?", [claim_id]).fetchone()
    return row is not None and bool(row[0])


def rechecked(connection: sqlite3.Connection, article_id: str) -> frozenset[str]:
    """Return the claims of an article that need another look."""
    sql = "SELECT id FROM claims WHERE article_id = ? AND needs_recheck = 1"
    return frozenset(key for (key,) in connection.execute(sql, [article_id]))
