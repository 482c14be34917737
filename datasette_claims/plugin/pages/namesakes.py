"""Speakers that may be the same, with what speaks for it: one becomes the other, or they stay two."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from datasette_claims.database import speaking, suggesting
from datasette_claims.database.speaking import Known
from datasette_claims.database.suggesting import Alike
from datasette_claims.model import SpeakerKind
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.api import namesakes
from datasette_claims.plugin.api.admission import TABLES
from datasette_claims.plugin.pages.forms import OPERATIONS, Form
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message
from datasette_claims.steps import Permission

MOST = 25
"""So many pairs are on a page."""

REASONS: Mapping[str, str] = {
    "same_letters": message("the same letters"),
    "marks": message("the same but for accents and umlauts"),
    "beside": message("the same but for a title or particle"),
    "legal_form": message("the same but for the legal form"),
    "order": message("the same words in another order"),
    "transliteration": message("the same in another transliteration"),
    "given_name": message("another form of the given name"),
    "initial": message("a given name shortened to its initial"),
    "further_name": message("a further given name"),
    "last_name": message("the last name only, which nobody else has"),
    "abbreviation": message("an abbreviation that a text explains"),
    "alias": message("another name of the speaker"),
    "same_id": message("the same id in a catalogue"),
}
"""Why two speakers may be the same (``naming.comparing.Likeness``)."""

_TOKEN = re.compile(r"s[0-9a-f]{16}\.s[0-9a-f]{16}\.[01]\.[0-9]{1,17}")


@dataclass(frozen=True, slots=True)
class Namesake:
    """One speaker of a pair: ``claims`` counts those that name it."""

    id: str
    link: Link
    kind: str
    claims: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two speakers that may be the same, whoever has more claims first; ``score`` is a written share."""

    one: Namesake
    other: Namesake
    score: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamesakesPage:
    """A page of pairs, the likeliest first; ``count`` is how many there are in all, ``further`` leads to the next."""

    pairs: tuple[Pair, ...]
    count: int
    further: str
    all_speakers: str
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A suggestion with both speakers."""

    alike: Alike
    one: Known
    other: Known


@dataclass(frozen=True, slots=True)
class _Found:
    pairs: tuple[Compared, ...]
    count: int
    after: str


def compared(connection: sqlite3.Connection, found: tuple[Alike, ...]) -> tuple[Compared, ...]:
    """Return suggestions with their speakers."""
    return tuple(
        Compared(one, speaking.present(connection, one.one), speaking.present(connection, one.other)) for one in found
    )


def pair(asked: Asked, found: Compared) -> Pair:
    """Return a pair in the reader's words."""
    both = sorted((found.one, found.other), key=lambda one: (-one.claims, one.name, one.id))
    one, other = (_namesake(asked, known) for known in both)
    score = translation.written_share(found.alike.score, asked.place.language)
    return Pair(one, other, score, tuple(asked.say(REASONS[reason]) for reason in found.alike.reasons))


def _namesake(asked: Asked, one: Known) -> Namesake:
    kind = asked.say(labels.SPEAKER_KINDS[SpeakerKind(one.kind)])
    return Namesake(one.id, Link(one.name, asked.link(addresses.SPEAKER, speaker=one.id)), kind, one.claims)


def _read(connection: sqlite3.Connection, asked: Asked) -> _Found:
    after = asked.query.get("after", "")
    start = namesakes.behind(after) if _TOKEN.fullmatch(after) else None
    found = suggesting.pairs(connection, MOST + 1, start)
    shown = found[:MOST]
    further = namesakes.token(shown[-1]) if len(found) > MOST else ""
    return _Found(compared(connection, shown), suggesting.count(connection), further)


def _context(asked: Asked, found: _Found) -> NamesakesPage:
    own = asked.link(addresses.NAMESAKES)
    return NamesakesPage(
        pairs=tuple(pair(asked, one) for one in found.pairs),
        count=found.count,
        further=addresses.with_query(own, after=found.after) if found.after else "",
        all_speakers=asked.table("speakers"),
        may_edit=Permission.EDIT_EXTRACTION in asked.visitor.may,
    )


PAGE: Page[_Found] = Page(
    path=addresses.NAMESAKES,
    template="datasette_claims/namesakes.html",
    read=_read,
    context=_context,
    tables=(*TABLES, *namesakes.TABLES),
    stylesheets=("speaker.css",),
    table="speakers",
    forms={step: Form(OPERATIONS[step]) for step in ("merge_speaker", "keep_apart_speakers")},
)
