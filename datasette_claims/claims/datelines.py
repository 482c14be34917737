"""Datelines: where an article was filed and by whom, MOSKAU (dpa-AFX) -.

Shapes seen in real copy are listed in ``docs/reading.md``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from datasette_claims.claims.lexicon import words_of_datelines

_LONGEST = 130
"""Characters from a dateline's first to its bracket."""

_BRACKET = re.compile(
    r"(?P<place>[^\W\d_][^\n()–—]{1,60}?(?:[^\S\n]\([^\n()]{2,20}\)(?=[^\S\n]?\())?)"
    r"(?P<day>,[^\S\n]*\d[^\n()–—]{1,24}?|,[^\S\n]*[A-Z][a-z]{2,8}\.? \d[^\n()–—]{0,16}?)?"
    r"[^\S\n]*\((?P<bracket>[^\n()]{2,40})\)"
)
_NO_PLACE = re.compile(
    r"(?:(?P<month>[^\W\d_]{3,9})\.?[^\S\n]\d{1,2}(?:,[^\S\n]\d{4})?[^\S\n]"
    r"|\d{1,2}\.[^\S\n]?(?P<named>[^\W\d_]{3,9})\.?(?:[^\S\n]\d{4})?[^\S\n])?"
    r"\((?P<bracket>[^\n()]{2,40})\)"
)
_DASH = re.compile(r"[^\S\n]*(?:--?|–|—|_)[^\S\n]+(?=\S)")
_AFTER_AGENCY = re.compile(r"(?:[.:]?[^\S\n]*(?:--?|–|—|_)?[^\S\n]*)(?=[^\s–—_-])")
_LINE_END = re.compile(r"\.?[^\S\n]*(?P<dash>--?|–|—|_)?[^\S\n]*\n\s*(?=\S)")
_DAY = re.compile(r",[^\S\n]*\d{1,2}\.[^\S\n]*\w+[^\S\n]*\d{4}[^\S\n]*(?:-|–|—)[^\S\n]+")
_PLACE_LINE = re.compile(r"(?P<place>[A-ZÄÖÜ]{3,}[A-ZÄÖÜ /.-]{0,40}(?:, [A-Z][\w.]{1,6})?)(?:[^\S\n]*(?:—|–)[^\S\n]+)")
# Bad Homburg v. d. Höhe, Neustadt a.d. Aisch, Frankfurt a.M.
_ABBREVIATION = re.compile(r"(?:[a-z]\.)+(?:[A-Z][a-z]{0,3}\.?)?")
_BETWEEN_WORDS = re.compile(r"[\s/-]+")
_MARKS = "\"„“”«»‚‘'’"

_MOST_PLACE_WORDS = 6

REGION = re.compile(r"/(?:l[a-z]{2}|[a-z]{2})$")
"""The regional service behind an agency's name: ``dpa/lni``, ``dpa/bb``."""


class Dateline(NamedTuple):
    """Where an article was filed and by whom; the text goes on at code point ``end``.

    ``place`` is empty where only the agency, or a day and the agency, is named.
    """

    place: str
    agency: str | None
    end: int


def dateline(text: str, start: int = 0) -> Dateline | None:
    """Return the dateline that begins at a code point, or None.

    ``MOSKAU (dpa-AFX) - ``, ``STOCKHOLM, Aug 29, 2014 (AFP) - ``, ``Bonn (KNA) ``, ``FRANKFURT (Dow Jones)--``,
    ``March 3 (Reuters) - ``; a bracket that names a country before a date (``Bratislava (Slowakei), 14. Februar 2008
    – ``); a place alone before a long dash (``NEWARK, N.J. — ``).
    """
    if text.find("(", start, start + _LONGEST) >= 0:
        found = _BRACKET.match(text, start)
        if found and _is_place(found["place"]):
            return _bracketed(text, found)
        if line := _without_place(text, start):
            return line
    if alone := _alone().match(text, start):
        return Dateline("", alone["agency"], alone.end())
    place = _PLACE_LINE.match(text, start)
    return Dateline(place["place"].strip(), None, place.end()) if place else None


def names_agency(bracket: str | None) -> bool:
    """Tell whether the bracket of a dateline names an agency, or a service of one."""
    return bracket is not None and not words_of_datelines()["agencies"].isdisjoint(
        _BETWEEN_WORDS.split(bracket.lower())
    )


def _bracketed(text: str, found: re.Match[str]) -> Dateline | None:
    """Return the dateline of a place and a bracket: a known agency, any other word before a dash, or a country."""
    place, bracket = found["place"].strip(), found["bracket"]
    has_article = place.split()[0] in words_of_datelines()["articles"]
    if has_article and not _names_place(place, bracket):
        return None
    if day := _DAY.match(text, found.end()):
        return Dateline(place, None, day.end())
    is_known = names_agency(bracket) or bracket.lower() in words_of_datelines()["release_services"]
    end = _end(text, found, is_known=is_known, has_article=has_article)
    return Dateline(place, bracket, end) if end else None


def _end(text: str, found: re.Match[str], *, is_known: bool, has_article: bool) -> int | None:
    """Return where a dateline ends: at a dash or a sentence's beginning, or at both where its bracket is doubtful."""
    if is_known:
        after = _after_agency(text, found)
    else:
        after = _DASH.match(text, found.end()) if _may_be_agency(found["bracket"]) else None
    if after is None:
        return None
    signs = bool(after.group().strip(" .:\u00a0\n")), _begins(text, after.end())
    is_certain = any(signs) if is_known and not has_article else all(signs)
    return after.end() if is_certain else None


def _after_agency(text: str, found: re.Match[str]) -> re.Match[str] | None:
    """Return what parts an agency's bracket from its text; only behind a day or before a dash that may be a line's end.

    Otherwise a headline may end so: Mehr Geld für Bonn (dpa).
    """
    own_line = _LINE_END.match(text, found.end())
    if own_line:
        return own_line if found["day"] or own_line["dash"] else None
    return _AFTER_AGENCY.match(text, found.end())


def _without_place(text: str, start: int) -> Dateline | None:
    """Return the dateline of an agency alone, or of a day and an agency; its dash must be there."""
    found = _NO_PLACE.match(text, start)
    if found is None or not names_agency(found["bracket"]) or not _is_month(found["month"] or found["named"]):
        return None
    after = _DASH.match(text, found.end())
    return Dateline("", found["bracket"], after.end()) if after and _begins(text, after.end()) else None


def _begins(text: str, at: int) -> bool:
    """Tell whether a sentence may begin at a code point."""
    return text[at] in _MARKS or not text[at].islower()


def _may_be_agency(bracket: str) -> bool:
    """Tell whether an unknown word in brackets may be an agency's name: Lindemann (SPD) names a party."""
    return bracket.replace("-", "").replace("/", "").isalpha() and words_of_datelines()["parties"].isdisjoint(
        _BETWEEN_WORDS.split(bracket.lower())
    )


def _names_place(place: str, bracket: str) -> bool:
    """Tell whether words with an article are a place's, before an agency that they do not spell out.

    Den Haag (dpa) names one, The Associated Press (AP) does not.
    """
    first, *words = _BETWEEN_WORDS.split(place)
    initials = "".join(word[:1] for word in words).lower()
    may_begin = first in words_of_datelines()["articles_of_places"]
    return may_begin and names_agency(bracket) and initials != bracket.lower()


def _is_month(word: str | None) -> bool:
    """Tell whether a word is a month's name, or there is none."""
    return word is None or word.lower()[:3] in words_of_datelines()["months"]


def _is_place(name: str) -> bool:
    """Tell whether words can name a place: capitals, small links (Frankfurt am Main) and abbreviations (a.M.).

    An article before them is for the caller to judge.
    """
    parts = re.split(r"[\s/]+", name.strip())
    links = words_of_datelines()["links"]
    if len(parts) > _MOST_PLACE_WORDS or not parts[0][:1].isupper():
        return False
    return all(
        part.lstrip("(")[:1].isupper() or part in links or _ABBREVIATION.fullmatch(part) for part in parts if part
    )


@cache
def _alone() -> re.Pattern[str]:
    names = "|".join(re.escape(name.upper()) for name in sorted(words_of_datelines()["alone"]))
    return re.compile(rf"(?P<agency>{names})--[^\S\n]*(?=[^\s-])")
