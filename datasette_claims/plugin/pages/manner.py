"""How a claim was said, how it was found, and how far it is worth checking, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass

from datasette_claims.model import Cue, Mention, StoredArticle, StoredClaim
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.place import Link


@dataclass(frozen=True, slots=True)
class Manner:
    """How a claim was said and how far it is worth checking, in words; what is not known is empty or None.

    ``worthiness`` is a written percentage, ``reasons`` are what raised or lowered it, ``parent`` is the claim whose
    quote holds this one, ``children`` are those that its own quote holds.
    """

    cue: str
    mention: str
    addressee: str
    mood: str
    stance: str
    worthiness: str
    reasons: tuple[str, ...]
    confidence: str
    rule: str
    is_manual: bool
    parent: Link | None
    children: tuple[Link, ...]


def manner(asked: Asked, stored: StoredArticle, held: StoredClaim) -> Manner:
    """Return what is known of how a claim was said."""
    claim, worthiness, language = held.claim, held.claim.worthiness, asked.place.language
    related = [other for other in stored.claims if held.parent_id == other.id or other.parent_id == held.id]
    return Manner(
        cue=_words(claim.cue),
        mention=_words(claim.mention),
        addressee=_words(claim.addressee),
        mood=asked.say(labels.MOODS[claim.mood]) if claim.mood else "",
        stance=asked.say(labels.STANCES[claim.stance]),
        worthiness=translation.written_share(worthiness.score, language) if worthiness else "",
        reasons=tuple(asked.say(labels.REASONS[reason]) for reason in worthiness.reasons) if worthiness else (),
        confidence=translation.written_share(claim.confidence, language),
        rule=claim.rule,
        is_manual=held.is_manual,
        parent=next((_link(asked, other) for other in related if other.id == held.parent_id), None),
        children=tuple(_link(asked, other) for other in related if other.parent_id == held.id),
    )


def _words(part: Cue | Mention | None) -> str:
    return part.text if part else ""


def _link(asked: Asked, other: StoredClaim) -> Link:
    return Link(other.claim.quote, asked.link(addresses.CLAIM, claim=other.id))
