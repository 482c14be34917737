"""What somebody did last at the desk, and how much it was."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from datasette_claims.review import EventType

DECISIONS = (
    EventType.ANSWERED,
    EventType.ASSESSED,
    EventType.ADJUDICATED,
    EventType.REJECTED,
    EventType.PUBLISHED,
    EventType.CORRECTED,
    EventType.WITHDRAWN,
)
"""The steps that say something of a claim."""

_LOOKED_AT = 10
"""So many times more steps are looked at than shown, as several may be on one claim and some taken back."""

_STANDING = "NOT EXISTS (SELECT 1 FROM review_events u WHERE u.undoes = e.seq)"


@dataclass(frozen=True, slots=True)
class Deed:
    """The newest of somebody's steps on a claim: its number in the log, what it was and when (UTC ISO 8601)."""

    claim_id: str
    quote: str
    seq: int
    type: EventType
    at: str


def decisions(connection: sqlite3.Connection, actor: str, most: int) -> tuple[Deed, ...]:
    """Return what somebody decided last and did not take back, the newest first, each claim once."""
    each = (
        "SELECT * FROM (SELECT seq, at, type, claim_id FROM review_events WHERE actor = :actor AND type = '{}'"
        " ORDER BY seq DESC LIMIT :looked_at)"
    )
    steps = " UNION ALL ".join(each.format(step.value) for step in DECISIONS)
    sql = (
        f"SELECT e.claim_id, c.quote, e.seq, e.type, e.at FROM ({steps}) e JOIN claims c ON c.id = e.claim_id"
        f" WHERE {_STANDING} ORDER BY e.seq DESC"
    )
    found: dict[str, Deed] = {}
    for claim_id, quote, seq, kind, at in connection.execute(sql, {"actor": actor, "looked_at": most * _LOOKED_AT}):
        found.setdefault(claim_id, Deed(claim_id, quote, seq, EventType(kind), at))
    return tuple(found.values())[:most]


def verdicts_given(connection: sqlite3.Connection, actor: str | None = None) -> int:
    """Return how many verdicts somebody gave, or all together, without those that were taken back."""
    whose = "e.actor = :actor AND " if actor is not None else ""
    sql = f"SELECT count(*) FROM review_events e WHERE {whose}e.type = :answered"
    undone = (
        "SELECT count(*) FROM review_events u JOIN review_events e ON e.seq = u.undoes"
        f" WHERE u.undoes IS NOT NULL AND {whose}e.type = :answered"
    )
    values = {"actor": actor, "answered": EventType.ANSWERED.value}
    given, taken_back = (int(connection.execute(one, values).fetchone()[0]) for one in (sql, undone))
    return given - taken_back
