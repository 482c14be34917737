"""Gold and predicted annotations of an article, put in correspondence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from datasette_claims.evaluation.annotations import AnnotatedArticle, Annotation, Part
from datasette_claims.evaluation.assignment import assignment
from datasette_claims.evaluation.tokens import Tokenised, Tokens, similarity, tokenised

_SAME_TYPE = 0.01
_SAME_MEDIUM = 0.001
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Marked:
    """An annotation with the tokens of each part; ``trimmed`` is its quote without marks at its two ends."""

    annotation: Annotation
    tokens: Mapping[Part, Tokens]
    trimmed: Tokens
    speaker_words: frozenset[str]


class Pair(NamedTuple):
    """A gold and a predicted annotation, or one of them alone; ``overlap`` is the token F1 of the quotes, 0 to 1."""

    gold: Marked | None
    predicted: Marked | None
    overlap: float = 0.0

    @property
    def matched(self) -> bool:
        """Whether the quotes overlap by half."""
        return self.overlap >= _HALF

    @property
    def speaker_right(self) -> bool:
        """Whether the speakers overlap by half, or neither is there."""
        gold, predicted = tokens(self.gold, Part.SPEAKER), tokens(self.predicted, Part.SPEAKER)
        return alike(gold, predicted) if gold else not predicted


def tokens(marked: Marked | None, part: Part) -> Tokens:
    """Return the tokens of a part, none if there is no annotation."""
    return marked.tokens[part] if marked else frozenset()


def alike(one: Tokens, other: Tokens) -> bool:
    """Tell whether two sets of tokens overlap by half (token F1)."""
    return similarity(one, other) >= _HALF


def pairs(article: AnnotatedArticle, predictions: Sequence[Annotation]) -> tuple[Pair, ...]:
    """Return every annotation of both sides once, gold in its order as far as it is paired.

    The pairs are those of the greatest sum of overlaps; where these are equal, types and then media decide. The
    shorter side is paired completely, also where quotes share no token. A prediction without any token is left out.
    """
    cut = tokenised(article)
    gold = [_marked(one, cut) for one in article.annotations]
    predicted = [one for one in (_marked(one, cut) for one in predictions) if one.tokens[Part.QUOTE]]
    made = assignment([[_weight(one, other) for other in predicted] for one in gold])
    return (
        *(Pair(gold[i], predicted[j], _overlap(gold[i], predicted[j])) for i, j in made),
        *(Pair(None, one) for one in _others(predicted, {j for _, j in made})),
        *(Pair(one, None) for one in _others(gold, {i for i, _ in made})),
    )


def _others(marked: Sequence[Marked], taken: set[int]) -> Iterator[Marked]:
    return (one for number, one in enumerate(marked) if number not in taken)


def _overlap(gold: Marked, predicted: Marked) -> float:
    return similarity(gold.tokens[Part.QUOTE], predicted.tokens[Part.QUOTE])


def _weight(gold: Marked, predicted: Marked) -> float:
    weight = _overlap(gold, predicted)
    if weight:
        one, other = gold.annotation, predicted.annotation
        weight += _SAME_TYPE if one.quote_type == other.quote_type else 0.0
        weight += _SAME_MEDIUM if one.medium == other.medium else 0.0
    return weight


def _marked(annotation: Annotation, cut: Tokenised) -> Marked:
    found = {part: cut.under(annotation.spans.get(part, ())) for part in Part}
    words = " ".join(cut.words[number] for number in found[Part.SPEAKER]).casefold().split()
    return Marked(annotation, found, cut.trimmed(found[Part.QUOTE]), frozenset(words))
