"""What Datasette's menus offer, and to whom."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from world import DIRECT_ID, PLAIN_ID, copied

from datasette_claims.plugin import menus

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
ONLY_RITA: dict[str, Any] = {"databases": {"claims": {"tables": {"articles": {"allow": {"id": "rita"}}}}}}


async def links(datasette: Datasette, path: str, who: str | None = None, **headers: str) -> dict[str, str]:
    """Return what a page's menus offer of ours, each with where it leads."""
    if who is not None:
        headers["cookie"] = f"ds_actor={datasette.sign({'a': {'id': who}}, 'actor')}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = await datasette.client.get(path, headers=named)
    assert response.status_code == 200
    found = re.findall(r'<li[^>]*>\s*<a href="([^"]*/-/[^"]*)"[^>]*><span lang="..">([^<]*)</span>', response.text)
    return {unescape(text): unescape(url) for url, text in found}


async def test_application(served: Datasette) -> None:
    """Every page's menu leads to the desk and its dashboard."""
    offered = {"Review desk": "/claims/-/claims", "Dashboard": "/claims/-/claims/dashboard"}
    assert await links(served, "/") == offered
    assert await links(served, f"/claims/-/claims/{DIRECT_ID}") == offered


async def test_several(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Of several desks each is named."""
    datasette = await serve(*(copied(database, tmp_path, name) for name in ("2025.db", "2026.db")))
    assert await links(datasette, "/") == {
        "Review desk: 2025": "/2025/-/claims",
        "Dashboard: 2025": "/2025/-/claims/dashboard",
        "Review desk: 2026": "/2026/-/claims",
        "Dashboard: 2026": "/2026/-/claims/dashboard",
    }


async def test_german(served: Datasette) -> None:
    """The links speak the reader's language, by the cookie before the browser, and say which it is."""
    assert "Prüftisch" in await links(served, "/", accept_language="de")
    headers = {"accept-language": "de", "cookie": "claims_language=en"}
    assert "Review desk" in await links(served, "/", **headers)
    assert '<span lang="de">Prüftisch</span>' in (await served.client.get("/", headers={"accept-language": "de"})).text


async def test_database(served: Datasette) -> None:
    """The menu of a database leads to its desk."""
    offered = await links(served, "/claims")
    assert offered["Open the review desk"] == "/claims/-/claims"
    assert offered["Open the dashboard"] == "/claims/-/claims/dashboard"


@pytest.mark.parametrize(
    ("query", "carried"),
    [
        ("speaker__exact=Kreml", "speaker=Kreml"),
        ("speaker=Kreml&verdict=false&state=decided", "speaker=Kreml&verdict=false&state=decided"),
        ("quote_type__exact=direct&source=dpa-AFX&_search=Willen", "source=dpa-AFX&quote_type=direct&text=Willen"),
        ("speaker=%26x%3D%3Cb%3E", "speaker=%26x%3D%3Cb%3E"),
    ],
)
async def test_filters(served: Datasette, query: str, carried: str) -> None:
    """The table of claims hands its filters over to the desk."""
    offered = await links(served, f"/claims/claims?{query}")
    assert offered["Show these claims at the review desk"] == f"/claims/-/claims?{carried}"


@pytest.mark.parametrize("path", ["claims", "claims?rule=by_hand", "articles?state=decided", "speakers", "reviews"])
async def test_table(served: Datasette, path: str) -> None:
    """Other tables, and filters that the desk does not know, lead to all of it."""
    assert (await links(served, f"/claims/{path}"))["Open the review desk"] == "/claims/-/claims"


@pytest.mark.parametrize("path", ["runs", "rating_values"])
async def test_other_tables(served: Datasette, path: str) -> None:
    """Machinery offers nothing."""
    assert "Open the review desk" not in await links(served, f"/claims/{path}")


@pytest.mark.parametrize("path", ["/", "/claims", "/claims/claims", "/claims/speakers"])
async def test_permission(serve: Serve, database: Path, path: str) -> None:
    """Nobody is led to pages that they may not see."""
    datasette = await serve(database, metadata=ONLY_RITA)
    assert await links(datasette, path) == {}
    assert await links(datasette, path, "rita") != {}


async def test_unrelated(serve: Serve, database: Path) -> None:
    """Databases that are not ours offer nothing."""
    datasette = await serve(database, memory=True)
    for path in ("/_memory", "/"):
        assert set(await links(datasette, path)) == {"Review desk", "Dashboard"}


@pytest.mark.parametrize(
    ("table", "row", "expected"),
    [
        ("claims", {"id": DIRECT_ID}, f"/claims/-/claims/{DIRECT_ID}"),
        ("articles", {"id": PLAIN_ID}, f"/claims/-/articles/{PLAIN_ID}"),
        ("speakers", {"id": "s0123456789abcdef"}, "/claims/-/speakers/s0123456789abcdef"),
        ("claim_groups", {"id": "g0123456789abcdef"}, "/claims/-/claim-groups/g0123456789abcdef"),
        ("reviews", {"claim_id": DIRECT_ID}, f"/claims/-/claims/{DIRECT_ID}"),
        ("review_events", {"claim_id": None}, None),
        ("claims", {"id": "../x"}, None),
        ("runs", {"id": 1}, None),
    ],
)
async def test_row(served: Datasette, table: str, row: dict[str, Any], expected: str | None) -> None:
    """The menu of a row leads to our page of it, where there is one."""
    found = await menus.of_row(served, None, "claims", table, row)
    assert [link["href"] for link in found] == ([expected] if expected else [])


async def test_row_page(served: Datasette) -> None:
    """The row's own page offers it, on the line that has such menus."""
    has_menus = not hasattr(Datasette, "metadata")
    offered = await links(served, f"/claims/claims/{DIRECT_ID}")
    assert offered.get("Open the claim") == (f"/claims/-/claims/{DIRECT_ID}" if has_menus else None)
