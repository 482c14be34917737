"""Requests that were answered before: one that comes again with its key gets its answer, and changes nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from datasette_claims.clock import later
from datasette_claims.errors import InvalidFields
from datasette_claims.identity import digest

_DAYS_KEPT = 7
_KEYS_PER_CLEARANCE = 100


@dataclass(frozen=True, slots=True)
class Request:
    """A request as its key knows it: who sent it, the key, and method and path."""

    actor: str
    key: str
    request: str


def before(connection: sqlite3.Connection, asked: Request) -> tuple[int, str] | None:
    """Return status and body of the answer that a request was given before, None if there is none.

    Raises InvalidFields if the key belongs to another request of the same actor.
    """
    sql = "SELECT request, status, body FROM _claims_answered_requests WHERE actor = ? AND key_sha256 = ?"
    row = connection.execute(sql, [asked.actor, digest(asked.key)]).fetchone()
    if row is None:
        return None
    if row[0] != asked.request:
        raise InvalidFields({"Idempotency-Key": f"you have used it for {row[0]}; choose a new one"})
    return int(row[1]), str(row[2])


def remember(connection: sqlite3.Connection, asked: Request, answer: tuple[int, str], at: str) -> None:
    """Keep an answer for a week. The caller owns the transaction."""
    old = "SELECT rowid FROM _claims_answered_requests WHERE at < ? LIMIT ?"
    clear = f"DELETE FROM _claims_answered_requests WHERE rowid IN ({old})"
    connection.execute(clear, [later(at, -_DAYS_KEPT * 24 * 60), _KEYS_PER_CLEARANCE])
    sql = "INSERT INTO _claims_answered_requests VALUES (?, ?, ?, ?, ?, ?)"
    connection.execute(sql, [asked.actor, digest(asked.key), asked.request, *answer, at])
