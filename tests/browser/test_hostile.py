"""Texts written to attack whoever reads them are texts: nothing runs, nothing is fetched, nothing is misread."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import hostile
import pytest
import reviewed
import world
from playwright.sync_api import Browser, Dialog, Page
from reported import MANY
from reviewed import EVERYTHING
from serving import Served, served, signed_in

from datasette_claims.plugin.routes import PAGES

NAMES = {
    "database": "claims",
    "article": hostile.ARTICLE,
    "speaker": hostile.SPEAKER,
    "group": hostile.GROUP,
    "run": "1",
}
CLAIMS = (hostile.CLAIM, hostile.DISPUTED, hostile.WITHDRAWN)
OURS = sorted(
    {page.path.format(**NAMES, claim=claim) for page in PAGES for claim in (CLAIMS if "{claim}" in page.path else [""])}
)
DATASETTE = (
    "/",
    "/claims",
    "/claims/claims?_size=max&_facet=speaker&_facet=source",
    "/claims/claims?" + urlencode({"_search": hostile.PAYLOADS[0], "speaker": hostile.PAYLOADS[0]}),
    *(f"/claims/{table}" for table in ("articles", "article_versions", "speakers", "speaker_aliases", "mentions")),
    *(f"/claims/{table}" for table in ("reviews", "evidence", "review_events", "sources", "load_errors", "runs")),
    f"/claims/claims/{hostile.CLAIM}",
    f"/claims/articles/{hostile.ARTICLE}",
    f"/claims/speakers/{hostile.SPEAKER}",
)
# What may stand in addresses, ours and Datasette's, each with an attack in it.
ASKED = ("lang", "said", "of", "queue", "skip", "text", "speaker", "source", "topic", "state", "sort", "after", "on")

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", event => violations.push(event.effectiveDirective + event.blockedURI));
"""
# What an attack would have made of the page, wherever it is: handlers, addresses that are programs, elements of theirs.
MADE = """
() => {
  const elements = [...document.querySelectorAll("*")];
  // Datasette's own tables have a handler, too.
  const handlers = elements.flatMap(one => [...one.attributes])
    .filter(one => /^on/i.test(one.name) && /pwned/.test(one.value)).map(one => one.name);
  const programs = elements.flatMap(one => ["href", "src", "action", "formaction", "data", "xlink:href", "srcdoc"]
    .filter(name => one.hasAttribute(name) && !/^https?:$/.test(new URL(one.getAttribute(name), location).protocol))
    .map(name => one.getAttribute(name)));
  // An element of Datasette 1.0 has something else that is named ``matches``.
  const wrong = "iframe, object, embed, base, meta[http-equiv], math, xss, video, audio, noscript,"
    + " main :is(script:not([type='application/ld+json']), style, link, img, body, title)";
  const foreign = elements.filter(one => Element.prototype.matches.call(one, wrong));
  return [...handlers, ...programs, ...foreign.map(one => one.outerHTML.slice(0, 200))];
}
"""


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the desk of ``hostile``."""
    database = hostile.build(tmp_path_factory.mktemp("hostile") / "claims.db")
    with served(database, reviewed.CONFIGURED) as site:
        yield site


@pytest.fixture(scope="module")
def visitor(browser: Browser, hostile_site: Served) -> Iterator[Page]:
    """A window of somebody who may do everything, which notes what should not happen in ``page.noted``."""
    context = browser.new_context()
    context.add_init_script(WATCH)
    signed_in(context, EVERYTHING)
    page = context.new_page()
    noted: list[str] = []
    page.on("dialog", lambda dialog: _note_dialog(noted, dialog))
    page.on("request", lambda request: _note_request(noted, hostile_site, request.url))
    page.on("pageerror", lambda error: noted.append(f"error {error}"))
    page.noted = noted  # type: ignore[attr-defined]
    yield page
    context.close()


def _note_dialog(noted: list[str], dialog: Dialog) -> None:
    # Our own question to whoever leaves without saving.
    if dialog.type != "beforeunload":
        noted.append(f"dialog {dialog.message}")
    dialog.accept()


def _note_request(noted: list[str], site: Served, url: str) -> None:
    if not url.startswith((site.address, "data:image/")):
        noted.append(f"request {url}")


def harm(page: Page, address: str) -> list[str]:
    """Open an address; return everything that an attack did there."""
    page.noted.clear()  # type: ignore[attr-defined]
    page.goto(address)
    # Whoever reads touches the words.
    page.mouse.move(300, 300)
    ran = [] if page.evaluate("window.pwned") is None else ["ran"]
    kept = page.evaluate("window.violations")
    return [*ran, *kept, *page.evaluate(MADE), *page.noted]  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [*OURS, *DATASETTE])
def test_stored(visitor: Page, hostile_site: Served, path: str) -> None:
    """No text that stands in the database runs, becomes part of the page or asks another host for anything."""
    assert harm(visitor, hostile_site(path)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.template)
def test_asked(visitor: Page, hostile_site: Served, page: object) -> None:
    """Nor does what stands in an address."""
    path = page.path.format(**NAMES, claim=hostile.DISPUTED)  # type: ignore[attr-defined]
    for payload in (hostile.PAYLOADS[0], hostile.PAYLOADS[16], '"><svg onload=pwned=1>', "javascript:pwned=1"):
        assert harm(visitor, hostile_site(f"{path}?{urlencode(dict.fromkeys(ASKED, payload))}")) == []


def test_sent(visitor: Page, hostile_site: Served) -> None:
    """Nor does what a form was sent with that comes back because it was refused."""
    address = hostile_site(f"/claims/-/claims/{hostile.REPEATS[3]}")
    visitor.goto(address)
    form = visitor.locator("form", has=visitor.locator("textarea[name=rationale]")).first
    form.locator("textarea[name=rationale]").fill(hostile.ALL)
    form.locator("textarea[name=summary]").fill(hostile.ALL[:1900])
    with visitor.expect_navigation():
        form.evaluate("form => HTMLFormElement.prototype.submit.call(form)")
    assert visitor.locator(".dc-refused").is_visible()
    assert visitor.locator("textarea[name=rationale]").first.input_value() == hostile.ALL
    assert visitor.evaluate("window.pwned") is None
    assert (visitor.evaluate(MADE), visitor.evaluate("window.violations")) == ([], [])


MARKED = "() => [...document.querySelectorAll('.dc-text .dc-is-quote')].map(one => one.textContent).join('')"


@pytest.mark.parametrize("claim", ["EMOJI", "RIGHT_TO_LEFT", "DISPUTED", "INNER", "PUBLISHED"])
def test_marked_words(visitor: Page, desk_site: Served, claim: str) -> None:
    """The marked words are the quote, whatever signs stand before it: offsets are code points, not UTF-16."""
    claim_id = getattr(reviewed, claim)
    visitor.goto(desk_site(f"/claims/-/claims/{claim_id}"))
    quote = visitor.request.get(desk_site(f"/claims/-/claims/{claim_id}.json")).json()["quote"]
    assert visitor.evaluate(MARKED) == quote.replace(" … ", "")
    assert visitor.locator("h1").inner_text() == quote


def test_marked_attack(visitor: Page, hostile_site: Served) -> None:
    """So are they if the quote is nothing but attacks."""
    visitor.goto(hostile_site(f"/claims/-/claims/{hostile.CLAIM}"))
    assert visitor.evaluate(MARKED) == hostile.ALL
    assert visitor.locator(".dc-text").evaluate("one => one.textContent") == hostile.TEXT


def test_marked_article(visitor: Page, desk_site: Served) -> None:
    """On the article's page each claim's words lead to it."""
    visitor.goto(desk_site(f"/claims/-/articles/{reviewed.SIGNS_ID}"))
    for claim_id, quote in ((reviewed.EMOJI, MANY), (world.DIRECT_ID, "")):
        links = visitor.locator(f'.dc-text a[href*="{claim_id}"]')
        assert "".join(links.all_text_contents()) == quote
