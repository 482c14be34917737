"""What tests do on the pages of those who review: open them, press keys, read what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Route, expect

Opened = Callable[..., Page]
Fresh = Callable[[], str]
Answer = Callable[[Route], None]
LAPTOP = {"width": 1280, "height": 800}


def first(answer: Answer) -> Answer:
    """Answer the first request that posts, and let all others through."""
    met: list[Route] = []

    def handled(route: Route) -> None:
        if met or route.request.method != "POST":
            route.fallback()
        else:
            met.append(route)
            answer(route)

    return handled


def ready(page: Page) -> None:
    """Wait until the page's script runs."""
    expect(page.locator("#desk[data-keys]")).to_be_attached()


def at(opened: Opened, address: str, who: str = "rita", post: Answer | None = None, **device: Any) -> Page:
    """Open a page as somebody who reviews; the first that it posts to its address is answered by ``post``."""
    page = opened(who, viewport=LAPTOP, **device)
    if post:
        # Before the page is there: Chromium may let a page that is there send past a route for a while.
        page.route(address, first(post))
    page.goto(address)
    if device.get("java_script_enabled", True):
        ready(page)
    return page


def known(page: Page) -> Any:
    """Return what the API says of the claim at a page's address."""
    return of(page, page.url)


def of(page: Page, address: str) -> Any:
    return page.request.get(address.partition("?")[0] + ".json").json()


def pressed(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def on_to_next(page: Page, *keys: str) -> str:
    """Press keys that lead to another page; return the address that was left."""
    before = page.url
    pressed(page, *keys)
    page.wait_for_url(lambda url: urlsplit(url).path != urlsplit(before).path)
    ready(page)
    return before


def told(page: Page) -> Locator:
    return page.locator(".dc-notice")


def summary(page: Page) -> Locator:
    return page.locator("#review_claim-summary")


def reloaded(page: Page) -> None:
    """Read the page anew, though something is unsaved."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    ready(page)
