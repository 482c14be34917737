"""Step 2: passages in quotation marks, whatever the marks, however broken."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from datasette_claims.claims.reading import Range, Reading, Words
from datasette_claims.claims.styles import Style, style_of


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph's words with the style of its marks, and the first word of the next paragraph."""

    words: Words
    within: Range
    style: Style
    below: str


def marks(reading: Reading) -> Reading:
    """Find the outermost quotations of every paragraph; a mark without its partner is left aside."""
    words = reading.words
    found = [
        quotation
        for paragraph in _paragraphs(reading)
        for quotation in _quotations(paragraph)
        if any(word[0].isalnum() for word in words.texts[slice(*quotation)])
    ]
    quoted = [False] * len(words)
    for start, end in found:
        quoted[start:end] = [True] * (end - start)
    return replace(reading, quotations=tuple(found), quoted=tuple(quoted))


def _paragraphs(reading: Reading) -> Iterator[_Paragraph]:
    words, low = reading.words, "„" in reading.text
    inside = (_inside(words, *block.span) for block in reading.blocks if not block.crosshead)
    ranges = [within for within in inside if within.start < within.end]
    below = [*(words.texts[start] for start, _ in ranges[1:]), ""]
    for within, mark in zip(ranges, below, strict=False):
        yield _Paragraph(words, within, style_of(words.texts[slice(*within)], low=low), mark)


def _inside(words: Words, start: int, end: int) -> Range:
    return Range(bisect_left(words.starts, start), bisect_left(words.starts, end))


@dataclass(frozen=True)
class _Open:
    """An unfinished quotation: where it began, and how many marks of one kind are open (0: a straight mark)."""

    start: int
    depth: int


def _quotations(paragraph: _Paragraph) -> Iterator[Range]:
    opened: _Open | None = None
    for i in range(*paragraph.within):
        before = opened
        opened = _after(paragraph, opened, i)
        if before is not None and opened is None:
            yield Range(before.start, i + 1)
    if opened is not None and _goes_on(paragraph, opened):
        yield Range(opened.start, paragraph.within.end)


def _goes_on(paragraph: _Paragraph, opened: _Open) -> bool:
    """Tell whether what is open at a paragraph's end goes on in the next, which repeats the opening mark.

    A paragraph that begins with a mark of its own for opening needs no next one to prove it.
    """
    first = opened.start == paragraph.within.start
    if first and opened.depth:
        return True
    words = paragraph.words
    repeated = paragraph.below == words.texts[opened.start]
    return repeated and (first or not words.texts[opened.start - 1].isalnum())


def _after(paragraph: _Paragraph, opened: _Open | None, i: int) -> _Open | None:
    """Return what is open after word ``i``."""
    word, style = paragraph.words.texts[i], paragraph.style
    if opened is None or not opened.depth:
        if word in style.straight:
            return _after_straight(paragraph, opened, i)
        return _Open(i, 1) if opened is None and word in style.openers else opened
    if word in style.openers:
        return _Open(opened.start, opened.depth + 1)
    if word in style.closers and not (style.single and _is_apostrophe(paragraph, i)):
        return _Open(opened.start, opened.depth - 1) if opened.depth > 1 else None
    return opened


def _after_straight(paragraph: _Paragraph, opened: _Open | None, i: int) -> _Open | None:
    """Return what is open after a straight mark: it opens before a word, closes after one, and an odd one is new."""
    words, within, style = paragraph.words, paragraph.within, paragraph.style
    tight = i + 1 < within.end and words.starts[i + 1] == words.ends[i]
    if opened is None:
        return _Open(i, 0) if (tight or style.loose) and not _stands_behind(paragraph, i) else None
    if style.single and _is_apostrophe(paragraph, i):
        return opened
    spaced = i > within.start and words.ends[i - 1] < words.starts[i]
    return _Open(i, 0) if spaced and tight else None


def _stands_behind(paragraph: _Paragraph, i: int) -> bool:
    """Tell whether a mark stands right behind a word: 5" of rain."""
    words = paragraph.words
    return i > paragraph.within.start and words.ends[i - 1] == words.starts[i] and words.texts[i - 1][-1].isalnum()


def _is_apostrophe(paragraph: _Paragraph, i: int) -> bool:
    """Tell whether a single mark behind an s and before another word stands for a genitive: the boys' dog."""
    words = paragraph.words
    before = i > paragraph.within.start and words.ends[i - 1] == words.starts[i] and words.lower[i - 1].endswith("s")
    return before and i + 1 < paragraph.within.end and words.texts[i + 1][0].isalnum()
