"""The page of speakers that may be the same, the same on a speaker's own page, and both as JSON."""

from __future__ import annotations

import re
import shutil
from collections.abc import Awaitable, Callable
from contextlib import closing
from html import unescape
from pathlib import Path

import calls
import pytest
import reviewed
from browsing import Visitor, forms
from datasette.app import Datasette
from reviewed import CONFIGURED, EVERYTHING, MERGED_SPEAKER, OTHER_SPEAKER, REVIEWER, SPEAKER

from datasette_claims.database import speakers, suggesting
from datasette_claims.database.opening import open_for_writing
from datasette_claims.identity import speaker_key
from datasette_claims.naming.comparing import Likeness
from datasette_claims.plugin.pages.namesakes import REASONS

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
PAGE = "/claims/-/speakers"
ONE, OTHER = f"{PAGE}/{SPEAKER}", f"{PAGE}/{MERGED_SPEAKER}"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a desk at work once, in which J. Feldmann is a speaker of his own."""
    path = reviewed.build(tmp_path_factory.mktemp("reviewed") / "claims.db")
    with closing(open_for_writing(path)) as connection:
        speakers.merge(connection, MERGED_SPEAKER, None)
        suggesting.keep_apart(connection, *sorted(map(speaker_key, ("Helen Marsh", "Hélen Marsh"))), "anna", "")
        suggesting.refresh(connection, speaker_key("Hélen Marsh"))
        for name in ("Ana Ackerbach", "Anna Ackerbäch"):
            speakers.named(connection, name, "person")
            suggesting.refresh(connection, speaker_key(name))
        suggesting.refresh(connection, MERGED_SPEAKER, SPEAKER)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def own(held: Path, tmp_path: Path) -> Path:
    """Return a copy of it to write to."""
    for file in held.parent.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / held.name


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


async def test_every_reason_has_words() -> None:
    """The page can say every reason that there is."""
    assert REASONS.keys() == {reason.value for reason in Likeness}


async def test_pairs(serve: Serve, held: Path) -> None:
    """The likeliest pair comes first, whoever says more before the other, with the reasons in words."""
    visitor = Visitor(await serve(held))
    page = text(await visitor.get(PAGE))
    assert "2 pairs, the likeliest first." in page
    assert page.index("the same but for accents and umlauts") < page.index("a given name shortened to its initial")
    assert "Jonas Feldmann Person 3 claims J. Feldmann Person 1 claim" in page
    assert "Likeness: 70%" in page
    assert f'href="{ONE}"' in await visitor.get(PAGE)
    assert f'href="{PAGE}"' in await visitor.get("/claims/-/claims")
    german = text(await Visitor(visitor.datasette, language="de").get(PAGE))
    assert "Vorname zum Anfangsbuchstaben gekürzt" in german


async def test_further(serve: Serve, held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More pairs than a page holds go on; an address that leads to none begins anew."""
    monkeypatch.setattr("datasette_claims.plugin.pages.namesakes.MOST", 1)
    visitor = Visitor(await serve(held))
    first = await visitor.get(PAGE)
    (further,) = re.findall(r'href="([^"]*)" rel="next"', first)
    second = await visitor.get(unescape(further))
    assert "Feldmann" not in text(first)
    assert "J. Feldmann" in text(second)
    assert "rel=" not in second.partition("<main")[2].partition("<footer")[0]
    assert "Feldmann" not in text(await visitor.get(f"{PAGE}?after=nowhere"))


@pytest.mark.parametrize("who", [None, REVIEWER])
async def test_readers(serve: Serve, held: Path, who: str | None) -> None:
    """Who may not say who speakers are reads the pairs and finds no form that decides."""
    datasette = await serve(held, metadata=CONFIGURED)
    for path in (PAGE, ONE):
        page = await Visitor(datasette, who).get(path)
        assert "a given name shortened to its initial" in page
        assert [form for form in forms(page) if form.value("_step")] == []


@pytest.mark.parametrize("into", [SPEAKER, MERGED_SPEAKER])
async def test_merge(serve: Serve, own: Path, into: str) -> None:
    """Either of the two can become the other; that leads back to the page, without the pair."""
    visitor = Visitor(await serve(own, metadata=CONFIGURED), EVERYTHING)
    gone = ({SPEAKER, MERGED_SPEAKER} - {into}).pop()
    where, page = await visitor.follow(PAGE, "merge_speaker", {"_speaker": gone, "into": into})
    assert where == f"{PAGE}?said=merge_speaker"
    assert "The two are one speaker now." in page
    assert "J. Feldmann" not in text(page)
    assert "This turned out to be another speaker" in text(await visitor.get(f"{PAGE}/{gone}"))


async def test_two(serve: Serve, own: Path) -> None:
    """Who was said to be two is suggested no more; a speaker's page names them and takes that back."""
    visitor = Visitor(await serve(own, metadata=CONFIGURED), EVERYTHING)
    given = {"_speaker": SPEAKER, "other": MERGED_SPEAKER}
    _, page = await visitor.follow(PAGE, "keep_apart_speakers", {**given})
    assert "J. Feldmann" not in text(page)
    again = await visitor.submit(PAGE, "keep_apart_speakers", {**given}, page=page)
    assert again.status_code == 409
    assert "It is known that these are two." in again.text
    found = await visitor.get(ONE)
    assert "Not the same as J. Feldmann all" in text(found).replace(EVERYTHING, "all")
    where, page = await visitor.follow(ONE, "keep_apart_speakers", page=found)
    assert where == f"{ONE}?said=keep_apart_speakers"
    assert "Perhaps the same" in page
    assert "Not the same as" not in page


async def test_from_the_speaker(serve: Serve, own: Path) -> None:
    """A speaker's own page offers the same, in both directions."""
    visitor = Visitor(await serve(own, metadata=CONFIGURED), EVERYTHING)
    page = await visitor.get(ONE)
    merging = [(form.action, form.value("into")) for form in forms(page) if form.value("_step") == "merge_speaker"]
    assert {(ONE, MERGED_SPEAKER), (OTHER, SPEAKER)} <= set(merging)
    where, _ = await visitor.follow(ONE, "merge_speaker")
    assert where == f"{OTHER}?said=merge_speaker"


async def test_json(serve: Serve, own: Path) -> None:
    """Programs page through the pairs, keep speakers apart, and read roles and decisions of a speaker."""
    api = await calls.api(await serve(own, metadata=CONFIGURED))
    first = (await api.get(f"{PAGE}.json?size=1")).json()
    assert (first["count"], len(first["suggestions"])) == (2, 1)
    second = (await api.get(first["next"])).json()
    (pair,) = second["suggestions"]
    assert second["next"] is None
    assert {pair["one"]["id"], pair["other"]["id"]} == {SPEAKER, MERGED_SPEAKER}
    assert (pair["score"], pair["reasons"]) == (0.7, ["initial"])
    assert (await api.get(f"{PAGE}.json?after=x")).status_code == 422
    body = {"other": MERGED_SPEAKER}
    await api.done(f"{ONE}/apart", body, EVERYTHING)
    shown = (await api.get(f"{ONE}.json")).json()
    assert [one["id"] for one in shown["apart"]] == [MERGED_SPEAKER]
    assert shown["suggestions"] == []
    assert (await api.post(f"{ONE}/apart", {"other": "s" + "0" * 16}, EVERYTHING)).status_code == 404
    mayor = (await api.get(f"{PAGE}/{OTHER_SPEAKER}.json")).json()
    assert mayor["roles"] == [
        {"words": "Bürgermeisterin", "times": 1, "first": "2026-02-11", "last": "2026-02-11"},
    ]
    assert (await api.get(f"{PAGE}/s{'0' * 16}.json")).status_code == 404


async def test_nobody_alike(served: Datasette) -> None:
    """Without a pair the page says so."""
    assert "No two speakers look like the same one." in await Visitor(served).get(PAGE)
