"""Answering reads."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Response

from datasette_claims.database.reading import snapshot
from datasette_claims.desk import validation
from datasette_claims.identity import digest
from datasette_claims.plugin import compat, refusals
from datasette_claims.plugin.api.admission import GROUP_TABLES, TABLES, behind, check_ours, ids, place
from datasette_claims.plugin.api.operations import Read, Reader, Sent
from datasette_claims.plugin.guard import actor_id, cors_headers
from datasette_claims.steps import Permission

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

_TAGGED = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}


async def answer(operation: Read, datasette: Datasette, request: Request) -> Response:
    """Answer a read, with an ETag; 304 if the program has the same answer already."""
    headers = {**cors_headers(datasette), **_TAGGED}
    try:
        found = await _found(operation, datasette, request)
    except refusals.ANSWERED as error:
        return refusals.answer(error, headers)
    body = json.dumps(validation.plain(found), ensure_ascii=False)
    version = getattr(found, "version", None)
    tag = f'"{digest(body)[:16] if version is None else f"{version}-{digest(body)[:16]}"}"'
    headers["ETag"] = tag
    if _is_known(tag, request.headers.get("if-none-match", "")):
        return Response("", status=304, headers=headers)
    return Response(body, headers=headers, content_type="application/json; charset=utf-8")


def _is_known(tag: str, if_none_match: str) -> bool:
    known = re.split(r"\s*,\s*", if_none_match.strip())
    return known == ["*"] or tag in (one.removeprefix("W/") for one in known)


async def _found(operation: Read, datasette: Datasette, request: Request) -> object:
    where = await place(datasette, request, (*TABLES, *operation.tables))
    actor = actor_id(request)
    reviews = await compat.allowed(datasette, request.actor, Permission.REVIEW.value, where.database)
    groups = await compat.may_view_tables(datasette, request.actor, where.database, GROUP_TABLES)
    query = {name: request.args.getlist(name) for name in request.args}
    sent = Sent(ids(request), validation.from_query(operation.query, query))
    await place(datasette, request, behind(sent.content))
    reader = Reader(actor, compat.database_path(datasette.get_database(where.database)), reviews, groups)

    def read(connection: sqlite3.Connection) -> object | None:
        check_ours(connection)
        with snapshot(connection):
            return operation.run(connection, where, reader, sent)

    found: object | None = await datasette.get_database(where.database).execute_fn(read)
    if found is None:
        raise NotFound(operation.missing)
    return found
