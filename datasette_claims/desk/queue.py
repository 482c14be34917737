"""Having claims in work: the next one, keeping it, giving it back; and many at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from datasette_claims import steps
from datasette_claims.clock import later
from datasette_claims.database import leases, log, settings
from datasette_claims.database.filtering import Filters
from datasette_claims.desk import reviewing
from datasette_claims.desk.visits import Outcome, Visit, events, expire, perform
from datasette_claims.errors import InvalidFields, LeasedByAnother, ReviewError, StepRefused, UnknownRow
from datasette_claims.review import Event, Standing, standing
from datasette_claims.steps import Occasion

MOST_AT_ONCE = 500
"""The most claims that one bulk step may touch."""


def take_next(visit: Visit, filters: Filters, skip: Sequence[str] = ()) -> Outcome | None:
    """Hand out the claim of highest priority that nobody has in work and the visitor has not answered.

    Claims to ``skip`` are not handed out, and those of them that the visitor has in work are given back.
    """
    for held, _ in leases.held_by(visit.connection, visit.actor):
        if held in skip:
            release(visit, held)
    expire(visit, leases.run_out(visit.connection, visit.at))
    claim_id = leases.next_claim(visit.connection, visit.actor, filters, skip)
    return perform(visit, claim_id, steps.take) if claim_id else None


def take(visit: Visit, claim_id: str, version: int | None = None) -> Outcome:
    """Hand out one claim."""
    return perform(visit, claim_id, steps.take, version=version)


def renew(visit: Visit, claim_id: str, version: int | None = None) -> str:
    """Keep a claim in work; return until when. No event: the history says who had it, not how often they typed."""
    at = standing(events(visit.connection, claim_id))
    steps.check_version(at, version)
    until = later(visit.at, settings.value(visit.connection, settings.LEASE_MINUTES))
    if not leases.renew(visit.connection, claim_id, visit.actor, until):
        raise LeasedByAnother(f"{at.holder or 'Nobody'} has this claim in work; take it first.")
    return until


def release(visit: Visit, claim_id: str, version: int | None = None) -> Outcome:
    """Give a claim back unanswered."""
    return perform(visit, claim_id, steps.release, version=version)


@dataclass(frozen=True, slots=True)
class Bulk:
    """A step on many claims; ``name`` undoes it. ``refused`` says of claims why they cannot take it."""

    name: str
    outcomes: tuple[Outcome, ...]
    refused: tuple[tuple[str, str], ...] = ()


def triage_many(visit: Visit, claim_ids: Sequence[str], required: int | None = None) -> Bulk:
    """Put claims into the queue, all or none; a ``Bulk`` with refusals has changed nothing that may be kept."""
    return _many(claim_ids, lambda key, name: reviewing.triage(visit, key, required, batch=name))


def reject_many(visit: Visit, claim_ids: Sequence[str], reason: str, note: str = "") -> Bulk:
    """Take claims out of the queue, all or none, like ``triage_many``."""
    return _many(claim_ids, lambda key, name: reviewing.reject(visit, key, reason, note, batch=name))


def undo_many(visit: Visit, name: str) -> Bulk:
    """Take a bulk step back, all or none, like ``triage_many``."""
    happened = log.batch(visit.connection, name)
    if not happened:
        raise UnknownRow(f"There is no bulk step {name}.")
    seqs = {event.claim_id: event.seq for event in happened}
    return _many(seqs, lambda key, undoing: perform(visit, key, partial(_undo, seq=seqs[key]), batch=undoing))


def _undo(at: Standing, on: Occasion, seq: int) -> Event:
    """Take back the event ``seq``, not whatever the actor did last."""
    if at.undoable is None or at.undoable.seq != seq:
        raise StepRefused("Something else has happened to this claim since.")
    return steps.undo(at, on)


def _many(claim_ids: Iterable[str], step: Callable[[str, str], Outcome]) -> Bulk:
    wanted = list(dict.fromkeys(claim_ids))
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise InvalidFields({"claims": f"name 1 to {MOST_AT_ONCE} claims"})
    name = "b" + secrets.token_hex(10)
    outcomes, refused = [], []
    for claim_id in wanted:
        try:
            outcomes.append(step(claim_id, name))
        except ReviewError as error:
            refused.append((claim_id, str(error)))
    return Bulk(name, tuple(outcomes), tuple(refused))
