"""A real ``datasette`` process on a loopback port, read with Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

# Datasette 0.65 loses hooks of its own if our plugin is imported before it, as tests here do.
import datasette.app  # noqa: F401
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "plugin")]

import newsroom
import reviewed
from serving import Served, copied, served, signed_in
from world import build

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests last, as Playwright's synchronous API leaves an event loop behind."""
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; its absence is a failure, as these tests must run everywhere."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing. Install it with: apt-get install chromium (or set CHROMIUM to its path)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the database of ``world`` by ``datasette claims.db`` and give the address."""
    with served(build(tmp_path_factory.mktemp("site") / "claims.db")) as site:
        yield site.address


@pytest.fixture(scope="session")
def reviewed_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of ``reviewed``; tests only read it."""
    return reviewed.build(tmp_path_factory.mktemp("reviewed") / "claims.db")


@pytest.fixture(scope="session")
def desk_site(reviewed_database: Path) -> Iterator[Served]:
    """A desk at work (``reviewed``) that tests only read, with the people of ``reviewed.PEOPLE``."""
    with served(reviewed_database, reviewed.CONFIGURED) as desk:
        yield desk


@pytest.fixture(scope="module")
def own_desk(reviewed_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same desk for the tests of one file to write to."""
    with served(copied(reviewed_database, tmp_path_factory.mktemp("desk")), reviewed.CONFIGURED) as desk:
        yield desk


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages in a fresh profile, signed in as ``who``, with what a test wants to know of the reader's device."""
    contexts = []

    def new(who: str | None = None, **device: Any) -> Page:
        context = browser.new_context(**device)
        contexts.append(context)
        signed_in(context, who)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk with a hundred claims that nobody has looked at."""
    path = tmp_path_factory.mktemp("queue") / "claims.db"
    newsroom.build(path, 100)
    with served(path, reviewed.CONFIGURED) as desk:
        yield desk


@pytest.fixture(scope="module")
def unused(queue: Served) -> list[str]:
    """The addresses of claims that no test has touched, those first that the queue hands out last."""
    with closing(sqlite3.connect(queue.path)) as connection:
        return [
            f"/claims/-/claims/{key}"
            for (key,) in connection.execute("SELECT id FROM claims ORDER BY priority DESC, rowid DESC")
        ]


@pytest.fixture
def fresh(unused: list[str]) -> Callable[[], str]:
    """The address of a claim that no other test uses; the queue does not come to it before the end."""
    return unused.pop
