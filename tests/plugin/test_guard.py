"""What a request must be before it may write, and how all others are answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import desk
import pytest
import pytest_asyncio
from datasette.app import Datasette
from desk import ALLOWED, LIMIT, PATH, notes, post
from hypothesis import given
from hypothesis import strategies as st
from world import DIRECT_ID, PLAIN_ID

from datasette_claims.plugin import bodies, compat
from datasette_claims.plugin.permissions import REVIEW
from datasette_claims.plugin.refusals import Refused

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
RITA = {"id": "rita"}
FORM = "application/x-www-form-urlencoded"
PAGES = (f"/claims/-/claims/{DIRECT_ID}", f"/claims/-/articles/{PLAIN_ID}")


@pytest.fixture(autouse=True)
def opened() -> Iterator[None]:
    """Every test has the desk's routes."""
    with desk.opened():
        yield


@pytest.fixture
def path(database: Path, tmp_path: Path) -> Path:
    """A database with a table of notes."""
    return desk.with_notes(database, tmp_path)


@pytest_asyncio.fixture
async def served(serve: Serve, path: Path) -> Datasette:
    """The same, served, Rita allowed to review."""
    return await serve(path, metadata=ALLOWED)


async def test_written(served: Datasette, path: Path) -> None:
    """The actor who may write does, and the note says who it was."""
    response = await post(served, {"note": "Grün"}, actor=RITA)
    assert (response.status_code, response.json()) == (201, {"ok": True})
    assert notes(path) == [("Grün", "rita")]


ADMITTED: dict[str, dict[str, str]] = {
    "charset": {"content_type": "Application/JSON; charset=utf-8"},
    "own page": {"origin": "http://localhost", "sec_fetch_site": "same-origin"},
    "own origin": {"origin": "http://localhost"},
    "default port": {"origin": "http://localhost:80", "host": "localhost"},
    "typed": {"sec_fetch_site": "none"},
}
SHUT = {
    "form": (403, {"content_type": FORM}),
    "plain": (403, {"content_type": "text/plain"}),
    "html": (403, {"content_type": "text/html"}),
    "no type": (403, {"content_type": ""}),
    "nearly JSON": (403, {"content_type": "text/plain; application/json"}),
    "foreign origin": (403, {"origin": "https://evil.example"}),
    "foreign port": (403, {"origin": "http://localhost:8002"}),
    "subdomain": (403, {"origin": "http://localhost.evil.example"}),
    "no origin": (403, {"origin": "null"}),
    "file": (403, {"origin": "file://localhost"}),
    "broken origin": (403, {"origin": "http://localhost:eighty"}),
    "cross-site": (403, {"sec_fetch_site": "cross-site"}),
    "same site": (403, {"sec_fetch_site": "same-site", "origin": "http://localhost"}),
}


@pytest.mark.parametrize("case", ADMITTED)
async def test_admitted(served: Datasette, path: Path, case: str) -> None:
    """What programs and our own pages send goes through."""
    assert (await post(served, actor=RITA, **ADMITTED[case])).status_code == 201
    assert len(notes(path)) == 1


@pytest.mark.parametrize("case", SHUT)
@pytest.mark.parametrize("cookie", [True, False])
async def test_shut(served: Datasette, path: Path, case: str, *, cookie: bool) -> None:
    """What a page of another site could send changes nothing, with or without the reviewer's cookie."""
    status, headers = SHUT[case]
    body = b"note=n" if headers.get("content_type") == FORM else None
    response = await post(served, body, actor=RITA if cookie else None, **headers)
    assert response.status_code == status
    assert notes(path) == []


@pytest.mark.parametrize("form", [FORM, "multipart/form-data; boundary=x", "text/plain"])
async def test_forms(served: Datasette, form: str) -> None:
    """A form is refused by us even where Datasette lets it through."""
    response = await post(served, b"note=n", content_type=form)
    assert response.status_code == 403
    assert response.json()["error"] == "Send the body as application/json; forms and plain text are refused."


async def test_other_type(served: Datasette) -> None:
    """Other media types are told what to send."""
    response = await post(served, b"<note/>", content_type="application/xml")
    assert (response.status_code, response.headers["accept-post"]) == (415, "application/json")


async def test_behind_proxy(served: Datasette) -> None:
    """A browser that says same-origin is believed although a proxy has changed Host."""
    headers = {"origin": "https://claims.example", "sec_fetch_site": "same-origin"}
    assert (await post(served, actor=RITA, **headers)).status_code == 201


@pytest.mark.parametrize(
    ("actor", "status", "message"),
    [
        (None, 401, "Sign in first, or send a token."),
        ({"name": "rita"}, 401, "Sign in first, or send a token."),
        ({"id": ""}, 401, "Sign in first, or send a token."),
        ({"id": "ruth"}, 403, "You need the permission claims-review on the database claims."),
    ],
)
async def test_actor(served: Datasette, path: Path, actor: Any, status: int, message: str) -> None:
    """Who is nobody must sign in; who is somebody needs the permission."""
    response = await post(served, actor=actor)
    assert (response.status_code, response.json()["error"]) == (status, message)
    assert response.json().get("permission") == (REVIEW if status == 403 else None)
    assert response.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)
    assert notes(path) == []


async def test_private(serve: Serve, path: Path) -> None:
    """Rita may not write where she may not look."""
    private = {**ALLOWED, "databases": {"claims": {"allow": {"id": "ruth"}}}}
    assert (await post(await serve(path, metadata=private), actor=RITA)).status_code == 403
    assert notes(path) == []


async def test_unknown_database(served: Datasette) -> None:
    """A database that is not there is 404, to those who have signed in."""
    response = await post(served, path="/nothing/-/test/notes", actor=RITA)
    assert (response.status_code, response.json()["error"]) == (404, "There is no such database.")
    assert (await post(served, path="/nothing/-/test/notes")).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"note"',
        b"null",
        b'{"note": NaN}',
        b'{"note": -Infinity}',
        b'{"note": 1e999}',
        b'{"note": 1, "note": 2}',
        b'{"inner": {"a": 1, "a": 1}}',
        b'{"note": "\\ud800"}',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"note": ' + b"[" * 400 + b"]" * 399 + b"}",
    ],
)
async def test_unclean(served: Datasette, path: Path, body: bytes) -> None:
    """What is no JSON object, or one that readers could understand differently, is 400."""
    response = await post(served, body, actor=RITA)
    assert response.status_code == 400
    assert response.json()["error"].startswith("The body")
    assert notes(path) == []


async def test_numbers() -> None:
    """Numbers that JSON can say arrive as they are."""
    assert bodies.parsed(b'{"a": 0.5, "b": -1, "c": 1e2, "d": null}') == {"a": 0.5, "b": -1, "c": 100.0, "d": None}


async def test_deep() -> None:
    """Endless nesting is 400, not a crash."""
    with pytest.raises(Refused) as refused:
        bodies.parsed(b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    assert refused.value.status == 400


@given(st.binary(max_size=60))
async def test_any_bytes(body: bytes) -> None:
    """Any bytes are an object or refused with 400."""
    status = 200
    try:
        bodies.parsed(body)
    except Refused as refused:
        status = refused.status
    assert status in {200, 400}


class Sender:
    """A request whose body comes in chunks of 100 bytes; counts those that were read."""

    def __init__(self, chunks: int, headers: dict[str, str]) -> None:
        self.left, self.read, self.headers = chunks, 0, headers

    async def receive(self) -> dict[str, Any]:
        self.left, self.read = self.left - 1, self.read + 1
        return {"type": "http.request", "body": b"x" * 100, "more_body": self.left > 0}


@pytest.mark.parametrize(
    ("headers", "most"), [({}, 11), ({"content-length": "100000"}, 0), ({"content-length": "²"}, 11)]
)
async def test_stops_reading(headers: dict[str, str], most: int) -> None:
    """No more is read of a body that is too large than what shows that it is."""
    sender = Sender(1000, headers)
    with pytest.raises(Refused) as refused:
        await bodies.received(sender, 1000)
    assert (refused.value.status, refused.value.further, sender.read) == (413, {"limit": 1000}, most)


async def test_largest() -> None:
    """A body of exactly the limit is read."""
    assert await bodies.received(Sender(10, {"content-length": "1000"}), 1000) == b"x" * 1000


async def test_disconnected() -> None:
    """A body that does not end is refused, too."""

    class Gone:
        headers: dict[str, str] = {}  # noqa: RUF012

        async def receive(self) -> dict[str, str]:
            return {"type": "http.disconnect"}

    with pytest.raises(Refused, match="before the body"):
        await bodies.received(Gone(), 10)


async def test_too_large(served: Datasette, path: Path) -> None:
    """Too much is 413 and says what the limit is; a stranger is told to sign in before anything is read."""
    response = await post(served, {"note": "n" * LIMIT}, actor=RITA)
    assert (response.status_code, response.json()["limit"]) == (413, LIMIT)
    assert (await post(served, {"note": "n" * LIMIT})).status_code == 401
    assert notes(path) == []


async def test_refused_within(served: Datasette, path: Path) -> None:
    """What is refused while writing is rolled back and answered with everything that the refusal carries."""
    response = await post(served, {"late": True}, actor=RITA)
    message = "Somebody else was first."
    expected = {"ok": False, "error": message, "errors": [message], "status": 409, "claim": {"id": "c1"}}
    assert (response.status_code, response.json(), response.headers["etag"]) == (409, expected, '"2"')
    assert notes(path) == []


async def test_locked(served: Datasette) -> None:
    """While somebody else writes, the answer is 503 and says when to come again."""
    response = await post(served, {"locked": True}, actor=RITA)
    assert (response.status_code, response.headers["retry-after"]) == (503, "2")


async def test_immutable(serve: Serve, path: Path) -> None:
    """An immutable database answers 403 in words."""
    response = await post(await serve(immutables=[str(path)], metadata=ALLOWED), actor=RITA)
    assert (response.status_code, response.json()["status"]) == (403, 403)
    assert "served as immutable" in response.json()["error"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("suffix", ["", ".json"])
async def test_pages_are_read(served: Datasette, page: str, suffix: str) -> None:
    """The pages and their twins answer GET and HEAD; anything else is 405 and says so."""
    got = await served.client.get(page + suffix)
    head = await served.client.head(page + suffix)
    assert (got.status_code, head.status_code, head.content) == (200, 200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    takes_forms = not suffix
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        response = await served.client.request(method, page + suffix)
        if method == "POST" and takes_forms:
            # What answers forms is tested in test_forms.py.
            assert response.status_code == 415
            continue
        allow = "GET, HEAD, POST" if takes_forms else "GET, HEAD"
        assert (method, response.status_code, response.headers["allow"]) == (method, 405, allow)
        assert response.json()["ok"] is False


@pytest.mark.parametrize(("address", "allow"), [(PATH, "GET, HEAD, POST"), ("/claims/-/test/note", "POST")])
async def test_methods(served: Datasette, address: str, allow: str) -> None:
    """405 names the methods that the address answers."""
    assert (await served.client.request("PUT", address)).headers["allow"] == allow
    assert (await served.client.get(address)).status_code == (200 if "GET" in allow else 405)


async def test_no_cors(served: Datasette) -> None:
    """Without --cors nothing is said to other sites."""
    for response in (await post(served, actor=RITA), await post(served), await served.client.get(PATH)):
        assert not [name for name in response.headers if name.startswith("access-control")]


async def test_cors(serve: Serve, path: Path) -> None:
    """With --cors the preflight names what the API needs, and every JSON answer may be read by other sites."""
    datasette = await serve(path, metadata=ALLOWED, cors=True)
    preflight = await datasette.client.options(PATH)
    assert preflight.status_code == 204
    assert {"POST", "GET"} <= set(preflight.headers["access-control-allow-methods"].split(", "))
    allowed = set(preflight.headers["access-control-allow-headers"].split(", "))
    assert allowed == {"Content-Type", "Authorization", "If-Match", "Idempotency-Key"}
    for response in (await post(datasette, actor=RITA), await post(datasette), await datasette.client.get(PATH)):
        assert response.headers["access-control-allow-origin"] == "*"
        assert {"ETag", "Retry-After"} <= set(response.headers["access-control-expose-headers"].split(", "))
    assert (await post(datasette, actor=RITA)).headers["etag"] == '"1"'


@pytest.mark.parametrize(
    ("cors", "headers", "status"),
    [
        (True, {"authorization": "Bearer rita"}, 201),
        (True, {"authorization": "Bearer rita", "cookie": "a=b"}, 403),
        (True, {"authorization": "Basic cml0YTp4"}, 403),
        (True, {}, 403),
        (False, {"authorization": "Bearer rita"}, 403),
    ],
)
async def test_from_other_sites(serve: Serve, path: Path, *, cors: bool, headers: dict[str, str], status: int) -> None:
    """With --cors, pages of other sites may write with a token, and with nothing that a browser adds by itself."""
    tokens = {"datasette-auth-tokens": {"tokens": [{"token": "rita", "actor": RITA}]}}
    datasette = await serve(path, metadata={"plugins": {**ALLOWED["plugins"], **tokens}}, cors=cors)
    response = await post(datasette, origin="https://newsroom.example", **headers)
    assert response.status_code == status
    assert len(notes(path)) == (status == 201)


async def test_base_url(serve: Serve, path: Path) -> None:
    """Below a base URL everything works as at the root."""
    datasette = await serve(path, metadata=ALLOWED, settings={"base_url": "/desk/"})
    assert (await post(datasette, actor=RITA)).status_code == 201
    assert (await post(datasette, b"a=1", actor=RITA, content_type=FORM)).status_code == 403


@pytest.mark.skipif(compat.DatabaseResource is not None, reason="only the 0.65 line has form tokens")
async def test_other_routes(served: Datasette) -> None:
    """JSON to addresses that are not ours still needs the form token of 0.65."""
    for address in ("/-/logout", "/claims/claims", "/claims/-/test/notes/more"):
        response = await post(served, path=address, actor=RITA)
        assert (address, response.status_code, response.text) == (address, 403, "Unknown content-type")
