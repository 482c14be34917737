"""What is embargoed is told nobody on any route but one, which asks for a permission of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from calls import Api, Contract
from datasette.app import Datasette
from world import copied

from datasette_claims import load
from datasette_claims.database import embargoes, private
from datasette_claims.plugin import compat
from datasette_claims.plugin.permissions import ACTIONS, SEE_EMBARGOED
from datasette_claims.plugin.routes import ROUTES

Serve = Callable[..., Awaitable[Datasette]]
pytestmark = pytest.mark.asyncio

HIDDEN = "Sperrwort7261"
ADDRESS = "/claims/-/claims/embargoed"
ITEM = {
    "format": "digitalwires@0.9.1",
    "urn": "urn:newsml:wire.example:7261",
    "pubstatus": "usable",
    "embargoed": "2999-01-01T00:00:00Z",
    "language": "de",
    "headline": f"{HIDDEN} <script>",
    "creditline": "dpa",
    "article_html": f"<p>Die Stadträtin Anna {HIDDEN} sagte, dass die Brücke kommt.</p><p>&lt;b&gt; {HIDDEN}</p>",
}
ALLOW = {"plugins": {"datasette-claims": {"allow": {action: {"id": action} for action in ACTIONS}}}}
PEOPLE = (None, "nobody", *ACTIONS, "root")
ELSEWHERE = (
    "/",
    "/.json",
    "/claims",
    "/claims.json",
    *(
        f"/claims/{table}{form}"
        for table in (
            "articles",
            "article_versions",
            "claims",
            "load_errors",
            "sources",
            "speakers",
            "mentions",
            "runs",
        )
        for form in ("", ".json?_shape=objects", ".csv?_stream=on", f"?_search={HIDDEN}")
    ),
    f"/claims/articles?title={HIDDEN}",
    "/claims/claims.json?_facet=source&_facet=speaker",
    f"/claims/-/claims?text={HIDDEN}",
    f"/claims/-/claims.json?text={HIDDEN}",
    f"/claims/-/claims?topic={HIDDEN}",
    "/claims/-/claims/dashboard",
    "/claims/-/query?sql=select+sql+from+sqlite_master",
    "/claims?sql=select+*+from+load_errors",
    "/claims?sql=select+*+from+embargoed",
    "/-/databases.json",
    "/claims.db",
    "/claims.db.private",
    "/claims~2Edb~2Eprivate",
)


@pytest_asyncio.fixture
async def desk(serve: Serve, database: Path, tmp_path: Path) -> Api:
    """A desk that holds an article back; root may do everything."""
    path = copied(database, tmp_path, "claims.db")
    wire = tmp_path / "wire.json"
    wire.write_text(json.dumps(ITEM), "utf-8")
    load(path, [wire])
    datasette = await serve(path, metadata=ALLOW)
    if compat.DatabaseResource is not None:
        datasette.root_enabled = True
    return Api(datasette, Contract({"components": {"schemas": {}}, "paths": {}}))


async def told(desk: Api, path: str, who: str | None) -> tuple[int, str]:
    """Return the status and text of what somebody is shown."""
    cookie = {"cookie": f"ds_actor={desk.datasette.sign({'a': {'id': who}}, 'actor')}"} if who else {}
    response = await desk.datasette.client.get(path, headers=cookie, follow_redirects=True)
    return response.status_code, response.text


@pytest.mark.parametrize("path", ELSEWHERE)
async def test_nowhere_else(desk: Api, path: str) -> None:
    """No page, table, search, facet, query, export or file tells anybody a word of it, its title included."""
    for who in PEOPLE:
        _, text = await told(desk, path, who)
        # What was asked for may stand in the answer; the words beside it in the article may not.
        shown = re.sub(rf"{HIDDEN}(?! (?:&lt;|<|sagte))", "", text)
        assert (who, HIDDEN in shown, "Die Stadträtin Anna" in text) == (who, False, False)


async def test_every_route_of_ours(desk: Api) -> None:
    """None of our own addresses that names nothing tells it, but the one."""
    bare = [route.pattern for route in ROUTES if route.read and route.pattern.count("(?P<") == 1]
    paths = [
        re.sub(r"\\(.)", r"\1", re.sub(r"\(\?P<database>.*?\)", "claims", one).strip("^").removesuffix("\\Z"))
        for one in bare
    ]
    assert ADDRESS in paths
    for path in paths:
        for who in (None, "claims-admin", "root"):
            _, text = await told(desk, path, who)
            assert (path, who, HIDDEN in text) == (path, who, path == ADDRESS and who == "root")


@pytest.mark.parametrize("who", PEOPLE)
async def test_page(desk: Api, who: str | None) -> None:
    """Those who have the permission see titles and texts, escaped; nobody else, whatever they may do."""
    status, text = await told(desk, ADDRESS, who)
    if who in {SEE_EMBARGOED, "root"}:
        assert status == 200
        assert f"{HIDDEN} &lt;script&gt;" in text
        assert f"&lt;b&gt; {HIDDEN}" in text
        assert "2999" in text
    else:
        assert (status, HIDDEN in text) == (403, False)


async def test_nothing_held(desk: Api) -> None:
    """A desk that holds nothing back says so."""
    file = private.beside(Path(desk.datasette.get_database("claims").path))
    embargoes.drop(file, ITEM["urn"])
    status, text = await told(desk, f"{ADDRESS}?lang=de", SEE_EMBARGOED)
    assert (status, "Nichts ist gesperrt." in text) == (200, True)
