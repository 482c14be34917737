"""The pages of runs: what a re-extraction did or would do, and what has lost its place."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import reviewed
from browsing import Visitor
from datasette.app import Datasette
from reviewed import EVERYTHING, ORPHAN
from world import copied

from datasette_claims.changes import decide
from datasette_claims.database import recognising
from datasette_claims.database.opening import open_for_writing
from datasette_claims.database.reading import every_claim, stored_article
from datasette_claims.model import Claim, Mention, Span, Speaker, SpeakerKind
from datasette_claims.runs import Run

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
RUNS = "/claims/-/claims/runs"
SOMEBODY = Speaker("Bernd Birkental", SpeakerKind.PERSON)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk of ``reviewed``."""
    return reviewed.build(tmp_path_factory.mktemp("runs") / "claims.db")


async def site(serve: Serve, desk: Path, folder: Path) -> tuple[Datasette, Path]:
    path = copied(desk, folder, "claims.db")
    return await serve(path, metadata=reviewed.CONFIGURED), path


def found_again(path: Path, change: Callable[[list[Claim]], list[Claim]], kind: str = "reextract") -> int:
    """Let another extractor find what ``change`` makes of the claims of an article; return the run."""
    with closing(open_for_writing(path)) as connection:
        stored = stored_article(connection, reviewed.BRIDGE_ID)
        assert stored is not None
        claims = [replace(held.claim, parent=None) for held in stored.in_force if not held.is_manual]
        run = Run(connection, path, kind, "by hand")
        with run.writing():
            changes = decide(stored.article, change(claims), recognising.held(connection, stored.id))
            (run.preview if kind == "preview" else run.store)(changes)
        run.count(changes)
        number = run.finish()
    assert number is not None
    return number


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page[page.index("<main") : page.index("</main>")])).split())


async def test_runs(serve: Serve, desk: Path, tmp_path: Path) -> None:
    """All runs are listed, and the claims with a verdict that no wording holds any more."""
    datasette, _ = await site(serve, desk, tmp_path)
    page = await Visitor(datasette, EVERYTHING).get(RUNS)
    assert re.findall(r">Run (\d)</a>", page) == ["2", "1"]
    lost = page[page.index('id="orphans"') : page.index('id="newest"')]
    assert re.findall(r"/-/claims/(c\w{20})", lost) == [ORPHAN]
    german = words(await Visitor(datasette, EVERYTHING).get(f"{RUNS}?lang=de"))
    assert "Mit Urteil, aber in keinem Artikel mehr" in german


async def test_load(serve: Serve, desk: Path, tmp_path: Path) -> None:
    """A load of a new wording tells which judged claim it retired; a first load has changed nothing."""
    datasette, _ = await site(serve, desk, tmp_path)
    page = await Visitor(datasette, EVERYTHING).get(f"{RUNS}/2")
    assert re.findall(r'<h2 id="([\w-]+)"', page) == ["gone-judged"]
    assert f"/-/claims/{ORPHAN}" in page
    assert "It changed no claim" in await Visitor(datasette, EVERYTHING).get(f"{RUNS}/1")


async def test_reextraction(serve: Serve, desk: Path, tmp_path: Path) -> None:
    """Each fate has its list, judged claims first; the counts stand above; the JSON says the same."""
    datasette, path = await site(serve, desk, tmp_path)
    number = found_again(path, lambda claims: [replace(claim, speaker=SOMEBODY) for claim in claims[1:]])
    page = await Visitor(datasette, EVERYTHING).get(f"{RUNS}/{number}")
    titles = re.findall(r'<h2 id="([\w-]+)"', page)
    assert titles[-1] == "changed"
    assert set(titles) >= {"kept-judged", "changed"}
    assert "now read as said by <bdi>Bernd Birkental</bdi>" in page
    text = words(page)
    assert re.search(r"Articles that were there before: 1 – \d", text)
    answer = (await Visitor(datasette, EVERYTHING).send("GET", f"{RUNS}/{number}.json")).json()
    fates = [(one["is_judged"], one["fate"]) for one in answer["outcomes"]]
    assert fates == sorted(fates, key=lambda one: (not one[0], one[1]))
    assert answer["run"]["kind"] == "reextract"
    assert {one["found_speaker"] for one in answer["outcomes"] if one["fate"] == "kept"} == {"Bernd Birkental"}


async def test_preview(serve: Serve, desk: Path, tmp_path: Path) -> None:
    """A preview says that it is one; what it would add leads nowhere, as it is not there."""
    datasette, path = await site(serve, desk, tmp_path)

    def shorter(claims: list[Claim]) -> list[Claim]:
        span = Span(claims[0].spans[0].start, claims[0].spans[0].end - 1)
        return [replace(claims[0], spans=(span,), quote=claims[0].quote[: span.end - span.start])]

    with closing(open_for_writing(path)) as connection:
        before = every_claim(connection, reviewed.BRIDGE_ID)
    number = found_again(path, shorter, "preview")
    with closing(open_for_writing(path)) as connection:
        assert every_claim(connection, reviewed.BRIDGE_ID) == before
    page = await Visitor(datasette, EVERYTHING).get(f"{RUNS}/{number}")
    assert "A preview: the claims are as they were." in page
    added = page[page.index('id="added"') :].partition("</section>")[0]
    assert "/-/claims/" not in added
    answer = (await Visitor(datasette, EVERYTHING).send("GET", f"{RUNS}/{number}.json")).json()
    assert [one["url"] for one in answer["outcomes"] if one["fate"] == "added"] == [None]


async def test_successor(serve: Serve, desk: Path, tmp_path: Path) -> None:
    """A gone claim leads to what it may be now, and that back to it with the verdict, to be said the same."""
    datasette, path = await site(serve, desk, tmp_path)

    def renamed(claims: list[Claim]) -> list[Claim]:
        return [
            replace(claim, speaker=SOMEBODY, mention=Mention((Span(0, 1),), reviewed.BRIDGE[0])) for claim in claims
        ]

    number = found_again(path, renamed)
    visitor = Visitor(datasette, EVERYTHING)
    page = await visitor.get(f"{RUNS}/{number}")
    gone = page[page.index('id="gone-judged"') :].partition("</section>")[0]
    (old, new), *_ = zip(*[iter(re.findall(r"/-/claims/(c\w{20})", gone))] * 2, strict=False)
    assert "may be this claim in another wording" in await visitor.get(f"/claims/-/claims/{old}")
    shown = (await visitor.send("GET", f"/claims/-/claims/{new}.json")).json()
    assert [one["relation"] for one in shown["similar"] if one["id"] == old] == ["successor"]


async def test_appearances(serve: Serve, desk: Path, tmp_path: Path) -> None:
    """An article shows where else its text appeared, by links if they are of the web, and its copies."""
    datasette, path = await site(serve, desk, tmp_path)
    with closing(open_for_writing(path)) as connection:
        sql = "INSERT INTO appearances VALUES (?, ?, ?, ?, ?, ?, ?)"
        for origin, url in (("bote.json#7", "https://bote.example/7"), ("x.json", "javascript:alert(1)")):
            row = [reviewed.BRIDGE_ID, origin, "Bote", "Brücke zu", url, "2026-03-02", "2026-03-03T08:00:00Z"]
            connection.execute(sql, row)
        pair = sorted((reviewed.BRIDGE_ID, reviewed.REWORDED_ID))
        connection.execute("INSERT INTO article_links VALUES (?, ?, 0.8, '2026-03-03T08:00:00Z')", pair)
    page = await Visitor(datasette, EVERYTHING).get(f"/claims/-/articles/{reviewed.BRIDGE_ID}")
    assert "Appeared in 3 places" in page
    assert 'href="https://bote.example/7" rel="noopener noreferrer nofollow"' in page
    assert "javascript:alert" not in page
    copies = page[page.index('id="dc-copies"') :].partition("</section>")[0]
    assert "80% of the shorter text’s paragraphs" in copies
    assert (">copy</span>" in copies, reviewed.REWORDED_ID in copies) == (True, True)
    answer = (await Visitor(datasette).send("GET", f"/claims/-/articles/{reviewed.BRIDGE_ID}.json")).json()
    assert [one["origin"] for one in answer["appearances"]][-2:] == ["bote.json#7", "x.json"]
    assert [(one["article_id"], one["share"]) for one in answer["relatives"]] == [(reviewed.REWORDED_ID, 0.8)]


@pytest.mark.parametrize("address", [f"{RUNS}/99", f"{RUNS}/99.json", f"{RUNS}/0", f"{RUNS}/x.json"])
async def test_none(serve: Serve, desk: Path, tmp_path: Path, address: str) -> None:
    """A run that is not there is not found."""
    datasette, _ = await site(serve, desk, tmp_path)
    assert (await Visitor(datasette, EVERYTHING).send("GET", address)).status_code == 404
