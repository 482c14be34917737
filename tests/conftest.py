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
from hypothesis import HealthCheck, settings

# Each process that a test starts would otherwise start a thread per core for its matrices.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# How fast a machine is, and what else it is doing, decides no test.
settings.register_profile("chance", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Nor does chance: the same examples are tried each time, others by ``make laws``.
settings.register_profile("repeatable", settings.get_profile("chance"), derandomize=True)
settings.load_profile("repeatable")

ROOT = Path(__file__).parent.parent
# The benchmarks' generator of articles.
sys.path.insert(0, str(ROOT / "benchmarks"))

ONCE = frozenset(
    {
        *("claims", "desk", "encoder", "evaluation", "gold", "language", "quality", "readers", "training"),
        *("test_agreement.py", "test_anchors.py", "test_chain.py", "test_changes.py", "test_claimreview.py"),
        *("test_components.py", "test_database.py", "test_extraction_fixes.py", "test_finding.py", "test_identity.py"),
        *("test_inputs.py", "test_matching.py", "test_model.py", "test_opening.py", "test_priority.py"),
        *("test_provenance.py", "test_steps.py"),
    }
)
"""Folders and files of tests whose subjects know nothing of Datasette: they run once, whatever its line.

Those of them that run the command line do so on both lines.
"""

SWEEPS = frozenset(
    {
        *("browser", "faults", "test_bad_input.py", "test_floors.py", "test_hostile_texts.py"),
        *("test_api_contract.py", "test_api_hostile.py", "test_api_matrix.py", "test_api_secrecy.py"),
    }
)
"""Folders and files of tests that go through many cases of the same lines: which lines ran is not counted there.

Counting takes almost as long again as the tests.
"""

Rows = dict[str, list[tuple[object, ...]]]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run once as those of the house, and those that count no lines as sweeps."""
    for item in items:
        if not SWEEPS.isdisjoint(item.path.relative_to(ROOT / "tests").parts):
            item.add_marker(pytest.mark.sweep)
        runs_commands = "claims" in getattr(item, "fixturenames", ())
        if item.path.relative_to(ROOT / "tests").parts[0] in ONCE and not runs_commands:
            item.add_marker(pytest.mark.house)


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
