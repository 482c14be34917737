"""What agencies and those who print them write below a text: codes, credits, sources, copyrights, securities' numbers.

Only the last lines are looked at, and each is taken off only if all of it is such a line.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from datasette_claims.claims.lexicon import words_of_datelines

SIGN_OFF = re.compile(r"\s*/[a-zäöüß]{2,4}(?P<codes>(?:/[A-Za-zäöüß]{2,4}){1,4})\s*$")
"""Codes of author, desk and editor, glued to the last word: ``begonnen./mau/DP/nas``."""

LONGEST_SIGN_OFF = 40
"""Characters at the end of a text in which a sign-off stands, so that none is sought in long white space."""

CLOSING_LINE = re.compile(r"\n\s*dpa(?:[^\S\n]+/?[a-zäöü0-9]{1,9}(?:/[a-zäöü]{1,4})?){1,6}\s*$")
"""A line of codes of its own: ``dpa geh yyth a3 hgo``."""

_MOST_LINES = 8
_LONGEST_LINE = 400
_LONGEST_END = 200
_SHORT = r"(?:[a-zäöüß]{2,4}|[A-Z]{2,4})"
_CODES = re.compile(rf"/?(?=[^\n]*[a-zäöüß]){_SHORT}(?:-[a-zäöüß]{{2,4}})?(?:/{_SHORT}){{1,5}}")
_BETWEEN_CODES = re.compile(r"[/\s]+")
_BETWEEN_NAMES = re.compile(r"[\s,/&-]+")
_MARKS = re.compile(r"[-_*=~#+\s]{2,}|[-_*=~#+\s]*-\d{1,2}-\s*")
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}\d")
_WKN = re.compile(r"(?=[A-Z0-9]*\d)[A-Z0-9]{6}")
_BETWEEN_NUMBERS = re.compile(r"[\s,;:<>/()]+")
_GLUED = re.compile(r"[.!?…][»\"”“]?[^\S\n]*(?P<source>\([^()\n]{2,30}\))$")
_YEAR = re.compile(r"(?:©|\(c\))?\s*(?:19|20)\d\d\b")


class Closing(NamedTuple):
    """Where a text ends and what stands below it says: codes or names of authors, and an agency."""

    start: int
    authors: tuple[str, ...] = ()
    agency: str | None = None


def closing(text: str) -> Closing:
    """Return where a text ends, and what the lines say that agencies and newspapers write below it."""
    found = Closing(len(text.rstrip()))
    if end := _end_mark().search(text, max(0, found.start - _LONGEST_END), found.start):
        found = Closing(_trimmed(text, end.start()))
    for _ in range(_MOST_LINES):
        above = _without_last(text, found.start)
        if above is None or above.start == 0:
            break
        found = Closing(above.start, (*above.authors, *found.authors), above.agency or found.agency)
    return found


def without_sign_off(text: str, start: int, end: int) -> int:
    """Return where a paragraph ends before a sign-off glued to it."""
    begin = max(start, end - LONGEST_SIGN_OFF)
    # Hardly any paragraph has the sign at its end.
    found = SIGN_OFF.search(text, begin, end) if text.find("/", begin, end) >= 0 else None
    return found.start() if found else end


def _without_last(text: str, end: int) -> Closing | None:
    """Return a text without its last line, or paragraph, or what is glued to it; None if that belongs to the text."""
    for border in ("\n", "\n\n"):
        start = text.rfind(border, max(0, end - _LONGEST_LINE), end)
        if start >= 0 and (found := _told(text[start:end].strip())) is not None:
            return found._replace(start=_trimmed(text, start))
    at = without_sign_off(text, 0, end)
    if at < end:
        return Closing(_trimmed(text, at), _codes(text[at:end]))
    glued = _GLUED.search(text, max(0, end - LONGEST_SIGN_OFF), end)
    if glued and (agency := _source(glued["source"])):
        return Closing(_trimmed(text, glued.start("source")), (), agency)
    return None


def _told(line: str) -> Closing | None:
    """Return what a line below a text says, None if it is none."""
    if _says_nothing(line):
        return Closing(0)
    if _CODES.fullmatch(line) or CLOSING_LINE.fullmatch(f"\n{line}"):
        return Closing(0, _codes(line))
    if (names := _credited(line)) is not None:
        return Closing(0, names)
    agency = _source(line)
    return Closing(0, (), agency) if agency else None


def _says_nothing(line: str) -> bool:
    """Tell whether a line below a text says nothing of its authors and agency, and is none of it either."""
    return bool(_MARKS.fullmatch(line)) or any(is_such(line) for is_such in (_is_copyright, _is_pointer, _is_security))


def _codes(line: str) -> tuple[str, ...]:
    return tuple(code for code in _BETWEEN_CODES.split(line.strip()) if code)


def _source(line: str) -> str | None:
    """Return the agency of a line that names agencies and nothing else: Quelle: dpa, (dpa/AFP), --dpa-AFX."""
    words = words_of_datelines()
    label, colon, named = line.rpartition(":")
    if colon and label.strip("( ").casefold() not in words["source_labels"]:
        return None
    name = named.strip(" ()[]-–—.\u00a0")
    parts = _BETWEEN_NAMES.split(name.casefold())
    if len(parts) == 1 and parts[0] in words["agency_halves"]:
        return None
    known = words["agencies"] | words["agency_words"]
    is_named = known.issuperset(parts) and not words["agencies"].isdisjoint(parts)
    return name if is_named else None


def _is_copyright(line: str) -> bool:
    """Tell whether a line names whose text it is: © dpa-infocom, Copyright 2025 The Associated Press."""
    mark = _copyright().match(line)
    if mark is None:
        return False
    rest = line[mark.end() :].lstrip()
    first = _BETWEEN_NAMES.split(rest.casefold(), maxsplit=1)[0]
    return mark.group() == "©" or bool(_YEAR.match(rest)) or first in words_of_datelines()["agencies"]


def _is_pointer(line: str) -> bool:
    """Tell whether a line leads to an address: Kontakt zur Autorin: …, Follow AP’s coverage at …."""
    return ("@" in line or "://" in line) and _pointer().match(line) is not None


def _is_security(line: str) -> bool:
    """Tell whether a line holds nothing but numbers of securities: ISIN DE0005140008, <US0378331005>.

    What may be a national number is one only beside a label.
    """
    parts = set(filter(None, _BETWEEN_NUMBERS.split(line)))
    labels = {part for part in parts if part.casefold() in words_of_datelines()["securities"]}
    unknown = {part for part in parts - labels if not _ISIN.fullmatch(part)}
    national = set(filter(_WKN.fullmatch, unknown)) if labels else set()
    return unknown < parts and unknown == national


def _credited(line: str) -> tuple[str, ...] | None:
    """Return the names of a line that says who wrote and edited a text; None for another.

    In brackets anything may stand beside the names; without them nothing may.
    """
    line = " ".join(line.split())
    if not _credit().match(line):
        return None
    listed = _listed(line)
    names = tuple(filter(_is_name, listed))
    is_bracketed = line[0] == "(" and line[-1] == ")"
    return names if names and (is_bracketed or len(names) == len(listed)) else None


def _listed(line: str) -> list[str]:
    """Return what stands behind the words of a credit, and between what parts names."""
    parts = (_credit().sub("", part.strip(), count=1) for part in line.strip("()-. ").split(";"))
    return [name.strip(" .,") for part in parts for name in _between().split(part)]


def _is_name(words: str) -> bool:
    """Tell whether words are a name: two to four, all with a capital, or links such as *von*."""
    parts, links = words.split(), words_of_datelines()["links"] | words_of_datelines()["bylines"]
    is_short = 1 < len(parts) <= 4 and parts[-1][0].isupper()  # noqa: PLR2004 - names of people
    return is_short and all(part[0].isupper() or part in links for part in parts)


def _trimmed(text: str, end: int) -> int:
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return end


def _any(use: str) -> str:
    return "|".join(map(re.escape, sorted(words_of_datelines()[use], key=len, reverse=True)))


@cache
def _end_mark() -> re.Pattern[str]:
    """Return what finds the mark below which an agency writes nothing but the time."""
    return re.compile(rf"\n[^\S\n]*(?:{_any('end_marks')})[^\n]{{0,40}}(?:\n+[^\n]{{1,60}})?$", re.IGNORECASE)


@cache
def _copyright() -> re.Pattern[str]:
    return re.compile(_any("copyright"), re.IGNORECASE)


@cache
def _pointer() -> re.Pattern[str]:
    return re.compile(_any("pointers"), re.IGNORECASE)


@cache
def _credit() -> re.Pattern[str]:
    return re.compile(rf"(?:\(|--)?\s*(?:{_any('credits')})\s+", re.IGNORECASE)


@cache
def _between() -> re.Pattern[str]:
    return re.compile(rf"\s*,\s*|\s+(?:{_any('between')})\s+|\s*&\s*")
