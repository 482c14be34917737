"""What a reader does in a browser, from the table to a claim in its article."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from serving import copied, served
from world import BROKEN_ID, DIRECT_ID, GONE_ID, INNER_ID, NASTY, NASTY_CLAIM_ID, NASTY_ID, PLAIN, PLAIN_ID

Opened = Callable[..., Page]

PAGES = {
    "table": "/claims/claims",
    "claim": f"/claims/-/claims/{DIRECT_ID}",
    "discontinuous": f"/claims/-/claims/{BROKEN_ID}",
    "retired": f"/claims/-/claims/{GONE_ID}",
    "article": f"/claims/-/articles/{PLAIN_ID}",
    "nasty-claim": f"/claims/-/claims/{NASTY_CLAIM_ID}",
    "nasty-article": f"/claims/-/articles/{NASTY_ID}",
}
OURS = [name for name in PAGES if name != "table"]


def text_of(page: Page) -> str:
    return str(page.locator(".dc-text").evaluate("element => element.textContent"))


def test_from_table_to_claim(opened: Opened, site: str, tmp_path: Path) -> None:
    """The speaker facet narrows the table, a quote leads to its claim, and the marked words are the quote."""
    page = opened()
    page.goto(site + PAGES["table"])
    page.screenshot(path=tmp_path / "table.png")
    page.locator(".facet-results").get_by_role("link", name="Wladimir Putin").click()
    quotes = page.locator("td.col-quote a")
    expect(quotes).to_have_count(1)
    quote = quotes.inner_text()
    quotes.click()
    assert urlsplit(page.url).path == PAGES["claim"]
    expect(page.locator("#quote")).to_have_text(quote)
    expect(page.locator("h1")).to_have_text(quote)
    expect(page.locator(".dc-text .dc-is-cue")).to_have_text("sagte")
    expect(page.locator(".dc-text .dc-is-mention")).to_have_text("Putin")
    page.screenshot(path=tmp_path / "claim.png")
    twin = page.request.get(page.url + ".json").json()
    assert twin["quote"] == quote
    assert text_of(page) == twin["article"]["text"] == PLAIN


def test_to_the_quote(opened: Opened, site: str) -> None:
    """A link on the claim page brings the marked quote into view."""
    page = opened(viewport={"width": 320, "height": 480})
    page.goto(site + PAGES["claim"])
    expect(page.locator("#quote")).not_to_be_in_viewport()
    page.get_by_role("link", name="Show the quote in the article").click()
    expect(page.locator("#quote")).to_be_in_viewport()


def test_between_article_and_claim(opened: Opened, site: str) -> None:
    """A claim leads to its article, and words in the article to the claim that they make."""
    page = opened()
    page.goto(site + PAGES["claim"])
    page.locator("article h2 a").click()
    assert urlsplit(page.url).path == PAGES["article"]
    expect(page.locator('[id^="n-"]')).to_have_count(5)
    page.locator(".dc-text").get_by_role("link", name="dass Moskau auf Vertrauen setze").click()
    assert urlsplit(page.url).path == f"/claims/-/claims/{INNER_ID}"


def test_back_to_the_speaker(opened: Opened, site: str) -> None:
    """The speaker's name leads to the speaker, and from there to all that the speaker said."""
    page = opened()
    page.goto(site + PAGES["discontinuous"])
    page.locator(".dc-byline a").first.click()
    expect(page.locator("h1")).to_have_text("Maria Sacharowa")
    page.get_by_role("link", name="All claims of this speaker").click()
    expect(page.locator(".dc-claims > li")).to_have_count(3)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs(opened: Opened, site: str, name: str) -> None:
    """No text of an article runs as a script, and no page asks another host for anything or reports an error."""
    page = opened()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto(site + PAGES[name])
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.pwned") is None
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    assert [error for error in errors if "favicon" not in error] == []


def test_nasty_text(opened: Opened, site: str) -> None:
    """Markup and direction overrides in an article stay the characters that they are."""
    page = opened()
    for name in ("nasty-claim", "nasty-article"):
        page.goto(site + PAGES[name])
        assert text_of(page) == NASTY


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", OURS)
def test_narrow(opened: Opened, site: str, tmp_path: Path, name: str, scheme: str) -> None:
    """At 320 pixels nothing needs scrolling sideways."""
    page = opened(viewport={"width": 320, "height": 640}, color_scheme=scheme, locale="de-DE")
    page.goto(site + PAGES[name])
    page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


LEAST_CONTRAST = 4.5

CONTRAST = """
selector => {
  const channel = value => { value /= 255; return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4 };
  const luminance = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  };
  const painted = element => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" && element.parentElement ? painted(element.parentElement) : colour;
  };
  return [...document.querySelectorAll(selector)].filter(element => element.textContent.trim()).map(element => {
    const pair = [luminance(getComputedStyle(element).color), luminance(painted(element))].sort((a, b) => b - a);
    return [(pair[0] + 0.05) / (pair[1] + 0.05), element.textContent.trim().slice(0, 40)];
  });
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", OURS)
def test_contrast(opened: Opened, site: str, name: str, scheme: str) -> None:
    """Every word stands out from its ground by 4.5 to 1 (WCAG 2.2, 1.4.3), by day and by night."""
    page = opened(color_scheme=scheme)
    page.goto(site + PAGES[name])
    measured = page.evaluate(CONTRAST, ".dc :is(h1, h2, h3, p, a, dt, dd, mark, code)")
    assert measured
    assert [words for ratio, words in measured if ratio < LEAST_CONTRAST] == []


SHAPE = """
element => {
  const style = getComputedStyle(element);
  return [style.textDecorationStyle, style.fontStyle, style.fontWeight, style.boxShadow !== "none"].join();
}
"""


def test_marks_without_colour(opened: Opened, site: str) -> None:
    """Who sees no colours tells quote, cue and speaker apart by their lines."""
    page = opened()
    page.goto(site + PAGES["claim"])
    looks = {kind: page.locator(f".dc-text .dc-is-{kind}").evaluate(SHAPE) for kind in ("quote", "cue", "mention")}
    assert len(set(looks.values())) == 3


def test_strict_policy(opened: Opened, site: str) -> None:
    """Under a policy without inline code our part of the page looks and works the same."""
    page = opened()
    policy = "default-src 'none'; style-src 'self'; img-src 'self'"

    def strict(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    page.route(f"{site}{PAGES['claim']}", strict)
    page.goto(site + PAGES["claim"])
    assert (
        page.locator("#quote").evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(255, 229, 138)"
    )


def test_quote_in_sight(opened: Opened, tmp_path: Path, root: Path) -> None:
    """On a laptop's screen the last quote of a real article is in sight at once, beside the verdicts."""
    with served(copied(root / "claims.db", tmp_path)) as demo:
        page = opened(viewport={"width": 1280, "height": 800})
        page.goto(demo("/claims/-/claims/ccd485c2bbce0c6f56443?said=review_claim"))
        expect(page.locator("#quote")).to_be_in_viewport()
        assert page.evaluate("scrollY") == 0
