"""What the desk's dashboard says: how the work goes, how far reviewers agree, where the extractor errs."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass

from datasette_claims.agreement import Agreement, Rating, agreement
from datasette_claims.clock import later, now
from datasette_claims.database import history, progress, settings, verdicts
from datasette_claims.database.progress import Counts, Duration, Judged, Reviewed, Tally, Week
from datasette_claims.plugin.api.answers import AgreementShown, FigureShown
from datasette_claims.review import Aspect

_DAY = 24 * 60
_MOST_KEPT = 60

_agreed: dict[object, AgreementShown] = {}


@dataclass(frozen=True, slots=True)
class DashboardShown:
    """How the desk's work goes.

    ``reviewed``, ``decided``, ``published`` and ``weeks`` are of the days in UTC from ``since`` to ``until``, all else
    is of all time. ``reviewed`` counts verdicts and rulings, those included that nobody may see yet. ``decided`` is
    how many seconds passed from the first triage, take or answer to the decision, ``published`` from there to
    publication. ``speakers`` and ``sources`` are those with the most verdicts, of ``speakers_judged`` and
    ``sources_judged``. ``extraction_by_type`` and ``extraction_by_rule`` count what people said of how claims were
    found.
    """

    ok: bool
    since: str
    until: str
    reviewed: tuple[Reviewed, ...]
    decided: Duration
    published: Duration
    weeks: tuple[Week, ...]
    agreement: dict[str, AgreementShown]
    speakers: tuple[Tally, ...]
    speakers_judged: int
    sources: tuple[Tally, ...]
    sources_judged: int
    extraction_by_type: tuple[Judged, ...]
    extraction_by_rule: tuple[Judged, ...]
    states: Counts
    required_reviews: int
    lease_minutes: int


def dashboard(connection: sqlite3.Connection, days: int) -> DashboardShown:
    """Return what the dashboard says of the last ``days`` days in UTC, today included."""
    today = now()
    since = later(today, -(days - 1) * _DAY)[:10]
    found = progress.steps(connection, since)
    decided, published = progress.durations(found)
    speakers_judged, speakers = progress.tallies(connection, "speaker")
    sources_judged, sources = progress.tallies(connection, "source")
    judged = progress.judged(connection)
    return DashboardShown(
        ok=True,
        since=since,
        until=today[:10],
        reviewed=progress.reviewed(found),
        decided=decided,
        published=published,
        weeks=progress.weeks(found),
        agreement={aspect.value: agreed(connection, aspect) for aspect in Aspect},
        speakers=speakers,
        speakers_judged=speakers_judged,
        sources=sources,
        sources_judged=sources_judged,
        extraction_by_type=progress.by_type(judged),
        extraction_by_rule=progress.by_rule(judged),
        states=history.states(connection),
        **settings.values(connection),
    )


def agreed(connection: sqlite3.Connection, aspect: Aspect) -> AgreementShown:
    """Return how far independent first answers on one aspect agree, by its newest scale.

    It is worked out once for the same reviews: that takes a tenth of a second for every 10,000 claims.
    """
    scale = verdicts.scales(connection)[aspect]
    reviews = (history.newest_review(connection), aspect, scale.id)
    known = _agreed.get(reviews)
    if known is not None:
        return known
    answers = [Rating(*one) for one in history.independent(connection, aspect, scale.id)]
    found = _shown(aspect, scale.id, agreement(answers, scale.values))
    # Several threads read at once: what one returns must not depend on what another clears.
    if len(_agreed) >= _MOST_KEPT:
        _agreed.clear()
    _agreed[reviews] = found
    return found


def _shown(aspect: Aspect, scale: str, found: Agreement) -> AgreementShown:
    return AgreementShown(
        ok=True,
        aspect=aspect.value,
        scale=scale,
        units=found.units,
        ratings=found.ratings,
        raw=found.raw,
        kappa=FigureShown(**asdict(found.kappa)),
        alpha_nominal=FigureShown(**asdict(found.alpha_nominal)),
        alpha_ordinal=FigureShown(**asdict(found.alpha_ordinal)),
        pairs=tuple(asdict(pair) for pair in found.pairs),
        confusion=found.confusion,
        worst_pairs=found.worst_pairs,
        warnings=tuple(caveat.value for caveat in found.caveats),
    )
