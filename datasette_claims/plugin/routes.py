"""Every address of ours with what answers there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from datasette_claims.plugin import addresses, refusals
from datasette_claims.plugin.api import openapi, reading, writing
from datasette_claims.plugin.api.admission import TABLES, place
from datasette_claims.plugin.api.edits import EDIT_WRITES
from datasette_claims.plugin.api.operations import pattern
from datasette_claims.plugin.api.reads import READS
from datasette_claims.plugin.api.writes import REVIEW_WRITES
from datasette_claims.plugin.guard import Route, Write, cors_headers
from datasette_claims.plugin.pages import (
    article,
    claim,
    dashboard,
    dispute,
    embargoed,
    forms,
    frame,
    group,
    json_ld,
    namesakes,
    published,
    queue,
    runs,
    speaker,
)
from datasette_claims.plugin.pages.frame import Page

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

WRITES = (*REVIEW_WRITES, *EDIT_WRITES)

_OPENAPI = "/{database}/-/claims/openapi.json"


async def _describe(datasette: Datasette, request: Request) -> Response:
    headers = cors_headers(datasette)
    try:
        where = await place(datasette, request, TABLES)
    except refusals.ANSWERED as error:
        return refusals.answer(error, headers)
    server = datasette.urls.database(where.database)
    return Response.json(openapi.document(READS, WRITES, server), headers=headers)


def _api() -> Iterator[Route]:
    # Addresses without a name in them come first, since any name may stand in the others.
    for read in sorted(READS, key=lambda read: read.path.count("{")):
        yield Route(pattern(read.path), read=partial(reading.answer, read))
    for write in WRITES:
        yield Route(pattern(write.path), write=Write(write.permission.value, partial(writing.answer, write)))


PAGES: tuple[Page[Any], ...] = (
    claim.PAGE,
    article.PAGE,
    dispute.PAGE,
    published.PAGE,
    published.EMBEDDED,
    dashboard.PAGE,
    embargoed.PAGE,
    speaker.PAGE,
    namesakes.PAGE,
    group.PAGE,
    queue.PAGE,
    runs.RUNS,
    runs.RUN,
)


def _page(page: Page[Any]) -> Route:
    form = partial(forms.act, page) if page.forms else None
    return Route(addresses.pattern(page.path), read=partial(frame.view, page), form=form)


_JSON_LD = Route(addresses.pattern(addresses.JSON_LD), read=partial(json_ld.answer, published.PAGE))

ROUTES = (Route(pattern(_OPENAPI), read=_describe), *_api(), _JSON_LD, *map(_page, PAGES))
