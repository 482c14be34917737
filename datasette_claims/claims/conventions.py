"""What agencies write around an article's text: stamps, datelines, sign-offs.

Shapes seen in real copy are listed in ``docs/reading.md``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from datasette_claims.claims.lexicon import words_of_datelines

STAMP = re.compile(r"\s*date (?P<date>\d{4}-\d{2}(?:-\d{2})?)(?=\s)\s*")
"""A crawler's mark before the text: `` date 2025-02 MOSKAU (dpa-AFX) - ``."""

_BRACKET = re.compile(
    r"(?P<place>[A-ZÄÖÜ][^\n()–—]{1,60}?)(?:,[^\S\n]*\d[^\n()–—]{3,24}?|,[^\S\n]*[A-Z][a-z]{2,8} \d[^\n()–—]{0,16}?)?"
    r"[^\S\n]*\((?P<bracket>[^\n()]{2,40})\)"
)
_DASH = re.compile(r"[^\S\n]*(?:--?|–|—|_)[^\S\n]+")
_AFTER_AGENCY = re.compile(r"(?:[.:]?[^\S\n]*(?:--?|–|—|_)?[^\S\n]*)(?=[^\s–—_-])")
_DAY = re.compile(r",[^\S\n]*\d{1,2}\.[^\S\n]*\w+[^\S\n]*\d{4}[^\S\n]*(?:-|–|—)[^\S\n]+")
_PLACE_LINE = re.compile(r"(?P<place>[A-ZÄÖÜ]{3,}[A-ZÄÖÜ /.-]{0,40}(?:, [A-Z][\w.]{1,6})?)(?:[^\S\n]*(?:—|–)[^\S\n]+)")

_MOST_PLACE_WORDS = 6


class Dateline(NamedTuple):
    """Where an article was filed and by whom; the text goes on at code point ``end``."""

    place: str
    agency: str | None
    end: int


SIGN_OFF = re.compile(r"\s*/[a-zäöüß]{2,4}(?P<codes>(?:/[A-Za-zäöüß]{2,4}){1,4})\s*$")
"""Codes of author, desk and editor, glued to the last word: ``begonnen./mau/DP/nas``."""

CLOSING_LINE = re.compile(r"\n\s*dpa(?:[^\S\n]+/?[a-zäöü0-9]{1,9}(?:/[a-zäöü]{1,4})?){1,6}\s*$")
"""A line of codes of its own: ``dpa geh yyth a3 hgo``."""

REGION = re.compile(r"/l[a-z]{2}$")
"""The regional service behind an agency's name: ``dpa/lni``."""


def dateline(text: str, start: int = 0) -> Dateline | None:
    """Return the dateline that begins at a code point, or None.

    ``MOSKAU (dpa-AFX) - ``, ``STOCKHOLM, Aug 29, 2014 (AFP) - ``, ``Bonn (KNA) ``, ``FRANKFURT (Dow Jones)--``; a
    bracket that names a country before a date (``Bratislava (Slowakei), 14. Februar 2008 – ``); a place alone before
    a long dash (``NEWARK, N.J. — ``).
    """
    found = _BRACKET.match(text, start)
    if found and _is_place(found["place"]):
        return _bracketed(text, found)
    line = _PLACE_LINE.match(text, start)
    return Dateline(line["place"].strip(), None, line.end()) if line else None


def _bracketed(text: str, found: re.Match[str]) -> Dateline | None:
    """Return the dateline of a place and a bracket: a known agency, any single word before a dash, or a country."""
    place, bracket = found["place"].strip(), found["bracket"]
    if day := _DAY.match(text, found.end()):
        return Dateline(place, None, day.end())
    known = words_of_datelines()["agencies"] & set(re.split(r"[/\s-]+", bracket.lower()))
    after = _AFTER_AGENCY.match(text, found.end()) if known else _DASH.match(text, found.end())
    if after is None or not (known or bracket.replace("-", "").replace("/", "").isalpha()):
        return None
    dashed = after.group().strip(" .:\u00a0")
    begins = text[after.end()] in '"„“«»‚‘' or not text[after.end()].islower()
    return Dateline(place, bracket, after.end()) if dashed or begins else None


def _is_place(name: str) -> bool:
    """Tell whether words can name a place: capitals and small links (Frankfurt am Main), no article before them."""
    parts = re.split(r"[\s/]+", name.strip())
    words = words_of_datelines()
    if parts[0] in words["articles"] or len(parts) > _MOST_PLACE_WORDS:
        return False
    return all(part[:1].isupper() or part in words["links"] for part in parts)


def prose(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of ``text[start:end]`` that is prose: without stamp, dateline and sign-off."""
    if stamp := STAMP.match(text, start, end):
        start = stamp.end()
    if (line := dateline(text, start)) and line.end < end:
        start = line.end
    if sign_off := SIGN_OFF.search(text, start, end):
        end = sign_off.start()
    return start, end
