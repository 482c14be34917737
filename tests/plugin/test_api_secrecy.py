"""What may not be seen is seen nowhere: one test per route that Datasette or we offer, for everybody, root included."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import calls
import pytest
import pytest_asyncio
from calls import ALLOWED, DESK, Api
from datasette.app import Datasette
from world import DIRECT_ID, copied

from datasette_claims.plugin import compat

Serve = Callable[..., Awaitable[Datasette]]
pytestmark = pytest.mark.asyncio

CLAIM = f"{DESK}/{DIRECT_ID}"
HAS_WRITES = compat.DatabaseResource is not None
"""Whether Datasette has write addresses of its own."""

BLIND = ("Zusammenfassung-7261", "Begruendung-7261", "beleg-7261.example", "Titel-7261", "satire")
"""What the first answer holds, and its flag; its verdict is one that nothing else here has."""
VERDICT = "mostly_false"
CONFIDENTIAL = ("vertraulich-7261.example", "Vertraulicher-Titel-7261", "Zitat-7261")
FIRST: dict[str, Any] = {
    "ratings": {"veracity": VERDICT, "attribution": "verbatim"},
    "summary": BLIND[0],
    "rationale": BLIND[1],
    "flags": ["satire"],
    "evidence": [
        {"bearing": "refutes", "url": f"https://{BLIND[2]}/a", "title": BLIND[3]},
        {
            "bearing": "refutes",
            "url": f"https://{CONFIDENTIAL[0]}/a",
            "title": CONFIDENTIAL[1],
            "quote": CONFIDENTIAL[2],
            "confidential": True,
        },
    ],
}
PEOPLE = (None, "nobody", "ben", "ada", "anna", "root")
TABLES = ("claims", "reviews", "evidence", "review_events", "_claims_answered_requests", "_claims_leases")
SEARCHED = ("Zusammenfassung-7261", "vertraulich-7261")


@pytest_asyncio.fixture
async def asked(serve: Serve, database: Path, tmp_path: Path) -> Api:
    """A desk where Rita has given the first of two answers, with a key, and root may do everything."""
    path = copied(database, tmp_path, "claims.db")
    datasette = await serve(path, metadata=ALLOWED, settings={"trace_debug": True, "truncate_cells_html": 0})
    if HAS_WRITES:
        datasette.root_enabled = True
    api = await calls.api(datasette)
    await api.done(f"{DESK}/settings", {"required_reviews": 2}, "anna")
    await api.done(f"{CLAIM}/reviews", FIRST, "rita", idempotency_key="k1")
    return api


def secrets(api: Api) -> tuple[str, ...]:
    """Return what must not be told: the answer, and the nonces that would let somebody prove a guess."""
    file = Path(api.datasette.get_database("claims").path + ".private")
    with closing(sqlite3.connect(file)) as connection:
        kept = [
            row[0] for table in ("answers", "evidence") for row in connection.execute(f"SELECT content FROM {table}")
        ]
        kept += [row[0] for row in connection.execute("SELECT value FROM secrets")]
    nonces = [part.split('"')[0] for content in kept for part in content.split('"nonce":"')[1:]]
    assert len(nonces) == 2
    return (*BLIND, *CONFIDENTIAL, *nonces, *(content for content in kept if len(content) == 64))


def leaks(api: Api, text: str) -> list[str]:
    return [secret for secret in secrets(api) if secret.lower() in text.lower()]


async def everybody(api: Api, path: str) -> str:
    """Fail if anybody is told a secret at an address; return what the last of them, root, is told."""
    hidden = secrets(api)
    for who in PEOPLE:
        response = await api.datasette.client.get(path, headers=cookie(api, who), follow_redirects=True)
        shown = response.text.lower()
        assert (who, path, [secret for secret in hidden if secret.lower() in shown]) == (who, path, [])
    return str(response.text)


def cookie(api: Api, who: str | None) -> dict[str, str]:
    return {"cookie": f"ds_actor={api.datasette.sign({'a': {'id': who}}, 'actor')}"} if who else {}


@pytest.mark.parametrize("form", ["", ".json?_shape=objects", ".csv", ".csv?_stream=on", "?_trace=1", ".json?_trace=1"])
async def test_table(asked: Api, form: str) -> None:
    """Tables, as pages, JSON, CSV, streamed and traced, show nothing."""
    for table in TABLES:
        await everybody(asked, f"/claims/{table}{form}")


@pytest.mark.parametrize("form", ["", ".json"])
async def test_row(asked: Api, form: str) -> None:
    """The rows of the claim and of its event show nothing, and neither does what they link to."""
    await everybody(asked, f"/claims/claims/{DIRECT_ID}{form}")
    for number in (1, 2):
        await everybody(asked, f"/claims/review_events/{number}{form}")


async def test_sql(asked: Api) -> None:
    """No query finds anything: not in any table, not in the schema, not by attaching the private file."""
    path = asked.datasette.get_database("claims").path
    with closing(sqlite3.connect(path)) as connection:
        columns = connection.execute(
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type IN ('table', 'view')"
        ).fetchall()
    assert {"claims", "reviews", "evidence"} <= {table for table, _ in columns}
    every = " union all ".join(f'select group_concat(cast("{name}" as text)) from "{table}"' for table, name in columns)
    queries = ["select * from sqlite_master", f"attach '{path}.private' as p", f"select readfile('{path}.private')"]
    for address in ("/claims", "/claims.json", "/claims.csv", "/claims/-/query.json", "/_memory.json"):
        told = await everybody(asked, f"{address}?sql={quote_plus(every)}")
        assert (address, DIRECT_ID in told) == (
            address,
            "_memory" not in address and (HAS_WRITES or "query" not in address),
        )
        for query in queries:
            await everybody(asked, f"{address}?sql={quote_plus(query)}")


@pytest.mark.parametrize("table", ["claims", "reviews", "evidence", "review_events"])
async def test_facets(asked: Api, table: str) -> None:
    """Facets count nothing of the answer."""
    columns = {"claims": ["verdict", "state", "attribution"], "reviews": ["verdict", "reviewer", "flags"]}
    names = columns.get(table, ["bearing", "url"] if table == "evidence" else ["type", "payload"])
    facets = "&".join(f"_facet={name}" for name in names)
    address = f"/claims/{table}.json?{facets}&_size=0&_extra=facet_results&_suggest=1"
    response = await asked.datasette.client.get(address)
    assert response.status_code == 200
    assert VERDICT not in response.text
    await everybody(asked, address)


@pytest.mark.parametrize("words", SEARCHED)
async def test_search(asked: Api, words: str) -> None:
    """Searching for the very words finds nothing, in tables and in our own list."""
    for address in (f"/claims/claims.json?_search={words}&_shape=array", f"{DESK}.json?text={words}"):
        response = await asked.datasette.client.get(address)
        found = response.json()
        assert (found if isinstance(found, list) else found["claims"]) == []
    for table in ("reviews", "evidence"):
        rows = (await asked.datasette.client.get(f"/claims/{table}.json?_shape=array")).json()
        assert rows == []


async def test_download(serve: Serve, asked: Api) -> None:
    """The file that Datasette lets people download holds nothing, and the private one is no database of its."""
    path = Path(asked.datasette.get_database("claims").path)
    datasette = await serve(immutables=[str(path)])
    downloaded = await datasette.client.get("/claims.db")
    assert downloaded.status_code == 200
    assert leaks(asked, downloaded.content.decode("latin-1")) == []
    for name in ("claims.db.private", "claims.private", "claims~2Edb~2Eprivate"):
        assert leaks(asked, (await datasette.client.get(f"/{name}")).text) == []


async def test_folder(serve: Serve, asked: Api) -> None:
    """Who serves the whole folder serves no private file; only its owner may read it."""
    path = Path(asked.datasette.get_database("claims").path)
    datasette = await serve(config_dir=path.parent)
    assert [name for name in datasette.databases if not name.startswith("_")] == ["claims"]
    assert os.stat(f"{path}.private").st_mode & 0o077 == 0  # noqa: PTH116 - one look


@pytest.mark.parametrize(
    "path", [f"{CLAIM}.json", f"{DESK}.json", "stats", "settings", "agreement", "openapi", CLAIM, "article", "speaker"]
)
async def test_reads(asked: Api, path: str) -> None:
    """None of our own reads and pages tells anything."""
    claim = await asked.claim(DIRECT_ID)
    named = {"article": f"{claim['article_url']}.json", "speaker": f"/claims/-/speakers/{claim['speaker_id']}.json"}
    address = named.get(path, path if path.startswith("/") else f"{DESK}/{path}.json")
    for who in (*PEOPLE, "rita"):
        response = await asked.datasette.client.get(address, headers=cookie(asked, who))
        assert response.status_code == 200
        # The document of the API names every flag, and so do the forms of those who may give one.
        flags = {"satire"} if path in {"openapi", CLAIM} else set()
        shown = sorted(set(leaks(asked, response.text)) - flags)
        assert 'value="satire" checked' not in response.text
        assert (who, shown) == (who, [])
    if path == f"{CLAIM}.json":
        assert (claim["reviews"], claim["evidence"], claim["verdict"]) == ([], [], "unreviewed")
        assert VERDICT not in str(claim["events"])


async def test_page_of_an_article(asked: Api) -> None:
    """The page of the article shows nothing either."""
    claim = await asked.claim(DIRECT_ID)
    await everybody(asked, claim["article_url"])


async def test_replay(asked: Api) -> None:
    """Sending the first answer again with its key tells no more than the first time."""
    again = await asked.post(f"{CLAIM}/reviews", FIRST, "rita", idempotency_key="k1")
    assert (again.status_code, leaks(asked, again.text), VERDICT in again.text) == (201, [], False)


async def test_kept_requests(asked: Api) -> None:
    """What is kept of a request cannot be compared with a guess, as its fingerprint needs a secret."""
    rows = (await asked.datasette.client.get("/claims/_claims_answered_requests.json?_shape=array")).json()
    file = Path(asked.datasette.get_database("claims").path + ".private")
    with closing(sqlite3.connect(file)) as connection:
        ((secret,),) = connection.execute("SELECT value FROM secrets").fetchall()
    assert (len(rows), len(rows[0]["request"]), secret in str(rows)) == (1, 64, False)


@pytest.mark.parametrize("who", ["rita", "ben", "ada", "anna", "pia", "root"])
async def test_errors(asked: Api, who: str) -> None:
    """No refusal says anything of the answer."""
    for path, body in (
        ("reviews", {}),
        ("reviews", {"ratings": {"veracity": "x"}}),
        ("adjudication", {"ratings": {"veracity": "true"}}),
        ("publish", {}),
        ("correct", {"note": "x"}),
        ("assessments", {"ratings": {"attribution": "verbatim"}}),
        ("reject", {"reason": "opinion"}),
        ("take", {}),
        ("renew", {}),
    ):
        if (who, path) in {("ben", "take"), ("root", "take")}:
            continue
        response = await asked.post(f"{CLAIM}/{path}", body, who)
        assert (path, response.is_success) == (path, False)
        assert (path, leaks(asked, response.text)) == (path, [])
        # Whoever names a verdict that does not exist is told those that do.
        assert (path, VERDICT in response.text) == (path, "'x' is not one of" in response.text)


@pytest.mark.skipif(not HAS_WRITES, reason="the 0.65 line has none")
@pytest.mark.parametrize("who", ["root", "ben"])
async def test_write_addresses(asked: Api, who: str) -> None:
    """On 1.0, Datasette's own writes and queries tell nothing, and may not attach the private file."""
    path = asked.datasette.get_database("claims").path
    attach = f"attach '{path}.private' as p"
    copy = "insert into sources (id, name) select id, content from p.answers"
    for address, body in (
        ("/claims/-/execute-write", {"sql": attach}),
        ("/claims/-/execute-write", {"sql": copy}),
        ("/claims/-/execute-write", {"sql": f"vacuum into '{path}.copy'"}),
        ("/claims/-/execute-write/analyze", {"sql": attach}),
        ("/claims/-/query", {"sql": attach}),
        ("/claims/review_events/-/insert", {"row": {"seq": 2}, "return": True, "replace": True}),
        ("/claims/review_events/2/-/update", {"update": {"at": "x"}, "return": True}),
        ("/claims/claims/-/upsert", {"rows": [{"id": DIRECT_ID}], "return": True}),
    ):
        response = await asked.post(address, body, who)
        assert (address, leaks(asked, response.text)) == (address, [])
        if "attach" in str(body) or "p.answers" in str(body):
            assert (address, response.status_code >= 400) == (address, True)
    assert [row[1] for row in await attached(asked)] == ["main"]


async def attached(api: Api) -> list[Any]:
    rows = await api.datasette.get_database("claims").execute_write_fn(
        lambda connection: connection.execute("PRAGMA database_list").fetchall()
    )
    return [row for row in rows if row[1] != "temp"]


async def test_decided(asked: Api) -> None:
    """With the decision the answer is for everybody, the confidential evidence for reviewers only."""
    hidden = secrets(asked)
    await asked.done(f"{CLAIM}/reviews", {"ratings": {"veracity": VERDICT}}, "ben")
    for who in (*PEOPLE, "rita"):
        text = (await asked.get(f"{CLAIM}.json", who)).text
        assert (who, [secret for secret in BLIND if secret not in text]) == (who, [])
        told = [secret for secret in CONFIDENTIAL if secret in text]
        assert (who, told) == (who, list(CONFIDENTIAL) if who in {"ben", "rita", "root"} else [])
    shown = await asked.claim(DIRECT_ID)
    (kept,) = [one for one in shown["evidence"] if one["confidential"]]
    assert (kept["url"], kept["title"], len(kept["commitment"])) == (None, "", 64)
    secret = [*CONFIDENTIAL, *[nonce for nonce in hidden if len(nonce) == 32 and await in_file(asked, nonce)]]
    assert len(secret) == 4
    for table in TABLES:
        for form in ("", ".json", ".csv?_stream=on"):
            text = (await asked.datasette.client.get(f"/claims/{table}{form}", headers=cookie(asked, "root"))).text
            assert (table, [one for one in secret if one in text]) == (table, [])


async def in_file(api: Api, nonce: str) -> bool:
    """Tell whether a nonce is still secret: that of confidential evidence always is."""
    file = Path(api.datasette.get_database("claims").path + ".private")
    with closing(sqlite3.connect(file)) as connection:
        return any(nonce in content for (content,) in connection.execute("SELECT content FROM evidence"))


async def test_confidential_alone(api: Api) -> None:
    """Where one review is enough, confidential evidence is as secret."""
    await api.done(f"{CLAIM}/reviews", FIRST, "rita")
    for address in (f"{CLAIM}.json", "/claims/evidence.json?_shape=objects", "/claims/review_events.csv", CLAIM):
        text = (await api.datasette.client.get(address)).text
        assert (address, [secret for secret in CONFIDENTIAL if secret in text]) == (address, [])


async def test_taken_back(asked: Api) -> None:
    """An answer that is taken back before the decision is never shown, also after others have decided."""
    await asked.done(f"{CLAIM}/undo", {}, "rita")
    await asked.done(f"{CLAIM}/reviews", {"ratings": {"veracity": "true"}}, "ben")
    await asked.done(f"{CLAIM}/reviews", {"ratings": {"veracity": "true"}}, "zoe")
    for address in (f"{CLAIM}.json", "/claims/reviews.json", "/claims/review_events.json", "/claims/evidence.json"):
        text = (await asked.datasette.client.get(address, headers=cookie(asked, "root"))).text
        assert (address, [secret for secret in (*BLIND, *CONFIDENTIAL) if secret in text]) == (address, [])
