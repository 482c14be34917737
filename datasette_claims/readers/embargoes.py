"""Until when a text may not be published: as formats state it, and as notes above a text do.

``Sperrfrist: 23. Januar, 19.00 Uhr``, ``Nicht vor 22.10.2024, 11:30 Uhr verwenden``, ``Embargoed until 0001 GMT``.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from functools import cache

from babel.dates import get_day_names

from datasette_claims.claims.lexicon import words_of_datelines
from datasette_claims.clock import now
from datasette_claims.errors import Embargoed
from datasette_claims.model import Article
from datasette_claims.readers import dates

UNKNOWN = "unknown"
"""Until when an item is embargoed that does not say so in a way that can be read."""
UNTIL_LIFTED = "its agency lifts the embargo"
"""Stands for the time of an embargo that has none."""

_LONGEST = 200
"""Characters; a longer line is no note."""
_LINES = 3
"""Among so many first lines a note is looked for: it stands above or below the headline."""
_FEW = 6
"""A line of so many words besides its day is no sentence."""
_END_OF_DAY = "23:59"
_HOURS = 24

_AROUND = " \t:!*+-=.()[]"
_GOES_ON = (":", "bis ", "until ", "till ")
_WORD = re.compile(r"[^\W\d_]+")
_DAY_SHAPES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})T?"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4}|\d{2}(?!\d|[.:]\d)))?(?!\d)"),
    re.compile(r"(?<![\d:.])(?P<day>\d{1,2})\.?\s+(?P<month>[^\W\d_]{3,9})\.?,?(?:\s+(?P<year>\d{4})(?!\d))?"),
    re.compile(
        r"\b(?P<month>[^\W\d_]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:.])(?:,?\s+(?P<year>\d{4})(?!\d))?"
    ),
)
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>[01]?\d|2[0-4])(?:[.:](?P<minute>[0-5]\d))?(?::[0-5]\d)?\s*"
    r"(?:(?P<half>[ap])\.?\s?m\b\.?|Uhr\b|h\b|(?=\W*$)|(?<=[.:]\d\d)|(?<=[.:]\d\d\s))|"
    r"(?<!\d)(?P<digits>[01]\d[0-5]\d|2[0-3][0-5]\d)(?!\d)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"[+-]\d{2}:?\d{2}(?!\d)")

_WITHOUT_SIGNS = re.compile(r"(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")
_FRACTION = re.compile(r"(?<=:\d{2})[.,]\d+")
_ZONE = re.compile(r"([+-]\d{2})(\d{2})$")


def without_note(text: str) -> tuple[str, str]:
    """Return the line near the beginning of a text that says until when it is embargoed, and the text without it.

    The note is empty if there is none.
    """
    if not _may_hold(text[: _LINES * _LONGEST].casefold()):
        return "", text
    at = 0
    for line in text.split("\n", 4 * _LINES)[: 4 * _LINES]:
        if is_note(line):
            return line.strip(), f"{text[:at]}{text[at + len(line) + 1 :].lstrip()}"
        at += len(line) + 1
    return "", text


def is_note(line: str) -> bool:
    """Tell whether a line says that a text may not be published before a time.

    It begins with a word for that alone, before a colon, a time or nothing; or has that word before a colon and a time
    or an event; or begins otherwise, and names both publishing and a time: „Embargo bis 2030“, „Nicht vor 10 Uhr mähen“
    and „Nicht vor Montag fällt das Urteil“ are headlines.
    """
    folded = line.casefold()
    if len(line) > _LONGEST or not _may_hold(folded):
        return False
    day, beside = _day(folded, now()[:10])
    is_timed = day is not None or _CLOCK.search(beside) is not None
    if found := _within().search(folded):
        return is_timed or folded[found.end() :].strip(_AROUND) in words_of_datelines()["events"]
    begun = _begins().match(folded)
    if begun and begun["alone"]:
        return is_timed or _goes_on(folded[begun.end() :])
    return begun is not None and day is not None and _is_publishing(beside)


def _goes_on(rest: str) -> bool:
    """Tell whether what stands behind the word for an embargo says how long it is, or is nothing."""
    return not rest.strip(_AROUND) or rest.lstrip().startswith(_GOES_ON) or _is_lifted(rest)


def _is_publishing(beside: str) -> bool:
    """Tell whether a line speaks of publishing, at a time of day or in few words."""
    words = _WORD.findall(beside)
    is_brief = len(words) <= _FEW or _CLOCK.search(beside) is not None
    return is_brief and not words_of_datelines()["publishing"].isdisjoint(words)


def until(note: str, sent: str) -> str:
    """Return the time (ISO 8601) that a note states; the note itself if that cannot be read, "" if it lifts or is none.

    ``sent`` is the day of the message, or what is known of it: days of the week and days without a year are the next
    ones from there, without it the nearest ones to today. A time without a zone is UTC, which is passed later than in
    Europe, so that no embargo is broken; a day without a time is over when it ends.
    """
    if _is_lifted(note.casefold()):
        return ""
    day, rest = _day(note, sent)
    return f"{day}T{_time(rest)}" if day else note


def pending(written: str) -> str:
    """Return a time (UTC, ISO 8601) that is still to come, "" for one that is over, or for none.

    One that cannot be read is ``UNKNOWN``, as an embargo must never be broken.
    """
    if not written.strip():
        return ""
    try:
        end = datetime.fromisoformat(_iso(written.strip()))
        if end.tzinfo is None:
            end = end.replace(tzinfo=timezone.utc)
        due = end.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return UNKNOWN
    return due if due > now() else ""


def check(article: Article, due: str) -> Article:
    """Return an article that may be published; raises Embargoed, with the article, for one that is ``due`` later."""
    if not due:
        return article
    is_known = due != UNKNOWN
    reason = f"not to be published before {due if is_known else UNTIL_LIFTED}. It is held back."
    raise Embargoed(article.origin, reason, article, due if is_known else None)


def _may_hold(folded: str) -> bool:
    """Tell whether a text has any word at all that notes begin with, as hardly any has."""
    return any(words in folded for words in _openings())


@cache
def _openings() -> tuple[str, ...]:
    words = words_of_datelines()
    return tuple(words["embargo_alone"] | words["embargo_begins"] | words["embargo_within"])


@cache
def _begins() -> re.Pattern[str]:
    """Return what a note begins with, behind any marks."""
    words = words_of_datelines()
    alone, others = ("|".join(map(re.escape, sorted(words[use]))) for use in ("embargo_alone", "embargo_begins"))
    return re.compile(rf"[\W_]*(?:(?P<alone>{alone})|{others})(?!\w)")


@cache
def _within() -> re.Pattern[str]:
    """Return what finds the word for an embargo before a colon behind other words, in folded letters."""
    words = "|".join(map(re.escape, sorted(words_of_datelines()["embargo_within"])))
    return re.compile(rf"\w.{{0,80}}?\b(?:{words}):")


def _is_lifted(folded: str) -> bool:
    return any(word in folded for word in words_of_datelines()["lifted"])


def _day(note: str, sent: str) -> tuple[str | None, str]:
    """Return the day that a note names, None for none, and the note without it."""
    base = date.fromisoformat(sent + "-01-01"[len(sent) - len("2025") :]) if sent else None
    for found in (match for shape in _DAY_SHAPES for match in shape.finditer(note)):
        if day := _dated(found, base):
            return day, f"{note[: found.start()]} {note[found.end() :]}"
    return _weekday(note, base) if base else (None, note)


def _weekday(note: str, base: date) -> tuple[str | None, str]:
    """Return the next day of the week that a note names, or the same day, and the note without it."""
    for word in _WORD.finditer(note):
        number = _weekdays().get(word.group().casefold())
        if number is not None:
            ahead = (number - base.weekday()) % 7 if number >= 0 else 0
            return (base + timedelta(days=ahead)).isoformat(), f"{note[: word.start()]} {note[word.end() :]}"
    return None, note


def _dated(found: re.Match[str], base: date | None) -> str | None:
    """Return a day of the calendar: without a year the next one from ``base``, else the one nearest to today."""
    if found["year"]:
        return _iso_day(found, int(found["year"]) + (2000 if len(found["year"]) == len("25") else 0))
    start = base or date.fromisoformat(now()[:10])
    written = (_iso_day(found, start.year + ahead) for ahead in (-1, 0, 1))
    days = [date.fromisoformat(day) for day in written if day]
    ahead = [day for day in days if base is None or day >= base]
    return min(ahead, key=lambda day: abs(day - start)).isoformat() if ahead else None


def _iso_day(found: re.Match[str], year: int) -> str | None:
    if found["month"].isdecimal():
        return dates.iso(f"{year:04}-{int(found['month']):02}-{int(found['day']):02}")
    return dates.iso(f"{found['day']}. {found['month']} {year:04}")


def _time(rest: str) -> str:
    """Return the time of day that a note states, with its zone; the end of the day if it states none."""
    found = _CLOCK.search(rest)
    if found is None:
        return f"{_END_OF_DAY}{_zone(rest)}"
    hour, minute = (
        (int(found["digits"][:2]), found["digits"][2:]) if found["digits"] else (int(found["hour"]), found["minute"])
    )
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] in "pP" else 0)
    clock = f"{hour:02}:{minute or '00'}" if hour < _HOURS else _END_OF_DAY
    return clock + _zone(rest)


def _zone(rest: str) -> str:
    """Return the offset from UTC that a note states or whose name it has, "" for none."""
    if found := _OFFSET.search(rest):
        return found.group()
    return next((zone for word in _WORD.findall(rest) if (zone := _zones().get(word.casefold()))), "")


@cache
def _weekdays() -> dict[str, int]:
    """Return the days of the week by their names, Monday 0, and what means the same day, -1."""
    names = {
        name.casefold().rstrip("."): number
        for language in ("de", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, locale=language).items()
    }
    return names | dict.fromkeys(words_of_datelines()["today"], -1)


@cache
def _zones() -> dict[str, str]:
    return dict(zone.split() for zone in words_of_datelines()["zones"])


def _iso(written: str) -> str:
    """Return a time as every Python reads it: ``20250123T190000+0100`` with the signs of ISO 8601, no fractions."""
    if basic := _WITHOUT_SIGNS.fullmatch(written):
        year, month, day, hour, minute, second, zone = basic.groups("")
        written = f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}"
    return _ZONE.sub(r"\1:\2", _FRACTION.sub("", written).replace("Z", "+00:00"))
