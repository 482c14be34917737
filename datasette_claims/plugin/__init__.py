"""The Datasette plugin: every hook that it implements, a few lines each; the modules beside it do the work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pluggy import HookimplMarker

from datasette_claims.plugin import addresses, cells, compat, databases, pages, unknown_addresses

if TYPE_CHECKING:
    from datasette.app import Datasette

hookimpl = HookimplMarker("datasette")


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Recognise our databases, so that ``datasette claims.db`` alone shows them well."""
    unknown_addresses.keep_404()

    async def recognise() -> None:
        await databases.recognise(datasette)

    return recognise


@hookimpl(tryfirst=True)
def get_metadata(datasette: Datasette) -> compat.Metadata:
    """Give the 0.65 line our defaults; first, so that every other plugin's metadata overrides them."""
    return compat.supplied(datasette)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[object]]]]:
    """Add the claim page and the article page."""
    return [(addresses.CLAIM, pages.claim), (addresses.ARTICLE, pages.article)]


@hookimpl
def extra_css_urls(datasette: Datasette, database: str | None, view_name: str | None) -> list[str]:
    """Let the tables of our databases show their rows before the descriptions of their columns."""
    is_table = view_name == "table" and database is not None and databases.is_ours(datasette, database)
    return [addresses.static(datasette, "tables.css")] if is_table else []


@hookimpl
def render_cell(
    row: Mapping[str, Any], value: cells.Cell, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    """Link quotes and titles to our pages, and let tables keep long contexts low."""
    if table not in cells.TABLES:
        return None
    return cells.shown(datasette, database, (table, column), value, str(row["id"]))
