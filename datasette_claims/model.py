"""The field's things as frozen values: what flows from an article to its claims.

Every offset is a Unicode code point into the article's stored text, half-open ``[start, end)``.
Words are defined once, in ``docs/glossary.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

GAP = " … "
"""Stands between the parts of a discontinuous quote, cue or mention when they are shown as one text."""

UNREVIEWED = "unreviewed"
"""The verdict of a claim that nobody has reviewed."""


class Span(NamedTuple):
    """Code points ``[start, end)`` of a text."""

    start: int
    end: int


def excerpt(text: str, spans: tuple[Span, ...]) -> str:
    """Return the text under ``spans``, the parts of a discontinuous one joined by ``GAP``."""
    return GAP.join(text[start:end] for start, end in spans)


def hull(spans: tuple[Span, ...]) -> Span:
    """Return the smallest span that covers all of ``spans`` (at least one, in text order)."""
    return Span(spans[0].start, spans[-1].end)


class QuoteType(str, Enum):
    """How speech is reproduced, as in the research corpora (Brunner 2015; Petersen-Frey and Biemann 2024)."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    INDIRECT_FREE_INDIRECT = "indirect_free_indirect"
    FREE_INDIRECT = "free_indirect"
    REPORTED = "reported"

    @property
    def corpus_name(self) -> str:
        """The name that the corpora, and the network's tags, have for it: ``IndirectFreeIndirect``."""
        return "".join(word.capitalize() for word in self.value.split("_"))


class SpeakerKind(str, Enum):
    """What a speaker is; ``GROUP`` is a plural common noun, ``UNKNOWN`` everything that gives no sign."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"
    UNKNOWN = "unknown"


class Mood(str, Enum):
    """The mood of a German quote's verbs: of its first subjunctive, else indicative."""

    INDICATIVE = "indicative"
    SUBJUNCTIVE_1 = "subjunctive_1"
    SUBJUNCTIVE_2 = "subjunctive_2"


class Stance(str, Enum):
    """How the words of a cue stand to what they report: behaupten keeps a distance, bestreiten says no to it."""

    NEUTRAL = "neutral"
    DISTANCING = "distancing"
    DENYING = "denying"


class Reason(str, Enum):
    """What a claim shows that speaks for checking it (down to ``RULE``) or against, each explained in the docs."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    EVENT = "event"
    COMPARISON = "comparison"
    SUPERLATIVE = "superlative"
    CAUSAL = "causal"
    QUANTIFIER = "quantifier"
    RULE = "rule"
    PREDICTION = "prediction"
    PROMISE = "promise"
    DEMAND = "demand"
    OPINION = "opinion"
    HEDGE = "hedge"
    EXPERIENCE = "experience"
    QUESTION = "question"
    FRAGMENT = "fragment"


@dataclass(frozen=True, slots=True)
class Worthiness:
    """How far a claim can be checked and is worth it, 0 to 1, with its reasons in the order of ``Reason``."""

    score: float
    reasons: tuple[Reason, ...]


class Signal(str, Enum):
    """What an agency says an item is to those it sent before."""

    CORRECTION = "correction"
    UPDATE = "update"
    REPEAT = "repeat"
    SUMMARY = "summary"
    LEAD = "lead"
    URGENT = "urgent"


class Section(NamedTuple):
    """A report of its own within an item: ``span`` covers the dateline that opens it, with its place and source."""

    span: Span
    place: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What an agency says is right and what was wrong in an item; ``place`` is where, as it says: 4. Absatz."""

    old: str
    new: str
    place: str
    language: str


@dataclass(frozen=True, slots=True)
class Article:
    """One news text as a reader found it, stripped of what is not text.

    ``published`` is an ISO 8601 date of the precision that the source states (``2025``, ``2025-02``,
    ``2025-02-26``). ``origin`` names the file or stream; ``authors`` are sign-off codes or names. ``sections`` are
    those after the first; ``signals`` come from the title's prefix, notes and the format's fields; ``is_release`` if
    its issuer, then the ``agency`` where it is named, answers for the text. ``provider_id`` and ``provider_version``
    are what its provider calls it, ``url`` is its page, each empty if the source does not say.
    """

    text: str
    title: str
    origin: str
    raw_sha256: str
    place: str | None = None
    agency: str | None = None
    published: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    crossheads: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()
    provider_id: str = ""
    provider_version: str = ""
    url: str = ""
    sections: tuple[Section, ...] = ()
    signals: tuple[Signal, ...] = ()
    is_release: bool = False
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that signal reproduced speech; ``lemma`` is its dictionary form (``teilte … mit``: mitteilen)."""

    spans: tuple[Span, ...]
    text: str
    lemma: str


@dataclass(frozen=True, slots=True)
class Mention:
    """The words that name the speaker, or whom the speaker talks to, in the text."""

    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a mention names, resolved through the whole article, without titles."""

    name: str
    kind: SpeakerKind


@dataclass(frozen=True, slots=True)
class Claim:
    """One attributed quote at one place in one text.

    ``sentence`` covers the sentence or sentences around it; ``rule`` names what found it; ``confidence``
    is the share of such finds that were right when measured, 0 to 1. ``frame`` is the part of the sentence that
    attributes the quote, ``addressee`` the words for whom it was said to, ``mood`` None without a verb to tell it
    by, ``parent`` the place of the smallest claim whose quote holds this one, counted from 0 in the text's claims;
    ``worthiness`` is None until it is weighed.
    """

    quote_type: QuoteType
    spans: tuple[Span, ...]
    quote: str
    sentence: Span
    cue: Cue | None
    mention: Mention | None
    speaker: Speaker | None
    rule: str
    confidence: float
    frame: tuple[Span, ...] = ()
    addressee: Mention | None = None
    mood: Mood | None = None
    stance: Stance = Stance.NEUTRAL
    parent: int | None = None
    worthiness: Worthiness | None = None


class Bearing(str, Enum):
    """How a piece of evidence bears on a claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


class SourceKind(str, Enum):
    """What a piece of evidence comes from."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    EXPERT = "expert"
    DATASET = "dataset"
    FACT_CHECK = "fact_check"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on; dates are ISO 8601.

    ``quote`` is the passage that matters, ``content_sha256`` the digest of the source as it was retrieved. What is
    ``confidential`` is known to reviewers alone: others are shown its ``bearing``, its ``kind`` and, in
    ``commitment``, the SHA-256 that proves it unchanged; ``nonce`` keeps that from being guessed.
    """

    id: str
    bearing: Bearing
    url: str | None = None
    title: str = ""
    publisher: str = ""
    quote: str = ""
    kind: SourceKind | None = None
    published_at: str | None = None
    retrieved_at: str | None = None
    archive_url: str | None = None
    archived_at: str | None = None
    content_sha256: str | None = None
    confidential: bool = False
    nonce: str = ""
    commitment: str | None = None


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A claim as the database holds it, with the state that people gave it; ``parent_id`` names its parent.

    ``version`` counts what has happened to it; ``inherited_from`` is the claim whose verdict it has as a repeat;
    ``is_manual`` if people, not the extractor, said what it is.
    """

    id: str
    claim: Claim
    speaker_id: str | None
    verdict: str
    retired_at: str | None
    parent_id: str | None = None
    state: str = "new"
    version: int = 0
    inherited_from: str | None = None
    is_manual: bool = False


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One wording of an article with the claims anchored in it, in text order; ``seq`` counts wordings from 1."""

    id: str
    article: Article
    version_id: str
    seq: int
    first_seen_at: str
    claims: tuple[StoredClaim, ...]

    @property
    def in_force(self) -> tuple[StoredClaim, ...]:
        """The claims that the article still holds."""
        return tuple(held for held in self.claims if held.retired_at is None)
