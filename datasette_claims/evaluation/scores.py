"""All figures of one set of predictions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from datasette_claims.evaluation.annotations import AnnotatedArticle, Annotation, Part
from datasette_claims.evaluation.figures import Figure
from datasette_claims.evaluation.gold import Names
from datasette_claims.evaluation.hits import (
    SpeakerFigures,
    hits,
    hits_by_type,
    same_type,
    speaker_figures,
    token_figures,
)
from datasette_claims.evaluation.metric import published
from datasette_claims.evaluation.names import NameFigures, name_figures
from datasette_claims.evaluation.pairs import pairs
from datasette_claims.evaluation.reliability import Bin, reliability


@dataclass(frozen=True, slots=True)
class Scores:
    """How predictions compare with gold, per cent; ``parts`` are those that count in ``joint`` and ``roles``.

    ``dropped`` predictions cover no token; they count nowhere. ``names`` is empty without a file of names.
    """

    articles: int
    gold: int
    predicted: int
    dropped: int
    parts: frozenset[Part]
    published: Mapping[str, Figure]
    hits: Mapping[str, Figure]
    hits_by_type: Mapping[str, Figure]
    tokens: Mapping[str, Figure]
    speaker: SpeakerFigures
    same_type: float
    reliability: tuple[Bin, ...]
    names: Mapping[str, NameFigures]


def score(
    articles: Sequence[AnnotatedArticle],
    predictions: Sequence[Sequence[Annotation]],
    names: Names | None = None,
    *,
    parts: Collection[Part] | None = None,
) -> Scores:
    """Return the figures of ``predictions``, which stand in the order of ``articles``.

    ``parts`` count in ``joint`` and ``roles``; by default those that the gold annotates anywhere, so that nothing is
    held against predictions of what nobody marked.
    """
    compared = [pairs(article, found) for article, found in zip(articles, predictions, strict=True)]
    every = [pair for found in compared for pair in found]
    counted = frozenset(annotated_parts(articles) if parts is None else parts)
    predicted = sum(pair.predicted is not None for pair in every)
    return Scores(
        articles=len(articles),
        gold=sum(pair.gold is not None for pair in every),
        predicted=predicted,
        dropped=sum(map(len, predictions)) - predicted,
        parts=counted,
        published=published(every, counted),
        hits=hits(every),
        hits_by_type=hits_by_type(every),
        tokens=token_figures(compared),
        speaker=speaker_figures(every),
        same_type=same_type(every),
        reliability=reliability(every),
        names=name_figures(articles, predictions, names) if names else {},
    )


def annotated_parts(articles: Sequence[AnnotatedArticle]) -> frozenset[Part]:
    """Return the parts that some annotation of some article marks."""
    return frozenset(part for article in articles for one in article.annotations for part in one.spans)
