"""One claim group: what is said again and again, by whom, when, and what people say does not say it."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass

from datasette_claims.database import groups
from datasette_claims.database.groups import Member, Repeater
from datasette_claims.plugin import addresses
from datasette_claims.plugin.api import showing
from datasette_claims.plugin.api.answers import ClaimRow
from datasette_claims.plugin.place import Place

MOST = 100
"""So many utterances are a page, and so many of everything else are shown at most."""


@dataclass(frozen=True, slots=True)
class MemberShown(Member):
    """A claim of a group; ``is_denied`` if people said that it does not repeat the others."""

    url: str


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A proposition; ``claim`` stands for it, and its verdict is inherited.

    ``utterances`` counts the claims that say it and are not retired, ``said`` are these page by page, the oldest
    first; ``next`` is the address of the next page, null on the last. ``speakers`` are those who say it most often,
    ``others`` the claims that are denied or retired; at most 100 of each.
    """

    ok: bool
    id: str
    url: str
    claim: ClaimRow
    created_by: str
    created_at: str
    utterances: int
    first_said: str | None
    last_said: str | None
    speakers: tuple[Repeater, ...]
    said: tuple[MemberShown, ...]
    others: tuple[MemberShown, ...]
    next: str | None


def group(connection: sqlite3.Connection, place: Place, group_id: str, page: int) -> GroupShown | None:
    """Return a group with one page of its utterances, counted from 1; None if there is no such group."""
    found = groups.group(connection, group_id)
    if found is None:
        return None
    days = groups.days(connection, group_id)
    dates, utterances = [day for day in days if day], sum(days.values())
    url = addresses.group(place.datasette, place.database, group_id)
    said = groups.utterances(connection, group_id, MOST, MOST * (page - 1))
    return GroupShown(
        ok=True,
        id=found.id,
        url=url,
        claim=showing.present(connection, place, found.claim_id),
        created_by=found.created_by,
        created_at=found.created_at,
        utterances=utterances,
        first_said=dates[0] if dates else None,
        last_said=dates[-1] if dates else None,
        speakers=groups.repeaters(connection, group_id)[:MOST],
        said=tuple(_member(place, one) for one in said),
        others=tuple(_member(place, one) for one in groups.others(connection, group_id, MOST)),
        next=f"{url}.json?page={page + 1}" if utterances > MOST * page else None,
    )


def _member(place: Place, one: Member) -> MemberShown:
    return MemberShown(**asdict(one), url=addresses.claim(place.datasette, place.database, one.id))
