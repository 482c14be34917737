"""Speakers and what people know of them. Callers own the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from datasette_claims.database import roles
from datasette_claims.identity import speaker_key


def surviving(connection: sqlite3.Connection, speaker_id: str) -> tuple[str, str] | None:
    """Return the id and the name of the speaker that one was merged into, or its own; None if there is none."""
    sql = (
        "WITH RECURSIVE merged(id, next) AS (SELECT id, merged_into FROM speakers WHERE id = ?"
        " UNION SELECT s.id, s.merged_into FROM merged m JOIN speakers s ON s.id = m.next)"
        " SELECT s.id, s.name FROM merged m JOIN speakers s ON s.id = m.id WHERE m.next IS NULL"
    )
    row = connection.execute(sql, [speaker_id]).fetchone()
    return (row[0], row[1]) if row else None


def merged_into(connection: sqlite3.Connection, speaker_id: str) -> str | None:
    """Return the speaker that one was merged into, None if it was not."""
    row = connection.execute("SELECT merged_into FROM speakers WHERE id = ?", [speaker_id]).fetchone()
    return row[0] if row else None


def merge(connection: sqlite3.Connection, speaker_id: str, into: str | None) -> int:
    """Let a speaker be another, or itself again; return how many claims changed hands.

    Whom a claim names stays known, so that each merge can be taken back alone.
    """
    connection.execute("UPDATE speakers SET merged_into = ? WHERE id = ?", [into, speaker_id])
    changed = 0
    for one in merged(connection, speaker_id):
        present = surviving(connection, one)
        if present is not None:
            sql = "UPDATE claims SET speaker_id = ?, speaker = ? WHERE named_speaker_id = ? AND speaker_id IS NOT ?"
            changed += connection.execute(sql, [*present, one, present[0]]).rowcount
    return changed


def merged(connection: sqlite3.Connection, speaker_id: str) -> tuple[str, ...]:
    """Return a speaker with all that were merged into it, at however many removes."""
    sql = (
        "WITH RECURSIVE merged(id) AS"
        " (SELECT ? UNION SELECT s.id FROM merged m JOIN speakers s ON s.merged_into = m.id)"
        " SELECT id FROM merged"
    )
    return tuple(key for (key,) in connection.execute(sql, [speaker_id]))


def named(connection: sqlite3.Connection, name: str, kind: str) -> str:
    """Return the id of the speaker of that name, made if there is none."""
    speaker_id = speaker_key(name)
    sql = "INSERT INTO speakers(id, name, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
    connection.execute(sql, [speaker_id, name, kind])
    return speaker_id


def hand_over(connection: sqlite3.Connection, claim_ids: Sequence[str], speaker_id: str) -> None:
    """Let claims name a speaker because people say so, whatever extraction says."""
    present = surviving(connection, speaker_id)
    if present is not None:
        sql = "UPDATE claims SET named_speaker_id = ?, speaker_id = ?, speaker = ?, is_manual = 1 WHERE id = ?"
        for claim_id in claim_ids:
            with roles.following(connection, roles.article_of(connection, claim_id)):
                connection.execute(sql, [speaker_id, *present, claim_id])


def of(connection: sqlite3.Connection, speaker_id: str, claim_ids: Sequence[str]) -> tuple[str, ...]:
    """Return those of the claims that a speaker has."""
    sql = "SELECT id FROM claims WHERE id = ? AND speaker_id = ?"
    return tuple(key for one in claim_ids for (key,) in connection.execute(sql, [one, speaker_id]))


def alias(connection: sqlite3.Connection, speaker_id: str, name: str, *, remove: bool) -> bool:
    """Add an alias, or remove one that people added; tell whether that changed anything."""
    if remove:
        sql = "DELETE FROM speaker_aliases WHERE speaker_id = ? AND alias = ? AND origin = 'manual'"
    else:
        sql = "INSERT INTO speaker_aliases(speaker_id, alias, origin) VALUES (?, ?, 'manual') ON CONFLICT DO NOTHING"
    return connection.execute(sql, [speaker_id, name]).rowcount == 1


def identify(connection: sqlite3.Connection, speaker_id: str, wikidata_id: str | None, gnd_id: str | None) -> None:
    """Set who a speaker is elsewhere; no other speaker may have that Wikidata item."""
    sql = "UPDATE speakers SET wikidata_id = ?, gnd_id = ? WHERE id = ?"
    connection.execute(sql, [wikidata_id, gnd_id, speaker_id])


def identified(connection: sqlite3.Connection, column: str, value: str) -> str | None:
    """Return the speaker that has an id in another catalogue: ``wikidata_id`` or ``gnd_id``."""
    row = connection.execute(f"SELECT id FROM speakers WHERE {column} = ?", [value]).fetchone()
    return row[0] if row else None


def elsewhere(connection: sqlite3.Connection, speaker_id: str) -> tuple[str | None, str | None]:
    """Return the ids of a speaker in Wikidata and in the GND, as far as people have entered them."""
    row = connection.execute("SELECT wikidata_id, gnd_id FROM speakers WHERE id = ?", [speaker_id]).fetchone()
    return (row[0], row[1]) if row else (None, None)


def known_as(connection: sqlite3.Connection, speaker_id: str) -> dict[str, str]:
    """Return the other names of a speaker and of all who were merged into it, each with where it comes from."""
    found: dict[str, str] = {}
    for one in reversed(merged(connection, speaker_id)):
        if one != speaker_id:
            found |= dict(connection.execute("SELECT name, 'merged' FROM speakers WHERE id = ?", [one]))
        found |= dict(connection.execute("SELECT alias, origin FROM speaker_aliases WHERE speaker_id = ?", [one]))
    return found
