"""Writing what follows from events: reviews, evidence, what claims show of them. Callers own the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from datasette_claims.model import UNREVIEWED
from datasette_claims.review import Aspect, Event, EventType, Standing

Row = Mapping[str, str | int | None]
"""A row to be written, by column."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The verdicts of one aspect: the id of the scale, and each key with its value (None: off the scale)."""

    id: str
    values: Mapping[str, float | None]


def scales(connection: sqlite3.Connection) -> dict[Aspect, Scale]:
    """Return the newest scale of every aspect."""
    sql = (
        "SELECT s.aspect, s.id, v.key, v.value FROM rating_scales s JOIN rating_values v ON v.scale_id = s.id"
        " WHERE s.version = (SELECT max(n.version) FROM rating_scales n WHERE n.name = s.name) ORDER BY s.id, v.sort"
    )
    found: dict[Aspect, tuple[str, dict[str, float | None]]] = {}
    for aspect, scale, key, value in connection.execute(sql):
        found.setdefault(Aspect(aspect), (scale, {}))[1][key] = value
    return {aspect: Scale(*parts) for aspect, parts in found.items()}


_ROLES: Mapping[EventType, str] = {
    EventType.ASSESSED: "assessor",
    EventType.ADJUDICATED: "adjudicator",
    EventType.CORRECTED: "corrector",
}
_PLACES = ("first", "second", "third")


def write(connection: sqlite3.Connection, event: Event, found: Mapping[Aspect, Scale]) -> None:
    """Write the reviews and the evidence that an event shows."""
    for row in review_rows(event):
        write_review(connection, row, found)
    for row in evidence_rows(event):
        write_evidence(connection, row)


def review_rows(event: Event) -> Iterator[Row]:
    """Yield what an event says of each row of ``reviews`` that it shows.

    The scale, the wording and what a row supersedes are added where it is written.
    """
    corrects = event.type is EventType.CORRECTED
    for place, answer in enumerate(event.answers):
        alone = "sole" if len(event.answers) == 1 else _PLACES[place]
        for aspect, key in answer.ratings.items():
            yield {
                "id": f"{answer.id}-{aspect.value}",
                "claim_id": event.claim_id,
                "aspect": aspect.value,
                "verdict": key,
                "reviewer": answer.reviewer,
                "role": _ROLES.get(event.type, alone),
                "summary": answer.summary,
                "rationale": answer.rationale,
                "flags": json.dumps(answer.flags),
                "as_of": answer.as_of,
                "created_at": answer.at,
                "answer_id": answer.id,
                "event_seq": event.seq,
                "correction_note": event.note if corrects else None,
            }


def evidence_rows(event: Event) -> Iterator[Row]:
    """Yield the rows of ``evidence`` that an event shows."""
    for answer in event.answers:
        for item in answer.evidence:
            yield {
                "id": item.id,
                "claim_id": event.claim_id,
                "bearing": item.bearing.value,
                "kind": item.kind.value if item.kind else None,
                "url": item.url,
                "title": item.title,
                "publisher": item.publisher,
                "quote": item.quote,
                "published_at": item.published_at,
                "retrieved_at": item.retrieved_at,
                "archive_url": item.archive_url,
                "archived_at": item.archived_at,
                "content_sha256": item.content_sha256,
                "confidential": int(item.confidential),
                "commitment": item.commitment,
                "added_by": answer.reviewer,
                "answer_id": answer.id,
                "event_seq": event.seq,
            }


def write_review(connection: sqlite3.Connection, row: Row, found: Mapping[Aspect, Scale]) -> None:
    """Write one of ``review_rows``; a correction supersedes the newest review of its claim and aspect.

    What it supersedes may be said in the row instead.
    """
    whole = dict(row) | {"scale_id": found[Aspect(row["aspect"])].id}
    if "supersedes" not in whole:
        whole["supersedes"] = _superseded(connection, row)
    names, marks = ", ".join(whole), ", ".join(f":{name}" for name in whole)
    version = "(SELECT article_version_id FROM claims WHERE id = :claim_id)"
    connection.execute(f"INSERT INTO reviews({names}, article_version_id) VALUES ({marks}, {version})", whole)


def _superseded(connection: sqlite3.Connection, row: Row) -> str | None:
    if row["correction_note"] is None:
        return None
    # The roles of one round's answers sort as they were given: first, second, third.
    sql = (
        "SELECT r.id FROM reviews r WHERE r.claim_id = ? AND r.aspect = ?"
        " AND NOT EXISTS (SELECT 1 FROM review_events u WHERE u.undoes = r.event_seq)"
        " ORDER BY r.event_seq DESC, r.role DESC LIMIT 1"
    )
    newest = connection.execute(sql, [row["claim_id"], row["aspect"]]).fetchone()
    return str(newest[0]) if newest else None


def write_evidence(connection: sqlite3.Connection, row: Row) -> None:
    """Write one of ``evidence_rows``."""
    names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO evidence({names}) VALUES ({marks})", row)


def show(connection: sqlite3.Connection, claim_id: str, standing: Standing) -> None:
    """Let the claim, and those that repeat it, show where it stands."""
    own = standing.verdict
    stands_for = _stands_for(connection, claim_id) if own == UNREVIEWED else None
    inherited, verdict = stands_for or (None, own)
    connection.execute(
        "UPDATE claims SET state = ?, verdict = ?, attribution = ?, version = ?, inherited_from = ? WHERE id = ?",
        [
            standing.state.value,
            verdict,
            standing.ratings.get(Aspect.ATTRIBUTION),
            standing.version,
            inherited,
            claim_id,
        ],
    )
    pass_on(connection, _repeats(connection, claim_id), claim_id, own)


def pass_on(connection: sqlite3.Connection, repeats: Iterable[str], claim_id: str, verdict: str) -> None:
    """Let ``repeats`` have the verdict of a claim that stands for them, unless they have one of their own."""
    source = None if verdict == UNREVIEWED else claim_id
    sql = (
        "UPDATE claims SET verdict = ?, inherited_from = ? WHERE id = ?"
        " AND (verdict = ? OR inherited_from IS NOT NULL) AND (verdict, inherited_from) IS NOT (?, ?)"
    )
    rows = [(verdict, source, key, UNREVIEWED, verdict, source) for key in repeats]
    connection.executemany(sql, rows)


def _stands_for(connection: sqlite3.Connection, claim_id: str) -> tuple[str, str] | None:
    """Return the claim that stands for one among its repeats, with its own verdict, if it has one."""
    sql = (
        "SELECT s.id, s.verdict FROM claim_group_members m JOIN claim_groups g ON g.id = m.group_id"
        " JOIN claims s ON s.id = g.claim_id WHERE m.claim_id = ? AND m.status = 'confirmed' AND s.id <> m.claim_id"
        " AND s.verdict <> ? AND s.inherited_from IS NULL"
    )
    row = connection.execute(sql, [claim_id, UNREVIEWED]).fetchone()
    return (row[0], row[1]) if row else None


def _repeats(connection: sqlite3.Connection, claim_id: str) -> tuple[str, ...]:
    sql = (
        "SELECT m.claim_id FROM claim_groups g JOIN claim_group_members m ON m.group_id = g.id"
        " WHERE g.claim_id = ? AND m.claim_id <> g.claim_id AND m.status = 'confirmed'"
    )
    return tuple(key for (key,) in connection.execute(sql, [claim_id]))
