"""6 review: which step may follow which, what it needs and who may take it. No input, no output, no clock.

Each function takes where a claim stands and what somebody wants, and returns the event that this becomes. One that
cannot be raises a ``ReviewError`` that says what is missing, and nothing has happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from datasette_claims.errors import InvalidFields, LeasedByAnother, NotPermitted, StaleVersion, StepRefused
from datasette_claims.review import CONFIRMED, LONGEST_ROUND, Answer, Aspect, Event, EventType, Standing, State, settled


class Permission(str, Enum):
    """What somebody may do; the values are the names under which Datasette grants them."""

    REVIEW = "claims-review"
    ADJUDICATE = "claims-adjudicate"
    PUBLISH = "claims-publish"
    EDIT_EXTRACTION = "claims-edit-extraction"
    ADMIN = "claims-admin"
    SEE_EMBARGOED = "claims-see-embargoed"


class RejectReason(str, Enum):
    """Why a claim is not checked."""

    NOT_A_CLAIM = "not_a_claim"
    OPINION = "opinion"
    PREDICTION = "prediction"
    DUPLICATE = "duplicate"
    BAD_EXTRACTION = "bad_extraction"
    OUT_OF_SCOPE = "out_of_scope"


class Flag(str, Enum):
    """What may be said beside a verdict."""

    OUTDATED = "outdated"
    WRONG_NUMBER = "wrong_number"
    OUT_OF_CONTEXT = "out_of_context"
    CHERRY_PICKED = "cherry_picked"
    SATIRE = "satire"


REPLACED = "replaced"
"""Why a claim was rejected that another took the place of."""


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states a step leads on, and what its actor must be permitted."""

    states: AbstractSet[State]
    permission: Permission


_WAITING = frozenset({State.NEW, State.QUEUED, State.IN_REVIEW, State.AWAITING_SECOND})
_OUT = frozenset({State.PUBLISHED, State.CORRECTED})
_ANY = frozenset(State)

RULES: Mapping[EventType, Rule] = {
    EventType.TRIAGED: Rule(frozenset({State.NEW}), Permission.REVIEW),
    EventType.TAKEN: Rule(_WAITING, Permission.REVIEW),
    EventType.RELEASED: Rule(_WAITING, Permission.REVIEW),
    EventType.EXPIRED: Rule(_WAITING, Permission.REVIEW),
    EventType.ANSWERED: Rule(_WAITING, Permission.REVIEW),
    EventType.ASSESSED: Rule(frozenset({State.NEW, State.QUEUED, State.IN_REVIEW, State.DECIDED}), Permission.REVIEW),
    EventType.REJECTED: Rule(_WAITING | {State.DISPUTED, State.DECIDED}, Permission.REVIEW),
    EventType.REOPENED: Rule(
        frozenset({State.AWAITING_SECOND, State.DISPUTED, State.DECIDED, State.REJECTED, State.WITHDRAWN}),
        Permission.REVIEW,
    ),
    EventType.ADJUDICATED: Rule(frozenset({State.DISPUTED}), Permission.ADJUDICATE),
    EventType.PUBLISHED: Rule(frozenset({State.DECIDED}), Permission.PUBLISH),
    EventType.CORRECTED: Rule(_OUT, Permission.PUBLISH),
    EventType.WITHDRAWN: Rule(_OUT, Permission.PUBLISH),
    EventType.REPLACED: Rule(_ANY - _OUT, Permission.EDIT_EXTRACTION),
    EventType.REATTRIBUTED: Rule(_ANY - _OUT - {State.AWAITING_SECOND}, Permission.EDIT_EXTRACTION),
    EventType.UPHELD: Rule(_ANY, Permission.REVIEW),
    EventType.UNDONE: Rule(_ANY - _OUT, Permission.REVIEW),
}
"""The whole workflow as data; the functions below add what each step needs besides."""

_EXCLUSIVE = frozenset(
    {
        EventType.TRIAGED,
        EventType.TAKEN,
        EventType.ANSWERED,
        EventType.ASSESSED,
        EventType.REJECTED,
        EventType.REOPENED,
        EventType.REPLACED,
        EventType.REATTRIBUTED,
    }
)
"""The steps that nobody takes while another has the claim in work."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who takes a step on which claim and when: all that an event needs besides what happened.

    ``seq`` is the number that the event will have. ``version`` is the claim's version that the actor has seen, None
    if that does not matter to them. ``batch`` names the bulk step that this is part of.
    """

    seq: int
    at: str
    actor: str
    claim_id: str
    permissions: AbstractSet[Permission]
    version: int | None = None
    batch: str | None = None


def triage(at: Standing, on: Occasion, required: int | None = None) -> Event:
    """Put a new claim into the queue; ``required`` is how many independent verdicts it shall have."""
    _admit(at, on, EventType.TRIAGED)
    _check({"required": _wrong_number(required)})
    return _event(on, EventType.TRIAGED, required=required)


def take(at: Standing, on: Occasion) -> Event:
    """Have a claim in work, so that nobody else gets it meanwhile."""
    _admit(at, on, EventType.TAKEN)
    _refuse_second_answer(at, on)
    if at.holder == on.actor:
        raise StepRefused("You have this claim in work already; renew the lease instead.")
    return _event(on, EventType.TAKEN)


def release(at: Standing, on: Occasion) -> Event:
    """Give a claim back unanswered; an administrator may do it for somebody else."""
    _admit(at, on, EventType.RELEASED, Permission.ADMIN)
    if at.holder is None:
        raise StepRefused("Nobody has this claim in work.")
    if at.holder != on.actor and Permission.ADMIN not in on.permissions:
        raise LeasedByAnother(f"{at.holder} has this claim in work.")
    return _event(on, EventType.RELEASED)


def expire(at: Standing, on: Occasion) -> Event:
    """Give a claim back whose lease has run out; anybody's next step may bring that to light."""
    if at.holder is None:
        raise StepRefused("Nobody has this claim in work.")
    return _event(on, EventType.EXPIRED, note=at.holder)


def answer(at: Standing, on: Occasion, given: Answer, required: int, unseen: Sequence[Answer] = ()) -> Event:
    """Answer a claim; ``unseen`` are the round's earlier answers, which the last one brings to light.

    ``required`` is the desk's rule: a claim may ask for more answers than that, not for fewer, and a round that has
    begun keeps its number. While others are still to answer, the event is to hold a commitment in the place of the
    answer.
    """
    _admit(at, on, EventType.ANSWERED)
    _refuse_second_answer(at, on)
    missing = Aspect.VERACITY not in given.ratings
    _check({"ratings.veracity": "a verdict is missing" if missing else "", "flags": _wrong_flags(given)})
    asked_for = at.required or required
    needed = asked_for if at.reviewers else max(asked_for, required)
    if len(at.reviewers) + 1 < needed:
        return _event(on, EventType.ANSWERED, required=needed, answer_id=given.id)
    if sorted(one.reviewer for one in unseen) != sorted(at.reviewers):
        raise StepRefused("The earlier answers of this round cannot be found; reopen the claim to start it again.")
    return _event(on, EventType.ANSWERED, required=needed, answer_id=given.id, answers=(*unseen, given))


def assess(at: Standing, on: Occasion, given: Answer) -> Event:
    """Judge extraction or attribution alone, where no independent answers have judged them."""
    _admit(at, on, EventType.ASSESSED)
    wrong = {"ratings": "" if given.ratings else "judge extraction or attribution", "flags": _wrong_flags(given)}
    wrong["summary"] = "a summary belongs to a verdict" if given.summary.strip() else ""
    judged = {aspect for one in at.answers for aspect in one.ratings if aspect in at.ratings}
    wrong |= _judged_again(given, judged)
    if Aspect.VERACITY in given.ratings:
        wrong["ratings.veracity"] = "a verdict is a review of its own"
    _check(wrong)
    return _event(on, EventType.ASSESSED, answer_id=given.id, answers=(given,))


def reject(at: Standing, on: Occasion, reason: str, note: str = "") -> Event:
    """Take a claim out of the queue for a ``RejectReason``; ``note`` says why if others have answered it."""
    _admit(at, on, EventType.REJECTED)
    known = ", ".join(one.value for one in RejectReason)
    wrong = "" if reason in set(RejectReason) else f"must be one of {known}"
    _check({"reason": wrong, "note": _missing_note(at, note)})
    return _event(on, EventType.REJECTED, reason=reason, note=note)


def reopen(at: Standing, on: Occasion, note: str = "", required: int | None = None) -> Event:
    """Start a new round: earlier answers stay in the history and count no more.

    ``note`` says why if there are any. A claim that another took the place of stays aside.
    """
    _admit(at, on, EventType.REOPENED)
    if at.reason == REPLACED:
        raise StepRefused("Another claim took the place of this one; correct that one instead.")
    _check({"note": _missing_note(at, note), "required": _wrong_number(required)})
    return _event(on, EventType.REOPENED, note=note, required=required)


def adjudicate(at: Standing, on: Occasion, given: Answer) -> Event:
    """Settle what reviewers dispute; not by one of them, and not what they agree on."""
    _admit(at, on, EventType.ADJUDICATED)
    if on.actor in at.reviewers:
        raise NotPermitted("Whoever answered this claim cannot settle the dispute; a third person must.")
    wrong = {f"ratings.{one.value}": "disputed; it needs a ruling" for one in at.disputed if one not in given.ratings}
    agreed = settled(at.answers)[0].keys() & (at.ratings.keys() | {Aspect.VERACITY})
    _check(wrong | _judged_again(given, agreed) | {"flags": _wrong_flags(given)})
    return _event(on, EventType.ADJUDICATED, answer_id=given.id, answers=(given,))


def publish(at: Standing, on: Occasion, given: Answer) -> Event:
    """Publish a decided claim; ``given`` may bring the summary and the evidence that it still lacks."""
    _admit(at, on, EventType.PUBLISHED)
    wrong = {"ratings": "publishing changes no rating" if given.ratings else "", "flags": _wrong_flags(given)}
    _check(wrong | _gate(at, given))
    return _event(on, EventType.PUBLISHED, answer_id=given.id, answers=(given,))


def correct(at: Standing, on: Occasion, given: Answer, note: str) -> Event:
    """Publish something else than before; ``note`` tells readers what changed and why.

    Another verdict needs another summary: the old one says the opposite.
    """
    _admit(at, on, EventType.CORRECTED)
    summary = given.summary.strip()
    other = {aspect for aspect, key in given.ratings.items() if at.ratings.get(aspect) != key}
    same = not (other or given.evidence or given.flags) and summary in {"", at.summary.strip()}
    wrong = {"note": "" if note.strip() else "tell readers what changed and why", "flags": _wrong_flags(given)}
    wrong["ratings"] = "a correction changes a rating, a flag, the summary or the evidence" if same else ""
    wrong |= _gate(at, given)
    if Aspect.VERACITY in other and not summary:
        wrong["summary"] = "another verdict needs a sentence that sums it up"
    _check(wrong)
    return _event(on, EventType.CORRECTED, answer_id=given.id, answers=(given,), note=note)


def withdraw(at: Standing, on: Occasion, reason: str) -> Event:
    """Take a published verdict back, with the reason that readers are told."""
    _admit(at, on, EventType.WITHDRAWN)
    _check({"reason": "" if reason.strip() else "tell readers why"})
    return _event(on, EventType.WITHDRAWN, reason=reason)


def replaced(at: Standing, on: Occasion, by: str) -> Event:
    """Put a claim aside for another that people made of it: other words, speaker or cue."""
    _admit(at, on, EventType.REPLACED)
    return _event(on, EventType.REPLACED, reason=REPLACED, other_claim=by)


def reattribute(at: Standing, on: Occasion, note: str) -> Event:
    """Record that people named another speaker or cue for the same words; ``note`` says from what to what."""
    _admit(at, on, EventType.REATTRIBUTED)
    return _event(on, EventType.REATTRIBUTED, note=note)


def uphold(at: Standing, on: Occasion, note: str = "") -> Event:
    """Say that a claim stands as it is although its article was corrected; ``note`` may say why."""
    _admit(at, on, EventType.UPHELD)
    return _event(on, EventType.UPHELD, note=note)


def undo(at: Standing, on: Occasion) -> Event:
    """Take back one's own last step, as long as nothing else has happened to the claim."""
    _admit(at, on, EventType.UNDONE, RULES[at.undoable.type].permission if at.undoable else None)
    if at.undoable is None:
        raise StepRefused("The last step on this claim cannot be taken back.")
    if at.undoable.actor != on.actor:
        raise NotPermitted(f"The last step on this claim was taken by {at.undoable.actor}.")
    return _event(on, EventType.UNDONE, undoes=at.undoable.seq)


def open_to(at: Standing, actor: str, permissions: AbstractSet[Permission]) -> frozenset[EventType]:
    """Return the steps that somebody can take next, if they bring what each needs besides."""
    fitting = {step for step, rule in RULES.items() if at.state in rule.states and rule.permission in permissions}
    return frozenset(fitting - _closed_to(at, actor, permissions))


def _closed_to(at: Standing, actor: str, permissions: AbstractSet[Permission]) -> AbstractSet[EventType]:
    """Return the steps that states and permissions let through and something else does not."""
    last = at.undoable
    can_undo = last is not None and last.actor == actor and RULES[last.type].permission in permissions
    can_release = at.holder == actor or (at.holder is not None and Permission.ADMIN in permissions)
    closed = {
        EventType.EXPIRED: True,
        # Only where its article was corrected, which is not said by what happened to the claim.
        EventType.UPHELD: True,
        EventType.UNDONE: not can_undo,
        EventType.RELEASED: not can_release,
        EventType.REOPENED: at.reason == REPLACED,
        EventType.TAKEN: actor in {*at.reviewers, at.holder},
        EventType.ANSWERED: actor in at.reviewers,
        EventType.ADJUDICATED: actor in at.reviewers,
    }
    held = _EXCLUSIVE if at.holder not in {None, actor} else frozenset()
    return held | {step for step, is_closed in closed.items() if is_closed}


def check_version(at: Standing, version: int | None) -> None:
    """Raise ``StaleVersion`` if the actor has seen another ``version`` of the claim; None if that does not matter."""
    if version is not None and version != at.version:
        raise StaleVersion(f"The claim has changed since you read it: its version is {at.version}, not {version}.")


def _admit(at: Standing, on: Occasion, step: EventType, instead: Permission | None = None) -> None:
    """Refuse what the table refuses; the permission ``instead`` serves as well as the one that it names."""
    rule = RULES[step]
    if on.permissions.isdisjoint({rule.permission, instead}):
        raise NotPermitted(f"This needs the permission {rule.permission.value}.")
    check_version(at, on.version)
    if step in _EXCLUSIVE and at.holder not in {None, on.actor}:
        raise LeasedByAnother(f"{at.holder} has this claim in work.")
    if at.state not in rule.states:
        allowed = ", ".join(sorted(state.value for state in rule.states))
        raise StepRefused(f"The claim is {at.state.value}; this step needs one that is {allowed}.")


def _refuse_second_answer(at: Standing, on: Occasion) -> None:
    if on.actor in at.reviewers:
        raise NotPermitted("You have answered this claim; somebody else must give the next verdict.")


def _gate(at: Standing, given: Answer) -> dict[str, str]:
    """Return what a claim lacks that must not be published without it."""
    ratings = dict(at.ratings) | dict(given.ratings)
    return {
        "ratings.veracity": "" if Aspect.VERACITY in ratings else "a verdict is missing",
        "ratings.attribution": ""
        if ratings.get(Aspect.ATTRIBUTION) in CONFIRMED
        else "it must be confirmed that the speaker said it (verbatim or faithful)",
        "summary": ""
        if given.summary.strip() or at.summary.strip()
        else "a sentence that sums up the verdict is missing",
        "evidence": "" if given.evidence or at.evidence else "at least one piece of evidence is missing",
    }


def _judged_again(given: Answer, judged: AbstractSet[Aspect]) -> dict[str, str]:
    again = (aspect for aspect in given.ratings if aspect in judged)
    return {
        f"ratings.{one.value}": "reviewers have judged it; reopen the claim to have it judged again" for one in again
    }


def _missing_note(at: Standing, note: str) -> str:
    if note.strip():
        return ""
    return "say why answers that others gave shall count no more" if at.reviewers else ""


def _wrong_flags(given: Answer) -> str:
    unknown = sorted(set(given.flags) - set(Flag))
    return f"unknown: {', '.join(unknown)}" if unknown else ""


def _wrong_number(required: int | None) -> str:
    return "" if required is None or 1 <= required <= LONGEST_ROUND else f"must be 1 to {LONGEST_ROUND}"


def _check(fields: Mapping[str, str]) -> None:
    wrong = {name: reason for name, reason in fields.items() if reason}
    if wrong:
        raise InvalidFields(wrong)


def _event(  # noqa: PLR0913 - an event has that many parts
    on: Occasion,
    step: EventType,
    *,
    answers: tuple[Answer, ...] = (),
    answer_id: str | None = None,
    required: int | None = None,
    reason: str = "",
    note: str = "",
    undoes: int | None = None,
    other_claim: str | None = None,
) -> Event:
    return Event(
        seq=on.seq,
        at=on.at,
        actor=on.actor,
        type=step,
        claim_id=on.claim_id,
        answers=answers,
        answer_id=answer_id,
        required=required,
        reason=reason,
        note=note,
        undoes=undoes,
        other_claim=other_claim,
        batch=on.batch,
    )
