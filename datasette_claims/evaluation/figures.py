"""Precision, recall and F1, in per cent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """Precision and recall in per cent; ``predicted`` and ``expected`` are how many values they are the share of."""

    precision: float
    recall: float
    predicted: int
    expected: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 if both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def share(part: float, whole: int) -> float:
    """Return a share in per cent, 0 of nothing."""
    return 100 * part / whole if whole else 0.0


def figure(hits: int, predicted: int, expected: int) -> Figure:
    """Return the figure of hits that count for both sides."""
    return Figure(share(hits, predicted), share(hits, expected), predicted, expected)


def mean_figure(precisions: Sequence[float], recalls: Sequence[float]) -> Figure:
    """Return the figure of two unweighted means of values 0 to 1."""
    return Figure(
        share(sum(precisions), len(precisions)), share(sum(recalls), len(recalls)), len(precisions), len(recalls)
    )
