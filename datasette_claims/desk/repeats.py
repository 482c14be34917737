"""Saying that one claim repeats another, which then gives it its verdict, or that it does not."""

from __future__ import annotations

from datasette_claims.database import log, repeats, verdicts
from datasette_claims.desk.visits import Visit, events, record, require
from datasette_claims.errors import InvalidFields, StaleVersion, StepRefused
from datasette_claims.review import standing
from datasette_claims.steps import Permission

REPEAT_CONFIRMED, REPEAT_DENIED = "repeat_confirmed", "repeat_denied"


def confirm(visit: Visit, claim_id: str, of: str, version: int | None = None) -> None:
    """Say that a claim repeats ``of``, or whatever that one repeats: it inherits the verdict unless it has its own.

    If claims repeat this one already, they go along.
    """
    _admit(visit, claim_id, of, version)
    by = (visit.actor, visit.at)
    before = repeats.group_of(visit.connection, claim_id)
    into = repeats.group_of(visit.connection, of)
    group_id = into[0] if into else repeats.found(visit.connection, of, *by)
    if before and before[0] == group_id:
        raise StepRefused("This claim is known to repeat that one already.")
    moved = _going_along(visit, claim_id, before)
    for one in moved:
        repeats.decide(visit.connection, group_id, one, repeats.CONFIRMED, by)
    record(visit, REPEAT_CONFIRMED, {"claim": claim_id, "of": of})
    _show(visit, moved)
    _show(visit, (into[1] if into else of,))


def deny(visit: Visit, claim_id: str, of: str, version: int | None = None) -> None:
    """Say that a claim does not repeat ``of``; a verdict that it inherited from there goes."""
    _admit(visit, claim_id, of, version)
    into = repeats.group_of(visit.connection, of)
    group_id = into[0] if into else repeats.found(visit.connection, of, visit.actor, visit.at)
    if into and into[1] == claim_id:
        raise StepRefused(f"{claim_id} stands for what {of} repeats; say it of {of} instead.")
    repeats.decide(visit.connection, group_id, claim_id, repeats.DENIED, (visit.actor, visit.at))
    record(visit, REPEAT_DENIED, {"claim": claim_id, "of": of})
    _show(visit, (claim_id,))


def _admit(visit: Visit, claim_id: str, of: str, version: int | None) -> None:
    require(visit, Permission.REVIEW)
    at = standing(events(visit.connection, claim_id))
    events(visit.connection, of)
    if version not in {None, at.version}:
        raise StaleVersion(f"The claim has changed since you read it: its version is {at.version}, not {version}.")
    if claim_id == of:
        raise InvalidFields({"of": "name another claim"})


def _going_along(visit: Visit, claim_id: str, before: tuple[str, str] | None) -> tuple[str, ...]:
    """Take a claim out of its group; if it stands for that, all of the group comes along."""
    if before is None:
        return (claim_id,)
    group_id, stands_for_it = before
    moved = repeats.members(visit.connection, group_id) if stands_for_it == claim_id else (claim_id,)
    for one in moved:
        repeats.decide(visit.connection, group_id, one, repeats.DENIED, (visit.actor, visit.at))
    return moved


def _show(visit: Visit, claim_ids: tuple[str, ...]) -> None:
    for claim_id in claim_ids:
        verdicts.show(visit.connection, claim_id, standing(log.events(visit.connection, claim_id)))
