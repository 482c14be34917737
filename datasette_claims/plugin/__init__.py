"""The Datasette plugin: every hook that it implements, a few lines each; the modules beside it do the work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pluggy import HookimplMarker

from datasette_claims.plugin import (
    addresses,
    cells,
    compat,
    databases,
    guard,
    permissions,
    unknown_addresses,
)
from datasette_claims.plugin.compat import Actor

if TYPE_CHECKING:
    from datasette.app import Datasette

hookimpl = HookimplMarker("datasette")


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Check our configuration, and recognise our databases, so that ``datasette claims.db`` alone shows them well."""
    unknown_addresses.keep_404()
    permissions.check_configuration(datasette)

    async def recognise() -> None:
        await databases.recognise(datasette)

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
