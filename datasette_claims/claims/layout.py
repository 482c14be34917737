"""Step 1: a text is paragraphs and crossheads."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache

from datasette_claims.claims.closings import without_sign_off
from datasette_claims.claims.conventions import is_note, prose
from datasette_claims.claims.datelines import Dateline, dateline, names_agency
from datasette_claims.claims.reading import Block, Reading
from datasette_claims.model import Section, Span

MOST_WORDS = 10
"""A longer line is no crosshead."""

_LONGEST_HEADING = 400
"""Characters."""

MOST_SECTIONS = 50
"""More datelines open no further section, so that looking names up does not grow with their number."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n\s*")
_FINAL = tuple('.!,;:…»«"“”„')
_STOP = tuple('.!?:…»«"“”„')
_CUT_WORD = re.compile(r"[^\W\d_]-$")
_BULLET = re.compile(r"[•‣▪◦·*][^\S\n]+")


def layout(reading: Reading) -> Reading:
    """Find the paragraphs and crossheads, and where sections begin."""
    found = blocks(reading.text)
    opened = (bisect_left(reading.words.starts, block.span.start) for block in found if block.opens)
    return replace(reading, blocks=found, sections=tuple(opened)[:MOST_SECTIONS])


def blocks(text: str) -> tuple[Block, ...]:
    """Cut a text at blank lines, or at every line where it has none, and tell crossheads from paragraphs."""
    return tuple(
        Block(
            span if heading else _prose(text, span),
            crosshead=heading or is_note(text[slice(*span)]),
            opens=bool(at) and not heading and _dateline(text, span) is not None,
        )
        for at, (span, heading) in enumerate(_told(text))
    )


def sections(text: str) -> tuple[Section, ...]:
    """Return the sections that a dateline at a paragraph's start opens, the first paragraph's left out."""
    opened = [(span, _dateline(text, span)) for span, heading in _told(text)[1:] if not heading]
    return tuple(Section(Span(span.start, line.end), line.place, line.agency) for span, line in opened if line)


def _dateline(text: str, span: Span) -> Dateline | None:
    """Return the dateline of an agency at a paragraph's start; a place alone, as in lists, opens no section."""
    line = dateline(text, _without_bullet(text, span))
    return line if line and line.end < span.end and names_agency(line.agency) else None


def _told(text: str) -> list[tuple[Span, bool]]:
    """Return the pieces of a text, and of each whether it is a crosshead."""
    spans = pieces(text)
    last = len(spans) - 1
    return [
        (span, i < last and _is_heading(text[slice(*span)]) and _dateline(text, span) is None)
        for i, span in enumerate(spans)
    ]


def _prose(text: str, span: Span) -> Span:
    """Return a paragraph without its bullet and what agencies write around it."""
    return Span(*prose(text, _without_bullet(text, span), span.end))


def _without_bullet(text: str, span: Span) -> int:
    bullet = _BULLET.match(text, *span)
    return bullet.end() if bullet else span.start


@lru_cache(maxsize=4)
def pieces(text: str) -> tuple[Span, ...]:
    """Return what stands between the borders of a text, without white space around it."""
    if _BLANK_LINE.search(text.strip()):
        borders = [match.span() for match in _BLANK_LINE.finditer(text)]
    else:
        borders = [match.span() for match in _LINE.finditer(text) if not wrapped(text, *match.span())]
    starts = [0, *(end for _, end in borders)]
    ends = [*(start for start, _ in borders), len(text)]
    spans = [_trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]
    return tuple(span for span in spans if span.end > span.start)


def crossheads(text: str) -> tuple[Span, ...]:
    """Return the short lines without a final stop that stand between paragraphs."""
    return tuple(span for span, heading in _told(text) if heading)


def wrapped(text: str, end: int, start: int) -> bool:
    """Tell whether a line that ends at ``end`` goes on with the line at ``start``, as where an editor wraps lines.

    So it is if a word is cut in two or a small letter follows, or if a line too long for a crosshead has no stop.
    """
    line, below = text[text.rfind("\n", 0, end) + 1 : end].rstrip(), text[start : start + 1]
    if below.islower() or (below.isalnum() and _CUT_WORD.search(line)):
        return True
    return below.isalnum() and len(line.split()) > MOST_WORDS and not line.endswith(_STOP)


def _is_heading(line: str) -> bool:
    # Most paragraphs are too long, which is seen before their words are counted.
    if len(line) > _LONGEST_HEADING or "\n" in line or len(line.split()) > MOST_WORDS:
        return False
    # A sign-off glued to the last sentence hides its final stop.
    return not line[: without_sign_off(line, 0, len(line))].endswith(_FINAL) and not is_note(line)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
