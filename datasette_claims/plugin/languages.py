"""In which language to answer whom, also where Datasette calls us without the request, and what that has shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request

from datasette_claims.plugin import translation

if TYPE_CHECKING:
    from datasette_claims.plugin.cells import Scales

COOKIE = "claims_language"
"""The cookie that keeps the language somebody chose."""

App = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Turn:
    """One request being answered: the reader's ``language``, and what was found out of each database on the way.

    That are the labels of its ``scales``, and whether the reader may see our pages of it (``is_open``).
    """

    language: str = translation.DEFAULT
    scales: dict[str, Scales] = field(default_factory=dict)
    is_open: dict[str, bool] = field(default_factory=dict)


_turn: ContextVar[Turn] = ContextVar("claims_turn")


def wanted(request: Request | None) -> str:
    """Return the language that a request asks for: by its address, else by the reader's cookie, else by the browser."""
    if request is None:
        return translation.DEFAULT
    asked = request.args.get("lang")
    chosen = asked if asked in translation.languages() else request.cookies.get(COOKIE)
    return translation.chosen(request.headers.get("accept-language"), chosen)


def turn() -> Turn:
    """Return the request being answered; outside of any, one in the default language."""
    return _turn.get(None) or Turn()


def remembering(app: App) -> App:
    """Return Datasette's application, in which ``turn`` knows the request that is being answered."""

    async def answer(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        token = _turn.set(Turn(wanted(Request(scope, receive))))
        try:
            await app(scope, receive, send)
        finally:
            _turn.reset(token)

    return answer
