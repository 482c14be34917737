"""What reviewers said of a claim side by side, aspect by aspect: where they differ, and where they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from datasette_claims.plugin import labels
from datasette_claims.plugin.api.answers import EvidenceShown
from datasette_claims.plugin.pages import history as histories
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.history import Proof, Said, Scales
from datasette_claims.plugin.translation import message
from datasette_claims.review import Answer, Aspect

DIFFERS, AGREES, ALONE = "≠", "=", "–"


@dataclass(frozen=True, slots=True)
class Vote:
    """One label that was given, and by whom."""

    label: str
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One aspect: a sign and words for how far the answers agree on it, and what was given by whom."""

    question: str
    sign: str
    words: str
    votes: tuple[Vote, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What one reviewer says of one aspect; ``others`` gave other labels. Without a label they did not judge it."""

    question: str
    label: str
    sign: str
    words: str
    others: tuple[Vote, ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag, and whether nobody else has set it."""

    text: str
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Side:
    """Everything that one reviewer said."""

    said: Said
    views: tuple[View, ...]
    flags: tuple[Flagged, ...]
    proofs: tuple[Proof, ...]


def judged(answers: Sequence[Answer]) -> tuple[Aspect, ...]:
    """Return the aspects that anybody has judged, in the order of the pages."""
    return tuple(aspect for aspect in labels.ASPECTS if any(aspect in answer.ratings for answer in answers))


def compared(asked: Asked, answers: Sequence[Answer], disputed: Iterable[Aspect], scales: Scales) -> list[Compared]:
    """Return the judged aspects, those in dispute first."""
    found = [_compared(asked, answers, aspect, scales) for aspect in judged(answers)]
    return sorted(found, key=lambda one: one.question not in {asked.say(labels.ASPECTS[key]) for key in disputed})


def _compared(asked: Asked, answers: Sequence[Answer], aspect: Aspect, scales: Scales) -> Compared:
    keys = Counter(answer.ratings[aspect] for answer in answers if aspect in answer.ratings)
    sign, words = _how_far(keys)
    question = asked.say(labels.ASPECTS[aspect])
    return Compared(question, sign, asked.say(words), _votes(asked, answers, aspect, scales))


def _how_far(keys: Counter[str]) -> tuple[str, str]:
    """Return a sign and words for how far answers agree; the rule is that of ``review.settled``."""
    most = keys.most_common(1)[0][1]
    if keys.total() == 1:
        return ALONE, message("Only one judged this")
    if most == keys.total():
        return AGREES, message("Agreed")
    return (AGREES, message("Agreed by most")) if 2 * most > keys.total() else (DIFFERS, message("Disputed"))


def _votes(
    asked: Asked, answers: Sequence[Answer], aspect: Aspect, scales: Scales, without: str = ""
) -> tuple[Vote, ...]:
    given: dict[str, list[str]] = {}
    for answer in answers:
        if answer.ratings.get(aspect, without) != without:
            given.setdefault(answer.ratings[aspect], []).append(answer.reviewer)
    return tuple(
        Vote(histories.rated(asked, aspect.value, key, scales).label, tuple(reviewers))
        for key, reviewers in given.items()
    )


def sides(
    asked: Asked,
    answers: Sequence[Answer],
    said: Iterable[Said],
    evidence: Sequence[EvidenceShown],
    scales: Scales,
) -> tuple[Side, ...]:
    """Return what each of a round's answers says; ``said`` are the claim's answers in words, others among them."""
    worded = {one.id: one for one in said}
    flags = Counter(flag for answer in answers for flag in worded[answer.id].flags)
    return tuple(
        Side(
            said=worded[answer.id],
            views=tuple(_view(asked, answer, answers, aspect, scales) for aspect in judged(answers)),
            flags=tuple(Flagged(flag, flags[flag] == 1) for flag in worded[answer.id].flags),
            proofs=histories.proofs(asked, [one for one in evidence if one.answer_id == answer.id]),
        )
        for answer in answers
    )


def _view(asked: Asked, answer: Answer, answers: Sequence[Answer], aspect: Aspect, scales: Scales) -> View:
    question, key = asked.say(labels.ASPECTS[aspect]), answer.ratings.get(aspect, "")
    if not key:
        return View(question, "", ALONE, asked.say(message("Did not judge this")), ())
    whole = _compared(asked, answers, aspect, scales)
    others = _votes(asked, answers, aspect, scales, without=key)
    is_outvoted = whole.sign == AGREES and sum(len(vote.reviewers) for vote in others) * 2 > len(answers)
    words = asked.say(message("Outvoted")) if is_outvoted else whole.words
    label = histories.rated(asked, aspect.value, key, scales).label
    return View(question, label, DIFFERS if is_outvoted else whole.sign, words, others)
