"""What each operation that corrects the extraction does, called by its name in the API."""

from __future__ import annotations

from typing import Any

from calls import DESK, Api
from world import BROKEN_ID, DIRECT_ID, PLAIN, PLAIN_ID

CLAIM = f"{DESK}/{DIRECT_ID}"


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


async def keep_apart_speakers(api: Api) -> Any:
    one, other = await speaker_of(api, BROKEN_ID), await speaker_of(api, DIRECT_ID)
    response = await api.post(f"/claims/-/speakers/{one}/apart", {"other": other}, "ed")
    shown = (await api.get(f"/claims/-/speakers/{other}.json")).json()
    assert [(kept["id"], kept["by"]) for kept in shown["apart"]] == [(one, "ed")]
    return response
