"""Cutting a text for the page: into paragraphs and crossheads, and these at the borders of what is marked in them.

Nothing is lost or repeated: the segments' texts, put together, are the text. Offsets are code points.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from datasette_claims.model import Span

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be marked: a part's span, the ``key`` of the thing it is part of, and how it is marked (``kind``)."""

    span: Span
    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text under the same marks.

    ``kinds`` are theirs, ``depth`` their number, ``key`` that of the innermost; ``begins`` holds the keys whose
    first part begins here.
    """

    text: str
    kinds: frozenset[str] = frozenset()
    key: str | None = None
    depth: int = 0
    begins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a crosshead, with the white space that follows it."""

    is_crosshead: bool
    segments: tuple[Segment, ...]


def blocks(text: str, crossheads: Sequence[Span], marks: Iterable[Mark]) -> tuple[Block, ...]:
    """Cut ``text`` at blank lines, around crossheads and at the borders of ``marks``, which may overlap and nest."""
    held = [mark for mark in marks if 0 <= mark.span.start < mark.span.end <= len(text)]
    starts = _block_starts(text, crossheads)
    cuts = sorted({*starts, len(text)}.union(*(mark.span for mark in held)))
    heads = {head.start for head in crossheads}
    cut = groupby(_segments(text, cuts, held), key=lambda placed: starts[bisect_right(starts, placed[0]) - 1])
    return tuple(Block(start in heads, tuple(segment for _, segment in placed)) for start, placed in cut)


def _block_starts(text: str, crossheads: Sequence[Span]) -> list[int]:
    starts = {0}
    for head in crossheads:
        starts |= {head.start, _after_space(text, head.end)}
    starts |= {found.end() for found in _BLANK_LINES.finditer(text) if found.start()}
    return sorted(start for start in starts if 0 <= start < len(text) or start == 0)


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _segments(text: str, cuts: Sequence[int], marks: Iterable[Mark]) -> Iterator[tuple[int, Segment]]:
    """Yield each run of text with its place; of its marks only the innermost is named, so that this stays linear."""
    opening, closing = defaultdict(list), defaultdict(list)
    first: dict[str, int] = {}
    for mark in marks:
        opening[mark.span.start].append(mark)
        closing[mark.span.end].append(mark)
        first[mark.key] = min(mark.span.start, first.get(mark.key, mark.span.start))
    active: list[tuple[int, int, str, str]] = []
    kinds: Counter[str] = Counter()
    for start, end in pairwise(cuts):
        for mark in closing[start]:
            del active[bisect_left(active, _rank(mark))]
            kinds[mark.kind] -= 1
        for mark in opening[start]:
            insort(active, _rank(mark))
            kinds[mark.kind] += 1
        yield (
            start,
            Segment(
                text=text[start:end],
                kinds=frozenset(+kinds),
                key=active[0][2] if active else None,
                depth=len(active),
                begins=tuple(dict.fromkeys(mark.key for mark in opening[start] if first[mark.key] == start)),
            ),
        )


def _rank(mark: Mark) -> tuple[int, int, str, str]:
    """Order marks that cover one place from the innermost out: the shorter first, then the later."""
    return (mark.span.end - mark.span.start, -mark.span.start, mark.key, mark.kind)
