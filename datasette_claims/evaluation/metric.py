"""The published metric of Petersen-Frey and Biemann (LREC-COLING 2024).

For each pair, each annotation that stands alone, and each part: the share of predicted tokens that are in the gold, if
any is predicted, and the share of gold tokens that are predicted, if there are any. A figure is the unweighted mean of
those shares over annotations.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from datasette_claims.evaluation.annotations import Part
from datasette_claims.evaluation.figures import Figure, figure, mean_figure
from datasette_claims.evaluation.pairs import Marked, Pair, tokens


def published(pairs: Sequence[Pair], parts: Collection[Part]) -> Mapping[str, Figure]:
    """Return the figure of each part and of the parts pooled, by name.

    ``parts`` are those that the gold annotates: ``joint`` pools these, ``roles`` these without the quote.
    """
    pooled = {
        **{part.value: (part,) for part in Part},
        "roles": tuple(part for part in Part if part in parts and part is not Part.QUOTE),
        "joint": tuple(part for part in Part if part in parts),
        "quote+speaker": (Part.QUOTE, Part.SPEAKER),
    }
    return {name: _mean(pairs, chosen) for name, chosen in pooled.items()} | {"type": _types(pairs)}


def _mean(pairs: Sequence[Pair], parts: Sequence[Part]) -> Figure:
    both = [(tokens(pair.gold, part), tokens(pair.predicted, part)) for part in parts for pair in pairs]
    return mean_figure(
        [len(gold & predicted) / len(predicted) for gold, predicted in both if predicted],
        [len(gold & predicted) / len(gold) for gold, predicted in both if gold],
    )


def _types(pairs: Sequence[Pair]) -> Figure:
    types = [(_type(pair.gold), _type(pair.predicted)) for pair in pairs]
    same = sum(gold is not None and gold == predicted for gold, predicted in types)
    predicted = sum(predicted is not None for _, predicted in types)
    return figure(same, predicted, sum(gold is not None for gold, _ in types))


def _type(marked: Marked | None) -> str | None:
    return marked.annotation.quote_type if marked else None
