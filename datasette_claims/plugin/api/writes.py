"""Every write of the API that concerns reviews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from datasette_claims.database import listing
from datasette_claims.desk import configuring, queue, requests, reviewing
from datasette_claims.desk import filters as saving
from datasette_claims.desk.queue import MOST_AT_ONCE, Bulk
from datasette_claims.desk.visits import Outcome, Visit
from datasette_claims.desk.wanted import filters, judgement
from datasette_claims.errors import InvalidFields
from datasette_claims.plugin.api import showing
from datasette_claims.plugin.api.answers import BulkTaken, NextClaim, Renewed, SavedFilters, SettingsShown, StepTaken
from datasette_claims.plugin.api.operations import Done, Sent, Write
from datasette_claims.plugin.api.reads import shown_settings
from datasette_claims.plugin.place import Place
from datasette_claims.steps import Permission

_CLAIM = "/{database}/-/claims/{claim}"
_DESK = "/{database}/-/claims"


def _step(take: Callable[[Visit, str, Any, int | None], Outcome]) -> Callable[[Visit, Place, Sent], Done]:
    def run(visit: Visit, place: Place, sent: Sent) -> Done:
        return showing.step(visit, place, take(visit, sent.ids["claim"], sent.content, sent.version))

    return run


def _next(visit: Visit, place: Place, sent: Sent) -> Done:
    taken = queue.take_next(visit, filters(sent.content), sent.content.skip)
    if taken is None:
        return Done(NextClaim(ok=True, claim=None))
    return Done(NextClaim(ok=True, claim=showing.present(visit.connection, place, taken.claim_id)), (taken,))


def _renew(visit: Visit, _: Place, sent: Sent) -> Done:
    return Done(Renewed(ok=True, lease_until=queue.renew(visit, sent.ids["claim"], sent.version)))


def _bulk(visit: Visit, _: Place, sent: Sent) -> Done:
    wanted: requests.BulkStep = sent.content
    claims = _selected(visit, wanted)
    if wanted.step == "triage":
        taken = queue.triage_many(visit, claims, wanted.required)
    elif wanted.reason is None:
        raise InvalidFields({"reason": "say why these claims are not checked"})
    else:
        taken = queue.reject_many(visit, claims, wanted.reason.value, wanted.note)
    return _taken_at_once(taken, is_preview=wanted.preview)


def _selected(visit: Visit, wanted: requests.BulkStep) -> tuple[str, ...]:
    if (wanted.where is None) == (not wanted.claims):
        raise InvalidFields({"claims": "name claims, or say with where which are meant"})
    if wanted.where is None:
        return wanted.claims
    found = listing.selected(visit.connection, filters(wanted.where), MOST_AT_ONCE + 1)
    if len(found) > MOST_AT_ONCE:
        raise InvalidFields({"where": f"this selects more than {MOST_AT_ONCE} claims; narrow it"})
    return found


def _undo_bulk(visit: Visit, _: Place, sent: Sent) -> Done:
    return _taken_at_once(queue.undo_many(visit, sent.ids["batch"]), is_preview=False)


def _taken_at_once(taken: Bulk, *, is_preview: bool) -> Done:
    kept = not taken.refused and not is_preview
    answer = BulkTaken(
        ok=not taken.refused,
        batch=taken.name if kept else None,
        claims=tuple(outcome.claim_id for outcome in taken.outcomes),
        refused=dict(taken.refused),
    )
    return Done(answer, taken.outcomes, kept=kept, status=None if is_preview or kept else 409)


def _save_filters(visit: Visit, place: Place, sent: Sent) -> Done:
    saving.save(visit, sent.content.name, sent.content.where)
    return Done(showing.filters(visit.connection, place))


def _remove_filters(visit: Visit, place: Place, sent: Sent) -> Done:
    saving.remove(visit, sent.content.name)
    return Done(showing.filters(visit.connection, place))


def _configure(visit: Visit, _: Place, sent: Sent) -> Done:
    changed = {name: value for name, value in asdict(sent.content).items() if value is not None}
    configuring.change(visit, changed)
    return Done(shown_settings(visit.connection))


def _claim_step(
    name: str,
    path: str,
    summary: str,
    body: type,
    take: Callable[[Visit, str, Any, int | None], Outcome],
    permission: Permission = Permission.REVIEW,
    status: int = 200,
    further: tuple[Permission, ...] = (),
) -> Write:
    return Write(name, f"{_CLAIM}/{path}", summary, permission, body, StepTaken, _step(take), status, further)


NEXT_CLAIM = Write(
    "next_claim", f"{_DESK}/next", "Take the next claim", Permission.REVIEW, requests.NextQuery, NextClaim, _next
)

REVIEW_WRITES = (
    NEXT_CLAIM,
    Write(
        "renew_lease", f"{_CLAIM}/renew", "Keep a claim in work", Permission.REVIEW, requests.Nothing, Renewed, _renew
    ),
    _claim_step(
        "take_claim", "take", "Take this claim", requests.Nothing, lambda v, key, _, seen: queue.take(v, key, seen)
    ),
    _claim_step(
        "release_claim",
        "release",
        "Give a claim back unanswered",
        requests.Nothing,
        lambda visit, key, _, seen: queue.release(visit, key, seen),
        further=(Permission.ADMIN,),
    ),
    _claim_step(
        "review_claim",
        "reviews",
        "Give a verdict with evidence",
        requests.Given,
        lambda visit, key, given, seen: reviewing.answer(visit, key, judgement(given), seen),
        status=201,
    ),
    _claim_step(
        "assess_claim",
        "assessments",
        "Judge extraction or attribution alone",
        requests.Given,
        lambda visit, key, given, seen: reviewing.assess(visit, key, judgement(given), seen),
        status=201,
    ),
    _claim_step(
        "adjudicate_claim",
        "adjudication",
        "Settle a dispute",
        requests.Given,
        lambda visit, key, given, seen: reviewing.adjudicate(visit, key, judgement(given), seen),
        Permission.ADJUDICATE,
        status=201,
    ),
    _claim_step(
        "triage_claim",
        "triage",
        "Put a new claim into the queue",
        requests.Triage,
        lambda visit, key, wanted, seen: reviewing.triage(visit, key, wanted.required, seen),
    ),
    _claim_step(
        "reject_claim",
        "reject",
        "Take a claim out of the queue",
        requests.Rejection,
        lambda visit, key, why, seen: reviewing.reject(visit, key, why.reason.value, why.note, seen),
    ),
    _claim_step(
        "reopen_claim",
        "reopen",
        "Start a new round",
        requests.Reopening,
        lambda visit, key, why, seen: reviewing.reopen(visit, key, why.note, why.required, seen),
    ),
    _claim_step(
        "uphold_claim",
        "uphold",
        "Say that a claim stands although its article was corrected",
        requests.Upholding,
        lambda visit, key, why, seen: reviewing.uphold(visit, key, why.note, seen),
    ),
    _claim_step(
        "publish_claim",
        "publish",
        "Publish a decided claim",
        requests.Given,
        lambda visit, key, given, seen: reviewing.publish(visit, key, judgement(given), seen),
        Permission.PUBLISH,
    ),
    _claim_step(
        "correct_claim",
        "correct",
        "Publish something else than before",
        requests.Correction,
        lambda visit, key, given, seen: reviewing.correct(visit, key, judgement(given), given.note, seen),
        Permission.PUBLISH,
    ),
    _claim_step(
        "withdraw_claim",
        "withdraw",
        "Take a published verdict back",
        requests.Withdrawal,
        lambda visit, key, why, seen: reviewing.withdraw(visit, key, why.reason, seen),
        Permission.PUBLISH,
    ),
    _claim_step(
        "undo_step",
        "undo",
        "Take one's own last step back",
        requests.Nothing,
        lambda visit, key, _, seen: reviewing.undo(visit, key, seen),
    ),
    Write(
        "bulk_step",
        f"{_DESK}/bulk",
        "Triage or reject up to 500 claims, all or none",
        Permission.REVIEW,
        requests.BulkStep,
        BulkTaken,
        _bulk,
    ),
    Write(
        "undo_bulk",
        f"{_DESK}/bulk/{{batch}}/undo",
        "Take a bulk step back",
        Permission.REVIEW,
        requests.Nothing,
        BulkTaken,
        _undo_bulk,
    ),
    Write(
        "save_filter",
        f"{_DESK}/filters",
        "Keep filters by name for the whole desk",
        Permission.REVIEW,
        requests.FiltersToSave,
        SavedFilters,
        _save_filters,
    ),
    Write(
        "remove_filter",
        f"{_DESK}/filters/remove",
        "Keep filters no longer",
        Permission.REVIEW,
        requests.FiltersToRemove,
        SavedFilters,
        _remove_filters,
    ),
    Write(
        "change_settings",
        f"{_DESK}/settings",
        "Change the desk's rules",
        Permission.ADMIN,
        requests.Settings,
        SettingsShown,
        _configure,
    ),
)
"""Every write that concerns reviews; ``edits.EDIT_WRITES`` are those that concern what was extracted."""
