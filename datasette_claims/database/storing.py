"""Writing: articles with their claims, runs, and what could not be loaded. Callers own the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from datasette_claims.changes import Changes
from datasette_claims.identity import digest, mention_key, speaker_key
from datasette_claims.model import Article, Claim, Span, hull

_MOST_CLAIMS = 999_999


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
    for claim_id, claim in changes.added:
        _insert_claim(connection, claim_id, claim, changes, stamp)
    for claim_id, claim in changes.moved:
        _move_claim(connection, claim_id, claim, changes, stamp)
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


def _insert_claim(connection: sqlite3.Connection, claim_id: str, claim: Claim, changes: Changes, stamp: Stamp) -> None:
    values = _placed(connection, claim_id, claim, changes, stamp) | {
        "id": claim_id,
        "quote_type": claim.quote_type.value,
        "source": changes.article.agency,
        "article_id": changes.article_id,
        "language": changes.article.language,
        "first_run_id": stamp.run_id,
    }
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO claims({names}) VALUES ({marks})", values)


def _move_claim(connection: sqlite3.Connection, claim_id: str, claim: Claim, changes: Changes, stamp: Stamp) -> None:
    values = _placed(connection, claim_id, claim, changes, stamp)
    settings = ", ".join(f'"{name}" = :{name}' for name in values)
    connection.execute(
        f"UPDATE claims SET {settings}, retired_at = NULL WHERE id = :claim_id", values | {"claim_id": claim_id}
    )


def _placed(
    connection: sqlite3.Connection, claim_id: str, claim: Claim, changes: Changes, stamp: Stamp
) -> dict[str, str | int | float | None]:
    """Return the columns of a claim that follow its place in a wording; writes its speaker and mention."""
    text = changes.article.text
    speaker_id = _insert_speaker(connection, claim)
    start, end = hull(claim.spans)
    return {
        "quote": claim.quote,
        "speaker": claim.speaker.name if claim.speaker else None,
        "speaker_id": speaker_id,
        "cue": claim.cue.text if claim.cue else None,
        "cue_lemma": claim.cue.lemma if claim.cue else None,
        "cue_spans": json.dumps(claim.cue.spans if claim.cue else []),
        "context": text[claim.sentence.start : claim.sentence.end],
        "context_start": claim.sentence.start,
        "confidence": claim.confidence,
        "rule": claim.rule,
        "start": start,
        "end": end,
        "spans": json.dumps(claim.spans),
        "article_version_id": changes.version_id,
        "mention_id": _insert_mention(connection, claim, changes.version_id, speaker_id, stamp),
        "published": changes.article.published,
        "reading_order": _reading_order(changes, claim_id),
        "frame_spans": json.dumps(claim.frame),
        "addressee": claim.addressee.text if claim.addressee else None,
        "addressee_spans": json.dumps(claim.addressee.spans if claim.addressee else []),
        "mood": claim.mood.value if claim.mood else None,
        "cue_stance": claim.stance.value,
        "checkworthiness": claim.worthiness.score if claim.worthiness else None,
        "checkworthiness_reasons": json.dumps(claim.worthiness.reasons if claim.worthiness else []),
        "parent_claim_id": changes.parents.get(claim_id),
        "last_run_id": stamp.run_id,
    }


def _reading_order(changes: Changes, claim_id: str) -> str:
    """Return a unique text that, sorted downwards, puts the newest article first and keeps each in reading order."""
    back_to_front = _MOST_CLAIMS - changes.order[claim_id]
    return f"{changes.article.published or '':10} {changes.article_id} {back_to_front:06} {claim_id[1:7]}"


def _insert_speaker(connection: sqlite3.Connection, claim: Claim) -> str | None:
    if claim.speaker is None:
        return None
    speaker_id = speaker_key(claim.speaker.name)
    connection.execute(
        "INSERT INTO speakers(id, name, kind) VALUES (?, ?, ?)"
        " ON CONFLICT(id) DO UPDATE SET kind = excluded.kind WHERE kind = 'unknown' AND excluded.kind <> 'unknown'",
        [speaker_id, claim.speaker.name, claim.speaker.kind.value],
    )
    if claim.mention and claim.mention.text != claim.speaker.name and claim.speaker.name.endswith(claim.mention.text):
        sql = "INSERT INTO speaker_aliases(speaker_id, alias) VALUES (?, ?) ON CONFLICT DO NOTHING"
        connection.execute(sql, [speaker_id, claim.mention.text])
    return speaker_id


def _insert_mention(
    connection: sqlite3.Connection, claim: Claim, version_id: str, speaker_id: str | None, stamp: Stamp
) -> str | None:
    if claim.mention is None:
        return None
    spans: tuple[Span, ...] = claim.mention.spans
    mention_id = mention_key(version_id, spans)
    connection.execute(
        'INSERT INTO mentions(id, article_version_id, start, "end", spans, surface, speaker_id, run_id)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [mention_id, version_id, *hull(spans), json.dumps(spans), claim.mention.text, speaker_id, stamp.run_id],
    )
    return mention_id
