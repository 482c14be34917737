"""How far the desk has come, and what its visitor has in work and did last."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from datasette_claims.database import leases, listing, recent
from datasette_claims.database.listing import Listed
from datasette_claims.database.recent import Bulk, Deed
from datasette_claims.plugin import labels, translation
from datasette_claims.plugin.pages import listed
from datasette_claims.plugin.pages.frame import Asked, undoable
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message
from datasette_claims.review import EventType, State
from datasette_claims.steps import Permission

_DEEDS = 10
_BULK = 3
_HELD = 20
_DONE = (State.DECIDED, State.PUBLISHED, State.CORRECTED, State.REJECTED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the desk has come: ``done`` of ``claims``, and ``mine`` of the verdicts ``given``.

    ``summary`` and ``share`` say so in words. Without the right to see reviews, or without a name, ``share`` is empty.
    """

    done: int
    claims: int
    summary: str
    share: str


@dataclass(frozen=True, slots=True)
class Held:
    """A claim that the visitor has in work, and until when."""

    claim: Link
    until: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the visitor did to a claim; ``version`` is the claim's if they can take it back, else None."""

    claim: Link
    what: str
    at: str
    version: int | None


@dataclass(frozen=True, slots=True)
class BulkStep:
    """What the visitor did to many claims at once and can take back by its ``name``."""

    name: str
    what: str
    at: str


@dataclass(frozen=True, slots=True)
class Work:
    """What is read of the visitor's work: claims in work with the end of their lease, last decisions, verdicts given.

    ``bulk`` are their last steps on many claims that can be taken back.

    A decision has the claim's version if it can be taken back. ``given`` are their verdicts and everybody's, None for
    who may not see reviews.
    """

    held: tuple[tuple[Listed, str], ...]
    deeds: tuple[tuple[Deed, int | None], ...]
    given: tuple[int, int] | None
    bulk: tuple[Bulk, ...] = ()


def read(connection: sqlite3.Connection, asked: Asked) -> Work:
    """Read the visitor's work; nobody has none."""
    actor = asked.visitor.actor
    if not actor:
        return Work((), (), None)
    held = _held(connection, actor)
    bulk = recent.bulk_steps(connection, actor, _BULK) if Permission.REVIEW in asked.visitor.may else ()
    if not asked.visitor.sees_reviews:
        return Work(held, (), None, bulk)
    given = recent.verdicts_given(connection, actor), recent.verdicts_given(connection)
    return Work(held, _deeds(connection, asked), given, bulk)


def _held(connection: sqlite3.Connection, actor: str) -> tuple[tuple[Listed, str], ...]:
    held = leases.held_by(connection, actor)[:_HELD]
    found = ((listing.listed(connection, key), until) for key, until in held)
    return tuple((claim, until) for claim, until in found if claim)


def _deeds(connection: sqlite3.Connection, asked: Asked) -> tuple[tuple[Deed, int | None], ...]:
    """Return the visitor's last decisions, each with the claim's version if it can be taken back."""
    found = []
    for deed in recent.decisions(connection, asked.visitor.actor, _DEEDS):
        at = undoable(connection, asked.visitor, deed.claim_id)
        is_last = at is not None and at.undoable is not None and at.undoable.seq == deed.seq
        found.append((deed, at.version if at is not None and is_last else None))
    return tuple(found)


def progress(asked: Asked, states: Mapping[str, int], work: Work) -> Progress:
    """Return how far the desk has come, by how many claims are in which state."""
    language = asked.place.language
    done, claims = sum(states.get(state.value, 0) for state in _DONE), sum(states.values())
    written = {"done": translation.written_number(done, language), "num": translation.written_number(claims, language)}
    share = ""
    if work.given is not None:
        mine, given = (translation.written_number(number, language) for number in work.given)
        share = asked.say(message("%(mine)s of %(given)s verdicts are yours")) % {"mine": mine, "given": given}
    return Progress(done, claims, asked.say(message("%(done)s of %(num)s done")) % written, share)


def held(asked: Asked, work: Work) -> tuple[Held, ...]:
    """Return what the visitor has in work, what runs out first before the rest."""
    language = asked.place.language
    return tuple(
        Held(listed.link(asked, one.id, one.quote), translation.written_moment(until, language))
        for one, until in work.held
    )


def decisions(asked: Asked, work: Work) -> tuple[Decision, ...]:
    """Return what the visitor decided last, the newest first."""
    return tuple(_decision(asked, deed, version) for deed, version in work.deeds)


def bulk_steps(asked: Asked, work: Work) -> tuple[BulkStep, ...]:
    """Return what the visitor did to many claims and can take back, the newest first."""
    language = asked.place.language
    return tuple(
        BulkStep(one.name, _told(one, language), translation.written_moment(one.at, language)) for one in work.bulk
    )


def _told(one: Bulk, language: str) -> str:
    ngettext = translation.catalogue(language).ngettext
    if one.type is EventType.TRIAGED:
        told = ngettext("%(num)s claim put into the queue", "%(num)s claims put into the queue", one.claims)
    else:
        told = ngettext("%(num)s claim taken out of the queue", "%(num)s claims taken out of the queue", one.claims)
    return str(told) % {"num": translation.written_number(one.claims, language)}


def _decision(asked: Asked, deed: Deed, version: int | None) -> Decision:
    return Decision(
        claim=listed.link(asked, deed.claim_id, deed.quote),
        what=asked.say(labels.EVENTS[deed.type]),
        at=translation.written_moment(deed.at, asked.place.language),
        version=version,
    )
