"""One transaction on Datasette's write connection."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import desk
import pytest
import pytest_asyncio
from datasette.app import Datasette
from datasette.database import Database

from datasette_claims.errors import DatabaseLocked, DatabaseReadOnly
from datasette_claims.plugin import compat

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
BARE = {"transaction": False} if compat.DatabaseResource is not None else {}
"""How a callback gets no transaction; on 0.65 none ever does."""

INSERT = "INSERT INTO notes VALUES ('n', 'a')"


@pytest.fixture
def path(database: Path, tmp_path: Path) -> Path:
    """A database with a table of notes."""
    return desk.with_notes(database, tmp_path)


@pytest_asyncio.fixture
async def held(serve: Serve, path: Path) -> Database:
    """The same, served, with a write connection that waits for nobody."""
    held = (await serve(path)).get_database("claims")
    await compat.write(held, lambda connection: connection.execute("PRAGMA busy_timeout = 0"))
    return held


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection, which waits for nobody, either."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        yield connection


def insert(connection: sqlite3.Connection) -> str:
    connection.execute(INSERT)
    return "done"


def insert_and_fail(connection: sqlite3.Connection) -> None:
    insert(connection)
    raise LookupError("no such claim")


def refused(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO links VALUES ('no such claim')")


async def test_commits(held: Database, path: Path) -> None:
    """The result comes back and the change is in the file."""
    assert await compat.write(held, insert) == "done"
    assert desk.notes(path) == [("n", "a")]


async def test_rolls_back(
    held: Database, path: Path, other: sqlite3.Connection, capfd: pytest.CaptureFixture[str]
) -> None:
    """What the callback raises comes out, unprinted, nothing has changed, and the database is free for others."""
    with pytest.raises(LookupError, match="no such claim"):
        await compat.write(held, insert_and_fail)
    assert desk.notes(path) == []
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    assert "no such claim" not in capfd.readouterr().err


async def test_sql_errors(held: Database, path: Path, other: sqlite3.Connection) -> None:
    """Errors in a statement roll back and come out as they are."""

    def broken(connection: sqlite3.Connection) -> None:
        insert(connection)
        connection.execute("SELECT * FROM nowhere")

    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        await compat.write(held, broken)
    assert desk.notes(path) == []
    other.execute("BEGIN IMMEDIATE")


async def test_locked(held: Database, path: Path, other: sqlite3.Connection) -> None:
    """While another process writes, the callback is not even called; afterwards everything works again."""
    other.execute("BEGIN IMMEDIATE")
    called = []
    with pytest.raises(DatabaseLocked, match="claims: somebody else is writing"):
        await compat.write(held, called.append)
    assert called == []
    other.execute("COMMIT")
    await compat.write(held, insert)
    assert desk.notes(path) == [("n", "a")]


async def test_locked_at_the_end(held: Database, path: Path, other: sqlite3.Connection) -> None:
    """A reader that keeps the commit waiting too long leaves the file as it was and no transaction open."""
    other.execute("BEGIN")
    other.execute("SELECT * FROM notes").fetchall()
    with pytest.raises(DatabaseLocked):
        await compat.write(held, insert)
    other.execute("COMMIT")
    assert desk.notes(path) == []
    other.execute("BEGIN IMMEDIATE")


async def test_concurrent(held: Database, other: sqlite3.Connection) -> None:
    """Between reading and writing in a callback nobody else can write."""

    def look_then_write(connection: sqlite3.Connection) -> int:
        ((count,),) = connection.execute("SELECT count(*) FROM notes").fetchall()
        second = sqlite3.connect(held.path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            second.execute(INSERT)
        second.close()
        insert(connection)
        return count

    assert await compat.write(held, look_then_write) == 0
    assert other.execute("SELECT count(*) FROM notes").fetchone() == (1,)


async def test_one_after_the_other(held: Database, path: Path) -> None:
    """Writes that are asked for at once all happen, each seeing what the one before has done."""

    def count_and_insert(connection: sqlite3.Connection) -> int:
        insert(connection)
        return int(connection.execute("SELECT count(*) FROM notes").fetchone()[0])

    counts = await asyncio.gather(*(compat.write(held, count_and_insert) for _ in range(20)))
    assert sorted(counts) == list(range(1, 21))
    assert len(desk.notes(path)) == 20


async def test_foreign_keys(held: Database) -> None:
    """Foreign keys are enforced in the callback and set back afterwards, however it ends."""

    def enforced(connection: sqlite3.Connection) -> Any:
        return connection.execute("PRAGMA foreign_keys").fetchone()[0]

    before = await held.execute_write_fn(enforced)
    assert await compat.write(held, enforced) == 1
    assert await held.execute_write_fn(enforced) == before
    with pytest.raises(sqlite3.IntegrityError):
        await compat.write(held, refused)
    assert await held.execute_write_fn(enforced) == before


async def test_wait(serve: Serve, path: Path) -> None:
    """Another writer is waited for, at most five seconds."""
    served = (await serve(path)).get_database("claims")
    ((wait,),) = await compat.write(served, lambda connection: connection.execute("PRAGMA busy_timeout").fetchall())
    assert 0 < wait <= 5000


def leave_open(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(INSERT)


async def test_left_open(held: Database, path: Path) -> None:
    """What another plugin's callback left uncommitted is kept and does not become part of our transaction."""
    await held.execute_write_fn(leave_open, **BARE)
    with pytest.raises(LookupError):
        await compat.write(held, insert_and_fail)
    assert desk.notes(path) == [("n", "a")]


async def test_left_open_and_locked(held: Database, path: Path, other: sqlite3.Connection) -> None:
    """If that cannot be committed it is given up, so that it blocks neither us nor other processes for ever."""
    await held.execute_write_fn(leave_open, **BARE)
    other.execute("BEGIN")
    other.execute("SELECT * FROM notes").fetchall()
    with pytest.raises(DatabaseLocked):
        await compat.write(held, insert)
    other.execute("COMMIT")
    assert await compat.write(held, insert) == "done"
    assert desk.notes(path) == [("n", "a")]


async def test_immutable(serve: Serve, path: Path) -> None:
    """An immutable database is read-only to us, and stays readable."""
    datasette = await serve(immutables=[str(path)])
    with pytest.raises(DatabaseReadOnly, match="served as immutable"):
        await compat.write(datasette.get_database("claims"), insert)
    assert (await datasette.client.get("/claims/notes.json")).status_code == 200


async def test_read_only(held: Database, path: Path) -> None:
    """So is a file that may not be written."""
    await held.execute_write_fn(lambda connection: connection.execute("PRAGMA query_only = 1") and None)
    with pytest.raises(DatabaseReadOnly, match="read-only"):
        await compat.write(held, insert)
    assert desk.notes(path) == []


async def test_path(serve: Serve, path: Path) -> None:
    """A database in a file has a path, one in memory has none."""
    datasette = await serve(path, memory=True)
    assert compat.database_path(datasette.get_database("claims")) == path
    assert compat.database_path(datasette.get_database("_memory")) is None
