"""One step on many claims: what a form means by it, and what it would do, shown before it is done."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datasette_claims.database import listing
from datasette_claims.database.listing import Listed
from datasette_claims.desk import filters
from datasette_claims.plugin import labels
from datasette_claims.plugin.pages import fields, listed, wording
from datasette_claims.plugin.pages.fields import Fields
from datasette_claims.plugin.pages.frame import Asked, Returned
from datasette_claims.plugin.place import Link

_EXAMPLES = 10
_STEPS = frozenset({"bulk_step", "undo_bulk"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why some claims cannot take the step: the first of them, and how many there are."""

    why: str
    claims: tuple[Link, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a step on many claims would do, or why it was not done.

    ``claims`` are the ids of those that can take it, ``examples`` the first of them. ``step``, ``reason`` and ``note``
    are sent again to do it; ``said`` is the reason in words. ``is_preview`` is not set if it had been meant.
    """

    step: str
    reason: str
    said: str
    note: str
    claims: tuple[str, ...]
    examples: tuple[Link, ...]
    refused: tuple[Refusal, ...]
    is_preview: bool


def body(sent: Fields) -> dict[str, Any]:
    """Return what the form asks for: a step on the claims that are ticked, or on all that its filters mean."""
    found = fields.body(sent)
    if fields.only(sent, "_scope") == "all":
        found.pop("claims", None)
        found["where"] = filters.given(filters.selection(fields.only(sent, "_where")))
    return found


def named(connection: sqlite3.Connection, returned: Returned | None) -> Mapping[str, Listed]:
    """Return the claims that a preview names."""
    answer = _answer(returned)
    if answer is None:
        return {}
    wanted = [*answer["claims"][:_EXAMPLES], *(key for keys in _by_reason(answer).values() for key in keys[:_EXAMPLES])]
    found = {key: listing.listed(connection, key) for key in wanted}
    return {key: one for key, one in found.items() if one}


def preview(asked: Asked, found: Mapping[str, Listed]) -> Preview | None:
    """Return what a step on many claims would do, None if nobody asked."""
    returned, answer = asked.returned, _answer(asked.returned)
    if returned is None or answer is None:
        return None
    reason = fields.only(returned.sent, "reason")
    known = {one.value: text for one, text in labels.REJECT_REASONS.items()}
    return Preview(
        step=fields.only(returned.sent, "step"),
        reason=reason,
        said=asked.say(known[reason]) if reason in known else "",
        note=fields.only(returned.sent, "note"),
        claims=tuple(answer["claims"]),
        examples=_links(asked, answer["claims"], found),
        refused=tuple(
            Refusal(wording.said(why, asked.place.language), _links(asked, keys, found), len(keys))
            for why, keys in _by_reason(answer).items()
        ),
        is_preview="preview#b" in returned.sent,
    )


def _answer(returned: Returned | None) -> Mapping[str, Any] | None:
    return returned.answer if returned is not None and returned.step in _STEPS else None


def _by_reason(answer: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, why in answer["refused"].items():
        found.setdefault(why, []).append(key)
    return found


def _links(asked: Asked, keys: list[str], found: Mapping[str, Listed]) -> tuple[Link, ...]:
    return tuple(listed.link(asked, key, found[key].quote) for key in keys[:_EXAMPLES] if key in found)
