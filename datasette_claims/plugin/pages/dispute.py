"""Where a third person settles what reviewers dispute: their answers side by side, and the form of the ruling."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette_claims.database import history, listing, log, reading, scales
from datasette_claims.errors import InvalidFields
from datasette_claims.model import StoredArticle, StoredClaim
from datasette_claims.plugin import addresses, labels
from datasette_claims.plugin.api import showing
from datasette_claims.plugin.api.admission import REVIEW_TABLES, TABLES
from datasette_claims.plugin.api.answers import EvidenceShown
from datasette_claims.plugin.marking import Block, Mark, blocks
from datasette_claims.plugin.pages import comparing, fields, judging, parts
from datasette_claims.plugin.pages import history as histories
from datasette_claims.plugin.pages.comparing import Compared, Side
from datasette_claims.plugin.pages.fields import Fields
from datasette_claims.plugin.pages.forms import OPERATIONS, Form
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.pages.history import Moment, Said, Scales
from datasette_claims.plugin.pages.judging import Conflict, Desk
from datasette_claims.plugin.pages.parts import ArticleHead, Choice, ClaimSummary
from datasette_claims.plugin.translation import message
from datasette_claims.review import Aspect, EventType, Standing, State, settled, standing

STEP = "adjudicate_claim"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One aspect to be ruled on: the field's ``name``, the question, and the labels with who gave them."""

    name: str
    question: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class DisputePage:
    """The page.

    ``left`` is the step that ended the dispute, None while it lasts and if there was none; ``reason`` is what was
    given for it. ``rulings`` must be given, ``open_rulings`` may: nobody has judged these. ``why_not`` says why the
    visitor cannot decide, empty if they can. The blocks are the paragraphs of the article in which the quote stands.
    """

    claim: ClaimSummary
    article: ArticleHead
    blocks: tuple[Block, ...]
    is_disputed: bool
    left: Moment | None
    reason: str
    compared: tuple[Compared, ...]
    sides: tuple[Side, ...]
    rulings: tuple[Ruling, ...]
    open_rulings: tuple[Ruling, ...]
    why_not: str
    desk: Desk
    conflict: Conflict | None


@dataclass(frozen=True, slots=True)
class _Found:
    stored: StoredArticle
    held: StoredClaim
    at: Standing
    scales: Scales
    lease_until: str | None
    rows: tuple[list[history.Row], list[history.Row]]
    evidence: tuple[EvidenceShown, ...]


def _read(connection: sqlite3.Connection, asked: Asked) -> _Found | None:
    claim_id, last = asked.ids["claim"], 2**62
    found, listed = reading.stored_claim(connection, claim_id), listing.listed(connection, claim_id)
    if found is None or listed is None:
        return None
    return _Found(
        stored=found[0],
        held=found[1],
        at=standing(log.events(connection, claim_id)),
        scales=scales.labels(connection),
        lease_until=listed.lease_until,
        rows=(history.reviews(connection, claim_id, last), history.events(connection, claim_id, last)),
        evidence=showing.evidence(connection, asked.visitor.reader, claim_id, last),
    )


def _context(asked: Asked, found: _Found) -> DisputePage:
    at, is_disputed = found.at, found.at.state is State.DISPUTED
    said = histories.answers(asked, found.rows[0], found.scales)
    answers = at.answers if is_disputed else ()
    desk = judging.desk(asked, found.held, at, found.scales, said, found.lease_until)
    left, reason = (None, "") if is_disputed else _ended(asked, found, said)
    return DisputePage(
        claim=parts.summary(asked, found.held),
        article=parts.head(asked, found.stored),
        blocks=_paragraphs(found),
        is_disputed=is_disputed,
        left=left,
        reason=reason,
        compared=tuple(comparing.compared(asked, answers, at.disputed, found.scales)),
        sides=comparing.sides(asked, answers, said, found.evidence, found.scales),
        rulings=tuple(_ruling(asked, found, aspect) for aspect in labels.ASPECTS if aspect in _to_rule(asked, at)),
        open_rulings=tuple(_ruling(asked, found, aspect) for aspect in _open(at)) if is_disputed else (),
        why_not="" if EventType.ADJUDICATED.value in desk.steps else _why_not(asked, at),
        desk=desk,
        conflict=judging.conflict(asked, at, found.scales),
    )


def _paragraphs(found: _Found) -> tuple[Block, ...]:
    claim, article = found.held.claim, found.stored.article
    marked = {
        "quote": claim.spans,
        "cue": claim.cue.spans if claim.cue else (),
        "mention": claim.mention.spans if claim.mention else (),
    }
    marks = [Mark(span, kind, kind) for kind, spans in marked.items() for span in spans]
    whole = blocks(article.text, article.crossheads, marks)
    return tuple(block for block in whole if any("quote" in segment.kinds for segment in block.segments))


def _ended(asked: Asked, found: _Found, said: Sequence[Said]) -> tuple[Moment | None, str]:
    """Return the last step that led out of a dispute, and its reason; None if there never was one."""
    out = [row for row in found.rows[1] if row["from_state"] == "disputed" and row["to_state"] != "disputed"]
    if not out:
        return None, ""
    moments = {one.seq: one for one in histories.timeline(asked, found.rows[1], said)}
    reason = next((one.rationale for one in said if one.id == out[-1]["answer_id"]), "")
    return moments[int(str(out[-1]["seq"]))], reason


def _to_rule(asked: Asked, at: Standing) -> tuple[Aspect, ...]:
    """Return the aspects in dispute; once it is over, those of a form that came back too late."""
    if at.state is State.DISPUTED or asked.returned is None:
        return at.disputed
    return tuple(aspect for aspect in Aspect if fields.only(asked.returned.sent, f"ratings.{aspect.value}"))


def _open(at: Standing) -> tuple[Aspect, ...]:
    """Return the aspects that a ruling may judge besides: those that no answer has settled."""
    agreed = settled(at.answers)[0].keys() & (at.ratings.keys() | {Aspect.VERACITY})
    return tuple(aspect for aspect in labels.ASPECTS if aspect not in agreed and aspect not in at.disputed)


def _ruling(asked: Asked, found: _Found, aspect: Aspect) -> Ruling:
    given: dict[str, list[str]] = {}
    for answer in found.at.answers:
        given.setdefault(answer.ratings.get(aspect, ""), []).append(answer.reviewer)
    choices = (
        Choice(one.key, f"{one.text} ({', '.join(given[one.key])})" if one.key in given else one.text)
        for one in parts.labelled(asked, found.scales.get(aspect, ()))
    )
    return Ruling(f"ratings.{aspect.value}", asked.say(labels.ASPECTS[aspect]), tuple(choices))


def _why_not(asked: Asked, at: Standing) -> str:
    database = asked.place.datasette.get_database(asked.place.database)
    if not database.is_mutable:
        return asked.say(message("Nothing can be changed in this database."))
    if not asked.visitor.actor:
        return asked.say(message("You are not signed in."))
    if asked.visitor.actor in at.reviewers:
        return asked.say(message("You cannot decide, because one of these verdicts is yours."))
    return asked.say(message("You cannot decide, because you do not have this right."))


def _body(sent: Fields) -> dict[str, Any]:
    """Return the ruling; whoever is overruled is owed a reason, so that the page asks for one."""
    ruling = fields.body(sent)
    if not ruling.get("rationale"):
        raise InvalidFields({"rationale": message("say why you decide so")})
    return ruling


def _leads_to_claim(asked: Asked, _: Mapping[str, Any]) -> str:
    claim = asked.ids["claim"]
    return addresses.with_query(asked.link(addresses.CLAIM, claim=claim), said=STEP, of=claim)


PAGE: Page[_Found] = Page(
    path=addresses.DISPUTE,
    template="datasette_claims/dispute.html",
    read=_read,
    context=_context,
    missing=message("This database holds no such claim."),
    tables=(*TABLES, *REVIEW_TABLES),
    stylesheets=("review.css", "dispute.css"),
    twin="",
    forms={STEP: Form(OPERATIONS[STEP], leads=_leads_to_claim, body=_body)},
)
