"""The queue: which claim comes next, and who has which in work. Callers own the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from datasette_claims.database import finding
from datasette_claims.database.filtering import Filters, conditions
from datasette_claims.database.finding import Way
from datasette_claims.review import EventType, State

_IN_TURN = (State.AWAITING_SECOND, State.QUEUED, State.NEW)
"""What somebody else has begun comes first, then what was chosen, then what nobody has looked at."""
_ORDER = "ORDER BY c.priority DESC, c.rowid DESC"
_WHEN = " ".join(f"WHEN '{turn.value}' THEN {place}" for place, turn in enumerate(_IN_TURN))
_FREE = "NOT EXISTS (SELECT 1 FROM _claims_leases l WHERE l.claim_id = c.id)"
_FREE_AT = "NOT EXISTS (SELECT 1 FROM _claims_leases l WHERE l.claim_id = c.id AND l.until > :at)"
_UNANSWERED = """NOT EXISTS (
  SELECT 1 FROM review_events e WHERE e.claim_id = c.id AND e.actor = :actor AND e.type = :answered
  AND NOT EXISTS (SELECT 1 FROM review_events u WHERE u.undoes = e.seq))"""


def next_claim(connection: sqlite3.Connection, actor: str, filters: Filters, skip: Sequence[str] = ()) -> str | None:
    """Return the claim of highest priority that ``actor`` can answer and nobody has in work; None if there is none.

    Claims to ``skip`` are passed over.
    """
    turns = [turn for turn in _IN_TURN if filters.state in {None, turn.value}]
    way = finding.few(connection, filters)
    if way:
        return _first(connection, (actor, skip), way, turns)
    for turn in turns:
        way = finding.way(connection, replace(filters, state=turn.value), "priority", 1)
        if found := _first(connection, (actor, skip), way, [turn]):
            return found
    return None


def _first(
    connection: sqlite3.Connection, whose: tuple[str, Sequence[str]], way: Way, turns: Sequence[State]
) -> str | None:
    actor, skip = whose
    states = ", ".join(f"'{turn.value}'" for turn in turns)
    # SQLite asks subqueries in this order, and most claims that are not for the actor are ones they have answered.
    others = ["c.id NOT IN (SELECT value FROM json_each(:skip))"] if skip else []
    where = " AND ".join([f"c.state IN ({states})", *others, _UNANSWERED, _FREE, *way.where])
    order = f"CASE c.state {_WHEN} END, " if len(turns) > 1 else ""
    sql = f"SELECT c.id FROM {way.tables} WHERE {where} ORDER BY {order}c.priority DESC, c.rowid DESC LIMIT 1"
    values = {**way.values, "actor": actor, "answered": EventType.ANSWERED.value, "skip": json.dumps(skip)}
    row = connection.execute(sql, values).fetchone()
    return str(row[0]) if row else None


def upcoming(connection: sqlite3.Connection, actor: str, filters: Filters, at: str, most: int) -> tuple[str, ...]:
    """Return the claims that ``next_claim`` would hand out at a time, in order, once old leases have expired."""
    where, values = conditions(filters)
    free = " AND ".join([*where, "c.state = :turn", _FREE_AT, _UNANSWERED])
    sql = f"SELECT c.priority, c.rowid, c.id FROM claims c WHERE {free} {_ORDER} LIMIT :most"
    bound = values | {"actor": actor, "answered": EventType.ANSWERED.value, "at": at, "most": most}
    found: list[tuple[int, float, int, str]] = []
    for turn in (*_IN_TURN, State.IN_REVIEW):
        # What somebody had in work too long goes back into the queue.
        rank = _IN_TURN.index(State.QUEUED if turn is State.IN_REVIEW else turn)
        rows = connection.execute(sql, bound | {"turn": turn.value})
        found += [(rank, -priority, -row, key) for priority, row, key in rows]
    return tuple(key for *_, key in sorted(found)[:most])


def until(connection: sqlite3.Connection, claim_id: str) -> str | None:
    """Return when the lease on a claim runs out; None if nobody has it in work."""
    row = connection.execute("SELECT until FROM _claims_leases WHERE claim_id = ?", [claim_id]).fetchone()
    return str(row[0]) if row else None


def run_out(connection: sqlite3.Connection, at: str, most: int = 500) -> tuple[str, ...]:
    """Return claims whose leases have run out by ``at``."""
    sql = "SELECT claim_id FROM _claims_leases WHERE until <= ? ORDER BY until LIMIT ?"
    return tuple(key for (key,) in connection.execute(sql, [at, most]))


def lease(connection: sqlite3.Connection, claim_id: str, holder: str | None, until: str) -> None:
    """Let ``holder`` have a claim in work until then, or nobody if it is None; a lease that runs is left alone."""
    if holder is None:
        connection.execute("DELETE FROM _claims_leases WHERE claim_id = ?", [claim_id])
    else:
        sql = "INSERT INTO _claims_leases VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        connection.execute(sql, [claim_id, holder, until])


def renew(connection: sqlite3.Connection, claim_id: str, holder: str, until: str) -> bool:
    """Let ``holder`` keep a claim until then; tell whether they have it."""
    sql = "UPDATE _claims_leases SET until = ? WHERE claim_id = ? AND holder = ?"
    return connection.execute(sql, [until, claim_id, holder]).rowcount == 1


def held_by(connection: sqlite3.Connection, holder: str) -> tuple[tuple[str, str], ...]:
    """Return the claims that somebody has in work, each with the end of its lease."""
    sql = "SELECT claim_id, until FROM _claims_leases WHERE holder = ? ORDER BY until"
    return tuple(connection.execute(sql, [holder]))
