"""How claims are found that filters mean: through the few that have something, or along the order they are wanted in.

SQLite's planner would have to know how frequent each value is; without statistics it may read every claim for a page
of fifty. So the values are counted here up to a bound, which costs a few milliseconds whatever the database's size.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import inf, prod

from datasette_claims.database.filtering import Filters, Value, condition, conditions

FEW = 2_000
"""So many claims are looked at one by one without asking what else narrows them."""

UNCOUNTED = (10_000, 1_000, 60_000)
"""Counting ends at the first with the second a wanted claim, at the third at most: the more are wanted, the further
one would have to go along the order."""

_MERGED = 0.15
"""What a row costs where two sets are intersected, in claims that are looked at one by one."""

LOOKED_UP = 100
"""What looking one claim up in the full-text index costs, in the same measure; finding all of a common word costs
as much as some hundred of that."""

_DATES = frozenset({"published_from", "published_to"})

INDEXES: Mapping[tuple[str, ...], str] = {
    ("recheck",): "claims_recheck",
    ("article",): "claims_article",
    ("speaker", "verdict"): "claims_speaker_verdict",
    ("state", "speaker"): "claims_state_speaker",
    ("source", "state"): "claims_source_queue",
    ("source", "verdict"): "claims_source_verdict",
    ("quote_type", "verdict"): "claims_quote_type_verdict",
    ("language", "verdict"): "claims_language_verdict",
    ("speaker",): "claims_speaker_verdict",
    ("source",): "claims_source_verdict",
    ("verdict",): "claims_verdict_order",
    ("state",): "claims_state_speaker",
    ("quote_type",): "claims_quote_type_verdict",
    ("language",): "claims_language_verdict",
    ("published_from", "published_to"): "claims_published",
    ("published_from",): "claims_published",
    ("published_to",): "claims_published",
    ("checkworthiness",): "claims_checkworthiness",
}
"""What narrows the claims by which index; what is listed later is left out where the same filters have been used."""

_SEARCHES: Mapping[str, str] = {
    "text": "SELECT rowid AS found FROM claims_fts WHERE claims_fts MATCH :text",
    "topic": "SELECT c.rowid AS found FROM articles a CROSS JOIN claims c ON c.article_id = a.id"
    " WHERE a.title LIKE :topic ESCAPE '!'",
    "aspect": "SELECT DISTINCT c.rowid AS found FROM reviews r INDEXED BY reviews_verdict"
    " CROSS JOIN claims c ON c.id = r.claim_id WHERE r.aspect = :aspect",
}

ORDERS: Mapping[str, Mapping[tuple[str, ...], str]] = {
    "reading_order": {
        ("speaker", "verdict"): "claims_speaker_verdict",
        ("state", "speaker"): "claims_state_speaker",
        ("verdict",): "claims_verdict_order",
        (): "claims_reading_order",
    },
    "priority": {
        ("speaker", "state"): "claims_speaker_queue",
        ("source", "state"): "claims_source_queue",
        ("state",): "claims_queue",
        (): "claims_priority",
    },
    "checkworthiness": {(): "claims_checkworthiness"},
}
"""The orders that claims are wanted in, each with the indexes that have it once the columns before are given."""


@dataclass(frozen=True, slots=True)
class Way:
    """A FROM clause in which the claims are ``c``, conditions, and the values that both bind."""

    tables: str
    where: Sequence[str]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class _Narrow:
    """A query for the rows of claims that have something, and how many there are as far as they were counted."""

    names: frozenset[str]
    sql: str
    count: int


def way(connection: sqlite3.Connection, filters: Filters, order: str, wanted: int) -> Way:
    """Return how to find the first ``wanted`` of ``filters``; the caller sorts by ``order``, one of ``ORDERS``."""
    where, values = conditions(filters)
    given, index = next((set(names), name) for names, name in ORDERS[order].items() if values.keys() >= set(names))
    along = f"claims c INDEXED BY {index}"
    if values.keys() <= given:
        return Way(along, where, values)
    most = _most(values, wanted)
    narrows = _narrows(connection, values, most)
    if narrows and narrows[0].count <= FEW:
        return _through(narrows[:1], where, values)
    rows = _rows(connection)
    one_by_one = wanted == 1 and _is_common(narrows, most)
    met = _met(narrows, given, wanted, rows) * (LOOKED_UP if one_by_one else 1)
    taken, cost = _cheapest([one for one in narrows if one.count < most], rows)
    if cost < met:
        return _through(taken, where, values)
    return Way(along, _looked_up(where) if one_by_one else where, values)


def _is_common(narrows: Iterable[_Narrow], most: int) -> bool:
    """Tell whether so many claims have the words that are searched for that they were not all counted."""
    return any("text" in one.names and one.count == most for one in narrows)


def _most(values: Mapping[str, Value], wanted: int) -> int:
    """Return up to where claims are counted that have something."""
    first, step, last = UNCOUNTED
    return min(last, first + step * wanted) if values.keys().isdisjoint(_DATES | {"text"}) else last


def _met(narrows: Iterable[_Narrow], given: AbstractSet[str], wanted: int, rows: int) -> float:
    """Return how many claims one meets along the order until there are enough; all of them have what is ``given``."""
    others = [one for one in narrows if not one.names <= given]
    if any(one.names & _DATES for one in others):
        # Every order has newer claims first, so that those of an old time are met late.
        return rows / 2
    return wanted * prod(rows / one.count for one in others)


def few(connection: sqlite3.Connection, filters: Filters) -> Way | None:
    """Return how to find all that ``filters`` mean if these are few, else None."""
    where, values = conditions(filters)
    narrows = _narrows(connection, values, FEW + 1)
    return _through(narrows[:1], where, values) if narrows and narrows[0].count <= FEW else None


def _narrows(connection: sqlite3.Connection, values: Mapping[str, Value], most: int) -> list[_Narrow]:
    """Return what narrows the claims, each counted up to ``most``, the rarest first."""
    found: list[_Narrow] = []
    for names, index in INDEXES.items():
        if values.keys() >= set(names) and not any(one.names >= set(names) for one in found):
            where = " AND ".join(condition(name) for name in names)
            sql = f"SELECT c.rowid AS found FROM claims c INDEXED BY {index} WHERE {where}"
            found.append(_counted(connection, names, (sql, values), most))
    found += [_counted(connection, [name], (sql, values), most) for name, sql in _SEARCHES.items() if name in values]
    return sorted(found, key=lambda one: one.count)


def _counted(
    connection: sqlite3.Connection, names: Iterable[str], query: tuple[str, Mapping[str, Value]], most: int
) -> _Narrow:
    sql, values = query
    (count,) = connection.execute(f"SELECT count(*) FROM ({sql} LIMIT {most})", dict(values)).fetchone()
    return _Narrow(frozenset(names), sql, count)


def _cheapest(narrows: Sequence[_Narrow], rows: int) -> tuple[Sequence[_Narrow], float]:
    """Return the one or two through which the claims that have everything are found soonest, and how long it takes.

    The measure is how many claims could be looked at one by one meanwhile.
    """
    if not narrows:
        return (), inf
    alone = narrows[0].count
    if len(narrows) == 1:
        return narrows, alone
    other = narrows[1].count
    both = _MERGED * (alone + other) + alone * other / rows
    return (narrows[:2], both) if both < alone else (narrows[:1], alone)


def _through(narrows: Sequence[_Narrow], where: Sequence[str], values: Mapping[str, Value]) -> Way:
    sets = " INTERSECT ".join(one.sql for one in narrows) if narrows[0].count else "SELECT 0 AS found LIMIT 0"
    searched = any("text" in one.names for one in narrows)
    left = [one for one in where if not (searched and one == condition("text"))]
    tables = f"({sets}) f CROSS JOIN claims c ON c.rowid = f.found"
    return Way(tables, _looked_up(left) if narrows[0].count <= LOOKED_UP else left, values)


def _rows(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(rowid), 1) FROM claims").fetchone()[0])


def _looked_up(where: Sequence[str]) -> list[str]:
    """Look each claim up in the full-text index, instead of finding all claims with the words first."""
    each = "EXISTS (SELECT 1 FROM claims_fts t WHERE t.rowid = c.rowid AND claims_fts MATCH :text)"
    return [each if one == condition("text") else one for one in where]
