"""What all pages have in common: permission, one read, one context, rendered inside Datasette's own look."""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from datasette.utils import tilde_decode
from datasette.utils.asgi import Forbidden, NotFound, Response

from datasette_claims.database import log, reading
from datasette_claims.plugin import addresses, compat, guard, languages, translation
from datasette_claims.plugin.api.admission import GROUP_TABLES, REVIEW_TABLES, TABLES, ids
from datasette_claims.plugin.api.operations import Reader
from datasette_claims.plugin.pages.notices import NOTICES, UNDOABLE
from datasette_claims.plugin.pages.policy import policy
from datasette_claims.plugin.place import Link, Place
from datasette_claims.plugin.translation import message
from datasette_claims.review import EventType, Standing, standing
from datasette_claims.steps import Permission, open_to

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

    from datasette_claims.plugin.pages.forms import Form

Found = TypeVar("Found")

_YEAR = 365 * 24 * 3600
_ONLY_HERE = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a page: by what name (empty if unknown), what they may do, whether they see reviews and groups.

    ``path`` is the database's file, None in memory. ``may`` is empty where nothing can be changed. A guest sees the
    page because it is open to everybody (``Page.is_open``), and may not see the tables that it shows.
    """

    actor: str
    path: Path | None
    may: frozenset[Permission]
    sees_reviews: bool
    sees_groups: bool = False
    is_guest: bool = False

    @property
    def reader(self) -> Reader:
        """The same as the API knows it."""
        return Reader(self.actor, self.path, Permission.REVIEW in self.may, self.sees_groups)


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that comes back as it was sent, because it was refused or was a preview.

    ``step`` is what it asked for, ``sent`` what was filled in. ``message`` says why it was refused, in the reader's
    words, ``fields`` what is wrong with which field, by its path, ``listed`` the same, by what pages call it;
    ``answer`` is what a preview, or a bulk step that was refused whole, found.
    """

    step: str
    status: int
    sent: Mapping[str, tuple[str, ...]]
    message: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[tuple[str, str], ...] = ()
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked for: where, by whom, what its address names and its query says, what form comes back.

    ``base`` is the path of the database, ``site`` what stands before it in addresses as others need them:
    ``https://desk.example``.
    """

    place: Place
    visitor: Visitor
    ids: Mapping[str, str]
    query: Mapping[str, str]
    base: str = ""
    site: str = ""
    returned: Returned | None = None

    def say(self, text: str) -> str:
        """Return a text of the catalogue in the reader's language."""
        return str(translation.catalogue(self.place.language).gettext(text))

    def link(self, path: str, **parts: str) -> str:
        """Return the address of another page of the same database: ``link(addresses.CLAIM, claim="c…")``."""
        return addresses.below(self.base, path, **parts)

    def queue(self, **filters: str) -> str:
        """Return the address of the queue, narrowed by ``filters``."""
        return addresses.with_query(self.link(addresses.QUEUE), **filters)

    def table(self, name: str) -> str:
        """Return the address of one of Datasette's own tables of the same database."""
        return str(self.place.datasette.urls.table(self.place.database, name))

    def absolute(self, path: str, **parts: str) -> str:
        """Return the address of another page as other sites need it."""
        return f"{self.site}{self.link(path, **parts)}"


@dataclass(frozen=True, slots=True)
class Page(Generic[Found]):
    """How one kind of page, at the address ``path``, is read and rendered.

    ``read`` returns None where there is nothing, which ``missing`` says. ``tables`` must be visible to the reader.
    ``context`` returns the dataclass that the template knows as ``page``. ``twin`` is what its address ends with as
    JSON, empty if there is none, and takes those of the page's parameters that are ``shared``. ``table`` is the one
    that the crumbs lead to, ``forms`` are what the page takes, by the name of their step. ``ancestors`` are the sites
    that may show the page in a frame. ``permission`` is needed besides, if any.
    ``is_open`` tells of which databases everybody may see it, whatever they may see besides; ``status`` is the HTTP
    status of what was found.
    """

    path: str
    template: str
    read: Callable[[sqlite3.Connection, Asked], Found | None]
    context: Callable[[Asked, Found], object]
    missing: str = message("This database holds nothing of that name.")
    tables: tuple[str, ...] = TABLES
    stylesheets: tuple[str, ...] = ()
    twin: str = ".json"
    shared: tuple[str, ...] = ()
    table: str = "claims"
    forms: Mapping[str, Form] = field(default_factory=dict)
    ancestors: str = "'self'"
    is_open: Callable[[Datasette, str], bool] = lambda _, __: False
    permission: Permission | None = None
    status: Callable[[Found], int] = lambda _: HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Notice:
    """What the page says of the step before; ``undo`` is the page whose form takes it back, empty if nothing can.

    ``queue`` and ``skip`` go along there: the filters that claims come by, and those that were skipped.
    """

    text: str
    undo: str
    queue: str
    skip: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page of the desk.

    ``links`` lead to the desk's other pages, ``languages`` to this page in each language, the present one without an
    address. ``key`` is sent along by forms so that none is carried out twice.
    """

    language: str
    stylesheets: tuple[str, ...]
    script: str
    twin: str
    links: tuple[Link, ...]
    languages: tuple[Link, ...]
    actor: str
    notice: Notice | None
    returned: Returned | None
    key: str


def own(page: Page[Any], asked: Asked) -> str:
    """Return the page's own address."""
    return asked.link(page.path, **asked.ids)


async def view(page: Page[Any], datasette: Datasette, request: Request) -> Response:
    """Answer GET."""
    return await shown(page, await asked(page, datasette, request), request)


async def asked(page: Page[Any], datasette: Datasette, request: Request, language: str = "") -> Asked:
    """Return what is asked for; raises NotFound, or Forbidden before anything is read.

    The reader's language is chosen here unless it is given.
    """
    language = language or languages.wanted(request)
    say = translation.catalogue(language).gettext
    try:
        database = datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        raise NotFound(say(message("There is no such database."))) from None
    is_guest = not await compat.may_view_tables(datasette, request.actor, database.name, page.tables)
    if is_guest and not page.is_open(datasette, database.name):
        raise Forbidden(say(message("You do not have permission to read the claims of this database.")))
    query = {name: request.args.get(name) for name in request.args}
    place = Place(datasette, database.name, language)
    visitor = await _visitor(place, request, is_guest=is_guest)
    if page.permission is not None and page.permission not in visitor.may:
        raise Forbidden(say(message("You do not have permission to see this page.")))
    base = datasette.urls.database(database.name)
    return Asked(place, visitor, ids(request), query, base, datasette.absolute_url(request, "/").removesuffix("/"))


async def _visitor(place: Place, request: Request, *, is_guest: bool) -> Visitor:
    datasette, database = place.datasette, place.datasette.get_database(place.database)
    actor, path = guard.actor_id(request), compat.database_path(database)
    may: frozenset[str] = frozenset()
    if actor and path and database.is_mutable:
        actions = [permission.value for permission in Permission]
        may = await compat.allowed_among(datasette, request.actor, actions, place.database)
    sees_reviews = await compat.may_view_tables(datasette, request.actor, place.database, REVIEW_TABLES)
    sees_groups = await compat.may_view_tables(datasette, request.actor, place.database, GROUP_TABLES)
    return Visitor(actor, path, frozenset(map(Permission, may)), sees_reviews, sees_groups, is_guest)


async def found(page: Page[Found], asked: Asked) -> Found:
    """Return what a page shows; raises NotFound."""
    place = asked.place

    def read(connection: sqlite3.Connection) -> Found | None:
        with reading.snapshot(connection):
            return page.read(connection, asked) if reading.holds_reviews(connection) else None

    held: Found | None = await place.datasette.get_database(place.database).execute_fn(read)
    if held is None:
        raise NotFound(asked.say(page.missing))
    return held


async def shown(page: Page[Any], asked: Asked, request: Request, status: int | None = None) -> Response:
    """Return a page, rendered, with its own status unless another is given; raises NotFound."""
    place, held = asked.place, await found(page, asked)
    say, frame = translation.catalogue(place.language), _frame(page, asked, await _notice(asked))
    variables = {
        "page": page.context(asked, held),
        "frame": frame,
        "database": place.database,
        "table": page.table,
        "_": say.gettext,
        "ngettext": say.ngettext,
        **({"alternate_url_json": place.datasette.absolute_url(request, frame.twin)} if frame.twin else {}),
    }
    html = await place.datasette.render_template(page.template, variables, request=request)
    headers = {**_ONLY_HERE, "Content-Security-Policy": await policy(place.datasette, page.ancestors)}
    response = Response.html(compat.with_language(html), status=status or page.status(held), headers=headers)
    # Whoever reads somebody's embed chooses no language for the desk.
    if request.args.get("lang") == place.language and page.path != addresses.EMBEDDED:
        response.set_cookie(languages.COOKIE, place.language, max_age=_YEAR, path=place.datasette.setting("base_url"))
    return response


def _frame(page: Page[Any], asked: Asked, notice: Notice | None) -> Frame:
    datasette = asked.place.datasette
    return Frame(
        language=asked.place.language,
        stylesheets=tuple(addresses.static(datasette, name) for name in ("claims.css", *page.stylesheets)),
        script=addresses.static(datasette, "desk.js"),
        twin=_twin(page, asked),
        links=_links(asked),
        languages=_languages(page, asked),
        actor=asked.visitor.actor,
        notice=notice,
        returned=asked.returned,
        key=secrets.token_urlsafe(16),
    )


def _twin(page: Page[Any], asked: Asked) -> str:
    shared = {name: asked.query[name] for name in page.shared if name in asked.query}
    return addresses.with_query(own(page, asked) + page.twin, **shared) if page.twin else ""


def _links(asked: Asked) -> tuple[Link, ...]:
    if asked.visitor.is_guest:
        return ()
    pages = {
        message("Claims"): asked.queue(),
        message("Speakers"): asked.table("speakers"),
        message("Duplicates"): asked.link(addresses.NAMESAKES),
        message("Articles"): asked.table("articles"),
        message("Dashboard"): asked.link(addresses.DASHBOARD),
        message("Runs"): asked.link(addresses.RUNS),
    }
    if Permission.SEE_EMBARGOED in asked.visitor.may:
        pages[message("Embargoed")] = asked.link(addresses.EMBARGOED)
    return tuple(Link(asked.say(name), address) for name, address in pages.items())


def _languages(page: Page[Any], asked: Asked) -> tuple[Link, ...]:
    named = {"de": "Deutsch", "en": "English"}
    kept = {name: value for name, value in asked.query.items() if name not in {"lang", "said", "of"}}
    return tuple(
        Link(name, "" if code == asked.place.language else addresses.with_query(own(page, asked), **kept, lang=code))
        for code, name in named.items()
    )


async def _notice(asked: Asked) -> Notice | None:
    said, of = asked.query.get("said", ""), asked.query.get("of", "")
    # A form that was refused has a notice of its own.
    if said not in NOTICES or asked.returned is not None:
        return None
    undo = ""
    if said in UNDOABLE and re.fullmatch(addresses.PARTS["claim"], of):
        database = asked.place.datasette.get_database(asked.place.database)
        can_undo = await database.execute_fn(lambda connection: undoable(connection, asked.visitor, of) is not None)
        undo = asked.link(addresses.CLAIM, claim=of) if can_undo else ""
    return Notice(asked.say(NOTICES[said]), undo, asked.query.get("queue", ""), asked.query.get("skip", ""))


def undoable(connection: sqlite3.Connection, visitor: Visitor, claim_id: str) -> Standing | None:
    """Return where a claim stands if the visitor can take its last step back, else None."""
    at = standing(log.events(connection, claim_id))
    return at if EventType.UNDONE in open_to(at, visitor.actor, visitor.may) else None
