"""What every request passes before it is answered: method, origin, media type, actor, permission, body.

Reads ask for permission themselves, as they look at tables; a write is admitted here by one action on its database.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from datasette.utils import add_cors_headers, tilde_decode
from datasette.utils.asgi import Forbidden, NotFound, Response

from datasette_claims.plugin import bodies, compat, refusals
from datasette_claims.plugin.refusals import Refused

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database
    from datasette.utils.asgi import Request

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

# What a page of another site can send without asking first; a body without a type is among them.
_FORMS = frozenset({"", FORM, "multipart/form-data", "text/plain"})

_LONGEST_NAME = 200

_PORTS = {"http": 80, "https": 443}

View = Callable[["Datasette", "Request"], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Admitted:
    """A write that may go ahead: who asks, by a non-empty id, for which database, and the JSON object sent."""

    datasette: Datasette
    request: Request
    database: Database
    actor_id: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Write:
    """What answers POST: the action that it needs on the database, and the most bytes that a body may have.

    ``answer`` may raise what ``refusals.ANSWERED`` lists.
    """

    action: str
    answer: Callable[[Admitted], Awaitable[Response]]
    limit: int = bodies.LIMIT


@dataclass(frozen=True, slots=True)
class Route:
    """An address, as a regular expression with the group ``database``, and what answers GET and POST there.

    ``form`` takes what the forms of the page at this address send, in the place of ``write``, and checks it itself.
    """

    pattern: str
    read: View | None = None
    write: Write | None = None
    form: View | None = None


def registered(routes: Iterable[Route]) -> list[tuple[str, View]]:
    """Return the routes as Datasette registers them."""
    return [(route.pattern, _view(route)) for route in routes]


def skips_csrf(datasette: Datasette, scope: Mapping[str, Any], routes: Iterable[Route]) -> bool:
    """Tell whether 0.65 need not ask for its form token: where a route of ours refuses everything that a form sends."""
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    base = datasette.setting("base_url")
    if base != "/" and path.startswith(base):
        path = "/" + path[len(base) :]
    sent = next((value for name, value in scope["headers"] if name == b"content-type"), b"").decode("latin-1")
    takes_forms = _media_type(sent) == FORM
    return any(re.match(route.pattern, path) for route in routes if route.form is None or not takes_forms)


def cors_headers(datasette: Datasette) -> dict[str, str]:
    """Return the headers that let other sites use our JSON; none unless Datasette runs with ``--cors``."""
    headers: dict[str, str] = {}
    if datasette.cors:
        add_cors_headers(headers)
        headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Idempotency-Key, If-Match"
        headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        headers["Access-Control-Max-Age"] = "3600"
    return headers


def _view(route: Route) -> View:
    async def view(datasette: Datasette, request: Request) -> Response:
        if route.read is not None and request.method in {"GET", "HEAD"}:
            return _for_method(request, await route.read(datasette, request))
        if route.form is not None and request.method == "POST":
            return await route.form(datasette, request)
        headers = cors_headers(datasette)
        if request.method == "OPTIONS" and headers:
            return Response.text("", status=204, headers=headers)
        try:
            if route.write is None or request.method != "POST":
                raise _wrong_method(route)
            response = await route.write.answer(await _admitted(route.write, datasette, request))
        except refusals.ANSWERED as error:
            return refusals.answer(error, headers)
        response.headers = {**headers, **response.headers}
        return response

    return view


def _for_method(request: Request, response: Response) -> Response:
    if request.method == "HEAD":
        response.body = b""
    return response


def _wrong_method(route: Route) -> Refused:
    methods = (["GET", "HEAD"] if route.read else []) + (["POST"] if route.write or route.form else [])
    return Refused(405, f"This address answers {', '.join(methods)} only.", {"Allow": ", ".join(methods)})


async def admitted_form(datasette: Datasette, request: Request) -> Admitted:
    """Admit what a form of our own pages sends, its fields unread; raises Refused, NotFound.

    The action that it needs is asked for with the step that it takes (``check_allowed``).
    """
    if _is_foreign(request):
        raise Refused(403, "Other sites may not write here.")
    if _media_type(request.headers.get("content-type", "")) != FORM:
        raise Refused(415, f"Send the form as {FORM}.", {"Accept-Post": FORM})
    actor = _signed_in(request)
    return Admitted(datasette, request, _database(datasette, request), actor, {})


async def check_allowed(admitted: Admitted, action: str) -> None:
    """Raise Refused unless the actor may do ``action`` in the database."""
    if not await compat.allowed(admitted.datasette, admitted.request.actor, action, admitted.database.name):
        message = f"You need the permission {action} on the database {admitted.database.name}."
        raise Refused(403, message, permission=action)


def _signed_in(request: Request) -> str:
    actor = actor_id(request)
    if not actor:
        raise Refused(401, "Sign in first, or send a token.", {"WWW-Authenticate": "Bearer"})
    return actor


async def _admitted(write: Write, datasette: Datasette, request: Request) -> Admitted:
    """Check everything that costs nothing before the body is read, so that strangers cannot make us read much."""
    _check_source(datasette, request)
    actor = _signed_in(request)
    admitted = Admitted(datasette, request, _database(datasette, request), actor, {})
    await check_allowed(admitted, write.action)
    return replace(admitted, body=await bodies.json_object(request, write.limit))


def actor_id(request: Request) -> str:
    """Return the name under which the actor's deeds are kept; empty for nobody.

    Raises Forbidden for one that cannot be shown as it is: invisible characters would let one person pass for another.
    """
    name = str((request.actor or {}).get("id") or "")
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise Forbidden(f"An actor's id must be at most {_LONGEST_NAME} printable characters.")
    return name


def _check_source(datasette: Datasette, request: Request) -> None:
    if _is_foreign(request) and not (datasette.cors and _has_token_only(request)):
        raise Refused(403, "Other sites may not write here.")
    media_type = _media_type(request.headers.get("content-type", ""))
    if media_type in _FORMS or media_type.startswith("text/"):
        raise Refused(403, f"Send the body as {JSON}; forms and plain text are refused.")
    if media_type != JSON:
        raise Refused(415, f"Send the body as {JSON}.", {"Accept-Post": JSON})


def _is_foreign(request: Request) -> bool:
    """Tell whether a browser sends this for a page of another site; programs send neither of the two headers."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        # The browser's own word, also behind a proxy that changes Host.
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is None:
        return False
    try:
        scheme, host = urlsplit(origin).scheme, urlsplit(origin).netloc
        return scheme not in _PORTS or _place(scheme, host) != _place(scheme, request.host)
    except ValueError:
        return True


def _place(scheme: str, host: str) -> tuple[str | None, int]:
    parts = urlsplit(f"{scheme}://{host}")
    return parts.hostname, parts.port or _PORTS[scheme]


def _has_token_only(request: Request) -> bool:
    """Tell whether the request proves who sends it by itself, without what a browser adds for any page."""
    scheme = request.headers.get("authorization", "").partition(" ")[0]
    return scheme.lower() == "bearer" and "cookie" not in request.headers


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _database(datasette: Datasette, request: Request) -> Database:
    try:
        return datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        raise NotFound("There is no such database.") from None
