"""Carrying out what a page's forms ask for: each is another way to say an operation of the API.

What is refused changes nothing and shows the page again with everything that was filled in; what is done leads on to
the next page (HTTP 303), so that reloading sends nothing twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from datasette_claims.chain import canonical
from datasette_claims.database.answered import Request as Once
from datasette_claims.desk import filters
from datasette_claims.errors import InvalidFields
from datasette_claims.plugin import addresses, bodies, guard, refusals
from datasette_claims.plugin.api.admission import checked
from datasette_claims.plugin.api.edits import EDIT_WRITES
from datasette_claims.plugin.api.operations import Write
from datasette_claims.plugin.api.writes import NEXT_CLAIM, REVIEW_WRITES
from datasette_claims.plugin.api.writing import Order, carried_out
from datasette_claims.plugin.guard import Admitted
from datasette_claims.plugin.pages import fields, frame, wording
from datasette_claims.plugin.pages.fields import Fields
from datasette_claims.plugin.pages.frame import Asked, Page, Returned
from datasette_claims.plugin.refusals import Refused

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

OPERATIONS: Mapping[str, Write] = {write.name: write for write in (*REVIEW_WRITES, *EDIT_WRITES)}
"""Every write of the API, by its name."""

LONGEST_SKIP = 50
"""So many skipped claims are remembered in addresses."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form: the operation it asks for, where that leads, and how its fields become the operation's body.

    ``leads`` gets what was asked and the operation's JSON answer; None leads back to the same page. What changed
    nothing (a preview, a bulk step that was refused whole) shows the page again, with the answer in ``Returned``.
    """

    operation: Write
    leads: Callable[[Asked, Mapping[str, Any]], str] | None = None
    body: Callable[[Fields], dict[str, Any]] = fields.body


async def act(page: Page[Any], datasette: Datasette, request: Request) -> Response:
    """Answer POST."""
    asked = await frame.asked(page, datasette, request)
    sent: Fields = {}
    try:
        admitted = await guard.admitted_form(datasette, request)
        sent = fields.parsed(await bodies.received(request, bodies.LIMIT))
        done = await _carried_out(page, asked, admitted, sent)
    except refusals.ANSWERED as error:
        done = _refused(error, asked, sent)
    if isinstance(done, Returned):
        return await frame.shown(page, replace(asked, returned=done), request, done.status)
    return Response.redirect(done, status=303)


async def _carried_out(page: Page[Any], asked: Asked, admitted: Admitted, sent: Fields) -> str | Returned:
    """Return the address that the step leads to."""
    step = fields.only(sent, "_step")
    form = page.forms.get(step)
    if form is None:
        raise Refused(400, "This page has no such form.")
    await guard.check_allowed(admitted, form.operation.permission.value)
    # Filters that lead nowhere are refused before anything is done.
    filters.selection(fields.only(sent, "_queue"))
    if form.operation is NEXT_CLAIM:
        return await _next(asked, admitted, sent, step)
    replied = await carried_out(_order(form, asked, admitted, sent), admitted)
    answer = json.loads(replied.body)
    if replied.done is not None and not replied.done.kept:
        return Returned(step, replied.status, sent, answer=answer)
    if fields.only(sent, "_go") == "next":
        return await _next(asked, admitted, sent, step)
    if form.leads is not None:
        return form.leads(asked, answer)
    kept = {name: fields.only(sent, f"_{name}") for name in ("queue", "skip")}
    return addresses.with_query(frame.own(page, asked), **kept, said=step, of=asked.ids.get("claim", ""))


def _order(form: Form, asked: Asked, admitted: Admitted, sent: Fields) -> Order:
    named = {name: asked.ids.get(name) or fields.only(sent, f"_{name}") for name in form.operation.names}
    body = form.body(sent)
    version, key = fields.only(sent, "_version"), fields.only(sent, "_key")
    if version and not re.fullmatch("[0-9]{1,15}", version):
        raise InvalidFields({"version": "cannot be read"})
    once = Once(admitted.actor_id, key[:200], canonical({"form": form.operation.name, "ids": named, "body": body}))
    return Order(form.operation, checked(named), body, int(version) if version else None, once if key else None)


async def _next(asked: Asked, admitted: Admitted, sent: Fields, step: str) -> str:
    """Hand out the next claim of the filters that the form carries along, and return its page."""
    selection = filters.selection(fields.only(sent, "_queue"))
    skipped = [key for key in fields.only(sent, "_skip").split(",") if key][-LONGEST_SKIP:]
    wanted = filters.given(selection) | ({"skip": skipped} if skipped else {})
    await guard.check_allowed(admitted, NEXT_CLAIM.permission.value)
    answer = json.loads((await carried_out(Order(NEXT_CLAIM, {}, wanted), admitted)).body)
    done = {"said": step, "of": asked.ids.get("claim", "")} if step != NEXT_CLAIM.name else {}
    if answer["claim"] is None:
        plain = {name: str(value) for name, value in filters.given(selection).items()}
        return addresses.with_query(asked.link(addresses.QUEUE), **plain, said=NEXT_CLAIM.name)
    carried = {"queue": filters.query(selection), "skip": ",".join(skipped)}
    return addresses.with_query(asked.link(addresses.CLAIM, claim=answer["claim"]["id"]), **carried, **done)


def _refused(error: Exception, asked: Asked, sent: Fields) -> Returned:
    """Return the form with the reasons in the reader's words; what is wrong with fields is listed above them too."""
    refused, step, language = refusals.refused(error), fields.only(sent, "_step"), asked.place.language
    if not isinstance(error, InvalidFields):
        return Returned(step, refused.status, sent, wording.said(str(refused), language))
    wrong = {path: wording.said(reason, language) for path, reason in error.fields.items()}
    listed = tuple((wording.heading(path, language), reason) for path, reason in wrong.items())
    return Returned(step, refused.status, sent, asked.say(wording.FIELDS_WRONG), wrong, listed)
