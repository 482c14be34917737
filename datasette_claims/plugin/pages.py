"""The claim page and the article page: permission, one read, one context, rendered. ``api`` is their JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from datasette.utils import tilde_decode
from datasette.utils.asgi import Forbidden, NotFound, Response

from datasette_claims.database import reading
from datasette_claims.model import StoredArticle, StoredClaim
from datasette_claims.plugin import compat, contexts, translation
from datasette_claims.plugin.api.admission import TABLES
from datasette_claims.plugin.contexts import ArticlePage, ClaimPage, Place
from datasette_claims.plugin.translation import message

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class _Page(Generic[Found]):
    """How one kind of page is read and rendered; ``missing`` says that there is none."""

    read: Callable[[sqlite3.Connection, str], Found | None]
    missing: str
    template: str
    context: Callable[[Place, Found], ClaimPage | ArticlePage]


_CLAIM: _Page[tuple[StoredArticle, StoredClaim]] = _Page(
    read=reading.stored_claim,
    missing=message("This database holds no such claim."),
    template="datasette_claims/claim.html",
    context=lambda place, found: contexts.claim_page(place, *found),
)

_ARTICLE: _Page[StoredArticle] = _Page(
    read=reading.stored_article,
    missing=message("This database holds no such article."),
    template="datasette_claims/article.html",
    context=contexts.article_page,
)


async def claim(datasette: Datasette, request: Request) -> Response:
    """Answer for one claim."""
    return await _answer(_CLAIM, datasette, request)


async def article(datasette: Datasette, request: Request) -> Response:
    """Answer for one article."""
    return await _answer(_ARTICLE, datasette, request)


async def _answer(page: _Page[Found], datasette: Datasette, request: Request) -> Response:
    language = translation.chosen(request.headers.get("accept-language"))
    return await _html(page, *await _find(page, datasette, request, language), request)


async def _find(page: _Page[Found], datasette: Datasette, request: Request, language: str) -> tuple[Place, Found]:
    """Return what the address names, or raise Forbidden (before anything is read) or NotFound."""
    say = translation.catalogue(language).gettext
    try:
        database = datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        raise NotFound(say(message("There is no such database."))) from None
    if not await compat.may_view_tables(datasette, request.actor, database.name, TABLES):
        raise Forbidden(say(message("You do not have permission to read the claims of this database.")))

    def read(connection: sqlite3.Connection) -> Found | None:
        with reading.snapshot(connection):
            is_there = reading.holds_claims(connection)
            return page.read(connection, request.url_vars["id"]) if is_there else None

    found: Found | None = await database.execute_fn(read)
    if found is None:
        raise NotFound(say(page.missing))
    return Place(datasette, database.name, language), found


async def _html(page: _Page[Found], place: Place, found: Found, request: Request) -> Response:
    shown = page.context(place, found)
    say = translation.catalogue(place.language)
    variables = {
        "page": shown,
        "database": place.database,
        "alternate_url_json": place.datasette.absolute_url(request, shown.twin),
        "_": say.gettext,
        "ngettext": say.ngettext,
    }
    html = await place.datasette.render_template(page.template, variables, request=request)
    return Response.html(html, headers={"Vary": "Accept-Language"})
