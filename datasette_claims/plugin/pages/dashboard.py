"""How the desk's work goes: how much, how fast, how well, with what result; and the desk's own rules."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datasette_claims.database import scales
from datasette_claims.database.settings import LEASE_MINUTES, RANGES, REQUIRED_REVIEWS
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.api import measuring
from datasette_claims.plugin.api.admission import REVIEW_TABLES, TABLES
from datasette_claims.plugin.api.measuring import DashboardShown
from datasette_claims.plugin.pages import charts, effort, outcomes, reliability
from datasette_claims.plugin.pages.charts import BarChart, Counted, Words
from datasette_claims.plugin.pages.effort import Effort, Turnaround
from datasette_claims.plugin.pages.forms import OPERATIONS, Form
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.pages.history import Scales
from datasette_claims.plugin.pages.outcomes import Extraction, Outcomes
from datasette_claims.plugin.pages.parts import Choice
from datasette_claims.plugin.pages.reliability import Reliability
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message
from datasette_claims.review import State
from datasette_claims.steps import Permission

PERIODS = (7, 30, 90, 365)
"""The days that the page offers to tell of."""
_USUAL = 30


@dataclass(frozen=True, slots=True)
class Rules:
    """The desk's rules, and whether the visitor may change them."""

    required_reviews: int
    lease_minutes: int
    may_change: bool
    choices: tuple[Choice, ...]
    most_minutes: int


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """The dashboard; what nothing is known of yet is None. ``periods`` lead to other periods, the present one nowhere.

    ``since`` and ``until`` are written days in UTC.
    """

    since: str
    until: str
    periods: tuple[Link, ...]
    states: BarChart | None
    effort: Effort | None
    turnaround: Turnaround | None
    speakers: Outcomes | None
    sources: Outcomes | None
    reliability: tuple[Reliability, ...]
    extraction: Extraction | None
    rules: Rules


@dataclass(frozen=True, slots=True)
class _Found:
    shown: DashboardShown
    scales: Scales


def _read(connection: sqlite3.Connection, asked: Asked) -> _Found:
    return _Found(measuring.dashboard(connection, _days(asked)), scales.labels(connection))


def _days(asked: Asked) -> int:
    days = asked.query.get("days", "")
    return int(days) if days in map(str, PERIODS) else _USUAL


def _context(asked: Asked, found: _Found) -> DashboardPage:
    shown, language = found.shown, asked.place.language
    return DashboardPage(
        since=translation.written_date(shown.since, language),
        until=translation.written_date(shown.until, language),
        periods=_periods(asked),
        states=_states(asked, shown.states),
        effort=effort.effort(asked, shown),
        turnaround=effort.turnaround(asked, shown),
        speakers=outcomes.speakers(asked, shown, found.scales),
        sources=outcomes.sources(asked, shown, found.scales),
        reliability=reliability.reliability(asked, shown, found.scales),
        extraction=outcomes.extraction(asked, shown, found.scales),
        rules=_rules(asked, shown),
    )


def _periods(asked: Asked) -> tuple[Link, ...]:
    own, now = asked.link(addresses.DASHBOARD), _days(asked)
    named = asked.say(message("%(number)s days"))
    return tuple(
        Link(named % {"number": days}, "" if days == now else addresses.with_query(own, days=str(days)))
        for days in PERIODS
    )


def _states(asked: Asked, states: Mapping[str, int]) -> BarChart | None:
    if not states:
        return None
    named = (asked.say(text) for text in (message("Claims by state"), message("State"), message("Claims")))
    counted = [
        Counted(
            label=asked.say(labels.STATES[state]),
            count=states[state.value],
            url=asked.queue(state=state.value),
        )
        for state in State
        if state.value in states
    ]
    return charts.bars(Words("states", *named), counted, asked.place.language, of=sum(states.values()))


def _rules(asked: Asked, shown: DashboardShown) -> Rules:
    least, most = RANGES[REQUIRED_REVIEWS]
    return Rules(
        required_reviews=shown.required_reviews,
        lease_minutes=shown.lease_minutes,
        may_change=Permission.ADMIN in asked.visitor.may,
        choices=tuple(Choice(str(number), str(number)) for number in range(least, most + 1)),
        most_minutes=RANGES[LEASE_MINUTES][1],
    )


def _leads_back(asked: Asked, _: Mapping[str, Any]) -> str:
    """Lead back to the same period."""
    days = asked.query.get("days", "")
    return addresses.with_query(asked.link(addresses.DASHBOARD), days=days, said="change_settings")


PAGE: Page[_Found] = Page(
    path=addresses.DASHBOARD,
    template="datasette_claims/dashboard.html",
    read=_read,
    context=_context,
    tables=(*TABLES, *REVIEW_TABLES),
    shared=("days",),
    stylesheets=("charts.css", "dashboard.css"),
    forms={"change_settings": Form(OPERATIONS["change_settings"], leads=_leads_back)},
)
