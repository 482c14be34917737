"""What we add to Datasette's menus: ways from its tables and rows to the desk's pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from datasette_claims.plugin import addresses, compat, databases, languages, translation
from datasette_claims.plugin.api.admission import TABLES
from datasette_claims.plugin.compat import Actor
from datasette_claims.plugin.translation import message

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

Links = list[dict[str, str]]
"""As Datasette's menus take them; ``description`` is shown by the 1.0 line only."""

_CARRIED = ("speaker", "source", "verdict", "state", "quote_type", "language")
"""What narrows the table of claims by a value and the queue by the same."""

_TABLES = frozenset(
    {"claims", "articles", "speakers", "sources", "reviews", "evidence", "review_events", "claim_groups"}
)

_ROWS: Mapping[str, tuple[str, str, str]] = {
    "claims": (addresses.CLAIM, "id", message("Open the claim")),
    "articles": (addresses.ARTICLE, "id", message("Open the article")),
    "speakers": (addresses.SPEAKER, "id", message("Open the speaker’s page")),
    "claim_groups": (addresses.GROUP, "id", message("Open the repeated claim")),
    "reviews": (addresses.CLAIM, "claim_id", message("Open the claim")),
    "evidence": (addresses.CLAIM, "claim_id", message("Open the claim")),
    "review_events": (addresses.CLAIM, "claim_id", message("Open the claim")),
}
"""The page behind a row of each table, which column names it, and what leads there."""


async def visible(datasette: Datasette, actor: Actor | None) -> list[str]:
    """Return those of our databases whose pages an actor may see."""
    return [name for name in datasette.databases if await _is_open(datasette, actor, name)]


async def application(datasette: Datasette, actor: Actor | None) -> Links:
    """Return the links of the menu that every page has."""
    found = await visible(datasette, actor)
    desk, dashboard = (
        (message("Review desk"), message("Dashboard"))
        if len(found) == 1
        else (message("Review desk: %(database)s"), message("Dashboard: %(database)s"))
    )
    links: Links = []
    for name in found:
        links.append(_link(addresses.queue(datasette, name), desk, database=name))
        links.append(_link(addresses.of(datasette, name, addresses.DASHBOARD), dashboard, database=name))
    return links


async def of_database(datasette: Datasette, actor: Actor | None, database: str) -> Links:
    """Return what the menu of a database's own page offers."""
    if not await _is_open(datasette, actor, database):
        return []
    return [
        _link(addresses.queue(datasette, database), message("Open the review desk")),
        _link(addresses.of(datasette, database, addresses.DASHBOARD), message("Open the dashboard")),
    ]


async def of_table(
    datasette: Datasette, actor: Actor | None, database: str, table: str, request: Request | None
) -> Links:
    """Return what the menu of a table's page offers: for claims, the queue narrowed as the table is."""
    if table not in _TABLES or not await _is_open(datasette, actor, database):
        return []
    filters = _filters(request) if request is not None and table == "claims" else {}
    text = message("Show these claims at the review desk") if filters else message("Open the review desk")
    return [_link(addresses.queue(datasette, database, **filters), text)]


async def of_row(datasette: Datasette, actor: Actor | None, database: str, table: str, row: Mapping[str, Any]) -> Links:
    """Return what the menu of a row's page offers."""
    if table not in _ROWS or not await _is_open(datasette, actor, database):
        return []
    path, column, text = _ROWS[table]
    part = path.rpartition("{")[2].rstrip("}")
    key = str(row[column] or "")
    if not re.fullmatch(addresses.PARTS[part], key):
        return []
    return [_link(addresses.of(datasette, database, path, **{part: key}), text)]


async def _is_open(datasette: Datasette, actor: Actor | None, database: str) -> bool:
    """Tell whether an actor may see our pages of a database; asked once a request, as several menus want to know."""
    known = languages.turn().is_open
    if database not in known:
        is_ours = databases.is_ours(datasette, database)
        known[database] = is_ours and await compat.may_view_tables(datasette, actor, database, TABLES)
    return known[database]


def _filters(request: Request) -> dict[str, str]:
    """Return the filters of the table of claims that the queue has too, by their names there."""
    given = {name: request.args.get(f"{name}__exact") or request.args.get(name) or "" for name in _CARRIED}
    found = {**given, "text": request.args.get("_search") or ""}
    return {name: value for name, value in found.items() if value}


def _link(url: str, text: str, **values: str) -> dict[str, str]:
    language = languages.turn().language
    said = translation.catalogue(language).gettext(text) % values
    # Datasette's own menus are English.
    return {"href": url, "label": Markup('<span lang="{}">{}</span>').format(language, said)}
