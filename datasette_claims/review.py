"""6 review: where a claim stands, as a fold over what has happened to it. No input, no output, no clock.

A claim's events are the only truth; everything else that says something of its review (``claims.state``,
``claims.verdict``, the rows of ``reviews``) is worked out from them. What may happen next is said in ``steps``.

Three aspects are judged apart: whether the extraction is right, whether the speaker said it, and whether it is true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType

from datasette_claims.model import UNREVIEWED, Evidence


class Aspect(str, Enum):
    """What is judged; veracity alone moves a claim along, the others go with it."""

    EXTRACTION = "extraction"
    ATTRIBUTION = "attribution"
    VERACITY = "veracity"


class State(str, Enum):
    """How far the work on a claim has come; never what the result is."""

    NEW = "new"
    QUEUED = "queued"
    IN_REVIEW = "in_review"
    AWAITING_SECOND = "awaiting_second"
    DISPUTED = "disputed"
    DECIDED = "decided"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class EventType(str, Enum):
    """What can happen to a claim."""

    TRIAGED = "triaged"
    REJECTED = "rejected"
    REOPENED = "reopened"
    TAKEN = "taken"
    RELEASED = "released"
    EXPIRED = "expired"
    ANSWERED = "answered"
    ASSESSED = "assessed"
    ADJUDICATED = "adjudicated"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    REATTRIBUTED = "reattributed"
    ADDED = "added"
    UPHELD = "upheld"
    UNDONE = "undone"


Ratings = Mapping[Aspect, str]
"""The key that each judged aspect was given, of the aspect's rating scale."""

NO_RATINGS: Ratings = MappingProxyType({})

CONFIRMED = frozenset({"verbatim", "faithful"})
"""The attributions that say: the speaker did say it."""

LONGEST_ROUND = 3
"""The most people whose independent verdicts a claim can wait for."""


_ENDS_ROUND = frozenset({EventType.REJECTED, EventType.REOPENED, EventType.WITHDRAWN, EventType.REPLACED})


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person says of a claim at one time.

    ``summary`` is the sentence that is published, ``rationale`` the reasoning behind it; ``flags`` stand beside the
    verdict; ``as_of`` is the date whose knowledge was judged by (ISO 8601). ``nonce`` makes the commitment to an
    answer that is not shown yet impossible to guess; it is empty for one that is shown at once.
    """

    id: str
    reviewer: str
    at: str
    ratings: Ratings
    summary: str = ""
    rationale: str = ""
    flags: tuple[str, ...] = ()
    as_of: str | None = None
    evidence: tuple[Evidence, ...] = ()
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a claim; ``seq`` counts the events of the whole database from 1.

    ``answers`` are those that it shows: none of a blind answer, and all of the round's with the one that ends it.
    ``answer_id`` and ``commitment`` stand for one that is not shown yet. ``required`` fixes how many answers the
    round takes. ``undoes`` is the ``seq`` of the event that an ``UNDONE`` takes back. ``other_claim`` is the claim
    that replaces this one. ``batch`` names the bulk step that this was part of.
    """

    seq: int
    at: str
    actor: str
    type: EventType
    claim_id: str
    answers: tuple[Answer, ...] = ()
    answer_id: str | None = None
    commitment: str | None = None
    required: int | None = None
    reason: str = ""
    note: str = ""
    undoes: int | None = None
    other_claim: str | None = None
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands.

    ``version`` is the number of its events, which a change can be made conditional on. ``holder`` has it in work.
    ``required`` is how many answers this round takes, None until somebody has fixed it. ``reviewers`` answered in
    this round, in order; ``answers`` are theirs as far as they may be seen. ``ratings`` are in force. ``disputed``
    are the aspects on which the answers differ. ``summary`` and ``evidence`` are those that would be published.
    No reviewer's summary is taken who gave another verdict than the one in force.
    ``reason`` is why it was rejected or withdrawn. ``undoable`` is the event that its actor may take back.
    """

    state: State = State.NEW
    version: int = 0
    holder: str | None = None
    required: int | None = None
    reviewers: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    ratings: Ratings = field(default_factory=lambda: NO_RATINGS)
    disputed: tuple[Aspect, ...] = ()
    summary: str = ""
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    undoable: Event | None = None

    @property
    def verdict(self) -> str:
        """The verdict in force, or ``UNREVIEWED``."""
        return self.ratings.get(Aspect.VERACITY, UNREVIEWED)


NEW = Standing()
"""Where every claim starts."""

UNDOABLE = frozenset(
    {
        EventType.TRIAGED,
        EventType.REJECTED,
        EventType.REOPENED,
        EventType.ANSWERED,
        EventType.ASSESSED,
        EventType.ADJUDICATED,
    }
)
"""What can be taken back by who did it, as long as nothing else has happened to the claim."""


def standing(events: Iterable[Event]) -> Standing:
    """Fold a claim's events, in their order, into where the claim stands."""
    happened = tuple(events)
    undone = {event.undoes for event in happened if event.undoes is not None}
    at = NEW
    last: Event | None = None
    for event in happened:
        if event.seq not in undone and event.type is not EventType.UNDONE:
            at, last = _AFTER[event.type](at, event), event
    undoable = last if last is not None and last is happened[-1] and _is_undoable(last) else None
    return replace(at, version=len(happened), undoable=undoable)


def _is_undoable(event: Event) -> bool:
    """Tell whether an event may be taken back; not once it has shown its actor what others answered."""
    return event.type in UNDOABLE and all(answer.reviewer == event.actor for answer in event.answers)


def until(events: Iterable[Event], at: str) -> tuple[Event, ...]:
    """Return what had happened at a past time (UTC, ISO 8601 to any precision; a date stands for its end).

    A clock that was set back between two events never leaves one out that another follows.
    """
    happened = tuple(events)
    known = max((place for place, event in enumerate(happened, 1) if event.at[: len(at)] <= at), default=0)
    return happened[:known]


def unseen(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events of the present round whose answers nobody may see yet, in their order."""
    happened = tuple(events)
    undone = {event.undoes for event in happened if event.undoes is not None}
    waiting: tuple[Event, ...] = ()
    for event in happened:
        if event.seq in undone:
            continue
        if event.type in _ENDS_ROUND or event.answers:
            waiting = ()
        elif event.commitment is not None:
            waiting = (*waiting, event)
    return waiting


def settled(answers: Sequence[Answer]) -> tuple[Ratings, tuple[Aspect, ...]]:
    """Return what a round's answers agree on, and the aspects on which they do not.

    An aspect is judged by those who gave it a key: it is settled if more than half of them gave the same one and not
    merely one of two. So two must agree, and of three two carry it.
    """
    agreed: dict[Aspect, str] = {}
    disputed = []
    for aspect in Aspect:
        keys = Counter(answer.ratings[aspect] for answer in answers if aspect in answer.ratings)
        if not keys:
            continue
        key, votes = keys.most_common(1)[0]
        if 2 * votes > keys.total():
            agreed[aspect] = key
        else:
            disputed.append(aspect)
    return MappingProxyType(agreed), tuple(disputed)


def _fresh(at: Standing, state: State, reason: str = "") -> Standing:
    """Return a claim whose rounds so far no longer count."""
    return replace(NEW, state=state, reason=reason, required=at.required)


def _triaged(at: Standing, event: Event) -> Standing:
    return replace(at, state=State.QUEUED, required=event.required or at.required)


def _rejected(at: Standing, event: Event) -> Standing:
    return _fresh(at, State.REJECTED, event.reason)


def _reopened(at: Standing, event: Event) -> Standing:
    return replace(_fresh(at, State.QUEUED), required=event.required)


def _taken(at: Standing, event: Event) -> Standing:
    state = State.IN_REVIEW if at.state in {State.NEW, State.QUEUED} else at.state
    return replace(at, state=state, holder=event.actor)


def _returned(at: Standing, _: Event) -> Standing:
    state = State.QUEUED if at.state is State.IN_REVIEW else at.state
    return replace(at, state=state, holder=None)


def _answered(at: Standing, event: Event) -> Standing:
    reviewers = (*at.reviewers, event.actor)
    waiting = replace(
        at, state=State.AWAITING_SECOND, holder=None, required=event.required or at.required, reviewers=reviewers
    )
    return _decided(waiting, event.answers) if event.answers else waiting


def _decided(at: Standing, answers: Sequence[Answer]) -> Standing:
    agreed, disputed = settled(answers)
    ratings = dict(at.ratings) | dict(agreed)
    for aspect in disputed:
        ratings.pop(aspect, None)
    if disputed:
        # Nothing is said of the truth before everything that is disputed has been settled.
        ratings.pop(Aspect.VERACITY, None)
    return replace(
        at,
        state=State.DISPUTED if disputed else State.DECIDED,
        answers=tuple(answers),
        ratings=MappingProxyType(ratings),
        disputed=disputed,
        summary=_summary_of(ratings.get(Aspect.VERACITY), answers),
        evidence=(*at.evidence, *(item for answer in answers for item in answer.evidence)),
    )


def _summary_of(verdict: str | None, answers: Sequence[Answer]) -> str:
    """Return the last summary of those who gave the verdict in force; nobody else's says what it says."""
    theirs = (answer for answer in reversed(answers) if answer.ratings.get(Aspect.VERACITY) == verdict)
    return next((answer.summary for answer in theirs if answer.summary.strip()), "")


def _ruled(at: Standing, event: Event, state: State) -> Standing:
    """Let the ratings, the summary and the evidence of one person's later answer hold."""
    (answer,) = event.answers
    return replace(
        at,
        state=state,
        ratings=MappingProxyType(dict(at.ratings) | dict(answer.ratings)),
        disputed=(),
        summary=answer.summary if answer.summary.strip() else at.summary,
        evidence=(*at.evidence, *answer.evidence),
    )


def _adjudicated(at: Standing, event: Event) -> Standing:
    agreed, _ = settled(at.answers)
    # A verdict that nobody disputed had to wait for the rest.
    ratings = _of_truth(agreed) | dict(at.ratings)
    verdict = event.answers[0].ratings.get(Aspect.VERACITY, ratings.get(Aspect.VERACITY))
    waiting = replace(at, ratings=ratings, summary=_summary_of(verdict, at.answers))
    return _ruled(waiting, event, State.DECIDED)


def _assessed(at: Standing, event: Event) -> Standing:
    return _ruled(at, event, at.state)


def _published(at: Standing, event: Event) -> Standing:
    return _ruled(at, event, State.PUBLISHED)


def _corrected(at: Standing, event: Event) -> Standing:
    return _ruled(at, event, State.CORRECTED)


def _withdrawn(at: Standing, event: Event) -> Standing:
    return _fresh(at, State.WITHDRAWN, event.reason)


def _reattributed(at: Standing, _: Event) -> Standing:
    """Let what was said of the former speaker or cue count no more; what is true stays true."""
    return replace(at, ratings=MappingProxyType(_of_truth(at.ratings)))


def _of_truth(ratings: Ratings) -> dict[Aspect, str]:
    return {aspect: key for aspect, key in ratings.items() if aspect is Aspect.VERACITY}


_AFTER: Mapping[EventType, Callable[[Standing, Event], Standing]] = {
    EventType.TRIAGED: _triaged,
    EventType.REJECTED: _rejected,
    EventType.REOPENED: _reopened,
    EventType.TAKEN: _taken,
    EventType.RELEASED: _returned,
    EventType.EXPIRED: _returned,
    EventType.ANSWERED: _answered,
    EventType.ASSESSED: _assessed,
    EventType.ADJUDICATED: _adjudicated,
    EventType.PUBLISHED: _published,
    EventType.CORRECTED: _corrected,
    EventType.WITHDRAWN: _withdrawn,
    EventType.REPLACED: _rejected,
    EventType.REATTRIBUTED: _reattributed,
    EventType.ADDED: lambda at, _: at,
    EventType.UPHELD: lambda at, _: at,
}
