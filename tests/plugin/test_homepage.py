"""The desk's numbers on Datasette's front page."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from world import copied

from datasette_claims.database.overview import Overview, overview
from datasette_claims.plugin import homepage

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
PRIVATE: dict[str, Any] = {"databases": {"claims": {"allow": {"id": "rita"}}}}


async def boxes(datasette: Datasette, who: str = "", **headers: str) -> list[str]:
    """Return the text of each desk's box, and fail unless the front page was shown."""
    if who:
        headers["cookie"] = f"ds_actor={datasette.sign({'a': {'id': who}}, 'actor')}"
    response = await datasette.client.get("/", headers={key.replace("_", "-"): value for key, value in headers.items()})
    assert response.status_code == 200
    found = re.findall(r'<section class="claims-desk".*?</section>', response.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", box).split()) for box in found]


async def test_numbers(serve: Serve, at_work: Path) -> None:
    """The box says how far the work has come, in agreement with what the table of claims counts."""
    with closing(sqlite3.connect(at_work)) as connection:
        found = overview(connection)
        states = dict(
            connection.execute("SELECT state, count(*) FROM claims WHERE retired_at IS NULL GROUP BY 1").fetchall()
        )
    settled = {"disputed", "decided", "published", "corrected", "withdrawn", "rejected"}
    assert found == Overview(
        articles=6,
        claims=sum(states.values()),
        waiting=sum(count for state, count in states.items() if state not in settled),
        decided=states["decided"],
        published=states["published"] + states["corrected"],
    )
    assert found.waiting > 0
    expected = (
        f"Review desk: claims 6 articles {found.claims} claims {found.waiting} wait for a verdict"
        f" {found.decided} decided {found.published} published Open the review desk Open the dashboard"
    )
    assert await boxes(await serve(at_work)) == [expected]


async def test_links(served: Datasette) -> None:
    """The box leads to the desk and its dashboard, and its style is there."""
    html = (await served.client.get("/")).text
    assert '<a href="/claims/-/claims">Open the review desk</a>' in html
    assert '<a href="/claims/-/claims/dashboard">Open the dashboard</a>' in html
    assert "home.css" in html


async def test_german(served: Datasette) -> None:
    """The box speaks the reader's language and says which it is; the rest of the page stays as it was."""
    (box,) = await boxes(served, accept_language="de")
    assert box.startswith("Prüftisch: claims 3 Artikel 7 Behauptungen 7 warten auf ein Urteil")
    html = (await served.client.get("/", headers={"cookie": "claims_language=de"})).text
    assert '<section class="claims-desk" lang="de"' in html
    assert "hidden tables" in html


async def test_large_numbers(served: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large numbers are written as the language writes them, and one claim is one claim."""
    monkeypatch.setattr(homepage, "overview", lambda _: Overview(1, 1_234_567, 1, 0, 0))
    assert "1.234.567 Behauptungen 1 wartet auf ein Urteil" in (await boxes(served, accept_language="de"))[0]
    assert "1 article 1,234,567 claims 1 waits for a verdict" in (await boxes(served))[0]


async def test_permission(serve: Serve, database: Path) -> None:
    """Who may not see a database sees no numbers of it."""
    datasette = await serve(database, metadata=PRIVATE)
    assert await boxes(datasette) == []
    assert len(await boxes(datasette, "rita")) == 1


async def test_several(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Every desk has a box of its own; what is no claims database has none."""
    datasette = await serve(*(copied(database, tmp_path, name) for name in ("2025.db", "2026.db")), memory=True)
    assert [box.partition(" 3 ")[0] for box in await boxes(datasette)] == ["Review desk: 2025", "Review desk: 2026"]


async def test_none(serve: Serve) -> None:
    """Without a claims database the front page is Datasette's own."""
    datasette = await serve(memory=True)
    assert await boxes(datasette) == []
    assert "home.css" not in (await datasette.client.get("/")).text


async def test_own_template(serve: Serve, database: Path, tmp_path: Path) -> None:
    """An index.html of the user's own is shown as it is; it may include the box, and nothing is counted otherwise."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "index.html").write_text("<h1>Mine</h1>", encoding="utf-8")
    datasette = await serve(database, template_dir=str(folder))
    assert (await datasette.client.get("/")).text == "<h1>Mine</h1>"
    own = '{% extends "base.html" %}{% block content %}Mine {% include "datasette_claims/_desks.html" %}{% endblock %}'
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "index.html").write_text(own, encoding="utf-8")
    assert len(await boxes(await serve(database, template_dir=str(tmp_path / "other")))) == 1


async def test_unreadable(served: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is locked or damaged just then has no box, and the front page is shown."""

    def broken(_: sqlite3.Connection) -> Overview:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(homepage, "overview", broken)
    assert await boxes(served) == []


async def test_not_migrated(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Neither has one that is no longer what it was when Datasette started."""
    path = copied(database, tmp_path, "claims.db")
    datasette = await serve(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE _sqlite_migrations")
    assert await boxes(datasette) == []


async def test_removed(served: Datasette) -> None:
    """Neither has one that is not served any longer."""
    served.remove_database("claims")
    assert await boxes(served) == []


async def test_along_indexes(at_work: Path) -> None:
    """Nothing is counted by reading the claims themselves."""
    statements: list[str] = []
    with closing(sqlite3.connect(at_work)) as connection:
        connection.set_trace_callback(statements.append)
        overview(connection)
        connection.set_trace_callback(None)
        plans = [row[3] for sql in statements for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert len(plans) == 4
    assert [plan for plan in plans if "USING COVERING INDEX" not in plan and "claims_retired" not in plan] == []
