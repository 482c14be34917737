"""How far reviewers agree who did not know of each other's verdicts (docs/agreement.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from datasette_claims.agreement import Caveat
from datasette_claims.database import progress
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.api.answers import AgreementShown, FigureShown
from datasette_claims.plugin.api.measuring import DashboardShown
from datasette_claims.plugin.pages import grids
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.grids import Cell, Grid, Head, Row, Segment
from datasette_claims.plugin.pages.history import Scales
from datasette_claims.plugin.translation import message
from datasette_claims.review import Aspect

RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff's limits for α."""
MOST_PAIRS = 30
"""So many pairs of reviewers are shown, those who judged the most claims together."""

_CAVEATS: Mapping[Caveat, str] = {
    Caveat.FEW_UNITS: message("Fewer than 30 claims were compared: the figures may be chance."),
    Caveat.SKEWED: message(
        "More than four in five verdicts are the same one: then raw agreement is high and κ low whatever people do."
    ),
    Caveat.NO_VARIATION: message("Only one verdict was ever given, so that κ and α cannot be told."),
    Caveat.NOT_PAIRS: message("Some claims have three verdicts, so that there is no κ of all; see α and the pairs."),
    Caveat.POOLED: message("Different people judged different claims: κ is of all pairs together (Scott's π)."),
}


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far the verdicts on one aspect agree; the tables are None where nothing can be compared.

    ``reading`` says what α allows. ``worst`` are the labels that are confused most often, two and how often.
    ``raw`` is the address of the answers behind it, pair by pair.
    """

    aspect: str
    id: str
    summary: str
    reading: str
    caveats: tuple[str, ...]
    figures: Grid | None
    confusion: Grid | None
    worst: tuple[tuple[str, str, str], ...]
    pairs: Grid | None
    raw: str


def reliability(asked: Asked, shown: DashboardShown, scales: Scales) -> tuple[Reliability, ...]:
    """Return how far the verdicts agree, aspect by aspect, that of truth first."""
    return tuple(_aspect(asked, aspect, shown.agreement[aspect.value], scales) for aspect in labels.ASPECTS)


def _aspect(asked: Asked, aspect: Aspect, found: AgreementShown, scales: Scales) -> Reliability:
    named = {label.key: label.text(asked.place.language) for label in scales.get(aspect, ())}
    language = asked.place.language
    worst = ((named.get(one, one), named.get(other, other), count) for one, other, count in found.worst_pairs)
    return Reliability(
        aspect=asked.say(labels.ASPECTS[aspect]),
        id=_id(aspect.value),
        summary=_summary(asked, found),
        reading=_reading(asked, found.alpha_nominal.value),
        caveats=tuple(asked.say(_CAVEATS[Caveat(one)]) for one in found.warnings) if found.units else (),
        figures=_figures(asked, found) if found.units else None,
        confusion=_confusion(asked, found, named) if found.units else None,
        worst=tuple((one, other, translation.written_number(count, language)) for one, other, count in worst),
        pairs=_pairs(asked, found) if found.units else None,
        raw=_raw(asked, found),
    )


def _id(aspect: str) -> str:
    return f"agreement-{aspect}"


def _raw(asked: Asked, found: AgreementShown) -> str:
    query = {"sql": progress.PAIRS, "aspect": found.aspect, "scale": found.scale}
    return addresses.with_query(asked.place.datasette.urls.database(asked.place.database), **query)


def _summary(asked: Asked, found: AgreementShown) -> str:
    if not found.units:
        return asked.say(message("Nothing to compare yet: no claim has two independent verdicts on this."))
    said = asked.say(message("Claims compared: %(units)s. First verdicts on them: %(ratings)s."))
    language = asked.place.language
    return said % {
        "ratings": translation.written_number(found.ratings, language),
        "units": translation.written_number(found.units, language),
    }


def _reading(asked: Asked, alpha: float | None) -> str:
    if alpha is None:
        return ""
    if alpha >= RELIABLE:
        return asked.say(message("Nominal α is at least .80: the verdicts are reliable."))
    if alpha >= TENTATIVE:
        return asked.say(message("Nominal α is between .667 and .80: good for tentative conclusions."))
    return asked.say(message("Nominal α is below .667: one person's verdict cannot stand for another's."))


def _figures(asked: Asked, found: AgreementShown) -> Grid:
    named = {
        message("Raw agreement"): FigureShown(found.raw, None, None),
        message("Cohen's κ"): found.kappa,
        message("Krippendorff's α, nominal"): found.alpha_nominal,
        message("Krippendorff's α, ordinal"): found.alpha_ordinal,
    }
    heads = (Head(asked.say(message("Value")), "part"), Head(asked.say(message("95 percent interval")), "whole"))
    rows = (
        Row((asked.say(name),), (Cell(_written(asked, one.value)), Cell(_interval(asked, one))), _mark(one))
        for name, one in named.items()
    )
    return Grid(
        id=f"figures-{found.aspect}",
        title=asked.say(message("How far verdicts agree")),
        things=asked.say(message("Figure")),
        heads=heads,
        rows=tuple(rows),
        under=_id(found.aspect),
    )


def _written(asked: Asked, value: float | None) -> str:
    return "–" if value is None else str(format_decimal(value, "0.00", locale=asked.place.language))


def _interval(asked: Asked, one: FigureShown) -> str:
    if one.low is None or one.high is None:
        return "–"
    said = asked.say(message("%(low)s to %(high)s"))
    return said % {"low": _written(asked, one.low), "high": _written(asked, one.high)}


def _mark(one: FigureShown) -> tuple[Segment, ...]:
    """Return Krippendorff's limits, the interval and the value on a line from 0 to 1; less than 0 is drawn as 0."""
    if one.value is None:
        return ()
    value, low, high = (
        min(max(number, 0.0), 1.0) for number in (one.value, one.low or one.value, one.high or one.value)
    )
    return (
        Segment(0.0, 100.0, "track"),
        Segment(round(100 * low, 2), round(100 * (high - low), 2), "whole"),
        *(Segment(100 * limit, 0.5, "limit") for limit in (TENTATIVE, RELIABLE)),
        Segment(round(98.5 * value, 2), 1.5, "part"),
    )


def _confusion(asked: Asked, found: AgreementShown, named: Mapping[str, str]) -> Grid:
    """Return how often which two labels were given to the same claim; each pair stands there once."""
    counts = {(first, second): count for first, second, count in found.confusion}
    keys = grids.in_order({key for pair in counts for key in pair}, named)
    most = max(counts.values())
    return Grid(
        id=f"confusion-{found.aspect}",
        title=asked.say(message("Which verdicts go together")),
        things=asked.say(message("One says, another says")),
        heads=tuple(Head(named.get(key, key)) for key in keys),
        rows=tuple(
            Row(
                (named.get(key, key),),
                tuple(_cell(asked, counts, most, keys, place, other) for other in range(len(keys))),
            )
            for place, key in enumerate(keys)
        ),
        under=_id(found.aspect),
    )


def _cell(
    asked: Asked, counts: Mapping[tuple[str, str], int], most: int, keys: Sequence[str], row: int, column: int
) -> Cell:
    if column < row:
        return Cell("")
    count = counts.get((keys[row], keys[column]), 0)
    return Cell(translation.written_number(count, asked.place.language), grids.level(count, most))


def _pairs(asked: Asked, found: AgreementShown) -> Grid:
    heads = (message("Claims"), message("Raw agreement"), message("Cohen's κ"))
    most = sorted(found.pairs, key=lambda pair: -pair["units"])[:MOST_PAIRS]
    return Grid(
        id=f"pairs-{found.aspect}",
        title=asked.say(message("Who agrees with whom")),
        things=asked.say(message("Reviewers")),
        heads=tuple(Head(asked.say(head)) for head in heads),
        rows=tuple(
            Row(
                names=(pair["first"], pair["second"]),
                cells=(
                    Cell(translation.written_number(pair["units"], asked.place.language)),
                    Cell(_written(asked, pair["raw"])),
                    Cell(_written(asked, pair["kappa"])),
                ),
                bar=grids.stacked([("part", pair["raw"]), ("whole", 1 - pair["raw"])], 1),
            )
            for pair in most
        ),
        under=_id(found.aspect),
    )
