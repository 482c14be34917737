"""No page holds a text as anything but text, and none lets a browser run what is not ours."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import hostile
import pytest
import reviewed
from datasette.app import Datasette
from hostile import ALL, PAYLOADS

from datasette_claims.plugin.routes import PAGES

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]

NAMES = {
    "database": "claims",
    "article": hostile.ARTICLE,
    "speaker": hostile.SPEAKER,
    "group": hostile.GROUP,
    "run": "1",
}
ATTACKS = tuple(payload for payload in PAYLOADS if "<" in payload)
TABLES = ("claims", "articles", "speakers", "speaker_aliases", "mentions", "sources", "load_errors", "runs")
REVIEWS = ("reviews", "evidence", "review_events", "rating_values", "claim_groups", "claim_group_members")
ASKED = ("lang", "said", "of", "queue", "skip", "text", "speaker", "source", "topic", "state", "sort", "after", "on")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of ``hostile``."""
    return hostile.build(tmp_path_factory.mktemp("hostile") / "claims.db")


@pytest.fixture
def datasette(serve: Serve, attacked: Path) -> Awaitable[Datasette]:
    """Serve it."""
    return serve(attacked, metadata=reviewed.CONFIGURED)


async def got(datasette: Datasette, path: str, who: str | None = reviewed.EVERYTHING) -> Any:
    headers = {"cookie": f"ds_actor={datasette.sign({'a': {'id': who}}, 'actor')}"} if who else {}
    return await datasette.client.get(path, headers=headers)


def unescaped(text: str) -> list[str]:
    return [payload for payload in ATTACKS if payload in text] + re.findall("62615533", text)


@pytest.mark.parametrize("who", [None, reviewed.EVERYTHING])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.template)
async def test_pages(datasette: Awaitable[Datasette], page: Any, who: str | None) -> None:
    """Whatever is stored, nothing of it is markup, and no template of it is run, on any kind of page."""
    served = await datasette
    for claim in (hostile.CLAIM, hostile.DISPUTED, hostile.WITHDRAWN):
        response = await got(served, page.path.format(**NAMES, claim=claim), who)
        allowed = {200, 404, 410} | ({403} if page.permission and who is None else set())
        assert response.status_code in allowed
        assert unescaped(response.text) == []


async def test_every_claim_and_article(datasette: Awaitable[Datasette]) -> None:
    """Nor is it where each attack stands alone, at the beginning of its field."""
    served = await datasette
    rows = (await served.get_database("claims").execute("SELECT id, article_id FROM claims")).rows
    paths = [f"/claims/-/claims/{row[0]}" for row in rows[::4]] + [f"/claims/-/articles/{row[1]}" for row in rows]
    assert [path for path in paths if unescaped((await got(served, path, None)).text)] == []


@pytest.mark.parametrize("table", [*TABLES, *REVIEWS])
async def test_tables(datasette: Awaitable[Datasette], table: str) -> None:
    """Our cells in Datasette's own tables hold texts, too."""
    response = await got(await datasette, f"/claims/{table}?_size=max")
    assert response.status_code == 200
    assert unescaped(response.text) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.template)
async def test_asked(datasette: Awaitable[Datasette], page: Any) -> None:
    """What stands in an address is a text where it is shown again, in a refusal as well."""
    served = await datasette
    path = page.path.format(**NAMES, claim=hostile.DISPUTED)
    for name in ASKED:
        response = await got(served, f"{path}?{urlencode({name: ALL})}")
        assert (name, response.status_code < 500, unescaped(response.text)) == (name, True, [])


class Inline(HTMLParser):
    """What stands inline in a page's own part: programs, styles and handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.depth += tag == "main"
        if self.depth:
            self.found += [name for name in named if name == "style" or name.startswith("on")]
            is_data = named.get("type") == "application/ld+json"
            self.found += [tag] if tag in {"style", "script"} and not is_data and "src" not in named else []

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "main"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.template)
async def test_policy(datasette: Awaitable[Datasette], page: Any) -> None:
    """Every page forbids the browser all but our own files, and has nothing inline in its part of the frame."""
    response = await got(await datasette, page.path.format(**NAMES, claim=hostile.CLAIM))
    allowed = dict(part.split(" ", 1) for part in response.headers["content-security-policy"].split("; "))
    assert (allowed["default-src"], allowed["base-uri"], allowed["style-src"]) == ("'none'", "'none'", "'self'")
    assert "unsafe" not in allowed["script-src"]
    assert "frame-ancestors" in allowed
    assert response.headers["x-content-type-options"] == "nosniff"
    reader = Inline()
    reader.feed(response.text)
    assert reader.found == []
    addresses = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"']?([^\"'\s>]+)", response.text)
    assert [one for one in addresses if re.match(r"(\w+:)?//(?!localhost)", one)] == []
