"""How many claims have which speaker, source, verdict and so on, in a time that does not grow with what filters mean.

Without a filter each column is counted from its index alone. With filters one pass goes through the claims in the
list's order and ends after ``MOST`` of them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datasette_claims.database import finding
from datasette_claims.database.filtering import Filters
from datasette_claims.review import Aspect

MOST = 10_000
"""So many claims are gone through at most."""

COLUMNS = ("speaker", "source", "quote_type", "verdict", "state", "language")
YEAR, ASPECT = "year", "aspect"

_TOGETHER = (("speaker",), ("source", "state"), ("quote_type", "verdict"), ("language",))
"""What one pass over an index counts."""

_UNDONE = "EXISTS (SELECT 1 FROM review_events u WHERE u.undoes = r.event_seq)"
# What nothing has happened to has not been judged either, which saves most claims the look.
_ASPECTS = (
    "CASE WHEN c.version > 0 THEN (SELECT group_concat(DISTINCT r.aspect) FROM reviews r INDEXED BY reviews_claim"
    f" WHERE r.claim_id = c.id AND NOT {_UNDONE}) END"
)


@dataclass(frozen=True, slots=True)
class Facets:
    """``counts`` holds by column, by ``YEAR`` and by ``ASPECT`` how many claims have which value, most first.

    Claims without a value are not counted. ``claims`` is how many there are, or were gone through if there are more
    (``is_cut``). ``ASPECT`` looks at no more than ``MOST`` reviews.
    """

    counts: Mapping[str, Mapping[str, int]]
    claims: int
    is_cut: bool


def facets(connection: sqlite3.Connection, filters: Filters, order: str, *, aspects: bool) -> Facets:
    """Count what ``filters`` mean, in the order of a list (``finding.ORDERS``), and what was judged if asked for."""
    if filters == Filters(retired=filters.retired):
        return _all(connection, retired=filters.retired, aspects=aspects)
    return _some(connection, filters, order, aspects=aspects)


def _all(connection: sqlite3.Connection, *, retired: bool, aspects: bool) -> Facets:
    counts: dict[str, Counter[str]] = {column: Counter() for column in COLUMNS}
    for columns in _TOGETHER:
        named = ", ".join(columns)
        for *values, count in connection.execute(f"SELECT {named}, count(*) FROM claims GROUP BY {named}"):
            for column, value in zip(columns, values, strict=True):
                counts[column][value] += count
    counts[YEAR] = _years(connection)
    if not retired:
        # These are few, and the only ones that are looked at one by one.
        less = f"SELECT {', '.join(COLUMNS)}, substr(published, 1, 4) FROM claims WHERE retired_at IS NOT NULL"
        rows = connection.execute(less.replace("FROM claims", "FROM claims INDEXED BY claims_retired"))
        for column, values in zip((*COLUMNS, YEAR), zip(*rows, strict=True), strict=False):
            counts[column].subtract(values)
    if aspects:
        counts[ASPECT] = _judged(connection)
    return Facets(_ordered(counts), sum(counts["state"].values()), is_cut=False)


def _years(connection: sqlite3.Connection) -> Counter[str]:
    """Count years, each by its range of the index of dates, the newest first."""
    found: Counter[str] = Counter()
    (newest,) = connection.execute("SELECT max(published) FROM claims").fetchone()
    while newest is not None:
        year = str(newest)[:4]
        within = "SELECT count(*) FROM claims WHERE published >= ? AND published < ? || '~'"
        (found[year],) = connection.execute(within, [year, year]).fetchone()
        (newest,) = connection.execute("SELECT max(published) FROM claims WHERE published < ?", [year]).fetchone()
    return found


def _judged(connection: sqlite3.Connection) -> Counter[str]:
    newest = f"SELECT aspect, claim_id, event_seq FROM reviews ORDER BY rowid DESC LIMIT {MOST}"
    sql = f"SELECT r.aspect, count(DISTINCT r.claim_id) FROM ({newest}) r WHERE NOT {_UNDONE} GROUP BY 1"
    return Counter(dict(connection.execute(sql).fetchall()))


def _some(connection: sqlite3.Connection, filters: Filters, order: str, *, aspects: bool) -> Facets:
    way = finding.way(connection, filters, order, MOST)
    columns = ", ".join(f"c.{column}" for column in COLUMNS)
    sql = (
        f"SELECT {columns}, substr(c.published, 1, 4), {_ASPECTS if aspects else 'NULL'} FROM {way.tables}"
        f" WHERE {' AND '.join(way.where) or 'TRUE'} ORDER BY c.{order} DESC LIMIT {MOST + 1}"
    )
    rows = connection.execute(sql, dict(way.values)).fetchall()
    names = (*COLUMNS, YEAR, ASPECT)
    values = list(zip(*rows[:MOST], strict=True)) or [()] * len(names)
    counts = {name: Counter(held) for name, held in zip(names, values, strict=True)}
    joined = counts.pop(ASPECT).items()
    if aspects:
        counts[ASPECT] = Counter({one.value: _holding(joined, one) for one in Aspect})
    return Facets(_ordered(counts), min(len(rows), MOST), is_cut=len(rows) > MOST)


def _holding(joined: Iterable[tuple[str | None, int]], aspect: Aspect) -> int:
    return sum(count for values, count in joined if values and aspect.value in values.split(","))


def _ordered(counts: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {
        name: {
            value: count
            for value, count in sorted(found.items(), key=lambda one: (-one[1], str(one[0])))
            if value is not None and count > 0
        }
        for name, found in counts.items()
    }
