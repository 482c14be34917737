"""Every read of the API."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict

from datasette_claims.agreement import Rating, agreement
from datasette_claims.database import history, leases, listing, settings, verdicts
from datasette_claims.desk.requests import AgreementQuery, ClaimQuery, ListQuery
from datasette_claims.desk.wanted import filters
from datasette_claims.plugin.api import showing
from datasette_claims.plugin.api.admission import REVIEW_TABLES
from datasette_claims.plugin.api.answers import (
    AgreementShown,
    ArticleWithClaims,
    ClaimList,
    ClaimShown,
    FigureShown,
    SettingsShown,
    SpeakerShown,
    StatsShown,
)
from datasette_claims.plugin.api.operations import Read, Reader, Sent
from datasette_claims.plugin.contexts import Place


def _list(connection: sqlite3.Connection, place: Place, _: Reader, sent: Sent) -> ClaimList:
    query: ListQuery = sent.content
    page = listing.page(connection, filters(query, retired=query.retired), query.sort.value, query.after, query.size)
    rows = tuple(showing.row(place, one) for one in page.claims)
    return ClaimList(ok=True, claims=rows, next=showing.following(place, query, page.after))


def _claim(connection: sqlite3.Connection, place: Place, reader: Reader, sent: Sent) -> object:
    return showing.claim(connection, place, reader, sent.ids["claim"], sent.content.on)


def _article(connection: sqlite3.Connection, place: Place, _: Reader, sent: Sent) -> object:
    return showing.article(connection, place, sent.ids["article"])


def _speaker(connection: sqlite3.Connection, _: Place, __: Reader, sent: Sent) -> object:
    found = history.speaker(connection, sent.ids["speaker"])
    return SpeakerShown(ok=True, **found) if found else None  # type: ignore[arg-type]


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


def _agreement(connection: sqlite3.Connection, _: Place, __: Reader, sent: Sent) -> AgreementShown:
    aspect = sent.content.aspect
    scale = verdicts.scales(connection)[aspect]
    answers = [Rating(*one) for one in history.independent(connection, aspect, scale.id)]
    found = agreement(answers, scale.values)
    return AgreementShown(
        ok=True,
        aspect=aspect.value,
        scale=scale.id,
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


READS = (
    Read("list_claims", "/{database}/-/claims.json", "List and search claims", ClaimList, _list, ListQuery),
    Read(
        "show_claim",
        "/{database}/-/claims/{claim}.json",
        "One claim with its context, reviews, evidence and history",
        ClaimShown,
        _claim,
        ClaimQuery,
        tables=REVIEW_TABLES,
        missing="This database holds no such claim.",
    ),
    Read(
        "show_article",
        "/{database}/-/articles/{article}.json",
        "One article with its claims",
        ArticleWithClaims,
        _article,
        missing="This database holds no such article.",
    ),
    Read(
        "show_speaker",
        "/{database}/-/speakers/{speaker}.json",
        "One speaker",
        SpeakerShown,
        _speaker,
        tables=("speaker_aliases",),
        missing="This database holds no such speaker.",
    ),
    Read(
        "show_stats",
        "/{database}/-/claims/stats.json",
        "How far the work has come",
        StatsShown,
        _stats,
        tables=REVIEW_TABLES,
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
)
"""Every read; ``writes.WRITES`` are the writes."""
