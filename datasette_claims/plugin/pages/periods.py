"""What was counted by date, by periods that fit the time it spans: days, months or years, without a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_skeleton

from datasette_claims.plugin import translation
from datasette_claims.plugin.pages.charts import Counted

MOST_DAYS, MOST_MONTHS, MOST_YEARS = 45, 48, 80
"""So many columns of a kind are drawn before the next longer period is taken; of years, the last ones."""

_DAY, _MONTH, _YEAR = len("2025-02-26"), len("2025-02"), len("2025")

Numbers = tuple[int, int]
"""How many there are, and how many of them are set off."""


@dataclass(frozen=True, slots=True)
class Periods:
    """One number a period, the oldest first; ``left_out`` were counted on dates too vague for these or too old."""

    counted: tuple[Counted, ...]
    left_out: int


def periods(dated: Mapping[str, Numbers], language: str, link: Callable[[str], str] | None = None) -> Periods:
    """Return numbers by period; ``dated`` holds them by ISO 8601 date of any precision, "" for none.

    ``link`` makes the address that a period leads to. Periods are days only if all dates are, else months if at
    least half of what was counted has one.
    """
    length = _length(dated)
    summed: dict[str, Numbers] = {}
    left_out = 0
    for day, (count, part) in dated.items():
        key = day[:length]
        if len(key) < length or _first(key) is None:
            left_out += count
        else:
            before = summed.get(key, (0, 0))
            summed[key] = (before[0] + count, before[1] + part)
    keys = tuple(_between(min(summed), max(summed))) if summed else ()
    shown = keys[-MOST_YEARS:]
    left_out += sum(summed.get(key, (0, 0))[0] for key in keys[: len(keys) - len(shown)])
    return Periods(tuple(_counted(key, summed.get(key, (0, 0)), language, link) for key in shown), left_out)


def _length(dated: Mapping[str, Numbers]) -> int:
    """Return how much of a date names its period."""
    known = {day[:_DAY]: found for day in dated if (found := _first(day[:_DAY])) is not None}
    if not known:
        return _YEAR
    first, last = min(known.values()), max(known.values())
    if (last - first).days < MOST_DAYS and min(map(len, known)) == _DAY:
        return _DAY
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return _MONTH if months <= MOST_MONTHS and _have_months(dated) else _YEAR


def _have_months(dated: Mapping[str, Numbers]) -> bool:
    """Tell whether at least half of what has a date has one with its month."""
    vague, exact = 0, 0
    for day, (count, _) in dated.items():
        exact += count if len(day) >= _MONTH else 0
        vague += count if len(day) == _YEAR else 0
    return exact >= vague


def _first(key: str) -> date | None:
    """Return the first day of a period, None for what is no date."""
    try:
        return date.fromisoformat(f"{key}-01-01"[:_DAY])
    except ValueError:
        return None


def _between(first: str, last: str) -> Iterator[str]:
    length, at = len(first), _first(first)
    while at is not None and at.isoformat()[:length] <= last:
        yield at.isoformat()[:length]
        at = _following(at, length)


def _following(at: date, length: int) -> date | None:
    try:
        if length == _YEAR:
            return at.replace(year=at.year + 1)
        return at + timedelta(1) if length == _DAY else (at + timedelta(31)).replace(day=1)
    except (OverflowError, ValueError):
        return None


def _counted(key: str, numbers: Numbers, language: str, link: Callable[[str], str] | None) -> Counted:
    count, part = numbers
    return Counted(
        label=translation.written_date(key, language),
        count=count,
        part=part,
        short=_short(key, language),
        url=link(key) if link and count else "",
    )


def _short(key: str, language: str) -> str:
    skeleton = {_DAY: "MMMd", _MONTH: "yMMM"}.get(len(key))
    return format_skeleton(skeleton, _first(key), locale=language) if skeleton else key
