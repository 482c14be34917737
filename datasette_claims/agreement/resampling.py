"""Intervals by the bootstrap: units are drawn again with replacement, counted by their patterns of answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log, log1p, sqrt
from random import Random

# Outside this share of the resamples, below and above together, the interval ends: 95 %.
OUTSIDE = 0.05
# The interval may cost this many draws; there are fewer resamples, but not fewer than the second.
MOST_DRAWS = 200_000
FEWEST_SAMPLES = 100
# From this variance on a binomial count is drawn from the normal distribution; the resampling is noisier than that.
NORMAL_FROM = 10.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A coefficient, at most 1, and its 95 % interval; None is what is not defined (0/0) or does not apply."""

    value: float | None
    low: float | None
    high: float | None


def figure_of(value: float | None, resampled: Iterable[float | None]) -> Figure:
    """Return a value with its percentile interval, which is widened where it would not hold the value."""
    found = sorted(one for one in resampled if one is not None)
    if value is None or not found:
        return Figure(value, None, None)
    end = (len(found) - 1) * OUTSIDE / 2
    return Figure(value, min(value, found[floor(end)]), max(value, found[len(found) - 1 - floor(end)]))


def samples_for(samples: int, patterns: int) -> int:
    """Return how many of the wanted resamples are drawn, given how many patterns each has to draw."""
    return min(samples, max(FEWEST_SAMPLES, MOST_DRAWS // patterns)) if patterns else 0


def multinomial(chance: Random, counts: Sequence[int]) -> list[int]:
    """Draw as many units as there are, with replacement, and count each pattern; the work is in the patterns."""
    left = rest = sum(counts)
    drawn = []
    for count in counts:
        found = _binomial(chance, left, count / rest)
        drawn.append(found)
        left -= found
        rest -= count
    return drawn


def _binomial(chance: Random, size: int, share: float) -> int:
    if share > 1 / 2:
        return size - _binomial(chance, size, 1 - share)
    variance = size * share * (1 - share)
    if variance >= NORMAL_FROM:
        return min(size, max(0, round(chance.gauss(size * share, sqrt(variance)))))
    return _rare(chance, size, share) if variance else 0


def _rare(chance: Random, size: int, share: float) -> int:
    """Count the hits of ``size`` tries by the geometric waits between them."""
    found, scale = 0, log1p(-share)
    at = max(1, ceil(log(1 - chance.random()) / scale))
    while at <= size:
        found += 1
        at += max(1, ceil(log(1 - chance.random()) / scale))
    return found
