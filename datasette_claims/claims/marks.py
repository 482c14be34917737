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
    """Decide by the text itself: »…« or «…», and whether “ closes („…“) or opens (“…”).

    Single marks stand within double ones, unless a text has no double ones at all, as in British papers.
    """
    if not any(mark in text for mark in _DOUBLE):
        low = "‚" in text
        return _Style(frozenset("‚" if low else "‘"), frozenset("‘" if low else "’"))
    left, right = text.find("«"), text.find("»")
    french = left >= 0 and (right < 0 or left < right)
    low = "„" in text
    openers = "„" + ("«" if french else "»") + ("" if low else "“")
    closers = "”" + ("»" if french else "«") + ("“" if low else "")
    if low and "“" not in text and "”" not in text:
        closers += '"'  # „…" of typewriters
    return _Style(frozenset(openers), frozenset(closers))


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
    depth = opened.depth if opened else 0
    if word in _STRAIGHT and not depth:
        return _after_straight(words, within, opened, i)
    if word in style.openers and (opened is None or depth):
        return _Open(opened.start if opened else i, depth + 1)
    if word in style.closers and opened and depth:
        return _Open(opened.start, depth - 1) if depth > 1 else None
    return opened


def _after_straight(words: Words, within: Range, opened: _Open | None, i: int) -> _Open | None:
    """Return what is open after a straight mark: it opens before a word, closes after one, and an odd one is new."""
    spaced = i > within.start and words.ends[i - 1] < words.starts[i]
    tight = i + 1 < within.end and words.starts[i + 1] == words.ends[i]
    if opened is not None:
        return _Open(i, 0) if spaced and tight else None
    behind = i > within.start and not spaced and words.texts[i - 1][-1].isalnum()
    return _Open(i, 0) if tight and not behind else None
