"""Every operation of the API does what it says, and its answers have the shape that the OpenAPI document gives them."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from calls import DESK, Api, verdict
from extraction_operations import (
    add_claim,
    divide_speaker,
    fix_extraction,
    identify_speaker,
    keep_apart_speakers,
    merge_speaker,
    name_speaker,
    split_speaker,
)
from world import BROKEN_ID, DIRECT_ID, PLAIN_ID

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


QUEUED = {"state": "queued", "checkworthiness": 0.5}


async def save_filter(api: Api) -> Any:
    response = await api.post(f"{DESK}/filters", {"name": " Morgens ", "where": QUEUED})
    (kept,) = response.json()["filters"]
    assert (kept["name"], kept["query"], kept["actor"]) == ("Morgens", "state=queued&checkworthiness=0.5", "rita")
    assert (await api.get(kept["url"])).status_code == 200
    return response


async def remove_filter(api: Api) -> Any:
    await save_filter(api)
    response = await api.post(f"{DESK}/filters/remove", {"name": "Morgens"}, "ben")
    assert response.json()["filters"] == []
    assert (await api.post(f"{DESK}/filters/remove", {"name": "Morgens"})).status_code == 404
    return response


async def list_filters(api: Api) -> Any:
    await save_filter(api)
    response = await api.get(f"{DESK}/filters.json")
    assert [kept["name"] for kept in response.json()["filters"]] == ["Morgens"]
    return response


async def change_settings(api: Api) -> Any:
    response = await api.post(f"{DESK}/settings", {"required_reviews": 2, "lease_minutes": 5}, "anna")
    assert (response.json()["required_reviews"], response.json()["lease_minutes"]) == (2, 5)
    return response


async def decide_repeat(api: Api) -> Any:
    await decided(api)
    response = await api.post(f"{DESK}/{BROKEN_ID}/repeats", {"of": DIRECT_ID})
    claim = response.json()["claim"]
    assert (claim["verdict"], claim["inherited_from"], claim["state"]) == ("false", DIRECT_ID, "new")
    assert [one["relation"] for one in (await api.claim(BROKEN_ID))["similar"]] == ["confirmed"]
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


async def uphold_claim(api: Api) -> Any:
    def flag(connection: sqlite3.Connection) -> None:
        sql = "INSERT INTO article_corrections SELECT article_version_id, 1, article_id, 'a', 'b', '', 'de' FROM claims"
        with connection:
            connection.execute(f"{sql} WHERE id = ?", [DIRECT_ID])
            sql = "INSERT INTO claim_rechecks SELECT id, article_version_id, 1, 1, 0, '' FROM claims WHERE id = ?"
            connection.execute(sql, [DIRECT_ID])

    await api.datasette.get_database("claims").execute_write_fn(flag)
    assert (await api.claim(DIRECT_ID))["needs_recheck"] is True
    response = await api.post(f"{DESK}/{DIRECT_ID}/uphold", {"note": "She said so."}, "rita")
    assert (await api.claim(DIRECT_ID))["needs_recheck"] is False
    return response


async def show_article(api: Api) -> Any:
    response = await api.get(f"/claims/-/articles/{PLAIN_ID}.json")
    assert len(response.json()["claims"]) == 5
    return response


async def list_suggestions(api: Api) -> Any:
    response = await api.get("/claims/-/speakers.json")
    assert (response.json()["count"], response.json()["suggestions"], response.json()["next"]) == (0, [], None)
    return response


async def show_speaker(api: Api) -> Any:
    speaker = (await api.claim(DIRECT_ID))["speaker_id"]
    response = await api.get(f"/claims/-/speakers/{speaker}.json")
    assert (response.json()["name"], response.json()["verdicts"]) == ("Wladimir Putin", {"unreviewed": 1})
    return response


async def show_group(api: Api) -> Any:
    await decide_repeat(api)
    rows = await api.datasette.get_database("claims").execute("SELECT id FROM claim_groups")
    response = await api.get(f"/claims/-/claim-groups/{rows.first()[0]}.json")
    shown = response.json()
    assert {one["id"] for one in shown["said"]} == {DIRECT_ID, BROKEN_ID}
    assert (shown["claim"]["id"], shown["utterances"], len(shown["speakers"])) == (DIRECT_ID, 2, 2)
    return response


async def show_stats(api: Api) -> Any:
    await decided(api)
    response = await api.get(f"{DESK}/stats.json")
    shown = response.json()
    assert (shown["claims"], shown["verdicts"], shown["reviewers"]) == (7, {"unreviewed": 6, "false": 1}, {"rita": 1})
    return response


async def list_runs(api: Api) -> Any:
    response = await api.get(f"{DESK}/runs.json")
    assert [(one["kind"], one["url"]) for one in response.json()["runs"]] == [
        ("load", f"{DESK}/runs/2"),
        ("load", f"{DESK}/runs/1"),
    ]
    assert response.json()["orphans"] == []
    return response


async def show_run(api: Api) -> Any:
    response = await api.get(f"{DESK}/runs/2.json")
    (gone,) = response.json()["outcomes"]
    assert (gone["fate"], gone["is_judged"], gone["may_be"]) == ("gone", False, [])
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


async def show_dashboard(api: Api) -> Any:
    await decided(api)
    response = await api.get(f"{DESK}/dashboard.json?days=7")
    shown = response.json()
    assert [(one["reviewer"], one["verdicts"]) for one in shown["reviewed"]] == [("rita", 1)]
    assert shown["states"] == {"new": 6, "decided": 1}
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
        save_filter,
        remove_filter,
        list_filters,
        change_settings,
        fix_extraction,
        add_claim,
        decide_repeat,
        merge_speaker,
        split_speaker,
        divide_speaker,
        name_speaker,
        identify_speaker,
        keep_apart_speakers,
        list_suggestions,
        list_claims,
        show_claim,
        uphold_claim,
        show_article,
        show_speaker,
        show_group,
        show_stats,
        list_runs,
        show_run,
        show_settings,
        show_agreement,
        show_dashboard,
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
