"""Opening a claims database: checked before it is touched, migrated, in WAL mode."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from datasette_claims.clock import now
from datasette_claims.errors import (
    DatabaseError,
    DatabaseLocked,
    DatabaseReadOnly,
    ForeignSchema,
    NotADatabase,
    SchemaTooNew,
)
from datasette_claims.migrations import MIGRATIONS, TABLES

_HEADER = b"SQLite format 3\x00"
_WAIT_SECONDS = 5.0


def open_for_writing(path: Path, wait: float = _WAIT_SECONDS) -> sqlite3.Connection:
    """Return a connection to the migrated database at ``path``, made if it is missing.

    Waits up to ``wait`` seconds for another writer. The connection is in autocommit mode: a transaction is what
    ``BEGIN`` opens. Raises a ``DatabaseError`` and leaves the file as it was if it cannot be used.
    """
    _check_file(path)
    connection = _connect(path, "rwc", wait)
    try:
        _check_schema(connection, path)
        _check_writable(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Return a read-only connection to an existing claims database; raises a ``DatabaseError`` if it is none."""
    if not path.exists():
        raise NotADatabase(f"{path}: there is no such file. Make it with: datasette claims load {path} ARTICLES…")
    _check_header(path)
    connection = _connect(path, "ro", _WAIT_SECONDS)
    try:
        _check_schema(connection, path)
        _check_complete(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def pack(path: Path) -> None:
    """Turn the database into one self-contained file: checkpointed, compacted, readable from read-only media."""
    with closing(open_for_writing(path)) as connection:
        connection.execute("INSERT INTO claims_fts(claims_fts) VALUES ('optimize')")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise DatabaseLocked(f"{path}: another process has it open. Stop it and try again.") from error
        connection.execute("VACUUM")


def open_empty() -> sqlite3.Connection:
    """Return a connection to a migrated database in memory, for looking ahead."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    MIGRATIONS.apply(Database(connection, execute_plugins=False))
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Run a block as one transaction: all of it is written or, on any error, nothing."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise explained(path, error) from error
    try:
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.OperationalError):
            raise explained(path, error) from error
        raise


def checkpoint(connection: sqlite3.Connection) -> None:
    """Write the log back into the database file, as far as readers allow."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def pending(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the schema steps that the database still lacks."""
    return [step.name for step in MIGRATIONS.pending(Database(connection, execute_plugins=False))]


def _check_file(path: Path) -> None:
    if not path.parent.is_dir():
        raise DatabaseError(f"{path}: the folder {path.parent} does not exist. Create it first.")
    if not path.exists():
        return
    _check_header(path)
    # The mode bits count for root too, whom the system would let write.
    if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
        raise DatabaseReadOnly(
            f"{path}: the file is read-only. Make it writable (chmod u+w) or load into another file."
        )


def is_sqlite(path: Path) -> bool:
    """Tell by its first bytes whether a file is an SQLite database; raises a DatabaseError if it cannot be opened."""
    return _head(path) == _HEADER


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(len(_HEADER))
    except OSError as error:
        raise DatabaseError(f"{path}: cannot be opened ({error.strerror}). Name another file.") from error


def _check_header(path: Path) -> None:
    if _head(path) not in (b"", _HEADER):
        raise NotADatabase(f"{path}: not an SQLite database. Name another file; this one was left as it was.")


def _connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    try:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=wait, isolation_level=None)
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: cannot be opened ({error}).") from error


def _check_schema(connection: sqlite3.Connection, path: Path) -> None:
    tables, applied = _tables_and_steps(connection, path)
    with closing(sqlite3.connect(":memory:")) as empty:
        steps = {step.name for step in MIGRATIONS.pending(Database(empty, execute_plugins=False))}
    if newer := sorted(applied - steps):
        raise SchemaTooNew(
            f"{path}: made by a newer datasette-claims (schema step {newer[-1]}). Upgrade with:"
            " pip install -U datasette-claims"
        )
    if not applied and (taken := sorted(tables & TABLES.keys())):
        raise ForeignSchema(
            f"{path}: holds a table {taken[0]!r} that datasette-claims did not make. Name another file;"
            " this one was left as it was."
        )


def _tables_and_steps(connection: sqlite3.Connection, path: Path) -> tuple[set[str], set[str]]:
    """Return the names of a database's tables and of our schema steps that it has taken."""
    try:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "_sqlite_migrations" not in tables:
            return tables, set()
        sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = ?"
        return tables, {name for (name,) in connection.execute(sql, [MIGRATIONS.name])}
    except sqlite3.OperationalError as error:
        raise explained(path, error) from error
    except sqlite3.DatabaseError as error:
        raise NotADatabase(f"{path}: the SQLite file is damaged ({error}). Restore a copy.") from error


def _check_complete(connection: sqlite3.Connection, path: Path) -> None:
    if pending(connection):
        raise ForeignSchema(f"{path}: not a claims database of this version. Run: datasette claims migrate {path}")


def _check_writable(connection: sqlite3.Connection, path: Path) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise explained(path, error) from error


def explained(path: Path, error: sqlite3.OperationalError) -> DatabaseError:
    """Return the error that tells a user what SQLite's means for the database at ``path``."""
    reason = str(error)
    if "locked" in reason or "busy" in reason:
        return DatabaseLocked(f"{path}: another process is writing to it. Try again when it has finished.")
    if "readonly" in reason:
        return DatabaseReadOnly(f"{path}: the database is read-only. Load into another file.")
    if "full" in reason:
        return DatabaseError(f"{path}: the disk is full. Free some space and run the same command again.")
    return DatabaseError(f"{path}: cannot be used ({reason}).")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    steps = pending(connection)
    if not steps:
        return
    try:
        MIGRATIONS.apply(Database(connection, execute_plugins=False))
        sql = "UPDATE _sqlite_migrations SET applied_at = ? WHERE migration_set = ? AND name = ?"
        connection.executemany(sql, [(now(), MIGRATIONS.name, step) for step in steps])
    except sqlite3.OperationalError as error:
        raise explained(path, error) from error
