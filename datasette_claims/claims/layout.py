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


def layout(reading: Reading) -> Reading:
    """Find the paragraphs and crossheads."""
    return replace(reading, blocks=blocks(reading.text))


def blocks(text: str) -> tuple[Block, ...]:
    """Cut a text at blank lines, or at every line where it has none, and tell crossheads from paragraphs."""
    spans = _pieces(text)
    last = len(spans) - 1
    headings = [i < last and _is_heading(text[slice(*span)]) for i, span in enumerate(spans)]
    return tuple(
        Block(span if heading else Span(*prose(text, *span)), crosshead=heading)
        for span, heading in zip(spans, headings, strict=True)
    )


def _pieces(text: str) -> list[Span]:
    """Return what stands between the borders of a text, without white space around it."""
    border = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE
    borders = [match.span() for match in border.finditer(text)]
    starts = [0, *(end for _, end in borders)]
    ends = [*(start for start, _ in borders), len(text)]
    spans = [_trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]
    return [span for span in spans if span.end > span.start]


def crossheads(text: str) -> tuple[Span, ...]:
    """Return the short lines without a final stop that stand between paragraphs."""
    return tuple(block.span for block in blocks(text) if block.crosshead)


def _is_heading(line: str) -> bool:
    return "\n" not in line and len(line.split()) <= MOST_WORDS and not line.endswith(_FINAL)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
