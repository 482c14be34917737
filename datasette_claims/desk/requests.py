"""What programs and the command line may ask for, as dataclasses; ``validation`` checks them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from datasette_claims.desk.speakers import IDS
from datasette_claims.model import Bearing, QuoteType, SourceKind, SpeakerKind
from datasette_claims.review import LONGEST_ROUND, Aspect, State
from datasette_claims.steps import Flag, RejectReason

_EXACT = ConfigDict(extra="forbid", strict=True)

# What people write may hold any character that can be shown, tabulators and line ends; no other controls.
_PRINTED = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
_DAY = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}"
_TIME = r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}"
_A_DAY = f"^{_DAY})?)?$"
_A_PAST = f"^{_DAY}({_TIME}Z?)?)?)?)?$"
_A_DATE = rf"^{_DAY}({_TIME}(\.[0-9]+)?)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?)?)?$"
_WEB_ADDRESS = r"^https?://[^\s\x00-\x1f\x7f]+$"
_NO_DATE = "must be a date like 2025-02-26"

MEANT = {
    _PRINTED: "holds characters that cannot be printed",
    _A_DAY: _NO_DATE,
    _A_PAST: _NO_DATE,
    _A_DATE: _NO_DATE,
    _WEB_ADDRESS: "must be a web address that begins with https:// or http://",
}
"""What is wrong with a text that does not match one of these patterns."""


def _in_calendar(date: str) -> str:
    day, _, time = date.partition("T")
    try:
        datetime.fromisoformat(f"{day}-01-01"[:10])
        # What follows the seconds has been checked by the pattern.
        datetime.fromisoformat(f"2000-01-01T{time[:8].rstrip('Z')}" if time else "2000-01-01")
    except ValueError as error:
        raise ValueError("no such date or time") from error
    return date


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError("not a web address") from error
    if not parts.hostname:
        raise ValueError("not a web address")
    return url


Line = Annotated[str, StringConstraints(max_length=500, pattern=_PRINTED)]
Text = Annotated[str, StringConstraints(max_length=20_000, pattern=_PRINTED)]
Summary = Annotated[str, StringConstraints(max_length=2_000, pattern=_PRINTED)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=_PRINTED)]
Day = Annotated[str, StringConstraints(pattern=_A_DAY), AfterValidator(_in_calendar)]
Past = Annotated[str, StringConstraints(pattern=_A_PAST), AfterValidator(_in_calendar)]
Date = Annotated[str, StringConstraints(max_length=40, pattern=_A_DATE), AfterValidator(_in_calendar)]
WebAddress = Annotated[str, StringConstraints(max_length=2_000, pattern=_WEB_ADDRESS), AfterValidator(_web_address)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
ClaimId = Annotated[str, StringConstraints(pattern=r"^c[0-9a-f]{20}$")]
SpeakerId = Annotated[str, StringConstraints(pattern=r"^s[0-9a-f]{16}$")]
ArticleId = Annotated[str, StringConstraints(pattern=r"^a[0-9a-f]{16}$")]
Offset = Annotated[int, Field(ge=0, le=1_000_000_000)]
Required = Annotated[int, Field(ge=1, le=LONGEST_ROUND)]


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
    of quote, context or speaker ("…" around a phrase), ``checkworthiness`` the least.
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
class NoQuery:
    """No parameters."""

    __pydantic_config__ = _EXACT


@dataclass(frozen=True)
class AgreementQuery:
    """Which aspect's verdicts are compared."""

    __pydantic_config__ = _EXACT

    aspect: Aspect = Aspect.VERACITY


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

    Empty ``mention_spans`` or ``cue_spans`` say that there is none, and so does an empty ``speaker``.
    """

    __pydantic_config__ = _EXACT

    spans: Spans | None = None
    quote_type: QuoteType | None = None
    speaker: Line | None = None
    speaker_kind: SpeakerKind | None = None
    mention_spans: Places | None = None
    cue_spans: Places | None = None
    cue_lemma: Line | None = None


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
class Division:
    """The claims that belong to somebody else, and who that is."""

    __pydantic_config__ = _EXACT

    claims: Annotated[tuple[ClaimId, ...], Field(min_length=1, max_length=500)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_PRINTED)]
    kind: SpeakerKind = SpeakerKind.PERSON


@dataclass(frozen=True)
class Alias:
    """Another name of a speaker; ``remove`` takes away one that people have added."""

    __pydantic_config__ = _EXACT

    alias: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_PRINTED)]
    remove: bool = False


@dataclass(frozen=True)
class Identity:
    """Who the speaker is elsewhere; null takes an id away."""

    __pydantic_config__ = _EXACT

    wikidata_id: Annotated[str, StringConstraints(pattern=f"^({IDS['wikidata_id']})$")] | None = None
    gnd_id: Annotated[str, StringConstraints(pattern=f"^({IDS['gnd_id']})$")] | None = None
