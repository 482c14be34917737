"""What the pages and the API show of an article that its agency corrected, until somebody has looked."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
import reviewed
from browsing import Visitor
from datasette.app import Datasette
from reviewed import EVERYTHING
from world import copied

from datasette_claims import load

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
BODY = (
    "Altenrode (dpa) - Die Brücke ist seit Montag gesperrt."
    " Stadträtin Anna Ackerbach sagte, dass der Bau {year} begann."
    ' "Wir prüfen alles", sagte Hafenmeister Emil Funk. Die Stadt hat die Brücke in diesem Jahr schon zweimal gesperrt.'
)
NOTE = '\n\n(Berichtigung: Im 2. Satz muss es heißen "1997" statt "<b>1992".)'


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an article and its corrected wording."""
    folder = tmp_path_factory.mktemp("corrected")
    for text in (BODY.format(year="<b>1992"), BODY.format(year=1997) + NOTE):
        (folder / "a.txt").write_text(text, "utf-8")
        load(folder / "claims.db", [folder / "a.txt"], pipeline="fast")
    return folder / "claims.db"


@pytest_asyncio.fixture
async def desk(serve: Serve, corrected: Path, tmp_path: Path) -> Visitor:
    """Somebody who may do everything, at a desk of their own."""
    path = copied(corrected, tmp_path, "claims.db")
    return Visitor(await serve(path, metadata=reviewed.CONFIGURED), EVERYTHING)


def flagged(corrected: Path) -> tuple[str, str]:
    """Return the ids of the claim that needs another look and of its article."""
    with closing(sqlite3.connect(corrected)) as connection:
        ((claim, article),) = connection.execute("SELECT id, article_id FROM claims WHERE needs_recheck")
    return claim, article


async def test_shown(desk: Visitor, corrected: Path) -> None:
    """Claim and article say what was corrected; the queue finds what needs another look."""
    claim, article = flagged(corrected)
    page = await desk.get(f"/claims/-/claims/{claim}")
    assert ("1997" in page, "Needs another look." in page, "<b>1992" in page) == (True, True, False)
    assert "Needs another look" in await desk.get(f"/claims/-/articles/{article}?version=1")
    listed = await desk.get("/claims/-/claims?recheck=open&retired=on")
    assert set(re.findall(r"/-/claims/(c[0-9a-f]{20})", listed)) == {claim}
    twin = (await desk.send("GET", f"/claims/-/claims/{claim}.json")).json()
    assert (twin["needs_recheck"], [(one["old"], one["new"]) for one in twin["rechecks"]]) == (
        True,
        [("<b>1992", "1997")],
    )


async def test_upheld(desk: Visitor, corrected: Path) -> None:
    """Who says that the claim stands ends that, by the page's form; what was corrected stays there to read."""
    claim, _ = flagged(corrected)
    address = f"/claims/-/claims/{claim}"
    _, page = await desk.follow(address, "uphold_claim", {"note": "Sie sagte es so."})
    assert ("1997" in page, "Needs another look." in page) == (True, False)
    twin = (await desk.send("GET", f"{address}.json")).json()
    assert (twin["needs_recheck"], twin["events"][-1]["type"]) == (False, "upheld")
    assert "uphold_claim" not in page
