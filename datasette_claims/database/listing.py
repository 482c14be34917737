"""Lists of claims, page by page: each page begins where the one before ended, so that every one is equally fast."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from datasette_claims.database import finding
from datasette_claims.database.filtering import Filters, Value
from datasette_claims.database.finding import Way
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


_Place = tuple[Value | None, int]
"""Where a page ends: the value that it is sorted by, and the row."""

_ELSEWHERE = {"holder": "l.holder", "lease_until": "l.until"}
_COLUMNS = ", ".join(_ELSEWHERE.get(field.name, f"c.{field.name}") for field in fields(Listed))
_LEASED = "LEFT JOIN _claims_leases l ON l.claim_id = c.id"

SORTS: Mapping[str, str] = {name: f"c.{name}" for name in finding.ORDERS}
"""The columns that lists are sorted by, the highest first; claims without a value stand last."""

_LARGEST = 2**63 - 1


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
    """Return the ``size`` claims that follow ``after``; raises InvalidFields if that is none of this order's pages."""
    place = None if after is None else _place(after, sort)
    way = finding.way(connection, filters, sort, size)
    rows: list[tuple[Any, ...]] = []
    # Two steps, each of them along an index: the claims with a value, then those without.
    if place is None or place[0] is not None:
        rows = _rows(connection, way, _with_value(SORTS[sort], place), size + 1)
    if len(rows) <= size:
        last_row = place[1] if place is not None and place[0] is None else _LARGEST
        valueless = (SORTS[sort], f"{SORTS[sort]} IS NULL AND c.rowid < :last_row", {"last_row": last_row})
        rows += _rows(connection, way, valueless, size + 1 - len(rows))
    last = rows[size - 1][:2] if len(rows) > size else None
    return Page(tuple(Listed(*row[2:]) for row in rows[:size]), _token(sort, *last) if last else None)


def _with_value(column: str, place: _Place | None) -> tuple[str, str, dict[str, Value | None]]:
    if place is None:
        return column, f"{column} IS NOT NULL", {}
    return column, f"({column}, c.rowid) < (:last_value, :last_row)", {"last_value": place[0], "last_row": place[1]}


def _rows(
    connection: sqlite3.Connection,
    way: Way,
    within: tuple[str, str, Mapping[str, Value | None]],
    most: int,
) -> list[tuple[Any, ...]]:
    column, condition, bound = within
    where = " AND ".join([*way.where, condition])
    sql = (
        f"SELECT {column}, c.rowid, {_COLUMNS} FROM {way.tables} {_LEASED} WHERE {where}"
        f" ORDER BY {column} DESC, c.rowid DESC LIMIT :size"
    )
    return connection.execute(sql, {**way.values, **bound, "size": most}).fetchall()


def selected(connection: sqlite3.Connection, filters: Filters, most: int) -> tuple[str, ...]:
    """Return the ids of at most ``most`` claims in the order of the queue."""
    way = finding.way(connection, filters, "priority", most)
    where = " AND ".join([*way.where, "c.priority IS NOT NULL"])
    sql = f"SELECT c.id FROM {way.tables} WHERE {where} ORDER BY c.priority DESC LIMIT :most"
    return tuple(key for (key,) in connection.execute(sql, {**way.values, "most": most}))


def reasons(connection: sqlite3.Connection, claim_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what raised or lowered the check-worthiness of each claim."""
    sql = "SELECT id, checkworthiness_reasons FROM claims WHERE id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(sql, [json.dumps(list(claim_ids))])
    return {key: tuple(json.loads(held)) for key, held in rows}


def reviewed(connection: sqlite3.Connection, claim_ids: Iterable[str]) -> frozenset[str]:
    """Return those of the claims that carry reviews."""
    sql = "SELECT DISTINCT claim_id FROM reviews WHERE claim_id IN (SELECT value FROM json_each(?))"
    return frozenset(key for (key,) in connection.execute(sql, [json.dumps(list(claim_ids))]))


def _token(sort: str, value: Value | None, row: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, value, row]).encode()).decode().rstrip("=")


def _place(token: str, sort: str) -> _Place:
    wrong = InvalidFields({"after": "this is not the next of a page in this order"})
    try:
        place = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        # The database takes no halves of surrogate pairs, and no number that has more than 64 bits.
        json.dumps(place, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        raise wrong from None
    if not isinstance(place, list) or [type(part) for part in place[::2]] != [str, int] or place[0] != sort:
        raise wrong
    if len(place) != len(("sort", "value", "row")) or not isinstance(place[1], str | float | None):
        raise wrong
    if not 0 < place[2] <= _LARGEST:
        raise wrong
    return place[1], place[2]
