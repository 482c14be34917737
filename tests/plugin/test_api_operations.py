"""Every operation of the API does what it says, and its answers have the shape that the OpenAPI document gives them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from calls import DESK, Api, verdict
from world import BROKEN_ID, DIRECT_ID, PLAIN, PLAIN_ID

from datasette_claims.plugin.routes import READS, WRITES

pytestmark = pytest.mark.asyncio

CLAIM = f"{DESK}/{DIRECT_ID}"
Scenario = Callable[[Api], Awaitable[Any]]


async def decided(api: Api, **further: object) -> None:
    await api.done(f"{CLAIM}/reviews", verdict(**further))


async def disputed(api: Api) -> None:
    await api.done(f"{DESK}/settings", {"required_reviews": 2}, "anna")
    await api.done(f"{CLAIM}/reviews", verdict("false"), "rita")
    await api.done(f"{CLAIM}/reviews", verdict("true"), "ben")


async def next_claim(api: Api) -> Any:
    response = await api.post(f"{DESK}/next", {"speaker": "Wladimir Putin"})
    claim = response.json()["claim"]
    assert (claim["id"], claim["state"], claim["holder"], claim["version"]) == (DIRECT_ID, "in_review", "rita", 1)
    assert (await api.post(f"{DESK}/next", {"speaker": "Nobody"})).json() == {"ok": True, "claim": None}
    return response


async def renew_lease(api: Api) -> Any:
    taken = (await api.done(f"{CLAIM}/take"))["claim"]
    response = await api.post(f"{CLAIM}/renew")
    assert response.json()["lease_until"] >= taken["lease_until"]
    return response


async def take_claim(api: Api) -> Any:
    response = await api.post(f"{CLAIM}/take")
    assert response.json()["claim"]["holder"] == "rita"
    assert (await api.get(f"{DESK}/stats.json", "rita")).json()["mine"].keys() == {DIRECT_ID}
    return response


async def release_claim(api: Api) -> Any:
    await api.done(f"{CLAIM}/take")
    response = await api.post(f"{CLAIM}/release")
    assert (response.json()["claim"]["holder"], response.json()["claim"]["state"]) == (None, "queued")
    return response


async def review_claim(api: Api) -> Any:
    response = await api.post(f"{CLAIM}/reviews", verdict())
    claim = response.json()["claim"]
    assert (claim["state"], claim["verdict"], claim["attribution"]) == ("decided", "false", "verbatim")
    return response


async def assess_claim(api: Api) -> Any:
    response = await api.post(f"{CLAIM}/assessments", {"ratings": {"attribution": "faithful"}})
    claim = response.json()["claim"]
    assert (claim["state"], claim["verdict"], claim["attribution"]) == ("new", "unreviewed", "faithful")
    return response


async def adjudicate_claim(api: Api) -> Any:
    await disputed(api)
    response = await api.post(f"{CLAIM}/adjudication", {"ratings": {"veracity": "partly_false"}}, "ada")
    assert (response.json()["claim"]["state"], response.json()["claim"]["verdict"]) == ("decided", "partly_false")
    return response


async def triage_claim(api: Api) -> Any:
    response = await api.post(f"{CLAIM}/triage", {"required": 3})
    assert response.json()["claim"]["state"] == "queued"
    assert (await api.claim(DIRECT_ID))["standing"]["required"] == 3
    return response


async def reject_claim(api: Api) -> Any:
    response = await api.post(f"{CLAIM}/reject", {"reason": "opinion", "note": "Meinung"})
    assert response.json()["claim"]["state"] == "rejected"
    assert (await api.claim(DIRECT_ID))["standing"]["reason"] == "opinion"
    return response


async def reopen_claim(api: Api) -> Any:
    await decided(api)
    response = await api.post(f"{CLAIM}/reopen", {"note": "Neue Quelle"})
    assert (response.json()["claim"]["state"], response.json()["claim"]["verdict"]) == ("queued", "unreviewed")
    return response


async def publish_claim(api: Api) -> Any:
    await decided(api)
    response = await api.post(f"{CLAIM}/publish", {}, "pia")
    assert response.json()["claim"]["state"] == "published"
    return response


async def correct_claim(api: Api) -> Any:
    await publish_claim(api)
    body = {"ratings": {"veracity": "true"}, "summary": "Doch.", "note": "Wir lagen falsch."}
    response = await api.post(f"{CLAIM}/correct", body, "pia")
    assert (response.json()["claim"]["state"], response.json()["claim"]["verdict"]) == ("corrected", "true")
    newest = (await api.claim(DIRECT_ID))["reviews"][-1]
    assert (newest["role"], newest["correction_note"], bool(newest["supersedes"])) == ("corrector", body["note"], True)
    return response


async def withdraw_claim(api: Api) -> Any:
    await publish_claim(api)
    response = await api.post(f"{CLAIM}/withdraw", {"reason": "Quelle gefälscht"}, "pia")
    assert (response.json()["claim"]["state"], response.json()["claim"]["verdict"]) == ("withdrawn", "unreviewed")
    return response


async def undo_step(api: Api) -> Any:
    await decided(api)
    response = await api.post(f"{CLAIM}/undo")
    assert (response.json()["claim"]["state"], response.json()["claim"]["verdict"]) == ("new", "unreviewed")
    assert [review["is_undone"] for review in (await api.claim(DIRECT_ID))["reviews"]] == [True, True]
    return response


async def bulk_step(api: Api) -> Any:
    response = await api.post(f"{DESK}/bulk", {"step": "triage", "claims": [DIRECT_ID, BROKEN_ID]})
    assert response.json()["claims"] == [DIRECT_ID, BROKEN_ID]
    return response


async def undo_bulk(api: Api) -> Any:
    name = (await bulk_step(api)).json()["batch"]
    response = await api.post(f"{DESK}/bulk/{name}/undo")
    assert (await api.claim(BROKEN_ID))["state"] == "new"
    return response


async def change_settings(api: Api) -> Any:
    response = await api.post(f"{DESK}/settings", {"required_reviews": 2, "lease_minutes": 5}, "anna")
    assert (response.json()["required_reviews"], response.json()["lease_minutes"]) == (2, 5)
    return response


async def speaker_of(api: Api, claim_id: str) -> str:
    """Return the id of a claim's speaker."""
    return str((await api.claim(claim_id))["speaker_id"])


async def fix_extraction(api: Api) -> Any:
    start, end = (await api.claim(DIRECT_ID))["spans"][0]
    response = await api.post(f"{CLAIM}/extraction", {"spans": [[start, end - 4]]}, "ed")
    told = response.json()
    assert (told["replaces"], told["claim"]["quote"]) == (DIRECT_ID, "Es gibt den Willen auf beiden Se")
    old, new = await api.claim(DIRECT_ID), await api.claim(told["claim"]["id"])
    assert (old["state"], old["replaced_by"], new["replaces"]) == ("rejected", [new["id"]], [DIRECT_ID])
    assert new["is_manual"]
    return response


async def add_claim(api: Api) -> Any:
    start = PLAIN.index("Vertrauen")
    body = {"spans": [[start, start + 9]], "quote_type": "reported", "speaker": "Anna Weber"}
    response = await api.post(f"/claims/-/articles/{PLAIN_ID}/claims", body, "ed")
    claim = response.json()["claim"]
    assert (claim["quote"], claim["speaker"], claim["state"]) == ("Vertrauen", "Anna Weber", "new")
    return response


async def decide_repeat(api: Api) -> Any:
    await decided(api)
    response = await api.post(f"{DESK}/{BROKEN_ID}/repeats", {"of": DIRECT_ID})
    claim = response.json()["claim"]
    assert (claim["verdict"], claim["inherited_from"], claim["state"]) == ("false", DIRECT_ID, "new")
    assert [one["relation"] for one in (await api.claim(BROKEN_ID))["similar"]] == ["confirmed"]
    return response


async def merge_speaker(api: Api) -> Any:
    one, other = await speaker_of(api, BROKEN_ID), await speaker_of(api, DIRECT_ID)
    response = await api.post(f"/claims/-/speakers/{one}/merge", {"into": other}, "ed")
    assert response.json()["merged_into"] == other
    assert (await api.claim(BROKEN_ID))["speaker"] == "Wladimir Putin"
    return response


async def split_speaker(api: Api) -> Any:
    await merge_speaker(api)
    merged = (await api.get(f"/claims/-/speakers/{await speaker_of(api, DIRECT_ID)}.json")).json()["merged"][0]
    response = await api.post(f"/claims/-/speakers/{merged}/split", {}, "ed")
    assert response.json()["merged_into"] is None
    assert (await api.claim(BROKEN_ID))["speaker"] == "Maria Sacharowa"
    return response


async def divide_speaker(api: Api) -> Any:
    speaker = await speaker_of(api, BROKEN_ID)
    body = {"claims": [BROKEN_ID], "name": "Marina Sacharowa"}
    response = await api.post(f"/claims/-/speakers/{speaker}/divide", body, "ed")
    assert response.json()["claims"] == 2
    assert (await api.claim(BROKEN_ID))["speaker"] == "Marina Sacharowa"
    return response


async def name_speaker(api: Api) -> Any:
    speaker = await speaker_of(api, BROKEN_ID)
    response = await api.post(f"/claims/-/speakers/{speaker}/aliases", {"alias": "M. Sacharowa"}, "ed")
    assert "M. Sacharowa" in response.json()["aliases"]
    return response


async def identify_speaker(api: Api) -> Any:
    speaker = await speaker_of(api, DIRECT_ID)
    response = await api.post(f"/claims/-/speakers/{speaker}/identity", {"wikidata_id": "Q7747"}, "ed")
    assert (response.json()["wikidata_id"], response.json()["gnd_id"]) == ("Q7747", None)
    return response


async def list_claims(api: Api) -> Any:
    response = await api.get(f"{DESK}.json?speaker=Maria+Sacharowa&size=2")
    assert [claim["speaker"] for claim in response.json()["claims"]] == ["Maria Sacharowa"] * 2
    assert response.json()["next"].startswith(f"{DESK}.json?speaker=Maria+Sacharowa")
    return response


async def show_claim(api: Api) -> Any:
    await decided(api, rationale="Siehe Quelle.", flags=["outdated"], as_of="2026-01")
    response = await api.get(f"{CLAIM}.json")
    shown = response.json()
    assert [(one["aspect"], one["verdict"], one["reviewer"]) for one in shown["reviews"]] == [
        ("veracity", "false", "rita"),
        ("attribution", "verbatim", "rita"),
    ]
    assert [one["title"] for one in shown["evidence"]] == ["Amtsblatt"]
    assert [(one["type"], one["to_state"]) for one in shown["events"]] == [("answered", "decided")]
    assert shown["standing"]["ratings"] == {"veracity": "false", "attribution": "verbatim"}
    before = (await api.get(f"{CLAIM}.json?on=2026-01-01")).json()
    assert (before["standing"]["state"], before["reviews"], before["events"]) == ("new", [], [])
    return response


async def show_article(api: Api) -> Any:
    response = await api.get(f"/claims/-/articles/{PLAIN_ID}.json")
    assert len(response.json()["claims"]) == 5
    return response


async def show_speaker(api: Api) -> Any:
    speaker = (await api.claim(DIRECT_ID))["speaker_id"]
    response = await api.get(f"/claims/-/speakers/{speaker}.json")
    assert (response.json()["name"], response.json()["verdicts"]) == ("Wladimir Putin", {"unreviewed": 1})
    return response


async def show_stats(api: Api) -> Any:
    await decided(api)
    response = await api.get(f"{DESK}/stats.json")
    shown = response.json()
    assert (shown["claims"], shown["verdicts"], shown["reviewers"]) == (7, {"unreviewed": 6, "false": 1}, {"rita": 1})
    return response


async def show_settings(api: Api) -> Any:
    response = await api.get(f"{DESK}/settings.json")
    assert (response.json()["required_reviews"], response.json()["lease_minutes"]) == (1, 30)
    assert response.json()["scales"]["veracity"][0] == "true"
    return response


async def show_agreement(api: Api) -> Any:
    await disputed(api)
    response = await api.get(f"{DESK}/agreement.json?aspect=veracity")
    shown = response.json()
    assert (shown["units"], shown["ratings"], shown["raw"]) == (1, 2, 0.0)
    assert shown["worst_pairs"] == [["true", "false", 1]]
    return response


SCENARIOS: dict[str, Scenario] = {
    one.__name__: one
    for one in (
        next_claim,
        renew_lease,
        take_claim,
        release_claim,
        review_claim,
        assess_claim,
        adjudicate_claim,
        triage_claim,
        reject_claim,
        reopen_claim,
        publish_claim,
        correct_claim,
        withdraw_claim,
        undo_step,
        bulk_step,
        undo_bulk,
        change_settings,
        fix_extraction,
        add_claim,
        decide_repeat,
        merge_speaker,
        split_speaker,
        divide_speaker,
        name_speaker,
        identify_speaker,
        list_claims,
        show_claim,
        show_article,
        show_speaker,
        show_stats,
        show_settings,
        show_agreement,
    )
}
STATUSES = {operation.name: getattr(operation, "status", 200) for operation in (*READS, *WRITES)}


@pytest.mark.parametrize("name", STATUSES)
async def test_happy_path(api: Api, name: str) -> None:
    """Each operation has a scenario in which it does its work and answers as documented."""
    response = await SCENARIOS[name](api)
    assert response.status_code == STATUSES[name]
    assert (name, STATUSES[name]) in api.contract.seen


async def test_document(api: Api) -> None:
    """The document names every operation, what it needs, and the address of the database."""
    document = api.contract.document
    found = {one["operationId"] for methods in document["paths"].values() for one in methods.values()}
    assert found == STATUSES.keys()
    assert (document["openapi"], document["servers"]) == ("3.1.0", [{"url": "/claims"}])
    for write in WRITES:
        described = document["paths"][write.path.removeprefix("/{database}")]["post"]
        assert write.permission.value in described["description"]


async def test_walk(api: Api) -> None:
    """From the list of a speaker's unreviewed claims to a verdict that the facet counts."""
    listed = (await api.get(f"{DESK}.json?speaker=Wladimir+Putin&verdict=unreviewed")).json()["claims"]
    taken = (await api.done(f"{DESK}/next", {"speaker": "Wladimir Putin"}))["claim"]
    assert taken["id"] in [claim["id"] for claim in listed]
    await api.done(f"{DESK}/{taken['id']}/reviews", verdict(), if_match=str(taken["version"]))
    facets = (await api.datasette.client.get("/claims/claims.json?_facet=verdict&_extra=facet_results")).json()
    results = facets["facet_results"].get("results", facets["facet_results"])["verdict"]["results"]
    assert {one["value"]: one["count"] for one in results} == {"unreviewed": 7, "false": 1}
