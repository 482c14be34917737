"""The only module that knows that Datasette has two lines, 0.65 and 1.0; it asks what they offer, not who they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Forbidden, Response

from datasette_claims.plugin.defaults import DatabaseDefaults, Setting, TableDefaults

try:
    from datasette.resources import TableResource
except ImportError:
    TableResource = None

if TYPE_CHECKING:
    from datasette.app import Datasette

Metadata = dict[str, Any]
"""What ``metadata.yml`` holds at some level."""

_SORTING = frozenset({"sort", "sort_desc", "sortable_columns"})

_supplied: WeakKeyDictionary[Datasette, Metadata] = WeakKeyDictionary()


async def may_view_table(datasette: Datasette, actor: Mapping[str, object] | None, database: str, table: str) -> bool:
    """Tell whether ``actor`` may see the table's own page, by the rules of table, database and instance."""
    if TableResource is not None:
        return bool(await datasette.allowed(action="view-table", resource=TableResource(database, table), actor=actor))
    # view-table alone allows whatever has no rule of its own, so the levels above are asked too; the first that
    # has an opinion decides.
    levels = [("view-table", (database, table)), ("view-database", database), "view-instance"]
    try:
        await datasette.ensure_permissions(actor, levels)
    except Forbidden:
        return False
    return True


def json_error(message: str, status: int, headers: dict[str, str]) -> Response:
    """Return an error in the JSON shape of the 1.0 line."""
    body = {"ok": False, "error": message, "errors": [message], "status": status}
    return Response.json(body, status=status, headers=headers)


async def supply(datasette: Datasette, database: str, defaults: DatabaseDefaults) -> None:
    """Make ``defaults`` the database's settings and descriptions wherever nobody configured anything else."""
    if hasattr(datasette, "metadata"):
        configured = (datasette.metadata("databases") or {}).get(database) or {}
        databases = _supplied.setdefault(datasette, {})
        databases[database] = _metadata(defaults, configured.get("tables") or {})
        return
    tables = datasette.config.setdefault("databases", {}).setdefault(database, {}).setdefault("tables", {})
    for name, table in defaults.tables.items():
        settings = tables.setdefault(name, {})
        settings.update(_open(table.settings, settings))
    await _describe(datasette, database, defaults)


def supplied(datasette: Datasette) -> Metadata:
    """Return the defaults supplied so far as metadata of the 0.65 line.

    It is a copy, as Datasette merges what the user configured into the very object it is given.
    """
    return {"databases": _copied(_supplied.get(datasette, {}))}


def _metadata(defaults: DatabaseDefaults, configured: Mapping[str, Metadata]) -> Metadata:
    tables = {
        name: {**table.texts, "columns": dict(table.columns), **_open(table.settings, configured.get(name) or {})}
        for name, table in defaults.tables.items()
    }
    return {**defaults.texts, "tables": tables}


def _open(settings: Mapping[str, Setting], configured: Metadata) -> Mapping[str, Setting]:
    """Return the settings that ``configured`` leaves open.

    Who set one of the keys that decide on sorting decided on all: two orders at once are an error, and so is an
    order by a column that may not be sorted.
    """
    taken = configured.keys() | (_SORTING if _SORTING & configured.keys() else set())
    return {key: value for key, value in settings.items() if key not in taken}


def _copied(metadata: Metadata) -> Metadata:
    return {key: _copied(value) if isinstance(value, dict) else value for key, value in metadata.items()}


async def _describe(datasette: Datasette, database: str, defaults: DatabaseDefaults) -> None:
    described = await datasette.get_database_metadata(database)
    for key in defaults.texts.keys() - described:
        await datasette.set_database_metadata(database, key, defaults.texts[key])
    for name, table in defaults.tables.items():
        await _describe_table(datasette, database, name, table)


async def _describe_table(datasette: Datasette, database: str, name: str, table: TableDefaults) -> None:
    described = await datasette.get_resource_metadata(database, name)
    for key in table.texts.keys() - described:
        await datasette.set_resource_metadata(database, name, key, table.texts[key])
    for column, description in table.columns.items():
        if "description" not in await datasette.get_column_metadata(database, name, column):
            await datasette.set_column_metadata(database, name, column, "description", description)
