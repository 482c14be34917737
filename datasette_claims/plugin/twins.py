"""The pages as JSON: the shape of ``exports.claims_json``, the state of each claim, and addresses."""

from __future__ import annotations

from datasette_claims.exports.claims_json import Json, article_json, claim_json
from datasette_claims.model import StoredArticle, StoredClaim
from datasette_claims.plugin import addresses
from datasette_claims.plugin.contexts import Place, in_force


def claim_twin(place: Place, stored: StoredArticle, held: StoredClaim) -> Json:
    """Return a claim with the wording that its offsets count on."""
    sentence = held.claim.sentence
    return {
        **_held_json(place, held),
        "context": stored.article.text[sentence.start : sentence.end],
        "article_id": stored.id,
        "article_url": addresses.article(place.datasette, place.database, stored.id),
        "version": stored.version_id,
        "article": article_json(stored.article),
    }


def article_twin(place: Place, stored: StoredArticle) -> Json:
    """Return an article in its newest wording with the claims that it holds."""
    return {
        "id": stored.id,
        "version": stored.version_id,
        "url": addresses.article(place.datasette, place.database, stored.id),
        "article": article_json(stored.article),
        "claims": [_held_json(place, held) for held in in_force(stored)],
    }


def _held_json(place: Place, held: StoredClaim) -> Json:
    return {
        **claim_json(held.id, held.claim, held.parent_id),
        "verdict": held.verdict,
        "retired_at": held.retired_at,
        "url": addresses.claim(place.datasette, place.database, held.id),
    }
