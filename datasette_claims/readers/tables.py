"""Texts that are tables: rows between pipes or tabs, columns of figures, results."""

from __future__ import annotations

import re

_FEWEST_ROWS = 3
_LONGEST_ROW = 200
_FEWEST_WORDS = 5
"""A line of as many words that ends in a stop is a sentence."""

_MOST_WORDS = 10
"""A longer line is one with or without a stop."""

_FINAL = (".", "!", "?", "…", '"', "“", "”", "«", "»", ":")
_PARTS = ("|", "\t")
_FIGURE = r"[-+±]?\d[\d.,:]*\s?[%€$]?"
# Columns are parted by two blanks at least; a result ends its line, that of the first half in brackets behind it.
_ENDS_IN_FIGURES = re.compile(rf"(?:\s{{2,}}{_FIGURE}){{2,}}$|\s\d{{1,3}}:\d{{1,3}}(?:\s\([^()]{{1,40}}\))?$")
_ENDING = 60
"""Characters at a row's end in which its figures are sought."""


def is_table(text: str) -> bool:
    """Tell whether most lines of a text are rows of a table, and no other is a sentence."""
    rows = others = 0
    for line in text.splitlines():
        row = line.strip()
        if not row:
            continue
        if _is_row(row):
            rows += 1
        elif _is_sentence(row):
            return False
        else:
            others += 1
    return rows >= _FEWEST_ROWS and rows > others


def _is_sentence(line: str) -> bool:
    """Tell whether a line that is no row may be one of running text."""
    if len(line) > _LONGEST_ROW:
        return True
    words = len(line.split())
    return words > _MOST_WORDS or (words >= _FEWEST_WORDS and line.endswith(_FINAL))


def _is_row(line: str) -> bool:
    """Tell whether a line is a row: two borders between its cells, or figures at its end."""
    if len(line) > _LONGEST_ROW:
        return False
    if any(line.count(part) > 1 for part in _PARTS):
        return True
    return line[-1] in "0123456789)%€$" and _ENDS_IN_FIGURES.search(line[-_ENDING:]) is not None
