"""The private file beside a claims database: answers and articles that are hidden, confidential evidence.

Datasette shows every table of what it serves and runs anybody's SQL on it, so these are kept in a file of their own
that it never opens. Its name ends in ``.private`` so that serving a whole folder leaves it out; only its owner may
read it. It is written before the event that refers to it: what a crash leaves behind is an answer that no event
knows, never an event without its answer.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from datasette_claims import chain
from datasette_claims.database.opening import explained
from datasette_claims.errors import DatabaseError
from datasette_claims.model import Evidence
from datasette_claims.review import Answer

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (id TEXT PRIMARY KEY, claim_id TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS evidence (id TEXT PRIMARY KEY, claim_id TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS embargoed (key TEXT PRIMARY KEY, due TEXT, held_at TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


def beside(database: Path) -> Path:
    """Return where the private file of a database is."""
    return database.with_name(database.name + ".private")


def keep(file: Path, claim_id: str, answer: Answer) -> None:
    """Keep an answer that nobody may see yet; its confidential evidence is kept apart (``keep_evidence``)."""
    content = chain.canonical(chain.answer_json(chain.shown(answer)))
    with written(file) as connection:
        connection.execute("INSERT INTO answers VALUES (?, ?, ?)", [answer.id, claim_id, content])


def keep_evidence(file: Path, claim_id: str, evidence: Iterable[Evidence]) -> None:
    """Keep what is confidential of ``evidence``; it never leaves the file."""
    rows = [(one.id, claim_id, chain.canonical(chain.evidence_json(one))) for one in evidence if one.confidential]
    if rows:
        with written(file) as connection:
            connection.executemany("INSERT INTO evidence VALUES (?, ?, ?)", rows)


def answers(file: Path, ids: Iterable[str]) -> Mapping[str, Answer]:
    """Return the kept answers among ``ids``."""
    with _understood(file):
        return {key: chain.answer_from(json.loads(content)) for key, content in _read(file, "answers", ids)}


def evidence(file: Path, ids: Iterable[str]) -> Mapping[str, Evidence]:
    """Return the kept evidence among ``ids``."""
    with _understood(file):
        return {key: chain.evidence_from(json.loads(content)) for key, content in _read(file, "evidence", ids)}


def forget(file: Path, ids: Iterable[str]) -> None:
    """Drop answers that everybody may see now, or that were taken back."""
    rows = [(key,) for key in ids]
    if rows and file.exists():
        with written(file) as connection:
            connection.executemany("DELETE FROM answers WHERE id = ?", rows)


def kept(file: Path) -> tuple[tuple[str, str], ...]:
    """Return the ids of all kept answers with those of their claims."""
    if not file.exists():
        return ()
    with _understood(file), closing(_connected(file)) as connection:
        return tuple(connection.execute("SELECT id, claim_id FROM answers ORDER BY id")) if _is_made(connection) else ()


def secret(file: Path) -> str:
    """Return the database's secret, made when it is first asked for; who knows it can guess what others sent."""
    with written(file) as connection:
        connection.execute("INSERT OR IGNORE INTO secrets VALUES ('fingerprints', ?)", [secrets.token_hex(32)])
        ((value,),) = connection.execute("SELECT value FROM secrets WHERE name = 'fingerprints'").fetchall()
        return str(value)


def _read(file: Path, table: str, ids: Iterable[str]) -> list[tuple[str, str]]:
    if not file.exists():
        return []
    with closing(_connected(file)) as connection:
        if not _is_made(connection):
            return []
        sql = f"SELECT id, content FROM {table} WHERE id = ?"
        return [row for key in ids for row in connection.execute(sql, [key])]


def _is_made(connection: sqlite3.Connection) -> bool:
    """Tell whether the file holds its tables, and not merely was begun when a process ended."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'evidence'").fetchone() is not None


@contextmanager
def _understood(file: Path) -> Iterator[None]:
    """Say of a file that cannot be used what is wrong with it and what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise explained(file, error) from error
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError) as error:
        raise DatabaseError(
            f"{file}: the private file is damaged ({error}). Restore a copy of it; without one, move it away, and"
            " reopen the claims that wait for another answer."
        ) from error


@contextmanager
def read(file: Path) -> Iterator[sqlite3.Connection]:
    """Let a block read the file, which must be there."""
    with _understood(file), closing(_connected(file)) as connection:
        yield connection


@contextmanager
def written(file: Path) -> Iterator[sqlite3.Connection]:
    """Let a block write in one transaction that is on the disk when it ends."""
    # Made beforehand, so that nobody else can read it at any time.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    with _understood(file), closing(_connected(file)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in filter(str.strip, _SCHEMA.split(";")):
            connection.execute(statement)
        yield connection
        connection.execute("COMMIT")


def _connected(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=5, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def told(item: Evidence) -> Mapping[str, object]:
    """Return what those who may see confidential evidence are told of it, by column of the table ``evidence``."""
    hidden = {"nonce", "confidential", "commitment"}
    return {name: value for name, value in chain.evidence_json(item).items() if name not in hidden}
