"""What programs and the command line may ask for, as dataclasses; ``validation`` checks them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from datasette_claims.desk.speakers import IDS
from datasette_claims.desk.values import (
    PRINTED,
    ArticleId,
    ClaimId,
    Date,
    Day,
    Key,
    Line,
    Offset,
    Past,
    Reason,
    Required,
    Sha256,
    SpeakerId,
    Summary,
    Text,
    WebAddress,
)
from datasette_claims.model import Bearing, QuoteType, SourceKind, SpeakerKind
from datasette_claims.review import Aspect, State
from datasette_claims.steps import Flag, RejectReason

_EXACT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True)
class NewEvidence:
    """What a verdict rests on; at least ``url``, ``title`` or ``quote`` should say where to look."""

    __pydantic_config__ = _EXACT

    bearing: Bearing
    url: WebAddress | None = None
    title: Line = ""
    publisher: Line = ""
    quote: Text = ""
    kind: SourceKind | None = None
    published_at: Date | None = None
    retrieved_at: Date | None = None
    archive_url: WebAddress | None = None
    archived_at: Date | None = None
    content_sha256: Sha256 | None = None
    confidential: bool = False


@dataclass(frozen=True)
class Given:
    """What is said of a claim: ``ratings`` are keys of the rating scales, one an aspect."""

    __pydantic_config__ = _EXACT

    ratings: dict[Aspect, Key] = field(default_factory=dict)
    summary: Summary = ""
    rationale: Text = ""
    flags: Annotated[tuple[Flag, ...], Field(max_length=len(Flag))] = ()
    as_of: Date | None = None
    evidence: Annotated[tuple[NewEvidence, ...], Field(max_length=50)] = ()


@dataclass(frozen=True)
class Correction(Given):
    """What is published instead; ``note`` tells readers what changed and why."""

    __pydantic_config__ = _EXACT

    note: Summary = ""


@dataclass(frozen=True)
class Nothing:
    """An empty object."""

    __pydantic_config__ = _EXACT


@dataclass(frozen=True)
class Triage:
    """How many independent verdicts the claim shall have, if not the desk's usual number."""

    __pydantic_config__ = _EXACT

    required: Required | None = None


@dataclass(frozen=True)
class Rejection:
    """Why a claim is not checked."""

    __pydantic_config__ = _EXACT

    reason: RejectReason
    note: Summary = ""


@dataclass(frozen=True)
class Upholding:
    """Why a claim stands although its article was corrected, if that needs saying."""

    __pydantic_config__ = _EXACT

    note: Summary = ""


@dataclass(frozen=True)
class Reopening:
    """Why a claim is opened again; a decided one needs a ``note``."""

    __pydantic_config__ = _EXACT

    note: Summary = ""
    required: Required | None = None


@dataclass(frozen=True)
class Withdrawal:
    """The reason that readers are told."""

    __pydantic_config__ = _EXACT

    reason: Reason


@dataclass(frozen=True)
class Selection:
    """Which claims are meant; what is left out does not matter.

    ``published_from`` and ``published_to`` are inclusive; ``topic`` is part of the article's title, ``text`` words
    of quote, context or speaker ("…" around a phrase), ``checkworthiness`` the least, ``aspect`` one that has been
    judged and not taken back; ``recheck`` means the claims, retired ones too, that a correction of their article calls
    for another look at.
    """

    __pydantic_config__ = _EXACT

    speaker: Line | None = None
    source: Line | None = None
    verdict: Key | None = None
    state: State | None = None
    quote_type: QuoteType | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    article: ArticleId | None = None
    published_from: Day | None = None
    published_to: Day | None = None
    topic: Line | None = None
    text: Line | None = None
    checkworthiness: Annotated[float, Field(ge=0, le=1)] | None = None
    aspect: Aspect | None = None
    recheck: Literal["open"] | None = None


@dataclass(frozen=True)
class NextQuery(Selection):
    """Which claim shall come next; none of ``skip``, of which those that the actor has in work are given back."""

    __pydantic_config__ = _EXACT

    skip: Annotated[tuple[ClaimId, ...], Field(max_length=100)] = ()


@dataclass(frozen=True)
class FiltersToSave:
    """Filters that the whole desk finds again under a name."""

    __pydantic_config__ = _EXACT

    name: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=PRINTED)]
    where: Selection


@dataclass(frozen=True)
class FiltersToRemove:
    """The name of saved filters."""

    __pydantic_config__ = _EXACT

    name: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=PRINTED)]


class Sort(str, Enum):
    """The order of a list: newest articles first, each in reading order; or the highest of a column first."""

    READING_ORDER = "reading_order"
    PRIORITY = "priority"
    CHECKWORTHINESS = "checkworthiness"


@dataclass(frozen=True)
class ListQuery(Selection):
    """A page of a list; ``after`` is the ``next`` of the page before."""

    __pydantic_config__ = _EXACT

    retired: bool = False
    sort: Sort = Sort.READING_ORDER
    size: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9_-]+$")] | None = None


@dataclass(frozen=True)
class ClaimQuery:
    """``on`` asks for the review as it stood at the end of a past day, or at a time (UTC)."""

    __pydantic_config__ = _EXACT

    on: Past | None = None


@dataclass(frozen=True)
class GroupQuery:
    """Which page of a group's utterances is wanted, counted from 1."""

    __pydantic_config__ = _EXACT

    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1


@dataclass(frozen=True)
class NoQuery:
    """No parameters."""

    __pydantic_config__ = _EXACT


@dataclass(frozen=True)
class AgreementQuery:
    """Which aspect's verdicts are compared."""

    __pydantic_config__ = _EXACT

    aspect: Aspect = Aspect.VERACITY


@dataclass(frozen=True)
class DashboardQuery:
    """Of how many days, today included, the dashboard tells."""

    __pydantic_config__ = _EXACT

    days: Annotated[int, Field(ge=1, le=366)] = 30


@dataclass(frozen=True)
class BulkStep:
    """One step on many claims: those in ``claims``, or those that ``where`` selects; nothing is done in a preview."""

    __pydantic_config__ = _EXACT

    step: Literal["triage", "reject"]
    claims: Annotated[tuple[ClaimId, ...], Field(max_length=500)] = ()
    where: Selection | None = None
    reason: RejectReason | None = None
    note: Summary = ""
    required: Required | None = None
    preview: bool = False


@dataclass(frozen=True)
class Settings:
    """The desk's rules that shall change."""

    __pydantic_config__ = _EXACT

    required_reviews: Required | None = None
    lease_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None


Spans = Annotated[tuple[tuple[Offset, Offset], ...], Field(min_length=1, max_length=50)]
Places = Annotated[tuple[tuple[Offset, Offset], ...], Field(max_length=50)]


@dataclass(frozen=True)
class ExtractionFix:
    """What the claim really is; what is left out stays. Spans are half-open code points into the article's text.

    Empty ``mention_spans`` or ``cue_spans`` say that there is none, and so does an empty ``speaker``. ``quote``,
    ``mention`` and ``cue`` name words in the place of spans; of a quote in several parts, "…" stands between them.
    Words that stand there more than once are those nearest to where the claim is.
    """

    __pydantic_config__ = _EXACT

    spans: Spans | None = None
    quote_type: QuoteType | None = None
    speaker: Line | None = None
    speaker_kind: SpeakerKind | None = None
    mention_spans: Places | None = None
    cue_spans: Places | None = None
    cue_lemma: Line | None = None
    quote: Text | None = None
    mention: Line | None = None
    cue: Line | None = None


@dataclass(frozen=True)
class MissedClaim(ExtractionFix):
    """A claim that the extractor missed; ``spans`` and ``quote_type`` must be there."""

    __pydantic_config__ = _EXACT


@dataclass(frozen=True)
class Repeat:
    """The claim that is said again, and whether it really is."""

    __pydantic_config__ = _EXACT

    of: ClaimId
    confirmed: bool = True


@dataclass(frozen=True)
class Merge:
    """The speaker that this one turned out to be."""

    __pydantic_config__ = _EXACT

    into: SpeakerId


@dataclass(frozen=True)
class Apart:
    """The speaker that is somebody else; ``remove`` takes back that people said so."""

    __pydantic_config__ = _EXACT

    other: SpeakerId
    remove: bool = False


@dataclass(frozen=True)
class SuggestionQuery:
    """A page of suggestions; ``after`` is the ``next`` of the page before."""

    __pydantic_config__ = _EXACT

    size: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[str, StringConstraints(pattern=r"^s[0-9a-f]{16}\.s[0-9a-f]{16}\.[01]\.[0-9]{1,17}$")] | None = None


@dataclass(frozen=True)
class Division:
    """The claims that belong to somebody else, and who that is."""

    __pydantic_config__ = _EXACT

    claims: Annotated[tuple[ClaimId, ...], Field(min_length=1, max_length=500)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTED)]
    kind: SpeakerKind = SpeakerKind.PERSON


@dataclass(frozen=True)
class Alias:
    """Another name of a speaker; ``remove`` takes away one that people have added."""

    __pydantic_config__ = _EXACT

    alias: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTED)]
    remove: bool = False


@dataclass(frozen=True)
class Identity:
    """Who the speaker is elsewhere; null takes an id away."""

    __pydantic_config__ = _EXACT

    wikidata_id: Annotated[str, StringConstraints(pattern=f"^({IDS['wikidata_id']})$")] | None = None
    gnd_id: Annotated[str, StringConstraints(pattern=f"^({IDS['gnd_id']})$")] | None = None
