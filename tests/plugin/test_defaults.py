"""What ``datasette claims.db`` shows without any configuration, and how configuration overrides it."""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import parse_metadata
from world import copied

from datasette_claims.plugin.databases import is_ours, recognise
from datasette_claims.plugin.defaults import MACHINERY, TITLES

Serve = Callable[..., Awaitable[Datasette]]
FACETS = ["speaker", "verdict", "state", "quote_type", "source"]


async def facets(datasette: Datasette, database: str = "claims") -> dict[str, dict[str, int]]:
    """Return the default facets of the table of claims, each with its values and their counts."""
    found = (await datasette.client.get(f"/{database}/claims.json?_extra=facet_results")).json()["facet_results"]
    results = found.get("results", found)
    return {
        name: {value["value"]: value["count"] for value in facet["results"]}
        for name, facet in results.items()
        if isinstance(facet, dict)
    }


async def page(datasette: Datasette, path: str) -> str:
    response = await datasette.client.get(path)
    assert response.status_code == 200
    return str(response.text)


async def order(datasette: Datasette, query: str = "") -> list[str | None]:
    rows = (await datasette.client.get(f"/claims/claims.json?_shape=array{query}")).json()
    return [row["published"] for row in rows]


@pytest.mark.asyncio
async def test_facets(served: Datasette) -> None:
    """Claims are faceted by speaker, verdict, state, type and source, and what nobody reviewed counts as unreviewed."""
    found = await facets(served)
    assert set(found) == set(FACETS)
    assert found["verdict"] == {"unreviewed": 8}
    assert found["state"] == {"new": 8}
    assert found["speaker"]["Maria Sacharowa"] == 3
    assert found["quote_type"] == {"direct": 3, "indirect": 3, "indirect_free_indirect": 1, "reported": 1}


@pytest.mark.asyncio
async def test_order(served: Datasette) -> None:
    """The newest claims stand first."""
    dates = [published or "" for published in await order(served)]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.asyncio
async def test_reading_order(served: Datasette) -> None:
    """The claims of one article stand together, in the order of its text."""
    rows = (await served.client.get("/claims/claims.json?_shape=array")).json()
    articles = [article for article, _ in itertools.groupby(row["article_id"] for row in rows)]
    assert len(articles) == len(set(articles))
    for article in articles:
        places = [row["start"] for row in rows if row["article_id"] == article and row["retired_at"] is None]
        assert places == sorted(places)


@pytest.mark.asyncio
async def test_titles(served: Datasette) -> None:
    """Database and tables have titles and descriptions."""
    assert "Claims from news articles" in await page(served, "/claims")
    for table, title in TITLES.items():
        assert title in re.sub(r"<[^>]*>", " ", await page(served, f"/claims/{table}"))
    assert "Attributed claims: one utterance at one place in one text." in await page(served, "/claims/claims")


@pytest.mark.asyncio
async def test_column_descriptions(served: Datasette) -> None:
    """A column is described by its comment in the schema."""
    assert "Dictionary form of the cue." in await page(served, "/claims/claims")
    assert "One past the last code point." in await page(served, "/claims/claims")


@pytest.mark.asyncio
async def test_hidden(served: Datasette) -> None:
    """People see the five tables that they browse; machinery is hidden."""
    tables = (await served.client.get("/claims.json?_show_hidden=1")).json()["tables"]
    shown = {table["name"] for table in tables if not table["hidden"]}
    assert shown == set(TITLES)
    assert {table["name"] for table in tables} >= MACHINERY


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("table", "label"), [("claims", "quote"), ("articles", "title"), ("speakers", "name"), ("sources", "name")]
)
async def test_labels(served: Datasette, table: str, label: str) -> None:
    """References show what people recognise, not keys."""
    assert await served.get_database("claims").label_column_for_table(table) == label


@pytest.mark.asyncio
async def test_search(served: Datasette) -> None:
    """Full-text search narrows the table (an index that Datasette does not recognise would be ignored silently)."""
    rows = (await served.client.get("/claims/claims.json?_search=Willen&_shape=array")).json()
    assert [row["quote"] for row in rows] == ["Es gibt den Willen auf beiden Seiten"]


@pytest.mark.asyncio
async def test_configured_wins(serve: Serve, database: Path) -> None:
    """What the user configures replaces ours, key by key; the rest stays."""
    mine: dict[str, Any] = {
        "title": "My desk",
        "tables": {
            "claims": {"facets": ["rule"], "title": "My claims", "columns": {"cue": "My cue"}},
            "articles": {"label_column": "origin", "sort": "title"},
            "runs": {"hidden": False},
        },
    }
    datasette = await serve(database, metadata={"databases": {"claims": mine}})
    assert set(await facets(datasette)) == {"rule"}
    front, table = await page(datasette, "/claims"), await page(datasette, "/claims/claims")
    assert "My desk" in front
    assert "Claims from news articles" not in front
    assert "My claims" in table
    assert "My cue" in table
    assert "Dictionary form of the cue." in table
    assert await datasette.get_database("claims").label_column_for_table("articles") == "origin"
    titles = [row["title"] for row in (await datasette.client.get("/claims/articles.json?_shape=array")).json()]
    assert titles == sorted(titles)
    tables = (await datasette.client.get("/claims.json?_show_hidden=1")).json()["tables"]
    assert {table["name"] for table in tables if not table["hidden"]} == {*TITLES, "runs"}


@pytest.mark.asyncio
@pytest.mark.parametrize("key", [{"sort": "confidence"}, {"sort_desc": "id"}, {"sortable_columns": ["speaker"]}])
async def test_configured_order(serve: Serve, database: Path, key: dict[str, Any]) -> None:
    """One sorting key of the user's switches ours off; two at once would be an error."""
    datasette = await serve(database, metadata={"databases": {"claims": {"tables": {"claims": key}}}})
    assert len(await order(datasette)) == 8


@pytest.mark.asyncio
async def test_no_facets(serve: Serve, database: Path) -> None:
    """An empty list of facets is a wish too."""
    datasette = await serve(database, metadata={"databases": {"claims": {"tables": {"claims": {"facets": []}}}}})
    assert await facets(datasette) == {}


@pytest.mark.asyncio
async def test_request_wins(served: Datasette) -> None:
    """Facets and order in the address work beside ours."""
    response = await served.client.get("/claims/claims.json?_facet=rule&_sort=quote&_extra=facet_results")
    assert response.status_code == 200


@pytest.mark.asyncio
async def test_immutable(serve: Serve, database: Path) -> None:
    """``datasette -i claims.db`` shows the same."""
    datasette = await serve(immutables=[str(database)])
    assert set(await facets(datasette)) == set(FACETS)


@pytest.mark.asyncio
async def test_other_names(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Several databases under any names are recognised by what they hold."""
    files = [copied(database, tmp_path, name) for name in ("2025.db", "archive.db")]
    datasette = await serve(*files, memory=True)
    for name in ("2025", "archive"):
        assert set(await facets(datasette, name)) == set(FACETS)


@pytest.mark.asyncio
async def test_unrelated(serve: Serve, tmp_path: Path) -> None:
    """A database that merely has tables of our names is left alone."""
    path = tmp_path / "insurance.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE claims (id TEXT PRIMARY KEY, quote TEXT, speaker TEXT, published TEXT) -- x")
        connection.execute("CREATE TABLE articles (id TEXT PRIMARY KEY, title TEXT)")
        connection.execute("CREATE TABLE runs (id INTEGER PRIMARY KEY)")
        connection.execute("INSERT INTO claims VALUES ('c00000000000000000000', 'q', 's', '2020')")
        connection.commit()
    datasette = await serve(path)
    assert await facets(datasette, "insurance") == {}
    text = await page(datasette, "/insurance/claims")
    assert "/-/claims/" not in text
    assert "tables.css" not in text
    assert "Claims from news articles" not in await page(datasette, "/insurance")
    assert (await datasette.client.get("/insurance/-/claims/c00000000000000000000")).status_code == 404
    tables = (await datasette.client.get("/insurance.json")).json()["tables"]
    assert not any(table["hidden"] for table in tables)


@pytest.mark.asyncio
async def test_own_tables(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Tables that the user adds to a claims database are neither hidden nor described by us."""
    path = copied(database, tmp_path, "claims.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (\nid INTEGER PRIMARY KEY, -- Number.\ntext TEXT -- Words.\n)")
    datasette = await serve(path)
    tables = (await datasette.client.get("/claims.json")).json()["tables"]
    assert "notes" in {table["name"] for table in tables if not table["hidden"]}
    assert "Words." not in re.sub(r"<pre.*?</pre>", "", await page(datasette, "/claims/notes"), flags=re.DOTALL)


@pytest.mark.asyncio
async def test_locked(served: Datasette, database: Path, tmp_path: Path) -> None:
    """A database that cannot be read does not keep the others from being recognised."""
    locked = copied(database, tmp_path, "locked.db")
    with closing(sqlite3.connect(locked, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        served.add_database(Database(served, path=str(locked)), name="locked")
        await recognise(served)
    assert not is_ours(served, "locked")
    assert is_ours(served, "claims")


@pytest.mark.asyncio
async def test_instances_apart(serve: Serve, database: Path, served: Datasette) -> None:
    """What one Datasette is configured to show does not reach another in the same process."""
    await serve(database, metadata={"databases": {"claims": {"tables": {"claims": {"facets": ["rule"]}}}}})
    assert set(await facets(served)) == set(FACETS)


@pytest.mark.asyncio
async def test_demo_metadata(serve: Serve, database: Path) -> None:
    """The demo's metadata.yml adds title, source and licence on both lines and takes nothing of ours away."""
    text = (Path(__file__).parents[2] / "metadata.yml").read_text(encoding="utf-8")
    metadata = parse_metadata(text)
    assert not {"queries", "settings", "permissions", "allow_sql"} & set(re.findall(r"^\s*(\w+):", text, re.MULTILINE))
    datasette = await serve(database, metadata=metadata)
    assert metadata["title"] in await page(datasette, "/")
    for path in ("/", "/claims"):
        assert "dpa-AFX (text)" in await page(datasette, path)
    assert "Claims from news articles" in await page(datasette, "/claims")
    assert set(await facets(datasette)) == set(FACETS)
