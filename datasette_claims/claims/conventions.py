"""What agencies write around an article's text: stamps, datelines, sign-offs.

Shapes seen in real copy are listed in ``docs/reading.md``.
"""

from __future__ import annotations

import re

from datasette_claims.claims.closings import without_sign_off
from datasette_claims.claims.corrections import is_correction
from datasette_claims.claims.datelines import dateline
from datasette_claims.claims.releases import is_responsible

STAMP = re.compile(r"\s*date (?P<date>\d{4}-\d{2}(?:-\d{2})?)(?=\s)\s*")
"""A crawler's mark before the text: `` date 2025-02 MOSKAU (dpa-AFX) - ``."""


def is_note(paragraph: str) -> bool:
    """Tell whether a paragraph is the agency's and none of the text: it corrects, or says who answers for the text."""
    return is_correction(paragraph) or is_responsible(paragraph)


def prose(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of ``text[start:end]`` that is prose: without stamp, dateline and sign-off."""
    if stamp := STAMP.match(text, start, end):
        start = stamp.end()
    if (line := dateline(text, start)) and line.end < end:
        start = line.end
    return start, without_sign_off(text, start, end)
