"""What readers see of a published verdict: the page, the frame for other sites, and the data for programs."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
import pytest_asyncio
import reviewed
from datasette.app import Datasette
from published import DESK, FORMS, NOTHING, OPEN, ORGANISATION, UNPUBLISHED, data, got, metas, page
from reviewed import CONFIGURED, CORRECTED, DISPUTED, INHERITED, PUBLISHED, RULED, WITHDRAWN
from world import ANONYMOUS_ID, NASTY_CLAIM_ID, SCRIPT, copied

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
GERMAN = {"accept-language": "de"}


@pytest_asyncio.fixture
async def desk(serve: Serve, at_work: Path) -> Datasette:
    """Serve it to everybody."""
    return await serve(at_work, metadata=CONFIGURED)


async def test_page(desk: Datasette) -> None:
    """Readers see who said what where, the verdict, its sentence and its evidence with the archived copy."""
    html = await page(desk, PUBLISHED)
    for shown in (
        "Wir haben im Januar 14 Risse in den Trägern gefunden",
        "<bdi>Anna Ackerbach</bdi>",
        "<bdi>Bürgermeisterin Anna Ackerbach</bdi>",
        "<bdi>sagte</bdi>",
        "Direct speech",
        "February 11, 2026",
        '<span class="dc-stamp">True</span>',
        "Der Prüfbericht nennt 14 Risse.",
        "Published on February 13, 2026",
        "14 Risse, davon 3 durchgehend",
        "One person judged this claim.",
        "Judged by what was known on February 13, 2026",
    ):
        assert shown in html
    assert "Correction" not in html
    assert 'href="https://archive.example.org/haushalt-2023"' in await page(desk, CORRECTED)


async def test_scale(desk: Datasette) -> None:
    """The whole scale is shown from worst to best, the verdict on it marked in words, the others beside it."""
    html = await page(desk, CORRECTED)
    on, beside = re.findall(r'<ul class="dc-scale[^"]*">(.*?)</ul>', html, re.DOTALL)
    assert re.findall(r"<li[^>]*>([\w ]+)", on) == ["False", "Mostly false ", "Partly false", "Mostly true", "True"]
    assert re.findall(r'<li aria-current="true">([\w ]+) <span>▲ this claim</span>', html) == ["Mostly false"]
    assert "Missing context" in beside


async def test_correction(desk: Datasette) -> None:
    """A correction is told with its day, from which verdict to which, and why."""
    html = await page(desk, CORRECTED)
    for shown in (
        "corrected on February 16, 2026",
        "The verdict was changed from “False” to “Mostly false”.",
        "Wir hatten übersehen, dass 2019 bis 2022 tatsächlich nichts ausgegeben wurde.",
        '<time datetime="2026-02-16">',
    ):
        assert shown in html
    german = await page(desk, CORRECTED, **GERMAN)
    assert "Das Urteil wurde von „Falsch“ in „Größtenteils falsch“ geändert." in german


async def test_withdrawn(desk: Datasette) -> None:
    """A withdrawn verdict is gone: its page says so and why, and tells neither verdict nor evidence nor data."""
    for form in ("/published", "/embedded"):
        html = await page(desk, WITHDRAWN, 410, form)
        assert "The verdict was withdrawn" in html
        assert "The accounts were of another year." in html
        assert "noindex" in html
        for hidden in ("£14.2m", "Prüfbericht", "ld+json", "<iframe", "og:title", "dc-stamp"):
            assert hidden not in html
    assert "Withdrawn on February 23, 2026" in await page(desk, WITHDRAWN, 410)
    await got(desk, f"{DESK}/{WITHDRAWN}.jsonld", 404)


@pytest.mark.parametrize("claim", [*UNPUBLISHED, "c" + "0" * 20])
async def test_unpublished(desk: Datasette, claim: str) -> None:
    """What is not published, or not there, is one and the same plain sentence."""
    for form in ("/published", "/embedded"):
        assert NOTHING in await page(desk, claim, 404, form)
    assert (await got(desk, f"{DESK}/{claim}.jsonld", 404)).json()["error"] == NOTHING


async def test_appearances(desk: Datasette) -> None:
    """All places where it was said are listed, those that nobody confirmed are not."""
    html = await page(desk, CORRECTED)
    assert "People found 2 places" in html
    assert f'href="{DESK}/{INHERITED}"' in html
    assert "Said again and again" not in await page(desk, PUBLISHED)


async def test_verify(desk: Datasette) -> None:
    """The hashes of the events behind the page are those of the log, and links lead to what can be looked up."""
    html = await page(desk, CORRECTED)
    sql = "SELECT seq, hash FROM review_events WHERE claim_id = ? AND type IN ('published', 'corrected') ORDER BY seq"
    rows = (await desk.get_database("claims").execute(sql, [CORRECTED])).rows
    shown = re.findall(r"entry (\d+) <code[^>]*>([0-9a-f]{64})</code>", html)
    assert [(int(seq), found) for seq, found in shown] == [tuple(row) for row in rows]
    for link in (f"{DESK}/{CORRECTED}", f"{DESK}/{CORRECTED}.json"):
        assert f'href="{link}"' in html
        await got(desk, link)


async def test_no_notes(desk: Datasette) -> None:
    """Notes, names of reviewers and confidential evidence are not for readers, whoever they are."""
    for form in FORMS:
        for who in (None, "rita", "mia"):
            html = (await got(desk, f"{DESK}/{CORRECTED}{form}", who=who)).text
            for hidden in (
                "Haushaltspläne 2019 bis 2025",
                ">ben<",
                "added by",
                "Kämmerei",
                "Zahlen vorab",
                "Confidential",
            ):
                assert (form, who, hidden in html) == (form, who, False)


async def test_ruled(serve: Serve, at_work: Path, tmp_path: Path) -> None:
    """Readers are told how many judged, and that somebody else settled it where they did not agree."""
    path = copied(at_work, tmp_path, "claims.db")
    with reviewed.at_work(path) as room:
        evidence = reviewed.Judgement(evidence=(reviewed.REPORT,))
        room.take("pia", "24T09:00", reviewed.reviewing.publish, RULED, evidence)
    html = await page(await serve(path), RULED)
    assert "2 people judged this claim without knowing of each other's verdicts." in html
    assert "They did not agree, and somebody else settled it." in html
    assert "Decided on February 22, 2026." in html
    assert "612 homes are listed." in html


async def test_shared(desk: Datasette) -> None:
    """Other sites are told title, sentence, language, dates and the one address, also under another query."""
    address = f"http://localhost{DESK}/{CORRECTED}/published"
    for path, verdict, locale in (("", "Mostly false", "en_GB"), ("?lang=de", "Größtenteils falsch", "de_DE")):
        html = (await got(desk, f"{DESK}/{CORRECTED}/published{path}")).text
        told = metas(html)
        assert f'<link rel="canonical" href="{address}">' in html
        assert told["og:type"] == "article"
        assert told["og:url"] == address
        assert told["og:locale"] == locale
        assert told["og:title"] == told["twitter:title"]
        assert told["og:title"].startswith(f"{verdict}: ")
        assert (
            told["og:description"]
            == told["twitter:description"]
            == "2023 gab die Stadt 410.000 Euro aus, sonst nichts."
        )
        assert told["twitter:card"] == "summary"
        assert (told["article:published_time"], told["article:modified_time"]) == (
            "2026-02-13T14:00:00Z",
            "2026-02-16T09:00:00Z",
        )


async def test_data(serve: Serve, at_work: Path) -> None:
    """The data in the page's head are the same that the address for programs serves, in the page's language."""
    datasette = await serve(at_work, metadata={"plugins": {"datasette-claims": OPEN}})
    html = (await got(datasette, f"{DESK}/{CORRECTED}/published?lang=de")).text
    (address,) = re.findall(r'<link rel="alternate" type="application/ld\+json" href="([^"]*)">', html)
    response = await got(datasette, address.removeprefix("http://localhost"))
    assert response.headers["content-type"].startswith("application/ld+json")
    found = response.json()
    assert found == data(html)
    assert found["author"] == {"@type": "Organization", **ORGANISATION}
    assert found["sdLicense"] == OPEN["licence"]
    assert (found["inLanguage"], found["datePublished"], found["dateModified"]) == ("de", "2026-02-13", "2026-02-16")
    rating = found["reviewRating"]
    assert (rating["ratingValue"], rating["worstRating"], rating["bestRating"]) == (2, 1, 5)
    assert rating["alternateName"] == "Größtenteils falsch"
    assert found["correction"]["text"].startswith(
        "Das Urteil wurde von „Falsch“ in „Größtenteils falsch“ geändert. Wir"
    )
    claim = found["itemReviewed"]
    assert [one["datePublished"] for one in claim["appearance"]] == ["2026-02-11", "2026-02-13"]
    assert claim["firstAppearance"] == claim["appearance"][0]
    assert [one["name"] for one in found["citation"]] == ["Haushaltsplan 2023 der Stadt Altenrode, Seite 114"]


async def test_data_for_programs(desk: Datasette) -> None:
    """Without a language, data are English whatever the browser says; a desk without a title has its file's name."""
    found = (await got(desk, f"{DESK}/{PUBLISHED}.jsonld", **GERMAN)).json()
    assert (found["reviewRating"]["alternateName"], found["inLanguage"]) == ("True", "en")
    assert found["author"]["name"] == "claims"
    assert found["itemReviewed"]["author"]["sameAs"] == "https://www.wikidata.org/wiki/Q4567"
    assert "correction" not in found
    assert (await got(desk, f"{DESK}/c{'0' * 20}.jsonld", 404, **GERMAN)).json()["error"] == NOTHING


async def test_embedded(desk: Datasette) -> None:
    """The frame has nothing of Datasette's, loads only our style sheets, and any site may show it; scripts none."""
    response = await got(desk, f"{DESK}/{CORRECTED}/embedded?lang=de")
    html, policy = unescape(response.text), response.headers["content-security-policy"]
    # Who reads somebody's embed chooses no language for the desk.
    assert "set-cookie" not in response.headers
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="de">' in html
    assert "Größtenteils falsch" in html
    assert not re.search(r"<script|<style|style=|<img|<form|<footer|\son\w+=", html)
    loaded = re.findall(r'<link rel="stylesheet" href="([^"]*)">', html)
    assert [one.rpartition("/")[2] for one in loaded] == ["claims.css", "published.css"]
    for address in loaded:
        await got(desk, address)
    assert f'href="http://localhost{DESK}/{CORRECTED}/published" target="_blank"' in html
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    whole = await got(desk, f"{DESK}/{CORRECTED}/published")
    assert "frame-ancestors 'self'" in whole.headers["content-security-policy"]


async def test_embedding(desk: Datasette) -> None:
    """What is to be copied is one frame with an address that works elsewhere, and a name."""
    html = (await got(desk, f"{DESK}/{CORRECTED}/published")).text
    (snippet,) = re.findall(r'<textarea id="embedding"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert "<iframe" not in html
    address = f"http://localhost{DESK}/{CORRECTED}/embedded?lang=en"
    assert unescape(snippet).startswith(f'<iframe src="{address}" title="Mostly false: “Die Stadt')


async def test_hostile(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Whatever a claim says, it becomes no markup: not in the page, not in its data, not in the HTML to copy."""
    path = copied(database, tmp_path, "claims.db")
    summary = f'</script>{SCRIPT} \u2028" onload=x'
    with reviewed.at_work(path) as room:
        judged = reviewed.judged("false", reviewed.ACTS, summary=summary)
        room.take("rita", "24T09:00", reviewed.reviewing.answer, NASTY_CLAIM_ID, judged)
        room.take("pia", "24T09:05", reviewed.reviewing.publish, NASTY_CLAIM_ID, reviewed.Judgement())
    datasette = await serve(path)
    html = (await got(datasette, f"{DESK}/{NASTY_CLAIM_ID}/published")).text
    assert "<script>window.pwned" not in html
    assert "<img" not in html
    assert "\u2028" not in html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert data(html)["reviewRating"]["ratingExplanation"] == summary
    (snippet,) = re.findall(r'<textarea id="embedding"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert re.fullmatch(r'<iframe src="[^"<>]*" title="[^"<>]*"( \w+="[\w%]+")*></iframe>', unescape(snippet))
    assert "<script>window.pwned" not in (await got(datasette, f"{DESK}/{NASTY_CLAIM_ID}/embedded")).text


async def test_beside_the_scale(serve: Serve, database: Path, tmp_path: Path) -> None:
    """A verdict beside the scale, on words of nobody, and a correction of the sentence alone are told as that."""
    path = copied(database, tmp_path, "claims.db")
    with reviewed.at_work(path) as room:
        judged = reviewed.judged("unproven", reviewed.ACTS, summary="Niemand weiß es.")
        room.take("rita", "24T09:00", reviewed.reviewing.answer, ANONYMOUS_ID, judged)
        room.take("pia", "24T09:05", reviewed.reviewing.publish, ANONYMOUS_ID, reviewed.Judgement())
        better = reviewed.Judgement(summary="Das lässt sich nicht klären.")
        room.take("pia", "24T09:10", reviewed.reviewing.correct, ANONYMOUS_ID, better, "Klarer gesagt.")
    datasette = await serve(path)
    html = (await got(datasette, f"{DESK}/{ANONYMOUS_ID}/published")).text
    assert "Speaker not named" in html
    assert "Klarer gesagt." in html
    assert "The verdict was changed" not in html
    on, beside = re.findall(r'<ul class="dc-scale[^"]*">(.*?)</ul>', html, re.DOTALL)
    assert ("this claim" in on, "this claim" in beside) == (False, True)
    rating = {"@type": "Rating", "alternateName": "Unproven", "ratingExplanation": "Das lässt sich nicht klären."}
    assert data(html)["reviewRating"] == rating
    assert "author" not in data(html)["itemReviewed"]
    assert data(html)["correction"]["text"] == "Klarer gesagt."


async def test_retired(serve: Serve, at_work: Path, tmp_path: Path) -> None:
    """A published claim that its article no longer holds stays published, and says so."""
    path = copied(at_work, tmp_path, "claims.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE claims SET retired_at = '2026-03-05T00:00:00Z' WHERE id = ?", [PUBLISHED])
        connection.commit()
    html = await page(await serve(path), PUBLISHED)
    assert "The article was changed later and no longer holds this claim." in html
    assert "no longer holds" not in await page(await serve(at_work), PUBLISHED)


async def test_german(desk: Datasette) -> None:
    """Readers are told everything in their language."""
    html = await page(desk, CORRECTED, **GERMAN)
    for shown in ("Unser Urteil", "So lässt sich das nachprüfen", "Eine Person hat diese Behauptung geprüft."):
        assert shown in html
    assert "Zu dieser Behauptung ist kein Urteil veröffentlicht." in await page(desk, DISPUTED, 404, **GERMAN)
