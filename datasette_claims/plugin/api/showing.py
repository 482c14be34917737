"""From what the database says to what the API answers."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from datasette_claims import review
from datasette_claims.database import appearing, corrections, history, listing, log, private, repeats, saved
from datasette_claims.database.appearing import Relative
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
    FiltersShown,
    RelativeShown,
    ReviewShown,
    SavedFilters,
    SimilarShown,
    StandingShown,
    StepTaken,
)
from datasette_claims.plugin.api.operations import Done, Reader
from datasette_claims.plugin.place import Place
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
    similar = repeats.similar(connection, claim_id) if reader.groups else ()
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
        similar=tuple(_similar(place, one) for one in similar),
        rechecks=corrections.of_claim(connection, claim_id),
        needs_recheck=corrections.needs_recheck(connection, claim_id),
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
        claims=tuple(ClaimInArticle(**_said(place, held)) for held in stored.in_force),
        appearances=appearing.appearances(connection, article_id),
        relatives=tuple(_relative(place, one) for one in appearing.relatives(connection, article_id)),
    )


def _relative(place: Place, one: Relative) -> RelativeShown:
    return RelativeShown(**asdict(one), url=addresses.article(place.datasette, place.database, one.article_id))


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
    return {
        "standing": _standing(standing(known)),
        "reviews": tuple(ReviewShown(**one) for one in history.reviews(connection, claim_id, last)),  # type: ignore[arg-type]
        "evidence": evidence(connection, reader, claim_id, last),
        "events": tuple(EventShown(**one) for one in history.events(connection, claim_id, last)),  # type: ignore[arg-type]
    }


def evidence(connection: sqlite3.Connection, reader: Reader, claim_id: str, last: int) -> tuple[EvidenceShown, ...]:
    """Return a claim's evidence up to the event ``last``; of confidential pieces what the reader may see."""
    found = history.evidence(connection, claim_id, last)
    if reader.reviews and reader.path is not None:
        hidden = [str(one["id"]) for one in found if one["confidential"]]
        found = history.confidential(found, private.evidence(private.beside(reader.path), hidden))
    return tuple(EvidenceShown(**one) for one in found)  # type: ignore[arg-type]


def filters(connection: sqlite3.Connection, place: Place) -> SavedFilters:
    """Return the filters that the desk keeps by name."""
    below = addresses.claims_json(place.datasette, place.database)
    kept = tuple(FiltersShown(**asdict(one), url=f"{below}?{one.query}") for one in saved.filters(connection))
    return SavedFilters(ok=True, filters=kept)


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
