"""Charts, computed here and drawn by ``_charts.html``: bars in a table, columns over time.

Lengths along the page are shares of its width in percent, heights are in em, so that a chart fits any screen while its
words keep their size. Nothing is told by colour alone, and every number is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from datasette_claims.plugin import translation

PLOT, HEAD, FOOT = 9.0, 1.5, 1.75
"""Heights in em: of the highest column's place, of what stands above it and below."""

LEAST = 0.5
"""What is there at all is drawn at least so wide, in percent, or high, in percent of ``PLOT``."""

MOST_LABELS = 4
"""So many labels fit below the columns on a small screen."""

STEPS = (1, 2, 3, 6, 12, 20)
"""Every how many columns one is labelled, if that is enough: a quarter, half or whole year where they are months."""

_WHOLE = 100.0
"""The width of a chart, in percent."""

_GAP = 0.2
"""The share of a column's place that stays empty."""

_WIDEST = 12.0
"""No column is wider, in percent."""

_CHARACTER = 2.2
"""On a small screen a character is about as wide, in percent."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Something and how often it was counted; ``part`` of it may be set off from the rest.

    ``short`` is its label where there is little room, ``url`` where its words lead; both may be empty.
    """

    label: str
    count: int
    part: int | None = None
    short: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says: its ``id`` in the page, its title, and the heads of its table.

    ``part`` and ``rest`` name what is set off, and what that leaves; both are empty where nothing is.
    """

    id: str
    title: str
    things: str
    count: str
    part: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart; the widths are percentages, the numbers are written out."""

    label: str
    url: str
    count: str
    share: str
    part: str
    width: float
    part_width: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars of one scale, in the order given."""

    words: Words
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its left edge and width in percent, its upper edge and height in em; ``part`` is its lower part."""

    label: str
    url: str
    count: str
    part: str
    x: float
    width: float
    y: float
    height: float
    part_y: float
    part_height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis: at ``at`` percent below the columns, or at ``at`` em along them."""

    at: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns from the left to the right; ``description`` says in a sentence what they show.

    ``height`` is of the whole drawing, ``base`` where the columns stand; both in em. ``grid`` are lines above that.
    """

    words: Words
    description: str
    columns: tuple[Column, ...]
    grid: tuple[Tick, ...]
    labels: tuple[Tick, ...]
    height: float
    base: float


def bars(words: Words, counted: Sequence[Counted], language: str, *, of: int | None = None) -> BarChart:
    """Return a bar chart; the longest bar is as wide as there is room.

    Shares are those ``of`` a number, of which there are none without it or if it is 0.
    """
    most = max((one.count for one in counted), default=0)
    return BarChart(words, tuple(_bar(one, most, of, language) for one in counted))


def _bar(one: Counted, most: int, of: int | None, language: str) -> Bar:
    return Bar(
        label=one.label,
        url=one.url,
        count=translation.written_number(one.count, language),
        share=share(one.count, of, language) if of else "",
        part="" if one.part is None else translation.written_number(one.part, language),
        width=_length(one.count, most, 100),
        part_width=_length(one.part or 0, most, 100),
    )


def share(count: int, of: int, language: str) -> str:
    """Write a share so that nothing looks like none, or like all, unless it is."""
    percent = round(100 * count / of)
    if 0 < count < of and percent in {0, 100}:
        sign, least = ("<", 0.01) if percent == 0 else (">", 0.99)
        return sign + translation.written_share(least, language)
    return translation.written_share(count / of, language)


def columns(words: Words, counted: Sequence[Counted], language: str, description: str = "") -> ColumnChart:
    """Return a column chart, the numbers of its axis, on the left, round ones."""
    step, top = scale(max((one.count for one in counted), default=0))
    grid = tuple(Tick(_upper(at, top), translation.written_number(at, language)) for at in range(step, top + 1, step))
    side = _CHARACTER * (1 + max(len(line.text) for line in grid))
    room = (100 - side) / max(1, len(counted))
    lefts = [side + room * place for place in range(len(counted))]
    return ColumnChart(
        words=words,
        description=description,
        columns=tuple(_column(one, (left, room), top, language) for one, left in zip(counted, lefts, strict=True)),
        grid=grid,
        labels=tuple(_labels([one.short or one.label for one in counted], lefts, room)),
        height=HEAD + PLOT + FOOT,
        base=HEAD + PLOT,
    )


def _column(one: Counted, place: tuple[float, float], top: int, language: str) -> Column:
    left, room = place
    width = min(room * (1 - _GAP), _WIDEST)
    height, part = (_length(count, top, PLOT) for count in (one.count, one.part or 0))
    return Column(
        label=one.label,
        url=one.url,
        count=translation.written_number(one.count, language),
        part="" if one.part is None else translation.written_number(one.part, language),
        x=round(left + (room - width) / 2, 3),
        width=round(width, 3),
        y=round(HEAD + PLOT - height, 3),
        height=height,
        part_y=round(HEAD + PLOT - part, 3),
        part_height=part,
    )


def _length(count: int, most: int, room: float) -> float:
    """Return a length in proportion, of ``room`` for ``most``; of little that is there something can be seen."""
    if not count:
        return 0.0
    return round(max(count / most, LEAST / 100) * room, 3)


def _upper(value: int, top: int) -> float:
    return round(HEAD + PLOT * (1 - value / top), 3)


def scale(most: int) -> tuple[int, int]:
    """Return the step of an axis, 1, 2 or 5 of some power of ten, and its upper end: at most four steps, at least one.

    >>> scale(7), scale(4300), scale(0)
    ((2, 8), (2000, 6000), (1, 1))
    """
    power = 1
    while True:
        for digit in (1, 2, 5):
            step = digit * power
            if most <= 4 * step:
                return step, step * max(1, ceil(most / step))
        power *= 10


def _labels(texts: Sequence[str], lefts: Sequence[float], room: float) -> Iterator[Tick]:
    """Label each column in its middle, or some at equal distances, from their left edges on, if there are many."""
    fewest = max(1, ceil(len(texts) / MOST_LABELS))
    step = next((step for step in STEPS if step >= fewest), fewest)
    for text, left in zip(texts[::step], lefts[::step], strict=True):
        if step == 1:
            yield Tick(round(left + room / 2, 3), text, "middle")
        elif left + _CHARACTER * len(text) <= _WHOLE:
            yield Tick(round(left, 3), text)
