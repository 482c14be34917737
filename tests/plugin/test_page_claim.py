"""What the page of a claim shows of its review, to whom, and the frame around every page."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from html import unescape
from pathlib import Path

import pytest
import reviewed
from browsing import Visitor, forms
from calls import ALLOWED, DESK, Api, verdict
from datasette.app import Datasette
from world import BROKEN_ID, DIRECT_ID, FRAMELESS_ID, GONE_ID, INNER_ID, OUTER_ID

from datasette_claims.plugin.pages import notices
from datasette_claims.plugin.pages.policy import policy
from datasette_claims.plugin.routes import PAGES

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]

CLAIM = f"{DESK}/{DIRECT_ID}"
CONFIDENTIAL = {"bearing": "supports", "title": "Anruf beim Amt", "quote": "vertraulich gesagt", "confidential": True}


def section(page: str, name: str) -> str:
    """Return the part of a page under the heading with an id, as text."""
    part = page.partition(f'id="{name}">')[2].partition("</section>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", part)))


async def test_review_in_sight(api: Api) -> None:
    """Verdicts, evidence and history stand on the page, with who said what when."""
    given = verdict(rationale="Weil.", flags=["satire"], as_of="2025-02-01")
    given["evidence"] = [{**given["evidence"][0], "archive_url": "https://archive.example/a", "kind": "primary"}]  # type: ignore[index]
    await api.done(f"{CLAIM}/reviews", given)
    page = await Visitor(api.datasette).get(CLAIM)
    answers, evidence, history = (section(page, name) for name in ("dc-answers", "dc-evidence", "dc-history"))
    for shown in ("rita", "Is it true? False", "Did they say it? Verbatim", "So war es nicht.", "Weil.", "Satire"):
        assert shown in answers
    assert "Judged by what was known on February 1, 2025" in answers
    for shown in ("Refutes it", "Amtsblatt", "Primary source", "Archived copy", "added by rita"):
        assert shown in evidence
    assert 'href="https://example.org/a" rel="noopener noreferrer nofollow"' in page
    assert re.search(r"\d{4}, \d\d:\d\d UTC rita gave a verdict: False, Verbatim", history)
    assert "1 of 1 verdict" in section(page, "dc-judging")
    assert '<a class="dc-badge dc-verdict dc-verdict-false" href="/claims/-/claims?verdict=false">False</a>' in page


async def test_reviews_private(serve: Serve, api: Api) -> None:
    """Who may not see reviews is shown the claim and its verdict, and nothing of what reviewers said."""
    await api.done(f"{CLAIM}/reviews", verdict())
    path = api.datasette.get_database("claims").path
    private = {"databases": {"claims": {"tables": {"reviews": {"allow": {"id": "rita"}}}}}}
    datasette = await serve(path, metadata={**ALLOWED, **private})
    page = await Visitor(datasette, "ben").get(CLAIM)
    assert "False" in page
    for hidden in ("So war es nicht.", "Amtsblatt", "example.org/a", "gave a verdict", "by rita", "Verbatim"):
        assert hidden not in page.replace('value="verbatim"> <span>Verbatim</span>', "")
    assert "So war es nicht." in await Visitor(datasette, "rita").get(CLAIM)


async def test_groups_private(serve: Serve, tmp_path: Path) -> None:
    """Who may not see which claims say the same is shown none of them, nor the way to their group."""
    path = reviewed.build(tmp_path / "claims.db")
    private = {"databases": {"claims": {"tables": {"claim_group_members": {"allow": {"id": "rita"}}}}}}
    datasette = await serve(path, metadata={**reviewed.CONFIGURED, **private})
    address = f"{DESK}/{reviewed.INHERITED}"
    group = f"/claim-groups/{reviewed.GROUP}"
    seen, hidden = await Visitor(datasette, "rita").get(address), await Visitor(datasette, "ben").get(address)
    assert (group in seen, 'id="dc-alike"' in seen) == (True, True)
    assert (group in hidden, 'id="dc-alike"' in hidden) == (False, False)
    answers = [(await Visitor(datasette, who).send("GET", f"{address}.json")).json() for who in ("rita", "ben")]
    assert [bool(answer["similar"]) for answer in answers] == [True, False]


async def test_confidential(api: Api) -> None:
    """Of confidential evidence readers see that there is some, and reviewers what it is."""
    await api.done(f"{CLAIM}/reviews", verdict(evidence=[CONFIDENTIAL]))
    reader, reviewer = await Visitor(api.datasette).get(CLAIM), await Visitor(api.datasette, "ben").get(CLAIM)
    assert "vertraulich gesagt" not in reader
    assert "Anruf" not in reader
    assert "SHA-256" in section(reader, "dc-evidence")
    assert "vertraulich gesagt" in section(reviewer, "dc-evidence")


async def test_blind(api: Api) -> None:
    """While others are still to answer, nobody sees what was answered, only that somebody has."""
    await api.done(f"{DESK}/settings", {"required_reviews": 2}, "anna")
    await api.done(f"{CLAIM}/reviews", verdict("mostly_false", summary="Geheim-42"))
    for who in (None, "rita", "ben"):
        page = await Visitor(api.datasette, who).get(CLAIM)
        assert "1 of 2 verdicts" in page
        assert "by rita" in page
        assert "Geheim-42" not in page
        assert 'value="mostly_false" checked' not in page


async def test_orphan(api: Api) -> None:
    """A retired claim says since when, and that what was decided about it is kept."""
    await api.done(f"{DESK}/{GONE_ID}/reviews", {"ratings": {"veracity": "true"}})
    page = await Visitor(api.datasette, "ed").get(f"{DESK}/{GONE_ID}")
    assert "Retired on March 4, 2026" in page
    assert "What people decided about it is kept." in page
    assert "fix_extraction" not in page
    assert "What people decided" not in await Visitor(api.datasette).get(CLAIM)


async def test_inherited(api: Api) -> None:
    """A repeat says whose verdict it has and leads to all who said it; so does the one that it repeats."""
    await api.done(f"{DESK}/{FRAMELESS_ID}/reviews", {"ratings": {"veracity": "false"}})
    await api.done(f"{DESK}/{INNER_ID}/repeats", {"of": FRAMELESS_ID})
    page = await Visitor(api.datasette).get(f"{DESK}/{INNER_ID}")
    assert f'<a href="{DESK}/{FRAMELESS_ID}">It has the verdict of the claim that it repeats</a>' in page
    assert re.search(r'href="/claims/-/claim-groups/g[0-9a-f]{16}">All who said it', page)


async def test_nested(api: Api) -> None:
    """A claim within a claim is marked in the text of the outer one, which leads to it; and the other way round."""
    visitor = Visitor(api.datasette)
    outer, inner = await visitor.get(f"{DESK}/{OUTER_ID}"), await visitor.get(f"{DESK}/{INNER_ID}")
    assert 'dc-is-nested dc-is-quote "' in outer
    assert f'<a href="{DESK}/{INNER_ID}">dass Moskau auf Vertrauen setze</a>' in outer
    assert "Holds" in outer
    assert f'<a href="{DESK}/{OUTER_ID}">' in inner


async def test_in_work(api: Api) -> None:
    """Others see who has a claim in work until when, and are offered nothing that it would refuse."""
    await api.done(f"{CLAIM}/take")
    ben = await Visitor(api.datasette, "ben", "de").get(CLAIM)
    assert re.search(r"rita arbeitet bis \d+\. .+ UTC an dieser Behauptung", ben)
    assert {form.value("_step") for form in forms(ben)} & {"review_claim", "take_claim", "reject_claim"} == set()
    rita = await Visitor(api.datasette, "rita").get(CLAIM)
    assert f'data-renew="{CLAIM}/renew"' in rita
    assert "data-renew" not in ben
    assert {form.value("_step") for form in forms(rita)} >= {"review_claim", "release_claim", "reject_claim"}


async def test_disputed(api: Api) -> None:
    """A claim that reviewers disagree on leads to both verdicts side by side, a published one to what readers see."""
    await api.done(f"{DESK}/settings", {"required_reviews": 2}, "anna")
    for who, key in (("rita", "true"), ("ben", "false")):
        await api.done(f"{CLAIM}/reviews", {"ratings": {"veracity": key}}, who)
        await api.done(f"{DESK}/{BROKEN_ID}/reviews", verdict(), who)
    await api.done(f"{DESK}/{BROKEN_ID}/publish", {}, "pia")
    visitor = Visitor(api.datasette)
    assert f'href="{CLAIM}/dispute"' in await visitor.get(CLAIM)
    assert f'href="{DESK}/{BROKEN_ID}/published"' in await visitor.get(f"{DESK}/{BROKEN_ID}")
    assert "/published" not in await visitor.get(CLAIM)


async def test_language(served: Datasette) -> None:
    """A language that somebody chose stays, whatever the browser asks for; an unknown one is no choice."""
    visitor = Visitor(served, language="de")
    assert "Warum diese Behauptung?" in await visitor.get(CLAIM)
    page = await visitor.get(f"{CLAIM}?lang=en&queue=a%3D1")
    assert "Why this claim?" in page
    assert f'href="{CLAIM}?queue=a%3D1&amp;lang=de"' in page
    assert visitor.cookies["claims_language"] == "en"
    assert "Why this claim?" in await visitor.get(CLAIM)
    assert "Why this claim?" in await visitor.get(f"{CLAIM}?lang=xx")
    assert visitor.cookies["claims_language"] == "en"


async def test_policy(served: Datasette) -> None:
    """The browser may load our own files and run nothing inline but what Datasette's own frame brings."""
    response = await served.client.get(CLAIM)
    told = dict(part.split(" ", 1) for part in response.headers["content-security-policy"].split("; "))
    assert told["default-src"] == "'none'"
    assert told["script-src"].split()[0] == "'self'"
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", source) for source in told["script-src"].split()[1:])
    assert "unsafe" not in response.headers["content-security-policy"]
    inline = re.findall(r"<script(?![^>]*src=)[^>]*>", response.text)
    assert len(inline) == len(told["script-src"].split()) - 1
    assert (await policy(served, "*")).endswith("frame-ancestors *")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"


async def test_menu_closes_elsewhere(served: Datasette) -> None:
    """Datasette's own pages keep the script that closes its menu; on ours it would close the desk's forms."""
    script = "Close any open details elements"
    assert script not in await Visitor(served).get(CLAIM)
    assert script in await Visitor(served).get("/claims/claims")


async def test_frame_says_its_language(served: Datasette) -> None:
    """Datasette's frame is English, what is ours says its own language."""
    page = await Visitor(served, language="de").get(CLAIM)
    assert '<html lang="en">' in page
    assert re.search(r'<main[^>]* lang="de">', page)


async def test_notices(api: Api) -> None:
    """Every step that a form can ask for has something to say afterwards; other words in addresses say nothing."""
    assert {step for page in PAGES for step in page.forms} - notices.NOTICES.keys() == set()
    assert notices.NOTICES.keys() >= notices.UNDOABLE
    visitor = Visitor(api.datasette, "rita")
    told = '<div class="dc-notice" role="status">\n'
    assert told not in await visitor.get(f"{CLAIM}?said=nonsense")
    done = f"{CLAIM}?said=triage_claim&of={INNER_ID}"
    assert told in await visitor.get(done)
    for of in ("", "javascript:alert(1)", f"{INNER_ID}%22"):
        page = await visitor.get(f"{CLAIM}?said=triage_claim&of={of}")
        assert "The claim is in the queue." in page
        assert "javascript" not in page
        assert all(form.action in {"", CLAIM} for form in forms(page) if form.value("_step") == "undo_step")


async def test_notice_takes_back(api: Api) -> None:
    """What was done can be taken back from the next page, by who did it, as long as nothing else has happened."""
    rita, ben = Visitor(api.datasette, "rita"), Visitor(api.datasette, "ben")
    undo, done = f'action="{DESK}/{INNER_ID}"', f"{CLAIM}?said=triage_claim&of={INNER_ID}"
    assert undo not in await rita.get(done)
    await rita.follow(f"{DESK}/{INNER_ID}", "triage_claim")
    assert undo in await rita.get(done)
    for other in (ben, Visitor(api.datasette)):
        assert undo not in await other.get(done)
    await ben.follow(f"{DESK}/{INNER_ID}", "take_claim")
    assert undo not in await rita.get(done)


async def test_carried_along(api: Api) -> None:
    """Filters and skipped claims go along with every form, whatever they hold, escaped."""
    page = await Visitor(api.datasette, "rita").get(f"{CLAIM}?queue=text%3D%22%3E%3Cb%3E&skip={INNER_ID}")
    carried = [form for form in forms(page) if form.value("_step") == "next_claim"]
    assert [form.value("_queue") for form in carried] == ['text="><b>']
    assert [form.value("_skip") for form in carried] == [f"{INNER_ID},{DIRECT_ID}"]
    assert '"><b>' not in page


async def test_not_migrated(serve: Serve, tmp_path: Path) -> None:
    """A database without the desk's tables has no pages."""
    (tmp_path / "claims.db").touch()
    datasette = await serve(tmp_path / "claims.db")
    assert (await datasette.client.get(CLAIM)).status_code == 404
