"""Lines of printed pages as paragraphs: without headers and footers, words whole again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from datasette_claims.claims.lexicon import LANGUAGES, lexicon

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[\W\d_]*\d[\W\d_]*")
_CUT = re.compile(r"[^\W\d_]-$")
_WORD = re.compile(r"[^\W\d_]+")
_STOP = tuple('.!?:…»«"“”„')
_EDGE = 2
"""So many lines at the top and the bottom of a page can be its header and its footer."""
_OFTEN = 3
_FULL = 0.7
"""A line this long, as a share of the widest usual ones, was ended by the margin."""
_WIDEST = 0.9


def text(pages: Iterable[str]) -> str:
    """Return the text of pages, a blank line between paragraphs."""
    kept = without_headers([[line.strip() for line in page.splitlines()] for page in pages])
    return "\n\n".join(paragraphs([line for page in kept for line in page]))


def without_headers(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return pages without the lines at their edges that most pages have, numbers aside, and without page numbers.

    Of fewer than three pages nobody can say what is printed on each.
    """
    trimmed = [_without_blank(page) for page in pages]
    seen = Counter(_DIGITS.sub("#", line) for page in trimmed for line in {*page[:_EDGE], *page[-_EDGE:]})
    most = max(_OFTEN, len(trimmed) // 2 + 1)
    repeated = {line for line, times in seen.items() if times >= most}
    return [_trimmed(page, repeated, is_numbered=len(trimmed) > 1) for page in trimmed]


def _without_blank(page: Sequence[str]) -> list[str]:
    written = [number for number, line in enumerate(page) if line]
    return list(page[written[0] : written[-1] + 1]) if written else []


def _trimmed(page: list[str], repeated: set[str], *, is_numbered: bool) -> list[str]:
    def is_printed(line: str) -> bool:
        return not line or _DIGITS.sub("#", line) in repeated or (is_numbered and bool(_NUMBER.fullmatch(line)))

    start, end = 0, len(page)
    while start < min(_EDGE + 1, end) and is_printed(page[start]):
        start += 1
    while end > max(start, len(page) - _EDGE - 1) and is_printed(page[end - 1]):
        end -= 1
    return page[start:end]


def paragraphs(lines: Sequence[str]) -> list[str]:
    """Return lines joined to paragraphs.

    A line goes on in the next if a word is cut, if the next begins with a small letter, or if the margin ended it.
    """
    width = _width(lines)
    found: list[list[str]] = [[]]
    for line in lines:
        before = found[-1][-1] if found[-1] else ""
        if not line or (before and not _goes_on(before, line, width)):
            found.append([])
        if line:
            found[-1].append(line)
    return [_joined(part) for part in found if part]


def _width(lines: Sequence[str]) -> int:
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(len(lengths) * _WIDEST)] if lengths else 0


def _goes_on(line: str, below: str, width: int) -> bool:
    if below[0].islower() or _CUT.search(line):
        return True
    return len(line) >= _FULL * width and not (line.endswith(_STOP) and len(line) < _WIDEST * width)


def _joined(lines: Sequence[str]) -> str:
    parts = [lines[0]]
    for before, line in pairwise(lines):
        if not _CUT.search(before) or _is_link(line):
            parts.append(" ")
        elif line[0].islower():
            parts[-1] = parts[-1][:-1]
        parts.append(line)
    return "".join(parts)


def _is_link(line: str) -> bool:
    """Tell whether a line begins with a word such as "und", so that the hyphen above stands for a part of a word."""
    word = _WORD.match(line)
    return word is not None and any(_is_coordinator(word[0], language) for language in LANGUAGES)


def _is_coordinator(word: str, language: str) -> bool:
    return word in lexicon(language).groups["clauses"]["coordinators"]
