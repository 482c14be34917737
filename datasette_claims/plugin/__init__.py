"""The Datasette plugin: every hook that it implements, a few lines each; the modules beside it do the work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pluggy import HookimplMarker

from datasette_claims.plugin import (
    addresses,
    compat,
    databases,
    guard,
    permissions,
    publishing,
    unknown_addresses,
)
from datasette_claims.plugin.compat import Actor

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

    from datasette_claims.plugin import menus

hookimpl = HookimplMarker("datasette")


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Check our configuration, and recognise our databases, so that ``datasette claims.db`` alone shows them well."""
    unknown_addresses.keep_404()
    permissions.check_configuration(datasette)
    publishing.check_configuration(datasette)

    async def recognise() -> None:
        await databases.recognise(datasette)
        await publishing.learn_titles(datasette)

    return recognise


@hookimpl(tryfirst=True)
def get_metadata(datasette: Datasette) -> compat.Metadata:
    """Give the 0.65 line our defaults; first, so that every other plugin's metadata overrides them."""
    return compat.supplied(datasette)


@hookimpl
def register_routes() -> list[tuple[str, guard.View]]:
    """Add our pages and the API."""
    from datasette_claims.plugin import routes  # noqa: PLC0415 - what checks requests must wait for a server

    return guard.registered(routes.ROUTES)


@hookimpl
def skip_csrf(datasette: Datasette, scope: Mapping[str, Any]) -> bool:
    """Let the 0.65 line take JSON without its form token."""
    from datasette_claims.plugin import routes  # noqa: PLC0415 - as above

    return guard.skips_csrf(datasette, scope, routes.ROUTES)


@hookimpl
def register_actions() -> list[Any]:
    """Name our actions to the 1.0 line."""
    return compat.registered_actions(permissions.ACTIONS)


@hookimpl
def permission_resources_sql(datasette: Datasette, actor: Actor | None, action: str) -> list[Any]:
    """Give the 1.0 line what our configuration allows."""
    return compat.permission_rules(permissions.granting(datasette, actor, action))


@hookimpl
def permission_allowed(datasette: Datasette, actor: Actor | None, action: str, resource: object) -> bool | None:
    """Answer the 0.65 line by what our configuration allows."""
    return permissions.answer(datasette, actor, action, resource)


@hookimpl
def asgi_wrapper() -> Callable[[Any], Any]:
    """Know which request is being answered where Datasette does not say so."""
    from datasette_claims.plugin import languages  # noqa: PLC0415 - as above

    return languages.remembering


@hookimpl
def extra_css_urls(datasette: Datasette, database: str | None, view_name: str | None) -> list[str]:
    """Style the front page's box, and let the tables of our databases show their rows before what columns mean."""
    if view_name == "index" and any(databases.is_ours(datasette, name) for name in datasette.databases):
        return [addresses.static(datasette, "home.css")]
    is_table = view_name in {"table", "row"} and database is not None and databases.is_ours(datasette, database)
    return [addresses.static(datasette, "tables.css")] if is_table else []


@hookimpl
def render_cell(
    row: Mapping[str, Any], value: object, column: str, table: str | None, database: str, datasette: Datasette
) -> Awaitable[Markup | None] | None:
    """Link cells to our pages, and say verdicts and states in words."""
    from datasette_claims.plugin import cells  # noqa: PLC0415 - as above

    if not value or (table, column) not in cells.COLUMNS or not databases.is_ours(datasette, database):
        return None
    return cells.shown(cells.Cell(datasette, database, row, value), str(table), column)


@hookimpl
def extra_template_vars(datasette: Datasette, template: str | None, request: Request | None) -> dict[str, Any] | None:
    """Let the front page ask for the desk's numbers; a page that does not ask costs nothing."""
    from datasette_claims.plugin import homepage  # noqa: PLC0415 - as above

    return {"claims_box": partial(homepage.box, datasette, request)} if template == "index.html" else None


@hookimpl
def menu_links(datasette: Datasette, actor: Actor | None) -> Awaitable[menus.Links]:
    """Lead to the desks from every page."""
    from datasette_claims.plugin import menus  # noqa: PLC0415 - as above

    return menus.application(datasette, actor)


@hookimpl
def database_actions(datasette: Datasette, actor: Actor | None, database: str) -> Awaitable[menus.Links]:
    """Lead from a database to its desk."""
    from datasette_claims.plugin import menus  # noqa: PLC0415 - as above

    return menus.of_database(datasette, actor, database)


@hookimpl
def table_actions(
    datasette: Datasette, actor: Actor | None, database: str, table: str, request: Request | None
) -> Awaitable[menus.Links]:
    """Lead from a table to the desk, with the table's filters."""
    from datasette_claims.plugin import menus  # noqa: PLC0415 - as above

    return menus.of_table(datasette, actor, database, table, request)


@hookimpl
def row_actions(
    datasette: Datasette, actor: Actor | None, database: str, table: str, row: Mapping[str, Any]
) -> Awaitable[menus.Links]:
    """Lead from a row to our page of it, on the 1.0 line."""
    from datasette_claims.plugin import menus  # noqa: PLC0415 - as above

    return menus.of_row(datasette, actor, database, table, row)
