"""Whichever way claims are found, the same ones are found."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import newsroom
import pytest
import review as benchmark
import rounds

from datasette_claims.database import facets, finding, history, leases, listing
from datasette_claims.database.filtering import Filters, conditions
from datasette_claims.database.opening import open_for_reading

CLAIMS, REVIEWS = 4000, 150
COMMON, LATE = "die", {"published_from": "2011", "published_to": "2024-10"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small newsroom, some of its claims reviewed."""
    path = tmp_path_factory.mktemp("newsroom") / "newsroom.db"
    newsroom.build(path, CLAIMS)
    rounds.review(path, REVIEWS)
    return path


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """The newsroom, to be read."""
    with closing(open_for_reading(path)) as connection:
        yield connection


@pytest.fixture(params=[1, 20, 1000])
def _scale(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a small database look like one of that many times its size."""
    monkeypatch.setattr(finding, "FEW", finding.FEW // request.param)
    monkeypatch.setattr(finding, "LOOKED_UP", finding.LOOKED_UP // request.param)
    monkeypatch.setattr(finding, "UNCOUNTED", tuple(number // request.param for number in finding.UNCOUNTED))


def _selections(path: Path) -> list[Filters]:
    found = [dict(select) for _, select in benchmark.selections(benchmark.known(path))]
    further = [
        {},
        LATE,
        {**LATE, "text": COMMON},
        {"text": COMMON},
        {"language": "en"},
        {"language": "fr"},
        {"topic": "e"},
        {"article": "a" + "0" * 16},
        {"aspect": "veracity"},
        {"aspect": "attribution", "state": "decided"},
        {"aspect": "extraction"},
    ]
    return [benchmark.filters(select) for select in (*found, *further)]


def _plain(connection: sqlite3.Connection, filters: Filters, order: str) -> list[tuple[str, float]]:
    where, values = conditions(filters)
    column = listing.SORTS[order]
    sql = f"SELECT c.id, {column} FROM claims c WHERE {' AND '.join(where)} ORDER BY {column} DESC, c.rowid DESC"
    return connection.execute(sql, values).fetchall()


@pytest.mark.usefixtures("_scale")
def test_pages(path: Path, connection: sqlite3.Connection) -> None:
    """The pages of every list, in every order, hold what its filters mean and nothing else, each claim once."""
    for filters, order in product(_selections(path), listing.SORTS):
        expected = [key for key, _ in _plain(connection, filters, order)]
        first = listing.page(connection, filters, order, None, 50)
        second = listing.page(connection, filters, order, first.after, 50) if first.after else None
        found = [claim.id for claim in (*first.claims, *(second.claims if second else ()))]
        assert found == expected[:100], (filters, order)


@pytest.mark.usefixtures("_scale")
def test_next(path: Path, connection: sqlite3.Connection) -> None:
    """The next claim has the highest priority of the first state in turn that has any left for its reviewer."""
    turns = [("awaiting_second", "bernd"), ("queued", rounds.BUSY)]
    for filters in (one for one in _selections(path) if one.state is None and one.verdict is None):
        for state, actor in turns:
            key = leases.next_claim(connection, actor, filters)
            left = [one for one in _plain(connection, filters, "priority") if _state(connection, one[0]) == state]
            best = max((priority for _, priority in left), default=None)
            assert best is None or (key, best) in left, (filters, actor)


def test_next_of_other_states(connection: sqlite3.Connection) -> None:
    """Nobody is handed a claim that has been decided."""
    assert leases.next_claim(connection, "anna", Filters(state="decided")) is None


def test_selected(connection: sqlite3.Connection) -> None:
    """A bulk step takes the claims of highest priority first."""
    expected = [key for key, _ in _plain(connection, Filters(state="queued"), "priority")]
    assert set(listing.selected(connection, Filters(state="queued"), len(expected))) == set(expected)


def test_counts(connection: sqlite3.Connection) -> None:
    """Retired claims are counted neither by state nor by verdict."""
    counts = history.counts(connection)
    sql = "SELECT {0}, count(*) FROM claims WHERE retired_at IS NULL GROUP BY 1"
    assert counts["states"] == dict(connection.execute(sql.format("state")).fetchall())
    assert counts["verdicts"] == dict(connection.execute(sql.format("verdict")).fetchall())
    assert list(counts["states"].values()) == sorted(counts["states"].values(), reverse=True)


def test_every_index_is_there(connection: sqlite3.Connection) -> None:
    """Every index that claims are found by is made by the schema's steps."""
    made = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    used = {name for names in finding.ORDERS.values() for name in names.values()} | set(finding.INDEXES.values())
    assert used <= made


def test_order_by_index(path: Path, connection: sqlite3.Connection) -> None:
    """A page is never found by sorting all claims: it comes in an index's order, or from a set that was narrowed."""
    for filters, order in product(_selections(path), listing.SORTS):
        way = finding.way(connection, filters, order, 50)
        column = listing.SORTS[order]
        sql = f"SELECT c.id FROM {way.tables} WHERE {' AND '.join(way.where)} ORDER BY {column} DESC LIMIT 50"
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", dict(way.values)))
        assert "INDEXED BY" not in way.tables.partition(" f ")[0][:30] or "FOR ORDER BY" not in plan, plan


def _state(connection: sqlite3.Connection, key: str) -> str:
    return str(connection.execute("SELECT state FROM claims WHERE id = ?", [key]).fetchone()[0])


@pytest.mark.usefixtures("_scale")
def test_facets(path: Path, connection: sqlite3.Connection) -> None:
    """Facets count what filters mean, whichever way that is found, and no more."""
    for filters, order in product(_selections(path), listing.SORTS):
        found = facets.facets(connection, filters, order, aspects=True)
        assert found.counts == _counted(connection, filters), (filters, order)
        assert (found.claims, found.is_cut) == (len(_plain(connection, filters, order)), False)


def test_facets_with_retired(connection: sqlite3.Connection) -> None:
    """Retired claims are counted where they are listed."""
    found = facets.facets(connection, Filters(retired=True), "priority", aspects=False)
    expected = _counted(connection, Filters(retired=True))
    assert found.counts == {name: values for name, values in expected.items() if name != facets.ASPECT}


def test_facets_end(connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many claims in the list's order counting ends, and says so."""
    monkeypatch.setattr(facets, "MOST", 100)
    for order in listing.SORTS:
        found = facets.facets(connection, Filters(language="de"), order, aspects=True)
        first = {key for key, _ in _plain(connection, Filters(language="de"), order)[:100]}
        assert (found.claims, found.is_cut, found.counts["language"]) == (100, True, {"de": 100})
        speakers = Counter(row[1] for row in connection.execute("SELECT id, speaker FROM claims") if row[0] in first)
        assert found.counts["speaker"] == speakers


def _counted(connection: sqlite3.Connection, filters: Filters) -> dict[str, dict[str, int]]:
    where, values = conditions(filters)
    meant = f"FROM claims c WHERE {' AND '.join(where) or '1'}"
    columns = {**{column: f"c.{column}" for column in facets.COLUMNS}, facets.YEAR: "substr(c.published, 1, 4)"}
    found = {
        name: dict(connection.execute(f"SELECT {sql}, count(*) {meant} GROUP BY 1", values).fetchall())
        for name, sql in columns.items()
    }
    judged = (
        "SELECT r.aspect, count(DISTINCT r.claim_id) FROM reviews r WHERE r.claim_id IN (SELECT c.id {}) GROUP BY 1"
    )
    found[facets.ASPECT] = dict(connection.execute(judged.format(meant), values).fetchall())
    return found
