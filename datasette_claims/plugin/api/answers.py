"""What the API answers, as dataclasses; ``openapi`` describes them, ``validation.plain`` turns them into JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from datasette_claims.database.appearing import Appearance, Relative
from datasette_claims.database.corrections import Recheck
from datasette_claims.database.listing import Listed
from datasette_claims.database.repeats import Similar
from datasette_claims.database.saved import Saved


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request was refused.

    ``fields`` says of each wrong field what is wrong, ``claim`` is the present row, ``permission`` the one that is
    missing, ``limit`` the most bytes that a body may have; each is there only where it says something.
    """

    ok: bool
    error: str
    errors: tuple[str, ...]
    status: int
    fields: dict[str, str] | None = None
    claim: ClaimRow | None = None
    permission: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimRow(Listed):
    """One claim in a list; ``version`` goes into If-Match."""

    url: str


@dataclass(frozen=True, slots=True)
class ClaimList:
    """A page of claims; ``next`` is the address of the one after it, null on the last."""

    ok: bool
    claims: tuple[ClaimRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """A piece of evidence. Of a confidential one, only reviewers see more than bearing, kind and commitment."""

    id: str
    bearing: str
    kind: str | None
    url: str | None
    title: str
    publisher: str
    quote: str
    published_at: str | None
    retrieved_at: str | None
    archive_url: str | None
    archived_at: str | None
    content_sha256: str | None
    confidential: bool
    commitment: str | None
    added_by: str
    answer_id: str


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """What one person said of one aspect."""

    id: str
    aspect: str
    verdict: str
    reviewer: str
    role: str
    summary: str
    rationale: str
    flags: tuple[str, ...]
    as_of: str | None
    created_at: str
    scale_id: str
    supersedes: str | None
    correction_note: str | None
    is_undone: bool


@dataclass(frozen=True, slots=True)
class EventShown:
    """One line of the claim's history."""

    seq: int
    at: str
    actor: str
    type: str
    from_state: str | None
    to_state: str | None
    answer_id: str | None
    undoes: int | None
    batch: str | None
    reason: str
    note: str
    hash: str


@dataclass(frozen=True, slots=True)
class StandingShown:
    """Where the claim's review stands. ``reviewers`` have answered in this round; what they said is in ``reviews``."""

    state: str
    verdict: str
    ratings: dict[str, str]
    disputed: tuple[str, ...]
    required: int | None
    reviewers: tuple[str, ...]
    summary: str
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class SimilarShown(Similar):
    """A claim that may say the same."""

    url: str


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A report of its own within an article: where the dateline that opens it stands, and what it states."""

    start: int
    end: int
    place: str
    source: str | None


@dataclass(frozen=True, slots=True)
class ArticleShown:
    """An article in the wording that the offsets count on."""

    title: str
    place: str | None
    agency: str | None
    published: str | None
    language: str | None
    authors: tuple[str, ...]
    origin: str
    raw_sha256: str
    crossheads: tuple[tuple[int, int], ...]
    warnings: tuple[str, ...]
    sections: tuple[SectionShown, ...]
    signals: tuple[str, ...]
    source_kind: str | None
    text: str


@dataclass(frozen=True, slots=True)
class ClaimInArticle:
    """A claim among those of its article; offsets are half-open code points into the article's text."""

    id: str
    url: str
    quote_type: str
    quote: str
    spans: tuple[tuple[int, int], ...]
    cue: str | None
    cue_lemma: str | None
    cue_spans: tuple[tuple[int, int], ...]
    mention: str | None
    mention_spans: tuple[tuple[int, int], ...]
    speaker: str | None
    speaker_kind: str | None
    speaker_id: str | None
    frame_spans: tuple[tuple[int, int], ...]
    addressee: str | None
    addressee_spans: tuple[tuple[int, int], ...]
    mood: str | None
    cue_stance: str
    parent_claim_id: str | None
    checkworthiness: float | None
    checkworthiness_reasons: tuple[str, ...]
    rule: str
    confidence: float
    state: str
    verdict: str
    inherited_from: str | None
    version: int
    retired_at: str | None
    is_manual: bool


@dataclass(frozen=True, slots=True)
class RelativeShown(Relative):
    """An article that shares paragraphs with another, with its address."""

    url: str


@dataclass(frozen=True, slots=True)
class ArticleWithClaims:
    """An article in its newest wording with the claims that it holds, in text order.

    ``appearances`` are the places where its text appeared, ``relatives`` the articles that share half of their
    paragraphs with it or more.
    """

    ok: bool
    id: str
    url: str
    article_version_id: str
    article: ArticleShown
    claims: tuple[ClaimInArticle, ...]
    appearances: tuple[Appearance, ...]
    relatives: tuple[RelativeShown, ...]


@dataclass(frozen=True, slots=True)
class ClaimShown(ClaimInArticle):
    """One claim with all that is known of it. ``article`` is in the wording that the offsets count on."""

    ok: bool
    replaces: tuple[str, ...]
    replaced_by: tuple[str, ...]
    context: str
    article_id: str
    article_url: str
    article_version_id: str
    article: ArticleShown
    holder: str | None
    lease_until: str | None
    standing: StandingShown
    reviews: tuple[ReviewShown, ...]
    evidence: tuple[EvidenceShown, ...]
    events: tuple[EventShown, ...]
    similar: tuple[SimilarShown, ...]
    rechecks: tuple[Recheck, ...]
    needs_recheck: bool


@dataclass(frozen=True, slots=True)
class NextClaim:
    """The claim that was handed out, null if there is none that fits."""

    ok: bool
    claim: ClaimRow | None


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What a step made of a claim; ``event`` is its number in the history."""

    ok: bool
    event: int
    claim: ClaimRow


@dataclass(frozen=True, slots=True)
class ClaimFixed:
    """The claim as people say it is; ``replaces`` is the one that it took the place of, if it is a new one."""

    ok: bool
    event: int
    replaces: str | None
    claim: ClaimRow


@dataclass(frozen=True, slots=True)
class NewClaim:
    """The claim that was added."""

    ok: bool
    claim: ClaimRow


@dataclass(frozen=True, slots=True)
class RepeatShown:
    """The claim, which has the verdict of what it repeats unless it has one of its own."""

    ok: bool
    of: str
    confirmed: bool
    claim: ClaimRow


@dataclass(frozen=True, slots=True)
class Renewed:
    """Until when the claim is in work now."""

    ok: bool
    lease_until: str


@dataclass(frozen=True, slots=True)
class BulkTaken:
    """What a bulk step did, or would do in a preview; ``batch`` undoes it."""

    ok: bool
    batch: str | None
    claims: tuple[str, ...]
    refused: dict[str, str]


@dataclass(frozen=True, slots=True)
class SpeakerShown:
    """A speaker with the names and numbers that go with them; ``claims`` counts those that are not retired."""

    ok: bool
    id: str
    name: str
    kind: str
    wikidata_id: str | None
    gnd_id: str | None
    merged_into: str | None
    merged: tuple[str, ...]
    aliases: dict[str, str]
    claims: int
    verdicts: dict[str, int]


@dataclass(frozen=True, slots=True)
class StatsShown:
    """How much there is and how far it has come; ``mine`` are the claims that the actor has in work."""

    ok: bool
    claims: int
    states: dict[str, int]
    verdicts: dict[str, int]
    reviewers: dict[str, int]
    in_work: int
    mine: dict[str, str]


@dataclass(frozen=True, slots=True)
class SettingsShown:
    """The desk's rules, and the verdicts of each aspect's rating scale in order."""

    ok: bool
    required_reviews: int
    lease_minutes: int
    scales: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FiltersShown(Saved):
    """Saved filters; ``url`` is the list of claims that they mean."""

    url: str


@dataclass(frozen=True, slots=True)
class SavedFilters:
    """All filters that the desk keeps, by name."""

    ok: bool
    filters: tuple[FiltersShown, ...]


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure with its 95 % interval; null where it cannot be told."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class AgreementShown:
    """How far independent first answers agree; see docs/agreement.md."""

    ok: bool
    aspect: str
    scale: str
    units: int
    ratings: int
    raw: float | None
    kappa: FigureShown
    alpha_nominal: FigureShown
    alpha_ordinal: FigureShown
    pairs: tuple[dict[str, Any], ...]
    confusion: tuple[tuple[str, str, int], ...]
    worst_pairs: tuple[tuple[str, str, int], ...]
    warnings: tuple[str, ...]
