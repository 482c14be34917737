"""Tables of numbers with bars or shades in them, drawn by ``_grids.html``.

Every number is written, so that nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEVELS = 3
"""So many shades tell large numbers from small ones."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a column; ``tone`` is the shade of its part of the bars, empty for none."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number, written; ``level`` is its shade, 0 for none to ``LEVELS``."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: its left end and its width in percent, and its shade."""

    x: float
    width: float
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the ``names`` before it, which may lead to ``url``, its numbers, and the parts of its bar."""

    names: tuple[str, ...]
    cells: tuple[Cell, ...]
    bar: tuple[Segment, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its ``id`` in the page, its title, what its lines are, the heads of its columns, its lines.

    ``under`` is the id of the heading that its title goes with, empty if it says enough by itself.
    """

    id: str
    title: str
    things: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    under: str = ""

    @property
    def has_bars(self) -> bool:
        """Tell whether there is a column of bars."""
        return any(row.bar for row in self.rows)


def stacked(parts: Sequence[tuple[str, float]], whole: float) -> tuple[Segment, ...]:
    """Return a bar of parts beside each other, each a shade and a number; ``whole`` is as wide as there is room."""
    found, x = [], 0.0
    for tone, number in parts:
        width = 100 * number / whole if whole else 0.0
        if width:
            found.append(Segment(round(x, 2), round(width, 2), tone))
        x += width
    return tuple(found)


def in_order(given: set[str], named: Iterable[str]) -> list[str]:
    """Return the keys that were given, in the order of those that have names; others stand last."""
    known = [key for key in named if key in given]
    return [*known, *sorted(given.difference(known))]


def level(number: int, most: int) -> int:
    """Return the shade of a number among those up to ``most``."""
    return -(-LEVELS * number // most) if most else 0
