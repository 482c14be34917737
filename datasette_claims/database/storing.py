"""Writing: articles with their claims, runs, and what could not be loaded. Callers own the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from datasette_claims.changes import Changes
from datasette_claims.database import placing
from datasette_claims.database.placing import ShownSpeaker, Wording
from datasette_claims.identity import digest, speaker_key
from datasette_claims.model import Article, Claim


class Stamp(NamedTuple):
    """Which run writes, and when (UTC ISO 8601)."""

    run_id: int
    at: str


def begin_run(connection: sqlite3.Connection, tool_version: str, pipeline: str, at: str) -> int:
    """Record the start of a load; return its id."""
    sql = "INSERT INTO runs(kind, tool_version, pipeline, started_at) VALUES ('load', ?, ?, ?) RETURNING id"
    return int(connection.execute(sql, [tool_version, pipeline, at]).fetchone()[0])


def finish_run(connection: sqlite3.Connection, stamp: Stamp) -> None:
    """Record the end of a load."""
    connection.execute("UPDATE runs SET finished_at = ? WHERE id = ?", [stamp.at, stamp.run_id])


def store(connection: sqlite3.Connection, changes: Changes, stamp: Stamp) -> None:
    """Write what an article adds, moves and retires."""
    article = changes.article
    if changes.seq == 1:
        _insert_article(connection, changes.article_id, article, stamp.at)
    else:
        _update_article(connection, changes.article_id, article)
    connection.execute(
        "INSERT INTO article_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            changes.version_id,
            changes.article_id,
            changes.seq,
            article.text,
            digest(article.text),
            article.raw_sha256,
            json.dumps(article.crossheads),
            json.dumps(article.warnings, ensure_ascii=False),
            stamp.at,
        ],
    )
    wording = Wording(
        changes.article_id, changes.version_id, article.text, article.published, article.agency, article.language
    )
    for claim_id, claim in changes.added:
        _insert_claim(connection, claim_id, claim, (changes, wording, stamp))
    for claim_id, claim in changes.moved:
        _move_claim(connection, claim_id, claim, (changes, wording, stamp))
    sql = "UPDATE claims SET retired_at = ?, last_run_id = ? WHERE id = ?"
    connection.executemany(sql, [(stamp.at, stamp.run_id, claim_id) for claim_id in changes.retired])


def record_error(connection: sqlite3.Connection, error: tuple[str, str, str, str], at: str) -> None:
    """Record input that could not be loaded: origin, kind, reason and the bytes' SHA-256 (or ""); once only."""
    connection.execute(
        "INSERT INTO load_errors(origin, error, reason, raw_sha256, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET resolved_at = NULL WHERE resolved_at IS NOT NULL",
        [*error, at],
    )


def resolve_errors(connection: sqlite3.Connection, origins: Iterable[str], at: str) -> None:
    """Mark the errors of inputs that have now been loaded."""
    sql = "UPDATE load_errors SET resolved_at = ? WHERE origin = ? AND resolved_at IS NULL"
    connection.executemany(sql, [(at, origin) for origin in origins])


def _insert_article(connection: sqlite3.Connection, article_id: str, article: Article, at: str) -> None:
    source_id = None
    if article.agency:
        source_id = "o" + speaker_key(article.agency)[1:]
        connection.execute("INSERT INTO sources VALUES (?, ?) ON CONFLICT DO NOTHING", [source_id, article.agency])
    connection.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            article_id,
            article.title,
            source_id,
            article.place,
            article.published,
            article.language,
            json.dumps(article.authors, ensure_ascii=False),
            article.origin,
            at,
        ],
    )


def _update_article(connection: sqlite3.Connection, article_id: str, article: Article) -> None:
    connection.execute(
        "UPDATE articles SET title = ?, place = ?, published = ?, authors = ? WHERE id = ?",
        [
            article.title,
            article.place,
            article.published,
            json.dumps(article.authors, ensure_ascii=False),
            article_id,
        ],
    )


_Load = tuple[Changes, Wording, Stamp]


def _insert_claim(connection: sqlite3.Connection, claim_id: str, claim: Claim, load: _Load) -> None:
    changes, wording, stamp = load
    speaker = _extracted(connection, claim)
    values = placing.columns(connection, wording, claim, speaker, stamp.run_id)
    values |= _in_article(changes, claim_id, stamp) | {"first_run_id": stamp.run_id}
    placing.insert(connection, claim_id, wording, values)


def _move_claim(connection: sqlite3.Connection, claim_id: str, claim: Claim, load: _Load) -> None:
    """Write where a known claim stands now; who people said speaks goes on speaking."""
    changes, wording, stamp = load
    is_manual = claim_id in changes.manual
    speaker = placing.speaker_of(connection, claim_id) if is_manual else _extracted(connection, claim)
    values = placing.columns(connection, wording, claim, speaker, stamp.run_id)
    values |= _in_article(changes, claim_id, stamp) | {"retired_at": None}
    placing.update(connection, claim_id, values)


def _extracted(connection: sqlite3.Connection, claim: Claim) -> ShownSpeaker:
    name = claim.speaker.name if claim.speaker else None
    return placing.shown_speaker(connection, placing.name_speaker(connection, claim), name)


def _in_article(changes: Changes, claim_id: str, stamp: Stamp) -> dict[str, placing.Value]:
    return {
        "reading_order": placing.reading_order(
            changes.article.published, changes.article_id, changes.order[claim_id], claim_id
        ),
        "parent_claim_id": changes.parents.get(claim_id),
        "last_run_id": stamp.run_id,
    }
