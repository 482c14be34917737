"""From what the database says to what the API answers."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from datasette_claims import review
from datasette_claims.database import history, listing, log, private, repeats
from datasette_claims.database.listing import Listed
from datasette_claims.database.reading import stored_article, stored_claim
from datasette_claims.database.repeats import Similar
from datasette_claims.desk import validation
from datasette_claims.desk.requests import ListQuery
from datasette_claims.desk.visits import Outcome, Visit
from datasette_claims.errors import UnknownRow
from datasette_claims.exports.claims_json import article_json, claim_json
from datasette_claims.model import StoredClaim
from datasette_claims.plugin import addresses
from datasette_claims.plugin.api.answers import (
    ArticleShown,
    ArticleWithClaims,
    ClaimInArticle,
    ClaimRow,
    ClaimShown,
    EventShown,
    EvidenceShown,
    ReviewShown,
    SimilarShown,
    StandingShown,
    StepTaken,
)
from datasette_claims.plugin.api.operations import Done, Reader
from datasette_claims.plugin.contexts import Place, in_force
from datasette_claims.review import Event, Standing, standing


def row(place: Place, listed: Listed) -> ClaimRow:
    """Return a claim as lists show it."""
    return ClaimRow(**asdict(listed), url=addresses.claim(place.datasette, place.database, listed.id))


def present(connection: sqlite3.Connection, place: Place, claim_id: str) -> ClaimRow:
    """Return a claim as it is now; raises UnknownRow."""
    found = listing.listed(connection, claim_id)
    if found is None:
        raise UnknownRow(f"There is no claim {claim_id}.")
    return row(place, found)


def step(visit: Visit, place: Place, outcome: Outcome) -> Done:
    """Return the answer to a step on one claim."""
    shown = present(visit.connection, place, outcome.claim_id)
    return Done(StepTaken(ok=True, event=outcome.event.seq, claim=shown), (outcome,))


def following(place: Place, query: ListQuery, after: str | None) -> str | None:
    """Return the address of the next page of a list."""
    if after is None:
        return None
    asked = {name: value for name, value in validation.plain(query).items() if value not in (None, False)}
    return f"{addresses.claims_json(place.datasette, place.database)}?{urlencode(asked | {'after': after})}"


def claim(connection: sqlite3.Connection, place: Place, reader: Reader, claim_id: str, on: str | None) -> object:
    """Return everything known of a claim, its review as it stood ``on`` a past day; None if there is no such claim."""
    found = stored_claim(connection, claim_id)
    if found is None:
        return None
    stored, held = found
    events = log.events(connection, claim_id)
    known = review.until(events, on) if on else events
    replaces, replaced_by = history.lineage(connection, claim_id)
    now = listing.listed(connection, claim_id)
    sentence = held.claim.sentence
    return ClaimShown(
        ok=True,
        **_said(place, held),
        context=stored.article.text[sentence.start : sentence.end],
        article_id=stored.id,
        article_url=addresses.article(place.datasette, place.database, stored.id),
        article_version_id=stored.version_id,
        article=ArticleShown(**article_json(stored.article)),  # type: ignore[arg-type]
        **_reviewed(connection, reader, claim_id, known),
        replaces=replaces,
        replaced_by=replaced_by,
        holder=now.holder if now else None,
        lease_until=now.lease_until if now else None,
        similar=tuple(_similar(place, one) for one in repeats.similar(connection, claim_id)),
    )


def article(connection: sqlite3.Connection, place: Place, article_id: str) -> object:
    """Return an article with the claims that its newest wording holds; None if there is no such article."""
    stored = stored_article(connection, article_id)
    if stored is None:
        return None
    return ArticleWithClaims(
        ok=True,
        id=stored.id,
        url=addresses.article(place.datasette, place.database, stored.id),
        article_version_id=stored.version_id,
        article=ArticleShown(**article_json(stored.article)),  # type: ignore[arg-type]
        claims=tuple(ClaimInArticle(**_said(place, held)) for held in in_force(stored)),
    )


def _said(place: Place, held: StoredClaim) -> dict[str, Any]:
    return {
        **claim_json(held.id, held.claim, held.parent_id),
        "url": addresses.claim(place.datasette, place.database, held.id),
        "speaker_id": held.speaker_id,
        "state": held.state,
        "verdict": held.verdict,
        "inherited_from": held.inherited_from,
        "version": held.version,
        "retired_at": held.retired_at,
        "is_manual": held.is_manual,
    }


def _reviewed(
    connection: sqlite3.Connection, reader: Reader, claim_id: str, known: tuple[Event, ...]
) -> dict[str, Any]:
    last = known[-1].seq if known else 0
    evidence = history.evidence(connection, claim_id, last)
    if reader.reviews and reader.path is not None:
        hidden = [str(one["id"]) for one in evidence if one["confidential"]]
        evidence = history.confidential(evidence, private.evidence(private.beside(reader.path), hidden))
    return {
        "standing": _standing(standing(known)),
        "reviews": tuple(ReviewShown(**one) for one in history.reviews(connection, claim_id, last)),  # type: ignore[arg-type]
        "evidence": tuple(EvidenceShown(**one) for one in evidence),  # type: ignore[arg-type]
        "events": tuple(EventShown(**one) for one in history.events(connection, claim_id, last)),  # type: ignore[arg-type]
    }


def _similar(place: Place, one: Similar) -> SimilarShown:
    return SimilarShown(**asdict(one), url=addresses.claim(place.datasette, place.database, one.id))


def _standing(at: Standing) -> StandingShown:
    return StandingShown(
        state=at.state.value,
        verdict=at.verdict,
        ratings={aspect.value: key for aspect, key in at.ratings.items()},
        disputed=tuple(aspect.value for aspect in at.disputed),
        required=at.required,
        reviewers=at.reviewers,
        summary=at.summary,
        reason=at.reason,
        version=at.version,
    )
