"""The demo database that git tracks is what the loader makes of ``seeds/``, and nothing else."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def tracked(root: Path) -> Path:
    """The database in the checkout."""
    return root / "claims.db"


def test_rebuilt(tracked: Path, tmp_path: Path, root: Path, rows: Callable[[Path], object]) -> None:
    """Made again by the Makefile's recipe, it holds the same rows in every table."""
    epoch = re.search(r"^EPOCH := (\d+)$", (root / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert epoch is not None
    made = tmp_path / "claims.db"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch[1]}
    for arguments in (["load", str(made), "seeds"], ["pack", str(made)]):
        command = [sys.executable, "-m", "datasette", "claims", *arguments]
        subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)
    assert rows(made) == rows(tracked)
    with (
        closing(sqlite3.connect(made)) as one,
        closing(sqlite3.connect(tracked.as_uri() + "?mode=ro", uri=True)) as other,
    ):
        schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
        assert one.execute(schema).fetchall() == other.execute(schema).fetchall()


def test_one_file(tracked: Path) -> None:
    """No log lies beside it."""
    assert [path.name for path in tracked.parent.glob("claims.db*")] == ["claims.db"]


@pytest.mark.parametrize("options", ["mode=ro", "immutable=1"])
def test_read_only(tracked: Path, options: str) -> None:
    """It opens read-only and as immutable, is sound, and opening it changes no byte."""
    before = tracked.read_bytes()
    with closing(sqlite3.connect(f"{tracked.as_uri()}?{options}", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert tracked.read_bytes() == before
    assert not tracked.with_name("claims.db-wal").exists()


def test_without_errors(tracked: Path, rows: Callable[[Path], dict[str, list[object]]]) -> None:
    """Every seed was loaded."""
    found = rows(tracked)
    assert found["load_errors"] == []
    assert len(found["articles"]) == 1
