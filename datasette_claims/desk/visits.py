"""Taking a step on a claim: read what has happened, decide, write the event and all that follows from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from datasette_claims import chain, steps
from datasette_claims.clock import later
from datasette_claims.database import leases, log, private, settings, verdicts
from datasette_claims.database.reading import holds_claim
from datasette_claims.errors import NotPermitted, UnknownRow
from datasette_claims.review import Event, EventType, Standing, standing
from datasette_claims.steps import Occasion, Permission

Step = Callable[[Standing, Occasion], Event]
"""One of the functions of ``steps``, bound to what it is given."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the desk: who, what they may do, when (UTC ISO 8601), and the database inside a transaction.

    ``path`` is where the database is; the private file is beside it.
    """

    connection: sqlite3.Connection
    path: Path
    actor: str
    permissions: AbstractSet[Permission]
    at: str

    @property
    def private(self) -> Path:
        """The file of what may not be seen."""
        return private.beside(self.path)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step made of a claim; ``shown`` are answers that the private file need not hold any longer."""

    claim_id: str
    event: Event
    standing: Standing
    shown: tuple[str, ...] = ()


def perform(
    visit: Visit, claim_id: str, step: Step, *, version: int | None = None, batch: str | None = None
) -> Outcome:
    """Take a step on a claim.

    Raises ``UnknownRow`` if there is no such claim, ``StaleVersion`` if ``version`` is given and is not the claim's,
    and whatever ``ReviewError`` the step raises.
    """
    happened = events(visit.connection, claim_id)
    on = Occasion(
        seq=log.next_seq(visit.connection),
        at=visit.at,
        actor=visit.actor,
        claim_id=claim_id,
        permissions=visit.permissions,
        version=version,
        batch=batch,
    )
    steps.check_version(standing(happened), on.version)
    at, happened, on = _without_old_lease(visit, happened, replace(on, version=None))
    event = step(at, on)
    return _record(visit, event, happened)


def require(visit: Visit, permission: Permission) -> None:
    """Raise ``NotPermitted`` unless the visitor has a permission; for what is no step on a claim."""
    if permission not in visit.permissions:
        raise NotPermitted(f"This needs the permission {permission.value}.")


def record(visit: Visit, kind: str, payload: Mapping[str, object]) -> None:
    """Add to the log what concerns the whole desk and not one claim."""
    seq = log.next_seq(visit.connection)
    entry = chain.Entry(seq, visit.at, visit.actor, kind, None, chain.canonical(dict(payload)))
    log.append(visit.connection, entry)


def events(connection: sqlite3.Connection, claim_id: str) -> tuple[Event, ...]:
    """Return what has happened to a claim; raises ``UnknownRow`` if there is none."""
    if not holds_claim(connection, claim_id):
        raise UnknownRow(f"There is no claim {claim_id}.")
    return log.events(connection, claim_id)


def expire(visit: Visit, claim_ids: Iterable[str]) -> None:
    """Return claims to the queue whose leases have run out."""
    for claim_id in claim_ids:
        happened = log.events(visit.connection, claim_id)
        seq = log.next_seq(visit.connection)
        on = Occasion(seq, visit.at, visit.actor, claim_id, visit.permissions)
        _record(visit, steps.expire(standing(happened), on), happened)


def settle(file: Path, outcomes: Iterable[Outcome]) -> None:
    """After the commit, drop from the private ``file`` what need not be hidden any longer."""
    private.forget(file, [key for outcome in outcomes for key in outcome.shown])


def _without_old_lease(
    visit: Visit, happened: tuple[Event, ...], on: Occasion
) -> tuple[Standing, tuple[Event, ...], Occasion]:
    """Let a lease that has run out end before somebody else's step; one's own goes on until another takes the claim."""
    at = standing(happened)
    until = leases.until(visit.connection, on.claim_id)
    if at.holder in {None, visit.actor} or until is None or until > visit.at:
        return at, happened, on
    ended = _record(visit, steps.expire(at, on), happened)
    return ended.standing, (*happened, ended.event), replace(on, seq=on.seq + 1)


def _record(visit: Visit, event: Event, happened: tuple[Event, ...]) -> Outcome:
    before, after = standing(happened), standing((*happened, event))
    log.append(visit.connection, chain.entry(event, (before.state.value, after.state.value)))
    if event.answers:
        verdicts.write(visit.connection, event, verdicts.scales(visit.connection))
    verdicts.show(visit.connection, event.claim_id, after)
    minutes = settings.value(visit.connection, settings.LEASE_MINUTES)
    leases.lease(visit.connection, event.claim_id, after.holder, later(visit.at, minutes))
    return Outcome(event.claim_id, event, after, _shown(event, happened))


def _shown(event: Event, happened: Iterable[Event]) -> tuple[str, ...]:
    if event.type is EventType.UNDONE:
        return tuple(one.answer_id for one in happened if one.seq == event.undoes and one.answer_id)
    return tuple(answer.id for answer in event.answers if answer.id != event.answer_id)
