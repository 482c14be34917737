"""All figures of one aspect on one rating scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from datasette_claims.agreement.answers import (
    Answers,
    Caveat,
    Rating,
    Sheet,
    caveats_of,
    compared,
    keys_in_order,
    pairs_of_answers,
    sheet_of,
    table_of,
)
from datasette_claims.agreement.coefficients import alpha, kappa
from datasette_claims.agreement.resampling import Figure, figure_of, multinomial, samples_for

WORST_PAIRS = 5


@dataclass(frozen=True, slots=True)
class ReviewerPair:
    """Two reviewers in order of their names, how many ``units`` both judged, their ``raw`` agreement and Cohen's κ."""

    first: str
    second: str
    units: int
    raw: float
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figures of one aspect on one rating scale; only units with at least two answers are compared.

    ``ratings`` counts the answers on them, ``raw`` is the share of agreeing pairs of answers (0 to 1, None if there
    are none), ``samples`` the number of resamples behind the intervals. ``confusion`` holds two labels, in the scale's
    order, and how many pairs of answers gave them, whoever gave which; ``worst_pairs`` those that differ, most
    frequent first.
    """

    units: int
    ratings: int
    raw: float | None
    kappa: Figure
    alpha_nominal: Figure
    alpha_ordinal: Figure
    pairs: tuple[ReviewerPair, ...]
    confusion: tuple[tuple[str, str, int], ...]
    worst_pairs: tuple[tuple[str, str, int], ...]
    caveats: tuple[Caveat, ...]
    samples: int


def agreement(
    ratings: Iterable[Rating], values: Mapping[str, float | None], *, seed: int = 0, samples: int = 1000
) -> Agreement:
    """Measure how far ``ratings`` agree; ``values`` gives each key of the scale its number, None for none.

    A key that the scale does not know has no number; of a reviewer's several answers on a unit the first counts.
    κ is Cohen's if the same two reviewers gave all answers. If each unit has two answers, but of changing reviewers,
    who is first means nothing: each pair counts half in either order, which makes κ Scott's π of the pooled pairs.
    The ordinal α is of the answers with a number; a unit has to have two of them.
    """
    units = compared(ratings)
    keys = keys_in_order(units, values)
    sheet = sheet_of(units, keys, values)
    drawn = samples_for(samples, len(sheet.patterns))
    of_pairs, nominal, ordinal = _figures(sheet, Random(seed), drawn)  # noqa: S311 - chance, no secret
    pairs = pairs_of_answers(sheet)
    confusion = tuple((keys[first], keys[second], count) for (first, second), count in sorted(pairs.items()))
    differing = sorted((cell for cell in confusion if cell[0] != cell[1]), key=lambda cell: -cell[2])
    return Agreement(
        units=len(units),
        ratings=sum(map(len, units)),
        raw=_agreeing(pairs) if pairs else None,
        kappa=of_pairs,
        alpha_nominal=nominal,
        alpha_ordinal=ordinal,
        pairs=_reviewer_pairs(units),
        confusion=confusion,
        worst_pairs=tuple(differing[:WORST_PAIRS]),
        caveats=caveats_of(units, sheet),
        samples=drawn,
    )


def _figures(sheet: Sheet, chance: Random, samples: int) -> list[Figure]:
    values = _measured(sheet, sheet.counts)
    resampled = [_measured(sheet, multinomial(chance, sheet.counts)) for _ in range(samples)]
    return [figure_of(value, [sample[place] for sample in resampled]) for place, value in enumerate(values)]


def _measured(sheet: Sheet, counts: Sequence[int]) -> tuple[float | None, float | None, float | None]:
    table = table_of(sheet.nominal, counts)
    of_pairs = kappa(table, pooled=sheet.pooled) if sheet.paired else None
    return of_pairs, alpha(table), alpha(table_of(sheet.ordinal, counts), ordinal=True)


def _agreeing(pairs: Counter[tuple[int, int]]) -> float:
    return sum(count for (first, second), count in pairs.items() if first == second) / pairs.total()


def _reviewer_pairs(units: Sequence[Answers]) -> tuple[ReviewerPair, ...]:
    tables: dict[tuple[str, str], Counter[tuple[int, int]]] = {}
    codes = {key: code for code, key in enumerate({key for answers in units for key in answers.values()})}
    for answers in units:
        for first, second in combinations(sorted(answers), 2):
            table = tables.setdefault((first, second), Counter())
            table[codes[answers[first]], codes[answers[second]]] += 1
    return tuple(
        ReviewerPair(first, second, table.total(), _agreeing(table), kappa(table))
        for (first, second), table in sorted(tables.items())
    )
