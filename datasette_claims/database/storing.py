"""Writing: articles with their claims, runs, and what could not be loaded. Callers own the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from datasette_claims.changes import Changes
from datasette_claims.database import appearing, corrections, outcomes, placing, roles
from datasette_claims.database.placing import Wording
from datasette_claims.identity import body_key, digest, speaker_key
from datasette_claims.model import Article, Claim


class Stamp(NamedTuple):
    """Which run writes, and when (UTC ISO 8601)."""

    run_id: int
    at: str


def begin_run(connection: sqlite3.Connection, tool_version: str, pipeline: str, at: str, kind: str = "load") -> int:
    """Record the start of a run (``load``, ``reextract`` or ``preview``); return its id."""
    sql = "INSERT INTO runs(kind, tool_version, pipeline, started_at) VALUES (?, ?, ?, ?) RETURNING id"
    return int(connection.execute(sql, [kind, tool_version, pipeline, at]).fetchone()[0])


def finish_run(connection: sqlite3.Connection, stamp: Stamp, counts: Mapping[str, int] | None = None) -> None:
    """Record the end of a run, and what it did: ``counts`` by what became of articles and claims."""
    sql = "UPDATE runs SET finished_at = ?, counts = ? WHERE id = ?"
    connection.execute(sql, [stamp.at, json.dumps(counts or {}), stamp.run_id])


def store(connection: sqlite3.Connection, changes: Changes, stamp: Stamp) -> None:
    """Write what an article adds, moves and retires."""
    article = changes.article
    if changes.is_new_wording:
        concerned = corrections.concerned(connection, changes)
        _store_wording(connection, changes, stamp.at)
        corrections.store(connection, changes, concerned, stamp.run_id, stamp.at)
    wording = Wording(
        changes.article_id, changes.version_id, article.text, article.published, article.agency, article.language
    )
    with roles.following(connection, changes.article_id):
        _store_claims(connection, (changes, wording, stamp))


def _store_claims(connection: sqlite3.Connection, load: _Load) -> None:
    changes, _, stamp = load
    for claim_id, claim in changes.added:
        _insert_claim(connection, claim_id, claim, load)
    for claim_id, claim in changes.moved:
        _move_claim(connection, claim_id, claim, load)
    sql = "UPDATE claims SET retired_at = ?, last_run_id = ? WHERE id = ?"
    connection.executemany(sql, [(stamp.at, stamp.run_id, claim_id) for claim_id in changes.retired])
    _arrange(connection, changes)
    outcomes.record(connection, changes, stamp.run_id)


def _store_wording(connection: sqlite3.Connection, changes: Changes, at: str) -> None:
    """Write an article that is new, or has changed, with its new wording and the place where it appeared."""
    article = changes.article
    if changes.seq == 1:
        _insert_article(connection, changes.article_id, article, at)
    else:
        _update_article(connection, changes.article_id, article)
    row = {
        "id": changes.version_id,
        "article_id": changes.article_id,
        "seq": changes.seq,
        "text": article.text,
        "text_sha256": digest(article.text),
        "raw_sha256": article.raw_sha256,
        "crossheads": json.dumps(article.crossheads),
        "warnings": json.dumps(article.warnings, ensure_ascii=False),
        "retrieved_at": at,
        "body_key": body_key(article.text),
        "provider_version": article.provider_version or None,
        "sections": json.dumps([(*one.span, one.place, one.source) for one in article.sections], ensure_ascii=False),
        "signals": json.dumps(article.signals),
        "source_kind": "issuer" if article.is_release else None,
    }
    marks = ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO article_versions({', '.join(row)}) VALUES ({marks})", row)
    appearing.add_appearance(connection, changes.article_id, article, at)
    appearing.link(connection, changes.article_id, article.text, at)


def _arrange(connection: sqlite3.Connection, changes: Changes) -> None:
    """Let the claims whose rows stay show their order in the text, which others may have changed."""
    moved = {key for key, _ in (*changes.added, *changes.moved)}
    sql = "UPDATE claims SET reading_order = :order WHERE id = :id AND reading_order <> :order"
    for key, place in changes.order.items():
        if key not in moved:
            order = placing.reading_order(changes.article.published, changes.article_id, place, key)
            connection.execute(sql, {"id": key, "order": order})


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


def failed(connection: sqlite3.Connection) -> set[str]:
    """Return the inputs that have errors which no load has resolved."""
    sql = "SELECT DISTINCT origin FROM load_errors WHERE resolved_at IS NULL"
    return {origin for (origin,) in connection.execute(sql)}


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
    named = placing.name_speaker(connection, claim)
    values = placing.columns(connection, wording, claim, named, stamp.run_id) | {
        **_in_article(changes, claim_id, stamp),
        "first_run_id": stamp.run_id,
    }
    placing.insert(connection, claim_id, wording, values)


def _move_claim(connection: sqlite3.Connection, claim_id: str, claim: Claim, load: _Load) -> None:
    """Write where a known claim stands now; who people said speaks goes on speaking."""
    changes, wording, stamp = load
    by_people = claim_id in changes.manual or claim_id in changes.kept
    named = placing.named_speaker(connection, claim_id) if by_people else placing.name_speaker(connection, claim)
    values = placing.columns(connection, wording, claim, named, stamp.run_id)
    placing.update(connection, claim_id, values | _in_article(changes, claim_id, stamp) | {"retired_at": None})


def _in_article(changes: Changes, claim_id: str, stamp: Stamp) -> dict[str, placing.Value]:
    return {
        "reading_order": placing.reading_order(
            changes.article.published, changes.article_id, changes.order[claim_id], claim_id
        ),
        "parent_claim_id": changes.parents.get(claim_id),
        "last_run_id": stamp.run_id,
    }
