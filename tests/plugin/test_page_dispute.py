"""Settling a dispute: the answers side by side, who may decide, and where that leads."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import reviewed
from browsing import Visitor, forms
from calls import DESK, Api
from datasette.app import Datasette
from reviewed import CONFIGURED, DISPUTED, IN_REVIEW, QUEUED, RULED
from world import DIRECT_ID, NASTY_CLAIM_ID, SCRIPT, copied

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
STEP = "adjudicate_claim"
PAGE = f"{DESK}/{DISPUTED}/dispute"
RULING = {"ratings.veracity": "false", "rationale": "Das Landesamt zählt alle Schulden."}
EVIDENCE = {"evidence.0.bearing": "context", "evidence.0.title": "Akte 7"}
GERMAN = "de"


@pytest_asyncio.fixture
async def desk(serve: Serve, at_work: Path, tmp_path: Path) -> Datasette:
    """Serve a copy of it for a test to write to."""
    return await serve(copied(at_work, tmp_path, "claims.db"), metadata=CONFIGURED)


async def disputed(api: Api, *given: dict[str, Any], claim: str = DIRECT_ID) -> str:
    """Let Rita, Ben and Zoe answer a claim; return the page of the dispute."""
    await api.done(f"{DESK}/{claim}/triage", {"required": len(given)})
    for who, answer in zip(("rita", "ben", "zoe"), given, strict=False):
        await api.done(f"{DESK}/{claim}/reviews", answer, who)
    return f"{DESK}/{claim}/dispute"


def rated(veracity: str, attribution: str = "", **more: Any) -> dict[str, Any]:
    return {"ratings": {"veracity": veracity, **({"attribution": attribution} if attribution else {})}, **more}


def words(html: str) -> str:
    """Return what a reader reads, one space between words."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).replace(" ,", ",").replace(" .", ".")


def sides(html: str) -> list[str]:
    """Return what stands in each reviewer's column."""
    return [words(side) for side in re.findall(r'<article class="dc-side".*?</article>', html, re.DOTALL)]


def table(html: str) -> list[str]:
    """Return the lines of the comparison."""
    (compared,) = re.findall(r'<dl class="dc-compared">(.*?)</dl>', html, re.DOTALL)
    return [words(line).strip() for line in re.findall(r"<div.*?</div>", compared, re.DOTALL)]


async def test_side_by_side(desk: Datasette) -> None:
    """Each answer stands in a column of its own, with sentence, notes, flags and evidence; the quote stands above."""
    html = await Visitor(desk, "ada").get(PAGE)
    rita, ben = sides(html)
    for shown in ("rita", "first verdict", "False", "Altenrode liegt auf Platz 9.", "Statistisches Landesamt, 2024."):
        assert shown in rita
        assert shown not in ben.replace("False rita", "")
    for shown in ("second verdict", "Missing context", "insgesamt schon.", "Outdated", "Prüfbericht der Ingenieure"):
        assert shown in ben
    assert "Haushaltsplan 2023" in rita
    assert "Haushaltsplan 2023" not in ben
    assert '<mark class="dc-is-quote ">Unsere Stadt</mark>' in html
    assert '<mark class="dc-is-quote ">ist die am höchsten verschuldete Stadt des Landes</mark>' in html
    assert "Oppositionsführer Jonas Feldmann widersprach." in html
    assert "Die Lindenbrücke in Altenrode" not in html
    assert f'href="/claims/-/articles/{reviewed.BRIDGE_ID}#{DISPUTED}"' in html


async def test_differences(desk: Datasette) -> None:
    """What differs and what is agreed is said by a sign and in words, in the comparison and in each column."""
    html = await Visitor(desk, "ada").get(PAGE)
    assert table(html) == [
        "Is it true? ≠ Disputed False rita Missing context ben",
        "Did they say it? = Agreed Faithful rita, ben",
    ]
    rita, ben = sides(html)
    assert "Is it true? False ≠ Disputed Others say: Missing context ben" in rita
    assert "Is it true? Missing context ≠ Disputed Others say: False rita" in ben
    assert "Did they say it? Faithful = Agreed" in rita
    assert "Outdated ≠ only here" in ben


async def test_three(api: Api) -> None:
    """Of three, two may agree: the third is outvoted there; what only one judged, and what one left out, is said."""
    page = await disputed(
        api,
        rated("true", "verbatim", flags=["satire"]),
        rated("false", "verbatim", flags=["satire", "outdated"]),
        {"ratings": {"veracity": "unproven", "attribution": "not_said", "extraction": "ok"}},
    )
    html = await Visitor(api.datasette, "ada").get(page)
    assert table(html) == [
        "Is it true? ≠ Disputed True rita False ben Unproven zoe",
        "Did they say it? = Agreed by most Verbatim rita, ben Not said zoe",
        "Was it read right? – Only one judged this OK zoe",
    ]
    rita, ben, zoe = sides(html)
    assert "Did they say it? Verbatim = Agreed by most Others say: Not said zoe" in rita
    assert "Did they say it? Not said ≠ Outvoted Others say: Verbatim rita, ben" in zoe
    assert "Was it read right? – – Did not judge this" in rita
    assert "Satire Outdated ≠ only here" in ben
    (form,) = [form for form in forms(html) if form.value("_step") == STEP]
    assert 'name="ratings.veracity"' in html
    assert 'name="ratings.attribution"' not in html
    assert form.value("_version") == "4"


async def test_disputed_first(api: Api) -> None:
    """What is in dispute stands first, and each disputed aspect asks for a ruling, whoever gave what beside it."""
    page = await disputed(api, rated("true", "verbatim"), rated("true", "distorted"))
    html = await Visitor(api.datasette, "ada").get(page)
    assert [line.partition("?")[0] for line in table(html)] == ["Did they say it", "Is it true"]
    assert "Verbatim (rita)" in html
    assert "Distorted (ben)" in html
    assert 'name="ratings.veracity"' not in html


async def test_decide(desk: Datasette) -> None:
    """A ruling leads to the claim, which says that it is settled; from then on the page tells what happened."""
    ada = Visitor(desk, "ada")
    evidence = {"evidence.0.bearing": "refutes", "evidence.0.url": "https://example.org/amt"}
    where, html = await ada.follow(PAGE, STEP, {**RULING, **evidence})
    assert where == f"{DESK}/{DISPUTED}?said={STEP}&of={DISPUTED}"
    assert "The dispute is settled." in html
    found = (await ada.send("GET", f"{DESK}/{DISPUTED}.json")).json()
    assert (found["state"], found["verdict"]) == ("decided", "false")
    assert found["standing"]["summary"] == "Altenrode liegt auf Platz 9."
    assert found["reviews"][-1]["rationale"] == RULING["rationale"]
    assert found["evidence"][-1]["url"] == "https://example.org/amt"
    after = words(await ada.get(PAGE))
    assert "Nothing is disputed here" in after
    assert re.search(r"It ended on .*: ada settled the dispute: False\. Das Landesamt zählt alle Schulden\.", after)


async def test_open_aspect(desk: Datasette) -> None:
    """What nobody has judged may be judged along with the ruling."""
    ada = Visitor(desk, "ada")
    await ada.follow(PAGE, STEP, {**RULING, "ratings.extraction": "ok"})
    found = (await ada.send("GET", f"{DESK}/{DISPUTED}.json")).json()
    assert found["standing"]["ratings"] == {"veracity": "false", "attribution": "faithful", "extraction": "ok"}


@pytest.mark.parametrize(
    ("given", "field", "shown"),
    [
        ({"ratings.veracity": "false"}, "rationale", "say why you decide so"),
        ({"ratings.veracity": "false", "rationale": " "}, "rationale", "say why you decide so"),
        ({"rationale": "Darum."}, "ratings.veracity", "disputed; it needs a ruling"),
    ],
)
async def test_incomplete(desk: Datasette, given: dict[str, str], field: str, shown: str) -> None:
    """A ruling without a reason, or not on everything, changes nothing and comes back with what was filled in."""
    ada = Visitor(desk, "ada")
    summary = "Ein Satz, der bleibt."
    response = await ada.submit(PAGE, STEP, {**given, "summary": summary, **EVIDENCE})
    assert response.status_code == 422
    html = unescape(response.text)
    assert f'id="{STEP}-{field.replace(".", "-")}-wrong">{shown}' in html
    (form,) = [form for form in forms(html) if form.value("_step") == STEP]
    assert (form.value("summary"), form.value("evidence.0.title")) == (summary, "Akte 7")
    assert form.value("ratings.veracity") == given.get("ratings.veracity")
    assert (await ada.send("GET", f"{DESK}/{DISPUTED}.json")).json()["state"] == "disputed"


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (None, "You are not signed in."),
        ("rita", "You cannot decide, because one of these verdicts is yours."),
        ("zoe", "You cannot decide, because you do not have this right."),
        ("nobody", "You cannot decide, because you do not have this right."),
    ],
)
async def test_who_may_not(desk: Datasette, who: str | None, why: str) -> None:
    """Whoever may not decide sees everything but the form, and is told who may and why they may not."""
    visitor = Visitor(desk, who)
    html = await visitor.get(PAGE)
    assert "Altenrode liegt auf Platz 9." in html
    assert f"(claims-adjudicate) and gave none of these verdicts decides. {why}" in html
    assert [form for form in forms(html) if form.value("_step") == STEP] == []
    theirs = await Visitor(desk, "ada").get(PAGE)
    response = await visitor.submit(PAGE, STEP, RULING, theirs)
    # On the 0.65 line, Datasette itself refuses a form whose token belongs to somebody else.
    assert response.status_code in {401, 403}
    assert (await visitor.send("GET", f"{DESK}/{DISPUTED}.json")).json()["state"] == "disputed"


async def test_own_verdict(serve: Serve, at_work: Path, tmp_path: Path) -> None:
    """Not even somebody with the right settles a dispute that they are part of."""
    path = copied(at_work, tmp_path, "claims.db")
    allow = {one.value: {"id": "rita"} for one in reviewed.PEOPLE}
    datasette = await serve(path, metadata={"plugins": {"datasette-claims": {"allow": allow}}})
    html = await Visitor(datasette, "rita").get(PAGE)
    assert "one of these verdicts is yours" in html
    assert "Settle the dispute" not in html


async def test_read_only(serve: Serve, at_work: Path) -> None:
    """Where nothing can be written, that is what stands in the way."""
    datasette = await serve(immutables=[str(at_work)], metadata=CONFIGURED)
    assert "Nothing can be changed in this database." in await Visitor(datasette, "ada").get(PAGE)


async def test_changed_meanwhile(desk: Datasette) -> None:
    """If the claim has changed since, but is still disputed, both sides are shown and the form can be sent again."""
    ada = Visitor(desk, "ada")
    before = await ada.get(PAGE)
    response = await ada.submit(
        PAGE, STEP, RULING, before.replace('name="_version" value="', 'name="_version" value="9')
    )
    assert response.status_code == 409
    html = unescape(response.text)
    assert "The claim has changed since" in html
    assert "The claim has changed since you read it" in html
    (form,) = [form for form in forms(html) if form.value("_step") == STEP]
    assert (form.value("rationale"), form.value("ratings.veracity")) == (RULING["rationale"], "false")
    assert (await ada.submit(PAGE, STEP, {}, response.text)).status_code == 303


async def test_settled_meanwhile(desk: Datasette) -> None:
    """If somebody else has settled it, that is told, and nothing that was written is lost or can be sent again."""
    ada, mia = Visitor(desk, "ada"), Visitor(desk, "mia")
    before = await ada.get(PAGE)
    await mia.follow(PAGE, STEP, {"ratings.veracity": "missing_context", "rationale": "Mias Grund."})
    response = await ada.submit(PAGE, STEP, {**RULING, **EVIDENCE}, before)
    assert response.status_code == 409
    html = unescape(response.text)
    for shown in ("Nothing is disputed here", "Mias Grund.", "mia", "What you wrote is still here"):
        assert shown in html
    (form,) = [form for form in forms(html) if form.value("_step") == STEP]
    assert [form.value(name) for name in RULING] == list(RULING.values())
    assert form.value("evidence.0.title") == "Akte 7"
    assert "Settle the dispute" not in html
    assert (await ada.send("GET", f"{DESK}/{DISPUTED}.json")).json()["verdict"] == "missing_context"


async def test_twice(desk: Datasette) -> None:
    """The same form sent twice settles once and leads to the same place."""
    ada = Visitor(desk, "ada")
    before = await ada.get(PAGE)
    first, second = [await ada.submit(PAGE, STEP, RULING, before) for _ in range(2)]
    assert (first.status_code, first.headers["location"]) == (second.status_code, second.headers["location"])
    found = (await ada.send("GET", f"{DESK}/{DISPUTED}.json")).json()
    assert [event["type"] for event in found["events"]].count("adjudicated") == 1


@pytest.mark.parametrize(("claim", "what"), [(QUEUED, "never"), (IN_REVIEW, "never"), (RULED, "settled the dispute")])
async def test_not_disputed(desk: Datasette, claim: str, what: str) -> None:
    """Where nothing is disputed, the page says so, and whether it was; it leads to the claim and has no form."""
    html = await Visitor(desk, "ada").get(f"{DESK}/{claim}/dispute")
    assert "Nothing is disputed here" in html
    assert what in html
    assert f'href="{DESK}/{claim}"' in html
    assert STEP not in html


async def test_reopened(api: Api) -> None:
    """A dispute that ended because the claim was opened again is told as that; nothing of the new round is."""
    page = await disputed(api, rated("true", summary="Ja, so war es."), rated("false"))
    await api.done(f"{DESK}/{DIRECT_ID}/reopen", {"note": "Neue Akten."})
    html = words(await Visitor(api.datasette, "ada").get(page))
    assert re.search(r"It ended on .*: rita opened it again\. Neue Akten\.", html)
    await api.done(f"{DESK}/settings", {"required_reviews": 2}, "anna")
    await api.done(f"{DESK}/{DIRECT_ID}/reviews", rated("unproven", summary="Blind-991."), "zoe")
    assert "Blind-991" not in await Visitor(api.datasette, "ada").get(page)


async def test_undone(desk: Datasette) -> None:
    """A ruling that is taken back leaves the claim disputed as before, and the page asks for one again."""
    mia = Visitor(desk, "mia")
    where, _ = await mia.follow(PAGE, STEP, RULING)
    await mia.follow(where, "undo_step")
    html = await mia.get(PAGE)
    assert table(html)[0] == "Is it true? ≠ Disputed False rita Missing context ben"
    assert "Settle the dispute" in html


async def test_confidential(api: Api) -> None:
    """Confidential evidence is for reviewers; whoever decides without that right sees that there is some."""
    hidden = {"bearing": "refutes", "url": "https://geheim.example/a", "title": "Anruf-77", "confidential": True}
    page = await disputed(api, rated("true", evidence=[hidden]), rated("false"))
    assert "Anruf-77" in await Visitor(api.datasette, "ben").get(page)
    for who in (None, "nobody", "ada"):
        html = await Visitor(api.datasette, who).get(page)
        assert "Anruf-77" not in html
        assert "geheim.example" not in html
        assert "Confidential" in html


async def test_private_reviews(serve: Serve, at_work: Path) -> None:
    """Who may not see reviews does not see the page, whichever of its tables is closed; an unknown claim is 404."""
    for table_ in ("reviews", "evidence", "review_events", "claims"):
        closed = {"databases": {"claims": {"tables": {table_: {"allow": {"id": "ida"}}}}}}
        datasette = await serve(at_work, metadata={**CONFIGURED, **closed})
        assert "Altenrode" not in await Visitor(datasette, "ada").get(PAGE, 403)
    missing = await Visitor(datasette, "ida").get(f"{DESK}/c{'0' * 20}/dispute", 404)
    assert "This database holds no such claim." in missing


async def test_german(desk: Datasette) -> None:
    """Everything is said in German to who reads that, also why a ruling was refused."""
    ada = Visitor(desk, "ada", GERMAN)
    html = await ada.get(PAGE)
    for shown in ("Worin sie sich unterscheiden", "Fehlender Kontext (ben)", "Streitfall entscheiden"):
        assert shown in html
    assert table(html)[0] == "Stimmt das? ≠ Strittig Falsch rita Fehlender Kontext ben"
    response = await ada.submit(PAGE, STEP, {"ratings.veracity": "false"})
    assert "begründen Sie Ihre Entscheidung" in response.text


async def test_hostile(api: Api) -> None:
    """Nothing that an article or a reviewer says becomes markup, and no address of theirs runs anything."""
    spoken = {"summary": f"a{SCRIPT}", "rationale": f"b{SCRIPT}"}
    page = await disputed(api, rated("true", **spoken), rated("false"), claim=NASTY_CLAIM_ID)
    html = await Visitor(api.datasette, "ada").get(page)
    assert "window.pwned" in html
    assert "<script>window.pwned" not in html
    assert "<img" not in html
    ours = html[html.index("<main") : html.index("<footer")]
    assert not re.search(r"<script|<style|style=|\son\w+=[\"']", ours)


async def test_linked(desk: Datasette) -> None:
    """The claim's page leads here while the claim is disputed, and no longer."""
    assert f'href="{PAGE}"' in await Visitor(desk, "rita").get(f"{DESK}/{DISPUTED}")
    assert "/dispute" not in await Visitor(desk, "rita").get(f"{DESK}/{RULED}")
