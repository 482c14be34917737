"""The queue: the claims that filters mean, page by page, how far the desk has come, and many steps at once."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from datasette_claims.database import facets, history, listing, saved, scales, speaking
from datasette_claims.database.facets import Facets
from datasette_claims.database.listing import Listed
from datasette_claims.database.saved import Saved
from datasette_claims.database.scales import Label
from datasette_claims.database.speaking import Known
from datasette_claims.desk import filters
from datasette_claims.desk.requests import ListQuery, Sort
from datasette_claims.desk.wanted import filters as meant
from datasette_claims.errors import InvalidFields
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.pages import bulk, fields, listed, narrowing, parts, work
from datasette_claims.plugin.pages.bulk import Preview
from datasette_claims.plugin.pages.fields import Fields
from datasette_claims.plugin.pages.forms import OPERATIONS, Form
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.pages.listed import Row
from datasette_claims.plugin.pages.narrowing import Chip, Facet, Value, Wanted
from datasette_claims.plugin.pages.parts import Choice
from datasette_claims.plugin.pages.work import BulkStep, Decision, Held, Progress, Work
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message
from datasette_claims.review import Aspect, State
from datasette_claims.steps import Permission

SIZE = 50
"""So many claims stand on a page."""

_OPEN = frozenset({None, State.NEW, State.QUEUED, State.AWAITING_SECOND})
"""The states whose claims can be handed out; None is all of them."""


@dataclass(frozen=True, slots=True)
class SavedLink:
    """Filters that the desk keeps, and who saved them when; ``is_shown`` if they are those of this list."""

    link: Link
    actor: str
    at: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The list with everything around it.

    ``count`` says how many claims there are, ``cut`` is a sentence if only the first of them were counted. ``wrong``
    are sentences about filters that mean nothing; there is no list then. ``given`` are the filters as they are written,
    ``query`` as they are carried from claim to claim, ``address`` is the list's own, ``clear`` that without filters,
    ``plain`` that of any list. ``batch`` is the bulk step that
    can be taken back, empty if none can. ``starts`` tells whether the visitor can be handed one of these claims.
    ``called`` are the lists of speakers whose names hold what was asked for, if nobody has just that name.
    """

    rows: tuple[Row, ...]
    called: tuple[Link, ...]
    count: str
    cut: str
    wrong: tuple[str, ...]
    first: str
    next: str
    states: tuple[Value, ...]
    progress: Progress
    held: tuple[Held, ...]
    decisions: tuple[Decision, ...]
    bulk_steps: tuple[BulkStep, ...]
    chips: tuple[Chip, ...]
    facets: tuple[Facet, ...]
    presets: tuple[Link, ...]
    saved: tuple[SavedLink, ...]
    sorts: tuple[Value, ...]
    given: Mapping[str, str]
    query: str
    address: str
    clear: str
    plain: str
    holds_claims: bool
    may_review: bool
    starts: bool
    reasons: tuple[Choice, ...]
    chosen: frozenset[str]
    preview: Preview | None
    batch: str


@dataclass(frozen=True, slots=True)
class _Found:
    want: Wanted
    page: listing.Page
    counted: Facets
    states: Mapping[str, int]
    further: listed.Further
    verdicts: tuple[Label, ...]
    saved: tuple[Saved, ...]
    work: Work
    named: Mapping[str, Listed]
    called: tuple[Known, ...]


def _read(connection: sqlite3.Connection, asked: Asked) -> _Found:
    want, visitor = narrowing.wanted(asked), asked.visitor
    page, want = _page(connection, want)
    selected = meant(want.selection, retired=want.retired)
    counted = facets.facets(connection, selected, want.sort, aspects=visitor.sees_reviews)
    is_all = not narrowing.as_query(want) and not want.retired
    return _Found(
        want=want,
        page=page,
        counted=counted,
        states=counted.counts.get("state", {}) if is_all else history.states(connection),
        further=listed.further(connection, page.claims, sees_reviews=visitor.sees_reviews),
        verdicts=scales.labels(connection).get(Aspect.VERACITY, ()),
        saved=saved.filters(connection),
        work=work.read(connection, asked),
        named=bulk.named(connection, asked.returned),
        called=_called(connection, want, page),
    )


def _called(connection: sqlite3.Connection, want: Wanted, page: listing.Page) -> tuple[Known, ...]:
    """Return the speakers whom an empty list may have meant."""
    asked_for = want.selection.speaker
    if page.claims or asked_for is None:
        return ()
    return tuple(one for one in speaking.candidates(connection, asked_for, "") if one.name != asked_for)


def _page(connection: sqlite3.Connection, want: Wanted) -> tuple[listing.Page, Wanted]:
    """Return the page that is wanted; an empty one and what is wrong if there can be none."""
    if not want.wrong:
        selected = meant(want.selection, retired=want.retired)
        try:
            return listing.page(connection, selected, want.sort, want.after, SIZE), want
        except InvalidFields:
            want = replace(want, wrong={"after": want.after or ""})
    return listing.Page((), None), want


def _context(asked: Asked, found: _Found) -> QueuePage:
    want = found.want
    sent = asked.returned.sent if asked.returned else {}
    may_review = Permission.REVIEW in asked.visitor.may
    query = narrowing.as_query(want)
    batch, bulk_steps = asked.query.get("batch", ""), work.bulk_steps(asked, found.work)
    return QueuePage(
        rows=listed.rows(asked, want, found.page.claims, found.further, found.verdicts),
        called=tuple(Link(one.name, narrowing.address(asked, want, speaker=one.name)) for one in found.called),
        count=_count(asked, found.counted),
        cut=_cut(asked, found.counted),
        wrong=_wrong(asked, want),
        first=narrowing.address(asked, want) if want.after else "",
        next=narrowing.address(asked, want, after=found.page.after) if found.page.after else "",
        states=_states(asked, found),
        progress=work.progress(asked, found.states, found.work),
        held=work.held(asked, found.work),
        decisions=work.decisions(asked, found.work),
        bulk_steps=bulk_steps,
        chips=narrowing.chips(asked, want, found.verdicts),
        facets=narrowing.facets(asked, want, found.counted, found.verdicts),
        presets=narrowing.presets(asked),
        saved=tuple(_saved(asked, one, query) for one in found.saved),
        sorts=tuple(
            Value(asked.say(text), "", narrowing.address(asked, want, sort=sort.value), sort.value == want.sort)
            for sort, text in _SORTS.items()
        ),
        given=want.given,
        query=query,
        address=narrowing.address(asked, want),
        plain=asked.link(addresses.QUEUE),
        clear=narrowing.address(asked, narrowing.bare(want)),
        holds_claims=bool(found.states),
        may_review=may_review,
        starts=may_review and want.selection.state in _OPEN and not want.wrong,
        reasons=parts.choices(asked, labels.REJECT_REASONS),
        chosen=frozenset(sent.get("claims#l", ())),
        preview=bulk.preview(asked, found.named),
        batch=batch if batch in {one.name for one in bulk_steps} else "",
    )


_SORTS: Mapping[Sort, str] = {
    Sort.READING_ORDER: message("Newest articles first"),
    Sort.PRIORITY: message("Most urgent first"),
    Sort.CHECKWORTHINESS: message("Most check-worthy first"),
}


def _count(asked: Asked, counted: Facets) -> str:
    number = translation.written_number(counted.claims, asked.place.language)
    if counted.is_cut:
        return asked.say(message("More than %(num)s claims")) % {"num": number}
    found = translation.catalogue(asked.place.language).ngettext("%(num)s claim", "%(num)s claims", counted.claims)
    return str(found) % {"num": number}


def _cut(asked: Asked, counted: Facets) -> str:
    if not counted.is_cut:
        return ""
    number = translation.written_number(counted.claims, asked.place.language)
    return asked.say(message("Counted among the first %(num)s claims of the list.")) % {"num": number}


def _wrong(asked: Asked, want: Wanted) -> tuple[str, ...]:
    found = []
    for name, value in want.wrong.items():
        if name == "aspect" and not asked.visitor.sees_reviews:
            found.append(asked.say(message("Only who may see reviews can ask what has been judged.")))
        else:
            text = message("“%(value)s” is nothing that the filter “%(name)s” knows.")
            found.append(asked.say(text) % {"value": value, "name": asked.say(narrowing.called(name))})
    return tuple(found)


def _states(asked: Asked, found: _Found) -> tuple[Value, ...]:
    """Return how many claims of the whole desk are in which state, in the order of the work."""
    chosen = found.want.selection.state
    return tuple(
        Value(
            asked.say(labels.STATES[state]),
            translation.written_number(found.states[state.value], asked.place.language),
            parts.where(asked, "state", state.value).url,
            state is chosen,
        )
        for state in State
        if found.states.get(state.value)
    )


def _saved(asked: Asked, one: Saved, query: str) -> SavedLink:
    address = f"{asked.link(addresses.QUEUE)}?{one.query}"
    at = translation.written_moment(one.at, asked.place.language)
    return SavedLink(Link(one.name, address), one.actor, at, is_shown=one.query == query)


def _back(asked: Asked, answer: Mapping[str, Any], said: str) -> str:
    """Lead back to the same filters."""
    return narrowing.address(asked, narrowing.wanted(asked), said=said, batch=answer.get("batch") or "")


def _saving(sent: Fields) -> dict[str, Any]:
    """Return what is to be saved: the name that was given, and the filters of the list."""
    return {**fields.body(sent), "where": filters.given(filters.selection(fields.only(sent, "_where")))}


PAGE: Page[_Found] = Page(
    path=addresses.QUEUE,
    template="datasette_claims/queue.html",
    read=_read,
    context=_context,
    stylesheets=("queue.css",),
    shared=tuple(field.name for field in dataclasses.fields(ListQuery)),
    status=lambda found: HTTPStatus.UNPROCESSABLE_ENTITY if found.want.wrong else HTTPStatus.OK,
    forms={
        "next_claim": Form(OPERATIONS["next_claim"]),
        "bulk_step": Form(OPERATIONS["bulk_step"], lambda a, answer: _back(a, answer, "bulk_step"), bulk.body),
        "undo_bulk": Form(OPERATIONS["undo_bulk"], lambda a, _: _back(a, {}, "undo_bulk")),
        "save_filter": Form(OPERATIONS["save_filter"], lambda a, _: _back(a, {}, "save_filter"), _saving),
        "remove_filter": Form(OPERATIONS["remove_filter"], lambda a, _: _back(a, {}, "remove_filter")),
    },
)
