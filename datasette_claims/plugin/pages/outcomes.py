"""What came out of the work: verdicts by speaker and by source, and where the extractor erred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from datasette_claims.database.progress import Judged, Tally
from datasette_claims.database.scales import Label
from datasette_claims.plugin import labels, translation
from datasette_claims.plugin.api.measuring import DashboardShown
from datasette_claims.plugin.pages import grids
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.grids import Cell, Grid, Head, Row
from datasette_claims.plugin.pages.history import Scales
from datasette_claims.plugin.translation import message
from datasette_claims.review import Aspect
from datasette_claims.steps import RejectReason

FEWEST = 30
"""Of fewer claims a share says little."""
RIGHT = "ok"
"""What the extraction scale calls a claim that was found as it is."""

_TONES = 5


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The verdicts of those who have most, as far as there are any; ``left_out`` is how many others have some."""

    table: Grid
    left_out: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """How often people found claims to be wrongly extracted; ``has_few`` if a line is of fewer than ``FEWEST``."""

    by_type: Grid
    by_rule: Grid
    has_few: bool


def speakers(asked: Asked, shown: DashboardShown, scales: Scales) -> Outcomes | None:
    """Return the verdicts of the speakers with the most; None for none."""
    title, things = asked.say(message("Verdicts by speaker")), asked.say(message("Speaker"))
    return _outcomes(asked, "speaker", (title, things), shown.speakers, shown.speakers_judged, scales)


def sources(asked: Asked, shown: DashboardShown, scales: Scales) -> Outcomes | None:
    """Return the verdicts of the sources with the most; None for none."""
    title, things = asked.say(message("Verdicts by source")), asked.say(message("Source"))
    return _outcomes(asked, "source", (title, things), shown.sources, shown.sources_judged, scales)


def _outcomes(
    asked: Asked, column: str, words: tuple[str, str], tallies: Sequence[Tally], judged: int, scales: Scales
) -> Outcomes | None:
    if not tallies:
        return None
    scale = scales.get(Aspect.VERACITY, ())
    tones, named = _tones(scale), {label.key: label.text(asked.place.language) for label in scale}
    given = {key for tally in tallies for key in tally.verdicts}
    keys = grids.in_order(given, named)
    most = max(sum(tally.verdicts.values()) for tally in tallies)
    heads = (
        Head(asked.say(message("With a verdict"))),
        *(Head(named.get(key, key), tones.get(key, _tone(0))) for key in keys),
        Head(asked.say(message("Nobody checked"))),
    )
    rows = (
        Row(
            names=(tally.name,),
            cells=_numbers(asked, [sum(tally.verdicts.values()), *_counts(tally.verdicts, keys), tally.unreviewed]),
            bar=grids.stacked([(tones.get(key, _tone(0)), tally.verdicts.get(key, 0)) for key in keys], most),
            url=asked.queue(**{column: tally.name}),
        )
        for tally in tallies
    )
    return Outcomes(Grid(f"by-{column}", *words, heads, tuple(rows)), judged - len(tallies))


def _counts(counts: Mapping[str, int], keys: Iterable[str]) -> list[int]:
    return [counts.get(key, 0) for key in keys]


def _numbers(asked: Asked, numbers: Iterable[int]) -> tuple[Cell, ...]:
    return tuple(Cell(translation.written_number(number, asked.place.language)) for number in numbers)


def _tone(place: int) -> str:
    return f"tone-{place}"


def _tones(scale: Sequence[Label]) -> dict[str, str]:
    """Return the shade of each label: 1 for the worst to 5 for the best, 0 off the scale."""
    values = [label.value for label in scale if label.value is not None]
    low, span = min(values, default=0.0), (max(values, default=0.0) - min(values, default=0.0)) or 1.0
    return {
        label.key: _tone(0 if label.value is None else 1 + round((_TONES - 1) * (label.value - low) / span))
        for label in scale
    }


def extraction(asked: Asked, shown: DashboardShown, scales: Scales) -> Extraction | None:
    """Return how often claims were wrongly extracted; None if nobody has judged any."""
    if not shown.extraction_by_type:
        return None
    types = {one.value: asked.say(text) for one, text in labels.QUOTE_TYPES.items()}
    words = {
        **{label.key: label.text(asked.place.language) for label in scales.get(Aspect.EXTRACTION, ())},
        RejectReason.BAD_EXTRACTION.value: asked.say(labels.REJECT_REASONS[RejectReason.BAD_EXTRACTION]),
    }
    given = {key for one in shown.extraction_by_type for key in one.counts}
    keys = [RIGHT, *grids.in_order(given - {RIGHT}, words)]
    heads = (Head(asked.say(message("Judged"))), *(Head(words.get(key, key)) for key in keys))

    def grid(name: str, title: str, things: str, found: Sequence[Judged]) -> Grid:
        rows = (_row(asked, types.get(one.kind, one.kind), one.counts, keys) for one in found)
        return Grid(name, asked.say(title), asked.say(things), heads, tuple(rows))

    return Extraction(
        by_type=grid("by-type", message("By type of quote"), message("Type of quote"), shown.extraction_by_type),
        by_rule=grid("by-rule", message("By rule"), message("Rule"), shown.extraction_by_rule),
        has_few=any(sum(one.counts.values()) < FEWEST for one in shown.extraction_by_rule + shown.extraction_by_type),
    )


def _row(asked: Asked, name: str, counts: Mapping[str, int], keys: Sequence[str]) -> Row:
    language, judged = asked.place.language, sum(counts.values())
    number = translation.written_number(judged, language)
    few = asked.say(message("%(number)s (few)")) % {"number": number}
    shares = (
        f"{translation.written_share(count / judged, language)} ({translation.written_number(count, language)})"
        for count in _counts(counts, keys)
    )
    bar = grids.stacked([("part", counts.get(RIGHT, 0)), ("whole", judged - counts.get(RIGHT, 0))], judged)
    return Row((name,), (Cell(few if judged < FEWEST else number), *map(Cell, shares)), bar)
