"""Which of the served databases are ours; they are recognised by their schema when Datasette starts."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from datasette_claims.database import reading
from datasette_claims.plugin import compat
from datasette_claims.plugin.defaults import database_defaults

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

_ours: WeakKeyDictionary[Datasette, set[str]] = WeakKeyDictionary()


async def recognise(datasette: Datasette) -> None:
    """Find our databases among those served and supply what nobody configured for them."""
    for name, database in datasette.databases.items():
        if database.is_memory:
            continue
        comments = await _comments(database)
        if comments is not None:
            _ours.setdefault(datasette, set()).add(name)
            await compat.supply(datasette, name, database_defaults(comments))


def is_ours(datasette: Datasette, name: str) -> bool:
    """Tell whether the database was ours when Datasette started."""
    return name in _ours.get(datasette, ())


async def _comments(database: Database) -> dict[str, reading.TableComments] | None:
    def read(connection: sqlite3.Connection) -> dict[str, reading.TableComments] | None:
        return reading.schema_comments(connection) if reading.holds_claims(connection) else None

    try:
        comments: dict[str, reading.TableComments] | None = await database.execute_fn(read)
    except sqlite3.Error:
        # A file that cannot be read now is Datasette's to report; it must not keep the other databases from starting.
        return None
    return comments
