"""Reviewing a claim, from triage to publication and beyond."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from datasette_claims import chain, review, steps
from datasette_claims.database import corrections, log, private, settings, verdicts
from datasette_claims.desk.visits import Outcome, Visit, perform
from datasette_claims.errors import InvalidFields, StepRefused
from datasette_claims.model import Evidence
from datasette_claims.review import NO_RATINGS, Answer, Event, Ratings, Standing
from datasette_claims.steps import Occasion


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody says of a claim, before it is an answer with a name and a time (``review.Answer``).

    The ids, nonces and commitments of ``evidence`` are given to it here.
    """

    ratings: Ratings = field(default_factory=lambda: NO_RATINGS)
    summary: str = ""
    rationale: str = ""
    flags: tuple[str, ...] = ()
    as_of: str | None = None
    evidence: tuple[Evidence, ...] = ()


def answer(visit: Visit, claim_id: str, judgement: Judgement, version: int | None = None) -> Outcome:
    """Give a verdict; it is hidden until the round is over if others are still to give theirs."""
    given = _given(visit, judgement)
    required = settings.value(visit.connection, settings.REQUIRED_REVIEWS)
    waiting = _unseen(visit, claim_id)

    def step(at: Standing, on: Occasion) -> Event:
        event = steps.answer(at, on, chain.shown(given), required, waiting)
        private.keep_evidence(visit.private, claim_id, given.evidence)
        if event.answers:
            return event
        hidden = replace(given, nonce=secrets.token_hex(16))
        private.keep(visit.private, claim_id, hidden)
        return replace(event, commitment=chain.commitment(hidden))

    return perform(visit, claim_id, step, version=version)


def assess(visit: Visit, claim_id: str, judgement: Judgement, version: int | None = None) -> Outcome:
    """Judge extraction or attribution alone."""
    return _judge(visit, claim_id, judgement, steps.assess, version)


def adjudicate(visit: Visit, claim_id: str, judgement: Judgement, version: int | None = None) -> Outcome:
    """Settle a dispute."""
    return _judge(visit, claim_id, judgement, steps.adjudicate, version)


def publish(visit: Visit, claim_id: str, judgement: Judgement, version: int | None = None) -> Outcome:
    """Publish a decided claim; the judgement may bring the summary and the evidence that it still lacks."""
    return _judge(visit, claim_id, judgement, steps.publish, version)


def correct(visit: Visit, claim_id: str, judgement: Judgement, note: str, version: int | None = None) -> Outcome:
    """Publish something else than before."""
    return _judge(visit, claim_id, judgement, partial(steps.correct, note=note), version)


def _judge(
    visit: Visit,
    claim_id: str,
    judgement: Judgement,
    decide: Callable[[Standing, Occasion, Answer], Event],
    version: int | None,
) -> Outcome:
    given = _given(visit, judgement)

    def step(at: Standing, on: Occasion) -> Event:
        event = decide(at, on, chain.shown(given))
        private.keep_evidence(visit.private, claim_id, given.evidence)
        return event

    return perform(visit, claim_id, step, version=version)


def triage(
    visit: Visit, claim_id: str, required: int | None = None, version: int | None = None, batch: str | None = None
) -> Outcome:
    """Put a new claim into the queue."""
    return perform(visit, claim_id, partial(steps.triage, required=required), version=version, batch=batch)


def reject(
    visit: Visit,
    claim_id: str,
    reason: str,
    note: str = "",
    version: int | None = None,
    batch: str | None = None,
) -> Outcome:
    """Take a claim out of the queue."""
    return perform(visit, claim_id, lambda at, on: steps.reject(at, on, reason, note), version=version, batch=batch)


def reopen(
    visit: Visit, claim_id: str, note: str = "", required: int | None = None, version: int | None = None
) -> Outcome:
    """Start a new round."""
    return perform(visit, claim_id, lambda at, on: steps.reopen(at, on, note, required), version=version)


def uphold(visit: Visit, claim_id: str, note: str = "", version: int | None = None) -> Outcome:
    """Say that a claim stands although its article was corrected where it stood."""

    def step(at: Standing, on: Occasion) -> Event:
        event = steps.uphold(at, on, note)
        if not corrections.needs_recheck(visit.connection, claim_id):
            raise StepRefused("No correction of the article calls for another look at this claim.")
        return event

    return perform(visit, claim_id, step, version=version)


def withdraw(visit: Visit, claim_id: str, reason: str, version: int | None = None) -> Outcome:
    """Take a published verdict back."""
    return perform(visit, claim_id, lambda at, on: steps.withdraw(at, on, reason), version=version)


def undo(visit: Visit, claim_id: str, version: int | None = None, batch: str | None = None) -> Outcome:
    """Take one's own last step back."""
    return perform(visit, claim_id, steps.undo, version=version, batch=batch)


def _given(visit: Visit, judgement: Judgement) -> Answer:
    _check_keys(visit, judgement.ratings)
    return Answer(
        id="r" + secrets.token_hex(10),
        reviewer=visit.actor,
        at=visit.at,
        ratings=judgement.ratings,
        summary=judgement.summary.strip(),
        rationale=judgement.rationale.strip(),
        flags=judgement.flags,
        as_of=judgement.as_of,
        evidence=tuple(_identified(item) for item in judgement.evidence),
    )


def _identified(item: Evidence) -> Evidence:
    return replace(item, id="e" + secrets.token_hex(10), nonce=secrets.token_hex(16) if item.confidential else "")


def _check_keys(visit: Visit, ratings: Ratings) -> None:
    scales = verdicts.scales(visit.connection)
    wrong = {
        f"ratings.{aspect.value}": f"{key!r} is not one of {', '.join(scales[aspect].values)}"
        for aspect, key in ratings.items()
        if key not in scales[aspect].values
    }
    if wrong:
        raise InvalidFields(wrong)


def _unseen(visit: Visit, claim_id: str) -> tuple[Answer, ...]:
    """Return the round's earlier answers from the private file, each proven to be the one that was committed to."""
    events = review.unseen(log.events(visit.connection, claim_id))
    wanted = {event.answer_id: event.commitment for event in events if event.answer_id}
    found: Mapping[str, Answer] = private.answers(visit.private, wanted)
    for key, commitment in wanted.items():
        if key not in found or chain.commitment(found[key]) != commitment:
            raise StepRefused(
                f"{visit.private}: an earlier answer on this claim is missing or was changed."
                " Restore the file from a copy, or reopen the claim."
            )
    return tuple(found[key] for key in wanted)
