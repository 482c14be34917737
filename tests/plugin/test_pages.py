"""The claim page, the article page and their JSON twins."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from html import unescape
from pathlib import Path

import pytest
from datasette.app import Datasette
from world import (
    ANONYMOUS_ID,
    BROKEN_ID,
    CHANGED_ID,
    DIRECT_ID,
    FRAMELESS_ID,
    GONE_ID,
    INNER_ID,
    NASTY,
    NASTY_CLAIM_ID,
    NASTY_ID,
    NASTY_SPEAKER,
    NEW,
    OLD,
    OUTER_ID,
    PLAIN,
    PLAIN_ARTICLE,
    PLAIN_CLAIMS,
    PLAIN_ID,
    SECOND,
    copied,
)

from datasette_claims.exports.claims_json import article_json, claim_json

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "pages.md").read_text(encoding="utf-8")
NOT_BEGUN = {
    "state": "new",
    "verdict": "unreviewed",
    "ratings": {},
    "disputed": [],
    "required": None,
    "reviewers": [],
    "summary": "",
    "reason": "",
    "version": 0,
}
GERMAN = {"accept-language": "de-AT, en;q=0.5"}


async def html(datasette: Datasette, path: str, status: int = 200, **headers: str) -> str:
    response = await datasette.client.get(path, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    return str(response.text)


def text_of(page: str) -> str:
    """Return the characters of the article's text as a browser reads them."""
    (inner,) = re.findall(r'<div class="dc-text"[^>]*>(.*?)</div>', page, re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", "", inner))


async def test_claim_json(served: Datasette) -> None:
    """A claim's twin is its export, the wording that its offsets count on, and a review that has not begun."""
    response = await served.client.get(f"/claims/-/claims/{DIRECT_ID}.json")
    assert response.status_code == 200
    found = response.json()
    speaker, wording = found["speaker_id"], found["article_version_id"]
    assert re.fullmatch(r"s[0-9a-f]{16}", speaker)
    assert re.fullmatch(r"v[0-9a-f]{16}", wording)
    assert found == {
        "ok": True,
        **claim_json(DIRECT_ID, PLAIN_CLAIMS[0], None),
        "speaker_id": speaker,
        "is_manual": False,
        "retired_at": None,
        "replaces": [],
        "replaced_by": [],
        "state": "new",
        "verdict": "unreviewed",
        "inherited_from": None,
        "version": 0,
        "holder": None,
        "lease_until": None,
        "standing": NOT_BEGUN,
        "reviews": [],
        "evidence": [],
        "events": [],
        "similar": [],
        "needs_recheck": False,
        "rechecks": [],
        "context": "Es gibt den Willen auf beiden Seiten",
        "url": f"/claims/-/claims/{DIRECT_ID}",
        "article_id": PLAIN_ID,
        "article_url": f"/claims/-/articles/{PLAIN_ID}",
        "article_version_id": wording,
        "article": article_json(PLAIN_ARTICLE),
    }
    ((start, end),) = found["spans"]
    assert found["article"]["text"][start:end] == found["quote"]


async def test_article_json(served: Datasette) -> None:
    """An article's twin holds its text and its claims in text order, each with its state and its address."""
    found = (await served.client.get(f"/claims/-/articles/{PLAIN_ID}.json")).json()
    assert found["id"] == PLAIN_ID
    assert found["url"] == f"/claims/-/articles/{PLAIN_ID}"
    assert re.fullmatch(r"v[0-9a-f]{16}", found["article_version_id"])
    assert found["article"] == article_json(PLAIN_ARTICLE)
    assert [claim["id"] for claim in found["claims"]] == [DIRECT_ID, BROKEN_ID, OUTER_ID, INNER_ID, FRAMELESS_ID]
    for claim in found["claims"]:
        assert claim["verdict"] == "unreviewed"
        assert claim["url"] == f"/claims/-/claims/{claim['id']}"


async def test_documented_json(served: Datasette) -> None:
    """The documentation shows exactly the keys that a claim has."""
    (shown,) = re.findall(r"```json\n(.*?)```", DOCUMENTATION, re.DOTALL)
    documented = json.loads(shown)
    found = (await served.client.get(f"/claims/-/claims/{DIRECT_ID}.json")).json()
    assert set(documented) == set(found)
    assert set(documented["article"]) == set(found["article"])


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ("keeps a distance", "subjunctive I", "42%", "(name, opinion)", "Said to", "Part of")),
        ("de", ("hält Abstand", "Konjunktiv I", "42\xa0%", "(Name, Meinung)", "Gesagt zu", "Teil von")),
    ],
)
async def test_manner(served: Datasette, language: str, shown: tuple[str, ...]) -> None:
    """A claim's page says how it was said, how far it is worth checking and why, and which claim holds it."""
    page = await html(served, f"/claims/-/claims/{INNER_ID}", **{"accept-language": language})
    assert [text for text in shown if text not in page] == []
    assert f'href="/claims/-/claims/{OUTER_ID}"' in page
    twin = (await served.client.get(f"/claims/-/claims/{INNER_ID}.json")).json()
    assert (twin["parent_claim_id"], twin["addressee"], twin["mood"]) == (OUTER_ID, "Der Kreml", "subjunctive_1")
    assert (twin["checkworthiness"], twin["checkworthiness_reasons"]) == (0.42, ["name", "opinion"])


async def test_claim_page(served: Datasette) -> None:
    """A claim's page names everything that is known of it."""
    page = await html(served, f"/claims/-/claims/{DIRECT_ID}")
    for shown in ("Direct speech", "Not reviewed", "87%", "by_hand", "MOSKAU", "February 2025", "sagte"):
        assert shown in page
    assert re.search(r'href="/claims/-/speakers/s[0-9a-f]{16}"><bdi>Wladimir Putin</bdi>', page)
    assert "/claims/-/claims?source=dpa-AFX" in page
    assert f'href="/claims/-/articles/{PLAIN_ID}"' in page
    assert f'href="http://localhost/claims/-/claims/{DIRECT_ID}.json"' in page


async def test_speaker_link(served: Datasette) -> None:
    """The speaker's link leads to that speaker's claims and no others."""
    found = (await served.client.get("/claims/claims.json?speaker__exact=Maria+Sacharowa&_shape=objects")).json()
    assert {row["id"] for row in found["rows"]} == {BROKEN_ID, INNER_ID, FRAMELESS_ID}


@pytest.mark.parametrize(("claim", "text"), [(DIRECT_ID, PLAIN), (NASTY_CLAIM_ID, NASTY), (GONE_ID, OLD)])
async def test_whole_text(served: Datasette, claim: str, text: str) -> None:
    """The page holds the whole article, character for character."""
    assert text_of(await html(served, f"/claims/-/claims/{claim}")) == text


@pytest.mark.parametrize(("article", "text"), [(PLAIN_ID, PLAIN), (NASTY_ID, NASTY), (CHANGED_ID, NEW)])
async def test_whole_article(served: Datasette, article: str, text: str) -> None:
    """An article's page holds its newest wording, character for character."""
    assert text_of(await html(served, f"/claims/-/articles/{article}")) == text


async def test_marks(served: Datasette) -> None:
    """Quote, cue and mention are marked in three ways, and the quote's first part is the anchor."""
    page = await html(served, f"/claims/-/claims/{BROKEN_ID}")
    assert '<mark class="dc-is-quote " id="quote">Wir hoffen</mark>' in page
    assert '<mark class="dc-is-quote ">auf Vertrauen</mark>' in page
    assert '<mark class="dc-is-cue ">erklärte</mark>' in page
    assert '<mark class="dc-is-mention ">Sacharowa</mark>' in page


async def test_crosshead(served: Datasette) -> None:
    """A crosshead is a heading on both pages."""
    assert '<h3 dir="auto">Gespräch in Istanbul' in await html(served, f"/claims/-/claims/{DIRECT_ID}")
    assert '<h2 dir="auto">Gespräch in Istanbul' in await html(served, f"/claims/-/articles/{PLAIN_ID}")


async def test_article_page(served: Datasette) -> None:
    """An article's page links every claim in the text and lists it with its speaker, type and verdict."""
    page = await html(served, f"/claims/-/articles/{PLAIN_ID}")
    for claim in (DIRECT_ID, BROKEN_ID, OUTER_ID, INNER_ID, FRAMELESS_ID):
        assert page.count(f'href="/claims/-/claims/{claim}"') >= 2
        assert page.count(f'id="{claim}"') == 1
        assert f'href="#{claim}"' in page
    assert "5 claims" in page
    assert page.count("Not reviewed") == 5
    assert "Indirect speech without a frame" in page


async def test_nested_claims(served: Datasette) -> None:
    """Inside a nested claim the link leads to the inner one."""
    page = await html(served, f"/claims/-/articles/{PLAIN_ID}")
    assert f'dc-depth-2" href="/claims/-/claims/{INNER_ID}">dass Moskau auf Vertrauen setze</a>' in page


async def test_nobody_said_it(served: Datasette) -> None:
    """A claim without speaker, cue and mention says so."""
    page = await html(served, f"/claims/-/claims/{ANONYMOUS_ID}")
    assert "Speaker not named" in page
    assert "dc-is-cue" not in page


async def test_retired(served: Datasette) -> None:
    """A claim that the newest wording lost stays readable in the wording that held it, and says so."""
    page = await html(served, f"/claims/-/claims/{GONE_ID}")
    assert "Retired on March 4, 2026" in page
    found = (await served.client.get(f"/claims/-/claims/{GONE_ID}.json")).json()
    assert found["retired_at"] == SECOND
    assert found["article"]["text"] == OLD


async def test_article_without_claims(served: Datasette) -> None:
    """An article shows the claims in force only, and says if there are none."""
    assert "No claims were found in this article." in await html(served, f"/claims/-/articles/{CHANGED_ID}")
    assert (await served.client.get(f"/claims/-/articles/{CHANGED_ID}.json")).json()["claims"] == []


@pytest.mark.parametrize("path", [f"claims/{NASTY_CLAIM_ID}", f"articles/{NASTY_ID}"])
async def test_escaped(served: Datasette, path: str) -> None:
    """Nothing that an article says becomes markup."""
    page = await html(served, f"/claims/-/{path}")
    assert "window.pwned" in page
    assert "<script>window.pwned" not in page
    assert "<img" not in page
    assert "<b>nichts" not in page


async def test_isolated_direction(served: Datasette) -> None:
    """A name that overrides the writing direction cannot turn the words around it."""
    page = unescape(await html(served, f"/claims/-/claims/{NASTY_CLAIM_ID}"))
    assert f"<bdi>{NASTY_SPEAKER}</bdi>" in page


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/claims/-/claims/c00000000000000000000", "This database holds no such claim."),
        ("/claims/-/articles/a0000000000000000", "This database holds no such article."),
        (f"/nowhere/-/claims/{DIRECT_ID}", "There is no such database."),
    ],
)
async def test_missing(served: Datasette, path: str, sentence: str) -> None:
    """What is not there is a plain sentence with status 404, as a page and as JSON."""
    assert sentence in await html(served, path, status=404)
    response = await served.client.get(path + ".json")
    assert response.status_code == 404
    assert response.json() == {"ok": False, "error": sentence, "errors": [sentence], "status": 404}


@pytest.mark.parametrize("path", ["claims/c123", "articles/x", f"claims/{DIRECT_ID}x", f"claims/{DIRECT_ID}.xml"])
async def test_no_id(served: Datasette, path: str) -> None:
    """What cannot be an id is no page of ours."""
    assert (await served.client.get(f"/claims/-/{path}")).status_code == 404


async def test_german(served: Datasette) -> None:
    """The page speaks the language that the browser asks for, and tells caches so."""
    response = await served.client.get(f"/claims/-/claims/{DIRECT_ID}", headers=GERMAN)
    assert "Accept-Language" in response.headers["vary"]
    for shown in ("Direkte Rede", "Nicht geprüft", "Februar 2025", 'lang="de"', "87\u00a0%"):
        assert shown in response.text
    assert "Diese Behauptung gibt es" in await html(served, "/claims/-/claims/c00000000000000000000", 404, **GERMAN)


async def test_json_is_english(served: Datasette) -> None:
    """What programs read does not depend on a language."""
    response = await served.client.get("/claims/-/claims/c00000000000000000000.json", headers=GERMAN)
    assert response.json()["error"] == "This database holds no such claim."


@pytest.mark.parametrize("path", [f"claims/{DIRECT_ID}", f"articles/{PLAIN_ID}"])
async def test_base_url(serve: Serve, database: Path, path: str) -> None:
    """Below a base URL, which Datasette's client adds itself, every link stays below it."""
    datasette = await serve(database, settings={"base_url": "/desk/"})
    page = await html(datasette, f"/claims/-/{path}")
    links = re.findall(r'(?:href|src)="([^"#][^"]*)"', page)
    assert links
    inside = ("/desk/", "http://localhost/desk/", "https://datasette.io/")
    assert [link for link in links if not link.startswith(inside)] == []
    twin = (await datasette.client.get(f"/claims/-/{path}.json")).json()
    assert twin["url"] == f"/desk/claims/-/{path}"


async def test_other_file_name(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Any file name serves, also one that addresses must encode."""
    datasette = await serve(copied(database, tmp_path, "Presse 2026.März.db"))
    address = f"{datasette.urls.database('Presse 2026.März')}/-/claims/{DIRECT_ID}"
    assert f'href="{datasette.urls.database("Presse 2026.März")}/-/articles/{PLAIN_ID}"' in await html(
        datasette, address
    )


async def test_cors(serve: Serve, database: Path) -> None:
    """Where Datasette lets other sites read JSON, it lets them read ours too, errors included."""
    datasette = await serve(database, cors=True)
    for claim in (DIRECT_ID, "c00000000000000000000"):
        response = await datasette.client.get(f"/claims/-/claims/{claim}.json")
        assert response.headers["access-control-allow-origin"] == "*"
    closed = await (await serve(database)).client.get(f"/claims/-/claims/{DIRECT_ID}.json")
    assert "access-control-allow-origin" not in closed.headers


async def test_nothing_inline(served: Datasette) -> None:
    """Our part of the page brings no script and no style of its own, so that a strict policy can forbid both."""
    page = await html(served, f"/claims/-/claims/{DIRECT_ID}")
    ours = page[page.index("<main") : page.index("<footer")]
    assert not re.search(r"<script|<style|style=|\son\w+=", ours)


async def test_stylesheets(served: Datasette) -> None:
    """The style sheets are served, small, and ask nobody else for anything."""
    page = await html(served, f"/claims/-/claims/{DIRECT_ID}")
    (address,) = re.findall(r'href="([^"]*claims\.css)"', page)
    response = await served.client.get(address)
    assert response.status_code == 200
    assert len(response.content) < 12_000
    assert "url(" not in response.text
    assert "@import" not in response.text
