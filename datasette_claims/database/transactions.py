"""One write transaction on a connection that others use, too."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from datasette_claims.errors import DatabaseLocked, DatabaseReadOnly

Result = TypeVar("Result")


def at_once(connection: sqlite3.Connection, name: str, work: Callable[[sqlite3.Connection], Result]) -> Result:
    """Return what ``work`` returns, all of its changes committed, or raise what it raises, none of them made.

    Foreign keys are enforced meanwhile and set back as they were. ``work`` neither commits nor rolls back; savepoints
    are its own affair. Raises DatabaseLocked, after the connection's busy timeout, while somebody else writes, and
    DatabaseReadOnly; ``name`` says in their messages which database it was.
    """
    try:
        _settle(connection)
        with _foreign_keys(connection):
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                # Some errors, as a full disk, have already rolled back.
                connection.rollback()
                raise
            return result
    except sqlite3.OperationalError as error:
        if is_locked(error):
            message = f"{name}: somebody else is writing to the database. Try again in a few seconds."
            raise DatabaseLocked(message) from error
        if "readonly" in str(error):
            raise DatabaseReadOnly(f"{name}: the database is read-only, so nothing can be changed here.") from error
        raise


def is_locked(error: sqlite3.OperationalError) -> bool:
    """Tell whether SQLite's error says that somebody else has the database."""
    return "locked" in str(error) or "busy" in str(error)


def _settle(connection: sqlite3.Connection) -> None:
    """End a transaction that another callback left open, as Datasette's next write would."""
    try:
        connection.commit()
    except sqlite3.Error:
        connection.rollback()
        raise


@contextmanager
def _foreign_keys(connection: sqlite3.Connection) -> Iterator[None]:
    """Enforce foreign keys; outside of transactions only, as SQLite ignores the setting within one."""
    ((before,),) = connection.execute("PRAGMA foreign_keys").fetchall()
    connection.execute("PRAGMA foreign_keys = ON")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA foreign_keys = {before}")
