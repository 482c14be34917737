"""Filters of the queue that the desk keeps by name. Callers own the transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saved:
    """Filters with their name: ``query`` is that of an address, saved by ``actor`` ``at`` a time (UTC ISO 8601)."""

    name: str
    query: str
    actor: str
    at: str


def filters(connection: sqlite3.Connection) -> tuple[Saved, ...]:
    """Return all that the desk keeps, by name."""
    sql = "SELECT name, query, actor, at FROM _claims_filters ORDER BY name COLLATE NOCASE, name"
    return tuple(Saved(*row) for row in connection.execute(sql))


def keep(connection: sqlite3.Connection, saved: Saved) -> None:
    """Keep filters, in the place of those that had the name before."""
    sql = "INSERT INTO _claims_filters VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
    sql += " query = excluded.query, actor = excluded.actor, at = excluded.at"
    connection.execute(sql, [saved.name, saved.query, saved.actor, saved.at])


def drop(connection: sqlite3.Connection, name: str) -> bool:
    """Keep filters no longer; tell whether there were any of that name."""
    return connection.execute("DELETE FROM _claims_filters WHERE name = ?", [name]).rowcount == 1
