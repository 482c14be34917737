"""A database that cannot be used is named, explained, and left exactly as it was."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from datasette_claims.database.opening import (
    explained,
    open_empty,
    open_for_reading,
    open_for_writing,
    pack,
    pending,
    transaction,
)
from datasette_claims.errors import (
    DatabaseError,
    DatabaseLocked,
    DatabaseReadOnly,
    ForeignSchema,
    NotADatabase,
    SchemaTooNew,
)

Make = Callable[[Path], None]


def no_sqlite(path: Path) -> None:
    path.write_bytes(b"Das ist ein Text.\n" * 500)


def damaged_schema(path: Path) -> None:
    open_for_writing(path).close()
    pack(path)
    raw = bytearray(path.read_bytes())
    raw[100:4096] = b"\xab" * 3996
    path.write_bytes(raw)


def truncated(path: Path) -> None:
    open_for_writing(path).close()
    pack(path)
    path.write_bytes(path.read_bytes()[:5000])


def read_only(path: Path) -> None:
    open_for_writing(path).close()
    pack(path)
    path.chmod(0o444)


def newer(path: Path) -> None:
    with closing(open_for_writing(path)) as connection:
        sql = (
            "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('datasette-claims', 'm999_x', '')"
        )
        connection.execute(sql)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE claims (id INTEGER, policy TEXT)")
        connection.execute("INSERT INTO claims VALUES (1, 'insurance')")
        connection.commit()


def named(value: object) -> str:
    """Return the name of a function, for the names of the tests."""
    return getattr(value, "__name__", "")


BAD = [
    (no_sqlite, NotADatabase, "not an SQLite database"),
    (damaged_schema, NotADatabase, "damaged"),
    (truncated, NotADatabase, "damaged"),
    (read_only, DatabaseReadOnly, "read-only"),
    (newer, SchemaTooNew, "m999_x.*pip install -U"),
    (foreign, ForeignSchema, "'claims' that datasette-claims did not make"),
]
UNREADABLE = [case for case in BAD if case[0] is not read_only]


@pytest.mark.parametrize(("make", "error", "message"), BAD, ids=named)
def test_left_as_it_was(database: Path, make: Make, error: type[DatabaseError], message: str) -> None:
    """The message names the file and the reason; no byte and no date of the file changes, nothing is left beside."""
    make(database)
    before = database.read_bytes(), database.stat().st_mtime_ns
    with pytest.raises(error, match=message) as raised:
        open_for_writing(database)
    assert str(database) in str(raised.value)
    assert (database.read_bytes(), database.stat().st_mtime_ns) == before
    assert list(database.parent.iterdir()) == [database]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [case for case in BAD if case[0] is not read_only],
    ids=named,
)
def test_not_readable_either(database: Path, make: Make, error: type[DatabaseError], message: str) -> None:
    """The same file cannot be read, for the same reason."""
    make(database)
    before = database.read_bytes(), database.stat().st_mtime_ns
    with pytest.raises(error, match=message):
        open_for_reading(database)
    assert (database.read_bytes(), database.stat().st_mtime_ns) == before


def test_read_only_can_be_read(database: Path) -> None:
    """A read-only file serves readers."""
    read_only(database)
    with closing(open_for_reading(database)) as connection:
        assert connection.execute("SELECT count(*) FROM claims").fetchone() == (0,)


def test_locked(database: Path) -> None:
    """While another process writes, the message says so."""
    open_for_writing(database).close()
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = database.read_bytes(), database.stat().st_mtime_ns
        with pytest.raises(DatabaseLocked, match="another process is writing"):
            open_for_writing(database, wait=0)
        assert (database.read_bytes(), database.stat().st_mtime_ns) == before


def test_locked_for_good(database: Path) -> None:
    """An exclusive lock, which keeps readers out too, is explained the same way."""
    open_for_writing(database).close()
    pack(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseLocked, match="another process is writing"):
            open_for_writing(database, wait=0)


def test_locked_between(database: Path) -> None:
    """A writer that comes in between is explained too."""
    with closing(open_for_writing(database, wait=0)) as connection, closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseLocked), transaction(connection, database):
            pass
        other.rollback()


def test_no_folder(tmp_path: Path) -> None:
    """A database is not made in a folder that does not exist."""
    with pytest.raises(DatabaseError, match=r"does not exist\. Create it first"):
        open_for_writing(tmp_path / "missing" / "claims.db")
    assert list(tmp_path.iterdir()) == []


def test_folder(tmp_path: Path) -> None:
    """A folder is no database."""
    with pytest.raises(DatabaseError, match=r"cannot be opened|not an SQLite database"):
        open_for_writing(tmp_path)


def test_missing_for_reading(database: Path) -> None:
    """Reading makes no file; the message says how to make one."""
    with pytest.raises(NotADatabase, match="datasette claims load"):
        open_for_reading(database)
    assert not database.exists()


def test_other_database(database: Path) -> None:
    """A database without any table of ours gets them beside its own, but is not read as one of ours before."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(ForeignSchema, match="datasette claims migrate"):
        open_for_reading(database)
    open_for_writing(database).close()
    with closing(open_for_reading(database)) as connection:
        assert connection.execute("SELECT count(*) FROM recipes").fetchone() == (0,)


@pytest.mark.parametrize("name", ["claims#1.db", "claims?mode=ro.db", "Käse und Brot.db", "100%.db"])
def test_any_name(tmp_path: Path, name: str) -> None:
    """A file's name means nothing to SQLite."""
    open_for_writing(tmp_path / name).close()
    assert (tmp_path / name).stat().st_size > 0
    with closing(open_for_reading(tmp_path / name)):
        pass


def test_empty_file(database: Path) -> None:
    """An empty file becomes a database."""
    database.touch()
    open_for_writing(database).close()
    with closing(open_for_reading(database)) as connection:
        assert pending(connection) == []


def test_opened_again(database: Path) -> None:
    """Opening a finished database changes nothing in it."""
    open_for_writing(database).close()
    pack(database)
    before = database.read_bytes()
    with closing(open_for_reading(database)):
        pass
    assert database.read_bytes() == before


def test_in_memory() -> None:
    """Looking ahead works on a database of its own."""
    with closing(open_empty()) as connection:
        assert pending(connection) == []


def test_packed(database: Path) -> None:
    """A packed database is one file, which opens read-only and as immutable."""
    open_for_writing(database).close()
    pack(database)
    assert list(database.parent.iterdir()) == [database]
    database.chmod(0o444)
    for options in ("mode=ro", "immutable=1"):
        with closing(sqlite3.connect(f"{database.as_uri()}?{options}", uri=True)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_not_packed_under_a_reader(database: Path) -> None:
    """A database that is being read is not packed; the message says why."""
    open_for_writing(database).close()
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM claims").fetchone()
        with pytest.raises(DatabaseLocked, match="another process has it open"):
            pack(database)


def test_rolled_back(database: Path) -> None:
    """Whatever breaks a transaction undoes it, and the database can be written again at once."""
    with closing(open_for_writing(database)) as connection:
        with pytest.raises(sqlite3.IntegrityError), transaction(connection, database):
            connection.executemany("INSERT INTO sources VALUES ('o1', ?)", [("dpa",), ("AFP",)])
        with transaction(connection, database):
            connection.execute("INSERT INTO sources VALUES ('o2', 'AFP')")
        assert connection.execute("SELECT id FROM sources").fetchall() == [("o2",)]


@pytest.mark.parametrize(
    ("reason", "error", "message"),
    [
        ("database is locked", DatabaseLocked, "another process"),
        ("database table is locked", DatabaseLocked, "another process"),
        ("attempt to write a readonly database", DatabaseReadOnly, "read-only"),
        ("database or disk is full", DatabaseError, "Free some space"),
        ("disk I/O error", DatabaseError, r"cannot be used \(disk I/O error\)"),
    ],
)
def test_explained(reason: str, error: type[DatabaseError], message: str) -> None:
    """Whatever SQLite says becomes a sentence that names the file."""
    found = explained(Path("claims.db"), sqlite3.OperationalError(reason))
    assert type(found) is error
    assert re.search(f"claims.db: .*{message}", str(found))


def test_step_that_fails(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A schema step that the disk has no room for is explained."""

    def full(_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("datasette_claims.database.opening.MIGRATIONS.apply", full)
    with pytest.raises(DatabaseError, match="Free some space"):
        open_for_writing(database)


def test_full_disk(database: Path) -> None:
    """A full disk is named, and what was being written is undone."""
    with closing(open_for_writing(database)) as connection:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")
        with pytest.raises(DatabaseError, match="disk is full"), transaction(connection, database):
            connection.execute("INSERT INTO sources VALUES ('o1', ?)", ["x" * 100_000])
        assert connection.execute("SELECT count(*) FROM sources").fetchone() == (0,)
