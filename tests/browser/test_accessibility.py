"""Every page for everybody: axe-core's rules (WCAG 2.2 AA and what is good practice), narrow, enlarged, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page
from serving import Served, signed_in
from views import VIEWS

from datasette_claims.plugin.routes import PAGES

LANGUAGES = {name: ["de"] for name in VIEWS} | {
    next(name for name, view in VIEWS.items() if view.page == page.path): ["de", "en"] for page in PAGES
}
"""In which languages each view is read: all in German, one of each page in English too, which differs in words only."""

AXE = """
async tags => {
  const rules = Object.fromEntries(axe.getRules(tags).map(rule => [rule.ruleId, { enabled: true }]));
  // WCAG's level AAA asks for a contrast of 7 to 1; Datasette's own header has 4.5.
  rules["color-contrast-enhanced"] = { enabled: false };
  // An element of Datasette 1.0 has something else that is named ``matches``, which axe needs to write selectors.
  const told = { resultTypes: ["violations"], selectors: false, ancestry: true };
  const runOnly = tags.length ? { runOnly: { type: "tag", values: tags } } : {};
  const found = await axe.run(document, { rules, ...told, ...runOnly });
  return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`));
}
"""
OPEN = "for (const details of document.querySelectorAll('details')) details.open = true"


def test_every_page() -> None:
    """Every kind of page of the desk has a row in ``views``."""
    assert {page.path for page in PAGES} == {view.page for view in VIEWS.values()}


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """One window for all tests that change nothing, as a new one each costs a second."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def at(reader: Page, desk_site: Served) -> Callable[..., Page]:
    """Open a view with everything unfolded."""

    def go(name: str, language: str = "de") -> Page:
        view = VIEWS[name]
        signed_in(reader, view.who)
        reader.set_extra_http_headers({"accept-language": language})
        reader.emulate_media(color_scheme="light")
        reader.set_viewport_size({"width": 1280, "height": 800})
        reader.goto(desk_site(view.path))
        reader.evaluate(OPEN)
        return reader

    return go


@pytest.mark.parametrize(("name", "language"), [(name, one) for name in VIEWS for one in LANGUAGES[name]])
def test_axe(at: Callable[..., Page], name: str, language: str) -> None:
    """axe-core finds nothing, in Datasette's own frame neither, by day and by night."""
    page = at(name, language)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE, [])
    # By night nothing but the colours changes.
    page.emulate_media(color_scheme="dark")
    assert (found, page.evaluate(AXE, ["cat.color"])) == ([], [])


# What can be read and used: words, where links lead to, the fields and steps of forms.
HELD = """
() => [...document.querySelectorAll("main :is(h1, h2, h3, p, dt, dd, td, th, legend, a[href], [name])")]
  .filter(one => one.type === "hidden" || one.checkVisibility())
  .map(one => one.name ? `${one.name} ${one.type === "hidden" ? "" : one.value}` : one.href ?? one.textContent.trim())
"""


@pytest.mark.parametrize("name", VIEWS)
def test_without_javascript(opened: Callable[..., Page], at: Callable[..., Page], desk_site: Served, name: str) -> None:
    """Without JavaScript a page says the same, leads to the same pages and has the same forms."""
    plain = opened(VIEWS[name].who, locale="de-DE", java_script_enabled=False)
    plain.goto(desk_site(VIEWS[name].path))
    plain.evaluate(OPEN)
    served = plain.evaluate(HELD)
    assert len(served) > 5
    assert [words for words in at(name).evaluate(HELD) if words not in served] == []


@pytest.mark.parametrize("name", VIEWS)
def test_narrow(at: Callable[..., Page], name: str) -> None:
    """At 320 pixels nothing needs scrolling sideways, nor at 640, which is a common window enlarged twice."""
    page = at(name)
    widths = []
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 600})
        widths.append(page.evaluate("document.documentElement.scrollWidth"))
    assert widths == [320, 640]


# Everything that the Tab key must reach, as numbers; of radio buttons with one name it reaches one.
TARGETS = """
() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const groups = new Set();
  const targets = [...document.querySelectorAll(wanted)].filter(element => {
    const shown = element.checkVisibility({ visibilityProperty: true });
    if (element.disabled || !shown || element.tabIndex < 0) return false;
    if (element.type !== "radio") return true;
    const others = [...(element.form ?? document).querySelectorAll(`input[name="${element.name}"]`)];
    return others.find(one => one.checked) === element || (!others.some(one => one.checked) && others[0] === element);
  });
  window.looks = element => [element, ...(element.labels ?? []), element.parentElement].map(getComputedStyle)
    .map(style => [style.outline, style.boxShadow, style.borderColor, style.backgroundColor]).join();
  targets.forEach((element, place) => Object.assign(element.dataset, { place, looks: looks(element) }));
  return targets.length;
}
"""
# Where the focus is: its number, whether it looks otherwise than before, and whether it is in sight.
FOCUS = """
() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const inSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const place = element.dataset.place === undefined ? null : Number(element.dataset.place);
  return [place, place === null || looks(element) !== element.dataset.looks, inSight, element.outerHTML];
}
"""


@pytest.mark.parametrize("name", VIEWS)
def test_keyboard(at: Callable[..., Page], name: str) -> None:
    """The Tab key reaches everything that can be used, in the order of the page, and one sees where one is."""
    page = at(name)
    count = page.evaluate(TARGETS)
    reached, unseen = [], []
    for _ in range(count + 5):
        page.keyboard.press("Tab")
        place, is_marked, in_sight, html = page.evaluate(FOCUS)
        if place is not None:
            reached.append(place)
            unseen += [] if is_marked and in_sight else [html[:200]]
    assert unseen == []
    assert reached[:count] == list(range(count))
