"""Who may not see the tables sees none of our pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from world import DIRECT_ID, PLAIN_ID

from datasette_claims.plugin.api.admission import CORRECTION_TABLES, TABLES

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
ONLY_RITA = {"id": "rita"}
PATHS = (f"claims/{DIRECT_ID}", f"articles/{PLAIN_ID}", "claims/c00000000000000000000", "articles/a0000000000000000")


def of_table(table: str) -> dict[str, Any]:
    return {"databases": {"claims": {"tables": {table: {"allow": ONLY_RITA}}}}}


PRIVATE = {
    "instance": {"allow": ONLY_RITA},
    "database": {"databases": {"claims": {"allow": ONLY_RITA}}},
    "claims": of_table("claims"),
    "articles": of_table("articles"),
    "versions": of_table("article_versions"),
    "speakers": of_table("speakers"),
    "sources": of_table("sources"),
    "mentions": of_table("mentions"),
}


@pytest.mark.parametrize("rule", PRIVATE)
@pytest.mark.parametrize("path", PATHS)
async def test_refused(serve: Serve, database: Path, rule: str, path: str) -> None:
    """A private instance, database or table refuses every page that reads it, whether or not the thing exists."""
    datasette = await serve(database, metadata=PRIVATE[rule])
    page = await datasette.client.get(f"/claims/-/{path}")
    assert page.status_code == 403
    assert page.headers["content-type"].startswith("text/html")
    assert "Willen" not in page.text
    twin = await datasette.client.get(f"/claims/-/{path}.json")
    assert twin.status_code == 403
    sentence = "You do not have permission to read the claims of this database."
    assert twin.json() == {"ok": False, "error": sentence, "errors": [sentence], "status": 403}


@pytest.mark.parametrize("rule", PRIVATE)
async def test_allowed(serve: Serve, database: Path, rule: str) -> None:
    """The actor whom the rule names reads everything."""
    datasette = await serve(database, metadata=PRIVATE[rule])
    cookies = {"ds_actor": datasette.sign({"a": {"id": "rita"}}, "actor")}
    for path in PATHS[:2]:
        assert (await datasette.client.get(f"/claims/-/{path}", cookies=cookies)).status_code == 200
        assert (await datasette.client.get(f"/claims/-/{path}.json", cookies=cookies)).status_code == 200


async def test_unrelated_rule(serve: Serve, database: Path) -> None:
    """A private table that the pages do not read closes neither."""
    datasette = await serve(database, metadata=of_table("runs"))
    for path in PATHS[:2]:
        assert (await datasette.client.get(f"/claims/-/{path}")).status_code == 200


async def test_opened_table(serve: Serve, database: Path) -> None:
    """Tables opened to everybody in a private database are open here too, as on their own pages."""
    tables = (*TABLES, *CORRECTION_TABLES)
    metadata = {"databases": {"claims": {"allow": ONLY_RITA, "tables": {name: {"allow": True} for name in tables}}}}
    datasette = await serve(database, metadata=metadata)
    own = (await datasette.client.get("/claims/claims")).status_code
    assert (await datasette.client.get(f"/claims/-/claims/{DIRECT_ID}")).status_code == own
