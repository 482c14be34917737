"""What people do from the queue: start reviewing, keep filters, one step for many claims, take steps back."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import Visitor, forms
from datasette.app import Datasette
from listed import LIST, counted, part, shown, text, visitor
from reviewed import (
    AWAITING,
    DECIDED,
    DISPUTED,
    NEW,
    QUEUED,
    REJECTED,
    RULED,
)

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]


@pytest.fixture
def own(at_work: Path, tmp_path: Path) -> Path:
    """Return a copy of it to write to."""
    for file in at_work.parent.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / at_work.name


async def test_last_decisions(serve: Serve, own: Path) -> None:
    """One's last decisions are at hand; those that can be taken back have a button that does it."""
    rita = await visitor(serve, own)
    listed = part(await rita.get(LIST), 'id="dc-deeds"', "</section>")
    links = re.findall(rf'<li><a href="{LIST}/(c[0-9a-f]+)"', listed)
    assert links[:2] == [RULED, DISPUTED]
    assert len(links) == len(set(links)) <= 10
    undo = [form for form in forms(listed) if form.value("_step") == "undo_step"]
    assert {form.action for form in undo} == {f"{LIST}/{key}" for key in (DECIDED, REJECTED)}
    response = await rita.send(
        "POST",
        undo[0].action,
        "&".join(f"{name}={value}" for name, value in undo[0].fields),
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 303
    assert DECIDED not in part(await rita.get(LIST), 'id="dc-deeds"', "</section>")


async def test_start_reviewing(serve: Serve, own: Path) -> None:
    """One button hands out a claim of the list; where nothing is left, the list comes back and says so."""
    rita = await visitor(serve, own)
    where = f"{LIST}?text=umleitungen&checkworthiness=0&sort=priority"
    response = await rita.submit(where, "next_claim")
    assert response.headers["location"] == f"{LIST}?text=umleitungen&checkworthiness=0.0&said=next_claim"
    where, page = await rita.follow(f"{LIST}?text=umleitungen", "next_claim", {"_go": "next"})
    assert urlsplit(where).path == f"{LIST}/{AWAITING}"
    assert parse_qs(urlsplit(where).query)["queue"] == ["text=umleitungen"]
    assert "In work with you" in await rita.get(LIST)
    where, page = await rita.follow(f"{LIST}?topic=nirgends", "next_claim")
    assert "Nothing is left to review here." in page
    assert "No claim is meant by these filters." in page
    assert "Start reviewing" not in await rita.get(f"{LIST}?state=decided")


async def test_saved_filters(serve: Serve, own: Path) -> None:
    """Filters are kept by name for everybody, and removed by anybody who reviews."""
    rita = await visitor(serve, own)
    assert "Keep these filters" not in await rita.get(LIST)
    where = f"{LIST}?state=queued&topic=Br%C3%BCcke&sort=priority"
    where, page = await rita.follow(where, "save_filter", {"name": "Brücke <b>"})
    assert parse_qs(urlsplit(where).query)["said"] == ["save_filter"]
    assert parse_qs(urlsplit(where).query)["sort"] == ["priority"]
    ben = Visitor(rita.datasette, "ben")
    page = await ben.get(LIST)
    (address,) = re.findall(r'<a href="([^"]*)"[^>]*><bdi>Brücke &lt;b&gt;</bdi></a>', page)
    assert set(shown(await ben.get(unescape(address)))) == {QUEUED}
    assert "by rita on" in page
    refused = await ben.submit(f"{LIST}?state=queued", "save_filter", {"name": "  "})
    assert refused.status_code == 422
    _, page = await ben.follow(LIST, "remove_filter")
    assert "The list is kept no longer." in page
    assert "Brücke &lt;b&gt;" not in page


async def test_bulk(serve: Serve, own: Path) -> None:
    """One step for many claims is shown first, then done, then can be taken back; each time the same list returns."""
    rita = await visitor(serve, own)
    where = f"{LIST}?source=KNA&sort=priority"
    chosen = shown(await rita.get(where))
    preview = await rita.submit(where, "bulk_step", {"claims#l": [*chosen, NEW], "preview#b": "true"})
    assert preview.status_code == 200
    assert "claims would be put into the queue" in preview.text
    assert f'value="{chosen[0]}" id="{chosen[0]}"' in preview.text
    before = counted(own, "state")
    form = next(form for form in forms(preview.text) if form.value("_step") == "bulk_step")
    ready = [value for name, value in form.fields if name == "claims#l"]
    assert NEW in ready
    where, page = await rita.follow(where, "bulk_step", page=preview.text)
    assert "Done with all of them." in page
    assert parse_qs(urlsplit(where).query)["source"] == ["KNA"]
    assert int(counted(own, "state")["queued"]) == int(before["queued"]) + len(ready)
    where, page = await rita.follow(where, "undo_bulk")
    assert "The bulk step was taken back." in page
    assert "batch" not in parse_qs(urlsplit(where).query)
    assert counted(own, "state") == before


async def test_bulk_by_filters(serve: Serve, own: Path) -> None:
    """All that the filters mean can be rejected for a reason; what cannot take the step is named with the reason."""
    rita = await visitor(serve, own)
    where = f"{LIST}?topic=Gesamtschule&language=de"
    sent = {"_scope": "all", "step": "reject", "preview#b": "true"}
    missing = await rita.submit(where, "bulk_step", sent)
    assert missing.status_code == 422
    assert "Nothing was changed." in missing.text
    ben = Visitor(rita.datasette, "ben")
    preview = await ben.submit(where, "bulk_step", {**sent, "reason": "out_of_scope", "note": "Nicht unser Thema"})
    assert "2 claims would not be checked." in preview.text
    assert "Out of scope" in preview.text
    assert "1 claim cannot take this step:" in preview.text
    assert "rita has this claim in work" in text(preview.text)
    _, page = await ben.follow(where, "bulk_step", page=preview.text)
    assert "Take all of it back" in page
    assert NEW in shown(await ben.get(f"{LIST}?state=rejected"))
    with closing(sqlite3.connect(own)) as connection:
        notes = connection.execute("SELECT count(*) FROM review_events WHERE payload LIKE '%Nicht unser Thema%'")
        assert notes.fetchone() == (2,)


async def test_bulk_refused(serve: Serve, own: Path) -> None:
    """Where one of them cannot take the step, nothing is done to any; nor is a step taken back that went on."""
    rita = await visitor(serve, own)
    before = counted(own, "state")
    refused = await rita.submit(LIST, "bulk_step", {"claims#l": [NEW, RULED]})
    assert refused.status_code == 409
    assert "Nothing was changed." in refused.text
    assert "1 claim cannot take this step:" in refused.text
    assert counted(own, "state") == before
    nothing = await rita.submit(LIST, "bulk_step", {"claims#l": []})
    assert nothing.status_code == 422
    where, page = await rita.follow(LIST, "bulk_step", {"claims#l": [NEW]})
    await Visitor(rita.datasette, "ben").follow(f"{LIST}/{NEW}", "reject_claim", {"reason": "opinion"})
    late = await rita.submit(where, "undo_bulk", {}, page)
    assert late.status_code == 409
    assert "cannot take this step" in late.text
    assert "Put this claim into the queue" not in late.text
    assert "dc-bulk" not in await rita.get(f"{LIST}?topic=nirgends")
    assert "undo_bulk" not in await rita.get(where)


async def test_bulk_at_hand(serve: Serve, own: Path) -> None:
    """A step on many claims can be taken back later, too, from any list, by who took it."""
    rita = await visitor(serve, own)
    before = counted(own, "state")
    await rita.follow(f"{LIST}?source=KNA", "bulk_step", {"claims#l": [NEW]})
    steps = part(await rita.get(f"{LIST}?language=de"), 'id="dc-many-steps"', "</section>")
    assert "1 claim put into the queue" in text(steps)
    assert "dc-many-steps" not in await Visitor(rita.datasette, "ben").get(LIST)
    _, page = await rita.follow(f"{LIST}?language=de", "undo_bulk")
    assert "The bulk step was taken back." in page
    assert "dc-many-steps" not in page
    assert counted(own, "state") == before


async def test_filters_that_lead_nowhere(serve: Serve, own: Path) -> None:
    """A claim's page that carries filters which mean nothing saves nothing instead of losing the way afterwards."""
    rita = await visitor(serve, own)
    given = {"ratings.veracity": "true", "_go": "next", "_queue": "state=foo"}
    refused = await rita.submit(f"{LIST}/{NEW}", "review_claim", given)
    assert refused.status_code == 422
    assert NEW in shown(await rita.get(f"{LIST}?state=new"))
