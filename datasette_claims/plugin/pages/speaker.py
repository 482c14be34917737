"""One speaker: who that is, what they said how often, how it was judged, and the forms that say who is who."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from datasette_claims.database import listing, roles, scales, speakers, speaking, suggesting
from datasette_claims.database.filtering import Filters
from datasette_claims.database.roles import Role
from datasette_claims.database.speaking import Known, Repeated, Tally
from datasette_claims.database.suggesting import Apart
from datasette_claims.errors import InvalidFields
from datasette_claims.model import SpeakerKind
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.api.admission import GROUP_TABLES, TABLES
from datasette_claims.plugin.api.namesakes import TABLES as NAMESAKE_TABLES
from datasette_claims.plugin.pages import namesakes, parts, scorecard
from datasette_claims.plugin.pages.forms import OPERATIONS, Form
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.pages.history import Scales
from datasette_claims.plugin.pages.namesakes import Compared, Pair
from datasette_claims.plugin.pages.parts import Choice
from datasette_claims.plugin.pages.scorecard import Scorecard
from datasette_claims.plugin.pages.utterances import Utterance, utterance
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message
from datasette_claims.steps import Permission

MOST = 25
"""So many claims are on a page."""

WIKIDATA, GND = "https://www.wikidata.org/wiki/", "https://d-nb.info/gnd/"

_MOST_ALIKE = 10
_SHORTEST = 2
"""Names are searched by so many characters at least."""

ORIGINS = {
    "extracted": message("from a text"),
    "manual": message("added by hand"),
    "merged": message("by a merge"),
}
"""Where another name comes from."""


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name and where it comes from; ``is_own`` if people added it to this very speaker, who can remove it."""

    name: str
    origin: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Somebody:
    """Another speaker, how many claims name them, and their id."""

    id: str
    link: Link
    kind: str
    claims: int


@dataclass(frozen=True, slots=True)
class Separate:
    """Somebody of whom people said that it is not this speaker: who said so, and when, written out."""

    id: str
    link: Link
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """A speaker; ``wikidata`` and ``gnd`` lead elsewhere, None where nobody has said who the speaker is there.

    ``merged_into`` is who they turned out to be, ``merged`` are those who turned out to be them, ``named`` is how many
    claims name them whoever they are. ``claims`` are a page of the newest, ``further`` leads to the next, ``queue`` to
    all. ``wanted`` is the name that ``candidates`` were searched by, to merge this speaker into one of them.
    ``alike`` are pairs of this speaker with others that may be the same, ``apart`` those that are not; ``namesakes``
    leads to all pairs.
    """

    name: str
    kind: str
    names: tuple[OtherName, ...]
    wikidata: Link | None
    gnd: Link | None
    merged_into: Link | None
    merged: tuple[Somebody, ...]
    named: int
    card: Scorecard
    claims: tuple[Utterance, ...]
    further: str
    queue: str
    may_edit: bool
    wanted: str
    candidates: tuple[Somebody, ...]
    kinds: tuple[Choice, ...]
    alike: tuple[Pair, ...]
    apart: tuple[Separate, ...]
    namesakes: str


@dataclass(frozen=True, slots=True)
class _Found:
    known: Known
    into: Known | None
    names: Mapping[str, str]
    own_names: frozenset[str]
    merged: tuple[Known, ...]
    counted: Tally
    said: tuple[Repeated, ...]
    roles: tuple[Role, ...]
    alike: tuple[Compared, ...]
    apart: tuple[Apart, ...]
    page: listing.Page
    titles: Mapping[str, str]
    scales: Scales
    candidates: tuple[Known, ...]


def _read(connection: sqlite3.Connection, asked: Asked) -> _Found | None:
    known = speaking.known(connection, asked.ids["speaker"])
    if known is None:
        return None
    counted = speaking.tally(connection, known.name)
    page = _claims(connection, known.name, asked.query.get("after"))
    present = speakers.surviving(connection, known.id) if known.merged_into else None
    return _Found(
        known=known,
        into=speaking.known(connection, present[0]) if present else None,
        names=speakers.known_as(connection, known.id),
        own_names=speaking.added_names(connection, known.id),
        merged=speaking.merged(connection, known.id),
        counted=counted,
        said=speaking.repeated(connection, known.id),
        roles=roles.roles(connection, known.id, scorecard.MOST),
        alike=namesakes.compared(connection, suggesting.pairs_of(connection, known.id, _MOST_ALIKE)),
        apart=suggesting.kept_apart(connection, known.id),
        page=page,
        titles=speaking.titles(connection, (one.article_id for one in page.claims)),
        scales=scales.labels(connection),
        candidates=_candidates(connection, asked, known),
    )


def _claims(connection: sqlite3.Connection, name: str, after: str | None) -> listing.Page:
    """Return a page of the speaker's claims, the first for what leads to none."""
    wanted = Filters(speaker=name)
    try:
        return listing.page(connection, wanted, "reading_order", after, MOST)
    except InvalidFields:
        return listing.page(connection, wanted, "reading_order", None, MOST)


def _candidates(connection: sqlite3.Connection, asked: Asked, known: Known) -> tuple[Known, ...]:
    """Return whom the speaker could be merged into."""
    if not _may(asked) or known.merged_into:
        return ()
    return speaking.candidates(connection, _wanted(asked, known), known.id)


def _may(asked: Asked) -> bool:
    return Permission.EDIT_EXTRACTION in asked.visitor.may


def _wanted(asked: Asked, known: Known) -> str:
    """Return the name that others are searched by: without one, the speaker's own last word."""
    wanted = asked.query.get("into", "").strip()
    return wanted if len(wanted) >= _SHORTEST else "".join(known.name.split()[-1:])


def _context(asked: Asked, found: _Found) -> SpeakerPage:
    known = found.known
    own = asked.link(addresses.SPEAKER, speaker=known.id)
    return SpeakerPage(
        name=known.name,
        kind=asked.say(labels.SPEAKER_KINDS[SpeakerKind(known.kind)]),
        names=tuple(
            OtherName(name, asked.say(ORIGINS[origin]), name in found.own_names) for name, origin in found.names.items()
        ),
        wikidata=_elsewhere(WIKIDATA, known.wikidata_id),
        gnd=_elsewhere(GND, known.gnd_id),
        merged_into=_somebody(asked, found.into).link if found.into else None,
        merged=tuple(_somebody(asked, one) for one in found.merged),
        named=known.claims,
        card=scorecard.scorecard(asked, known.name, found.counted, found.said, found.roles, found.scales),
        claims=tuple(utterance(asked, one, found.titles[one.article_id], found.scales) for one in found.page.claims),
        further=addresses.with_query(own, after=found.page.after) if found.page.after else "",
        queue=asked.queue(speaker=known.name),
        may_edit=_may(asked),
        wanted=_wanted(asked, known),
        candidates=tuple(_somebody(asked, one) for one in found.candidates),
        kinds=parts.choices(asked, labels.SPEAKER_KINDS),
        alike=tuple(namesakes.pair(asked, one) for one in found.alike),
        apart=tuple(_separate(asked, one) for one in found.apart),
        namesakes=asked.link(addresses.NAMESAKES),
    )


def _separate(asked: Asked, one: Apart) -> Separate:
    link = Link(one.name, asked.link(addresses.SPEAKER, speaker=one.id))
    return Separate(one.id, link, one.by, translation.written_date(one.at, asked.place.language))


def _elsewhere(address: str, key: str | None) -> Link | None:
    return Link(key, f"{address}{key}") if key else None


def _somebody(asked: Asked, one: Known) -> Somebody:
    kind = asked.say(labels.SPEAKER_KINDS[SpeakerKind(one.kind)])
    return Somebody(one.id, Link(one.name, asked.link(addresses.SPEAKER, speaker=one.id)), kind, one.claims)


_STEPS = ("merge_speaker", "keep_apart_speakers", "split_speaker", "divide_speaker", "name_speaker", "identify_speaker")

PAGE: Page[_Found] = Page(
    path=addresses.SPEAKER,
    template="datasette_claims/speaker.html",
    read=_read,
    context=_context,
    missing=message("This database holds no such speaker."),
    tables=(*TABLES, *NAMESAKE_TABLES, "speaker_roles", *GROUP_TABLES),
    stylesheets=("charts.css", "speaker.css"),
    table="speakers",
    forms={step: Form(OPERATIONS[step]) for step in _STEPS},
)
