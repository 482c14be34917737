"""What agencies write around an article's text: stamps, datelines, sign-offs.

Shapes seen in real copy are listed in ``docs/reading.md``.
"""

from __future__ import annotations

import re

STAMP = re.compile(r"\s*date (?P<date>\d{4}-\d{2}(?:-\d{2})?)(?=\s)\s*")
"""A crawler's mark before the text: `` date 2025-02 MOSKAU (dpa-AFX) - ``."""

_PLACE = r"(?P<place>[A-ZÄÖÜ][^\n()–—]{1,60}?)"
_DASH = r"[^\S\n]*(?:--?|–|—|_)[^\S\n]+"
_DAY = r"(?:,[^\S\n]*[^\n()–—]{4,24}?)?"

DATELINE = re.compile(
    rf"{_PLACE}{_DAY}[^\S\n]*\((?P<agency>[^\n()]{{2,40}})\)(?:,[^\S\n]*(?P<day>\d{{1,2}}\.[^\S\n]*\w+[^\S\n]*\d{{4}}))?{_DASH}"
)
"""Where an article was filed and by whom: ``MOSKAU (dpa-AFX) - ``, ``STOCKHOLM, Aug 29, 2014 (AFP) - ``; the bracket
may name a country before a date: ``Bratislava (Slowakei), 14. Februar 2008 – ``."""

PLACE_LINE = re.compile(r"(?P<place>[A-ZÄÖÜ]{3,}[A-ZÄÖÜ /.-]{0,40}(?:, [A-Z][\w.]{1,6})?)(?:[^\S\n]*(?:—|–)[^\S\n]+)")
"""A dateline without an agency: ``NEWARK, N.J. — ``."""

SIGN_OFF = re.compile(r"\s*/[a-zäöüß]{2,4}(?P<codes>(?:/[A-Za-zäöüß]{2,4}){1,4})\s*$")
"""Codes of author, desk and editor, glued to the last word: ``begonnen./mau/DP/nas``."""

CLOSING_LINE = re.compile(r"\n\s*dpa(?:[^\S\n]+/?[a-zäöü0-9]{1,9}(?:/[a-zäöü]{1,4})?){1,6}\s*$")
"""A line of codes of its own: ``dpa geh yyth a3 hgo``."""

REGION = re.compile(r"/l[a-z]{2}$")
"""The regional service behind an agency's name: ``dpa/lni``."""


def dateline(text: str, start: int = 0) -> re.Match[str] | None:
    """Return the dateline that begins at a code point, or None."""
    return DATELINE.match(text, start) or PLACE_LINE.match(text, start)


def prose(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of ``text[start:end]`` that is prose: without stamp, dateline and sign-off."""
    if stamp := STAMP.match(text, start, end):
        start = stamp.end()
    if (line := dateline(text, start)) and line.end() < end:
        start = line.end()
    if sign_off := SIGN_OFF.search(text, start, end):
        end = sign_off.start()
    return start, end
