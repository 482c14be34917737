"""What several pages show: an article's head, a claim in a few words, choices of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from datasette_claims.database.corrections import Recheck, StoredCorrection
from datasette_claims.database.scales import Label
from datasette_claims.model import StoredArticle, StoredClaim
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.place import Link
from datasette_claims.review import State

Member = TypeVar("Member", bound=Enum)


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
    """A claim in a few words; ``speaker`` is None if the text names nobody.

    Type, state and verdict lead to the claims that share them; ``verdict_key`` and ``state_key`` are as stored.
    """

    id: str
    quote: Link
    speaker: Link | None
    quote_type: Link
    state: Link
    state_key: str
    verdict: Link
    verdict_key: str
    is_retired: bool


@dataclass(frozen=True, slots=True)
class Corrected:
    """What an agency says was wrong and what is right; ``place`` is where, ``at`` the day on which that was loaded."""

    old: str
    new: str
    place: str
    at: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of several: the ``key`` that is sent, its words, and the key on the keyboard that gives it."""

    key: str
    text: str
    hotkey: str = ""


def head(asked: Asked, stored: StoredArticle) -> ArticleHead:
    """Return what stands above an article."""
    article = stored.article
    return ArticleHead(
        title=Link(article.title, asked.link(addresses.ARTICLE, article=stored.id)),
        source=where(asked, "source", article.agency) if article.agency else None,
        place=article.place,
        published=translation.written_date(article.published, asked.place.language),
        authors=article.authors,
        language=article.language,
    )


def summary(asked: Asked, held: StoredClaim) -> ClaimSummary:
    """Return a claim in a few words."""
    claim = held.claim
    name = claim.speaker.name if claim.speaker else ""
    return ClaimSummary(
        id=held.id,
        quote=Link(claim.quote, asked.link(addresses.CLAIM, claim=held.id)),
        speaker=speaker(asked, held.speaker_id, name),
        quote_type=where(asked, "quote_type", claim.quote_type.value, labels.QUOTE_TYPES[claim.quote_type]),
        state=where(asked, "state", held.state, labels.STATES[State(held.state)]),
        state_key=held.state,
        verdict=where(asked, "verdict", held.verdict, labels.VERDICTS.get(held.verdict)),
        verdict_key=held.verdict,
        is_retired=held.retired_at is not None,
    )


def speaker(asked: Asked, speaker_id: str | None, name: str) -> Link | None:
    """Return a speaker's name, which leads to their page; None for nobody."""
    return Link(name, asked.link(addresses.SPEAKER, speaker=speaker_id)) if speaker_id and name else None


def where(asked: Asked, column: str, value: str, text: str | None = None) -> Link:
    """Return words, of the catalogue unless they are ``value`` itself, that lead to the claims that share a value."""
    return Link(asked.say(text) if text else value, asked.queue(**{column: value}))


def corrected(asked: Asked, one: StoredCorrection | Recheck) -> Corrected:
    """Return a correction with its day written out."""
    return Corrected(one.old, one.new, one.place, translation.written_date(one.at, asked.place.language))


def choices(asked: Asked, texts: Mapping[Member, str]) -> tuple[Choice, ...]:
    """Return the members of an enumeration as choices."""
    return tuple(Choice(str(one.value), asked.say(text)) for one, text in texts.items())


def labelled(asked: Asked, scale: Iterable[Label]) -> tuple[Choice, ...]:
    """Return the labels of a rating scale as choices."""
    return tuple(Choice(label.key, label.text(asked.place.language), label.hotkey) for label in scale)
