"""What somebody did last at the desk, and how much it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
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

_BULK = (EventType.TRIAGED, EventType.REJECTED)
"""The steps that can be taken on many claims at once."""

_BULK_LOOKED_AT = 1_000
"""So many steps of each kind are looked at for them, twice as many as one bulk step has at most."""

_STANDING = "NOT EXISTS (SELECT 1 FROM review_events u WHERE u.undoes = e.seq)"


@dataclass(frozen=True, slots=True)
class Deed:
    """The newest of somebody's steps on a claim: its number in the log, what it was and when (UTC ISO 8601)."""

    claim_id: str
    quote: str
    seq: int
    type: EventType
    at: str


@dataclass(frozen=True, slots=True)
class Bulk:
    """A step that somebody took on many claims at once: its name, what it was, on how many, when (UTC ISO 8601)."""

    name: str
    type: EventType
    claims: int
    at: str


def decisions(connection: sqlite3.Connection, actor: str, most: int) -> tuple[Deed, ...]:
    """Return what somebody decided last and did not take back, the newest first, each claim once.

    What they decided of many claims at once is left out: ``bulk_steps``.
    """
    sql = (
        f"SELECT e.claim_id, c.quote, e.seq, e.type, e.at FROM ({_steps(DECISIONS)}) e"
        f" JOIN claims c ON c.id = e.claim_id WHERE e.batch IS NULL AND {_STANDING} ORDER BY e.seq DESC"
    )
    found: dict[str, Deed] = {}
    for claim_id, quote, seq, kind, at in connection.execute(sql, {"actor": actor, "looked_at": most * _LOOKED_AT}):
        found.setdefault(claim_id, Deed(claim_id, quote, seq, EventType(kind), at))
    return tuple(found.values())[:most]


def bulk_steps(connection: sqlite3.Connection, actor: str, most: int) -> tuple[Bulk, ...]:
    """Return somebody's last steps on many claims that can be taken back whole, the newest first.

    None can once anything else has happened to one of the claims.
    """
    sql = (
        "SELECT m.batch, m.type, m.claims, m.at FROM"
        f" (SELECT batch, type, count(*) AS claims, max(at) AS at, max(seq) AS last FROM ({_steps(_BULK)})"
        " WHERE batch IS NOT NULL GROUP BY batch ORDER BY last DESC LIMIT :most) m"
        " WHERE NOT EXISTS (SELECT 1 FROM review_events b JOIN review_events later ON later.claim_id = b.claim_id"
        " AND later.seq > b.seq WHERE b.batch = m.batch) ORDER BY m.last DESC"
    )
    values = {"actor": actor, "looked_at": _BULK_LOOKED_AT, "most": most}
    return tuple(Bulk(name, EventType(kind), count, at) for name, kind, count, at in connection.execute(sql, values))


def _steps(kinds: Iterable[EventType]) -> str:
    """Return the SELECT of somebody's last steps of these kinds."""
    each = (
        "SELECT * FROM (SELECT seq, at, type, claim_id, batch FROM review_events WHERE actor = :actor AND type = '{}'"
        " ORDER BY seq DESC LIMIT :looked_at)"
    )
    return " UNION ALL ".join(each.format(kind.value) for kind in kinds)


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
