"""Which quotation mark opens and which closes, whatever the house style; the encoder reads one style only.

Each mark is told by what stands before and after it, so „…“, «…», »…«, "…", “…”, ‘…’ and ‹…› come out alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

_OUTER = "„“”«»\"‟"
_ANGLES = "‹›"
_INNER_OPENERS = "‚‘'"
_MARK = re.compile(f"[{_OUTER}{_ANGLES}‚‘’'\n]")
_BEFORE = frozenset("([{–—-/:„‚‘‹")
_AFTER = frozenset(".,;:!?)]}–—-/…" + _OUTER + "’‘'‹›")
_INNER_ENDS = {"‚": "‘’", "‘": "’", "'": "'"}
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
        elif mark in _OUTER:
            outer = _opens(text, i, found, is_open=outer, always=mark == "„")
            found[i] = Role.OPENS if outer else Role.CLOSES
        elif mark in _ANGLES:
            inner = _opens(text, i, found, is_open=inner)
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
    found: list[State] = []
    outer = inner = False
    for i, (start, end) in enumerate(words):
        if i and paragraphs[i] != paragraphs[i - 1]:
            outer = inner = False
        here = role.get(start) if end - start == 1 else None
        state = _state(here, outer=outer, inner=inner)
        if here in {Role.OPENS, Role.CLOSES}:
            outer, inner = here is Role.OPENS, inner and here is Role.OPENS
        elif here is not None and not outer:
            inner = here is Role.OPENS_INNER
        found.append(state)
    return found


def _state(role: Role | None, *, outer: bool, inner: bool) -> State:
    if role is Role.OPENS or (role is Role.OPENS_INNER and not outer):
        return State.OPENING
    if role is Role.CLOSES:
        return State.CLOSING if outer else State.OUTSIDE
    if role is Role.CLOSES_INNER and not outer:
        return State.CLOSING if inner else State.OUTSIDE
    return State.INSIDE if outer or inner else State.OUTSIDE


def _opens(text: str, i: int, found: dict[int, Role], *, is_open: bool, always: bool = False) -> bool:
    """Tell whether a mark opens: space before and none after, or, if both or neither, nothing is open yet."""
    before, after = _free_before(text, i, found), _free_after(text, i)
    return always or (before if before != after else not is_open)


def _free_before(text: str, i: int, found: dict[int, Role]) -> bool:
    before = text[i - 1] if i else " "
    return before.isspace() or before in _BEFORE or (before in '"“«»' and found.get(i - 1) is Role.OPENS)


def _free_after(text: str, i: int) -> bool:
    after = text[i + 1] if i + 1 < len(text) else " "
    return after.isspace() or after in _AFTER


def _inner_end(text: str, i: int, found: dict[int, Role]) -> int | None:
    """Return where an inner quotation ends that begins at ``i``, or None if an apostrophe stands there."""
    mark = text[i]
    after = text[i + 1 : i + 2]
    begins = after.isalnum() or (mark == "‘" and after in {'"', "“", "„"})
    if mark not in _INNER_OPENERS or not begins or not _free_before(text, i, found):
        return None
    ends = _possible_ends(text, i)
    sure = [k for k in ends if text[k - 1] not in "sS"]  # the boys' dog
    end = next(iter(sure or ends[-1:]), None)
    return None if end is None or (mark == "'" and end - i >= _LONGEST_STRAIGHT) else end


def _possible_ends(text: str, i: int) -> list[int]:
    mark = text[i]
    line_end = text.find("\n", i, i + _LONGEST_INNER)
    found = []
    for k in range(i + 2, min(len(text), i + _LONGEST_INNER) if line_end < 0 else line_end):
        before_word = text[k + 1 : k + 2].isalnum()
        if mark != "‚" and text[k] == mark and text[k - 1].isspace() and before_word:
            break
        if text[k] in _INNER_ENDS[mark] and not text[k - 1].isspace() and not before_word:
            found.append(k)
    return found
