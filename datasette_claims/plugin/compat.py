"""The only module that knows that Datasette has two lines, 0.65 and 1.0; it asks what they offer, not who they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from datasette.database import Database
from datasette.utils.asgi import Forbidden, Response

from datasette_claims.database.transactions import at_once
from datasette_claims.errors import DatabaseReadOnly
from datasette_claims.plugin.defaults import DatabaseDefaults, Setting, TableDefaults

try:
    from datasette.permissions import Action, PermissionSQL
    from datasette.resources import DatabaseResource, TableResource
except ImportError:
    Action = PermissionSQL = DatabaseResource = TableResource = None

if TYPE_CHECKING:
    from datasette.app import Datasette

PLUGIN = "datasette-claims"
"""Under which name the plugin is configured."""

Actor = Mapping[str, Any]
"""Who asks, as an authentication plugin describes them; usually with an ``id``."""

Metadata = dict[str, Any]
"""What ``metadata.yml`` holds at some level."""

Result = TypeVar("Result")

# at_once() opens the transaction on both lines; where Datasette would open one too, it is told not to.
_BARE = {"transaction": False} if "transaction" in signature(Database.execute_write_fn).parameters else {}

_SORTING = frozenset({"sort", "sort_desc", "sortable_columns"})

_supplied: WeakKeyDictionary[Datasette, Metadata] = WeakKeyDictionary()


async def may_view_table(datasette: Datasette, actor: Actor | None, database: str, table: str) -> bool:
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


async def may_view_tables(datasette: Datasette, actor: Actor | None, database: str, tables: Iterable[str]) -> bool:
    """Tell whether ``actor`` may see all of ``tables``."""
    return all([await may_view_table(datasette, actor, database, table) for table in tables])


async def allowed(datasette: Datasette, actor: Actor | None, action: str, database: str) -> bool:
    """Tell whether ``actor`` may do one of our actions in a database, which includes that they may view it."""
    if DatabaseResource is not None:
        return bool(await datasette.allowed(action=action, resource=DatabaseResource(database), actor=actor))
    try:
        await datasette.ensure_permissions(actor, [("view-database", database), "view-instance"])
    except Forbidden:
        return False
    return bool(await datasette.permission_allowed(actor, action, database, default=False))


async def allowed_among(
    datasette: Datasette, actor: Actor | None, actions: Iterable[str], database: str
) -> frozenset[str]:
    """Return those of our ``actions`` that ``actor`` may do in a database."""
    return frozenset([action for action in actions if await allowed(datasette, actor, action, database)])


def registered_actions(descriptions: Mapping[str, str]) -> list[Any]:
    """Return database-level actions, by name, as the 1.0 line registers them; nobody has them but its root."""
    return [
        Action(name=name, description=description, resource_class=DatabaseResource, also_requires="view-database")
        for name, description in descriptions.items()
    ]


def permission_rules(databases: Iterable[str]) -> list[Any]:
    """Return as rules of the 1.0 line that an actor may do something in ``databases``."""
    sql = "SELECT :claims_database AS parent, NULL AS child, 1 AS allow, :claims_reason AS reason"
    reason = f"allow block of {PLUGIN}"
    # Each database's rule gets parameters of its own, as 1.0 joins the rules of one plugin into one query.
    return [
        PermissionSQL(
            sql=sql.replace("claims_", f"claims_{number}_"),
            params={f"claims_{number}_database": database, f"claims_{number}_reason": reason},
        )
        for number, database in enumerate(databases)
    ]


def permission_answer(actor: Actor | None, *, granted: bool) -> bool | None:
    """Return the answer of the 0.65 line's hook: root has every right, as 1.0 decides itself; None leaves it open."""
    is_root = actor is not None and actor.get("id") == "root"
    return True if is_root or granted else None


def plugin_config(datasette: Datasette, database: str | None = None) -> Metadata:
    """Return our configuration: that of the top level, key by key replaced by what ``database`` has of its own.

    Within a key that holds mappings on both levels, as ``allow``, their keys are replaced one by one. 1.0a41 gives a
    database that has any configuration nothing of the top level, so that both are asked for here.
    """
    top = datasette.plugin_config(PLUGIN) or {}
    own = (datasette.plugin_config(PLUGIN, database=database, fallback=False) or {}) if database else {}
    return {**top, **{key: _over(top.get(key), value) for key, value in own.items()}}


async def database_title(datasette: Datasette, database: str) -> str:
    """Return a database's own title, empty if it has none."""
    if hasattr(datasette, "metadata"):
        return str(datasette.metadata("title", database=database, fallback=False) or "")
    return str((await datasette.get_database_metadata(database)).get("title") or "")


async def instance_title(datasette: Datasette) -> str:
    """Return the title of all that Datasette serves, empty if it has none."""
    if hasattr(datasette, "metadata"):
        return str(datasette.metadata("title") or "")
    return str((await datasette.get_instance_metadata()).get("title") or "")


def _over(top: object, own: object) -> object:
    return {**top, **own} if isinstance(top, dict) and isinstance(own, dict) else own


async def write(database: Database, work: Callable[[sqlite3.Connection], Result]) -> Result:
    """Return what ``work`` returns, called on the write thread in one immediate transaction; see ``at_once``.

    Raises what ``work`` raises, everything rolled back, or DatabaseLocked or DatabaseReadOnly.
    """
    if not database.is_mutable:
        raise DatabaseReadOnly(f"{database.name}: the database is served as immutable, so nothing can be changed here.")

    def caught(connection: sqlite3.Connection) -> tuple[Result | None, Exception | None]:
        # Carried over as a value, because Datasette prints whatever a callback raises.
        try:
            return at_once(connection, database.name, work), None
        except Exception as error:  # noqa: BLE001 - raised again below
            return None, error

    result, error = await database.execute_write_fn(caught, **_BARE)
    if error is not None:
        raise error
    return result


def database_path(database: Database) -> Path | None:
    """Return the file of a database, or None if it is held in memory."""
    return None if database.is_memory or not database.path else Path(database.path)


def with_language(html: str) -> str:
    """Return a page whose frame, which is Datasette's and English, says so; the 0.65 line's does not."""
    return html.replace("<html>", '<html lang="en">', 1)


def json_error(message: str, status: int, headers: Mapping[str, str], **further: object) -> Response:
    """Return an error in the JSON shape of the 1.0 line; ``further`` keys follow its own."""
    body = {"ok": False, "error": message, "errors": [message], "status": status, **further}
    return Response.json(body, status=status, headers=dict(headers))


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
