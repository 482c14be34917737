"""Reading what has been said of a claim and what has happened to it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence

from datasette_claims.database import private, speakers
from datasette_claims.model import UNREVIEWED, Evidence
from datasette_claims.review import Aspect

Row = Mapping[str, object]

_REVIEWS = """
SELECT r.id, r.aspect, r.verdict, r.reviewer, r.role, r.summary, r.rationale, r.flags, r.as_of, r.created_at,
       r.scale_id, r.supersedes, r.correction_note,
       EXISTS (SELECT 1 FROM review_events u WHERE u.undoes = r.event_seq) AS is_undone
FROM reviews r WHERE r.claim_id = ? AND r.event_seq <= ? ORDER BY r.event_seq, r.rowid
"""
_EVIDENCE = """
SELECT id, bearing, kind, url, title, publisher, quote, published_at, retrieved_at, archive_url, archived_at,
       content_sha256, confidential, commitment, added_by, answer_id
FROM evidence WHERE claim_id = ? AND event_seq <= ? ORDER BY event_seq, rowid
"""
_EVENTS = """
SELECT seq, at, actor, type, from_state, to_state, answer_id, undoes, batch, payload, hash
FROM review_events WHERE claim_id = ? AND seq <= ? ORDER BY seq
"""


def reviews(connection: sqlite3.Connection, claim_id: str, last: int) -> list[Row]:
    """Return a claim's reviews up to the event ``last``, the oldest first."""
    found = _rows(connection, _REVIEWS, claim_id, last)
    return [{**row, "flags": json.loads(str(row["flags"])), "is_undone": bool(row["is_undone"])} for row in found]


def evidence(connection: sqlite3.Connection, claim_id: str, last: int) -> list[Row]:
    """Return a claim's evidence up to the event ``last``, the oldest first; of confidential pieces what is public."""
    found = _rows(connection, _EVIDENCE, claim_id, last)
    return [{**row, "confidential": bool(row["confidential"])} for row in found]


def confidential(rows: Sequence[Row], kept: Mapping[str, Evidence]) -> list[Row]:
    """Return evidence with what the private file says of the confidential pieces, for those who may see it."""
    return [row if str(row["id"]) not in kept else {**row, **private.told(kept[str(row["id"])])} for row in rows]


def events(connection: sqlite3.Connection, claim_id: str, last: int) -> list[Row]:
    """Return a claim's events up to the event ``last``, the oldest first, with the reasons and notes given."""
    return [_event(row) for row in _rows(connection, _EVENTS, claim_id, last)]


def _event(row: Row) -> Row:
    payload = json.loads(str(row["payload"]))
    shown = {name: value for name, value in row.items() if name != "payload"}
    return {**shown, "reason": payload.get("reason", ""), "note": payload.get("note", "")}


def lineage(connection: sqlite3.Connection, claim_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the claims that this one replaces, and those that replace it."""
    before = connection.execute("SELECT old_claim_id FROM claim_lineage WHERE new_claim_id = ?", [claim_id])
    after = connection.execute("SELECT new_claim_id FROM claim_lineage WHERE old_claim_id = ?", [claim_id])
    return tuple(key for (key,) in before), tuple(key for (key,) in after)


def counts(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Return how many live claims there are by state and by verdict, and how many verdicts each reviewer gave."""
    given = (
        "SELECT r.reviewer, count(*) FROM reviews r WHERE r.aspect = ? AND NOT EXISTS"
        " (SELECT 1 FROM review_events u WHERE u.undoes = r.event_seq) GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return {
        "states": states(connection),
        "verdicts": _live(connection, "verdict"),
        "reviewers": dict(connection.execute(given, [Aspect.VERACITY.value]).fetchall()),
    }


def states(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many live claims there are by state."""
    return _live(connection, "state")


def _live(connection: sqlite3.Connection, column: str) -> dict[str, int]:
    """Count by a column the claims that are not retired: all, from the index alone, less the retired, which are few."""
    found = Counter(dict(connection.execute(f"SELECT {column}, count(*) FROM claims GROUP BY 1").fetchall()))
    retired = f"SELECT {column}, count(*) FROM claims INDEXED BY claims_retired WHERE retired_at IS NOT NULL GROUP BY 1"
    found.subtract(dict(connection.execute(retired).fetchall()))
    return {name: count for name, count in sorted(found.items(), key=lambda one: (-one[1], one[0])) if count}


def in_work(connection: sqlite3.Connection) -> int:
    """Return how many claims somebody has in work."""
    return int(connection.execute("SELECT count(*) FROM _claims_leases").fetchone()[0])


def independent(connection: sqlite3.Connection, aspect: Aspect, scale_id: str) -> list[tuple[str, str, str]]:
    """Return the first answers that people gave without knowing of each other's: round, reviewer, key."""
    sql = (
        "SELECT r.event_seq, r.reviewer, r.verdict FROM reviews r"
        " WHERE r.aspect = ? AND r.scale_id = ? AND r.role IN ('first', 'second', 'third')"
        " ORDER BY r.event_seq, r.rowid"
    )
    return [(str(row[0]), row[1], row[2]) for row in connection.execute(sql, [aspect.value, scale_id])]


def newest_review(connection: sqlite3.Connection) -> tuple[int, str] | None:
    """Return the row of the newest review with its event's hash, which stands for all before it; None if there is none.

    Reviews are only ever added, so that whoever knows this one knows whether there are others since.
    """
    sql = (
        "SELECT r.rowid, e.hash FROM reviews r JOIN review_events e ON e.seq = r.event_seq"
        " ORDER BY r.rowid DESC LIMIT 1"
    )
    row = connection.execute(sql).fetchone()
    return (int(row[0]), str(row[1])) if row else None


def speaker(connection: sqlite3.Connection, speaker_id: str) -> Row | None:
    """Return a speaker with names, merges and how many live claims have which verdict."""
    sql = "SELECT id, name, kind, wikidata_id, gnd_id, merged_into FROM speakers WHERE id = ?"
    found = _rows(connection, sql, speaker_id)
    if not found:
        return None
    merged = connection.execute("SELECT id FROM speakers WHERE merged_into = ? ORDER BY id", [speaker_id])
    by = (
        "SELECT verdict, count(*) FROM claims WHERE speaker_id = ? AND retired_at IS NULL"
        " GROUP BY verdict ORDER BY verdict = ?, 2 DESC"
    )
    verdicts = dict(connection.execute(by, [speaker_id, UNREVIEWED]).fetchall())
    return {
        **found[0],
        "aliases": speakers.known_as(connection, speaker_id),
        "merged": tuple(key for (key,) in merged),
        "claims": sum(verdicts.values()),
        "verdicts": verdicts,
    }


def _rows(connection: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, object]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
