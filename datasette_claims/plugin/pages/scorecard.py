"""How often a speaker said something, when, with which verdicts, and what again and again: numbers and charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from datasette_claims.database import speaking
from datasette_claims.database.roles import Role
from datasette_claims.database.speaking import Repeated, Tally
from datasette_claims.model import UNREVIEWED
from datasette_claims.plugin import addresses, translation
from datasette_claims.plugin.pages import charts, utterances
from datasette_claims.plugin.pages.charts import BarChart, ColumnChart, Counted, Words
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.history import Scales
from datasette_claims.plugin.pages.periods import Periods, periods
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message

MOST = 10
"""So many propositions and names are shown at most."""


@dataclass(frozen=True, slots=True)
class Again:
    """A proposition that the speaker repeats: it leads to its group; ``when`` is from the first to the last time."""

    said: Link
    verdict: str
    times: int
    when: str


@dataclass(frozen=True, slots=True)
class Called:
    """Words that say what the speaker is, how many times and when."""

    words: str
    times: int
    when: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A speaker's utterances and the ``distinct`` claims among them.

    ``unchecked`` is the written share of utterances without a verdict; ``number`` and ``distinct_number`` are written
    out. The chart over time is None if no date is known, and leaves ``left_out`` utterances out. ``groups`` counts the
    propositions of which ``again`` are the most frequent; ``surfaces`` are those of the newest ``looked_at``
    utterances, a written number, which is empty if these are all.
    """

    utterances: int
    number: str
    distinct: int
    distinct_number: str
    unchecked: str
    verdicts: BarChart
    over_time: ColumnChart | None
    left_out: int
    groups: int
    again: tuple[Again, ...]
    roles: tuple[Called, ...]


def scorecard(
    asked: Asked, name: str, counted: Tally, said: Sequence[Repeated], called: Sequence[Role], known: Scales
) -> Scorecard:
    """Return the scorecard of the speaker of that name."""
    language = asked.place.language
    total = sum(counted.values())
    different = speaking.distinct(total, said)
    over_time = _periods(asked, name, counted)
    return Scorecard(
        utterances=total,
        number=translation.written_number(total, language),
        distinct=different,
        distinct_number=translation.written_number(different, language),
        unchecked=charts.share(total - speaking.checked(counted), total, language) if total else "",
        verdicts=_verdicts(asked, name, counted, known),
        over_time=_over_time(asked, over_time) if over_time.counted else None,
        left_out=over_time.left_out,
        groups=len(said),
        again=tuple(_again(asked, one, known) for one in said[:MOST]),
        roles=tuple(Called(one.words, one.times, between(one.first, one.last, language)) for one in called),
    )


def _verdicts(asked: Asked, name: str, counted: Tally, known: Scales) -> BarChart:
    """Return how many utterances have which verdict, in the order of the scale; those without stand last."""
    by: Counter[str] = Counter()
    for (key, _), count in counted.items():
        by[key] += count
    scale = [label.key for label in utterances.verdicts(known)]
    places = {key: place for place, key in enumerate([*scale, *sorted(by.keys() - {*scale, UNREVIEWED}), UNREVIEWED])}
    words = Words(
        id="verdicts",
        title=asked.say(message("Verdicts")),
        things=asked.say(message("Verdict")),
        count=asked.say(message("Utterances")),
    )
    bars = [
        Counted(utterances.verdict(asked, key, known), by[key], url=_queue(asked, speaker=name, verdict=key))
        for key in sorted(by, key=places.__getitem__)
    ]
    return charts.bars(words, bars, asked.place.language, of=by.total())


def _periods(asked: Asked, name: str, counted: Tally) -> Periods:
    days: dict[str, tuple[int, int]] = {}
    for (key, day), count in counted.items():
        before = days.get(day, (0, 0))
        days[day] = (before[0] + count, before[1] + (count if key != UNREVIEWED else 0))

    def link(key: str) -> str:
        return _queue(asked, speaker=name, published_from=key, published_to=key)

    return periods(days, asked.place.language, link)


def _over_time(asked: Asked, found: Periods) -> ColumnChart:
    words = Words(
        id="over-time",
        title=asked.say(message("Utterances over time")),
        things=asked.say(message("When")),
        count=asked.say(message("Utterances")),
        part=asked.say(message("Reviewed")),
        rest=asked.say(message("Not reviewed")),
    )
    return charts.columns(words, found.counted, asked.place.language, most(asked, found.counted))


def most(asked: Asked, counted: Sequence[Counted]) -> str:
    """Return a sentence on where a chart is highest."""
    highest = max(counted, key=lambda one: one.count)
    written = translation.written_number(highest.count, asked.place.language)
    return asked.say(message("Highest: %(when)s (%(count)s).")) % {"when": highest.label, "count": written}


def _again(asked: Asked, one: Repeated, known: Scales) -> Again:
    return Again(
        said=Link(one.quote, asked.link(addresses.GROUP, group=one.group)),
        verdict=utterances.verdict(asked, one.verdict, known),
        times=one.times,
        when=between(one.first, one.last, asked.place.language),
    )


def between(first: str, last: str, language: str) -> str:
    """Return two dates in words with a dash between them, one if they are the same; empty for none."""
    dates = (translation.written_date(day, language) for day in (first, last) if day)
    return " – ".join(dict.fromkeys(dates))


def _queue(asked: Asked, **filters: str) -> str:
    return asked.queue(**filters)
