"""One claim: the quote in its article, who said it, what is known of it, and the form that judges it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from datasette_claims.clock import now
from datasette_claims.database import corrections, history, listing, log, reading, repeats, scales, settings
from datasette_claims.database.corrections import Recheck
from datasette_claims.database.listing import Listed
from datasette_claims.database.repeats import Similar
from datasette_claims.model import Span, StoredArticle, StoredClaim
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.api import showing
from datasette_claims.plugin.api.admission import CORRECTION_TABLES, TABLES
from datasette_claims.plugin.api.answers import EvidenceShown
from datasette_claims.plugin.marking import Block, Mark, blocks
from datasette_claims.plugin.pages import fields, judging, manner, parts
from datasette_claims.plugin.pages import history as histories
from datasette_claims.plugin.pages.fields import Fields
from datasette_claims.plugin.pages.forms import OPERATIONS, Form
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.pages.history import Moment, Proof, Said, Scales
from datasette_claims.plugin.pages.judging import Conflict, Desk
from datasette_claims.plugin.pages.manner import Manner
from datasette_claims.plugin.pages.parts import ArticleHead, ClaimSummary, Corrected
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message
from datasette_claims.review import Standing, State, standing


@dataclass(frozen=True, slots=True)
class Alike:
    """A claim that may say the same as this one, and what people or its words say of that."""

    claim: Link
    id: str
    speaker: str
    published: str
    verdict: str
    verdict_key: str
    relation: str
    score: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a claim's review has come: how many verdicts there are and must be, by whom, and what they came to.

    ``group``, ``dispute`` and ``published`` are the addresses of these pages, empty where there is none.
    """

    given: int
    required: int
    inherited_from: Link | None
    group: str
    published: str
    reviewers: tuple[str, ...] = ()
    ratings: tuple[histories.Rated, ...] = ()
    summary: str = ""
    reason: str = ""
    dispute: str = ""


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim with the article around it.

    ``retired`` is the written day since which the article's newest wording lacks the claim, empty if it holds it;
    ``replaced_by`` and ``replaces`` are the claims that people put in each other's place. The marks in ``blocks`` are
    of the kinds ``quote``, ``cue``, ``mention``, ``frame`` and ``nested``. To those who may not see reviews
    nothing of what reviewers said is here. ``rechecks`` are corrections of the article that concern the claim;
    ``needs_recheck`` if nobody has looked at it since.
    """

    claim: ClaimSummary
    manner: Manner
    retired: str
    replaced_by: tuple[Link, ...]
    replaces: tuple[Link, ...]
    article: ArticleHead
    blocks: tuple[Block, ...]
    progress: Progress
    answers: tuple[Said, ...]
    proofs: tuple[Proof, ...]
    timeline: tuple[Moment, ...]
    alike: tuple[Alike, ...]
    desk: Desk
    conflict: Conflict | None
    rechecks: tuple[Corrected, ...]
    needs_recheck: bool


@dataclass(frozen=True, slots=True)
class _Found:
    stored: StoredArticle
    held: StoredClaim
    listed: Listed
    at: Standing
    scales: Scales
    required: int
    rows: tuple[list[history.Row], list[history.Row]]
    evidence: tuple[EvidenceShown, ...]
    similar: tuple[Similar, ...]
    lineage: tuple[tuple[str, ...], tuple[str, ...]]
    group: str
    rechecks: tuple[Recheck, ...]
    needs_recheck: bool


def _read(connection: sqlite3.Connection, asked: Asked) -> _Found | None:
    claim_id = asked.ids["claim"]
    found, listed = reading.stored_claim(connection, claim_id), listing.listed(connection, claim_id)
    if found is None or listed is None:
        return None
    at = standing(log.events(connection, claim_id))
    is_over = listed.lease_until is not None and listed.lease_until <= now()
    last = 2**62 if asked.visitor.sees_reviews else 0
    sees_groups = asked.visitor.sees_groups
    group = repeats.group_of(connection, claim_id) if sees_groups else None
    return _Found(
        stored=found[0],
        held=found[1],
        listed=listed,
        at=replace(at, holder=None) if is_over and at.holder != asked.visitor.actor else at,
        scales=scales.labels(connection),
        required=at.required or settings.value(connection, settings.REQUIRED_REVIEWS),
        rows=(history.reviews(connection, claim_id, last), history.events(connection, claim_id, last)),
        evidence=showing.evidence(connection, asked.visitor.reader, claim_id, last),
        similar=repeats.similar(connection, claim_id) if sees_groups else (),
        lineage=history.lineage(connection, claim_id),
        group=group[0] if group else "",
        rechecks=corrections.of_claim(connection, claim_id),
        needs_recheck=corrections.needs_recheck(connection, claim_id),
    )


def _context(asked: Asked, found: _Found) -> ClaimPage:
    held, (reviews, events) = found.held, found.rows
    answers = histories.answers(asked, reviews, found.scales)
    replaces, replaced_by = (tuple(_claim(asked, key) for key in keys) for keys in found.lineage)
    text = found.stored.article.text
    return ClaimPage(
        claim=parts.summary(asked, held),
        manner=manner.manner(asked, found.stored, held),
        retired=translation.written_date(held.retired_at, asked.place.language),
        replaces=replaces,
        replaced_by=replaced_by,
        article=parts.head(asked, found.stored),
        blocks=blocks(text, found.stored.article.crossheads, _marks(found)),
        progress=_progress(asked, found),
        answers=answers,
        proofs=histories.proofs(asked, found.evidence),
        timeline=histories.timeline(asked, events, answers),
        alike=tuple(_alike(asked, one) for one in found.similar),
        desk=judging.desk(asked, held, found.at, found.scales, answers, found.listed.lease_until),
        conflict=judging.conflict(asked, found.at, found.scales),
        rechecks=tuple(parts.corrected(asked, one) for one in found.rechecks),
        needs_recheck=found.needs_recheck,
    )


def _claim(asked: Asked, key: str) -> Link:
    return Link(key, asked.link(addresses.CLAIM, claim=key))


def _marks(found: _Found) -> list[Mark]:
    claim = found.held.claim
    nested = [other.claim.spans for other in found.stored.claims if other.parent_id == found.held.id]
    marked: dict[str, tuple[Span, ...]] = {
        "quote": claim.spans,
        "cue": claim.cue.spans if claim.cue else (),
        "mention": claim.mention.spans if claim.mention else (),
        "frame": claim.frame,
        "nested": tuple(span for one in nested for span in one),
    }
    return [Mark(span, kind, kind) for kind, places in marked.items() for span in places]


def _alike(asked: Asked, one: Similar) -> Alike:
    return Alike(
        claim=Link(one.quote, asked.link(addresses.CLAIM, claim=one.id)),
        id=one.id,
        speaker=one.speaker or "",
        published=translation.written_date(one.published, asked.place.language),
        verdict=asked.say(labels.VERDICTS.get(one.verdict, one.verdict)),
        verdict_key=one.verdict,
        relation=asked.say(labels.RELATIONS[one.relation]),
        score=translation.written_share(one.score, asked.place.language),
    )


def _progress(asked: Asked, found: _Found) -> Progress:
    """Return how far the review has come; what people said is left out for those who may not see reviews."""
    at, claim_id = found.at, found.held.id
    inherited = found.held.inherited_from
    is_out = at.state in {State.PUBLISHED, State.CORRECTED}
    bare = Progress(
        given=len(at.reviewers),
        required=found.required,
        inherited_from=_claim(asked, inherited) if inherited else None,
        group=asked.link(addresses.GROUP, group=found.group) if found.group else "",
        published=asked.link(addresses.PUBLISHED, claim=claim_id) if is_out else "",
    )
    if not asked.visitor.sees_reviews:
        return bare
    known = labels.REASONS_OUT.get(at.reason)
    return replace(
        bare,
        reviewers=at.reviewers,
        ratings=tuple(histories.rated(asked, aspect.value, key, found.scales) for aspect, key in at.ratings.items()),
        summary=at.summary,
        reason=asked.say(known) if known else at.reason,
        dispute=asked.link(addresses.DISPUTE, claim=claim_id) if at.state is State.DISPUTED else "",
    )


def _correction(sent: Fields) -> dict[str, Any]:
    """Return what is to be corrected, without the words that were left as they are: they may stand elsewhere as well.

    Words that were deleted say that there are none.
    """
    words = {name: (fields.only(sent, name).strip(), fields.only(sent, f"_{name}").strip()) for name in _WORDS}
    found = {name: value for name, value in fields.body(sent).items() if name not in _WORDS}
    return found | {name: text for name, (text, before) in words.items() if name in sent and text != before}


_WORDS = ("quote", "mention", "cue")


def _leads_to_corrected(asked: Asked, answer: Mapping[str, Any]) -> str:
    """Lead to the claim that a correction made, which may be another one."""
    kept = {name: asked.query.get(name, "") for name in ("queue", "skip")}
    address = asked.link(addresses.CLAIM, claim=answer["claim"]["id"])
    return addresses.with_query(address, **kept, said="fix_extraction")


_STEPS = (
    "take_claim",
    "release_claim",
    "review_claim",
    "assess_claim",
    "triage_claim",
    "reject_claim",
    "reopen_claim",
    "uphold_claim",
    "publish_claim",
    "correct_claim",
    "withdraw_claim",
    "undo_step",
    "decide_repeat",
    "next_claim",
)

PAGE: Page[_Found] = Page(
    path=addresses.CLAIM,
    template="datasette_claims/claim.html",
    read=_read,
    context=_context,
    missing=message("This database holds no such claim."),
    tables=(*TABLES, *CORRECTION_TABLES),
    stylesheets=("review.css",),
    forms={
        **{step: Form(OPERATIONS[step]) for step in _STEPS},
        "fix_extraction": Form(OPERATIONS["fix_extraction"], leads=_leads_to_corrected, body=_correction),
    },
)
