"""What agencies put before a headline: WDH/ROUNDUP 2: …, KORREKTUR: …, UPDATE 1-…, EQS-News: Muster AG."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from datasette_claims.claims.lexicon import words_of_datelines
from datasette_claims.model import Signal

_NOTE = re.compile(r"\((?P<note>[^()]{2,60})\)")
_FIRST_WORD = re.compile(r"[^\W\d_][\w-]*")
_ISSUER = re.compile(r"\s*(?P<name>[^:\n]{2,80}?)\s*(?::\s+|\s/\s+)(?=\S)")
_CODE = re.compile(r"[:/]")


class Headline(NamedTuple):
    """A headline without what stands before it; ``issuer`` is who issued a release, empty where it is not named.

    ``kind`` is what it says the item is, if that is no running text (TAGESVORSCHAU).
    """

    title: str
    signals: tuple[Signal, ...]
    is_release: bool = False
    issuer: str = ""
    kind: str = ""


def headline(title: str) -> Headline:
    """Take off a headline what stands before it, and notes in brackets that are nothing but signals."""
    rest, signals = _without_notes(title)
    while found := _prefix().match(rest):
        if found.end() == len(rest):
            break
        signals += _signal(found["word"] or found["capitals"] or found["lead"])
        rest = rest[found.end() :]
    if listed := _no_prose().match(rest):
        return Headline(rest, _distinct(signals), kind=listed["kind"])
    begun = _release().match(rest)
    if begun is None or begun.end() == len(rest):
        return Headline(rest, _distinct(signals))
    issuer = _ISSUER.match(rest, begun.end())
    title = rest[issuer.end() :] if issuer else rest[begun.end() :]
    return Headline(title, _distinct(signals), is_release=True, issuer=issuer["name"] if issuer else "")


def signals(codes: Iterable[str]) -> tuple[Signal, ...]:
    """Return what the codes and notes of a format say: ``sig:correction``, (Zusammenfassung 1745)."""
    found: list[Signal] = []
    for code in codes:
        whole = _CODE.split(code.strip().casefold())
        first = _FIRST_WORD.match(code.strip())
        found += _signal(whole[-1].strip()) or (_signal(first.group()) if first else [])
    return _distinct(found)


def _without_notes(title: str) -> tuple[str, list[Signal]]:
    found: list[Signal] = []
    rest = title
    for note in _NOTE.finditer(title):
        first = _FIRST_WORD.match(note["note"])
        if first and _is_known(first.group()):
            found += _signal(first.group())
            rest = rest.replace(note.group(), "")
    rest = " ".join(rest.split()) if rest != title else title
    return (rest, found) if rest else (title, found)


def _signal(word: str) -> list[Signal]:
    folded = " ".join(word.casefold().split())
    return [signal for signal in Signal if folded in words_of_datelines()[f"signal_{signal.value}"]]


def _is_known(word: str) -> bool:
    return bool(_signal(word)) or word.casefold() in words_of_datelines()["signal_none"]


def _distinct(found: Iterable[Signal]) -> tuple[Signal, ...]:
    return tuple(dict.fromkeys(found))


@cache
def _prefix() -> re.Pattern[str]:
    """Return what a headline begins with before a colon, or in capitals before a slash, a hyphen or a number."""
    uses = (*(f"signal_{signal.value}" for signal in Signal), "signal_none")
    words = sorted((word for use in uses for word in words_of_datelines()[use]), key=len, reverse=True)
    any_case, capitals = ("|".join(map(re.escape, listed)) for listed in (words, [word.upper() for word in words]))
    leads = "|".join(word.upper() for word in words if word[0].isdigit() and word.endswith("lead"))
    return re.compile(
        rf"[\s*]*(?:(?:\d(?:st|nd|rd|th)\s)?(?P<word>(?i:{any_case}))(?:\s?\d+)?\s*:\s*"
        rf"|(?P<capitals>{capitals})(?:\s?\d+)?\s*(?:/\s*|-\s*(?=\S))|(?P<lead>{leads})\s+)"
    )


@cache
def _no_prose() -> re.Pattern[str]:
    """Return what a headline begins with above a list: any case before a colon, capitals before a slash or hyphen."""
    words = sorted(words_of_datelines()["no_prose_titles"], key=len, reverse=True)
    any_case, capitals = ("|".join(map(re.escape, listed)) for listed in (words, [word.upper() for word in words]))
    return re.compile(rf"[\s*]*(?P<kind>(?i:{any_case})(?=\s*:)|(?:{capitals})(?=\s?[/-]\s?\S))")


@cache
def _release() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(words_of_datelines()["releases"], key=len, reverse=True)))
    return re.compile(rf"\s*(?:{words})\s*:\s*", re.IGNORECASE)
