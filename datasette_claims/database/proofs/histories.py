"""The log, claim by claim, and where each claim stands by it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby

from datasette_claims import chain
from datasette_claims.chain import Entry
from datasette_claims.review import Aspect, Event, standing

_COLUMNS = ", ".join(field.name for field in fields(Entry))

_FOLDED = """
CREATE TEMP TABLE folded (
  claim_id TEXT PRIMARY KEY, state TEXT, version INTEGER, verdict TEXT, attribution TEXT, holder TEXT
)
"""


def event_of(entry: Entry) -> Event | None:
    """Return the event that an entry holds, None if it holds none that can be read."""
    try:
        return chain.event(entry)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def entries_by_claim(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Yield each claim that anything happened to, with the entries on it in order."""
    sql = f"SELECT {_COLUMNS} FROM review_events WHERE claim_id IS NOT NULL ORDER BY claim_id, seq"
    found = (Entry(*row) for row in connection.execute(sql))
    for key, happened in groupby(found, key=lambda entry: str(entry.claim_id)):
        yield key, tuple(happened)


def histories(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[Event, ...]]]:
    """Yield each claim that anything happened to, with its events; what cannot be read is left out."""
    for key, happened in entries_by_claim(connection):
        yield key, tuple(event for event in map(event_of, happened) if event is not None)


def fold(connection: sqlite3.Connection) -> None:
    """Fill the temporary table ``folded`` with where each claim stands that anything happened to."""
    connection.execute("DROP TABLE IF EXISTS temp.folded")
    connection.execute(_FOLDED)
    connection.executemany("INSERT INTO temp.folded VALUES (?, ?, ?, ?, ?, ?)", _standings(connection))


def _standings(connection: sqlite3.Connection) -> Iterator[tuple[str, str, int, str, str | None, str | None]]:
    for key, happened in histories(connection):
        at = standing(happened)
        yield key, at.state.value, at.version, at.verdict, at.ratings.get(Aspect.ATTRIBUTION), at.holder
