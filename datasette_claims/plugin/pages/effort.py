"""How much the desk has judged, by whom and when, and how long claims took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_skeleton
from babel.units import format_unit

from datasette_claims.database import progress
from datasette_claims.database.progress import Duration
from datasette_claims.plugin import translation
from datasette_claims.plugin.api.measuring import DashboardShown
from datasette_claims.plugin.pages import charts, grids
from datasette_claims.plugin.pages.charts import ColumnChart, Counted, Words
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.grids import Cell, Grid, Head, Row
from datasette_claims.plugin.translation import message

MOST_DAYS = 92
"""In longer periods weeks are shown in the place of days."""
MOST_REVIEWERS = 12
"""So many have a column of their own."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Effort:
    """How much was judged: in all in a sentence, by day or by week, by reviewer, and by both, the newest first."""

    summary: str
    chart: ColumnChart
    reviewers: Grid
    table: Grid


@dataclass(frozen=True, slots=True)
class Turnaround:
    """How long claims took over the whole period, and week by week to the decision and to publication."""

    overall: Grid
    weeks: tuple[Grid, ...]


def effort(asked: Asked, shown: DashboardShown) -> Effort | None:
    """Return how much was judged; None for nothing."""
    if not shown.reviewed:
        return None
    spans, has_weeks = tuple(_spans(shown)), _has_weeks(shown)
    both: Counter[tuple[str, str]] = Counter()
    for one in shown.reviewed:
        both[progress.monday(one.day) if has_weeks else one.day, one.reviewer] += one.verdicts
    totals, people = _summed(both, 0), _summed(both, 1)
    summary = _summary(asked, totals, len(people))
    return Effort(
        summary=summary,
        chart=_chart(asked, spans, totals, summary, has_weeks=has_weeks),
        reviewers=_reviewers(asked, people),
        table=_table(asked, [span for span in reversed(spans) if totals[span]], people, both, has_weeks=has_weeks),
    )


def _summed(both: Counter[tuple[str, str]], place: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for pair, count in both.items():
        found[pair[place]] += count
    return found


def _chart(asked: Asked, spans: Sequence[str], totals: Counter[str], summary: str, *, has_weeks: bool) -> ColumnChart:
    words = Words(
        id="reviewed-chart",
        title=asked.say(message("Verdicts per week") if has_weeks else message("Verdicts per day")),
        things=_things(asked, has_weeks=has_weeks),
        count=asked.say(message("Verdicts")),
    )
    counted = [_counted(span, totals[span], asked.place.language) for span in spans]
    return charts.columns(words, counted, asked.place.language, summary)


def _things(asked: Asked, *, has_weeks: bool) -> str:
    return asked.say(message("Week from") if has_weeks else message("Day"))


def _has_weeks(shown: DashboardShown) -> bool:
    return (date.fromisoformat(shown.until) - date.fromisoformat(shown.since)).days >= MOST_DAYS


def _spans(shown: DashboardShown) -> Iterator[str]:
    """Yield every day of the period, or the Monday of every week that it touches."""
    step = 7 if _has_weeks(shown) else 1
    at = date.fromisoformat(progress.monday(shown.since) if step > 1 else shown.since)
    while at.isoformat() <= shown.until:
        yield at.isoformat()
        at += timedelta(step)


def _counted(span: str, count: int, language: str) -> Counted:
    short = format_skeleton("MMMd", date.fromisoformat(span), locale=language)
    return Counted(translation.written_date(span, language), count, short=short)


def _summary(asked: Asked, totals: Counter[str], people: int) -> str:
    language = asked.place.language
    ((day, most),) = totals.most_common(1)
    said = asked.say(message("Verdicts: %(verdicts)s. Reviewers: %(people)s. The most: %(most)s, %(day)s."))
    return said % {
        "verdicts": translation.written_number(totals.total(), language),
        "people": translation.written_number(people, language),
        "most": translation.written_number(most, language),
        "day": translation.written_date(day, language),
    }


def _reviewers(asked: Asked, people: Counter[str]) -> Grid:
    language, most = asked.place.language, max(people.values())
    rows = (
        Row(
            names=(name,),
            cells=(
                Cell(translation.written_number(count, language)),
                Cell(translation.written_share(count / people.total(), language)),
            ),
            bar=grids.stacked([("part", count)], most),
        )
        for name, count in _ordered(people)
    )
    heads = (Head(asked.say(message("Verdicts"))), Head(asked.say(message("Share"))))
    return Grid("reviewers", asked.say(message("By reviewer")), asked.say(message("Reviewer")), heads, tuple(rows))


def _ordered(people: Counter[str]) -> list[tuple[str, int]]:
    return sorted(people.items(), key=lambda one: (-one[1], one[0]))


def _table(
    asked: Asked, spans: Sequence[str], people: Counter[str], both: Counter[tuple[str, str]], *, has_weeks: bool
) -> Grid:
    """Return the numbers of every day or week on which something was judged."""
    names = [name for name, _ in _ordered(people)]
    named, others = names[:MOST_REVIEWERS], names[MOST_REVIEWERS:]

    def cells(span: str) -> tuple[Cell, ...]:
        counts = [both[span, name] for name in named]
        rest = sum(both[span, name] for name in others)
        numbers = [sum(counts) + rest, *counts, *([rest] if others else [])]
        return tuple(Cell(translation.written_number(number, asked.place.language)) for number in numbers)

    heads = [asked.say(message("All")), *named, *([asked.say(message("Others"))] if others else [])]
    return Grid(
        id="reviewed-table",
        title=asked.say(message("By week and reviewer") if has_weeks else message("By day and reviewer")),
        things=_things(asked, has_weeks=has_weeks),
        heads=tuple(map(Head, heads)),
        rows=tuple(Row((translation.written_date(span, asked.place.language),), cells(span)) for span in spans),
    )


def turnaround(asked: Asked, shown: DashboardShown) -> Turnaround | None:
    """Return how long claims took; None if none was decided or published."""
    if not shown.weeks:
        return None
    to_decision = asked.say(message("From the first step to the decision"))
    to_publication = asked.say(message("From the decision to publication"))
    whole = [(to_decision, shown.decided), (to_publication, shown.published)]
    weeks = {
        to_decision: [(week.monday, week.decided) for week in reversed(shown.weeks)],
        to_publication: [(week.monday, week.published) for week in reversed(shown.weeks)],
    }
    title = asked.say(message("How long it took"))
    return Turnaround(
        overall=_durations(asked, "turnaround", title, asked.say(message("Way")), whole),
        weeks=tuple(_weeks(asked, f"weeks-{place}", way, found) for place, (way, found) in enumerate(weeks.items())),
    )


def _weeks(asked: Asked, name: str, way: str, found: Sequence[tuple[str, Duration]]) -> Grid:
    named = [(translation.written_date(monday, asked.place.language), one) for monday, one in found if one.claims]
    title = asked.say(message("%(way)s, by week")) % {"way": way}
    return _durations(asked, name, title, _things(asked, has_weeks=True), named)


def _durations(asked: Asked, name: str, title: str, things: str, named: Sequence[tuple[str, Duration]]) -> Grid:
    heads = (
        Head(asked.say(message("Claims"))),
        Head(asked.say(message("Half within")), "part"),
        Head(asked.say(message("Nine in ten within")), "whole"),
    )
    longest = max((one.nine_in_ten or 0 for _, one in named), default=0)
    rows = (
        Row(
            (way,),
            _cells(asked, one),
            (
                *grids.stacked([("whole", one.nine_in_ten or 0)], longest),
                *grids.stacked([("part", one.median or 0)], longest),
            ),
        )
        for way, one in named
    )
    return Grid(name, title, things, heads, tuple(rows))


def _cells(asked: Asked, one: Duration) -> tuple[Cell, ...]:
    language = asked.place.language
    count = Cell(translation.written_number(one.claims, language))
    return (count, *(Cell(written_duration(seconds, language)) for seconds in (one.median, one.nine_in_ten)))


def written_duration(seconds: int | None, language: str) -> str:
    """Return a duration in words: minutes, hours or days, whichever gives at least one; a dash for None."""
    if seconds is None:
        return "–"
    if seconds < _HOUR:
        return format_unit(round(seconds / _MINUTE), "duration-minute", locale=language)
    unit, length = ("hour", _HOUR) if seconds < 2 * _DAY else ("day", _DAY)
    return format_unit(round(seconds / length, 1), f"duration-{unit}", format="#,##0.#", locale=language)
