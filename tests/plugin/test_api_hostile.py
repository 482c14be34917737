"""What other sites, broken programs and unkind people send: refused, or stored and shown as text."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import calls
import pytest
from calls import ALLOWED, DESK, Api, verdict
from datasette.app import Datasette
from world import DIRECT_ID, SCRIPT, copied

from datasette_claims.plugin.routes import WRITES

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
CLAIM = f"{DESK}/{DIRECT_ID}"
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\nopinion\r\n--x--\r\n'
JSON = "application/json"
FOREIGN = {
    "form": (b"reason=opinion", {"content_type": "application/x-www-form-urlencoded"}),
    "multipart": (MULTIPART, {"content_type": "multipart/form-data; boundary=x"}),
    "multipart without boundary": (MULTIPART, {"content_type": "multipart/form-data"}),
    "text": (b'{"reason": "opinion"}', {"content_type": "text/plain"}),
    "no type": (b'{"reason": "opinion"}', {"content_type": ""}),
    "origin": (b'{"reason": "opinion"}', {"content_type": JSON, "origin": "https://evil.example"}),
    "null origin": (b'{"reason": "opinion"}', {"content_type": JSON, "origin": "null"}),
    "browser": (b'{"reason": "opinion"}', {"content_type": JSON, "sec_fetch_site": "cross-site"}),
}


@pytest.mark.parametrize("case", FOREIGN)
async def test_other_sites(api: Api, case: str) -> None:
    """What a page of another site can make a reviewer's browser send is 403 at every write and changes nothing."""
    body, headers = FOREIGN[case]
    for write in WRITES:
        path = write.path.format(
            database="claims", claim=DIRECT_ID, batch="b" + "0" * 20, speaker="s" + "0" * 16, article="a" + "0" * 16
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for who in ("rita", None):
            cookies = {"ds_actor": api.datasette.sign({"a": {"id": who}}, "actor")} if who else None
            response = await api.datasette.client.post(path, content=body, headers=named, cookies=cookies)
            assert (path, who, response.status_code) == (path, who, 403)
    assert (await api.claim(DIRECT_ID))["version"] == 0


TEXTS = {
    "HTML": f"{SCRIPT}<img src=x onerror=alert(1)><!--",
    "SQL": "'; DROP TABLE reviews; --\" OR 1=1",
    "template": "{{ 7*7 }}{% raw %}${7*7}",
    "override": "\u202etxet desrever\u202c\u2066isolated",
    "emoji": "\U0001f4f0 e\u0301 \ufeff \u200b",
    "lines": "eins\r\nzwei\tdrei",
    "link": "[x](javascript:alert(1)) javascript:alert(1)",
    "formula": '=HYPERLINK("https://evil.example")',
}


@pytest.mark.parametrize("case", TEXTS)
async def test_texts(api: Api, case: str) -> None:
    """Texts that others would run are kept as they are and shown as text, in tables, JSON and on our pages."""
    text = TEXTS[case]
    evidence = [{"bearing": "context", "title": text[:500].replace("\r\n", " "), "quote": text, "publisher": text}]
    await api.done(f"{CLAIM}/reviews", verdict(summary=text, rationale=text, evidence=evidence))
    shown = await api.claim(DIRECT_ID)
    assert (shown["reviews"][0]["summary"], shown["evidence"][0]["quote"]) == (text.strip(), text)
    rows = (await api.datasette.client.get("/claims/reviews.json?_shape=array")).json()
    assert rows[0]["rationale"] == text.strip()
    for address in (
        "/claims/reviews",
        "/claims/evidence",
        "/claims/review_events",
        CLAIM,
        f"/claims/claims/{DIRECT_ID}",
    ):
        page = (await api.datasette.client.get(address)).text
        assert SCRIPT not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page
    assert text.strip().splitlines()[0] in unescape((await api.datasette.client.get("/claims/reviews")).text)
    assert (await api.claim(DIRECT_ID))["version"] == 1


@pytest.mark.parametrize("text", ["\x00", "a\x08b", "\x1b[31m", "\x7f", "\x85", "\x9f", "\ud800", "x\udc00y"], ids=repr)
async def test_controls(api: Api, text: str) -> None:
    """Control characters and halves of surrogate pairs are refused wherever they stand."""
    for body in (
        verdict(summary=text),
        verdict(evidence=[{"bearing": "context", "quote": text}]),
        {"ratings": {"veracity": text}},
        {text: 1},
    ):
        response = await api.post(f"{CLAIM}/reviews", body)
        assert (body, response.status_code in {400, 422}) == (body, True)
    assert (await api.claim(DIRECT_ID))["version"] == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"required": 1e400}', 400),
        (b'{"required": 99999999999999999999999999}', 422),
        (b'{"required": ' + b"9" * 5000 + b"}", 400),
        (b'{"required": 1.5}', 422),
        (b'{"required": "2"}', 422),
        (b'{"required": true}', 422),
        (b'{"required": -0}', 422),
        (b'{"required": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
        (b'{"required": ' + b'{"a":' * 500 + b"1" + b"}" * 501, 422),
        (b'{"required": NaN}', 400),
        (b'{"required": 2, "required": 3}', 400),
        (b"\xef\xbb\xbf{}", 400),
        (b"{}garbage", 400),
        (b"[]", 400),
        (b" " * 10_000_000, 413),
        (json.dumps({"required": "x" * 10_000_000}).encode(), 413),
    ],
    ids=range(16),
)
async def test_bodies(api: Api, body: bytes, status: int) -> None:
    """Numbers that are none, endless nesting and ten megabytes are refused in words, with no trace in the database."""
    response = await api.post(f"{CLAIM}/triage", body)
    assert response.status_code == status
    assert len(response.text) < 2000
    assert (await api.claim(DIRECT_ID))["version"] == 0


PLACES = [
    [1, 2],
    ["SORT", "x", 99999999999999999999],
    ["SORT", "\ud800", 1],
    ["SORT", [], 1],
    ["SORT", 0.5, "1"],
    ["SORT", 0.5, 1, 1],
    ["SORT", 0.5, -1],
    ["SORT", float("nan"), 1],
    ["quote", 0.5, 1],
    {"SORT": 1},
    None,
]


@pytest.mark.parametrize("sort", ["reading_order", "priority", "checkworthiness"])
async def test_made_up_pages(api: Api, sort: str) -> None:
    """A ``next`` that we did not give is refused, whatever it holds."""
    for place in PLACES:
        token = urlsafe_b64encode(json.dumps(place).replace("SORT", sort).encode()).decode().rstrip("=")
        response = await api.get(f"{DESK}.json?sort={sort}&after={token}")
        assert (place, response.status_code, list(response.json()["fields"])) == (place, 422, ["after"])


@pytest.mark.parametrize("field", ["text", "topic", "speaker"])
async def test_searches(api: Api, field: str) -> None:
    """No words are taken for a language of queries."""
    for words in ('"', "a*", "NEAR(", "quote:", "-", "^", "AND", '""""', "%", "_", "(", "\\"):
        response = await api.get(f"{DESK}.json?{urlencode({field: words})}")
        assert (words, response.status_code) == (words, 200)
        assert (words, (await api.post(f"{DESK}/next", {field: words})).status_code) == (words, 200)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Rita Müller", 201),
        (f"<b>{SCRIPT}", 201),
        ("o'brien\"; --", 201),
        ("\U0001f600", 201),
        (5, 201),
        ("rita\u202e", 403),
        ("rita\u200b", 403),
        ("rita\x00", 403),
        ("rita\n", 403),
        ("x" * 201, 403),
    ],
    ids=repr,
)
async def test_names(serve: Serve, database: Path, tmp_path: Path, name: object, status: int) -> None:
    """A name is kept and shown as text; one that can pass for another's, or cannot be shown, is refused."""
    blocks = {"claims-review": {"id": "*"}, "claims-admin": {"id": "*"}}
    datasette = await serve(
        copied(database, tmp_path, "claims.db"), metadata={"plugins": {"datasette-claims": {"allow": blocks}}}
    )
    api = await calls.api(datasette)
    response = await api.call(
        "POST",
        f"{CLAIM}/reviews",
        name,
        json.dumps(verdict()).encode(),
        content_type=JSON,  # type: ignore[arg-type]
    )
    assert response.status_code == status
    assert (await api.get(f"{DESK}/stats.json", name)).status_code in {200, 403}  # type: ignore[arg-type]
    assert (await api.get(CLAIM, name)).status_code == (200 if status == 201 else 403)  # type: ignore[arg-type]
    if status == 201:
        assert (await api.claim(DIRECT_ID))["reviews"][0]["reviewer"] == str(name)
        page = (await datasette.client.get("/claims/reviews")).text
        assert SCRIPT not in page
        assert str(name) in unescape(page)


async def test_prefix(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Below a base URL the next page, the claims' addresses and the document's server stay below it."""
    datasette = await serve(
        copied(database, tmp_path, "claims.db"), metadata=ALLOWED, settings={"base_url": "/news/desk/"}
    )
    api = await calls.api(datasette)
    assert api.contract.document["servers"] == [{"url": "/news/desk/claims"}]
    first = (await api.get(f"{DESK}.json?size=2")).json()
    assert first["next"].startswith("/news/desk/claims/-/claims.json?")
    second = (await api.get(first["next"].removeprefix("/news/desk"))).json()
    assert not {claim["id"] for claim in first["claims"]} & {claim["id"] for claim in second["claims"]}
    assert first["claims"][0]["url"].startswith("/news/desk/claims/-/claims/c")
    response = await api.post(f"{CLAIM}/reviews", verdict())
    assert (response.status_code, response.json()["claim"]["url"]) == (201, f"/news/desk{CLAIM}")
