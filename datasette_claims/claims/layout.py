"""Step 1: a text is paragraphs and crossheads."""

from __future__ import annotations

import re
from dataclasses import replace

from datasette_claims.claims.conventions import prose
from datasette_claims.claims.reading import Block, Reading
from datasette_claims.model import Span

MOST_WORDS = 10
"""A longer line is no crosshead."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n\s*")
_FINAL = tuple('.!,;:…»«"“”„')
_STOP = tuple('.!?:…»«"“”„')
_CUT_WORD = re.compile(r"[^\W\d_]-$")
_BULLET = re.compile(r"[•‣▪◦·*][^\S\n]+")


def layout(reading: Reading) -> Reading:
    """Find the paragraphs and crossheads."""
    return replace(reading, blocks=blocks(reading.text))


def blocks(text: str) -> tuple[Block, ...]:
    """Cut a text at blank lines, or at every line where it has none, and tell crossheads from paragraphs."""
    spans = _pieces(text)
    last = len(spans) - 1
    headings = [i < last and _is_heading(text[slice(*span)]) for i, span in enumerate(spans)]
    return tuple(
        Block(span if heading else _prose(text, span), crosshead=heading)
        for span, heading in zip(spans, headings, strict=True)
    )


def _prose(text: str, span: Span) -> Span:
    """Return a paragraph without its bullet and what agencies write around it."""
    bullet = _BULLET.match(text, *span)
    return Span(*prose(text, bullet.end() if bullet else span.start, span.end))


def _pieces(text: str) -> list[Span]:
    """Return what stands between the borders of a text, without white space around it."""
    if _BLANK_LINE.search(text.strip()):
        borders = [match.span() for match in _BLANK_LINE.finditer(text)]
    else:
        borders = [match.span() for match in _LINE.finditer(text) if not wrapped(text, *match.span())]
    starts = [0, *(end for _, end in borders)]
    ends = [*(start for start, _ in borders), len(text)]
    spans = [_trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]
    return [span for span in spans if span.end > span.start]


def crossheads(text: str) -> tuple[Span, ...]:
    """Return the short lines without a final stop that stand between paragraphs."""
    return tuple(block.span for block in blocks(text) if block.crosshead)


def wrapped(text: str, end: int, start: int) -> bool:
    """Tell whether a line that ends at ``end`` goes on with the line at ``start``, as where an editor wraps lines.

    So it is if a word is cut in two or a small letter follows, or if a line too long for a crosshead has no stop.
    """
    line, below = text[text.rfind("\n", 0, end) + 1 : end].rstrip(), text[start : start + 1]
    if below.islower() or (below.isalnum() and _CUT_WORD.search(line)):
        return True
    return below.isalnum() and len(line.split()) > MOST_WORDS and not line.endswith(_STOP)


def _is_heading(line: str) -> bool:
    return "\n" not in line and len(line.split()) <= MOST_WORDS and not line.endswith(_FINAL)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
