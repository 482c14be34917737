"""The box on Datasette's front page: how far the desk of each of our databases has come, and ways in."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from datasette_claims.database import reading
from datasette_claims.database.overview import Overview, overview
from datasette_claims.plugin import addresses, languages, menus, translation
from datasette_claims.plugin.place import Link, Place
from datasette_claims.plugin.translation import message

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request


@dataclass(frozen=True, slots=True)
class Desk:
    """One database's desk: ways in, and pairs of a number, written out, and what it counts."""

    title: str
    queue: Link
    dashboard: Link
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """The desks that the reader may see, in their language."""

    language: str
    desks: tuple[Desk, ...]


async def box(datasette: Datasette, request: Request | None) -> Box:
    """Return the box; a database that cannot be read now, or is not migrated, has no desk in it."""
    language = languages.wanted(request)
    visible = await menus.visible(datasette, request.actor if request else None)
    found = [await _desk(Place(datasette, name, language)) for name in visible]
    return Box(language, tuple(desk for desk in found if desk is not None))


async def _desk(place: Place) -> Desk | None:
    def read(connection: sqlite3.Connection) -> Overview | None:
        with reading.snapshot(connection):
            return overview(connection) if reading.holds_reviews(connection) else None

    try:
        found: Overview | None = await place.datasette.get_database(place.database).execute_fn(read)
    except sqlite3.Error:
        # Datasette itself says what is wrong with a file; its front page must not fail because of us.
        return None
    if found is None:
        return None
    say, where = translation.catalogue(place.language).gettext, (place.datasette, place.database)
    return Desk(
        title=say(message("Review desk: %(database)s")) % {"database": place.database},
        queue=Link(say(message("Open the review desk")), addresses.queue(*where)),
        dashboard=Link(say(message("Open the dashboard")), addresses.of(*where, addresses.DASHBOARD)),
        numbers=_numbers(found, place.language),
    )


def _numbers(found: Overview, language: str) -> tuple[tuple[str, str], ...]:
    texts = translation.catalogue(language)
    _, ngettext = texts.gettext, texts.ngettext
    counted = (
        (found.articles, ngettext("article", "articles", found.articles)),
        (found.claims, ngettext("claim", "claims", found.claims)),
        (found.waiting, ngettext("waits for a verdict", "wait for a verdict", found.waiting)),
        (found.decided, _("decided")),
        (found.published, _("published")),
    )
    return tuple((format_decimal(number, locale=language), text) for number, text in counted)
