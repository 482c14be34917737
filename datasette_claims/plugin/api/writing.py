"""Answering writes: everything that one asks for happens in one transaction, or nothing does."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from datasette.utils.asgi import Response

from datasette_claims.chain import canonical
from datasette_claims.clock import now
from datasette_claims.database import answered, listing, private
from datasette_claims.database.answered import Request as Asked
from datasette_claims.desk import validation
from datasette_claims.desk.visits import Visit, settle
from datasette_claims.errors import InvalidFields, ReviewError, StepRefused
from datasette_claims.plugin import compat, refusals
from datasette_claims.plugin.api import showing
from datasette_claims.plugin.api.admission import TABLES, behind, check_ours, ids, place
from datasette_claims.plugin.api.operations import Done, Sent, Write
from datasette_claims.plugin.guard import Admitted, cors_headers
from datasette_claims.plugin.place import Place
from datasette_claims.plugin.refusals import Refused
from datasette_claims.steps import Permission

_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants to be done: an operation, what its address names, its body, and on which conditions.

    ``version`` is the claim's that they have seen, ``asked`` makes sure that it is done once and no more.
    """

    operation: Write
    ids: Mapping[str, str]
    body: Mapping[str, object]
    version: int | None = None
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class _Task:
    """A checked write: what is left is to do it."""

    operation: Write
    place: Place
    path: Path
    actor: str
    permissions: frozenset[Permission]
    sent: Sent
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class Replied:
    """What a write is answered with: HTTP status and JSON; ``done`` is None where an earlier answer is given again."""

    status: int
    body: str
    done: Done | None = None


class _NotKept(Exception):
    def __init__(self, replied: Replied) -> None:
        super().__init__("not kept")
        self.replied = replied


async def answer(operation: Write, admitted: Admitted) -> Response:
    """Answer a write; one that is refused has changed nothing."""
    headers = cors_headers(admitted.datasette)
    try:
        named = ids(admitted.request)
        version = _seen_version(admitted.request.headers.get("if-match"), named)
        replied = await carried_out(Order(operation, named, admitted.body, version, _asked(admitted)), admitted)
    except StepRefused as error:
        return refusals.answer(await _with_claim(error, admitted), headers)
    except ReviewError as error:
        return refusals.answer(error, headers)
    return Response(replied.body, status=replied.status, headers=headers, content_type=_JSON)


async def carried_out(order: Order, admitted: Admitted) -> Replied:
    """Do what is wanted, whole or, as in a preview or a refused bulk step, not at all; raises ``refusals.ANSWERED``."""
    try:
        return await _written(await _task(order, admitted), admitted)
    except _NotKept as stopped:
        return stopped.replied


async def _task(order: Order, admitted: Admitted) -> _Task:
    request, database, operation = admitted.request, admitted.database, order.operation
    where = await place(admitted.datasette, request, TABLES)
    path = compat.database_path(database)
    if path is None:
        raise Refused(403, "A database in memory cannot be reviewed.")
    content: object = validation.from_body(operation.body, order.body)
    await place(admitted.datasette, request, behind(content))
    further = [
        right
        for right in operation.further
        if await compat.allowed(admitted.datasette, request.actor, right.value, database.name)
    ]
    return _Task(
        operation=operation,
        place=where,
        path=path,
        actor=admitted.actor_id,
        permissions=frozenset({operation.permission, *further}),
        sent=Sent(order.ids, content, order.version),
        asked=order.asked,
    )


async def _written(task: _Task, admitted: Admitted) -> Replied:
    replied = await compat.write(admitted.database, lambda connection: _carry_out(task, connection))
    if replied.done:
        # Waits for the disk, which other requests need not do.
        await asyncio.to_thread(settle, private.beside(task.path), replied.done.outcomes)
    return replied


def _carry_out(task: _Task, connection: sqlite3.Connection) -> Replied:
    check_ours(connection)
    asked = _fingerprinted(task)
    before = answered.before(connection, asked) if asked else None
    if before:
        return Replied(*before)
    visit = Visit(connection, task.path, task.actor, task.permissions, now())
    done = task.operation.run(visit, task.place, task.sent)
    replied = Replied(task.operation.status, json.dumps(validation.plain(done.answer), ensure_ascii=False), done)
    if not done.kept:
        raise _NotKept(Replied(done.status or replied.status, replied.body, done))
    if asked:
        answered.remember(connection, asked, (replied.status, replied.body), visit.at)
    return replied


def _fingerprinted(task: _Task) -> Asked | None:
    if task.asked is None:
        return None
    secret = private.secret(private.beside(task.path))
    return replace(task.asked, request=answered.fingerprint(secret, task.asked.request))


async def _with_claim(error: StepRefused, admitted: Admitted) -> ReviewError | Refused:
    """Let a refusal show the claim as it is now, so that a program need not ask again."""
    claim_id = ids(admitted.request).get("claim")
    if claim_id is None:
        return error
    found = await admitted.database.execute_fn(lambda connection: listing.listed(connection, claim_id))
    where = Place(admitted.datasette, admitted.database.name, "")
    row = validation.plain(showing.row(where, found)) if found else None
    return Refused(refusals.status_of(error), str(error), claim=row)


def _seen_version(if_match: str | None, found: Mapping[str, str]) -> int | None:
    """Return the version in If-Match: a number, or the ETag of a claim, which begins with it."""
    if if_match is None or if_match.strip() == "*":
        return None
    if "claim" not in found:
        raise InvalidFields({"If-Match": "only a step on one claim can depend on its version"})
    version = re.fullmatch(r'\s*(?:(?:W/)?"([0-9]{1,15})(?:-[0-9a-f]+)?"|([0-9]{1,15}))\s*', if_match)
    if not version:
        raise InvalidFields({"If-Match": "send the claim's version, or the ETag of its JSON"})
    return int(version[1] or version[2])


def _asked(admitted: Admitted) -> Asked | None:
    request = admitted.request
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not re.fullmatch(r"[\x21-\x7e]{1,200}", key):
        raise InvalidFields({"Idempotency-Key": "send 1 to 200 printable ASCII characters without blanks"})
    return Asked(admitted.actor_id, key, f"{request.method} {request.path} {canonical(admitted.body)}")
