"""Who wrote a text, from the line that says so: Von Anna Weber und Emil Funk, dpa."""

from __future__ import annotations

import re
from functools import cache

from datasette_claims.claims.datelines import dateline, names_agency
from datasette_claims.claims.lexicon import words_of_datelines

_SHORTEST_NAME = 5
"""A single word that is shorter is the code of a desk or an agency."""

_LINE = re.compile(r"(?P<line>[^\n]{5,120})\n\s*(?=\S)")
_WORD = re.compile(r"[^\s,;&/]+")


def above(text: str) -> tuple[tuple[str, ...], str]:
    """Return the names of a byline in a text's first line, and the text below it.

    So it is read only right above an agency's dateline: elsewhere a line that begins so may be a crosshead.
    """
    found = _LINE.match(text)
    if found is None or not has_byline(found["line"]) or not _holds_names(found["line"]):
        return (), text
    line = dateline(text, found.end())
    return (names(found["line"]), text[found.end() :]) if line and names_agency(line.agency) else ((), text)


def _holds_names(line: str) -> bool:
    """Tell whether all words of a byline are of names: with a capital, links, agencies."""
    words = words_of_datelines()
    small = words["links"] | words["bylines"] | words["between"] | words["agencies"]
    begun = _bylines()[0].sub("", line, count=1)
    return all(word[0].isupper() or word in small for word in _WORD.findall(begun))


def names(byline: str) -> tuple[str, ...]:
    """Return the names of a byline without what stands around them: ``Von Anna Weber und Emil Funk, dpa``."""
    begins, between = _bylines()
    parts = (part.strip(" ,;") for part in between.split(begins.sub("", " ".join(byline.split()))))
    return tuple(part for part in parts if " " in part or len(part) > _SHORTEST_NAME)


def has_byline(line: str) -> bool:
    """Tell whether a line begins as bylines do."""
    return _bylines()[0].match(line) is not None


@cache
def _bylines() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what bylines begin with, and what stands between their names."""
    words = words_of_datelines()
    begins, between = ("|".join(map(re.escape, sorted(words[use]))) for use in ("bylines", "between"))
    return (
        re.compile(rf"(?:{begins})\s+", re.IGNORECASE),
        re.compile(rf"\s+(?:{between})\s+|\s*[,;&/]\s*", re.IGNORECASE),
    )
