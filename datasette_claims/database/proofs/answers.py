"""That reviews and evidence are what the events show, and that answers are those that were committed to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from datasette_claims import chain, review
from datasette_claims.database import verdicts
from datasette_claims.database.proofs.findings import Finding, Proof, mendable
from datasette_claims.database.proofs.histories import histories
from datasette_claims.database.verdicts import Row
from datasette_claims.review import Answer, Event, EventType

_KEPT = "It was written once and may not be changed: restore a copy of the database"
_ORPHANS = """
SELECT r.id FROM {table} r WHERE NOT EXISTS (SELECT 1 FROM review_events e WHERE e.claim_id = r.claim_id)
"""
# What the log does not say of a review: of which wording, and by which version of a scale.
_MISPLACED = """
SELECT r.id FROM reviews r JOIN claims c ON c.id = r.claim_id
LEFT JOIN article_versions v ON v.id = r.article_version_id LEFT JOIN rating_scales s ON s.id = r.scale_id
WHERE v.article_id IS NOT c.article_id OR s.aspect IS NOT r.aspect
"""


def review_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that the rows of ``reviews`` are exactly those that the events show, each superseding the right one."""
    found = [finding for key, happened in histories(connection) for finding in _reviews(connection, key, happened)]
    found += _orphans(connection, "reviews")
    found += [
        Finding(f"reviews {key}", "has the wording of another article or a scale of another aspect")
        for (key,) in connection.execute(_MISPLACED)
    ]
    return Proof("reviews", f"{_count(connection, 'reviews'):,} rows, as the events show them", tuple(found))


def evidence_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that the rows of ``evidence`` are exactly those that the events show."""
    found = [
        finding
        for key, happened in histories(connection)
        for finding in _compared(
            "evidence",
            [row for event in happened for row in verdicts.evidence_rows(event)],
            _rows(connection, "evidence", key),
        )
    ]
    found += _orphans(connection, "evidence")
    return Proof("evidence", f"{_count(connection, 'evidence'):,} rows, as the events show them", tuple(found))


def commitment_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that each round showed the answers that were committed to, all of them and unchanged."""
    count = 0
    found: list[Finding] = []
    for _, happened in histories(connection):
        for place, event in enumerate(happened):
            if event.type is EventType.ANSWERED and event.answers:
                waiting = review.unseen(happened[:place])
                count += len(waiting)
                found += _of_round(event, waiting)
    return Proof("commitments", f"{count:,} hidden answers shown as they were given", tuple(found))


def _of_round(event: Event, waiting: tuple[Event, ...]) -> Iterator[Finding]:
    where = f"review_events {event.seq}"
    wanted = [*(one.answer_id for one in waiting), event.answer_id]
    if [answer.id for answer in event.answers] != wanted:
        yield Finding(where, "shows other answers than the round had")
        return
    for answer, one in zip(event.answers, [*waiting, event], strict=True):
        if answer.reviewer != one.actor:
            yield Finding(where, f"shows answer {answer.id} as that of {answer.reviewer}, but {one.actor} gave it")
        if one.commitment is not None and chain.commitment(answer) != one.commitment:
            yield Finding(where, f"shows answer {answer.id} otherwise than event {one.seq} committed to")


def confidential(answers: Iterable[Answer]) -> dict[str, str]:
    """Return the ids of the confidential evidence in ``answers`` with its commitments."""
    return {item.id: item.commitment or "" for answer in answers for item in answer.evidence if item.confidential}


def missing_rows(connection: sqlite3.Connection) -> Iterator[tuple[str, Row]]:
    """Yield the rows of ``reviews`` and ``evidence`` that events show and that are not there, in order."""
    for key, happened in histories(connection):
        evidence = (row for event in happened for row in verdicts.evidence_rows(event))
        for table, shown in (("reviews", _with_supersedes(happened)), ("evidence", evidence)):
            there = _rows(connection, table, key)
            yield from ((table, row) for row in shown if row["id"] not in there)


def _reviews(connection: sqlite3.Connection, claim_id: str, happened: tuple[Event, ...]) -> Iterator[Finding]:
    return _compared("reviews", list(_with_supersedes(happened)), _rows(connection, "reviews", claim_id))


def _with_supersedes(happened: tuple[Event, ...]) -> Iterator[Row]:
    """Yield the reviews that events show; a correction supersedes the newest that was not taken back."""
    undone = {event.undoes for event in happened if event.undoes is not None}
    newest: dict[object, str] = {}
    for event in happened:
        before = dict(newest)
        for row in verdicts.review_rows(event):
            corrects = event.type is EventType.CORRECTED
            yield dict(row) | {"supersedes": before.get(row["aspect"]) if corrects else None}
            if event.seq not in undone:
                newest[row["aspect"]] = str(row["id"])


def _compared(table: str, shown: list[Row], there: Mapping[object, Row]) -> Iterator[Finding]:
    for row in shown:
        is_ = there.get(row["id"])
        if is_ is None:
            yield mendable(f"{table} {row['id']}", f"is missing; event {row['event_seq']} shows it")
        elif wrong := [name for name, value in row.items() if is_[name] != value]:
            said = f"{', '.join(wrong)} not as event {row['event_seq']} shows it"
            yield Finding(f"{table} {row['id']}", said, f"{_KEPT}.")
    expected = {row["id"] for row in shown}
    for key in there:
        if key not in expected:
            yield Finding(f"{table} {key}", "no event shows it", f"{_KEPT}.")


def _rows(connection: sqlite3.Connection, table: str, claim_id: str) -> dict[object, Row]:
    cursor = connection.execute(f"SELECT * FROM {table} WHERE claim_id = ?", [claim_id])
    names = [column[0] for column in cursor.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in cursor}


def _orphans(connection: sqlite3.Connection, table: str) -> Iterator[Finding]:
    for (key,) in connection.execute(_ORPHANS.format(table=table)):
        yield Finding(f"{table} {key}", "no event shows it", f"{_KEPT}.")


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
