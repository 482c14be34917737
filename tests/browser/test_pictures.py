"""Pictures of the pages: taken by every run of the tests, and kept in the docs by ``make pictures``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from serving import Served
from views import VIEWS

from datasette_claims.plugin.routes import PAGES

KEPT = "CLAIMS_PICTURES"
"""The environment variable that names a folder for the pictures, which else go where the tests' files go."""

MOST_BYTES = 150_000
PICTURES = {
    "queue": "queue",
    "claim": "claim, in work",
    "article": "article",
    "dispute": "dispute",
    "speaker": "speaker",
    "group": "group",
    "dashboard": "dashboard",
    "embargoed": "embargoed",
    "namesakes": "namesakes",
    "runs": "runs",
    "run": "run",
    "published": "published",
    "embedded": "embedded",
}
"""The file of each picture, and which of ``VIEWS`` it shows."""

SMALL = {"embedded": (640, 220)}
"""The window of what is shown within other pages."""


def taken(page: Page, folder: Path, name: str) -> Path:
    """Take a picture of what one sees first."""
    file = folder / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    return file


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", PICTURES)
def test_picture(opened: Callable[..., Page], desk_site: Served, tmp_path: Path, name: str, language: str) -> None:
    """A page can be shown in the docs: it fills the window, in few bytes; they hold those in English."""
    view = VIEWS[PICTURES[name]]
    width, height = SMALL.get(name, (1280, 800))
    page = opened(view.who, viewport={"width": width, "height": height}, locale=language)
    response = page.goto(desk_site(view.path))
    assert response
    assert response.ok
    folder = Path(os.environ.get(KEPT, tmp_path)) if language == "en" else tmp_path
    assert 5_000 < taken(page, folder, name).stat().st_size <= MOST_BYTES


def test_kept(root: Path) -> None:
    """The docs hold a picture of every kind of page, show each once and say in words what it shows."""
    files = {file.stem: file.stat().st_size for file in (root / "docs" / "pictures").glob("*.png")}
    assert files.keys() == PICTURES.keys()
    assert {VIEWS[name].page for name in PICTURES.values()} == {page.path for page in PAGES}
    assert max(files.values()) <= MOST_BYTES
    text = (root / "docs" / "pages.md").read_text("utf-8")
    for name in PICTURES:
        before, found, after = text.partition(f"](pictures/{name}.png)")
        assert (name, bool(found), f"(pictures/{name}.png)" in after) == (name, True, False)
        assert len(before.rpartition("![")[2]) > 20
