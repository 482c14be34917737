"""The desk's own rules, kept in the database so that web and command line follow the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

REQUIRED_REVIEWS = "required_reviews"
"""How many people judge a claim independently, 1 to 3."""
LEASE_MINUTES = "lease_minutes"
"""How long somebody has a claim in work unless they renew it."""

DEFAULTS: Mapping[str, int] = {REQUIRED_REVIEWS: 1, LEASE_MINUTES: 30}
RANGES: Mapping[str, tuple[int, int]] = {REQUIRED_REVIEWS: (1, 3), LEASE_MINUTES: (1, 1440)}
"""The least and the most that each may be."""


def value(connection: sqlite3.Connection, name: str) -> int:
    """Return one of the rules."""
    row = connection.execute("SELECT value FROM _claims_settings WHERE name = ?", [name]).fetchone()
    return int(row[0]) if row else DEFAULTS[name]


def values(connection: sqlite3.Connection) -> dict[str, int]:
    """Return all rules."""
    return {name: value(connection, name) for name in DEFAULTS}


def change(connection: sqlite3.Connection, changed: Mapping[str, int]) -> None:
    """Set some of the rules. The caller owns the transaction."""
    sql = "INSERT INTO _claims_settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    connection.executemany(sql, changed.items())
