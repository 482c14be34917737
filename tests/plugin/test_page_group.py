"""The page of a claim group and its JSON twin: who says it when and how often, and what does not say it after all."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import calls
import pytest
import reviewed
from browsing import Visitor, forms
from datasette.app import Datasette
from reviewed import CONFIGURED, CORRECTED, DISPUTED, EVERYTHING, GROUP, INHERITED, ORPHAN, REVIEWER

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
PAGE = f"/claims/-/claim-groups/{GROUP}"
QUOTE = "Die Stadt habe seit 2019 keinen Cent in die Brücke gesteckt"


@pytest.fixture
def own(at_work: Path, tmp_path: Path) -> Path:
    """Return a copy of it to write to."""
    for file in at_work.parent.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / at_work.name


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def said(page: str) -> list[str]:
    """Return the claims that the page lists as repeats."""
    return re.findall(r'id="q-(c\w+)"', page.partition('id="dc-said"')[2].partition("</section>")[0])


async def repeat(datasette: Datasette, claim: str, of: str) -> Any:
    return await (await calls.api(datasette)).done(f"/claims/-/claims/{claim}/repeats", {"of": of})


async def test_group(serve: Serve, at_work: Path) -> None:
    """The page says what is said, how it was judged, how often, by whom, and first and last when."""
    page = await Visitor(await serve(at_work)).get(PAGE)
    assert f'<h1 class="dc-quote" dir="auto"><a href="/claims/-/claims/{CORRECTED}">{QUOTE}</a></h1>' in page
    assert 'verdict=mostly_false">Mostly false</a>' in page
    assert "Said 2 times by 1 speaker. First: February 11, 2026, last: February 13, 2026." in text(page)
    assert said(page) == [CORRECTED, INHERITED]
    assert "Jonas Feldmann · " not in page
    for shown in ("Lindenbrücke bleibt gesperrt: Streit um die Kosten", "dpa", "Stands for all of them"):
        assert shown in page
    by_speaker = page.partition('id="by-speaker"')[2].partition("</figure>")[0]
    assert text(by_speaker.partition("<tbody>")[2]) == "Jonas Feldmann 2"
    assert text(page.partition('id="over-time"')[2].partition("<tbody>")[2].partition("</tbody>")[0]) == (
        "February 11, 2026 1 February 12, 2026 0 February 13, 2026 1"
    )
    assert "dc-denied" not in page


async def test_twin(serve: Serve, at_work: Path) -> None:
    """The JSON twin says the same, each claim with its address."""
    api = await calls.api(await serve(at_work))
    found = (await api.get(f"{PAGE}.json")).json()
    assert (found["id"], found["url"], found["claim"]["id"]) == (GROUP, PAGE, CORRECTED)
    assert (found["utterances"], found["first_said"], found["last_said"]) == (2, "2026-02-11", "2026-02-13")
    assert [(one["id"], one["is_denied"], one["decided_by"]) for one in found["said"]] == [
        (CORRECTED, False, "rita"),
        (INHERITED, False, "rita"),
    ]
    assert found["said"][1]["url"] == f"/claims/-/claims/{INHERITED}"
    assert [(one["speaker"], one["times"], one["articles"]) for one in found["speakers"]] == [("Jonas Feldmann", 2, 2)]
    assert (found["others"], found["next"]) == ([], None)


async def test_pages(serve: Serve, at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many utterances go on from page to page, on the page and in its twin."""
    monkeypatch.setattr("datasette_claims.plugin.pages.group.MOST", 1)
    monkeypatch.setattr("datasette_claims.plugin.api.grouping.MOST", 1)
    datasette = await serve(at_work)
    visitor = Visitor(datasette)
    first, second = await visitor.get(PAGE), await visitor.get(f"{PAGE}?page=2")
    assert (said(first), said(second)) == ([CORRECTED], [INHERITED])
    assert f'href="{PAGE}?page=2" rel="next"' in first
    assert f'href="{PAGE}?page=1" rel="prev"' in second
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in second
    assert said(await visitor.get(f"{PAGE}?page=nowhere")) == [CORRECTED]
    api = await calls.api(datasette)
    one = (await api.get(f"{PAGE}.json")).json()
    two = (await api.get(one["next"])).json()
    assert ([row["id"] for row in two["said"]], two["next"]) == ([INHERITED], None)


async def test_unknown(serve: Serve, at_work: Path) -> None:
    """What is no group is no page, and no JSON."""
    datasette = await serve(at_work)
    unknown = f"/claims/-/claim-groups/g{'0' * 16}"
    assert "This database holds no such claim group." in await Visitor(datasette).get(unknown, 404)
    assert (await (await calls.api(datasette)).get(f"{unknown}.json")).status_code == 404


@pytest.mark.parametrize("table", ["claim_groups", "claim_group_members"])
async def test_private(serve: Serve, at_work: Path, table: str) -> None:
    """Who may not see who repeats whom is shown neither page nor twin."""
    private = {"databases": {"claims": {"tables": {table: {"allow": {"id": "rita"}}}}}}
    datasette = await serve(at_work, metadata=private)
    for path in (PAGE, f"{PAGE}.json", f"/claims/-/speakers/{reviewed.SPEAKER}"):
        assert QUOTE not in await Visitor(datasette).get(path, 403)


async def test_german(serve: Serve, at_work: Path) -> None:
    """The page speaks German to Germans."""
    page = text(await Visitor(await serve(at_work), language="de").get(PAGE))
    assert "2 Mal gesagt von 1 Sprecher. Zuerst: 11. Februar 2026, zuletzt: 13. Februar 2026." in page


@pytest.mark.parametrize("who", [None, "ed", reviewed.NOBODY])
async def test_readers(serve: Serve, at_work: Path, who: str | None) -> None:
    """Who may not review finds no form that says what repeats what, and no claim by its id."""
    page = await Visitor(await serve(at_work, metadata=CONFIGURED), who).get(f"{PAGE}?add={DISPUTED}")
    assert [form for form in forms(page) if form.value("_step")] == []
    assert f"q-{DISPUTED}" not in page


async def test_deny(serve: Serve, own: Path) -> None:
    """A claim that says something else after all no longer counts, and is listed with who said so; that can go back."""
    visitor = Visitor(await serve(own, metadata=CONFIGURED), REVIEWER)
    where, page = await visitor.follow(PAGE, "decide_repeat")
    assert where == f"{PAGE}?said=decide_repeat"
    assert said(page) == [CORRECTED]
    assert "Said 1 time by 1 speaker. February 11, 2026." in text(page)
    denied = text(page.partition('id="dc-denied"')[2].partition("</section>")[0])
    assert "Says something else, as rita decided on" in denied
    reader = text((await Visitor(visitor.datasette).get(PAGE)).partition('id="dc-denied"')[2])
    assert "as rita decided on" in reader
    assert "Says the same" not in reader
    _, page = await visitor.follow(PAGE, "decide_repeat", {"_claim": INHERITED, "confirmed#j": "true"}, page=page)
    assert said(page) == [CORRECTED, INHERITED]


@pytest.mark.parametrize("named", [DISPUTED, f"https://desk.example/claims/-/claims/{DISPUTED}?queue=x#judge"])
async def test_add(serve: Serve, own: Path, named: str) -> None:
    """A claim that an id or an address names is shown, and one button adds it."""
    visitor = Visitor(await serve(own, metadata=CONFIGURED), EVERYTHING)
    response = await visitor.send("GET", f"{PAGE}?add={named.replace('?', '%3F').replace('#', '%23')}")
    assert "Unsere Stadt … ist die am höchsten" in response.text
    of = next(form for form in forms(response.text) if form.value("_claim") == DISPUTED)
    assert of.value("of") == CORRECTED
    given = {"_claim": DISPUTED, "confirmed#j": "true", "_version": str(of.value("_version"))}
    _, page = await visitor.follow(PAGE, "decide_repeat", given, page=response.text)
    assert said(page) == [CORRECTED, DISPUTED, INHERITED]
    refused = await visitor.submit(PAGE, "decide_repeat", given, page=page)
    assert refused.status_code in {409, 422}
    assert "Nothing was changed." in refused.text


async def test_add_nothing(serve: Serve, at_work: Path) -> None:
    """What names no claim is said to be none."""
    visitor = Visitor(await serve(at_work, metadata=CONFIGURED), EVERYTHING)
    for wanted in ("c" + "0" * 20, "nothing"):
        assert "This database holds no such claim." in await visitor.get(f"{PAGE}?add={wanted}")


async def test_alike(serve: Serve, own: Path) -> None:
    """Claims that may say the same and that nobody has decided on are proposed to reviewers, and to nobody else."""
    with closing(sqlite3.connect(own)) as connection, connection:
        connection.execute("DELETE FROM claim_group_members WHERE claim_id = ?", [INHERITED])
    datasette = await serve(own, metadata=CONFIGURED)
    page = await Visitor(datasette, REVIEWER).get(PAGE)
    assert said(page) == [CORRECTED]
    assert f'id="q-{INHERITED}"' in page.partition("May say the same")[2]
    assert "May say the same" not in await Visitor(datasette).get(PAGE)


async def test_retired(serve: Serve, own: Path) -> None:
    """A repeat that its article no longer holds is listed as such, and does not count."""
    datasette = await serve(own, metadata=CONFIGURED)
    await repeat(datasette, ORPHAN, CORRECTED)
    page = await Visitor(datasette).get(PAGE)
    assert said(page) == [CORRECTED, INHERITED]
    denied = text(page.partition('id="dc-denied"')[2].partition("</section>")[0])
    assert "Die Sanierung koste vier Millionen Euro" in denied
    assert "no longer in the article" in denied
    assert "Says something else" not in denied
    (other,) = (await (await calls.api(datasette)).get(f"{PAGE}.json")).json()["others"]
    assert (other["id"], other["is_denied"]) == (ORPHAN, False)


async def test_undated(serve: Serve, own: Path) -> None:
    """Without any date there is no chart over time, and the page says how much that leaves out."""
    with closing(sqlite3.connect(own)) as connection, connection:
        connection.execute("UPDATE claims SET published = NULL, speaker = NULL, speaker_id = NULL")
    datasette = await serve(own)
    page = await Visitor(datasette).get(PAGE)
    assert 'id="over-time"' not in page
    assert "Said 2 times." in text(page)
    assert "2 utterances have no date that the chart could show." in text(page)
    assert "Speaker not named 2" in text(page)
    assert (await (await calls.api(datasette)).get(f"{PAGE}.json")).json()["first_said"] is None
