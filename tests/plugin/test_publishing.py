"""What a newsroom decides of its published verdicts: who may see them, under whose name, what wrong settings do."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import reviewed
import yaml
from datasette.app import Datasette
from datasette.utils import StartupError
from published import DESK, FORMS, OPEN, ORGANISATION, UNPUBLISHED, data, got, metas
from reviewed import CORRECTED, DISPUTED, PUBLISHED
from world import copied

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]


def private(**settings: object) -> dict[str, Any]:
    """Return the metadata of a database that only Ida may see, with settings of the plugin."""
    plugin = {"plugins": {"datasette-claims": settings}} if settings else {}
    return {"databases": {"claims": {"allow": {"id": "ida"}, **plugin}}}


@pytest.mark.parametrize("form", FORMS)
async def test_private(serve: Serve, at_work: Path, form: str) -> None:
    """Where the database is private, what is published of it is too, unless somebody says otherwise."""
    for settings in (private(), private(publish=False), private(organisation=ORGANISATION)):
        datasette = await serve(at_work, metadata=settings)
        for claim in (PUBLISHED, DISPUTED):
            response = await got(datasette, f"{DESK}/{claim}{form}", 403)
            assert "Risse" not in response.text
        await got(datasette, f"{DESK}/{PUBLISHED}{form}", who="ida")


@pytest.mark.parametrize("level", ["database", "instance"])
async def test_open(serve: Serve, at_work: Path, level: str) -> None:
    """With ``publish``, everybody sees what is published, and nothing else: no other state, table, twin or link."""
    closed = private(publish=True)
    if level == "instance":
        closed = {"allow": {"id": "ida"}, "plugins": {"datasette-claims": {"publish": True}}}
    datasette = await serve(at_work, metadata=closed)
    for form in FORMS:
        html = unescape((await got(datasette, f"{DESK}/{CORRECTED}{form}")).text)
        assert "Die Stadt habe seit 2019 keinen Cent" in html
        for hidden in ("Kämmerei", "Zahlen vorab", "Haushaltspläne 2019", "Anna Ackerbach"):
            assert (form, hidden in html) == (form, False)
        for claim in UNPUBLISHED:
            response = await got(datasette, f"{DESK}/{claim}{form}", 404)
            assert "Feldmann" not in response.text
    for path in (f"/{CORRECTED}", f"/{CORRECTED}.json", f"/{CORRECTED}/dispute", ".json", "/stats.json"):
        await got(datasette, f"{DESK}{path}", 403)
    for path in (f"/claims/-/articles/{reviewed.BRIDGE_ID}", "/claims/claims.json", "/claims/reviews.json"):
        await got(datasette, path, 403)


async def test_open_links(serve: Serve, at_work: Path) -> None:
    """Whoever sees only what is published is led nowhere that is closed to them."""
    datasette = await serve(at_work, metadata=private(publish=True))
    html = (await got(datasette, f"{DESK}/{CORRECTED}/published")).text
    links = [unescape(link) for link in re.findall(r'(?:href|src)="([^"#][^"]*)"', html.partition("<footer")[0])]
    ours = {link.removeprefix("http://localhost") for link in links if not link.startswith("https://")}
    assert ours
    for link in ours - {"/"}:
        await got(datasette, link)
    seen = (await got(datasette, f"{DESK}/{CORRECTED}/published", who="ida")).text
    assert f'href="{DESK}/{CORRECTED}.json"' in seen


async def test_open_elsewhere(serve: Serve, at_work: Path, tmp_path: Path) -> None:
    """One database's setting opens nothing of another."""
    other = copied(at_work, tmp_path, "other.db")
    metadata = private(publish=True)
    metadata["databases"]["other"] = {"allow": {"id": "ida"}}
    datasette = await serve(at_work, other, metadata=metadata)
    await got(datasette, f"{DESK}/{PUBLISHED}/published")
    await got(datasette, f"/other/-/claims/{PUBLISHED}/published", 403)


async def test_organisation(serve: Serve, at_work: Path) -> None:
    """Who publishes is named on the page, in the frame and in the data; escaped, as everything is."""
    datasette = await serve(at_work, metadata={"plugins": {"datasette-claims": OPEN}})
    for form in ("/published", "/embedded"):
        html = (await got(datasette, f"{DESK}/{PUBLISHED}{form}")).text
        assert "<bdi>Redaktion &lt;Nord&gt;</bdi>" in html
    assert 'href="https://nord.example/"' in (await got(datasette, f"{DESK}/{PUBLISHED}/published")).text


@pytest.mark.asyncio
@pytest.mark.parametrize(("title", "name"), [({"title": "Testredaktion"}, "Testredaktion"), ({}, "claims")])
async def test_no_organisation(serve: Serve, at_work: Path, title: dict[str, str], name: str) -> None:
    """Where no organisation is named, the instance's title or the database's name stands, never the plugin's words."""
    datasette = await serve(at_work, metadata={**title, "plugins": {"datasette-claims": {"publish": True}}})
    assert (await got(datasette, f"{DESK}/{PUBLISHED}.jsonld")).json()["author"]["name"] == name


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"publish": "yes"}, "publish must be true or false, not 'yes'."),
        ({"publish": 1}, "publish must be true or false, not 1."),
        ({"organisation": "Nord"}, "organisation must have a name and perhaps a url, not 'Nord'."),
        ({"organisation": {"name": "Nord", "link": "x"}}, "organisation must have a name and perhaps a url"),
        ({"organisation": {"url": "https://nord.example"}}, "organisation needs a name."),
        ({"organisation": {"name": " "}}, "organisation needs a name."),
        ({"organisation": {"name": "Nord", "url": "nord.example"}}, "organisation.url must be a web address"),
        ({"licence": "CC BY"}, "licence must be a web address, not 'CC BY'."),
        ({"licence": ["https://example.org"]}, "licence must be a web address"),
    ],
)
@pytest.mark.parametrize("level", ["top", "database"])
async def test_wrong_settings(serve: Serve, at_work: Path, settings: Any, reason: str, level: str) -> None:
    """A setting that says nothing, or perhaps something else than was meant, keeps Datasette from starting."""
    plugin = {"plugins": {"datasette-claims": settings}}
    with pytest.raises(StartupError, match=re.escape(reason)):
        await serve(at_work, metadata=plugin if level == "top" else {"databases": {"claims": plugin}})


async def test_base_url(serve: Serve, at_work: Path) -> None:
    """Below a base URL, the addresses that other sites are told lie below it, and have it once."""
    datasette = await serve(at_work, settings={"base_url": "/desk/"})
    html = (await got(datasette, f"{DESK}/{PUBLISHED}/published")).text
    assert metas(html)["og:url"] == f"http://localhost/desk{DESK}/{PUBLISHED}/published"
    assert data(html)["url"] == metas(html)["og:url"]


def documented(page: str, key: str) -> Any:
    """Return the example in a page of the documentation that sets ``key``."""
    text = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (found,) = [yaml.safe_load(block) for block in blocks if re.search(rf"^ +{key}:", block, re.MULTILINE)]
    return found


async def test_documented_opening(serve: Serve, at_work: Path) -> None:
    """The example that opens what is published opens that and leaves the rest to the desk."""
    datasette = await serve(at_work, metadata=documented("permissions.md", "publish"))
    await got(datasette, f"{DESK}/{PUBLISHED}/published")
    await got(datasette, f"{DESK}/{PUBLISHED}", 403)


async def test_documented_settings(serve: Serve, at_work: Path) -> None:
    """The example of all settings starts, and names who publishes under which licence."""
    datasette = await serve(at_work, metadata=documented("publishing.md", "organisation"))
    found = (await got(datasette, f"{DESK}/{PUBLISHED}.jsonld")).json()
    assert found["author"]["name"] == found["sdPublisher"]["name"] == "Redaktion Nord"
    assert found["sdLicense"] == "https://creativecommons.org/licenses/by/4.0/"
