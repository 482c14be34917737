"""Dates as sources write them, as ISO 8601 of the precision that they state."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timezone
from email.utils import parsedate_to_datetime
from functools import cache

from babel.dates import get_month_names

_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T\s].*)?")
_COARSE = re.compile(r"(\d{4})(?:-(\d{2}))?")
_SLASHES = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?:\s.*)?")
_DOTS = re.compile(r"(?:\w+,\s*)?(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:\D.*)?")
_DAY_FIRST = re.compile(r"(?:\w+\.?,?\s+)?(\d{1,2})\.?\s+([^\W\d_]+)\.?,?\s+(\d{4})(?:\D.*)?")
_MONTH_FIRST = re.compile(r"(?:\w+\.?,\s+)?([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:\D.*)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_SECONDS_DIGITS = 10


def iso(written: str) -> str | None:
    """Return a date as ``2025``, ``2025-02`` or ``2025-02-26``; None for what is none, or none of the calendar.

    Read are ISO 8601 (with or without a time, also without hyphens), RFC 5322, ``26.02.2025``, ``26. Februar 2025``,
    ``February 26, 2025``, ``2025/02/26`` and seconds or milliseconds since 1970. The day is that of the zone that
    the source writes in.
    """
    text = " ".join(written.split())
    if coarse := _COARSE.fullmatch(text):
        return text if coarse[2] is None or _day(coarse[1], coarse[2], "1") else None
    for pattern, parts in _STYLES.items():
        if found := pattern.fullmatch(text):
            return parts(found)
    return _rfc(text)


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _named(year: str, month: str, day: str) -> str | None:
    number = _months().get(month.casefold()[:3])
    return _day(year, str(number), day) if number else None


@cache
def _months() -> Mapping[str, int]:
    """Return the months by the first three letters of their names, German and English, in every form."""
    found = {}
    for language in ("de", "en"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                found[name.casefold()[:3]] = number
    return found | {"jän": 1, "mrz": 3, "mae": 3}


def _since_1970(found: re.Match[str]) -> str:
    number = int(found[0])
    seconds = number if len(found[0]) == _SECONDS_DIGITS else number / 1000
    return datetime.fromtimestamp(seconds, timezone.utc).date().isoformat()


_STYLES: Mapping[re.Pattern[str], Callable[[re.Match[str]], str | None]] = {
    _EPOCH: _since_1970,
    _ISO: lambda found: _day(found[1], found[2], found[3]),
    _SLASHES: lambda found: _day(found[1], found[2], found[3]),
    _DOTS: lambda found: _day(found[3], found[2], found[1]),
    _DAY_FIRST: lambda found: _named(found[3], found[2], found[1]),
    _MONTH_FIRST: lambda found: _named(found[3], found[1], found[2]),
}


def _rfc(text: str) -> str | None:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return None
