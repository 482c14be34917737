"""The article's page: claims in text and margin, older wordings, what changed, adding a claim that was missed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import pytest_asyncio
import reviewed
import world
from browsing import Visitor
from datasette.app import Datasette
from test_pages import text_of
from world import BROKEN_ID, CHANGED_ID, DIRECT_ID, GONE_ID, INNER_ID, NEW, OLD, OUTER_ID, PLAIN_ID, copied

from datasette_claims.changes import decide
from datasette_claims.database import recognising
from datasette_claims.database.opening import open_for_writing
from datasette_claims.database.storing import Stamp, begin_run, finish_run, store
from datasette_claims.identity import article_key
from datasette_claims.model import Article, Claim, Span
from datasette_claims.plugin import labels
from datasette_claims.review import State

Serve = Callable[..., Awaitable[Datasette]]

ARTICLE = f"/claims/-/articles/{PLAIN_ID}"
CHANGED = f"/claims/-/articles/{CHANGED_ID}"
REWORDED = f"/claims/-/articles/{reviewed.REWORDED_ID}"
SIGNS = f"/claims/-/articles/{reviewed.SIGNS_ID}"
BRIDGE = f"/claims/-/articles/{reviewed.BRIDGE_ID}"


@pytest_asyncio.fixture
async def desk(serve: Serve, at_work: Path) -> Datasette:
    """Serve the desk at work."""
    return await serve(at_work, metadata=reviewed.CONFIGURED)


def note_of(page: str, claim_id: str) -> str:
    """Return the margin's note on a claim, as text."""
    (found,) = re.findall(rf'<li class="[^"]*" id="(?:n-)?{claim_id}">(.*?)</li>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found)).split())


def sides(page: str) -> tuple[str, str]:
    """Return the old and the new text that a comparison shows."""
    (inner,) = re.findall(r'<div class="dc-text dc-diff">(.*?)</div>', page, re.DOTALL)
    inner = re.sub(r'<span class="dc-unseen"[^>]*>[^<]*</span>', "", inner)
    shown = [re.sub(rf"<{tag}\b.*?</{tag}>", "", inner, flags=re.DOTALL) for tag in ("ins", "del")]
    old, new = (unescape(re.sub(r"<[^>]*>", "", side)) for side in shown)
    return old, new


def group(page: str, fate: str) -> str:
    """Return what a comparison says of the claims of one fate; empty if there are none."""
    found = re.findall(rf'<details[^>]*class="dc-fate-{fate}">(.*?)</details>', page, re.DOTALL)
    return found[0] if found else ""


# Claims in text and margin.


@pytest.mark.asyncio
async def test_both_ways(served: Datasette) -> None:
    """A claim's number leads from the text to the margin and back."""
    page = await Visitor(served).get(ARTICLE)
    for number, claim in enumerate((DIRECT_ID, BROKEN_ID, OUTER_ID, INNER_ID), start=1):
        assert f'id="{claim}" href="#n-{claim}" data-n="{number}" aria-label="Claim {number}"' in page
        assert f'href="#{claim}" aria-label="Show claim {number} in the text">{number}</a>' in page
        assert page.count(f'id="n-{claim}"') == 1


@pytest.mark.asyncio
async def test_notes(served: Datasette) -> None:
    """The margin has a place for each paragraph, and a claim's note stands at that of its paragraph."""
    page = await Visitor(served).get(ARTICLE)
    blocks = re.findall(
        r"<(?:p|h2) dir=\"auto\">", page[page.index('<div class="dc-text">') : page.index('<section class="dc-margin"')]
    )
    notes = page.split('<div class="dc-notes">')[1:]
    assert len(notes) == len(blocks) == 3
    assert [len(re.findall('<li class="dc-claim-note', one)) for one in notes] == [1, 0, 4]
    assert note_of(page, DIRECT_ID) == (
        "1 Wladimir Putin Es gibt den Willen auf beiden Seiten Direct speech New Not reviewed"
    )
    assert "Claim within the claim" in note_of(page, INNER_ID)
    assert "Claim within the claim" not in note_of(page, OUTER_ID)


@pytest.mark.asyncio
async def test_states(desk: Datasette) -> None:
    """The margin says of each claim how far it has come and how it was judged, and which are not checked."""
    page = await Visitor(desk).get(BRIDGE)
    assert note_of(page, reviewed.PUBLISHED).endswith("Published True")
    assert note_of(page, reviewed.REJECTED).endswith(f"{labels.STATES[State.REJECTED]} Not reviewed")
    assert re.search(rf'dc-out" id="n-{reviewed.REJECTED}"', page)
    assert not re.search(rf'dc-out" id="n-{reviewed.PUBLISHED}"', page)


@pytest.mark.asyncio
async def test_put_aside(desk: Datasette) -> None:
    """A claim that another took the place of is listed with the way to it, and not marked in the text."""
    page = await Visitor(desk).get(SIGNS)
    assert page.count(f'id="{reviewed.REPLACED}"') == 1
    assert f'href="#n-{reviewed.REPLACED}"' not in page
    said = note_of(page, reviewed.REPLACED)
    assert "Retired on February 18, 2026" in said
    assert said.endswith("Another claim took its place")
    assert "2 claims" in page


@pytest.mark.asyncio
@pytest.mark.parametrize("article", [SIGNS, BRIDGE, REWORDED])
async def test_same_text(desk: Datasette, article: str) -> None:
    """Emoji, joined letters, writing from right to left, quotes in parts: the page shows the text as it is stored."""
    stored = (await desk.client.get(f"{article}.json")).json()["article"]["text"]
    assert text_of(await Visitor(desk, "ed").get(article)) == stored


@pytest.mark.asyncio
async def test_head(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Above the text stands what is known of the article, the reader's warnings with it."""
    path = copied(database, tmp_path, "claims.db")
    warned = Article("Er sagte nichts.", "Nichts", "n.txt", "0" * 64, language="xx", warnings=("read as UTF-16",))
    with closing(open_for_writing(path)) as connection:
        store(connection, decide(warned, (), None), Stamp(begin_run(connection, "t", "h", world.FIRST), world.FIRST))
    datasette = await serve(path)
    page = await Visitor(datasette).get(ARTICLE)
    for shown in ("MOSKAU", "February 2025", "mau, DP", "Language: German", "plain.txt", "2 Jan 2026, 03:04 UTC"):
        assert shown in page
    assert '<a href="#wordings">1 wording</a>' in page
    assert "The reader had to mend or guess" not in page
    page = await Visitor(datasette).get(f"/claims/-/articles/{article_key(warned.text)}")
    assert "read as UTF-16" in page
    assert "Language: xx" in page


@pytest.mark.asyncio
async def test_circle(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Claims that were written to hold each other do not keep the page from being shown."""
    path = copied(database, tmp_path, "claims.db")
    with closing(open_for_writing(path)) as connection:
        connection.execute("UPDATE claims SET parent_claim_id = ? WHERE id = ?", [INNER_ID, OUTER_ID])
    page = await Visitor(await serve(path)).get(ARTICLE)
    assert "Claim within the claim" in note_of(page, OUTER_ID)


@pytest.mark.asyncio
async def test_german(desk: Datasette) -> None:
    """The page, its comparison and its form speak German."""
    reader = Visitor(desk, "ed", language="de")
    page = await reader.get(f"{REWORDED}?compare=")
    for shown in ("Von Fassung 1 zu Fassung 2", "hinzugefügt:", "entfernt:", "Zurückgezogen mit Fassung 2"):
        assert shown in page
    page = await reader.get(REWORDED)
    for shown in ("Übersehene Behauptung hinzufügen", "Sprache: Deutsch", "2 Fassungen", " Wörter hinzugefügt"):
        assert shown in page


# Older wordings.


@pytest.mark.asyncio
async def test_old_wording(served: Datasette) -> None:
    """An older wording shows its text and the claims that were retired with it, and says that it is old."""
    page = await Visitor(served).get(f"{CHANGED}?version=1")
    assert text_of(page) == OLD
    assert "This is an old wording, number 1 of 2, loaded on 2 Jan 2026, 03:04 UTC." in page
    assert f'<a href="{CHANGED}">Show the newest wording</a>' in page
    assert "Retired on March 4, 2026" in note_of(page, GONE_ID)
    assert f'id="{GONE_ID}" href="#n-{GONE_ID}"' in page
    assert "<title>Regen – Wording 1</title>" in page
    assert text_of(await Visitor(served).get(f"{CHANGED}?version=2")) == NEW
    assert "This is an old wording" not in await Visitor(served).get(CHANGED)


@pytest.mark.asyncio
async def test_claims_elsewhere(desk: Datasette) -> None:
    """An older wording says how many of its claims newer ones hold."""
    page = await Visitor(desk).get(f"{REWORDED}?version=1")
    assert "1 more claim of this wording stands in a newer one." in page
    assert "1 claim<" in page
    assert "more claim" not in await Visitor(desk).get(REWORDED)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "query",
    ["version=3", "version=0", "version=x", "version=1e0", "compare=1-3", "compare=2-2", "compare=1", "version=²"],
)
async def test_no_such_wording(served: Datasette, query: str) -> None:
    """What is no wording of the article is not found."""
    assert "This article has no such wording." in await Visitor(served).get(f"{CHANGED}?{query}", 404)


@pytest.mark.asyncio
async def test_nothing_to_compare(served: Datasette) -> None:
    """An article in one wording has nothing to compare, and offers no comparison."""
    await Visitor(served).get(f"{ARTICLE}?compare=", 404)
    assert "compare=" not in await Visitor(served).get(ARTICLE)


@pytest.mark.asyncio
async def test_wordings(serve: Serve, tmp_path: Path) -> None:
    """The list of wordings says when each was loaded and how much it changed, and leads to comparisons."""
    path = tmp_path / "claims.db"
    texts = [
        "eins zwei drei vier fünf sechs",
        "eins zwei drei vier fünf sieben acht",
        "zwei eins drei vier fünf sieben acht",
    ]
    build(path, texts)
    page = await Visitor(await serve(path)).get(f"/claims/-/articles/{article_key(texts[0])}")
    listed = page[page.index('id="wordings"') :]
    assert re.findall(r"Wording (\d)</a>", listed) == ["3", "2", "1"]
    assert listed.count("2 words added, 1 removed") == 1
    assert listed.count("the same words in another order") == 1
    assert re.findall(r"compare=(\d-\d)", listed) == ["2-3", "1-2", "1-3"]
    assert re.findall(r"loaded on (\d) Jan", listed) == ["3", "2", "1"]
    assert listed.count("newest</span>") == listed.count("shown here</span>") == 1


def build(path: Path, texts: Sequence[str], claims: Sequence[Sequence[Claim]] = ()) -> None:
    """Load the wordings of one article, on one day of January each, with their claims."""
    with closing(open_for_writing(path)) as connection:
        for number, text in enumerate(texts):
            at = f"2026-01-0{number + 1}T08:00:00Z"
            stamp = Stamp(begin_run(connection, "t", "by hand", at), at)
            article = Article(text, "Titel", "a.txt", "0" * 64, language="de")
            known = recognising.held(connection, article_key(texts[0]))
            changes = decide(article, claims[number] if claims else (), known)
            store(connection, changes, stamp)
            finish_run(connection, stamp)


# What changed.


@pytest.mark.asyncio
@pytest.mark.parametrize("query", ["compare=", "compare=1-2", "compare=2-1"])
async def test_comparison(served: Datasette, query: str) -> None:
    """A comparison shows both wordings, and says in words what was added and removed."""
    page = await Visitor(served).get(f"{CHANGED}?{query}")
    assert sides(page) == (OLD, NEW)
    assert "From wording 1 to wording 2" in page
    assert page.count('">added: </span>') == len(re.findall("<ins><span", page)) > 0
    assert page.count('">removed: </span>') == len(re.findall("<del><span", page)) > 0
    assert "<title>Regen – Wordings 1 and 2 compared</title>" in page
    assert re.findall(r'href="#change-(\d)"', page) == ["1"]
    assert 'id="change-1"' in page


@pytest.mark.asyncio
async def test_blank_changes(serve: Serve, tmp_path: Path) -> None:
    """White space that changed is made visible."""
    path, texts = tmp_path / "claims.db", ["Eins.\n\nZwei.", "Eins.\n\nZwei. "]
    build(path, texts)
    page = await Visitor(await serve(path)).get(f"/claims/-/articles/{article_key(texts[0])}?compare=")
    assert sides(page) == (texts[0], texts[1])
    assert page.count('<ins class="dc-blank">') == 1
    assert "Neither wording held a claim." in page


@pytest.mark.asyncio
async def test_fates(desk: Datasette) -> None:
    """A comparison says which claims are gone and which are kept; that one was judged is for who may see reviews."""
    page = await Visitor(desk).get(f"{REWORDED}?compare=")
    assert reviewed.ORPHAN in group(page, "gone")
    assert "Retired with wording 2" in group(page, "gone")
    assert "People have judged it" in group(page, "gone")
    assert reviewed.MOVED in group(page, "kept")
    assert group(page, "new") == group(page, "moved") == ""


@pytest.mark.asyncio
async def test_hidden_reviews(serve: Serve, at_work: Path) -> None:
    """Who may not see reviews is not told that there are some."""
    hidden = {"databases": {"claims": {"tables": {"reviews": {"allow": False}}}}}
    page = await Visitor(await serve(at_work, metadata=hidden)).get(f"{REWORDED}?compare=")
    assert reviewed.ORPHAN in group(page, "gone")
    assert "People have judged it" not in page


FATES = (
    "Anna sagte, es regne. Ben sagte, es schneie. Cem sagte, es taue.",
    "Cem sagte, es taue. Anna sagte, es regne. Dora sagte, es hagele nun.",
    "Cem sagte, es taue. Anna sagte, es regne. Dora sagte, es hagele nun. Kurz vor Schluss.",
)


def _said(text: str, *names: str) -> list[Claim]:
    whole = {"Anna": "es regne", "Ben": "es schneie", "Cem": "es taue", "Dora": "es hagele nun"}
    found = [world.said(text, whole[name], cue=("sagte", "sagen"), mention=(name,), speaker=name) for name in names]
    return sorted(found, key=lambda claim: claim.spans)


@pytest.mark.asyncio
async def test_every_fate(serve: Serve, tmp_path: Path) -> None:
    """New, moved, gone and put aside claims are told apart; each where it belongs."""
    path = tmp_path / "claims.db"
    names = (("Anna", "Ben", "Cem"), ("Anna", "Cem", "Dora"), ("Anna", "Cem", "Dora"))
    build(path, FATES[:2], [_said(text, *who) for text, who in zip(FATES, names, strict=True)])
    visitor = Visitor(await serve(path, metadata=reviewed.CONFIGURED), "ed")
    article = f"/claims/-/articles/{article_key(FATES[0])}"
    page = await visitor.get(f"{article}?compare=1-2")
    assert [quoted(page, fate) for fate in ("gone", "new")] == [["es schneie"], ["es hagele nun"]]
    assert sorted(quoted(page, "moved") + quoted(page, "kept")) == ["es regne", "es taue"]
    assert quoted(page, "moved")
    (dora,) = re.findall(r'/-/claims/(c\w{20})"', group(page, "new"))[:1]
    where, _ = await visitor.follow(f"/claims/-/claims/{dora}", "fix_extraction", {"quote": "hagele nun"})
    page = await visitor.get(f"{article}?compare=1-2")
    assert quoted(page, "replaced") == ["es hagele nun"]
    assert quoted(page, "in_place") == ["hagele nun"]
    assert where.partition("?")[0] in group(page, "replaced")
    assert dora in group(page, "in_place")
    assert quoted(await visitor.get(f"{article}?compare="), "new") == []


@pytest.mark.asyncio
async def test_held(serve: Serve, tmp_path: Path) -> None:
    """Of claims that a later wording holds it is not known where they stood, and of others nothing is told."""
    path, names = tmp_path / "claims.db", (("Anna", "Ben"), ("Anna", "Dora"), ("Anna", "Dora"))
    build(path, FATES, [_said(text, *who) for text, who in zip(FATES, names, strict=True)])
    visitor, article = Visitor(await serve(path)), f"/claims/-/articles/{article_key(FATES[0])}"
    page = await visitor.get(f"{article}?compare=1-2")
    assert (quoted(page, "held"), quoted(page, "kept")) == (["es regne"], [])
    page = await visitor.get(f"{article}?compare=2-3")
    assert (quoted(page, "held"), quoted(page, "kept")) == ([], ["es regne", "es hagele nun"])
    assert "es schneie" not in page[page.index('class="dc-fates"') :]


def quoted(page: str, fate: str) -> list[str]:
    return re.findall(r'dc-excerpt"[^>]*><a[^>]*>([^<]*)<', group(page, fate))


# Size.


def large(paragraphs: int, claims: int) -> tuple[str, list[Claim]]:
    """Return a text of paragraphs, the first of which hold one claim each; of about 420 characters if none does."""
    head = "Der Sprecher sagte, es gebe im Land den Fall "
    lines = [f"{head}{number}. " + f"Wort{number} und mehr. " * (1 if claims else 20) for number in range(paragraphs)]
    text, at, found = "\n\n".join(lines), 0, []
    pattern = world.said(
        text, "es gebe im Land den Fall 0", cue=("sagte", "sagen"), mention=("Der Sprecher",), speaker="S"
    )
    for number in range(claims):
        start = at + head.index("es gebe")
        span = Span(start, start + len(f"es gebe im Land den Fall {number}"))
        found.append(replace(pattern, spans=(span,), quote=text[slice(*span)], sentence=span, cue=None, mention=None))
        at += len(lines[number]) + 2
    return text, found


@pytest.mark.asyncio
@pytest.mark.parametrize(("size", "claims"), [(1, 0), (2000, 2000), (2400, 0)])
async def test_large(serve: Serve, tmp_path: Path, size: int, claims: int) -> None:
    """An article without claims, with 2,000 or of a million characters is shown whole; see benchmarks/large.py."""
    text, held = large(size, claims)
    path = tmp_path / "claims.db"
    build(path, [text], [held])
    visitor, article = Visitor(await serve(path), "ed"), f"/claims/-/articles/{article_key(text)}"
    page = await visitor.get(article)
    assert text_of(page) == text
    assert page.count('<li class="dc-claim-note') == claims
