"""What holds of any gold and any predictions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import fields

import pytest
from annotating import article
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.evaluation.annotations import AnnotatedArticle, Annotation, Part
from datasette_claims.evaluation.figures import Figure
from datasette_claims.evaluation.scores import Scores, score
from datasette_claims.model import Span

WORDS = 24
BLOCK = 6
TEXT = " ".join(f"w{number:02}" for number in range(WORDS))
KINDS = ["Direct", "Indirect", "Reported"]

Predictions = Sequence[Sequence[Annotation]]
Judged = tuple[list[AnnotatedArticle], list[list[Annotation]]]


@st.composite
def spans(draw: st.DrawFn, first: int = 0, last: int = WORDS) -> tuple[Span, ...]:
    """Draw some words in a row, of those from ``first`` to before ``last``."""
    start = draw(st.integers(first, last - 1))
    end = draw(st.integers(start + 1, last))
    return (Span(4 * start, 4 * end - 1),)


@st.composite
def annotations(draw: st.DrawFn, first: int = 0, last: int = WORDS) -> Annotation:
    """Draw a quote within some words, with other parts anywhere."""
    parts = draw(st.dictionaries(st.sampled_from([part for part in Part if part is not Part.QUOTE]), spans()))
    parts[Part.QUOTE] = draw(spans(first, last))
    return Annotation(draw(st.sampled_from(KINDS)), parts, confidence=draw(st.none() | st.floats(0, 1)))


def listed(gold: Sequence[Sequence[Annotation]]) -> list[AnnotatedArticle]:
    return [article(*found, text=TEXT, name=str(number)) for number, found in enumerate(gold)]


@st.composite
def anything(draw: st.DrawFn) -> Judged:
    """Draw articles and predictions without any order."""
    size = draw(st.integers(1, 3))
    gold, predictions = (
        draw(st.lists(st.lists(annotations(), max_size=4), min_size=size, max_size=size)) for _ in "gp"
    )
    return listed(gold), predictions


@st.composite
def apart(draw: st.DrawFn) -> Judged:
    """Draw articles in whose blocks of words at most one gold and one predicted quote stand."""
    sides: list[list[list[Annotation]]] = []
    for _ in "gp":
        blocks = [annotations(first, first + BLOCK) | st.none() for first in range(0, WORDS, BLOCK)]
        sides.append([[one for one in draw(st.tuples(*blocks)) if one] for _ in range(2)])
    return listed(sides[0]), sides[1]


def figures(found: Scores) -> dict[str, Figure]:
    """Return all figures by name."""
    groups = {field.name: getattr(found, field.name) for field in fields(found)}
    chosen = ("published", "hits", "hits_by_type", "tokens")
    return {f"{group} {name}": one for group in chosen for name, one in groups[group].items()}


def numbers(found: Scores) -> list[float]:
    """Return every number of every figure."""
    speaker, bins = found.speaker, found.reliability
    pairs = [number for one in figures(found).values() for number in (one.precision, one.recall, one.f1)]
    shares = [
        speaker.right,
        speaker.exact,
        speaker.named,
        speaker.abstained,
        speaker.right_when_given,
        speaker.spurious,
    ]
    return [*pairs, *shares, found.same_type, *(number for one in bins for number in (one.confidence, one.right))]


@given(anything())
def test_range(judged: Judged) -> None:
    """Every figure is between 0 and 100, and F1 between precision and recall."""
    found = score(*judged)
    assert all(0 <= number <= 100 + 1e-9 for number in numbers(found))
    for one in figures(found).values():
        assert one.f1 <= max(one.precision, one.recall) + 1e-9


@given(anything())
def test_articles_in_any_order(judged: Judged) -> None:
    """The order of the articles changes nothing."""
    backwards = score(judged[0][::-1], judged[1][::-1])
    assert numbers(backwards) == pytest.approx(numbers(score(*judged)))


@given(apart(), st.randoms(use_true_random=False))
def test_annotations_in_any_order(judged: Judged, chance: random.Random) -> None:
    """The order of annotations changes nothing but what the published metric gives to pairs without overlap."""
    gold, predictions = judged
    for found in predictions:
        chance.shuffle(found)
    mixed = [article(*chance.sample(one.annotations, len(one.annotations)), text=TEXT, name=one.id) for one in gold]
    one, other = figures(score(gold, predictions)), figures(score(mixed, predictions))
    same = [name for name in one if not name.startswith("published") or name == "published quote"]
    assert {name: one[name] for name in same} == {name: pytest.approx(other[name]) for name in same}


@given(anything())
def test_perfect(judged: Judged) -> None:
    """Predicting the gold gives 100 wherever there is anything to find, if no two quotes are the same."""
    gold = [list({one.spans[Part.QUOTE]: one for one in marked.annotations}.values()) for marked in judged[0]]
    found = score(listed(gold), gold)
    for name, one in figures(found).items():
        assert rounded(one) == ((100, 100) if one.expected else (0, 0)), name
    assert all(one.right == 100 for one in found.reliability)


def rounded(one: Figure) -> tuple[float, float]:
    return round(one.precision, 9), round(one.recall, 9)


@given(anything(), st.randoms(use_true_random=False))
def test_dropping(judged: Judged, chance: random.Random) -> None:
    """Without some of the predictions no more of the gold's tokens are found."""
    gold, predictions = judged
    fewer = [[one for one in found if chance.random() < 1 / 2] for found in predictions]
    before, after = score(gold, predictions).tokens, score(gold, fewer).tokens
    assert all(after[part].recall <= before[part].recall for part in before)


@given(apart())
def test_sides(judged: Judged) -> None:
    """Gold and predictions exchanged, precision and recall are exchanged."""
    gold, predictions = judged
    there = figures(score(gold, predictions))
    back = figures(score(listed(predictions), [one.annotations for one in gold]))
    for name in ("hits quote overlap", "hits quote exact", "hits quote+speaker", "hits cue", "tokens quote"):
        one, other = there[name], back[name]
        assert (one.precision, one.recall) == pytest.approx((other.recall, other.precision)), name
