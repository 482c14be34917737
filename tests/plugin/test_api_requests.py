"""How the API refuses, repeats and makes conditional what it is asked for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import calls
import pytest
from calls import ALLOWED, DESK, Api, verdict
from datasette.app import Datasette
from world import BROKEN_ID, DIRECT_ID, FRAMELESS_ID, GONE_ID, INNER_ID, OUTER_ID, PLAIN_ID, copied

from datasette_claims.database import private
from datasette_claims.plugin.routes import READS, WRITES

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
CLAIM = f"{DESK}/{DIRECT_ID}"
NOBODY = "c" + "0" * 20
CASES: dict[str, tuple[int, str, object, str | None, dict[str, str]]] = {
    "no JSON": (400, f"{CLAIM}/reviews", b"{", "rita", {}),
    "nobody": (401, f"{CLAIM}/reviews", verdict(), None, {}),
    "no right": (403, f"{CLAIM}/publish", {}, "rita", {}),
    "form": (403, f"{CLAIM}/reviews", b"a=b", "rita", {"content_type": "application/x-www-form-urlencoded"}),
    "no such claim": (404, f"{DESK}/{NOBODY}/reviews", verdict(), "rita", {}),
    "no such id": (404, f"{DESK}/c1/reviews", verdict(), "rita", {}),
    "no such bulk step": (404, f"{DESK}/bulk/b{'0' * 20}/undo", {}, "rita", {}),
    "wrong state": (409, f"{CLAIM}/publish", {}, "pia", {}),
    "wrong version": (409, f"{CLAIM}/reviews", verdict(), "rita", {"if_match": "7"}),
    "too large": (413, f"{CLAIM}/reviews", b" " * (1024 * 1024 + 1), "rita", {}),
    "other type": (415, f"{CLAIM}/reviews", b"<a/>", "rita", {"content_type": "application/xml"}),
    "no verdict": (422, f"{CLAIM}/reviews", {}, "rita", {}),
    "wrong version's form": (422, f"{CLAIM}/reviews", verdict(), "rita", {"if_match": "new"}),
    "version of nothing": (422, f"{DESK}/next", {}, "rita", {"if_match": "1"}),
    "wrong key": (422, f"{CLAIM}/reviews", verdict(), "rita", {"idempotency_key": "two words"}),
    "leased": (423, f"{CLAIM}/reviews", verdict(), "rita", {}),
}


@pytest.mark.parametrize("case", CASES)
async def test_refusals(api: Api, case: str) -> None:
    """Each kind of refusal has its status and says in words and fields what is wrong; nothing is changed."""
    status, path, body, who, headers = CASES[case]
    if case == "leased":
        await api.done(f"{CLAIM}/take", who="ben")
    before = await api.claim(DIRECT_ID)
    response = await api.post(path, body, who, **headers)
    told = response.json()
    assert (response.status_code, told["status"], told["ok"]) == (status, status, False)
    assert told["errors"] == [told["error"]]
    assert bool(told.get("fields")) == (status == 422)
    assert bool(told.get("claim")) == (status in {409, 423})
    if told.get("claim"):
        assert told["claim"]["version"] == before["version"]
    assert await api.claim(DIRECT_ID) == before


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"ratings": {"veracity": "fals"}}, {"ratings.veracity"}),
        ({"ratings": {"truth": "false"}}, {"ratings.truth.[key]"}),
        (verdict(evidence=[{"bearing": "refutes", "url": "javascript:alert(1)"}]), {"evidence.0.url"}),
        (verdict(evidence=[{"bearing": "refutes", "url": "https://"}]), {"evidence.0.url"}),
        (verdict(evidence=[{"url": "https://example.org"}]), {"evidence.0.bearing"}),
        (verdict(evidence=[{"bearing": "context"}] * 51), {"evidence"}),
        (verdict(summary="x" * 2001), {"summary"}),
        (verdict(summary=5), {"summary"}),
        (verdict(flags=["unheard"]), {"flags.0"}),
        (verdict(as_of="2026-02-30"), {"as_of"}),
        (verdict(as_of="2026-02-03T25:00"), {"as_of"}),
        (verdict(more=1, rationale=None), {"more", "rationale"}),
    ],
)
async def test_fields(api: Api, body: dict[str, object], fields: set[str]) -> None:
    """Every wrong field is named, all of them at once."""
    response = await api.post(f"{CLAIM}/reviews", body)
    assert (response.status_code, response.json()["fields"].keys()) == (422, fields)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("size=0", "size"),
        ("size=201", "size"),
        ("size=many", "size"),
        ("sort=quote", "sort"),
        ("after=x", "after"),
        ("after=", "after"),
        ("colour=red", "colour"),
        ("speaker=a&speaker=b", "speaker"),
        ("checkworthiness=nan", "checkworthiness"),
        ("published_from=2026-02-30", "published_from"),
        ("published_from=2026-02-03T10:00", "published_from"),
        ("text=%00", "text"),
        ("state=lost", "state"),
    ],
)
async def test_query(api: Api, query: str, field: str) -> None:
    """A query that cannot be meant is refused, and names the parameter."""
    response = await api.get(f"{DESK}.json?{query}")
    assert (response.status_code, list(response.json()["fields"])) == (422, [field])


@pytest.mark.parametrize("suffix", ["+02:00", ".5Z", "T10", "x"])
async def test_past(api: Api, suffix: str) -> None:
    """A past time is a date or a time in UTC; anything else would be compared wrongly."""
    response = await api.get(f"{CLAIM}.json?on=2026-01-01T10:00:00{suffix.replace('+', '%2B')}")
    assert response.status_code == 422


async def test_reads_refuse(api: Api) -> None:
    """Every read refuses a parameter that it does not know, and a name that nothing has."""
    names = {"database": "claims", "claim": DIRECT_ID, "article": PLAIN_ID, "speaker": "s" + "0" * 16}
    names |= {"group": "g" + "0" * 16, "run": "999"}
    for read in READS:
        response = await api.get(f"{read.path.format(**names)}?_shape=array")
        assert (read.name, response.status_code) == (read.name, 422)
        if "{" in read.path.removeprefix("/{database}"):
            unknown = {name: value[0] + "0" * (len(value) - 1) for name, value in names.items() if name != "database"}
            assert (await api.get(read.path.format(database="claims", **unknown))).status_code == 404
            odd = dict.fromkeys(unknown, "%C2%84")
            assert (await api.get(read.path.format(database="claims", **odd))).status_code == 404


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
async def test_locked(serve: Serve, database: Path, tmp_path: Path, lock: str) -> None:
    """While another process writes, what has to wait for it is 503 and says when to come again; the rest works."""
    path = copied(database, tmp_path, "claims.db")
    # One reading thread, so that all of its connections can be told not to wait.
    api = await calls.api(await serve(path, metadata=ALLOWED, settings={"num_sql_threads": 1}))
    served = api.datasette.get_database("claims")
    await served.execute_write_fn(lambda connection: connection.execute("PRAGMA busy_timeout = 20"))
    await served.execute_fn(lambda connection: connection.execute("PRAGMA busy_timeout = 20"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"BEGIN {lock}")
        refused = [await api.post(f"{CLAIM}/reviews", verdict())]
        read = await api.get(f"{CLAIM}.json")
        refused += [read] if lock == "EXCLUSIVE" else []
        other.execute("ROLLBACK")
    assert lock == "EXCLUSIVE" or read.status_code == 200
    for response in refused:
        assert (response.status_code, response.headers["retry-after"]) == (503, "2")
        assert "omebody else is writing" in response.json()["error"]
    await api.done(f"{CLAIM}/reviews", verdict())
    assert (await api.claim(DIRECT_ID))["version"] == 1


async def test_immutable(serve: Serve, database: Path, tmp_path: Path) -> None:
    """A database that is served as immutable is read as any other; writes are 403 in words."""
    path = copied(database, tmp_path, "claims.db")
    api = await calls.api(await serve(immutables=[str(path)], metadata=ALLOWED))
    assert (await api.get(f"{CLAIM}.json", "rita")).status_code == 200
    response = await api.post(f"{CLAIM}/reviews", verdict())
    assert (response.status_code, "immutable" in response.json()["error"]) == (403, True)


async def test_not_ours(serve: Serve, tmp_path: Path) -> None:
    """A database without claims is 404, for reads and writes."""
    with closing(sqlite3.connect(tmp_path / "claims.db")) as connection:
        connection.execute("CREATE TABLE claims (id)")
    api = Api(
        await serve(tmp_path / "claims.db", metadata=ALLOWED),
        calls.Contract({"components": {"schemas": {}}, "paths": {}}),
    )
    assert (await api.get(f"{DESK}.json")).status_code == 404
    assert (await api.post(f"{CLAIM}/reviews", verdict())).status_code == 404


async def test_same_key(api: Api) -> None:
    """The same request with the same key gets the same answer, and happens once."""
    first = await api.post(f"{CLAIM}/reviews", verdict(), idempotency_key="k1")
    again = await api.post(f"{CLAIM}/reviews", verdict(), idempotency_key="k1")
    assert (again.status_code, again.json()) == (first.status_code, first.json()) == (201, first.json())
    assert (await api.claim(DIRECT_ID))["version"] == 1


async def test_same_key_after_a_change(api: Api) -> None:
    """The answer to a repeated request is the first one, though the claim has changed meanwhile."""
    first = await api.post(f"{CLAIM}/take", idempotency_key="k1", if_match="0")
    await api.done(f"{CLAIM}/reviews", verdict())
    assert (await api.post(f"{CLAIM}/take", idempotency_key="k1", if_match="0")).json() == first.json()


async def test_key_for_another_request(api: Api) -> None:
    """A key that was used for another address or another body is refused: it would hide that nothing happened."""
    await api.done(f"{CLAIM}/reviews", verdict(), idempotency_key="k1")
    for path, body in ((f"{DESK}/{BROKEN_ID}/reviews", verdict()), (f"{CLAIM}/reviews", verdict("true"))):
        response = await api.post(path, body, idempotency_key="k1")
        assert (response.status_code, list(response.json()["fields"])) == (422, ["Idempotency-Key"])
    assert (await api.claim(BROKEN_ID))["version"] == 0


async def test_key_of_another_person(api: Api) -> None:
    """Two people may choose the same key."""
    await api.done(f"{CLAIM}/take", who="rita", idempotency_key="k1")
    await api.done(f"{DESK}/{BROKEN_ID}/take", who="ben", idempotency_key="k1")


async def test_key_of_a_refusal(api: Api) -> None:
    """What was refused is not remembered: the key works once the reason is gone."""
    await api.done(f"{CLAIM}/take", who="ben")
    assert (await api.post(f"{CLAIM}/reviews", verdict(), idempotency_key="k1")).status_code == 423
    await api.done(f"{CLAIM}/release", who="ben")
    assert (await api.post(f"{CLAIM}/reviews", verdict(), idempotency_key="k1")).status_code == 201


async def test_key_of_a_preview(api: Api) -> None:
    """A preview is not remembered, so that the step itself may follow with the same key."""
    body = {"step": "triage", "claims": [DIRECT_ID]}
    await api.done(f"{DESK}/bulk", {**body, "preview": True}, idempotency_key="k1")
    assert (await api.done(f"{DESK}/bulk", body, idempotency_key="k1"))["batch"]


@pytest.mark.parametrize("form", ["{version}", '"{version}"', "{etag}", "W/{etag}", "*"])
async def test_if_match(api: Api, form: str) -> None:
    """The version as a number or as the ETag of the claim's JSON lets a step through once; any other is 409."""
    await api.done(f"{CLAIM}/take")
    read = await api.get(f"{CLAIM}.json", "rita")
    seen = form.format(version=read.json()["version"], etag=read.headers["etag"])
    await api.done(f"{CLAIM}/reviews", verdict(), if_match=seen)
    again = await api.post(f"{CLAIM}/undo", if_match=seen)
    assert again.status_code == (200 if form == "*" else 409)
    assert again.json()["claim"]["version"] == (3 if form == "*" else 2)


async def test_if_match_everywhere(api: Api) -> None:
    """No step on a claim ignores If-Match; those on none refuse it."""
    names = {"database": "claims", "claim": DIRECT_ID, "article": PLAIN_ID, "batch": "b" + "0" * 20}
    names["speaker"] = (await api.claim(DIRECT_ID))["speaker_id"]
    people = {action: ids[0] for action, ids in calls.WHO.items()}
    bodies = {
        "reject_claim": {"reason": "opinion"},
        "withdraw_claim": {"reason": "x"},
        "decide_repeat": {"of": BROKEN_ID},
        "bulk_step": {"step": "triage", "claims": [DIRECT_ID]},
        "add_claim": {"spans": [[0, 5]], "quote_type": "reported"},
        "fix_extraction": {"quote_type": "reported"},
        "merge_speaker": {"into": "s" + "0" * 16},
        "divide_speaker": {"claims": [DIRECT_ID], "name": "x"},
        "name_speaker": {"alias": "x"},
    }
    for write in WRITES:
        path = write.path.format(**names)
        response = await api.post(path, bodies.get(write.name), people[write.permission.value], if_match="7")
        assert (write.name, response.status_code) == (write.name, 409 if "{claim}" in write.path else 422)


@pytest.mark.parametrize("path", [".json", f"/{DIRECT_ID}.json", "/stats.json", "/settings.json", "/agreement.json"])
async def test_etag(api: Api, path: str) -> None:
    """Who has the present answer gets 304 and nothing else; once something changed, the new one."""
    first = await api.get(DESK + path, "rita")
    for known in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
        again = await api.get(DESK + path, "rita", if_none_match=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    await api.done(f"{DESK}/settings", {"lease_minutes": 7, "required_reviews": 2}, "anna")
    await api.done(f"{CLAIM}/reviews", verdict(), "rita")
    await api.done(f"{CLAIM}/reviews", verdict(), "ben")
    changed = await api.get(DESK + path, "rita", if_none_match=first.headers["etag"])
    assert (changed.status_code, changed.headers["etag"] != first.headers["etag"]) == (200, True)
    assert set(changed.headers["vary"].split(", ")) >= {"Authorization", "Cookie"}
    assert changed.headers["cache-control"].startswith("private, ")


@pytest.mark.parametrize("cors", [True, False])
async def test_cors(serve: Serve, database: Path, tmp_path: Path, *, cors: bool) -> None:
    """Other sites may read answers, errors and 304 only where Datasette runs with --cors."""
    datasette = await serve(copied(database, tmp_path, "claims.db"), metadata=ALLOWED, cors=cors)
    api = await calls.api(datasette)
    tag = (await api.get(f"{CLAIM}.json")).headers["etag"]
    for response in (
        await api.get(f"{DESK}.json"),
        await api.get(f"{CLAIM}.json", if_none_match=tag),
        await api.get(f"{DESK}/{NOBODY}.json"),
        await api.get(f"{DESK}/openapi.json"),
        await api.post(f"{CLAIM}/take"),
        await api.post(f"{CLAIM}/publish"),
    ):
        assert ("access-control-allow-origin" in response.headers) == cors


async def test_bulk_preview(api: Api) -> None:
    """A preview names the claims and changes nothing."""
    before = (await api.get(f"{DESK}.json")).json()
    told = await api.done(f"{DESK}/bulk", {"step": "reject", "reason": "opinion", "where": {}, "preview": True})
    assert (told["ok"], told["batch"], len(told["claims"]), told["refused"]) == (True, None, 7, {})
    assert (await api.get(f"{DESK}.json")).json() == before


async def test_bulk_refused(api: Api) -> None:
    """If one claim cannot take the step, none does, and the answer says which and why; a preview says it, too."""
    await api.done(f"{DESK}/{OUTER_ID}/triage")
    body = {"step": "triage", "claims": [DIRECT_ID, OUTER_ID, NOBODY]}
    for preview, status in ((True, 200), (False, 409)):
        response = await api.post(f"{DESK}/bulk", {**body, "preview": preview})
        told = response.json()
        assert (response.status_code, told["ok"], told["batch"]) == (status, False, None)
        assert told["refused"].keys() == {OUTER_ID, NOBODY}
        assert "queued" in told["refused"][OUTER_ID]
    assert (await api.claim(DIRECT_ID))["version"] == 0
    assert (await api.claim(OUTER_ID))["version"] == 1


async def test_bulk_undo(api: Api) -> None:
    """One undo takes a whole bulk step back, once, and only for whoever took it."""
    name = (await api.done(f"{DESK}/bulk", {"step": "reject", "reason": "opinion", "where": {}}))["batch"]
    assert (await api.get(f"{DESK}/stats.json")).json()["states"] == {"rejected": 7}
    assert (await api.post(f"{DESK}/bulk/{name}/undo", who="ben")).status_code == 409
    undone = await api.done(f"{DESK}/bulk/{name}/undo")
    assert len(undone["claims"]) == 7
    assert (await api.get(f"{DESK}/stats.json")).json()["states"] == {"new": 7}
    assert (await api.post(f"{DESK}/bulk/{name}/undo")).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"step": "triage"}, "claims"),
        ({"step": "triage", "claims": [DIRECT_ID], "where": {}}, "claims"),
        ({"step": "triage", "where": {"speaker": "Nobody"}}, "claims"),
        ({"step": "triage", "claims": ["c" + f"{number:020x}" for number in range(501)]}, "claims"),
        ({"step": "reject", "where": {}}, "reason"),
        ({"step": "publish", "where": {}}, "step"),
        ({"step": "triage", "where": {"checkworthiness": True}}, "where.checkworthiness"),
    ],
)
async def test_bulk_wrong(api: Api, body: dict[str, object], field: str) -> None:
    """A bulk step says which claims, at most 500, in one of two ways, and what a reject is for."""
    response = await api.post(f"{DESK}/bulk", body)
    assert (response.status_code, list(response.json()["fields"])) == (422, [field])


async def test_bulk_once_each(api: Api) -> None:
    """A claim that is named twice takes the step once."""
    told = await api.done(f"{DESK}/bulk", {"step": "triage", "claims": [DIRECT_ID, DIRECT_ID]})
    assert told["claims"] == [DIRECT_ID]


async def test_blind_second_review(api: Api) -> None:
    """Two people answer without knowing of each other's verdict; the second brings both to light, and it is decided."""
    await api.done(f"{DESK}/settings", {"required_reviews": 2}, "anna")
    claim = (await api.done(f"{DESK}/next", {}, "rita"))["claim"]
    path = f"{DESK}/{claim['id']}"
    given = await api.done(f"{path}/reviews", verdict(), "rita")
    assert (given["claim"]["state"], given["claim"]["verdict"]) == ("awaiting_second", "unreviewed")
    assert (await api.post(f"{path}/reviews", verdict(), "rita")).status_code == 403
    assert (await api.done(f"{DESK}/next", {}, "rita"))["claim"]["id"] != claim["id"]
    assert (await api.done(f"{DESK}/next", {}, "ben"))["claim"]["id"] == claim["id"]
    shown = await api.claim(claim["id"], "ben")
    assert (shown["reviews"], shown["evidence"], shown["standing"]["reviewers"]) == ([], [], ["rita"])
    done = await api.done(f"{path}/reviews", verdict(), "ben")
    assert (done["claim"]["state"], done["claim"]["verdict"]) == ("decided", "false")
    shown = await api.claim(claim["id"])
    assert [(one["reviewer"], one["role"]) for one in shown["reviews"] if one["aspect"] == "veracity"] == [
        ("rita", "first"),
        ("ben", "second"),
    ]
    assert private.kept(private.beside(Path(api.datasette.get_database("claims").path))) == ()


@pytest.mark.parametrize("claim", [BROKEN_ID, FRAMELESS_ID, INNER_ID, GONE_ID])
async def test_answers_are_plain_json(api: Api, claim: str) -> None:
    """An answer says every character as itself, and a retired claim can still be read."""
    response = await api.get(f"{DESK}/{claim}.json")
    assert json.loads(response.content) == response.json()
    assert "\\u" not in response.text
