"""The queue: its list, filters, facets and progress."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Awaitable, Callable
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browsing import forms
from datasette.app import Datasette
from listed import LIST, counted, facet, part, row, shown, text, visitor
from reviewed import (
    AWAITING,
    CONFIGURED,
    DECIDED,
    DISPUTED,
    EVERYTHING,
    IN_REVIEW,
    NEW,
    NOBODY,
    ORPHAN,
    RULED,
    WITHDRAWN,
)
from world import GONE_ID, NASTY_CLAIM_ID, copied

from datasette_claims.database import facets
from datasette_claims.database.opening import open_for_writing
from datasette_claims.plugin.pages import queue

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]


async def test_row(serve: Serve, at_work: Path) -> None:
    """A row says who said it, where and when, where it stands, why it is worth checking, and who has it in work."""
    rita = await visitor(serve, at_work)
    page = await rita.get(LIST)
    disputed = row(page, DISPUTED)
    assert "Unsere Stadt … ist die am höchsten verschuldete Stadt des Landes" in text(disputed)
    for words in (
        "Jonas Feldmann",
        "dpa",
        "February 11, 2026",
        "Direct speech",
        "Disputed",
        "88%",
        "superlative, name",
    ):
        assert words in text(disputed), words
    assert 'lang="de"' in disputed.partition(">")[0]
    assert f'href="{LIST}/{DISPUTED}"' in disputed
    assert re.search(r'href="/claims/-/speakers/s[0-9a-f]{16}"', disputed)
    assert "In work with you until" in row(page, IN_REVIEW)
    ben = await visitor(serve, at_work, "ben")
    assert "In work with rita until" in text(row(await ben.get(LIST), IN_REVIEW))
    assert f'href="{LIST}/{IN_REVIEW}"' in part(page, 'id="dc-held"', "</section>")


async def test_filters_travel(serve: Serve, at_work: Path) -> None:
    """Who opens a claim of a list stays within its filters; order and page do not matter for that."""
    rita = await visitor(serve, at_work)
    page = await rita.get(f"{LIST}?speaker=Jonas+Feldmann&checkworthiness=0.5&sort=priority&lang=en")
    (address,) = re.findall(r'href="([^"]*)"', row(page, DISPUTED).partition("</p>")[0])
    assert parse_qs(urlsplit(unescape(address)).query) == {"queue": ["speaker=Jonas+Feldmann&checkworthiness=0.5"]}


async def test_order_and_pages(serve: Serve, at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each order shows every claim once, page after page, and a way back to the beginning."""
    rita = await visitor(serve, at_work)
    everything = shown(await rita.get(LIST))
    monkeypatch.setattr(queue, "SIZE", 7)
    for sort in ("reading_order", "priority", "checkworthiness"):
        where, found = [f"{LIST}?sort={sort}"], []
        while where:
            page = await rita.get(unescape(where[0]))
            found += shown(page)
            assert ("To the beginning" in page) is ("after=" in where[0])
            where = re.findall(r'href="([^"]*)" rel="next"', page)
        assert sorted(found) == sorted(everything)
        assert (found == everything) is (sort == "reading_order")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=disputed", {DISPUTED}),
        ("verdict=unproven", {DECIDED}),
        ("speaker=Jonas+Feldmann&state=awaiting_second", set()),
        ("source=PA&quote_type=direct", {WITHDRAWN}),
        ("language=en", {DECIDED, WITHDRAWN, RULED}),
        ("aspect=veracity&language=en", {DECIDED, WITHDRAWN, RULED}),
        ("topic=River+Ash", {DECIDED, WITHDRAWN, RULED}),
        ("published_from=2026-02-20&published_to=2026-02-21", {DECIDED, WITHDRAWN, RULED}),
        ("text=umleitungen", {AWAITING}),
        ("checkworthiness=0.87&state=disputed", {DISPUTED}),
    ],
)
async def test_filters(serve: Serve, at_work: Path, query: str, expected: set[str]) -> None:
    """Filters are those of the API, by the same names; each is shown and can be taken away."""
    rita = await visitor(serve, at_work)
    page = await rita.get(f"{LIST}?{query}")
    assert set(shown(page)) == expected
    answer = (await rita.send("GET", f"{LIST}.json?{query}")).json()
    assert {claim["id"] for claim in answer["claims"]} == expected
    names = set(parse_qs(query))
    chips = re.findall(r'<li><a href="([^"]*)">', part(page, 'class="dc-chips"', "</ul>"))
    left = [set(parse_qs(urlsplit(unescape(chip)).query)) for chip in chips]
    assert left[: len(names)] == [names - {name} for name in parse_qs(query)]
    assert left[len(names) :] == ([set()] if len(names) > 1 else [])
    assert ("No claim is meant by these filters." in page) is (not expected)


async def test_facets(serve: Serve, at_work: Path) -> None:
    """Without a filter every value is counted; retired claims only if they are asked for."""
    rita = await visitor(serve, at_work)
    page = await rita.get(LIST)
    states = facet(page, "State")
    assert list(states)[:2] == ["New", "In the queue"]
    assert sum(map(int, states.values())) == sum(map(int, counted(at_work, "state").values()))
    assert facet(page, "Speaker")["Jonas Feldmann"] == counted(at_work, "speaker")["Jonas Feldmann"]
    assert facet(page, "Source") == counted(at_work, "source")
    assert facet(page, "Language") == {"German": counted(at_work, "language")["de"], "English": "3"}
    assert facet(page, "Year") == {"2026": states and str(sum(map(int, states.values())))}
    assert list(facet(page, "Judged")) == ["Did they say it?", "Is it true?"]
    assert next(iter(facet(page, "Verdict"))) == "Not reviewed"
    more = facet(await rita.get(f"{LIST}?retired=on"), "Year")["2026"]
    assert int(more) == int(facet(page, "Year")["2026"]) + 2


async def test_narrowed_facets(serve: Serve, at_work: Path) -> None:
    """With filters the values are counted among what they mean; the one that is set leads out again."""
    rita = await visitor(serve, at_work)
    page = await rita.get(f"{LIST}?source=dpa&published_from=2026&published_to=2026")
    assert facet(page, "State").keys() <= set(facet(await rita.get(LIST), "State"))
    assert sum(map(int, facet(page, "State").values())) == int(counted(at_work, "source")["dpa"])
    year = part(page, "<summary>Year</summary>", "</details>")
    (address,) = re.findall(r'<a href="([^"]*)" aria-current="true">', year)
    assert parse_qs(urlsplit(unescape(address)).query) == {"source": ["dpa"]}
    judged = facet(page, "Judged")
    assert int(judged["Is it true?"]) > 0
    narrowed = await rita.get(f"{LIST}?source=dpa&aspect=veracity")
    assert len(shown(narrowed)) == int(judged["Is it true?"])
    nothing = await rita.get(f"{LIST}?speaker=Niemand")
    assert facet(nothing, "Speaker") == {"Niemand": "0"}
    assert facet(await rita.get(f"{LIST}?topic=Niemand"), "State") == {}


async def test_part_of_a_name(serve: Serve, at_work: Path) -> None:
    """Where nobody has just that name, the list leads to those whose names hold it; other filters stay."""
    rita = await visitor(serve, at_work)
    page = await rita.get(f"{LIST}?speaker=feldmann&language=de")
    assert shown(page) == []
    (address,) = re.findall(r'<a href="([^"]*)"><bdi>Jonas Feldmann</bdi>', part(page, "Did you mean", "</ul>"))
    assert parse_qs(urlsplit(unescape(address)).query) == {"speaker": ["Jonas Feldmann"], "language": ["de"]}
    assert shown(await rita.get(unescape(address)))
    for query in ("speaker=Niemand", "speaker=Jonas+Feldmann", "topic=Feldmann"):
        assert "Did you mean" not in await rita.get(f"{LIST}?{query}")


async def test_cut_off(serve: Serve, at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where filters mean more claims than are gone through, the page says so."""
    monkeypatch.setattr(facets, "MOST", 5)
    rita = await visitor(serve, at_work)
    page = text(await rita.get(f"{LIST}?language=de"))
    assert "More than 5 claims" in page
    assert "Counted among the first 5 claims of the list." in page
    assert "More than" not in text(await rita.get(f"{LIST}?language=en"))


async def test_retired(serve: Serve, at_work: Path, database: Path) -> None:
    """Retired claims are shown only if they are asked for; one that people judged is an orphan and says so."""
    rita = await visitor(serve, at_work)
    assert ORPHAN not in shown(await rita.get(LIST))
    page = await rita.get(f"{LIST}?retired=on")
    assert "Orphaned: the article no longer holds it since March 2, 2026" in row(page, ORPHAN)
    assert "Orphaned" not in row(page, DISPUTED)
    nobody = await visitor(serve, database, None)
    assert "Retired on March 4, 2026" in row(await nobody.get(f"{LIST}?retired=on"), GONE_ID)


@pytest.mark.asyncio
@pytest.mark.parametrize("order", ["", "&sort=priority", "&sort=checkworthiness"])
@pytest.mark.parametrize("text", ["Leute", "Nirgendwort", "“für den”"])
async def test_retired_with_words(serve: Serve, at_work: Path, text: str, order: str) -> None:
    """Words are looked for among all claims, retired ones too, in every order."""
    rita = await visitor(serve, at_work)
    await rita.get(f"{LIST}?retired=on&text={quote(text)}{order}")


async def test_progress(serve: Serve, at_work: Path) -> None:
    """The page says how much is done, and whose the verdicts are."""
    counts = {state: int(count) for state, count in counted(at_work, "state").items()}
    done = sum(counts.get(state, 0) for state in ("decided", "published", "corrected", "rejected"))
    page = text(await (await visitor(serve, at_work)).get(LIST))
    assert f"{done} of {sum(counts.values())} done" in page
    mine, given = re.search(r"(\d+) of (\d+) verdicts are yours", page).groups()
    with closing(sqlite3.connect(at_work)) as connection:
        answers = [actor for (actor,) in connection.execute("SELECT actor FROM review_events WHERE type = 'answered'")]
    assert (int(mine), int(given)) == (answers.count("rita"), len(answers))
    assert f"{counts['decided']} Decided" in page
    assert "verdicts are yours" not in text(await (await visitor(serve, at_work, None)).get(LIST))


async def test_hits(serve: Serve, at_work: Path) -> None:
    """Words that were searched for are marked in the quote, also after code points beyond 16 bits."""
    page = await (await visitor(serve, at_work)).get(f"{LIST}?text=gaste")
    (claim,) = shown(page)
    quote = row(page, claim).partition("</p>")[0]
    assert "<mark>Ga\u0308ste</mark>" in unicodedata.normalize("NFD", quote)
    assert "\N{PARTY POPPER} \u05e9\u05dc\u05d5\u05dd, 3 000 Ga\u0308ste" in unicodedata.normalize("NFD", text(quote))


async def test_long_and_nasty(serve: Serve, database: Path, tmp_path: Path) -> None:
    """A long quote is cut, and nothing that an article says becomes markup."""
    path = copied(database, tmp_path, "claims.db")
    page = await (await visitor(serve, path, None)).get(f"{LIST}?text=script")
    assert NASTY_CLAIM_ID in shown(page)
    ours = page[page.index("<main") : page.index("<footer")]
    assert not re.search(r"<script|<style|style=|<img|\son\w+=", ours)
    assert "&lt;<mark>script</mark>&gt;" in ours
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE 'claims_%update%'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE claims SET quote = ? WHERE id = ?", ["lang " * 4000, NASTY_CLAIM_ID])
        connection.commit()
    quote = text(row(await (await visitor(serve, path, None)).get(LIST), NASTY_CLAIM_ID).partition("</p>")[0])
    assert quote.endswith("…")
    assert len(quote) < 500


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("state=foo", "“foo” is nothing that the filter “State” knows."),
        ("published_from=gestern", "“gestern” is nothing that the filter “Published from” knows."),
        ("checkworthiness=2&language=x", "“2” is nothing that the filter “Check-worthiness from” knows."),
        ("sort=random", "“random” is nothing that the filter “Order” knows."),
        ("retired=perhaps", "“perhaps” is nothing that the filter “Retired” knows."),
        ("after=AAAA", "“AAAA” is nothing that the filter “Page” knows."),
        ("after=%21", "“!” is nothing that the filter “Page” knows."),
        ("article=a1", "“a1” is nothing that the filter “Article” knows."),
        ("text=%00", "is nothing that the filter “Words” knows."),
    ],
)
async def test_unknown_values(serve: Serve, at_work: Path, query: str, sentence: str) -> None:
    """A value that means nothing is said so with status 422; nothing is listed, and nothing can be done to it."""
    page = await (await visitor(serve, at_work)).get(f"{LIST}?{query}", 422)
    assert sentence in text(page)
    assert shown(page) == []
    assert {form.value("_step") for form in forms(page)} & {"bulk_step", "next_claim", "save_filter"} == set()


async def test_other_parameters(serve: Serve, at_work: Path) -> None:
    """What is no filter, as empty fields of the form, does not matter."""
    rita = await visitor(serve, at_work)
    page = await rita.get(f"{LIST}?text=&topic=+&size=3&foo=bar")
    assert shown(page) == shown(await rita.get(LIST))
    assert "dc-chips" not in page


async def test_who_may_not_see_reviews(serve: Serve, at_work: Path) -> None:
    """Who may not see reviews is told nothing of them here, neither by a filter nor by a count."""
    private = {"databases": {"claims": {"tables": {"reviews": {"allow": {"id": "pia"}}}}}}
    rita = await visitor(serve, at_work, metadata={**CONFIGURED, **private})
    page = await rita.get(f"{LIST}?retired=on")
    for words in ("Judged", "Orphaned", "verdicts are yours", "Your last decisions"):
        assert words not in page
    assert "Retired on March 2, 2026" in row(page, ORPHAN)
    assert "Only who may see reviews" in await rita.get(f"{LIST}?aspect=veracity", 422)
    assert (await rita.send("GET", f"{LIST}.json?aspect=veracity")).status_code == 403
    for step, body in (
        ("next", '{"aspect": "veracity"}'),
        ("bulk", '{"step": "triage", "where": {"aspect": "veracity"}}'),
    ):
        response = await rita.send("POST", f"{LIST}/{step}", body, content_type="application/json")
        assert response.status_code == 403


async def test_nobody(serve: Serve, at_work: Path) -> None:
    """Who may only read has the list and its filters, and no forms that do anything."""
    for who in (None, NOBODY):
        page = await (await visitor(serve, at_work, who)).get(f"{LIST}?language=en")
        assert len(shown(page)) == 3
        assert {form.value("_step") for form in forms(page)} == {None}
        assert ("Sign in to review." in page) is (who is None)


async def test_presets(serve: Serve, at_work: Path) -> None:
    """Lists that every desk needs are links to filters that mean something."""
    rita = await visitor(serve, at_work)
    page = await rita.get(LIST)
    for name, expected in (
        ("Waits for a second verdict", {AWAITING}),
        ("Disputed", {DISPUTED}),
        ("Decided, not published", set()),
        ("Most check-worthy and new", {NEW}),
    ):
        address = re.search(rf'<li><a href="([^"]*)">{name}</a></li>', page)[1]
        found = set(shown(await rita.get(unescape(address))))
        assert found >= expected
        assert found


async def test_german(serve: Serve, at_work: Path) -> None:
    """The page speaks German throughout."""
    rita = await visitor(serve, at_work)
    rita.language = "de"
    page = text(await rita.get(f"{LIST}?language=de&text=Brücke"))
    for words in (
        "Prüfung beginnen",
        "Eingrenzen",
        "Sprache: Deutsch",
        "Ihre letzten Entscheidungen",
        "Neueste Artikel zuerst",
    ):
        assert words in page, words
    assert "kennt der Filter" in text(await rita.get(f"{LIST}?state=foo", 422))


async def test_empty(serve: Serve, tmp_path: Path) -> None:
    """A desk without claims says how they come in."""
    path = tmp_path / "claims.db"
    open_for_writing(path).close()
    page = await (await visitor(serve, path, EVERYTHING)).get(LIST)
    assert "There are no claims yet." in page
    assert "0 of 0 done" in text(page)


async def test_twin(serve: Serve, at_work: Path) -> None:
    """The page's JSON is that of the same filters and order, whatever else its address says."""
    reader = await visitor(serve, at_work, None)
    page = await reader.get(f"{LIST}?state=new&sort=priority&said=undo_bulk&lang=en")
    assert f'href="{LIST}.json?state=new&amp;sort=priority"' in page
    found = await reader.send("GET", f"{LIST}.json?state=new&sort=priority")
    assert {claim["state"] for claim in found.json()["claims"]} == {"new"}
