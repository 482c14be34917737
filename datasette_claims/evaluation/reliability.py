"""Whether confidences can be believed: of the claims called 80 % sure, how many are right?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasette_claims.evaluation.figures import share
from datasette_claims.evaluation.pairs import Pair

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The predictions with a confidence in ``[low, high)``, 1 in the highest bin; all shares are 0 to 100."""

    low: float
    high: float
    size: int
    confidence: float
    right: float


def reliability(pairs: Sequence[Pair]) -> tuple[Bin, ...]:
    """Return the bins, lowest first, that hold a prediction.

    A prediction is right if its quote is hit and its speaker is right, as for the figure of both.
    """
    judged: dict[int, list[tuple[float, bool]]] = {}
    for pair in pairs:
        confidence = pair.predicted.annotation.confidence if pair.predicted else None
        if confidence is not None:
            number = min(int(confidence * BINS), BINS - 1)
            judged.setdefault(number, []).append((confidence, pair.matched and pair.speaker_right))
    return tuple(_bin(number, judged[number]) for number in sorted(judged))


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance of confidence and share right, weighted by size (expected calibration error)."""
    size = sum(one.size for one in bins)
    return sum(one.size * abs(one.confidence - one.right) for one in bins) / size if size else 0.0


def _bin(number: int, judged: Sequence[tuple[float, bool]]) -> Bin:
    return Bin(
        low=100 * number / BINS,
        high=100 * (number + 1) / BINS,
        size=len(judged),
        confidence=share(sum(confidence for confidence, _ in judged), len(judged)),
        right=share(sum(right for _, right in judged), len(judged)),
    )
