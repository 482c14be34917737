"""Every read of the API."""

from __future__ import annotations

import sqlite3

from datasette_claims.database import history, leases, listing, settings, verdicts
from datasette_claims.desk.requests import AgreementQuery, ClaimQuery, DashboardQuery, GroupQuery, ListQuery
from datasette_claims.desk.wanted import filters
from datasette_claims.plugin.api import grouping, measuring, running, showing
from datasette_claims.plugin.api.admission import (
    APPEARANCE_TABLES,
    CORRECTION_TABLES,
    GROUP_TABLES,
    REVIEW_TABLES,
    RUN_TABLES,
)
from datasette_claims.plugin.api.answers import (
    AgreementShown,
    ArticleWithClaims,
    ClaimList,
    ClaimShown,
    SavedFilters,
    SettingsShown,
    StatsShown,
)
from datasette_claims.plugin.api.grouping import GroupShown
from datasette_claims.plugin.api.measuring import DashboardShown
from datasette_claims.plugin.api.namesakes import SPEAKER_READS
from datasette_claims.plugin.api.operations import Read, Reader, Sent
from datasette_claims.plugin.api.running import RunList, RunWithOutcomes
from datasette_claims.plugin.place import Place


def _list(connection: sqlite3.Connection, place: Place, _: Reader, sent: Sent) -> ClaimList:
    query: ListQuery = sent.content
    page = listing.page(connection, filters(query, retired=query.retired), query.sort.value, query.after, query.size)
    rows = tuple(showing.row(place, one) for one in page.claims)
    return ClaimList(ok=True, claims=rows, next=showing.following(place, query, page.after))


def _claim(connection: sqlite3.Connection, place: Place, reader: Reader, sent: Sent) -> object:
    return showing.claim(connection, place, reader, sent.ids["claim"], sent.content.on)


def _article(connection: sqlite3.Connection, place: Place, _: Reader, sent: Sent) -> object:
    return showing.article(connection, place, sent.ids["article"])


def _group(connection: sqlite3.Connection, place: Place, _: Reader, sent: Sent) -> GroupShown | None:
    return grouping.group(connection, place, sent.ids["group"], sent.content.page)


def _stats(connection: sqlite3.Connection, _: Place, reader: Reader, __: Sent) -> StatsShown:
    counts = history.counts(connection)
    mine = dict(leases.held_by(connection, reader.actor))
    claims = sum(counts["states"].values())
    return StatsShown(ok=True, claims=claims, **counts, in_work=history.in_work(connection), mine=mine)


def _settings(connection: sqlite3.Connection, _: Place, __: Reader, ___: Sent) -> SettingsShown:
    return shown_settings(connection)


def shown_settings(connection: sqlite3.Connection) -> SettingsShown:
    """Return the desk's rules."""
    scales = {aspect.value: tuple(scale.values) for aspect, scale in verdicts.scales(connection).items()}
    return SettingsShown(ok=True, **settings.values(connection), scales=scales)


def _filters(connection: sqlite3.Connection, place: Place, _: Reader, __: Sent) -> SavedFilters:
    return showing.filters(connection, place)


def _agreement(connection: sqlite3.Connection, _: Place, __: Reader, sent: Sent) -> AgreementShown:
    return measuring.agreed(connection, sent.content.aspect)


def _dashboard(connection: sqlite3.Connection, _: Place, __: Reader, sent: Sent) -> DashboardShown:
    return measuring.dashboard(connection, sent.content.days)


def _runs(connection: sqlite3.Connection, place: Place, _: Reader, __: Sent) -> RunList:
    return running.runs(connection, place)


def _run(connection: sqlite3.Connection, place: Place, _: Reader, sent: Sent) -> RunWithOutcomes | None:
    return running.run(connection, place, int(sent.ids["run"]))


READS = (
    Read("list_claims", "/{database}/-/claims.json", "List and search claims", ClaimList, _list, ListQuery),
    Read(
        "show_claim",
        "/{database}/-/claims/{claim}.json",
        "One claim with its context, reviews, evidence and history",
        ClaimShown,
        _claim,
        ClaimQuery,
        tables=(*REVIEW_TABLES, *CORRECTION_TABLES),
        missing="This database holds no such claim.",
    ),
    Read(
        "show_article",
        "/{database}/-/articles/{article}.json",
        "One article with its claims",
        ArticleWithClaims,
        _article,
        tables=(*APPEARANCE_TABLES, *CORRECTION_TABLES),
        missing="This database holds no such article.",
    ),
    *SPEAKER_READS,
    Read(
        "show_group",
        "/{database}/-/claim-groups/{group}.json",
        "What is said again and again: by whom and when",
        GroupShown,
        _group,
        GroupQuery,
        tables=GROUP_TABLES,
        missing="This database holds no such claim group.",
    ),
    Read(
        "show_stats",
        "/{database}/-/claims/stats.json",
        "How far the work has come",
        StatsShown,
        _stats,
        tables=REVIEW_TABLES,
    ),
    Read(
        "list_filters",
        "/{database}/-/claims/filters.json",
        "The filters that the desk keeps by name",
        SavedFilters,
        _filters,
    ),
    Read(
        "list_runs",
        "/{database}/-/claims/runs.json",
        "Loads and re-extractions, and the claims with a verdict that have lost their place",
        RunList,
        _runs,
        tables=(*REVIEW_TABLES, *GROUP_TABLES, *RUN_TABLES),
    ),
    Read(
        "show_run",
        "/{database}/-/claims/runs/{run}.json",
        "What a load or a re-extraction did to claims, or would do",
        RunWithOutcomes,
        _run,
        tables=(*REVIEW_TABLES, *GROUP_TABLES, *RUN_TABLES),
        missing="This database holds no run of that number.",
    ),
    Read("show_settings", "/{database}/-/claims/settings.json", "The desk's rules", SettingsShown, _settings),
    Read(
        "show_agreement",
        "/{database}/-/claims/agreement.json",
        "How far independent verdicts agree",
        AgreementShown,
        _agreement,
        AgreementQuery,
        tables=REVIEW_TABLES,
    ),
    Read(
        "show_dashboard",
        "/{database}/-/claims/dashboard.json",
        "How the desk's work goes",
        DashboardShown,
        _dashboard,
        DashboardQuery,
        tables=REVIEW_TABLES,
    ),
)
"""Every read; ``writes.WRITES`` are the writes."""
