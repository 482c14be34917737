"""Who gets what: every address, every method and every role in one table."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import calls
import pytest
from calls import JSON
from datasette.app import Datasette
from world import DIRECT_ID, PLAIN_ID, copied

from datasette_claims.identity import speaker_key
from datasette_claims.plugin import compat
from datasette_claims.plugin.permissions import (
    ACTIONS,
    ADJUDICATE,
    ADMIN,
    EDIT_EXTRACTION,
    PUBLISH,
    REVIEW,
    SEE_EMBARGOED,
)
from datasette_claims.plugin.routes import READS, ROUTES, WRITES

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
BASE = frozenset({"claims", "articles", "article_versions", "speakers", "mentions", "sources"})
REVIEWED = BASE | {"reviews", "evidence", "review_events"}
COMPARED = BASE | {"speaker_aliases", "speakers_apart"}
GROUPED = BASE | {"claim_groups", "claim_group_members", "claim_successors"}
CORRECTED = BASE | {"article_corrections", "claim_rechecks"}
PLACED = CORRECTED | {"appearances", "article_links"}
RUN = REVIEWED | GROUPED | {"runs", "run_changes"}

# What each operation needs: a write the right, a read the tables that must be visible.
RIGHTS = {
    "next_claim": REVIEW,
    "renew_lease": REVIEW,
    "take_claim": REVIEW,
    "release_claim": REVIEW,
    "review_claim": REVIEW,
    "assess_claim": REVIEW,
    "adjudicate_claim": ADJUDICATE,
    "triage_claim": REVIEW,
    "reject_claim": REVIEW,
    "reopen_claim": REVIEW,
    "uphold_claim": REVIEW,
    "publish_claim": PUBLISH,
    "correct_claim": PUBLISH,
    "withdraw_claim": PUBLISH,
    "undo_step": REVIEW,
    "bulk_step": REVIEW,
    "undo_bulk": REVIEW,
    "save_filter": REVIEW,
    "remove_filter": REVIEW,
    "change_settings": ADMIN,
    "fix_extraction": EDIT_EXTRACTION,
    "add_claim": EDIT_EXTRACTION,
    "decide_repeat": REVIEW,
    "merge_speaker": EDIT_EXTRACTION,
    "split_speaker": EDIT_EXTRACTION,
    "divide_speaker": EDIT_EXTRACTION,
    "name_speaker": EDIT_EXTRACTION,
    "identify_speaker": EDIT_EXTRACTION,
    "keep_apart_speakers": EDIT_EXTRACTION,
}
TABLES = {
    "list_claims": BASE,
    "show_claim": REVIEWED | CORRECTED,
    "show_article": PLACED,
    "list_suggestions": COMPARED,
    "show_speaker": COMPARED | {"speaker_roles"},
    "show_group": GROUPED,
    "show_stats": REVIEWED,
    "list_filters": BASE,
    "list_runs": RUN,
    "show_run": RUN,
    "show_settings": BASE,
    "show_agreement": REVIEWED,
    "show_dashboard": REVIEWED,
}
PUTIN, GROUP = speaker_key("Wladimir Putin"), "g" + "0" * 16
# The addresses that are no operations, by what they show.
OTHERS = {
    "/claims/-/claims/openapi.json": BASE,
    "/claims/-/claims": BASE,
    "/claims/-/claims/dashboard": REVIEWED,
    f"/claims/-/claims/{DIRECT_ID}": CORRECTED,
    f"/claims/-/articles/{PLAIN_ID}": PLACED,
    "/claims/-/claims/embargoed": SEE_EMBARGOED,
    "/claims/-/claims/runs": RUN,
    "/claims/-/claims/runs/1": RUN,
    "/claims/-/speakers": COMPARED,
    f"/claims/-/speakers/{PUTIN}": GROUPED | COMPARED | {"speaker_roles"},
    f"/claims/-/claim-groups/{GROUP}": GROUPED,
    f"/claims/-/claims/{DIRECT_ID}/dispute": REVIEWED,
    f"/claims/-/claims/{DIRECT_ID}/published": REVIEWED | GROUPED,
    f"/claims/-/claims/{DIRECT_ID}/embedded": REVIEWED | GROUPED,
    f"/claims/-/claims/{DIRECT_ID}.jsonld": REVIEWED | GROUPED,
}
NAMES = {
    "database": "claims",
    "claim": DIRECT_ID,
    "article": PLAIN_ID,
    "batch": "b" + "0" * 20,
    "group": GROUP,
    "run": "1",
}
ROLES = {"anonymous": None, "no rights": "nobody", **{action: action for action in ACTIONS}, "root": "root"}
ALLOW = {"plugins": {"datasette-claims": {"allow": {action: {"id": action} for action in ACTIONS}}}}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def addresses(speaker: str) -> Iterator[tuple[str, str, object]]:
    """Yield method, address and need of everything that our routes answer."""
    names = {**NAMES, "speaker": speaker}
    for read in READS:
        yield "GET", read.path.format(**names), TABLES[read.name]
    for write in WRITES:
        yield "POST", write.path.format(**names), RIGHTS[write.name]
    for address, tables in OTHERS.items():
        yield "GET", address, tables


async def desk(serve: Serve, database: Path, folder: Path, metadata: dict[str, Any]) -> tuple[calls.Api, str]:
    """Serve a database as with ``--root``; return its API and the id of one of its speakers."""
    datasette = await serve(copied(database, folder, "claims.db"), metadata=metadata)
    if compat.DatabaseResource is not None:
        datasette.root_enabled = True
    rows = await datasette.get_database("claims").execute("SELECT speaker_id FROM claims WHERE id = ?", [DIRECT_ID])
    return calls.Api(datasette, calls.Contract({"components": {"schemas": {}}, "paths": {}})), rows.first()[0]


def refusal(status: int) -> int | None:
    """Return the status if it tells who may not, None if the request got through to the work itself."""
    return status if status in {401, 403} else None


async def test_every_route_has_a_row() -> None:
    """What our routes answer and what the tables above name is the same, so that nothing new goes untested."""
    reads = {read.name for read in READS}
    writes = {write.name: write.permission.value for write in WRITES}
    assert (reads, writes) == (TABLES.keys(), RIGHTS)
    methods = sum((route.read is not None) + (route.write is not None) for route in ROUTES)
    assert methods == len(TABLES) + len(RIGHTS) + len(OTHERS)


@pytest.mark.parametrize("role", ROLES)
async def test_rights(serve: Serve, database: Path, tmp_path: Path, role: str) -> None:
    """Everybody reads; a write needs its own right, which no other implies; strangers are asked to sign in."""
    api, speaker = await desk(serve, database, tmp_path, ALLOW)
    found, expected = {}, {}
    for method, address, need in addresses(speaker):
        response = await api.call(method, address, ROLES[role], b"{}", content_type=JSON)
        found[address] = refusal(response.status_code)
        may = (method == "GET" and not isinstance(need, str)) or role in {need, "root"}
        expected[address] = None if may else 401 if (role, method) == ("anonymous", "POST") else 403
        assert response.status_code < 500
    assert found == expected


@pytest.mark.parametrize("role", ["anonymous", "no rights", *ACTIONS])
@pytest.mark.parametrize("level", ["instance", "database"])
async def test_private_database(serve: Serve, database: Path, tmp_path: Path, role: str, level: str) -> None:
    """Whoever may not see the database may do nothing there, whatever rights they have."""
    private = {"allow": {"id": "somebody"}}
    metadata = {**ALLOW, **(private if level == "instance" else {"databases": {"claims": private}})}
    api, speaker = await desk(serve, database, tmp_path, metadata)
    for method, address, _ in addresses(speaker):
        response = await api.call(method, address, ROLES[role], b"{}", content_type=JSON)
        assert (address, response.status_code) == (address, 401 if (method, role) == ("POST", "anonymous") else 403)
        assert "Putin" not in response.text


@pytest.mark.parametrize("table", sorted(RUN | PLACED | COMPARED | {"speaker_roles"}))
async def test_private_table(serve: Serve, database: Path, tmp_path: Path, table: str) -> None:
    """Nobody is shown, and no writer is answered with, what comes from a table that they may not see."""
    private = {"databases": {"claims": {"tables": {table: {"allow": {"id": "somebody"}}}}}}
    api, speaker = await desk(serve, database, tmp_path, {**ALLOW, **private})
    for method, address, need in addresses(speaker):
        who = need if isinstance(need, str) else "nobody"
        response = await api.call(method, address, who, b"{}", content_type=JSON)
        needed = BASE if isinstance(need, str) else need
        assert isinstance(needed, frozenset)
        assert (address, refusal(response.status_code)) == (address, 403 if table in needed else None)


@pytest.mark.parametrize("role", ["anonymous", "root"])
async def test_methods(serve: Serve, database: Path, tmp_path: Path, role: str) -> None:
    """Every other method is 405 and names those that the address answers, to everybody, on both lines."""
    api, speaker = await desk(serve, database, tmp_path, ALLOW)
    rows = list(addresses(speaker))
    for address in {row[1] for row in rows}:
        answered = {method for method, other, _ in rows if other == address}
        answered |= {"HEAD"} if "GET" in answered else set()
        answered |= {"POST"} if any(re.match(route.pattern, address) for route in ROUTES if route.form) else set()
        for method in set(METHODS) - answered:
            response = await api.call(method, address, ROLES[role], b"{}", content_type=JSON)
            assert (method, address, response.status_code) == (method, address, 405)
            assert set(response.headers["allow"].split(", ")) == answered


async def test_unknown_database(serve: Serve, database: Path, tmp_path: Path) -> None:
    """A database that is not there is 404, whatever its name."""
    api, speaker = await desk(serve, database, tmp_path, ALLOW)
    for method, address, _ in addresses(speaker):
        for other in ("nothing", "~FF", "_memory"):
            path = address.replace("/claims", f"/{other}", 1)
            response = await api.call(method, path, "root", b"{}", content_type=JSON)
            assert (path, response.status_code) == (path, 404)
