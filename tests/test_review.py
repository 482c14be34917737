"""Where a claim stands: the fold over its events, and what no sequence of steps can break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from datasette_claims import chain, steps
from datasette_claims.errors import ReviewError
from datasette_claims.model import UNREVIEWED, Bearing, Evidence
from datasette_claims.review import (
    CONFIRMED,
    NEW,
    Answer,
    Aspect,
    Event,
    EventType,
    Standing,
    State,
    settled,
    standing,
    unseen,
    until,
)
from datasette_claims.steps import Occasion, Permission

pytestmark = pytest.mark.house

IN_FORCE = {State.DECIDED, State.PUBLISHED, State.CORRECTED}
OUT = {State.PUBLISHED, State.CORRECTED}
PEOPLE = {
    "anna": frozenset({Permission.REVIEW}),
    "bert": frozenset({Permission.REVIEW}),
    "carl": frozenset({Permission.REVIEW, Permission.ADJUDICATE}),
    "dora": frozenset({Permission.REVIEW, Permission.PUBLISH, Permission.EDIT_EXTRACTION}),
    "root": frozenset(Permission),
}
WHO = st.sampled_from(sorted(PEOPLE))
CLAIM = st.sampled_from(["c1", "c2", "c3"])
NOTE = st.sampled_from(["", "why"])
NUMBER = st.sampled_from([None, None, 0, 1, 2, 3])
VERACITY = st.sampled_from([None, "true", "false", "false"])
ATTRIBUTION = st.sampled_from([None, "verbatim", "verbatim", "not_said"])
EXTRACTION = st.sampled_from([None, None, "ok"])
SUMMARY = st.sampled_from(["", " ", "sum"])
EVIDENCE = st.sampled_from(["", "open", "confidential"])


def says(who: str, *keys: str | None, number: int = 0, summary: str = "", evidence: str = "") -> Answer:
    """Return an answer with the ``keys`` of veracity, attribution and extraction, its summary telling its verdict."""
    aspects = (Aspect.VERACITY, Aspect.ATTRIBUTION, Aspect.EXTRACTION)
    found = Evidence(f"e{number}", Bearing.CONTEXT, title=f"found {number}", confidential=evidence == "confidential")
    return Answer(
        f"r{number}",
        who,
        "2025",
        {aspect: key for aspect, key in zip(aspects, keys, strict=False) if key},
        summary=f"{keys[0] if keys else ''} {number}" if summary == "sum" else summary,
        evidence=(found,) if evidence else (),
    )


def happened(kind: EventType, seq: int, at: str, **more: Any) -> Event:
    return Event(seq, at, "anna", kind, "c1", **more)


@pytest.mark.parametrize(
    ("given", "agreed", "disputed"),
    [
        ([], {}, ()),
        (["false"], {Aspect.VERACITY: "false"}, ()),
        (["false", "false"], {Aspect.VERACITY: "false"}, ()),
        (["false", "true"], {}, (Aspect.VERACITY,)),
        (["false", "true", "false"], {Aspect.VERACITY: "false"}, ()),
        (["false", "true", "unproven"], {}, (Aspect.VERACITY,)),
        (["false", None], {Aspect.VERACITY: "false"}, ()),
        (["false", "true", None], {}, (Aspect.VERACITY,)),
    ],
)
def test_settled(given: list[str | None], agreed: dict[Aspect, str], disputed: tuple[Aspect, ...]) -> None:
    """More than half of those who judge an aspect carry it; who does not judge it does not count."""
    assert settled([says(f"p{n}", key) for n, key in enumerate(given)]) == (agreed, disputed)


def test_new() -> None:
    """A claim to which nothing has happened is new and unreviewed."""
    assert standing([]) == NEW
    assert (NEW.state, NEW.verdict, NEW.version) == (State.NEW, UNREVIEWED, 0)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2025-02-25", State.NEW),
        ("2025-02-26", State.REJECTED),
        ("2025-02-26T09:00:00Z", State.QUEUED),
        ("2025-02-26T10", State.REJECTED),
        ("2025", State.QUEUED),
    ],
)
def test_past(at: str, state: State) -> None:
    """Where a claim stood is known for every time, a date or an hour standing for its end."""
    events = [
        happened(EventType.TRIAGED, 1, "2025-02-26T09:00:00Z"),
        happened(EventType.REJECTED, 2, "2025-02-26T10:30:00Z", reason="opinion"),
        happened(EventType.REOPENED, 3, "2025-02-27T08:00:00Z"),
    ]
    assert standing(until(iter(events), at)).state is state


def test_past_with_wrong_clock() -> None:
    """A clock that was set back does not tear what happened apart."""
    events = [
        happened(EventType.REJECTED, 1, "2025-02-26T11:00:00Z", reason="opinion"),
        happened(EventType.UNDONE, 2, "2025-02-26T10:00:00Z", undoes=1),
    ]
    assert standing(until(events, "2025-02-26T10:00:00Z")) == standing(events)


def test_unseen() -> None:
    """Answers wait until the round ends, by its last answer or by starting again; what is taken back waits no more."""
    first = happened(EventType.ANSWERED, 1, "1", answer_id="r1", commitment="x", required=3)
    second = replace(first, seq=2, actor="bert", answer_id="r2")
    last = happened(EventType.ANSWERED, 3, "3", answers=(says("carl", "true"),))
    assert unseen([first, second]) == (first, second)
    assert unseen([first, second, happened(EventType.UNDONE, 3, "3", undoes=2)]) == (first,)
    assert unseen([first, second, last]) == ()
    assert unseen([first, happened(EventType.REOPENED, 2, "2"), second]) == (second,)


class Desk(RuleBasedStateMachine):
    """Several people with several permissions take any steps on several claims, in any order.

    Whatever they do:

    - A step that is refused changes nothing.
    - The version is the number of events; every past standing can be had again from the events up to it.
    - A verdict is in force in decided, published and corrected alone; what is published has a verdict, a confirmed
      attribution, a summary and evidence.
    - A published summary is that of somebody who gave the verdict in force.
    - Nobody answers twice in a round, and the adjudicator is none of those who answered.
    - No event before the deciding one holds anything of a blind answer; the deciding one holds what was committed to.
    - What is taken back leaves the claim where it stood.
    - A claim is in work exactly while somebody holds it; nobody else changes it then.
    - The log gives every event back, and its chain is whole.
    - From wherever a claim stands, people who are there can bring it to publication.
    """

    def __init__(self) -> None:
        super().__init__()
        self.desk = 2
        self.events: dict[str, list[Event]] = {"c1": [], "c2": [], "c3": []}
        self.past: dict[str, list[Standing]] = {"c1": [NEW], "c2": [NEW], "c3": [NEW]}
        self.hidden: dict[str, Answer] = {}
        self.log: list[tuple[chain.Entry, str, str]] = []

    def number(self) -> int:
        return len(self.log) + 1

    def do(
        self, who: str, claim: str, step: Callable[..., Event], *given: Any, may: frozenset[Permission] | None = None
    ) -> bool:
        before = standing(self.events[claim])
        on = Occasion(self.number(), f"2025-02-26T{self.number():06}", who, claim, PEOPLE.get(who, may or frozenset()))
        try:
            event = step(before, on, *given)
        except ReviewError:
            assert standing(self.events[claim]) == before
            return False
        if event.type is EventType.ANSWERED and not event.answers:
            hidden = replace(given[0], nonce=f"n{on.seq}")
            self.hidden[hidden.id] = hidden
            event = replace(event, commitment=chain.commitment(hidden))
        self.record(claim, event, before)
        return True

    def record(self, claim: str, event: Event, before: Standing) -> None:
        after = standing([*self.events[claim], event])
        stored = chain.entry(event, (before.state.value, after.state.value))
        back = chain.event(stored)
        assert back == replace(event, answers=tuple(map(chain.shown, event.answers)))
        self.events[claim].append(back)
        self.past[claim].append(standing(self.events[claim]))
        last = self.log[-1][2] if self.log else ""
        self.log.append((stored, last, chain.link(stored, last)))
        self.check_step(event, before, after)

    def check_step(self, event: Event, before: Standing, after: Standing) -> None:
        if before.holder not in {None, event.actor}:
            assert event.type in {EventType.RELEASED, EventType.EXPIRED}
        if event.type is EventType.ADJUDICATED:
            assert event.actor not in before.reviewers
        if event.type is EventType.UNDONE:
            there = next(n for n, one in enumerate(self.events[event.claim_id], 1) if one.seq == event.undoes)
            assert all(one.reviewer == event.actor for one in self.events[event.claim_id][there - 1].answers)
            was = self.past[event.claim_id][there - 1]
            assert replace(after, version=was.version, undoable=was.undoable) == was
        if event.type in {EventType.REATTRIBUTED, EventType.REOPENED}:
            assert Aspect.ATTRIBUTION not in after.ratings

    def waiting(self, claim: str) -> list[Answer]:
        return [self.hidden[str(event.answer_id)] for event in unseen(self.events[claim])]

    @rule(number=st.integers(1, 3))
    def set_desk(self, number: int) -> None:
        self.desk = number

    @rule(who=WHO, claim=CLAIM, number=NUMBER)
    def triage(self, who: str, claim: str, number: int | None) -> None:
        self.do(who, claim, steps.triage, number)

    @rule(who=WHO, claim=CLAIM, step=st.sampled_from([steps.take, steps.release, steps.expire, steps.undo, steps.undo]))
    def simple(self, who: str, claim: str, step: Callable[..., Event]) -> None:
        self.do(who, claim, step)

    @rule(who=WHO, claim=CLAIM, key=VERACITY, said=ATTRIBUTION, cut=EXTRACTION, summary=SUMMARY, evidence=EVIDENCE)
    def answer(self, who: str, claim: str, key: str, said: str, cut: str, summary: str, evidence: str) -> None:
        given = says(who, key, said, cut, number=self.number(), summary=summary, evidence=evidence)
        self.do(who, claim, steps.answer, given, self.desk, self.waiting(claim))

    @rule(claim=CLAIM, whose=st.permutations(sorted(PEOPLE)), said=ATTRIBUTION, then=st.sampled_from(["undo", "rule"]))
    def whole_round(self, claim: str, whose: list[str], said: str | None, then: str) -> None:
        """Let as many answer as are needed, not all alike, and the last or the first go on."""
        asked = max(standing(self.events[claim]).required or 0, self.desk)
        for who, key in zip(whose[:asked], ("true", "false", "unproven"), strict=False):
            self.answer(
                who, claim, "true" if said == "not_said" else key, said if key == "true" else "verbatim", *[""] * 3
            )
        if then == "undo":
            self.do(whose[asked - 1], claim, steps.undo)
            return
        for who in (*whose[:asked], "carl", "root"):
            at = standing(self.events[claim])
            keys = {aspect: "verbatim" if aspect is Aspect.ATTRIBUTION else "true" for aspect in at.disputed}
            self.do(who, claim, steps.adjudicate, replace(says(who, number=self.number()), ratings=keys))

    @rule(
        who=WHO,
        claim=CLAIM,
        step=st.sampled_from([steps.assess, steps.adjudicate, steps.publish, steps.publish, steps.correct]),
        keys=st.tuples(VERACITY, ATTRIBUTION, EXTRACTION) | st.just((None, None, None)),
        summary=SUMMARY,
        evidence=EVIDENCE,
        note=NOTE,
    )
    def judge(
        self,
        who: str,
        claim: str,
        step: Callable[..., Event],
        keys: tuple[str | None, ...],
        summary: str,
        evidence: str,
        note: str,
    ) -> None:
        at = standing(self.events[claim])
        told = (keys[0] or at.verdict, *keys[1:])
        text = says(who, *told, number=self.number(), summary=summary).summary
        given = replace(says(who, *keys, number=self.number(), evidence=evidence), summary=text)
        self.do(who, claim, step, given, *([note] if step is steps.correct else []))

    @rule(who=WHO, claim=CLAIM, reason=st.sampled_from(["opinion", "odd"]), note=NOTE)
    def reject(self, who: str, claim: str, reason: str, note: str) -> None:
        self.do(who, claim, steps.reject, reason, note)

    @rule(who=WHO, claim=CLAIM, note=NOTE, number=NUMBER)
    def reopen(self, who: str, claim: str, note: str, number: int | None) -> None:
        self.do(who, claim, steps.reopen, note, number)

    @rule(who=WHO, claim=CLAIM, step=st.sampled_from([steps.withdraw, steps.replaced, steps.reattribute]), note=NOTE)
    def edit(self, who: str, claim: str, step: Callable[..., Event], note: str) -> None:
        self.do(who, claim, step, note)

    @invariant()
    def replayed(self) -> None:
        for claim, events in self.events.items():
            assert [standing(events[:n]) for n in range(len(events) + 1)] == self.past[claim]
            assert standing(events).version == len(events)
            assert all(standing(until(events, one.at)) == self.past[claim][n] for n, one in enumerate(events, 1))
        assert chain.broken(self.log) is None

    @invariant()
    def in_force(self) -> None:
        for at in (standing(events) for events in self.events.values()):
            assert (at.verdict != UNREVIEWED) == (at.state in IN_FORCE)
            assert bool(at.disputed) == (at.state is State.DISPUTED)
            assert (at.holder is not None) >= (at.state is State.IN_REVIEW)
            assert at.holder is None or at.state in {State.IN_REVIEW, State.AWAITING_SECOND}
            assert not at.summary.strip() or at.summary.split()[0] == at.verdict
            if at.state in OUT:
                assert at.ratings[Aspect.ATTRIBUTION] in CONFIRMED
                assert at.summary.strip()
                assert at.evidence

    @invariant()
    def rounds(self) -> None:
        for at in (standing(events) for events in self.events.values()):
            assert len(set(at.reviewers)) == len(at.reviewers) <= 3
            if at.state in {State.REJECTED, State.WITHDRAWN, State.NEW, State.QUEUED}:
                assert at.reviewers == ()
            if at.state is State.AWAITING_SECOND:
                assert at.answers == ()
                assert 0 < len(at.reviewers) < (at.required or 0)
            if at.answers:
                assert tuple(one.reviewer for one in at.answers) == at.reviewers
                assert len(at.reviewers) == at.required

    @invariant()
    def blind(self) -> None:
        for claim, events in self.events.items():
            hidden = {str(one.answer_id) for one in unseen(events)}
            shown = [answer for event in events for answer in event.answers]
            assert hidden.isdisjoint(answer.id for answer in shown)
            committed = {event.answer_id: event.commitment for event in events if event.commitment}
            assert all(chain.commitment(one) == committed[one.id] for one in shown if one.id in committed)
            waits = standing(events).state is State.AWAITING_SECOND
            assert [one.actor for one in unseen(events)] == list(self.past[claim][-1].reviewers if waits else ())

    def teardown(self) -> None:
        for claim in self.events:
            self.finish(claim)

    def finish(self, claim: str) -> None:
        """Bring a claim to publication by people who have not touched it."""
        every = frozenset(Permission)
        if standing(self.events[claim]).holder:
            assert self.do("zoe", claim, steps.expire)
        at = standing(self.events[claim])
        if at.reason == steps.REPLACED:
            assert not self.do("zoe", claim, steps.reopen, "why", may=every)
            return
        if at.state in OUT:
            assert self.do("zoe", claim, steps.withdraw, "why", may=every)
        if standing(self.events[claim]).state not in {State.NEW, State.QUEUED}:
            assert self.do("zoe", claim, steps.reopen, "why", may=every)
        for who in ("zoe", "yan", "xaver")[: max(standing(self.events[claim]).required or 0, self.desk)]:
            given = says(who, "true", "verbatim", number=self.number(), summary="sum", evidence="open")
            assert self.do(who, claim, steps.answer, given, self.desk, self.waiting(claim), may=every)
        assert self.do("zoe", claim, steps.publish, says("zoe", number=self.number()), may=every)


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
