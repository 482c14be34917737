"""Which step may follow which: the workflow as stories, and every refusal with what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from datasette_claims import chain, review
from datasette_claims.errors import InvalidFields, LeasedByAnother, NotPermitted, ReviewError, StaleVersion, StepRefused
from datasette_claims.model import Bearing, Evidence
from datasette_claims.review import Answer, Aspect, Event, EventType, Standing, State, standing
from datasette_claims.steps import (
    RULES,
    Flag,
    Occasion,
    Permission,
    RejectReason,
    adjudicate,
    answer,
    assess,
    check_version,
    correct,
    expire,
    open_to,
    publish,
    reattribute,
    reject,
    release,
    reopen,
    replaced,
    take,
    triage,
    undo,
    withdraw,
)

ALL = frozenset(Permission)
REVIEW = frozenset({Permission.REVIEW})
PAPER = Evidence("e1", Bearing.REFUTES, url="https://example.org/figures")
AGAIN = "reviewers have judged it; reopen the claim to have it judged again"


def says(who: str, veracity: str = "", attribution: str = "", extraction: str = "", **more: Any) -> Answer:
    """Return what somebody answers; an aspect that is left empty is not judged."""
    keys = {Aspect.VERACITY: veracity, Aspect.ATTRIBUTION: attribution, Aspect.EXTRACTION: extraction}
    ratings = {aspect: key for aspect, key in keys.items() if key}
    return Answer(f"r-{who}", who, "2025-02-26T10:00:00Z", ratings, **more)


class Story:
    """A claim, what has happened to it, and the answers that nobody may see yet."""

    def __init__(self, desk: int = 1) -> None:
        self.desk = desk
        self.events: list[Event] = []
        self.hidden: dict[str, Answer] = {}

    @property
    def at(self) -> Standing:
        return standing(self.events)

    def on(self, who: str, may: frozenset[Permission] = ALL, version: int | None = None) -> Occasion:
        number = len(self.events) + 1
        return Occasion(number, f"2025-02-26T10:{number:02}:00Z", who, "c1", may, version)

    def do(self, who: str, step: Callable[..., Event], *given: Any, may: frozenset[Permission] = ALL) -> Standing:
        self.events.append(step(self.at, self.on(who, may), *given))
        return self.at

    def answer(self, who: str, veracity: str, attribution: str = "", extraction: str = "", **more: Any) -> Standing:
        given = says(who, veracity, attribution, extraction, **more)
        waiting = [self.hidden[str(event.answer_id)] for event in review.unseen(self.events)]
        event = answer(self.at, self.on(who), given, self.desk, waiting)
        if not event.answers:
            self.hidden[given.id] = replace(given, nonce="n")
            event = replace(event, commitment=chain.commitment(self.hidden[given.id]))
        self.events.append(event)
        return self.at


def decided() -> Story:
    """A claim that lacks nothing for publication."""
    story = Story()
    story.answer("anna", "false", "verbatim", summary="The figure is wrong.", evidence=(PAPER,))
    return story


def published() -> Story:
    story = decided()
    story.do("paul", publish, says("paul"))
    return story


def disputed() -> Story:
    """Two reviewers who agree that it was said, but not on whether it is true."""
    story = Story(desk=2)
    story.answer("anna", "false", "verbatim", summary="The figure is wrong.")
    story.answer("bert", "true", "verbatim", summary="The figure is right.", evidence=(PAPER,))
    return story


def waiting() -> Story:
    """A claim that one of two has answered."""
    story = Story(desk=2)
    story.answer("anna", "false")
    return story


def rejected() -> Story:
    story = Story()
    story.do("anna", reject, "opinion")
    return story


def withdrawn() -> Story:
    story = published()
    story.do("paul", withdraw, "We misread the figures.")
    return story


def taken() -> Story:
    story = Story()
    story.do("anna", take)
    return story


def corrected() -> Story:
    story = published()
    story.do("paul", correct, says("paul", "true", summary="It is right after all."), "New figures.")
    return story


def queued() -> Story:
    story = Story()
    story.do("anna", triage)
    return story


IN: dict[State, Callable[[], Story]] = {
    State.NEW: Story,
    State.QUEUED: queued,
    State.IN_REVIEW: taken,
    State.AWAITING_SECOND: waiting,
    State.DISPUTED: disputed,
    State.DECIDED: decided,
    State.PUBLISHED: published,
    State.CORRECTED: corrected,
    State.WITHDRAWN: withdrawn,
    State.REJECTED: rejected,
}

STEPS: dict[EventType, tuple[Callable[..., Event], tuple[Any, ...]]] = {
    EventType.TRIAGED: (triage, ()),
    EventType.TAKEN: (take, ()),
    EventType.RELEASED: (release, ()),
    EventType.ANSWERED: (answer, (says("zoe", "false"), 3, (says("anna", "false"),))),
    EventType.ASSESSED: (assess, (says("zoe", extraction="ok"),)),
    EventType.REJECTED: (reject, ("opinion", "why")),
    EventType.REOPENED: (reopen, ("why",)),
    EventType.ADJUDICATED: (adjudicate, (says("zoe", "false"),)),
    EventType.PUBLISHED: (publish, (says("zoe"),)),
    EventType.CORRECTED: (correct, (says("zoe", extraction="ok"), "why")),
    EventType.WITHDRAWN: (withdraw, ("why",)),
    EventType.REPLACED: (replaced, ("c2",)),
    EventType.REATTRIBUTED: (reattribute, ("speaker: A → B",)),
}


def wrong(story: Story, who: str, step: Callable[..., Event], *given: Any) -> dict[str, str]:
    """Return the fields that a refusal names."""
    with pytest.raises(InvalidFields) as refused:
        step(story.at, story.on(who), *given)
    return refused.value.fields


@pytest.mark.parametrize("state", State)
def test_states_reached(state: State) -> None:
    """Each state is reached by the steps that its story tells."""
    assert IN[state]().at.state is state


@pytest.mark.parametrize("kind", STEPS)
@pytest.mark.parametrize("state", State)
def test_table(state: State, kind: EventType) -> None:
    """A step goes from the states of its row and from no other, whoever has the claim in work taking it."""
    story = IN[state]()
    step, given = STEPS[kind]
    who = story.at.holder if story.at.holder and kind is not EventType.TAKEN else "zoe"
    if story.at.holder and kind is EventType.TAKEN:
        story.do(story.at.holder, release)
    if kind is EventType.RELEASED and not story.at.holder and state in RULES[kind].states:
        story.do(who, take)
    if state in RULES[kind].states:
        assert step(story.at, story.on(who), *given).type is kind
    else:
        with pytest.raises(StepRefused, match=rf"^The claim is {state.value}; this step needs one that is \w+"):
            step(story.at, story.on(who), *given)


@pytest.mark.parametrize("kind", STEPS)
@pytest.mark.parametrize("state", State)
def test_permissions(state: State, kind: EventType) -> None:
    """Whoever has every permission but the one that a step needs may not take it in any state, and is told which."""
    story = IN[state]()
    step, given = STEPS[kind]
    enough = {RULES[kind].permission} | ({Permission.ADMIN} if kind is EventType.RELEASED else set())
    with pytest.raises(NotPermitted, match=rf"^This needs the permission {RULES[kind].permission.value}\.$"):
        step(story.at, story.on("zoe", ALL - enough), *given)


@pytest.mark.parametrize("kind", STEPS)
def test_stale(kind: EventType) -> None:
    """Whoever has seen another version of the claim is told, before anything else is looked at."""
    step, given = STEPS[kind]
    with pytest.raises(StaleVersion, match="its version is 0, not 7"):
        step(Story().at, Story().on("zoe", version=7), *given)


def test_version_seen() -> None:
    """A step on the version that was seen, or on any, goes through."""
    story = queued()
    check_version(story.at, 1)
    check_version(story.at, None)


@pytest.mark.parametrize(
    "kind",
    [
        EventType.TAKEN,
        EventType.ANSWERED,
        EventType.ASSESSED,
        EventType.REJECTED,
        EventType.REPLACED,
        EventType.REATTRIBUTED,
    ],
)
def test_leased(kind: EventType) -> None:
    """Nobody does anything to a claim that another has in work."""
    step, given = STEPS[kind]
    with pytest.raises(LeasedByAnother, match=r"^anna has this claim in work\.$"):
        step(taken().at, taken().on("zoe"), *given)


def test_not_reopened_under_somebody() -> None:
    """A round is not started again while its second reviewer is at work."""
    story = waiting()
    story.do("bert", take)
    with pytest.raises(LeasedByAnother, match="bert has this claim"):
        reopen(story.at, story.on("anna"), "Nobody else is here.")


def test_one_person() -> None:
    """A desk of one person answers, publishes, corrects, withdraws and starts again."""
    story = Story()
    states = [
        story.do("anna", triage).state,
        story.do("anna", take).state,
        story.answer("anna", "false", "verbatim", summary="Wrong.", evidence=(PAPER,)).state,
        story.do("anna", publish, says("anna")).state,
        story.do("anna", correct, says("anna", "true", summary="Right."), "Read again.").state,
        story.do("anna", withdraw, "Both were wrong.").state,
        story.do("anna", reopen).state,
        story.do("anna", reject, "out_of_scope").state,
    ]
    expected = "queued in_review decided published corrected withdrawn queued rejected"
    assert [state.value for state in states] == expected.split()


def test_two_agree() -> None:
    """Of two, the second learns what the first said by the event that decides, and not before."""
    story = Story(desk=2)
    first = story.answer("anna", "false", summary="Wrong.", rationale="The bureau says 3 %.")
    assert (first.state, first.answers, first.verdict) == (State.AWAITING_SECOND, (), "unreviewed")
    assert story.events[0].answers == ()
    second = story.answer("bert", "false")
    assert (second.state, second.verdict, second.summary) == (State.DECIDED, "false", "Wrong.")
    assert [one.reviewer for one in second.answers] == ["anna", "bert"]


def test_three() -> None:
    """Of three, two carry; the sentence that is published is one of theirs, also if the third wrote the last one."""
    story = Story(desk=3)
    story.answer("anna", "false", summary="Wrong.")
    assert story.answer("bert", "false").state is State.AWAITING_SECOND
    at = story.answer("carl", "true", summary="Right.")
    assert (at.state, at.verdict, at.summary) == (State.DECIDED, "false", "Wrong.")


def test_three_ways() -> None:
    """Three different verdicts are a dispute, and none is in force."""
    story = Story(desk=3)
    story.answer("anna", "false")
    story.answer("bert", "true")
    at = story.answer("carl", "unproven")
    assert (at.state, at.disputed, at.verdict) == (State.DISPUTED, (Aspect.VERACITY,), "unreviewed")


def test_adjudicated() -> None:
    """A third person settles a dispute; the summary is of those whose verdict holds, the evidence everybody's."""
    story = disputed()
    assert (story.at.verdict, story.at.summary) == ("unreviewed", "")
    at = story.do("carl", adjudicate, says("carl", "false"), may=frozenset({Permission.ADJUDICATE}))
    assert (at.state, at.verdict, at.summary) == (State.DECIDED, "false", "The figure is wrong.")
    assert at.evidence == (PAPER,)
    assert at.ratings[Aspect.ATTRIBUTION] == "verbatim"


def test_adjudicated_otherwise() -> None:
    """A ruling that no reviewer gave has no summary before somebody writes one."""
    story = disputed()
    assert story.do("carl", adjudicate, says("carl", "unproven")).summary == ""
    assert wrong(story, "carl", publish, says("carl")) == {"summary": "a sentence that sums up the verdict is missing"}


def test_adjudicator_writes() -> None:
    """The adjudicator's own summary comes first."""
    at = disputed().do("carl", adjudicate, says("carl", "false", summary="Not so."))
    assert at.summary == "Not so."


@pytest.mark.parametrize("who", ["anna", "bert"])
def test_third_person(who: str) -> None:
    """Neither of those who disagree may settle it."""
    story = disputed()
    with pytest.raises(NotPermitted, match="a third person must"):
        adjudicate(story.at, story.on(who), says(who, "false"))


def test_ruling() -> None:
    """A ruling must cover all that is disputed, and leaves alone what reviewers agree on."""
    story = disputed()
    assert wrong(story, "carl", adjudicate, says("carl", attribution="not_said")) == {
        "ratings.veracity": "disputed; it needs a ruling",
        "ratings.attribution": AGAIN,
    }
    assert adjudicate(story.at, story.on("carl"), says("carl", "false", extraction="ok")).answer_id == "r-carl"


def test_disputed_attribution() -> None:
    """While it is disputed who said it, nothing is said of the truth; the agreed verdict holds after the ruling."""
    story = Story(desk=2)
    story.answer("anna", "false", "verbatim", summary="Wrong.")
    at = story.answer("bert", "false", "not_said")
    assert (at.state, at.verdict, at.disputed) == (State.DISPUTED, "unreviewed", (Aspect.ATTRIBUTION,))
    assert wrong(story, "carl", adjudicate, says("carl", "true", "verbatim")) == {"ratings.veracity": AGAIN}
    at = story.do("carl", adjudicate, says("carl", attribution="verbatim"))
    assert (at.state, at.verdict, at.summary) == (State.DECIDED, "false", "Wrong.")
    assert at.ratings[Aspect.ATTRIBUTION] == "verbatim"


def test_dispute_without_third() -> None:
    """A desk of two gets out of a dispute by starting again, with a word on why."""
    story = disputed()
    assert story.do("anna", reopen, "We have talked.").state is State.QUEUED
    story.answer("anna", "true")
    assert story.answer("bert", "true").verdict == "true"


def test_nobody_else_there() -> None:
    """A claim whose second reviewer never comes is started again, and the desk's new rule holds."""
    story = waiting()
    assert wrong(story, "anna", reopen) == {"note": "say why answers that others gave shall count no more"}
    story.do("anna", reopen, "Bert is ill.")
    story.desk = 1
    assert story.answer("anna", "false").state is State.DECIDED


def test_round_keeps_its_number() -> None:
    """A round that has begun takes as many answers as it began with, whatever the desk's rule becomes."""
    lowered, raised = waiting(), waiting()
    lowered.desk, raised.desk = 1, 3
    assert lowered.answer("bert", "false").state is State.DECIDED
    assert raised.answer("bert", "false").state is State.DECIDED


def test_more_not_fewer() -> None:
    """A claim may ask for more answers than the desk's rule; nobody gets round the second pair of eyes by fewer."""
    more, fewer = Story(desk=1), Story(desk=2)
    more.do("anna", triage, 2)
    fewer.do("anna", triage, 1)
    assert more.answer("anna", "false").state is State.AWAITING_SECOND
    assert fewer.answer("anna", "false").state is State.AWAITING_SECOND


@pytest.mark.parametrize("required", [0, 4, -1])
def test_wrong_number(required: int) -> None:
    """A round takes one to three answers."""
    assert wrong(Story(), "anna", triage, required) == {"required": "must be 1 to 3"}
    assert wrong(rejected(), "anna", reopen, "", required) == {"required": "must be 1 to 3"}


def test_reopened_number() -> None:
    """A new round may ask for a number of its own."""
    story = rejected()
    assert story.do("anna", reopen, "", 3).required == 3


def test_twice() -> None:
    """Nobody answers a claim twice in a round, nor takes it to do so."""
    story = waiting()
    for step, given in ((answer, (says("anna", "true"), 2)), (take, ())):
        with pytest.raises(NotPermitted, match="somebody else must give the next verdict"):
            step(story.at, story.on("anna"), *given)


def test_answer_without_verdict() -> None:
    """An answer holds a verdict, and no flag that nobody knows."""
    given = says("anna", attribution="verbatim", flags=("outdated", "odd"))
    assert wrong(Story(), "anna", answer, given, 1) == {
        "ratings.veracity": "a verdict is missing",
        "flags": "unknown: odd",
    }
    assert answer(Story().at, Story().on("anna"), says("anna", "true", flags=tuple(Flag)), 1).answers


@pytest.mark.parametrize("unseen", [(), (says("carl", "false"),), (says("anna", "false"), says("carl", "false"))])
def test_answers_lost(unseen: tuple[Answer, ...]) -> None:
    """A round is not decided without every answer that was given in it."""
    story = waiting()
    with pytest.raises(StepRefused, match="cannot be found; reopen the claim"):
        answer(story.at, story.on("bert"), says("bert", "false"), 2, unseen)


def test_lease() -> None:
    """Who takes a claim has it alone until they give it back; it then waits for anybody."""
    story = taken()
    assert story.at.holder == "anna"
    with pytest.raises(StepRefused, match="renew the lease instead"):
        take(story.at, story.on("anna"))
    with pytest.raises(LeasedByAnother):
        release(story.at, story.on("zoe", REVIEW))
    back = story.do("anna", release)
    assert (back.state, back.holder) == (State.QUEUED, None)
    with pytest.raises(StepRefused, match="Nobody has this claim in work"):
        release(story.at, story.on("anna"))


def test_released_by_administrator() -> None:
    """An administrator frees what somebody else has in work, also without being a reviewer."""
    assert taken().do("root", release, may=frozenset({Permission.ADMIN})).holder is None


def test_expired() -> None:
    """A lease that has run out ends by anybody's next step, and the event names who had it."""
    story = taken()
    assert story.do("zoe", expire, may=frozenset()).state is State.QUEUED
    assert (story.events[-1].note, story.events[-1].actor) == ("anna", "zoe")
    with pytest.raises(StepRefused, match="Nobody has this claim in work"):
        expire(story.at, story.on("zoe"))


def test_second_lease() -> None:
    """A claim that waits for its second answer goes on waiting when a lease on it ends."""
    story = waiting()
    assert story.do("bert", take).state is State.AWAITING_SECOND
    assert story.do("zoe", expire).state is State.AWAITING_SECOND
    story.do("bert", take)
    assert story.do("bert", release).reviewers == ("anna",)


def test_assessed() -> None:
    """Whether it was said and cut out well is judged apart, without moving the claim or ending a lease."""
    story = taken()
    at = story.do("anna", assess, says("anna", attribution="faithful", extraction="ok", evidence=(PAPER,)))
    assert (at.state, at.holder, at.verdict) == (State.IN_REVIEW, "anna", "unreviewed")
    assert dict(at.ratings) == {Aspect.ATTRIBUTION: "faithful", Aspect.EXTRACTION: "ok"}
    at = story.answer("anna", "false", summary="Wrong.")
    assert at.ratings[Aspect.ATTRIBUTION] == "faithful"
    assert story.do("paul", publish, says("paul")).evidence == (PAPER,)


def test_assessed_anew() -> None:
    """What one person judged apart, the next may judge otherwise; what the round's answers say holds against both."""
    story = Story()
    story.do("anna", assess, says("anna", attribution="faithful"))
    assert story.do("bert", assess, says("bert", attribution="not_said")).ratings[Aspect.ATTRIBUTION] == "not_said"
    assert story.answer("anna", "false", "verbatim").ratings[Aspect.ATTRIBUTION] == "verbatim"
    assert wrong(story, "bert", assess, says("bert", attribution="not_said")) == {"ratings.attribution": AGAIN}
    assert assess(story.at, story.on("bert"), says("bert", extraction="ok")).answer_id == "r-bert"


def test_assessment_is_no_verdict() -> None:
    """An assessment judges something, no verdict among it, and publishes no sentence."""
    assert wrong(Story(), "anna", assess, says("anna")) == {"ratings": "judge extraction or attribution"}
    given = says("anna", "false", "verbatim", summary="Wrong.", flags=("odd",))
    assert wrong(decided(), "bert", assess, given) == {
        "ratings.veracity": "a verdict is a review of its own",
        "ratings.attribution": AGAIN,
        "summary": "a summary belongs to a verdict",
        "flags": "unknown: odd",
    }


def test_other_speaker() -> None:
    """Who is named as the speaker anew must be confirmed anew; what is true stays true."""
    story = decided()
    at = story.do("eva", reattribute, "speaker: A → B", may=frozenset({Permission.EDIT_EXTRACTION}))
    assert dict(at.ratings) == {Aspect.VERACITY: "false"}
    missing = "it must be confirmed that the speaker said it (verbatim or faithful)"
    assert wrong(story, "paul", publish, says("paul")) == {"ratings.attribution": missing}
    story.do("bert", assess, says("bert", attribution="verbatim"))
    assert story.do("paul", publish, says("paul")).state is State.PUBLISHED


def test_other_speaker_in_dispute() -> None:
    """In a dispute, what was agreed of the former speaker does not hold for the next; the ruling may say it."""
    story = disputed()
    story.do("eva", reattribute, "speaker: A → B")
    at = story.do("carl", adjudicate, says("carl", "false", "faithful"))
    assert at.ratings == {Aspect.VERACITY: "false", Aspect.ATTRIBUTION: "faithful"}


@pytest.mark.parametrize("reason", RejectReason)
def test_rejected(reason: RejectReason) -> None:
    """A claim is put aside for a reason of the list, and may be taken up again without a word."""
    story = Story()
    at = story.do("anna", reject, reason.value, "see above")
    assert (at.state, at.reason, story.events[-1].note) == (State.REJECTED, reason.value, "see above")
    assert story.do("bert", reopen).state is State.QUEUED


def test_unknown_reason() -> None:
    """Another reason is refused with the list."""
    expected = "must be one of not_a_claim, opinion, prediction, duplicate, bad_extraction, out_of_scope"
    assert wrong(Story(), "anna", reject, "boring") == {"reason": expected}


@pytest.mark.parametrize("state", [State.AWAITING_SECOND, State.DISPUTED, State.DECIDED])
def test_others_work(state: State) -> None:
    """Whoever sets answers aside, by rejecting or reopening, says why."""
    story = IN[state]()
    expected = {"note": "say why answers that others gave shall count no more"}
    assert wrong(story, "zoe", reject, "opinion", " ") == expected
    assert wrong(story, "zoe", reopen, " ") == expected
    at = story.do("zoe", reopen, "New figures.")
    assert replace(at, undoable=None) == Standing(State.QUEUED, version=len(story.events))


def test_replaced() -> None:
    """A claim that another takes the place of is put aside, and stays there."""
    story = decided()
    at = story.do("eva", replaced, "c2", may=frozenset({Permission.EDIT_EXTRACTION}))
    assert (at.state, at.reason, at.verdict, story.events[-1].other_claim) == (
        State.REJECTED,
        "replaced",
        "unreviewed",
        "c2",
    )
    with pytest.raises(StepRefused, match="correct that one instead"):
        story.do("anna", reopen, "The first cut was right.")


def test_gate() -> None:
    """Publication names everything that is missing at once; a blank is no sentence."""
    story = Story()
    story.answer("anna", "false", summary=" ")
    assert wrong(story, "paul", publish, says("paul", "true", summary=" ", flags=("odd",))) == {
        "ratings": "publishing changes no rating",
        "flags": "unknown: odd",
        "ratings.attribution": "it must be confirmed that the speaker said it (verbatim or faithful)",
        "summary": "a sentence that sums up the verdict is missing",
        "evidence": "at least one piece of evidence is missing",
    }


def test_gate_filled() -> None:
    """Whoever publishes may bring the summary and the evidence; a blank does not wipe the summary out."""
    story = Story()
    story.answer("anna", "false", "faithful")
    at = story.do("paul", publish, says("paul", summary="Wrong.", evidence=(PAPER,)))
    assert (at.state, at.summary, at.evidence) == (State.PUBLISHED, "Wrong.", (PAPER,))
    story = decided()
    assert story.do("paul", publish, says("paul", summary=" ")).summary == "The figure is wrong."


@pytest.mark.parametrize("attribution", ["distorted", "not_said", "wrong_speaker", "unconfirmed"])
def test_not_said(attribution: str) -> None:
    """What the speaker did not say is never published as theirs."""
    story = Story()
    story.answer("anna", "false", attribution, summary="Wrong.", evidence=(PAPER,))
    assert list(wrong(story, "paul", publish, says("paul"))) == ["ratings.attribution"]


def test_corrected() -> None:
    """A correction changes what is published, with a note for readers, as often as needed."""
    story = corrected()
    assert (story.at.verdict, story.at.summary) == ("true", "It is right after all.")
    assert story.events[-1].note == "New figures."
    assert story.do("paul", correct, says("paul", summary="It is right."), "Shorter.").summary == "It is right."


def test_correction_lacks() -> None:
    """A correction changes something, says what, and keeps what publication needs."""
    same = says("paul", "false", summary=" The figure is wrong.")
    assert wrong(published(), "paul", correct, same, " ") == {
        "note": "tell readers what changed and why",
        "ratings": "a correction changes a rating, a flag, the summary or the evidence",
    }
    assert wrong(published(), "paul", correct, says("paul", "true", "not_said", flags=("odd",)), "Why.") == {
        "flags": "unknown: odd",
        "ratings.attribution": "it must be confirmed that the speaker said it (verbatim or faithful)",
        "summary": "another verdict needs a sentence that sums it up",
    }


@pytest.mark.parametrize(
    "change",
    [{"evidence": (PAPER,)}, {"flags": ("outdated",)}, {"attribution": "faithful"}, {"summary": "No."}],
)
def test_small_correction(change: dict[str, Any]) -> None:
    """More evidence, a flag, an attribution or another sentence is correction enough."""
    assert published().do("paul", correct, says("paul", **change), "Why.").state is State.CORRECTED


def test_withdrawn() -> None:
    """A published verdict is taken back with a reason, and is then no longer in force."""
    assert wrong(published(), "paul", withdraw, " ") == {"reason": "tell readers why"}
    at = withdrawn().at
    assert (at.state, at.reason, at.verdict, at.evidence) == (
        State.WITHDRAWN,
        "We misread the figures.",
        "unreviewed",
        (),
    )


UNDONE: dict[str, tuple[Callable[[], Story], Callable[[Story], object]]] = {
    "triaged": (Story, lambda story: story.do("zoe", triage, 2)),
    "rejected": (disputed, lambda story: story.do("zoe", reject, "opinion", "why")),
    "reopened": (decided, lambda story: story.do("zoe", reopen, "why")),
    "answered": (Story, lambda story: story.answer("zoe", "false")),
    "answered blindly": (lambda: Story(desk=2), lambda story: story.answer("zoe", "false")),
    "assessed": (decided, lambda story: story.do("zoe", assess, says("zoe", extraction="ok"))),
    "adjudicated": (disputed, lambda story: story.do("zoe", adjudicate, says("zoe", "false"))),
}


@pytest.mark.parametrize("name", UNDONE)
def test_undone(name: str) -> None:
    """One's own last step is taken back once, and the claim stands where it stood."""
    start, step = UNDONE[name]
    story = start()
    before = story.at
    step(story)
    with pytest.raises(NotPermitted, match="was taken by zoe"):
        undo(story.at, story.on("yan"))
    after = story.do("zoe", undo)
    assert replace(after, version=before.version, undoable=before.undoable) == before
    with pytest.raises(StepRefused, match="cannot be taken back"):
        undo(story.at, story.on("zoe"))


def test_undone_not_after_more() -> None:
    """Once anything else has happened to the claim, a step stays."""
    story = queued()
    story.do("bert", take)
    with pytest.raises(StepRefused, match="cannot be taken back"):
        undo(story.at, story.on("anna"))


def test_undone_not_after_looking() -> None:
    """Whoever has learnt by their answer what others said cannot take it back and answer again."""
    story = disputed()
    with pytest.raises(StepRefused, match="cannot be taken back"):
        undo(story.at, story.on("bert"))


def test_undone_by_adjudicator() -> None:
    """A step is taken back with the permission that it was taken with."""
    story, only = disputed(), frozenset({Permission.ADJUDICATE})
    story.do("carl", adjudicate, says("carl", "false"), may=only)
    with pytest.raises(NotPermitted, match="needs the permission claims-review"):
        undo(story.at, story.on("carl", frozenset({Permission.PUBLISH})))
    assert story.do("carl", undo, may=only).state is State.DISPUTED


@pytest.mark.parametrize("state", [State.PUBLISHED, State.CORRECTED])
def test_published_stays(state: State) -> None:
    """What was published is corrected or withdrawn, never undone."""
    story = IN[state]()
    with pytest.raises(StepRefused, match=f"^The claim is {state.value}"):
        undo(story.at, story.on("paul"))


def test_message() -> None:
    """A refusal can be read as a sentence, too."""
    with pytest.raises(ReviewError, match=r"^note: tell readers what changed and why; ratings: a correction"):
        correct(published().at, published().on("paul"), says("paul"), "")


def test_open_to() -> None:
    """What somebody is offered depends on state, rights, who holds the claim and who has answered."""
    story = Story(desk=2)
    waiting = {"triaged", "taken", "answered", "assessed", "rejected"}
    assert open_to(story.at, "anna", REVIEW) == waiting
    assert open_to(story.at, "anna", frozenset()) == set()
    story.do("anna", take)
    assert open_to(story.at, "anna", REVIEW) == waiting - {"triaged", "taken"} | {"released"}
    assert open_to(story.at, "ben", REVIEW) == set()
    assert open_to(story.at, "ben", frozenset({Permission.REVIEW, Permission.ADMIN})) == {"released"}
    assert open_to(story.at, "ben", frozenset({Permission.EDIT_EXTRACTION})) == set()


def test_open_after_answers() -> None:
    """Whoever has answered may take that back and answers no more; others go on."""
    story = Story(desk=2)
    story.answer("anna", veracity="true")
    assert open_to(story.at, "anna", REVIEW) == {"rejected", "reopened", "undone"}
    assert open_to(story.at, "ben", REVIEW) == {"taken", "answered", "rejected", "reopened"}
    story.answer("ben", veracity="false")
    both = frozenset({Permission.REVIEW, Permission.ADJUDICATE})
    assert open_to(story.at, "ben", both) == {"rejected", "reopened"}
    assert open_to(story.at, "cleo", both) == {"rejected", "reopened", "adjudicated"}


def test_open_when_replaced() -> None:
    """What another claim took the place of is not opened again."""
    story = Story()
    story.do("anna", replaced, "c2")
    assert open_to(story.at, "anna", REVIEW) == set()


@pytest.mark.parametrize("may", [ALL, REVIEW, frozenset({Permission.PUBLISH})])
def test_open_is_in_the_table(may: frozenset[Permission]) -> None:
    """Nothing is offered that the table refuses, whatever has happened."""
    story = Story()
    for step in (take, release):
        story.do("anna", step)
        for event in open_to(story.at, "anna", may):
            assert story.at.state in RULES[event].states
            assert RULES[event].permission in may
