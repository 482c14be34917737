"""What tests of several folders share."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

# Each process that a test starts would otherwise start a thread per core for its matrices.
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).parent.parent
# The benchmarks' generator of articles.
sys.path.insert(0, str(ROOT / "benchmarks"))

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seed(root: Path) -> Path:
    """The first seed article."""
    return root / "seeds" / "000_4194296787ad2279.txt"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where a test may make a database."""
    return tmp_path / "claims.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for articles."""
    made = tmp_path / "articles"
    made.mkdir()
    return made


def _rows(path: Path, without: frozenset[str] = frozenset()) -> Rows:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'claims_fts_*' ORDER BY name"
        tables = [name for (name,) in connection.execute(names)]
        return {name: sorted(_of_table(connection, name, without), key=repr) for name in tables}


def _of_table(connection: sqlite3.Connection, table: str, without: frozenset[str]) -> list[tuple[object, ...]]:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in without]
    names = ", ".join(f'"{column}"' for column in columns)
    return connection.execute(f"SELECT {names} FROM {table}").fetchall()


@pytest.fixture(scope="session")
def rows() -> Callable[..., Rows]:
    """Read every row of every table, columns ``without`` aside, in an order that does not depend on time."""
    return _rows


@pytest.fixture
def claims() -> Callable[..., Result]:
    """Run ``datasette claims …`` as Datasette's own command line does."""
    from datasette.cli import cli  # noqa: PLC0415 - it loads every plugin, which the other tests need not wait for

    def run(*arguments: object, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(cli, ["claims", *map(str, arguments)], input=stdin)

    return run
