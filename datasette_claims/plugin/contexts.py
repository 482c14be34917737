"""What the pages render, complete: templates look nothing up and decide nothing but how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette_claims.model import Span, StoredArticle, StoredClaim
from datasette_claims.plugin import addresses, translation
from datasette_claims.plugin.marking import Block, Mark, blocks

if TYPE_CHECKING:
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is asked for: the served database, and the ``language`` to answer in."""

    datasette: Datasette
    database: str
    language: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """What stands above an article's text.

    ``published`` is written out in the reader's language, ``language`` is that of the text (ISO 639-1);
    ``source`` leads to the outlet's claims. What the article does not state is None or empty.
    """

    title: Link
    source: Link | None
    place: str | None
    published: str
    authors: tuple[str, ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class ClaimSummary:
    """A claim in a few words; the links of speaker, type and verdict lead to the claims that share them.

    ``speaker`` is None if the text names nobody, ``verdict_key`` is the verdict as stored.
    """

    id: str
    quote: Link
    speaker: Link | None
    quote_type: Link
    verdict: Link
    verdict_key: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How a claim was said and how far it is worth checking, in words; what is not known is empty or None.

    ``worthiness`` is a written percentage, ``reasons`` are what raised or lowered it, ``parent`` is the claim whose
    quote holds this one.
    """

    addressee: str
    mood: str
    stance: str
    worthiness: str
    reasons: tuple[str, ...]
    parent: Link | None


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim with the article around it.

    ``cue`` and ``mention`` are empty if the text has none, ``confidence`` is a written percentage, ``retired`` is
    the written day since which the article's newest wording lacks the claim, empty if it holds it. The marks in
    ``blocks`` are of the kinds ``quote``, ``cue`` and ``mention``.
    """

    language: str
    stylesheet: str
    twin: str
    claim: ClaimSummary
    cue: str
    mention: str
    confidence: str
    rule: str
    manner: Manner
    retired: str
    article: ArticleHead
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article, in its newest wording, with the claims that it holds in text order.

    The marks in ``blocks`` carry claim ids; ``urls`` leads from these to the claims' pages.
    """

    language: str
    stylesheet: str
    twin: str
    article: ArticleHead
    claims: tuple[ClaimSummary, ...]
    urls: Mapping[str, str]
    blocks: tuple[Block, ...]


def claim_page(place: Place, stored: StoredArticle, held: StoredClaim) -> ClaimPage:
    """Return what a claim's page shows; ``stored`` is the wording that the claim is anchored in."""
    claim = held.claim
    marks = [
        *_marks(claim.spans, "quote"),
        *_marks(claim.cue.spans if claim.cue else (), "cue"),
        *_marks(claim.mention.spans if claim.mention else (), "mention"),
    ]
    return ClaimPage(
        language=place.language,
        stylesheet=addresses.static(place.datasette, "claims.css"),
        twin=addresses.claim(place.datasette, place.database, held.id) + ".json",
        claim=_summary(place, held),
        cue=claim.cue.text if claim.cue else "",
        mention=claim.mention.text if claim.mention else "",
        confidence=translation.written_share(claim.confidence, place.language),
        rule=claim.rule,
        manner=_manner(place, stored, held),
        retired=translation.written_date(held.retired_at, place.language),
        article=_head(place, stored),
        blocks=blocks(stored.article.text, stored.article.crossheads, marks),
    )


def _manner(place: Place, stored: StoredArticle, held: StoredClaim) -> Manner:
    claim, worthiness = held.claim, held.claim.worthiness
    say = translation.catalogue(place.language).gettext
    return Manner(
        addressee=claim.addressee.text if claim.addressee else "",
        mood=say(translation.MOODS[claim.mood]) if claim.mood else "",
        stance=say(translation.STANCES[claim.stance]),
        worthiness=translation.written_share(worthiness.score, place.language) if worthiness else "",
        reasons=tuple(say(translation.REASONS[reason]) for reason in worthiness.reasons) if worthiness else (),
        parent=_parent(place, stored, held.parent_id),
    )


def _parent(place: Place, stored: StoredArticle, parent_id: str | None) -> Link | None:
    parent = next((other for other in stored.claims if other.id == parent_id), None)
    if parent is None:
        return None
    return Link(parent.claim.quote, addresses.claim(place.datasette, place.database, parent.id))


def article_page(place: Place, stored: StoredArticle) -> ArticlePage:
    """Return what an article's page shows."""
    claims = in_force(stored)
    marks = [Mark(span, held.id, "claim") for held in claims for span in held.claim.spans]
    return ArticlePage(
        language=place.language,
        stylesheet=addresses.static(place.datasette, "claims.css"),
        twin=addresses.article(place.datasette, place.database, stored.id) + ".json",
        article=_head(place, stored),
        claims=tuple(_summary(place, held) for held in claims),
        urls={held.id: addresses.claim(place.datasette, place.database, held.id) for held in claims},
        blocks=blocks(stored.article.text, stored.article.crossheads, marks),
    )


def in_force(stored: StoredArticle) -> tuple[StoredClaim, ...]:
    """Return the claims that the article still holds."""
    return tuple(held for held in stored.claims if held.retired_at is None)


def _marks(spans: tuple[Span, ...], kind: str) -> list[Mark]:
    return [Mark(span, kind, kind) for span in spans]


def _head(place: Place, stored: StoredArticle) -> ArticleHead:
    article = stored.article
    return ArticleHead(
        title=Link(article.title, addresses.article(place.datasette, place.database, stored.id)),
        source=_same(place, "source", article.agency) if article.agency else None,
        place=article.place,
        published=translation.written_date(article.published, place.language),
        authors=article.authors,
        language=article.language,
    )


def _summary(place: Place, held: StoredClaim) -> ClaimSummary:
    claim = held.claim
    say = translation.catalogue(place.language).gettext
    return ClaimSummary(
        id=held.id,
        quote=Link(claim.quote, addresses.claim(place.datasette, place.database, held.id)),
        speaker=_same(place, "speaker", claim.speaker.name) if claim.speaker else None,
        quote_type=_same(place, "quote_type", claim.quote_type.value, say(translation.QUOTE_TYPES[claim.quote_type])),
        verdict=_same(place, "verdict", held.verdict, say(translation.VERDICTS.get(held.verdict, held.verdict))),
        verdict_key=held.verdict,
    )


def _same(place: Place, column: str, value: str, text: str | None = None) -> Link:
    return Link(text or value, addresses.claims_where(place.datasette, place.database, column, value))
