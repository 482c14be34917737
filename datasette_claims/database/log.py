"""The log of events: adding to it and reading it. Callers own the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import astuple, fields

from datasette_claims import chain
from datasette_claims.chain import Entry
from datasette_claims.review import Event

_COLUMNS = ", ".join(field.name for field in fields(Entry))
_MARKS = ", ".join("?" for _ in fields(Entry))


def next_seq(connection: sqlite3.Connection) -> int:
    """Return the number that the next event will have."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) + 1 FROM review_events").fetchone()[0])


def append(connection: sqlite3.Connection, entry: Entry) -> None:
    """Add an entry to the end of the log, chained to the one before."""
    row = connection.execute("SELECT hash FROM review_events ORDER BY seq DESC LIMIT 1").fetchone()
    before = row[0] if row else ""
    sql = f"INSERT INTO review_events({_COLUMNS}, prev_hash, hash) VALUES ({_MARKS}, ?, ?)"
    connection.execute(sql, [*astuple(entry), before, chain.link(entry, before)])


def events(connection: sqlite3.Connection, claim_id: str) -> tuple[Event, ...]:
    """Return what has happened to a claim, in order."""
    sql = f"SELECT {_COLUMNS} FROM review_events WHERE claim_id = ? ORDER BY seq"
    return tuple(chain.event(Entry(*row)) for row in connection.execute(sql, [claim_id]))


def entries(connection: sqlite3.Connection) -> Iterator[tuple[Entry, str, str]]:
    """Yield the whole log in order, each entry with the hash before it and its own."""
    sql = f"SELECT {_COLUMNS}, prev_hash, hash FROM review_events ORDER BY seq"
    for row in connection.execute(sql):
        yield Entry(*row[:-2]), row[-2], row[-1]


def batch(connection: sqlite3.Connection, name: str) -> tuple[Event, ...]:
    """Return the events of a bulk step, in order."""
    sql = f"SELECT {_COLUMNS} FROM review_events WHERE batch = ? AND claim_id IS NOT NULL ORDER BY seq"
    return tuple(chain.event(Entry(*row)) for row in connection.execute(sql, [name]))
