"""How the desk's work goes: who judged how much, how long claims took, what came out, where the extractor erred."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from datasette_claims.correction import MANUAL
from datasette_claims.database import log
from datasette_claims.model import UNREVIEWED
from datasette_claims.review import Aspect, State
from datasette_claims.steps import RejectReason

MOST_NAMES = 15
"""So many speakers or sources are named, those with the most verdicts."""

AGAINST_THE_EXTRACTOR = (RejectReason.BAD_EXTRACTION.value, RejectReason.NOT_A_CLAIM.value)
"""The reasons for not checking a claim that say something of how it was found."""

_INDEXES = {"speaker": "claims_verdict_speaker", "source": "claims_source_verdict"}

Counts = Mapping[str, int]

Retired = Counter[tuple[str, str]]
"""How many retired claims there are by speaker or source and verdict."""


@dataclass(frozen=True, slots=True)
class Step:
    """A verdict, a ruling or a publication, on a day in UTC; ``seconds`` took what it ended, None if it ended nothing.

    A publication ends the wait since the decision; the verdict or the ruling that decides a claim ends the work on it.
    """

    day: str
    actor: str
    is_publication: bool
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How many verdicts and rulings somebody gave on a day in UTC."""

    day: str
    reviewer: str
    verdicts: int


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something took on ``claims`` claims, in seconds: the median, and what nine in ten keep to.

    Both are None for no claims.
    """

    claims: int
    median: int | None
    nine_in_ten: int | None


@dataclass(frozen=True, slots=True)
class Week:
    """What ended in the week that begins on ``monday``: from begin to decision, from decision to publication."""

    monday: str
    decided: Duration
    published: Duration


@dataclass(frozen=True, slots=True)
class Tally:
    """The verdicts that the claims of one ``name`` have, by key, and how many have none (``unreviewed``)."""

    name: str
    verdicts: Counts
    unreviewed: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of how claims of one ``kind`` were found: ``counts`` by the key of the scale or of the reason."""

    kind: str
    counts: Counts


def _kept(event: str) -> str:
    """Return the SQL condition that an event was not taken back; those that were are few, and are looked up once."""
    return f"{event}.seq NOT IN (SELECT undoes FROM review_events WHERE undoes IS NOT NULL)"


def _of_claim(choice: str, *types: str, more: str = "") -> str:
    """Return the SQL of an earlier event of the claim of ``e``: ``max`` or ``min`` of those of some types."""
    named = ", ".join(f"'{one}'" for one in types)
    return (
        f"(SELECT {choice}(s.seq) FROM review_events s WHERE s.claim_id = e.claim_id AND s.type IN ({named})"
        f" AND s.seq < e.seq AND {_kept('s')}{more})"
    )


_STEPS = f"""
SELECT e.at, e.actor, e.type = 'published', (SELECT b.at FROM review_events b WHERE b.seq = CASE
  WHEN e.type = 'published' THEN {_of_claim("max", "answered", "adjudicated", more=" AND s.to_state = 'decided'")}
  WHEN e.to_state = 'decided' THEN coalesce(
    {_of_claim("max", "reopened")}, {_of_claim("min", "triaged", "taken", "answered")}) END)
FROM review_events e NOT INDEXED
WHERE e.seq >= ? AND e.at >= ? AND e.type IN ('answered', 'adjudicated', 'published') AND {_kept("e")}
"""


def steps(connection: sqlite3.Connection, since: str) -> list[Step]:
    """Return the verdicts, rulings and publications since a time that were not taken back, the oldest first.

    What a blind verdict says is not read. Work on a claim begins when it is first triaged, taken or answered, after
    it was opened again with that.
    """
    rows = connection.execute(_STEPS, [_first(connection, since), since])
    return [
        Step(at[:10], actor, bool(is_publication), _seconds(begun, at) if begun else None)
        for at, actor, is_publication, begun in rows
    ]


def _seconds(begin: str, end: str) -> int:
    """Return the seconds between two times; a clock that was set back makes it none."""
    return max(0, int((_moment(end) - _moment(begin)).total_seconds()))


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at.replace("Z", "+00:00"))


def _first(connection: sqlite3.Connection, since: str) -> int:
    """Return the first event since a time. Events have numbers without gaps, so that halving finds it."""
    low, high = 1, log.next_seq(connection)
    while low < high:
        middle = (low + high) // 2
        (at,) = connection.execute("SELECT at FROM review_events WHERE seq = ?", [middle]).fetchone()
        low, high = (low, middle) if at >= since else (middle + 1, high)
    return low


def reviewed(found: Iterable[Step]) -> tuple[Reviewed, ...]:
    """Count the verdicts by day and reviewer, in their order."""
    counts = Counter((step.day, step.actor) for step in found if not step.is_publication)
    return tuple(Reviewed(*who, count) for who, count in sorted(counts.items()))


def durations(found: Iterable[Step]) -> tuple[Duration, Duration]:
    """Return how long it took from begin to decision, and from decision to publication."""
    taken: tuple[list[int], list[int]] = ([], [])
    for step in found:
        if step.seconds is not None:
            taken[step.is_publication].append(step.seconds)
    return _duration(taken[0]), _duration(taken[1])


def weeks(found: Iterable[Step]) -> tuple[Week, ...]:
    """Return how long it took by the week in which it ended, the first week first."""
    by_day: dict[str, list[Step]] = {}
    for step in found:
        if step.seconds is not None:
            by_day.setdefault(step.day, []).append(step)
    by: dict[str, list[Step]] = {}
    for day, ended in by_day.items():
        by.setdefault(monday(day), []).extend(ended)
    return tuple(Week(week, *durations(ended)) for week, ended in sorted(by.items()))


def monday(day: str) -> str:
    """Return the Monday of the week of a day."""
    known = date.fromisoformat(day)
    return (known - timedelta(days=known.weekday())).isoformat()


def _duration(seconds: Sequence[int]) -> Duration:
    if not seconds:
        return Duration(0, None, None)
    return Duration(len(seconds), round(median(seconds)), sorted(seconds)[math.ceil(0.9 * len(seconds)) - 1])


def tallies(connection: sqlite3.Connection, column: str) -> tuple[int, tuple[Tally, ...]]:
    """Return how many speakers or sources have verdicts, and those of the ``MOST_NAMES`` with the most.

    ``column`` is ``speaker`` or ``source``. Retired claims are left out.
    """
    retired = _retired(connection, column)
    counts = _verdicts(connection, column, retired)
    names = sorted(counts, key=lambda name: (-counts[name].total(), name))
    named = names[:MOST_NAMES]
    unreviewed = _unreviewed(connection, column, named, retired) if named else Counter[str]()
    return len(names), tuple(Tally(name, counts[name], unreviewed[name]) for name in named)


def _verdicts(connection: sqlite3.Connection, column: str, retired: Retired) -> dict[str, Counter[str]]:
    """Count by the index alone, which does not know which claims are retired, less those, which are few."""
    keys = "SELECT v.key FROM rating_values v JOIN rating_scales s ON s.id = v.scale_id WHERE s.aspect = ?"
    among = " AND source IN (SELECT name FROM sources)" if column == "source" else ""
    sql = (
        f"SELECT {column}, verdict, count(*) FROM claims INDEXED BY {_INDEXES[column]}"
        f" WHERE verdict IN ({keys}) AND {column} IS NOT NULL{among} GROUP BY {column}, verdict"
    )
    counts: dict[str, Counter[str]] = {}
    for name, verdict, count in connection.execute(sql, [Aspect.VERACITY.value]):
        counts.setdefault(name, Counter())[verdict] = count - retired[name, verdict]
    left = {name: +found for name, found in counts.items()}
    return {name: found for name, found in left.items() if found}


def _unreviewed(connection: sqlite3.Connection, column: str, names: Sequence[str], retired: Retired) -> Counter[str]:
    marks = ", ".join("?" for _ in names)
    sql = f"SELECT {column}, count(*) FROM claims WHERE {column} IN ({marks}) AND verdict = ? GROUP BY 1"
    found = connection.execute(sql, [*names, UNREVIEWED])
    return Counter({name: count - retired[name, UNREVIEWED] for name, count in found})


def _retired(connection: sqlite3.Connection, column: str) -> Retired:
    sql = (
        f"SELECT {column}, verdict, count(*) FROM claims INDEXED BY claims_retired"
        f" WHERE retired_at IS NOT NULL AND {column} IS NOT NULL GROUP BY 1, 2"
    )
    return Counter({(name, verdict): count for name, verdict, count in connection.execute(sql)})


_EXTRACTION = """
SELECT r.claim_id, r.event_seq, c.quote_type, c.rule, r.verdict FROM reviews r JOIN claims c ON c.id = r.claim_id
WHERE r.aspect = ? AND c.rule <> ? AND NOT EXISTS (SELECT 1 FROM review_events u WHERE u.undoes = r.event_seq)
ORDER BY r.event_seq
"""
_REJECTED = f"""
SELECT c.id, c.quote_type, c.rule, json_extract(e.payload, '$.reason') AS reason
FROM claims c INDEXED BY claims_queue JOIN review_events e ON e.claim_id = c.id AND e.type = 'rejected'
WHERE c.state = ? AND reason IN (?, ?) AND {_kept("e")} AND NOT EXISTS (SELECT 1 FROM review_events l
  WHERE l.claim_id = e.claim_id AND l.type = 'rejected' AND l.seq > e.seq AND {_kept("l")})
"""

Finds = list[tuple[str, str, str]]
"""How claims were found and what was said of that: quote type, rule, key."""


def judged(connection: sqlite3.Connection) -> Finds:
    """Return what holds of the extraction of each claim that the extractor found and that people judged.

    The last answers on it hold if more than half agree. Whoever took it out of the queue as badly extracted or as no
    claim judged it, too.
    """
    rejected = connection.execute(_REJECTED, [State.REJECTED.value, *AGAINST_THE_EXTRACTOR])
    found = {claim: (quote_type, rule, reason) for claim, quote_type, rule, reason in rejected if rule != MANUAL}
    answers: dict[str, tuple[int, str, str, Counter[str]]] = {}
    for claim, event, quote_type, rule, key in connection.execute(_EXTRACTION, [Aspect.EXTRACTION.value, MANUAL]):
        if claim not in answers or answers[claim][0] != event:
            answers[claim] = (event, quote_type, rule, Counter())
        answers[claim][3][key] += 1
    for claim, (_, quote_type, rule, keys) in answers.items():
        key, votes = keys.most_common(1)[0]
        if 2 * votes > keys.total():
            found[claim] = (quote_type, rule, key)
    return list(found.values())


def by_type(found: Finds) -> tuple[Judged, ...]:
    """Count what was said of finds by their quote type, the most frequent first."""
    return _judged((quote_type, key) for quote_type, _, key in found)


def by_rule(found: Finds) -> tuple[Judged, ...]:
    """Count what was said of finds by the first part of the rule that found them (``encoder-sure+…``)."""
    return _judged((rule.split("+")[0], key) for _, rule, key in found)


def _judged(pairs: Iterable[tuple[str, str]]) -> tuple[Judged, ...]:
    counts: dict[str, Counter[str]] = {}
    for kind, key in pairs:
        counts.setdefault(kind, Counter())[key] += 1
    return tuple(Judged(kind, counts[kind]) for kind in sorted(counts, key=lambda one: (-counts[one].total(), one)))


PAIRS = """select a.claim_id, a.created_at, a.reviewer as first_reviewer, a.verdict as first_verdict,
  b.reviewer as second_reviewer, b.verdict as second_verdict
from reviews a join reviews b on b.claim_id = a.claim_id and b.event_seq = a.event_seq and b.aspect = a.aspect
  and b.scale_id = a.scale_id and b.reviewer > a.reviewer
where a.aspect = :aspect and a.scale_id = :scale
  and a.role in ('first', 'second', 'third') and b.role in ('first', 'second', 'third')
order by a.event_seq"""
"""The pairs of independent answers behind the figures of agreement, as SQL for everybody to run and change."""
