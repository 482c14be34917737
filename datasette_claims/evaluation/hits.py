"""Stricter figures than the published metric: each annotation is hit or missed.

A quote is hit if its token F1 with the gold quote is at least one half; so are speakers and cues.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from datasette_claims.evaluation.annotations import Part
from datasette_claims.evaluation.figures import Figure, figure, share
from datasette_claims.evaluation.pairs import Marked, Pair, alike, tokens


@dataclass(frozen=True, slots=True)
class SpeakerFigures:
    """Speakers of the quotes that are hit.

    Of ``expected`` quotes with a gold speaker, in per cent: ``right`` (overlap by half), ``exact`` (same tokens),
    ``named`` (right, or the resolved name ends in a word of the gold speaker), ``abstained`` (no speaker predicted).
    ``right_when_given`` is of those where one is predicted; ``spurious``, of the ``unexpected`` quotes without a
    gold speaker, those where one is predicted all the same.
    """

    expected: int
    right: float
    exact: float
    named: float
    abstained: float
    right_when_given: float
    unexpected: int
    spurious: float


def hits(pairs: Sequence[Pair]) -> Mapping[str, Figure]:
    """Return the figures of all annotations by name; cues are counted where there are any."""
    expected = sum(pair.gold is not None for pair in pairs)
    predicted = sum(pair.predicted is not None for pair in pairs)
    tests: Mapping[str, Callable[[Pair], bool]] = {
        "quote overlap": lambda pair: pair.matched,
        "quote exact": _exact,
        "quote exact, trimmed": _exact_trimmed,
        "quote+speaker": lambda pair: pair.matched and pair.speaker_right,
    }
    found = {name: figure(sum(map(test, pairs)), predicted, expected) for name, test in tests.items()}
    return found | {"cue": _cues(pairs)}


def hits_by_type(pairs: Sequence[Pair]) -> Mapping[str, Figure]:
    """Return the quotes hit by type: recall of the gold's type, precision of the predicted type.

    A hit counts for both types, whether or not they are the same.
    """
    matched = [pair for pair in pairs if pair.matched]
    gold, predicted = _types(pair.gold for pair in pairs), _types(pair.predicted for pair in pairs)
    gold_hit, predicted_hit = _types(pair.gold for pair in matched), _types(pair.predicted for pair in matched)
    return {
        kind: Figure(
            precision=share(predicted_hit[kind], predicted[kind]),
            recall=share(gold_hit[kind], gold[kind]),
            predicted=predicted[kind],
            expected=gold[kind],
        )
        for kind in sorted({*gold, *predicted})
    }


def speaker_figures(pairs: Sequence[Pair]) -> SpeakerFigures:
    """Return how good the speakers of the quotes hit are."""
    matched = [pair for pair in pairs if pair.matched]
    asked = [pair for pair in matched if tokens(pair.gold, Part.SPEAKER)]
    nobody = [pair for pair in matched if not tokens(pair.gold, Part.SPEAKER)]
    right, given = sum(pair.speaker_right for pair in asked), sum(map(_gives_speaker, asked))
    return SpeakerFigures(
        expected=len(asked),
        right=share(right, len(asked)),
        exact=share(sum(_same(pair, Part.SPEAKER) for pair in asked), len(asked)),
        named=share(sum(pair.speaker_right or _names_speaker(pair) for pair in asked), len(asked)),
        abstained=share(len(asked) - given, len(asked)),
        right_when_given=share(right, given),
        unexpected=len(nobody),
        spurious=share(sum(map(_gives_speaker, nobody)), len(nobody)),
    )


def same_type(pairs: Sequence[Pair]) -> float:
    """Return the share of the quotes hit that have the gold's type."""
    matched = [(pair.gold, pair.predicted) for pair in pairs if pair.matched]
    same = sum(bool(g and p and g.annotation.quote_type == p.annotation.quote_type) for g, p in matched)
    return share(same, len(matched))


def token_figures(articles: Sequence[Sequence[Pair]]) -> Mapping[str, Figure]:
    """Return the figures of quotes, speakers and cues over all tokens; each token of an article counts once."""
    return {part.value: _of_tokens(articles, part) for part in (Part.QUOTE, Part.SPEAKER, Part.CUE)}


def _of_tokens(articles: Sequence[Sequence[Pair]], part: Part) -> Figure:
    none: frozenset[int] = frozenset()
    both = [
        (
            none.union(*(tokens(pair.gold, part) for pair in pairs)),
            none.union(*(tokens(pair.predicted, part) for pair in pairs)),
        )
        for pairs in articles
    ]
    common = sum(len(gold & predicted) for gold, predicted in both)
    return figure(common, sum(len(predicted) for _, predicted in both), sum(len(gold) for gold, _ in both))


def _exact(pair: Pair) -> bool:
    return pair.overlap > 0 and _same(pair, Part.QUOTE)


def _exact_trimmed(pair: Pair) -> bool:
    return bool(
        pair.overlap > 0
        and pair.gold
        and pair.predicted
        and pair.gold.trimmed
        and pair.gold.trimmed == pair.predicted.trimmed
    )


def _same(pair: Pair, part: Part) -> bool:
    return tokens(pair.gold, part) == tokens(pair.predicted, part)


def _gives_speaker(pair: Pair) -> bool:
    named = pair.predicted is not None and bool(pair.predicted.annotation.speaker_name)
    return named or bool(tokens(pair.predicted, Part.SPEAKER))


def _names_speaker(pair: Pair) -> bool:
    name = (pair.predicted and pair.predicted.annotation.speaker_name) or ""
    return pair.gold is not None and bool(pair.gold.speaker_words.intersection(name.casefold().split()[-1:]))


def _cues(pairs: Sequence[Pair]) -> Figure:
    right = sum(pair.matched and alike(tokens(pair.gold, Part.CUE), tokens(pair.predicted, Part.CUE)) for pair in pairs)
    predicted = sum(bool(tokens(pair.predicted, Part.CUE)) for pair in pairs)
    return figure(right, predicted, sum(bool(tokens(pair.gold, Part.CUE)) for pair in pairs))


def _types(marked: Iterable[Marked | None]) -> Counter[str]:
    return Counter(str(one.annotation.quote_type) for one in marked if one)
