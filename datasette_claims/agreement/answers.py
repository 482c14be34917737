"""The answers of reviewers, set side by side: which units can be compared, and what is to know before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from datasette_claims.agreement.coefficients import Table

FEWEST_UNITS = 30
LARGEST_SHARE = 0.8

Answers = Mapping[str, str]
Pattern = tuple[int, ...]
Cells = Sequence[tuple[tuple[int, int], float]]


@dataclass(frozen=True, slots=True)
class Rating:
    """One reviewer's first answer (a key of the rating scale) on one unit: a claim or whatever else is judged."""

    unit: str
    reviewer: str
    key: str


class Caveat(str, Enum):
    """What to know before the figures are believed.

    ``FEW_UNITS``: fewer than 30 were compared. ``SKEWED``: one label has more than 80 % of the answers, so that raw
    agreement is high and κ low whatever the reviewers do. ``NO_VARIATION``: only one label was given, so κ and α
    are not defined. ``NOT_PAIRS``: a unit has three answers or more, so there is no κ of all. ``POOLED``: κ is of
    pairs of changing reviewers.
    """

    FEW_UNITS = "few_units"
    SKEWED = "skewed"
    NO_VARIATION = "no_variation"
    NOT_PAIRS = "not_pairs"
    POOLED = "pooled"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The distinct ``patterns`` of answers, how many units have each, and what each adds to the tables."""

    patterns: tuple[Pattern, ...]
    counts: tuple[int, ...]
    nominal: tuple[Cells, ...]
    ordinal: tuple[Cells, ...]
    paired: bool
    pooled: bool


def compared(ratings: Iterable[Rating]) -> list[Answers]:
    """Return the answers by reviewer of each unit that has at least two of them."""
    units: dict[str, dict[str, str]] = {}
    for rating in ratings:
        units.setdefault(rating.unit, {}).setdefault(rating.reviewer, rating.key)
    return [answers for answers in units.values() if len(answers) > 1]


def keys_in_order(units: Sequence[Answers], values: Mapping[str, float | None]) -> list[str]:
    """Return the labels that were given in the scale's order, those that it does not know last."""
    used = {key for answers in units for key in answers.values()}
    return [key for key in values if key in used] + sorted(used - values.keys())


def sheet_of(units: Sequence[Answers], keys: Sequence[str], values: Mapping[str, float | None]) -> Sheet:
    """Count the units by their patterns: answers as places in ``keys``, those of two reviewers in order of names."""
    reviewers = {reviewer for answers in units for reviewer in answers}
    paired = all(len(answers) == 2 for answers in units)  # noqa: PLR2004 - a pair
    pooled = paired and len(reviewers) > 2  # noqa: PLR2004 - a pair
    patterns = _patterns(units, keys, by_name=paired and not pooled)
    places = _places([values.get(key) for key in keys])
    return Sheet(
        patterns=tuple(patterns),
        counts=tuple(patterns.values()),
        nominal=tuple(map(_cells, patterns)),
        ordinal=tuple(_cells(tuple(places[code] for code in pattern if code in places)) for pattern in patterns),
        paired=paired,
        pooled=pooled,
    )


def _patterns(units: Sequence[Answers], keys: Sequence[str], *, by_name: bool) -> dict[Pattern, int]:
    """Count the patterns, in their order; who gave which answer matters to Cohen's κ alone."""
    codes = {key: code for code, key in enumerate(keys)}
    named = (tuple(codes[key] for _, key in sorted(answers.items())) for answers in units)
    counts = Counter(named if by_name else (tuple(sorted(pattern)) for pattern in named))
    return dict(sorted(counts.items()))


def _places(numbers: Sequence[float | None]) -> dict[int, int]:
    """Return the rank of each label that has a number; equal numbers have the same."""
    ranks = {number: rank for rank, number in enumerate(sorted({one for one in numbers if one is not None}))}
    return {code: ranks[number] for code, number in enumerate(numbers) if number is not None}


def _cells(pattern: Pattern) -> Cells:
    """Return the pairs of a unit's answers; together they weigh half its answers, as in α's coincidence matrix."""
    return [(pair, count / (len(pattern) - 1)) for pair, count in Counter(combinations(pattern, 2)).items()]


def table_of(cells: Sequence[Cells], counts: Sequence[int]) -> Table:
    """Add up what ``counts`` units of each pattern put into the table."""
    table: dict[tuple[int, int], float] = {}
    for pattern, count in zip(cells, counts, strict=True):
        if count:
            for pair, weight in pattern:
                table[pair] = table.get(pair, 0.0) + count * weight
    return table


def pairs_of_answers(sheet: Sheet) -> Counter[tuple[int, int]]:
    """Count the pairs of answers within units, the label that is first on the scale first."""
    pairs: Counter[tuple[int, int]] = Counter()
    for pattern, count in zip(sheet.patterns, sheet.counts, strict=True):
        for first, second in combinations(sorted(pattern), 2):
            pairs[first, second] += count
    return pairs


def caveats_of(units: Sequence[Answers], sheet: Sheet) -> tuple[Caveat, ...]:
    """Return the caveats that hold, in the order in which they are defined."""
    labels = Counter(key for answers in units for key in answers.values())
    most = max(labels.values(), default=0)
    holds = {
        Caveat.FEW_UNITS: len(units) < FEWEST_UNITS,
        Caveat.SKEWED: most > LARGEST_SHARE * labels.total(),
        Caveat.NO_VARIATION: len(labels) == 1,
        Caveat.NOT_PAIRS: not sheet.paired,
        Caveat.POOLED: sheet.pooled,
    }
    return tuple(caveat for caveat, true in holds.items() if true)
