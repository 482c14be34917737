"""Lists of claims, page by page: each page begins where the one before ended, so that every one is equally fast."""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields

from datasette_claims.database import finding
from datasette_claims.database.filtering import Filters, Value
from datasette_claims.errors import InvalidFields


@dataclass(frozen=True, slots=True)
class Listed:
    """A claim in a list; ``holder`` has it in work until ``lease_until``."""

    id: str
    quote: str
    quote_type: str
    speaker: str | None
    speaker_id: str | None
    cue: str | None
    source: str | None
    published: str | None
    article_id: str
    language: str
    state: str
    verdict: str
    attribution: str | None
    inherited_from: str | None
    checkworthiness: float | None
    priority: float
    confidence: float
    retired_at: str | None
    holder: str | None
    lease_until: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some claims of a list; ``after`` leads to the next page, None on the last."""

    claims: tuple[Listed, ...]
    after: str | None


_ELSEWHERE = {"holder": "l.holder", "lease_until": "l.until"}
_COLUMNS = ", ".join(_ELSEWHERE.get(field.name, f"c.{field.name}") for field in fields(Listed))
_LEASED = "LEFT JOIN _claims_leases l ON l.claim_id = c.id"

SORTS: Mapping[str, str] = {name: f"c.{name}" for name in finding.ORDERS}
"""The columns that lists are sorted by, the highest first; claims without a value are left out."""


def listed(connection: sqlite3.Connection, claim_id: str) -> Listed | None:
    """Return one claim as lists show it."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM claims c {_LEASED} WHERE c.id = ?", [claim_id]).fetchone()
    return Listed(*row) if row else None


def beginning_with(connection: sqlite3.Connection, prefix: str, most: int) -> tuple[str, ...]:
    """Return at most ``most`` ids of claims that begin with ``prefix``, in order."""
    # Ids are hexadecimal after their first letter, so that none of them sorts behind a "g".
    sql = "SELECT id FROM claims WHERE id >= ? AND id < ? || 'g' ORDER BY id LIMIT ?"
    return tuple(key for (key,) in connection.execute(sql, [prefix, prefix, most]))


def speakers_called(connection: sqlite3.Connection, called: str, most: int) -> tuple[str, ...]:
    """Return the id of the speaker of that name, else at most ``most`` ids that begin so, in order."""
    exact = connection.execute("SELECT id FROM speakers WHERE name = ? ORDER BY id LIMIT 1", [called])
    if found := exact.fetchone():
        return (found[0],)
    sql = "SELECT id FROM speakers WHERE id >= ? AND id < ? || 'g' ORDER BY id LIMIT ?"
    return tuple(key for (key,) in connection.execute(sql, [called, called, most]))


def page(connection: sqlite3.Connection, filters: Filters, sort: str, after: str | None, size: int) -> Page:
    """Return the ``size`` claims that follow ``after``; raises InvalidFields if that is none of our pages."""
    way, column = finding.way(connection, filters, sort, size), SORTS[sort]
    place = _place(after) if after is not None else {}
    further = [f"({column}, c.rowid) < (:last_value, :last_row)"] if place else []
    where = " AND ".join([*way.where, f"{column} IS NOT NULL", *further])
    sql = (
        f"SELECT {column}, c.rowid, {_COLUMNS} FROM {way.tables} {_LEASED} WHERE {where}"
        f" ORDER BY {column} DESC, c.rowid DESC LIMIT :size"
    )
    rows = connection.execute(sql, {**way.values, **place, "size": size + 1}).fetchall()
    last = rows[size - 1][:2] if len(rows) > size else None
    return Page(tuple(Listed(*row[2:]) for row in rows[:size]), _token(last) if last else None)


def selected(connection: sqlite3.Connection, filters: Filters, most: int) -> tuple[str, ...]:
    """Return the ids of at most ``most`` claims in the order of the queue."""
    way = finding.way(connection, filters, "priority", most)
    where = " AND ".join([*way.where, "c.priority IS NOT NULL"])
    sql = f"SELECT c.id FROM {way.tables} WHERE {where} ORDER BY c.priority DESC LIMIT :most"
    return tuple(key for (key,) in connection.execute(sql, {**way.values, "most": most}))


def _token(place: tuple[Value, int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def _place(token: str) -> dict[str, Value]:
    wrong = InvalidFields({"after": "this is not the next of a page"})
    try:
        place = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError):
        raise wrong from None
    if not isinstance(place, list) or list(map(type, place)) not in ([str, int], [float, int], [int, int]):
        raise wrong
    return {"last_value": place[0], "last_row": place[1]}
