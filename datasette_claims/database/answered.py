"""Requests that were answered before: one that comes again with its key gets its answer, and changes nothing."""

from __future__ import annotations

import hmac
import sqlite3
from dataclasses import dataclass

from datasette_claims.clock import later
from datasette_claims.errors import InvalidFields
from datasette_claims.identity import digest

_DAYS_KEPT = 7
_KEYS_PER_CLEARANCE = 100


@dataclass(frozen=True, slots=True)
class Request:
    """A request as its key knows it: who sent it, the key, and what was asked for (``fingerprint``)."""

    actor: str
    key: str
    request: str


def fingerprint(secret: str, *parts: str) -> str:
    """Return what tells requests apart and tells nobody what they hold: a blind verdict is easily guessed."""
    return hmac.new(secret.encode(), "\0".join(parts).encode(), "sha256").hexdigest()


def before(connection: sqlite3.Connection, asked: Request) -> tuple[int, str] | None:
    """Return status and body of the answer that a request was given before, None if there is none.

    Raises InvalidFields if the key belongs to another request of the same actor.
    """
    sql = "SELECT request, status, body FROM _claims_answered_requests WHERE actor = ? AND key_sha256 = ?"
    row = connection.execute(sql, [asked.actor, digest(asked.key)]).fetchone()
    if row is None:
        return None
    if row[0] != asked.request:
        raise InvalidFields({"Idempotency-Key": "you have used it for another request; choose a new one"})
    return int(row[1]), str(row[2])


def remember(connection: sqlite3.Connection, asked: Request, answer: tuple[int, str], at: str) -> None:
    """Keep an answer for a week. The caller owns the transaction."""
    old = "SELECT rowid FROM _claims_answered_requests WHERE at < ? LIMIT ?"
    clear = f"DELETE FROM _claims_answered_requests WHERE rowid IN ({old})"
    connection.execute(clear, [later(at, -_DAYS_KEPT * 24 * 60), _KEYS_PER_CLEARANCE])
    sql = "INSERT INTO _claims_answered_requests VALUES (?, ?, ?, ?, ?, ?)"
    connection.execute(sql, [asked.actor, digest(asked.key), asked.request, *answer, at])
