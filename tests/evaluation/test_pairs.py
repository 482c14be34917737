"""Spans as tokens, and annotations in correspondence."""

from __future__ import annotations

import pytest
from annotating import TEXT, article, mark, under, words

from datasette_claims.evaluation.annotations import Annotation, Part
from datasette_claims.evaluation.pairs import pairs
from datasette_claims.evaluation.tokens import similarity, tokenised
from datasette_claims.model import Span


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        (under("es regne"), "es regne"),
        (under("s reg"), "es regne"),
        (under("sagte … stark"), "sagte stark"),
        ((Span(4, 5),), ""),
        ((Span(0, len(TEXT)),), "Anna sagte , es regne heute stark . Bernd rief : „ Nein ! “ Carla schwieg ."),
        ((), ""),
    ],
)
def test_tokens(spans: tuple[Span, ...], expected: str) -> None:
    """A token is under a span if they share a character; white space alone covers none."""
    assert words(tokenised(article()).under(spans)) == expected


@pytest.mark.parametrize(
    ("quote", "expected"),
    [("„Nein!“", "Nein"), ("!“", ""), (", es regne heute", "es regne heute"), ("rief: „", "rief")],
)
def test_trimmed(quote: str, expected: str) -> None:
    """Marks at the ends are trimmed, those within stay."""
    cut = tokenised(article())
    assert words(cut.trimmed(cut.under(under(quote)))) == expected


def test_similarity() -> None:
    """The token F1 is 1 for the same, 0 without a common token, and also of nothing."""
    assert similarity(frozenset({1, 2}), frozenset({1, 2})) == 1
    assert similarity(frozenset({1, 2, 3, 4}), frozenset({1, 2})) == pytest.approx(2 / 3)
    assert similarity(frozenset({1}), frozenset({2})) == similarity(frozenset(), frozenset()) == 0


def shown(gold: list[Annotation], predictions: list[Annotation]) -> list[tuple[str, str, float]]:
    """Return the pairs by the words of their quotes."""
    return [
        (
            words(pair.gold.tokens[Part.QUOTE]) if pair.gold else "–",
            words(pair.predicted.tokens[Part.QUOTE]) if pair.predicted else "–",
            round(pair.overlap, 2),
        )
        for pair in pairs(article(*gold), predictions)
    ]


def test_pairs() -> None:
    """Each annotation is there once: paired by overlap, without overlap if nothing else is left, or alone."""
    rain, no = mark("es regne heute stark"), mark("„Nein!“", "Direct")
    assert shown([rain, no], [mark("Nein"), mark("es regne")]) == [
        ("es regne heute stark", "es regne", 0.67),
        ("„ Nein ! “", "Nein", 0.4),
    ]
    assert shown([rain], [mark("schwieg")]) == [("es regne heute stark", "schwieg", 0.0)]
    assert shown([rain, no], [no]) == [("„ Nein ! “", "„ Nein ! “", 1.0), ("es regne heute stark", "–", 0.0)]
    assert shown([no], [rain, no]) == [("„ Nein ! “", "„ Nein ! “", 1.0), ("–", "es regne heute stark", 0.0)]
    assert shown([], [rain]) == [("–", "es regne heute stark", 0.0)]
    assert shown([rain], []) == [("es regne heute stark", "–", 0.0)]


@pytest.mark.parametrize(("kind", "medium"), [("Direct", "Speech"), ("Indirect", "Writing")])
def test_equals(kind: str, medium: str) -> None:
    """Of predictions that overlap alike, the one of the same type is paired, then the one of the same medium."""
    gold = mark("es regne", kind, medium=medium)
    other = mark("es regne", "Reported", medium="Thought")
    typed, spoken = mark("es regne", kind, medium="Thought"), mark("es regne", "Reported", medium=medium)
    for guesses in ([other, typed, spoken], [spoken, other, typed]):
        (pair,) = [pair for pair in pairs(article(gold), guesses) if pair.gold]
        assert pair.predicted is not None
        assert pair.predicted.annotation == typed
    (pair,) = [pair for pair in pairs(article(gold), [other, spoken]) if pair.gold]
    assert pair.predicted is not None
    assert pair.predicted.annotation == spoken


def test_without_token() -> None:
    """A prediction that covers no token is left out."""
    space = Annotation("Direct", {Part.QUOTE: (Span(4, 5),)})
    assert pairs(article(), [space]) == ()
