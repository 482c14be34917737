"""Step 2: passages in quotation marks, whatever the marks, however broken."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from datasette_claims.claims.reading import Range, Reading, Words

_DOUBLE = '„“”«»"'
_STRAIGHT = frozenset({'"', "''", "``"})


@dataclass(frozen=True)
class _Style:
    """Which marks open and which close; a straight mark does both."""

    openers: frozenset[str]
    closers: frozenset[str]


def marks(reading: Reading) -> Reading:
    """Find the outermost quotations of every paragraph; a mark without its partner is left aside."""
    words = reading.words
    style = _style(reading.text)
    found = [
        quotation
        for block in reading.blocks
        if not block.crosshead
        for quotation in _quotations(words, _inside(words, block.span.start, block.span.end), style)
    ]
    quoted = [False] * len(words)
    for start, end in found:
        quoted[start:end] = [True] * (end - start)
    return replace(reading, quotations=tuple(found), quoted=tuple(quoted))


def _style(text: str) -> _Style:
    """Decide by the text itself which marks open and which close.

    Single marks stand within double ones, unless a text has no double ones at all, as in British papers.
    """
    if not any(mark in text for mark in _DOUBLE):
        low = "‚" in text
        return _Style(frozenset("‚" if low else "‘"), frozenset("‘" if low else "’"))
    french = _points_outwards(text)
    opening, closing = _curly(text)
    return _Style(frozenset(opening + ("«" if french else "»")), frozenset(closing + ("»" if french else "«")))


def _points_outwards(text: str) -> bool:
    """Tell «…» from »…« by the first of them."""
    left, right = text.find("«"), text.find("»")
    return left >= 0 and (right < 0 or left < right)


def _curly(text: str) -> tuple[str, str]:
    """Return the curly marks that open and close: “ closes a low mark („…“), else it opens (“…”)."""
    if "„" not in text:
        return "„“", "”"
    typewritten = "“" not in text and "”" not in text
    return "„", '“”"' if typewritten else "“”"


def _inside(words: Words, start: int, end: int) -> Range:
    return Range(bisect_left(words.starts, start), bisect_left(words.starts, end))


@dataclass(frozen=True)
class _Open:
    """An unfinished quotation: where it began, and how many marks of one kind are open (0: a straight mark)."""

    start: int
    depth: int


def _quotations(words: Words, within: Range, style: _Style) -> Iterator[Range]:
    opened: _Open | None = None
    for i in range(*within):
        before = opened
        opened = _after(words, within, style, opened, i)
        if before is not None and opened is None:
            yield Range(before.start, i + 1)
    if opened is not None and opened.depth and opened.start == within.start:
        # A paragraph that is one long quotation, continued in the next, repeats the opening mark there.
        yield Range(opened.start, within.end)


def _after(words: Words, within: Range, style: _Style, opened: _Open | None, i: int) -> _Open | None:
    """Return what is open after word ``i``."""
    word = words.texts[i]
    if opened is None or not opened.depth:
        if word in _STRAIGHT:
            return _after_straight(words, within, opened, i)
        return _Open(i, 1) if opened is None and word in style.openers else opened
    if word in style.openers:
        return _Open(opened.start, opened.depth + 1)
    if word in style.closers:
        return _Open(opened.start, opened.depth - 1) if opened.depth > 1 else None
    return opened


def _after_straight(words: Words, within: Range, opened: _Open | None, i: int) -> _Open | None:
    """Return what is open after a straight mark: it opens before a word, closes after one, and an odd one is new."""
    first = i == within.start
    spaced = not first and words.ends[i - 1] < words.starts[i]
    tight = i + 1 < within.end and words.starts[i + 1] == words.ends[i]
    if opened is not None:
        return _Open(i, 0) if spaced and tight else None
    behind = not first and not spaced and words.texts[i - 1][-1].isalnum()
    return _Open(i, 0) if tight and not behind else None
