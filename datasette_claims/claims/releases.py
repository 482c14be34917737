"""Releases that agencies pass on: marked by ^ and °, named EQS-News or ots, for which their issuers answer."""

from __future__ import annotations

import re
from functools import cache

from datasette_claims.claims.datelines import names_agency
from datasette_claims.claims.lexicon import words_of_datelines

LONGEST_LINE = 400
"""Characters; a longer paragraph says more than who answers for the text."""

_GAP = "…"
_MARGIN = 100
"""Characters at the end of a text, of which all but the mark may be white space."""

_BEGINS = re.compile(r"\s*\^\s*(?=\S)")
_ENDS = re.compile(r"(?<=\S)\s*°\s*$")


def without_marks(text: str) -> tuple[str, bool]:
    """Return a text without the marks around a release, and whether there was one."""
    begun = _BEGINS.match(text)
    rest = text[begun.end() :] if begun else text
    # Hardly any text has the sign at all.
    rest = _ENDS.sub("", rest) if "°" in rest[-_MARGIN:] else rest
    return rest, rest != text


def is_responsible(paragraph: str) -> bool:
    """Tell whether a paragraph says who answers for the text: Für den Inhalt ist der Emittent verantwortlich."""
    if len(paragraph) > LONGEST_LINE:
        return False
    return _responsible().search(" ".join(paragraph.casefold().split())) is not None


def names_release(agency: str | None) -> bool:
    """Tell whether a dateline's bracket names a service that passes releases on."""
    return agency is not None and agency.casefold() in words_of_datelines()["release_services"]


def names_service(source: str | None) -> bool:
    """Tell whether a source passes on what others write, so that it issues nothing itself."""
    return names_release(source) or names_agency(source)


def issuer(text: str) -> str:
    """Return whom a line below a text names as its issuer: Original-Content von: Muster AG, übermittelt durch."""
    found = _issued().search(text)
    return found["name"].strip() if found else ""


@cache
def _responsible() -> re.Pattern[str]:
    """Return what finds the words of one of the sentences in their order, whatever stands in their gaps."""
    sentences = (words.casefold().split(_GAP) for words in sorted(words_of_datelines()["responsible"]))
    return re.compile("|".join(".*?".join(re.escape(part.strip()) for part in parts) for parts in sentences))


@cache
def _issued() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(words_of_datelines()["issued_by"])))
    return re.compile(rf"(?:{words})\s*:?\s+(?P<name>[^,\n]{{2,80}})", re.IGNORECASE)
