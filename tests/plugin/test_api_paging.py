"""Lists, page by page: every claim once, whatever the order, the filters, and what happens meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any
from urllib.parse import parse_qsl

import pytest
from calls import DESK, Api, verdict
from world import ANONYMOUS_ID, DIRECT_ID, GONE_ID, PLAIN_ID

pytestmark = pytest.mark.asyncio

SORTS = ("reading_order", "priority", "checkworthiness")
SELECTIONS = {"": 7, "retired=true": 8, "speaker=Maria+Sacharowa": 3, f"article={PLAIN_ID}&state=new": 5}


async def pages(api: Api, query: str, size: int) -> list[list[dict[str, Any]]]:
    """Return all pages of a list."""
    found, address = [], f"{DESK}.json?{query}&size={size}"
    while address:
        page = (await api.get(address)).json()
        found.append(page["claims"])
        address = page["next"]
    return found


def ids(found: list[list[dict[str, Any]]]) -> list[str]:
    return [claim["id"] for page in found for claim in page]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("query", SELECTIONS)
async def test_every_claim_once(api: Api, sort: str, query: str) -> None:
    """All pages together hold each claim once, in the order of the list, and all but the last are full."""
    for size in (1, 2, 3, 7, 8, 200):
        await complete(api, sort, query, size)


async def complete(api: Api, sort: str, query: str, size: int) -> None:
    expected = SELECTIONS[query]
    found = await pages(api, f"{query}&sort={sort}", size)
    assert (len(ids(found)), len(set(ids(found)))) == (expected, expected)
    assert [len(page) for page in found[:-1]] == [size] * (len(found) - 1)
    assert ids(found) == ids(await pages(api, f"{query}&sort={sort}", 200))
    if sort != "reading_order":
        values = [-1 if claim[sort] is None else claim[sort] for page in found for claim in page]
        assert values == sorted(values, reverse=True)
    assert (GONE_ID in ids(found)) == (query == "retired=true")


@pytest.mark.parametrize("sort", SORTS)
async def test_while_claims_change(api: Api, sort: str) -> None:
    """Claims that are reviewed between two pages are neither repeated nor left out."""
    everything = ids(await pages(api, f"sort={sort}", 200))
    address, found = f"{DESK}.json?sort={sort}&size=2", []
    while address:
        page = (await api.get(address)).json()
        found += [claim["id"] for claim in page["claims"]]
        for claim in (found[-1], everything[-1]):
            await api.post(f"{DESK}/{claim}/reviews", verdict())
        address = page["next"]
    assert found == everything


async def test_while_claims_go(api: Api) -> None:
    """A claim that goes where a page ended does not keep the next page from following."""
    first = (await api.get(f"{DESK}.json?size=2")).json()
    last = first["claims"][-1]["id"]
    with closing(sqlite3.connect(api.datasette.get_database("claims").path)) as connection:
        connection.execute("UPDATE claims SET retired_at = '2026-01-01T00:00:00Z' WHERE id = ?", [last])
        connection.commit()
    second = (await api.get(first["next"])).json()
    assert second["claims"][0]["id"] not in {claim["id"] for claim in first["claims"]}
    assert len(ids(await pages(api, "", 200))) == 6


async def test_without_a_score(api: Api) -> None:
    """Claims that nobody has scored stand last."""
    assert ids(await pages(api, "sort=checkworthiness", 3))[0] != ANONYMOUS_ID
    scores = [claim["checkworthiness"] for page in await pages(api, "sort=checkworthiness", 3) for claim in page]
    assert scores[0] == 0.42
    assert None in scores


async def test_page_of_another_order(api: Api) -> None:
    """The next of one order is no page of another."""
    after = (await api.get(f"{DESK}.json?sort=priority&size=2")).json()["next"].partition("after=")[2]
    response = await api.get(f"{DESK}.json?sort=reading_order&after={after}")
    assert (response.status_code, list(response.json()["fields"])) == (422, ["after"])


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("speaker=Wladimir+Putin", 1),
        ("speaker=putin", 0),
        ("source=dpa-AFX", 5),
        ("quote_type=direct&article=" + PLAIN_ID, 2),
        ("text=Vertrauen", 4),
        ("text=Vertrauen+Moskau", 2),
        ("text=%22auf+Vertrauen%22", 3),
        ("topic=hoffnung", 5),
        ("topic=%25", 0),
        ("published_from=2025-02", 5),
        ("published_to=2025", 7),
        ("published_to=2024", 0),
        ("checkworthiness=0.4", 1),
        ("language=de", 7),
        ("state=decided", 1),
        ("verdict=false", 1),
    ],
)
async def test_filters(api: Api, query: str, count: int) -> None:
    """Each filter lets through what it names; the next claim and a bulk step understand the same filters."""
    await api.done(f"{DESK}/{DIRECT_ID}/reviews", verdict())
    assert len(ids(await pages(api, query, 200))) == count
    where = dict(parse_qsl(query))
    if not {"checkworthiness", "topic"} & where.keys() and "%" not in query:
        body = {"step": "reject", "reason": "opinion", "preview": True, "where": where}
        told = (await api.post(f"{DESK}/bulk", body)).json()
        assert len(told.get("claims", [])) + len(told.get("refused") or {}) == count
