"""What readers see of a published verdict: a page of its own, and the small one that other sites show in a frame."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from http import HTTPStatus

from datasette_claims.database.repeats import Utterance
from datasette_claims.plugin import addresses, labels, publishing, translation
from datasette_claims.plugin.api.admission import GROUP_TABLES, REVIEW_TABLES, TABLES
from datasette_claims.plugin.pages import history as histories
from datasette_claims.plugin.pages import json_ld, parts, publication, sharing
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.pages.history import Proof
from datasette_claims.plugin.pages.parts import ArticleHead
from datasette_claims.plugin.pages.publication import Changed, Published
from datasette_claims.plugin.pages.sharing import Shared
from datasette_claims.plugin.translation import message
from datasette_claims.review import State


@dataclass(frozen=True, slots=True)
class Step:
    """One label of the scale, or of those beside it."""

    label: str
    is_on_scale: bool
    is_verdict: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What was changed after publication; ``what`` says from which verdict to which, empty if it stayed."""

    at: str
    day: str
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """One place where it was said; ``url`` leads to the claim, empty for those who may not see it."""

    quote: str
    language: str
    speaker: str
    title: str
    source: str
    published: str
    url: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One event behind the page: what it did, its number in the log and its hash."""

    what: str
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checking:
    """How to prove what the page says: the events behind it, and where to look.

    The addresses are empty for those who may not see what is there.
    """

    entries: tuple[Entry, ...]
    claim: str
    data: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page and the frame show; dates are written out. A withdrawn verdict is told by its ``reason`` alone."""

    quote: str
    language: str
    speaker: str
    verdict: str
    summary: str
    published: str
    corrected: str
    is_withdrawn: bool
    reason: str
    desk: str
    desk_url: str
    url: str


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """The page. ``is_guest`` if the reader may not see what its links would lead to."""

    shown: Shown
    is_guest: bool
    mention: str
    cue: str
    manner: str
    said: str
    article: ArticleHead
    is_retired: bool
    steps: tuple[Step, ...]
    people: int
    is_ruled: bool
    decided: str
    as_of: str
    proofs: tuple[Proof, ...]
    corrections: tuple[Correction, ...]
    appearances: tuple[Appearance, ...]
    checking: Checking
    shared: Shared | None


def _read(connection: sqlite3.Connection, asked: Asked) -> Published | None:
    return publication.read(connection, asked.ids["claim"])


def _page(asked: Asked, found: Published) -> PublishedPage:
    claim, text = found.held.claim, found.stored.article.text
    shown, language = _shown(asked, found), asked.place.language
    return PublishedPage(
        shown=shown,
        is_guest=asked.visitor.is_guest,
        mention=claim.mention.text if claim.mention else "",
        cue=claim.cue.text if claim.cue else "",
        manner=asked.say(labels.QUOTE_TYPES[claim.quote_type]),
        said=text[claim.sentence.start : claim.sentence.end],
        article=parts.head(asked, found.stored),
        is_retired=found.held.retired_at is not None,
        steps=tuple(_steps(asked, found)),
        people=found.judged.people,
        is_ruled=found.judged.is_ruled,
        decided=_day(found.judged.at, language),
        as_of=translation.written_date(found.judged.as_of, language),
        proofs=histories.proofs(asked, found.evidence),
        corrections=tuple(_correction(asked, found, one) for one in found.changes),
        appearances=tuple(_appearance(asked, found, one) for one in found.utterances),
        checking=_checking(asked, found),
        shared=None if found.is_withdrawn else sharing.shared(asked, found),
    )


def _shown(asked: Asked, found: Published) -> Shown:
    language, claim = asked.place.language, found.held.claim
    desk = publishing.desk(asked.place.datasette, asked.place.database)
    return Shown(
        quote=claim.quote,
        language=found.stored.article.language or "",
        speaker=claim.speaker.name if claim.speaker else "",
        verdict="" if found.is_withdrawn else json_ld.word(asked, found, found.at.verdict),
        summary=found.at.summary,
        published=_day(found.told.at, language),
        corrected=_day(found.changes[-1].event.at, language) if found.changes else "",
        is_withdrawn=found.is_withdrawn,
        reason=found.at.reason,
        desk=desk.name,
        desk_url=desk.url,
        url=asked.absolute(addresses.PUBLISHED, claim=found.held.id),
    )


def _day(at: str, language: str) -> str:
    return translation.written_date(at.partition("T")[0], language)


def _steps(asked: Asked, found: Published) -> list[Step]:
    """Return the labels from the worst to the best, those beside the scale in its own order."""
    return [
        Step(label.text(asked.place.language), label.value is not None, label.key == found.at.verdict)
        for label in sorted(found.scale, key=lambda one: one.value or 0)
    ]


def _correction(asked: Asked, found: Published, change: Changed) -> Correction:
    return Correction(
        at=_day(change.event.at, asked.place.language),
        day=change.event.at.partition("T")[0],
        what=json_ld.changed_verdict(asked, found, change.before, change.after),
        note=change.note,
    )


def _appearance(asked: Asked, found: Published, said: Utterance) -> Appearance:
    return Appearance(
        quote=said.quote,
        language=said.language,
        speaker=said.speaker or "",
        title=said.title,
        source=said.source or "",
        published=translation.written_date(said.published, asked.place.language),
        url="" if asked.visitor.is_guest else asked.link(addresses.CLAIM, claim=said.claim_id),
        is_this=said.claim_id == found.held.id,
    )


def _checking(asked: Asked, found: Published) -> Checking:
    claim = "" if asked.visitor.is_guest else asked.link(addresses.CLAIM, claim=found.held.id)
    state = State.WITHDRAWN if found.is_withdrawn else State.PUBLISHED
    events = [(state, found.told), *((State.CORRECTED, change.event) for change in found.changes)]
    entries = (Entry(asked.say(labels.STATES[what]), event.seq, event.hash) for what, event in events)
    return Checking(tuple(entries), claim, claim and f"{claim}.json")


def _status(found: Published) -> int:
    return HTTPStatus.GONE if found.is_withdrawn else HTTPStatus.OK


# One sentence for what is not published and for what is not there: it must not tell strangers which claims there are.
_MISSING = message("No verdict on this claim is published.")
_TABLES = (*TABLES, *REVIEW_TABLES, *GROUP_TABLES)

PAGE: Page[Published] = Page(
    path=addresses.PUBLISHED,
    template="datasette_claims/published.html",
    read=_read,
    context=_page,
    missing=_MISSING,
    tables=_TABLES,
    stylesheets=("published.css",),
    twin="",
    is_open=publishing.is_open,
    status=_status,
)

EMBEDDED: Page[Published] = Page(
    path=addresses.EMBEDDED,
    template="datasette_claims/embedded.html",
    read=_read,
    context=_shown,
    missing=_MISSING,
    tables=_TABLES,
    stylesheets=("published.css",),
    twin="",
    ancestors="*",
    is_open=publishing.is_open,
    status=_status,
)
