"""Which quotation mark opens and which closes, whatever the house style; the encoder reads one style only.

Each mark is told by what stands before and after it, so „…“, «…», »…«, "…", “…”, ‘…’ and ‹…› come out alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

_OUTER = '„“”«»"‟'
_ANGLES = "‹›"
_DOUBLED = frozenset({"''", "``", ",,"})
_ALWAYS = frozenset({"„", "``", ",,"})
_MARK = re.compile(rf"''|``|(?<!\w),,(?=\w)|[{_OUTER}{_ANGLES}‚‘’'\n]")
_BEFORE = frozenset("([{–—-/:„‚‘‹")
_AFTER = frozenset(".,;:!?)]}–—-/…" + _OUTER + "’‘'‹›")
_LONGEST_INNER = 2000
"""Code points within which an inner quotation ends."""
_LONGEST_STRAIGHT = 400
"""The same for one in typewriter marks, which may be apostrophes."""


class Role(Enum):
    """What a mark does, with the mark that the encoder reads in its place."""

    OPENS = "„"
    CLOSES = "“"
    OPENS_INNER = "‚"
    CLOSES_INNER = "‘"


class _Ends(NamedTuple):
    """What may end an inner quotation, and what begins another."""

    end: re.Pattern[str]
    next_one: re.Pattern[str]


_INNER = frozenset({Role.OPENS_INNER, Role.CLOSES_INNER})
_NEVER = re.compile(r"(?!)")
_INNER_ENDS = {
    "‚": _Ends(re.compile(r"(?<!\s)[‘’](?!\w)"), _NEVER),
    "‘": _Ends(re.compile(r"(?<!\s)’(?!\w)"), re.compile(r"(?<=\s)‘(?=\w)")),
    "'": _Ends(re.compile(r"(?<!\s)'(?!\w)"), re.compile(r"(?<=\s)'(?=\w)")),
}


class State(Enum):
    """Where a word stands, as the encoder's feature."""

    OUTSIDE = 0
    INSIDE = 1
    OPENING = 2
    CLOSING = 3


def roles(text: str) -> dict[int, Role]:
    """Return what every quotation mark of a text does, by code point; apostrophes are left out."""
    found: dict[int, Role] = {}
    outer = inner = False
    inner_end = -1
    for match in _MARK.finditer(text):
        i, mark = match.start(), match.group()
        if mark == "\n":
            outer = inner = False
        elif mark in _OUTER or mark in _DOUBLED:
            outer = mark in _ALWAYS or _opens(text, match.span(), found, is_open=outer)
            found[i] = Role.OPENS if outer else Role.CLOSES
        elif mark in _ANGLES:
            inner = _opens(text, match.span(), found, is_open=inner)
            found[i] = Role.OPENS_INNER if inner else Role.CLOSES_INNER
        elif i == inner_end:
            inner = False
            found[i] = Role.CLOSES_INNER
        elif not inner and (end := _inner_end(text, i, found)) is not None:
            inner, inner_end = True, end
            found[i] = Role.OPENS_INNER
    return found


def states(text: str, words: Sequence[tuple[int, int]], paragraphs: Sequence[int]) -> list[State]:
    """Return where each word stands; a quotation ends with its paragraph."""
    role = roles(text)
    marks = [role.get(start) for start, _ in words]
    by_paragraph = groupby(zip(paragraphs, marks, strict=True), key=itemgetter(0))
    return [state for _, paragraph in by_paragraph for state in _states(mark for _, mark in paragraph)]


def _states(marks: Iterable[Role | None]) -> Iterator[State]:
    """Yield where each word of a paragraph stands; inside outer marks, inner ones count as words."""
    outer = inner = False
    for mark in marks:
        here = None if outer and mark in _INNER else mark
        yield _state(here, outer=outer, inner=inner)
        if here in _INNER:
            inner = here is Role.OPENS_INNER
        elif here is not None:
            outer = here is Role.OPENS
            inner = inner and outer


def _state(mark: Role | None, *, outer: bool, inner: bool) -> State:
    if mark in {Role.OPENS, Role.OPENS_INNER}:
        return State.OPENING
    if mark is None:
        return State.INSIDE if outer or inner else State.OUTSIDE
    closes = outer if mark is Role.CLOSES else inner
    return State.CLOSING if closes else State.OUTSIDE


def _opens(text: str, span: tuple[int, int], found: dict[int, Role], *, is_open: bool) -> bool:
    """Tell whether a mark opens: space before and none after, or, if both or neither, nothing is open yet."""
    before, after = _free_before(text, span[0], found), _free_after(text, span[1] - 1)
    return before if before != after else not is_open


def _free_before(text: str, i: int, found: dict[int, Role]) -> bool:
    before = text[i - 1] if i else " "
    return before.isspace() or before in _BEFORE or (before in '"“«»' and found.get(i - 1) is Role.OPENS)


def _free_after(text: str, i: int) -> bool:
    after = text[i + 1] if i + 1 < len(text) else " "
    return after.isspace() or after in _AFTER


def _inner_end(text: str, i: int, found: dict[int, Role]) -> int | None:
    """Return where an inner quotation ends that begins at ``i``, or None if an apostrophe stands there."""
    mark, after = text[i], text[i + 1 : i + 2]
    begins = after.isalnum() or (mark == "‘" and after in {'"', "“", "„"})
    if mark not in _INNER_ENDS or not begins or not _free_before(text, i, found):
        return None
    limit = i + (_LONGEST_STRAIGHT if mark == "'" else _LONGEST_INNER)
    ends = _possible_ends(text, i)
    sure = (k for k in ends if text[k - 1] not in "sS")  # the boys' dog
    end = next(sure, ends[-1] if ends else limit)
    return end if end < limit else None


def _possible_ends(text: str, i: int) -> list[int]:
    """Return where an inner quotation may end: on its line, before another begins."""
    mark, last = text[i], i + _LONGEST_INNER
    line_end = text.find("\n", i, last)
    next_one = _INNER_ENDS[mark].next_one.search(text, i + 2, last if line_end < 0 else line_end)
    limits = [last, line_end, next_one.start() if next_one else -1]
    return [match.start() for match in _INNER_ENDS[mark].end.finditer(text, i + 2, min(at for at in limits if at >= 0))]
