"""Step 2: passages in quotation marks, whatever the marks, however broken."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from datasette_claims.claims.reading import Range, Reading, Words

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
    """Decide by the text itself: »…« or «…», and whether “ closes („…“) or opens (“…”)."""
    left, right = text.find("«"), text.find("»")
    french = left >= 0 and (right < 0 or left < right)
    low = "„" in text
    openers = {"„", "«" if french else "»"} | (set() if low else {"“"})
    closers = {"»" if french else "«", "”"} | ({"“"} if low else set())
    if not any(mark in text for mark in "„“”«»\""):
        # Single marks stand within double ones, unless a text has no double ones at all (British papers).
        openers |= {"‚"} if "‚" in text else {"‘"}
        closers |= {"‘"} if "‚" in text else {"’"}
    return _Style(frozenset(openers), frozenset(closers))


def _inside(words: Words, start: int, end: int) -> Range:
    return Range(bisect_left(words.starts, start), bisect_left(words.starts, end))


def _quotations(words: Words, within: Range, style: _Style) -> Iterator[Range]:
    opened = None
    depth = 0
    for i in range(*within):
        word = words.texts[i]
        if word in _STRAIGHT and depth == 0:
            spaced = i > within.start and words.ends[i - 1] < words.starts[i]
            tight = i + 1 < within.end and words.starts[i + 1] == words.ends[i]
            if opened is not None and not (spaced and tight):
                yield Range(opened, i + 1)
                opened = None
            elif tight or opened is None and not spaced:
                opened = i
        elif word in style.openers and (opened is None or depth):
            opened = i if depth == 0 else opened
            depth += 1
        elif word in style.closers and depth:
            depth -= 1
            if depth == 0 and opened is not None:
                yield Range(opened, i + 1)
                opened = None
    if opened is not None and depth and opened == within.start:
        # A paragraph that is one long quotation, continued in the next, repeats the opening mark there.
        yield Range(opened, within.end)
