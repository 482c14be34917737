"""What stayed, went and came between two wordings of a text.

Paragraphs are compared first, then the words of those that changed: with ``difflib`` where few are to be compared,
else around words that each side holds once (patience diff, Cohen 2010). What would take too long counts as rewritten.
The kept and the removed parts, put together, are the old text, the kept and the added ones the new.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import accumulate, pairwise
from typing import NamedTuple

from datasette_claims.model import Span

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_MARKS = r",.;:!?…\"„“”»«‚‘’()\[\]"
_JOINED = "\u0300-\u036f\u200d\u20e3\ufe0f"
_WORDS = re.compile(rf"[^\s{_MARKS}]+\s*|[{_MARKS}][{_JOINED}]*\s*|\s+")
"""Words and marks with the white space behind them; nothing else separates, so that no character is cut in two."""

_FEW = 40_000
"""So many pairs are left to difflib, whose time grows with them."""
_MOST = 3_000_000
"""So much is looked at before what is left counts as rewritten: about half a second."""
_COST = 4
"""What looking at one word for words that are there once costs, in pairs."""


class Change(str, Enum):
    """What became of a part of a text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Part:
    """Text that stayed, went or came."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Extent:
    """How many words went and came, wherever they stand; both 0 if only order or white space changed."""

    removed: int
    added: int


class Run(NamedTuple):
    """What is the same on both sides: ``length`` from the place ``old`` on, and from the place ``new``."""

    old: int
    new: int
    length: int


class Region(NamedTuple):
    """Part of both sides: ``[old, old_end)`` and ``[new, new_end)``."""

    old: int
    old_end: int
    new: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Two wordings and what they have in common, in text order; offsets are code points."""

    old: str
    new: str
    runs: tuple[Run, ...]

    @property
    def parts(self) -> Iterator[Part]:
        """What stayed, went and came; of what changed at one place, the removed comes first."""
        for run, gap in _runs_and_gaps(self.runs, len(self.old), len(self.new)):
            for change, text in (
                (Change.REMOVED, self.old[gap.old : gap.old_end]),
                (Change.ADDED, self.new[gap.new : gap.new_end]),
                (Change.KEPT, self.old[run.old : run.old + run.length]),
            ):
                if text:
                    yield Part(change, text)

    @property
    def added(self) -> tuple[Span, ...]:
        """What came, as spans of the new wording."""
        gaps = (gap for _, gap in _runs_and_gaps(self.runs, len(self.old), len(self.new)))
        return tuple(Span(gap.new, gap.new_end) for gap in gaps if gap.new < gap.new_end)


def touch(added: Sequence[Span], spans: Iterable[Span]) -> bool:
    """Tell whether one of some spans holds anything of what was ``added``, which is in text order."""
    places = ((bisect_right(added, span.start, key=lambda one: one.end), span) for span in spans)
    return any(place < len(added) and added[place].start < span.end for place, span in places)


def difference(old: str, new: str) -> Difference:
    """Compare two wordings; takes at most about a second for a million characters."""
    before, after = _with_blank_lines(old), _with_blank_lines(new)
    starts, new_starts = ([0, *accumulate(map(len, side))] for side in (before, after))
    same = [
        Run(starts[run.old], new_starts[run.new], starts[run.old + run.length] - starts[run.old])
        for run in _matches(before, after, [Region(0, len(before), 0, len(after))])
    ]
    changed = [gap for _, gap in _runs_and_gaps(same, len(old), len(new))]
    runs = _joined(sorted([*same, *_same_words(old, new, changed)]))
    return Difference(old, new, tuple(_readable(runs, Run(len(old), len(new), 0))))


def extent(old: str, new: str) -> Extent:
    """Count the words that went and came; quick, since it does not look at their order."""
    before, after = Counter(old.split()), Counter(new.split())
    return Extent((before - after).total(), (after - before).total())


def paragraphs(parts: Iterable[Part]) -> tuple[tuple[Part, ...], ...]:
    """Cut parts at blank lines; nothing is lost."""
    found: list[list[Part]] = [[]]
    for part in parts:
        for text in _paragraphs(part.text):
            found[-1].append(Part(part.change, text))
            if _BLANK_LINES.search(text):
                found.append([])
    return tuple(tuple(one) for one in found if one)


def is_changed(paragraph: Sequence[Part]) -> bool:
    """Tell whether anything of a paragraph came or went; blank lines behind it do so with the one that follows."""
    is_blank = paragraph[-1].text.isspace() and _BLANK_LINES.match(paragraph[-1].text)
    told = paragraph[:-1] if is_blank else paragraph
    return any(part.change is not Change.KEPT for part in told)


def _paragraphs(text: str) -> list[str]:
    ends = [0, *(found.end() for found in _BLANK_LINES.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if start < end]


def _with_blank_lines(text: str) -> list[str]:
    """Return paragraphs and what stands between them, each on its own: a last one is the same when others follow."""
    places = (place for found in _BLANK_LINES.finditer(text) for place in found.span())
    return [text[start:end] for start, end in pairwise([0, *places, len(text)]) if start < end]


def _same_words(old: str, new: str, changed: Iterable[Region]) -> Iterator[Run]:
    """Yield the runs of words that changed regions have in common."""
    before, after = _Words(), _Words()
    regions = []
    for gap in changed:
        start, new_start = len(before.texts), len(after.texts)
        before.take(old, gap.old, gap.old_end)
        after.take(new, gap.new, gap.new_end)
        regions.append(Region(start, len(before.texts), new_start, len(after.texts)))
    for run in _matches(before.texts, after.texts, regions):
        for place in range(run.length):
            i, j = run.old + place, run.new + place
            shared = len(before.spaces[i]) if before.spaces[i] == after.spaces[j] else 0
            yield Run(before.starts[i], after.starts[j], len(before.texts[i]) + shared)


class _Words:
    """Words with their places in a text, of the stretches that were taken from it; ``texts`` end without white space.

    So a word is the same wherever it stands. ``spaces`` are what stands behind them.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.spaces: list[str] = []
        self.starts: list[int] = []

    def take(self, text: str, start: int, end: int) -> None:
        found = _WORDS.findall(text, start, end)
        texts = [word.rstrip() for word in found]
        self.texts += texts
        self.spaces += [word[len(text) :] for word, text in zip(found, texts, strict=True)]
        self.starts += accumulate(map(len, found[:-1]), initial=start) if found else ()


def _matches(old: Sequence[str], new: Sequence[str], regions: Iterable[Region]) -> list[Run]:
    """Return what the regions of two sequences have in common, in order."""
    found: list[Run] = []
    todo, effort = list(regions)[::-1], _MOST
    while todo:
        region, edges = _trimmed(old, new, todo.pop())
        found += edges
        sizes = region.old_end - region.old, region.new_end - region.new
        is_small = sizes[0] * sizes[1] <= _FEW
        effort -= sizes[0] * sizes[1] if is_small else _COST * sum(sizes)
        if not all(sizes) or effort < 0:
            continue
        if is_small:
            found += _by_difflib(old, new, region)
        else:
            runs = _by_single_words(old, new, region)
            found += runs
            start = region.old, region.new
            gaps = [gap for _, gap in _runs_and_gaps(runs, region.old_end, region.new_end, start)]
            todo += reversed(gaps) if runs else ()
    return sorted(found)


def _trimmed(old: Sequence[str], new: Sequence[str], region: Region) -> tuple[Region, list[Run]]:
    """Return a region without what both sides begin and end with, and these two runs."""
    start, old_end, new_start, new_end = region
    most = min(old_end - start, new_end - new_start)
    head = 0
    while head < most and old[start + head] == new[new_start + head]:
        head += 1
    tail = 0
    while tail < most - head and old[old_end - tail - 1] == new[new_end - tail - 1]:
        tail += 1
    edges = [Run(start, new_start, head), Run(old_end - tail, new_end - tail, tail)]
    left = Region(start + head, old_end - tail, new_start + head, new_end - tail)
    return left, [run for run in edges if run.length]


def _by_difflib(old: Sequence[str], new: Sequence[str], region: Region) -> list[Run]:
    start, old_end, new_start, new_end = region
    matcher = SequenceMatcher(None, old[start:old_end], new[new_start:new_end], autojunk=False)
    return [Run(start + i, new_start + j, n) for i, j, n in matcher.get_matching_blocks() if n]


def _by_single_words(old: Sequence[str], new: Sequence[str], region: Region) -> list[Run]:
    """Return the runs that begin with what both sides of a region hold once, in an order that both share."""
    before, after = _once(old, region.old, region.old_end), _once(new, region.new, region.new_end)
    pairs = [(place, after[text]) for text, place in before.items() if text in after]
    runs: list[Run] = []
    end = region.old
    for i, j in _rising(pairs):
        if i < end:
            continue
        n = 1
        while i + n < region.old_end and j + n < region.new_end and old[i + n] == new[j + n]:
            n += 1
        runs.append(Run(i, j, n))
        end = i + n
    return runs


def _once(texts: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Return the texts that a stretch holds once, with their places, in order."""
    counts = Counter(texts[start:end])
    return {texts[place]: place for place in range(start, end) if counts[texts[place]] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of pairs, which rise in the first number, that rises in the second too."""
    lowest: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        pile = bisect_left(lowest, j)
        before.append(tops[pile - 1] if pile else -1)
        lowest[pile : pile + 1] = [j]
        tops[pile : pile + 1] = [number]
    found, place = [], tops[-1] if tops else -1
    while place >= 0:
        found.append(pairs[place])
        place = before[place]
    return found[::-1]


def _runs_and_gaps(
    runs: Iterable[Run], old_end: int, new_end: int, start: tuple[int, int] = (0, 0)
) -> Iterator[tuple[Run, Region]]:
    """Yield each run with the gap before it, at last an empty one at the end."""
    old, new = start
    for run in (*runs, Run(old_end, new_end, 0)):
        yield run, Region(old, run.old, new, run.new)
        old, new = run.old + run.length, run.new + run.length


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Return runs of which none goes on where the one before ends."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        if last and (last.old + last.length, last.new + last.length) == (run.old, run.new):
            found[-1] = Run(last.old, last.new, last.length + run.length)
        else:
            found.append(run)
    return found


def _readable(runs: Sequence[Run], end: Run) -> list[Run]:
    """Leave out what stayed between two changes that are both longer: nobody reads such crumbs.

    ``end`` is where both texts end.
    """
    found: list[Run] = []
    old = new = 0
    for run, following in zip(runs, (*runs[1:], end), strict=False):
        before = max(run.old - old, run.new - new)
        after = max(following.old - run.old, following.new - run.new) - run.length
        if run.length > min(before, after):
            found.append(run)
            old, new = run.old + run.length, run.new + run.length
    return found
