"""The form that judges a claim: what the visitor can do, what it offers and begins with, and what came in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from datasette_claims import steps
from datasette_claims.model import StoredClaim
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.pages import fields, parts
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.history import Said, Scales
from datasette_claims.plugin.pages.parts import Choice
from datasette_claims.plugin.translation import message
from datasette_claims.review import Aspect, EventType, Standing
from datasette_claims.steps import Permission


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form of judgement begins with."""

    veracity: str = ""
    attribution: str = ""
    extraction: str = ""
    summary: str = ""
    rationale: str = ""
    flags: tuple[str, ...] = ()


EMPTY = Draft()


@dataclass(frozen=True, slots=True)
class Desk:
    """What the visitor can do here: ``steps`` by the names of their events, and what their forms offer.

    ``version`` is the claim's that they see. ``queue`` and ``skip`` are carried along from claim to claim. ``mine`` is
    the visitor's last answer that they took back, to begin with; ``rows`` is how much evidence the form has room for.
    """

    version: int
    may_review: bool
    steps: frozenset[str]
    holder: str
    is_mine: bool
    lease_until: str
    queue: str
    skip: str
    verdicts: tuple[Choice, ...]
    attributions: tuple[Choice, ...]
    extractions: tuple[Choice, ...]
    flags: tuple[Choice, ...]
    bearings: tuple[Choice, ...]
    source_kinds: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    quote_types: tuple[Choice, ...]
    quote_type: str
    speaker_kinds: tuple[Choice, ...]
    mine: Draft
    empty: Draft
    rows: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody wanted to save beside what the claim is now, in lines of a name, theirs, and the present.

    ``address`` is the page's own, as it is without what they sent.
    """

    lines: tuple[tuple[str, str, str], ...]
    address: str


def desk(
    asked: Asked, held: StoredClaim, at: Standing, scales: Scales, answers: tuple[Said, ...], lease_until: str | None
) -> Desk:
    """Return what the visitor can do with a claim; ``answers`` are those on it that may be seen."""
    visitor = asked.visitor
    return Desk(
        version=at.version,
        may_review=Permission.REVIEW in visitor.may,
        steps=frozenset(step.value for step in _open(asked, held, at)),
        holder=at.holder or "",
        is_mine=at.holder is not None and at.holder == visitor.actor,
        lease_until=translation.written_moment(lease_until, asked.place.language) if at.holder else "",
        queue=asked.query.get("queue", ""),
        skip=asked.query.get("skip", ""),
        verdicts=parts.labelled(asked, scales.get(Aspect.VERACITY, ())),
        attributions=parts.labelled(asked, scales.get(Aspect.ATTRIBUTION, ())),
        extractions=parts.labelled(asked, scales.get(Aspect.EXTRACTION, ())),
        flags=parts.choices(asked, labels.FLAGS),
        bearings=parts.choices(asked, labels.BEARINGS),
        source_kinds=parts.choices(asked, labels.SOURCE_KINDS),
        reasons=parts.choices(asked, labels.REJECT_REASONS),
        quote_types=parts.choices(asked, labels.QUOTE_TYPES),
        quote_type=held.claim.quote_type.value,
        speaker_kinds=parts.choices(asked, labels.SPEAKER_KINDS),
        mine=_draft([one for one in answers if one.is_undone and one.reviewer == visitor.actor]),
        empty=EMPTY,
        rows=1 + fields.rows(asked.returned.sent, "evidence") if asked.returned else 1,
    )


def _open(asked: Asked, held: StoredClaim, at: Standing) -> frozenset[EventType]:
    can = steps.open_to(at, asked.visitor.actor, asked.visitor.may)
    return can if held.retired_at is None else can - {EventType.REPLACED, EventType.REATTRIBUTED}


def _draft(taken_back: Sequence[Said]) -> Draft:
    if not taken_back:
        return EMPTY
    said = taken_back[-1]
    ratings = {rating.aspect: rating.key for rating in said.ratings}
    return Draft(**ratings, summary=said.summary, rationale=said.rationale, flags=said.flag_keys)


def conflict(asked: Asked, at: Standing, scales: Scales) -> Conflict | None:
    """Return both sides of a form that came too late, as another step was taken since its page was read; else None."""
    returned = asked.returned
    if returned is None or returned.status not in {HTTPStatus.CONFLICT, HTTPStatus.LOCKED}:
        return None
    sees = asked.visitor.sees_reviews
    lines = [(asked.say(message("State")), "", asked.say(labels.STATES[at.state]))]
    for aspect, scale in scales.items():
        named = {label.key: label.text(asked.place.language) for label in scale}
        mine = fields.only(returned.sent, f"ratings.{aspect.value}")
        theirs = at.ratings.get(aspect, "") if sees else ""
        lines.append((asked.say(labels.ASPECTS[aspect]), named.get(mine, mine), named.get(theirs, theirs)))
    summary = at.summary if sees else ""
    lines.append((asked.say(message("One sentence for readers")), fields.only(returned.sent, "summary"), summary))
    lines.append((asked.say(message("Notes: why?")), fields.only(returned.sent, "rationale"), ""))
    kept = {name: fields.only(returned.sent, f"_{name}") for name in ("queue", "skip")}
    return Conflict(tuple(line for line in lines if line[1] or line[2]), addresses.with_query("", **kept) or "?")
