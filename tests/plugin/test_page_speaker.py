"""The page of a speaker: numbers, names, merges and what they lead to, and the forms that say who is who."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from html import unescape
from pathlib import Path

import calls
import pytest
import reviewed
from browsing import Visitor, forms
from datasette.app import Datasette
from reviewed import CONFIGURED, DISPUTED, EVERYTHING, INHERITED, MERGED_SPEAKER, OTHER_SPEAKER, REVIEWER, SPEAKER
from world import NASTY_SPEAKER

from datasette_claims.database import speakers, speaking
from datasette_claims.identity import speaker_key
from datasette_claims.model import UNREVIEWED

Serve = Callable[..., Awaitable[Datasette]]
PAGE, MERGED, OTHER = (f"/claims/-/speakers/{one}" for one in (SPEAKER, MERGED_SPEAKER, OTHER_SPEAKER))


@pytest.fixture
def own(at_work: Path, tmp_path: Path) -> Path:
    """Return a copy of it to write to."""
    for file in at_work.parent.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / at_work.name


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def section(page: str, name: str) -> str:
    """Return what stands under the heading with an id."""
    return text(page.partition(f'id="{name}">')[2].partition("</h2>")[2].partition("</section>")[0])


def numbers(page: str, chart: str) -> list[list[str]]:
    """Return the rows of a chart's table."""
    figure = page.partition(f'id="{chart}"')[2].partition("</figure>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", figure, re.DOTALL)
    return [[text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


@pytest.mark.asyncio
async def test_scorecard(serve: Serve, at_work: Path) -> None:
    """Utterances and distinct claims are counted apart, and the page says how much nobody has checked."""
    page = await Visitor(await serve(at_work)).get(PAGE)
    assert "4 utterances, 3 distinct claims; 50% have not been checked." in text(page)
    assert numbers(page, "verdicts") == [
        ["Verdict", "Utterances", "Share"],
        ["Mostly false", "2", "50%"],
        ["Not reviewed", "2", "50%"],
    ]
    assert "/claims/-/claims?speaker=Jonas+Feldmann&amp;verdict=mostly_false" in page
    assert numbers(page, "over-time") == [
        ["When", "Reviewed", "Utterances"],
        ["February 11, 2026", "1", "2"],
        ["February 12, 2026", "0", "0"],
        ["February 13, 2026", "1", "2"],
    ]
    assert "published_from=2026-02-11&amp;published_to=2026-02-11" in page
    assert "<desc id=" in page
    assert "Highest: February 11, 2026 (2)." in text(page)


@pytest.mark.asyncio
async def test_repeats(serve: Serve, at_work: Path) -> None:
    """What the speaker says again and again leads to its group, with how often and when."""
    page = await Visitor(await serve(at_work)).get(PAGE)
    assert f'href="/claims/-/claim-groups/{reviewed.GROUP}"' in page
    again = section(page, "dc-again")
    assert "2 times" in again
    assert "February 11, 2026 – February 13, 2026" in again
    assert "Mostly false" in again


@pytest.mark.asyncio
async def test_named(serve: Serve, at_work: Path) -> None:
    """Other names stand there with where they come from; a name alone is no role."""
    page = await Visitor(await serve(at_work)).get(PAGE)
    assert "dc-roles" not in page
    assert section(page, "dc-names") == "J. Feldmann by a merge Feldmann from a text"
    other = await Visitor(await serve(at_work)).get(OTHER)
    assert "A. Ackerbach added by hand" in section(other, "dc-names")
    assert 'href="https://www.wikidata.org/wiki/Q4567"' in other
    assert "d-nb.info" not in other


@pytest.mark.asyncio
async def test_roles(serve: Serve, at_work: Path) -> None:
    """What the texts call a speaker besides the name stands there with dates and how often."""
    page = await Visitor(await serve(at_work)).get(OTHER)
    assert section(page, "dc-roles") == "Bürgermeisterin February 11, 2026 1×"


@pytest.mark.asyncio
async def test_merged(serve: Serve, at_work: Path) -> None:
    """Whoever turned out to be another says whom and leads there; that one names those who were merged."""
    datasette = await serve(at_work)
    page = await Visitor(datasette).get(MERGED)
    assert "This turned out to be another speaker: Jonas Feldmann ." in text(page)
    assert "1 claim that names this one is shown there." in text(page)
    assert f'<a href="{PAGE}">Jonas Feldmann</a>' in page
    assert 'id="verdicts"' not in page
    assert section(await Visitor(datasette).get(PAGE), "dc-merges") == "J. Feldmann 1 claim"


@pytest.mark.asyncio
async def test_claims(serve: Serve, at_work: Path) -> None:
    """The newest claims are listed with source and article, and all of them are one step away."""
    page = await Visitor(await serve(at_work)).get(PAGE)
    listed = re.findall(r'id="q-(c[0-9a-f]{20})"', page)
    assert set(listed[:2]) == {INHERITED, reviewed.MERGED}
    assert set(listed[2:]) == {reviewed.CORRECTED, DISPUTED}
    assert "Feldmann legt im Brückenstreit nach" in section(page, "dc-claims")
    assert 'href="/claims/-/claims?speaker=Jonas+Feldmann"' in page


@pytest.mark.asyncio
async def test_pages_of_claims(serve: Serve, at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More claims than a page holds go on from page to page; an address that leads to none begins anew."""
    monkeypatch.setattr("datasette_claims.plugin.pages.speaker.MOST", 3)
    visitor = Visitor(await serve(at_work))
    page = await visitor.get(PAGE)
    (further,) = re.findall(r'href="([^"]*)" rel="next"', page)
    pages = [re.findall(r'id="q-(c\w+)"', html) for html in (page, await visitor.get(unescape(further)))]
    assert [len(one) for one in pages] == [3, 1]
    assert not set(pages[0]) & set(pages[1])
    assert re.findall(r'id="q-(c\w+)"', await visitor.get(f"{PAGE}?after=nowhere")) == pages[0]


@pytest.mark.asyncio
async def test_many(serve: Serve, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of somebody who says much, the page tells how much is shown."""
    monkeypatch.setattr("datasette_claims.plugin.pages.scorecard.MOST", 1)
    datasette = await serve(own, metadata=CONFIGURED)
    await (await calls.api(datasette)).done(f"/claims/-/claims/{DISPUTED}/repeats", {"of": reviewed.MERGED})
    page = await Visitor(datasette).get(PAGE)
    assert "4 utterances, 2 distinct claims" in text(page)
    assert "The 1 most frequent of 2." in section(page, "dc-again")


@pytest.mark.asyncio
async def test_german(serve: Serve, at_work: Path) -> None:
    """The page speaks German to Germans."""
    page = text(await Visitor(await serve(at_work), language="de").get(PAGE))
    assert "4 Äußerungen, 3 verschiedene Behauptungen; 50 % sind nicht geprüft." in page
    assert "Neueste Behauptungen" in page


@pytest.mark.asyncio
async def test_unknown(served: Datasette) -> None:
    """Nobody is no page."""
    assert "This database holds no such speaker." in await Visitor(served).get(f"/claims/-/speakers/s{'0' * 16}", 404)


@pytest.mark.asyncio
async def test_escaped(served: Datasette) -> None:
    """A name is shown as it is and turns nothing around it; who has no merge and no repeat has no such lists."""
    page = await Visitor(served).get(f"/claims/-/speakers/{speaker_key(NASTY_SPEAKER)}")
    assert f'<h1 dir="auto">{NASTY_SPEAKER}</h1>' in unescape(page)
    ours = page[page.index("<main") : page.index("<footer")]
    assert not re.search(r"<script|<img|<b>|<style", ours)
    assert "1 utterance, 1 distinct claim; 100% have not been checked." in text(page)
    assert "dc-again" not in page
    assert "dc-merges" not in page


@pytest.mark.asyncio
async def test_no_claims(served: Datasette) -> None:
    """Who said nothing that is still in the articles has a page that says so."""
    page = await Visitor(served).get(f"/claims/-/speakers/{speaker_key('Minister')}")
    assert "No claim in the present articles is by this speaker." in text(page)
    assert "dc-claims" not in page


@pytest.mark.asyncio
async def test_undated(serve: Serve, own: Path) -> None:
    """Without any date there is no chart over time, and the page says how much that leaves out."""
    with closing(sqlite3.connect(own)) as connection, connection:
        sql = "UPDATE claims SET published = NULL, reading_order = '           ' || substr(reading_order, 12)"
        connection.execute(f"{sql} WHERE speaker_id = ?", [SPEAKER])
    page = await Visitor(await serve(own)).get(PAGE)
    assert 'id="over-time"' not in page
    assert "4 utterances have no date that the chart could show." in text(page)


@pytest.mark.asyncio
@pytest.mark.parametrize("who", [None, REVIEWER, reviewed.NOBODY])
async def test_readers(serve: Serve, at_work: Path, who: str | None) -> None:
    """Who may not say who speakers are finds no form that does."""
    datasette = await serve(at_work, metadata=CONFIGURED)
    for path in (PAGE, MERGED, OTHER):
        assert [form for form in forms(await Visitor(datasette, who).get(path)) if form.value("_step")] == []


@pytest.mark.asyncio
async def test_merge_and_split(serve: Serve, own: Path) -> None:
    """Candidates are found by a part of their name; one button merges, another takes that back."""
    visitor = Visitor(await serve(own, metadata=CONFIGURED), EVERYTHING)
    found = await visitor.get(f"{OTHER}?into=feld")
    assert "Jonas Feldmann Person 3 claims" in section(found, "dc-merges")
    assert "Nobody else is called so." in section(await visitor.get(f"{OTHER}?into=Xaver"), "dc-merges")
    where, page = await visitor.follow(OTHER, "merge_speaker", page=found)
    assert where == f"{OTHER}?said=merge_speaker"
    assert "The two are one speaker now." in page
    assert "This turned out to be another speaker: Jonas Feldmann" in text(page)
    where, page = await visitor.follow(OTHER, "split_speaker")
    assert "The merge was taken back." in page
    assert 'id="verdicts"' in page


@pytest.mark.asyncio
async def test_split_from_the_other_side(serve: Serve, own: Path) -> None:
    """A merge can be taken back where those who were merged are named; that leads to their page."""
    visitor = Visitor(await serve(own, metadata=CONFIGURED), EVERYTHING)
    where, page = await visitor.follow(PAGE, "split_speaker")
    assert where == f"{MERGED}?said=split_speaker"
    assert "1 utterance, 1 distinct claim" in text(page)


@pytest.mark.asyncio
async def test_divide(serve: Serve, own: Path) -> None:
    """Ticked claims go to somebody else; without a tick the form comes back as it was filled in."""
    visitor = Visitor(await serve(own, metadata=CONFIGURED), EVERYTHING)
    refused = await visitor.submit(PAGE, "divide_speaker", {"name": "Jan Feldmann", "kind": "person"})
    assert refused.status_code == 422
    assert 'value="Jan Feldmann"' in refused.text
    given = {"claims#l": [DISPUTED, INHERITED], "name": "Jan Feldmann", "kind": "person"}
    where, page = await visitor.follow(PAGE, "divide_speaker", {**given})
    assert where == f"{PAGE}?said=divide_speaker"
    assert "These claims belong to somebody else now." in page
    assert "2 utterances, 2 distinct claims" in text(page)
    assert "2 utterances" in text(await visitor.get(f"/claims/-/speakers/{speaker_key('Jan Feldmann')}"))
    again = await visitor.submit(PAGE, "divide_speaker", {**given, "claims#l": [DISPUTED]}, page=page)
    assert again.status_code == 422
    assert "not of this speaker" in again.text


@pytest.mark.asyncio
async def test_names(serve: Serve, own: Path) -> None:
    """A name can be added and removed again; those that nobody added cannot."""
    visitor = Visitor(await serve(own, metadata=CONFIGURED), EVERYTHING)
    path = f"/claims/-/speakers/{speaker_key('Ilse Brandt')}"
    _, page = await visitor.follow(path, "name_speaker", {"alias": "Frau Dr. Brandt"})
    assert "Frau Dr. Brandt added by hand Remove" in section(page, "dc-names")
    _, page = await visitor.follow(path, "name_speaker")
    assert "Frau Dr. Brandt" not in page
    assert "Remove" not in section(await visitor.get(PAGE), "dc-names")


@pytest.mark.asyncio
async def test_identity(serve: Serve, own: Path) -> None:
    """Ids of other catalogues lead there; a wrong one is refused at its field; an empty one goes."""
    visitor = Visitor(await serve(own, metadata=CONFIGURED), EVERYTHING)
    _, page = await visitor.follow(PAGE, "identify_speaker", {"wikidata_id": "Q42", "gnd_id": "119033364"})
    assert 'href="https://www.wikidata.org/wiki/Q42"' in page
    assert 'href="https://d-nb.info/gnd/119033364"' in page
    refused = await visitor.submit(PAGE, "identify_speaker", {"wikidata_id": "Putin"})
    assert refused.status_code == 422
    assert 'value="Putin"' in refused.text
    _, page = await visitor.follow(PAGE, "identify_speaker", {"wikidata_id": "", "gnd_id": "119033364"})
    assert "wikidata.org" not in page


def test_tally_agrees(at_work: Path) -> None:
    """Utterances are those of the view, and distinct claims those that a count over all of them finds."""
    with closing(sqlite3.connect(at_work)) as connection:
        names = connection.execute("SELECT id, name FROM speakers WHERE merged_into IS NULL").fetchall()
        for speaker_id, name in names:
            counted = speaking.tally(connection, name)
            sql = "SELECT verdict, sum(utterances) FROM speaker_scorecards WHERE speaker_id = ? GROUP BY 1"
            by_verdict: dict[str, int] = {}
            for (verdict, _), count in counted.items():
                by_verdict[verdict] = by_verdict.get(verdict, 0) + count
            assert by_verdict == dict(connection.execute(sql, [speaker_id]).fetchall())
            total = sum(counted.values())
            assert speaking.checked(counted) == total - by_verdict.get(UNREVIEWED, 0)
            distinct = (
                "SELECT count(DISTINCT coalesce(m.group_id, c.id)) FROM claims c LEFT JOIN claim_group_members m"
                " ON m.claim_id = c.id AND m.status = 'confirmed' WHERE c.speaker_id = ? AND c.retired_at IS NULL"
            )
            expected = connection.execute(distinct, [speaker_id]).fetchone()[0]
            assert speaking.distinct(total, speaking.repeated(connection, speaker_id)) == expected
        assert {name for _, name in names} >= {"Jonas Feldmann", "Anna Ackerbach"}


def test_candidates(at_work: Path) -> None:
    """Speakers are found by name and alias in any capitals, wildcards taken as they are; merged ones are not."""
    with closing(sqlite3.connect(at_work)) as connection:
        found = [one.name for one in speaking.candidates(connection, "FELD", OTHER_SPEAKER)]
        assert found == ["Jonas Feldmann"]
        assert [one.name for one in speaking.candidates(connection, "a. acker", SPEAKER)] == ["Anna Ackerbach"]
        assert speaking.candidates(connection, "%", SPEAKER) == ()
        assert speaking.candidates(connection, " ", SPEAKER) == ()
        assert SPEAKER not in {one.id for one in speaking.candidates(connection, "Feld", SPEAKER)}
        assert speaking.known(connection, "s0") is None
        assert speakers.surviving(connection, MERGED_SPEAKER) == (SPEAKER, "Jonas Feldmann")
