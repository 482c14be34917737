"""``datasette claims train`` as far as it goes without torch: what it reads, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import Result

from datasette_claims.database.opening import open_for_writing

Run = Callable[..., Result]

ROW = {"text": "es regne", "annotations": [{"type": "Reported", "quote": [[0, 8]]}]}


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """A file of one annotated article."""
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps(ROW), "utf-8")
    return path


@pytest.fixture
def _no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The packages that training needs are not installed."""
    monkeypatch.setattr("datasette_claims.training.command.find_spec", lambda _: None)


@pytest.mark.usefixtures("_no_torch")
def test_not_installed(claims: Run, lines: Path, tmp_path: Path) -> None:
    """Without torch the data is read and counted, one sentence says what to install, and nothing is written."""
    result = claims("train", "--data", f"{lines}:2", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (1, f"{lines}: 1 articles with 1 quotes\n")
    assert result.stderr == (
        "Error: training needs torch, onnx, onnxruntime. Install it with: pip install 'datasette-claims[train]'\n"
    )
    assert not (tmp_path / "out").exists()


def test_nothing_decided(claims: Run, database: Path, tmp_path: Path) -> None:
    """A database in which nothing is decided is refused with what to do, whether torch is there or not."""
    open_for_writing(database).close()
    result = claims("train", "--data", database, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stdout.endswith("0 articles with 0 claims, all decided; left out 0 articles with 0 claims\n")
    assert result.stderr.startswith(f"Error: {database}: nothing to learn from.")
    assert not (tmp_path / "out").exists()


def test_unusable_data(claims: Run, tmp_path: Path) -> None:
    """A file that is no data is one sentence."""
    path = tmp_path / "notes.txt"
    path.write_text("Das ist keine Datenbank.")
    result = claims("train", "--data", path, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {path}: no annotated article in line 1 ")


@pytest.mark.parametrize(
    ("options", "begun"),
    [
        ([], ("run_from_folder", None)),
        (["--start", "."], ("run_from_folder", Path())),
        (["--base", "articles.jsonl"], ("run_from_base", Path("articles.jsonl"))),
    ],
)
def test_start(
    options: list[str],
    begun: tuple[str, Path | None],
    claims: Run,
    lines: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Training goes on from the shipped network or a folder's, or begins with the base model."""
    said: list[tuple[str, object]] = []
    steps = ModuleType("datasette_claims.training.steps")
    steps.settings = lambda *_, further: said.append(("further", further))  # type: ignore[attr-defined]
    for name in ("run_from_folder", "run_from_base"):
        setattr(steps, name, lambda _, start, *__, name=name, **___: said.append((name, start)))
    monkeypatch.setitem(sys.modules, steps.__name__, steps)
    monkeypatch.setattr("datasette_claims.training.command.find_spec", lambda name: name)
    monkeypatch.chdir(lines.parent)
    result = claims("train", "--data", lines.name, "--out", "out", *options)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "out: written. Use it with: --pipeline out")
    assert said == [("further", begun[0] == "run_from_folder"), begun]


def test_no_folder(claims: Run, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be made is named before any training begins."""
    monkeypatch.setattr("datasette_claims.training.command.find_spec", lambda name: name)
    result = claims("train", "--data", lines, "--out", lines / "out")
    assert result.exit_code == 1
    assert result.stderr == f"Error: {lines}/out: cannot be made (Not a directory). Name another folder.\n"


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--data", "no_such_file.jsonl"],
        ["--data", "articles.jsonl:x"],
        ["--data", "articles.jsonl", "--epochs", "0"],
        ["--data", "articles.jsonl", "--words", "articles.jsonl"],
        ["--data", "articles.jsonl", "--checkpoint", "articles.jsonl"],
        ["--data", "articles.jsonl", "--base", "articles.jsonl", "--start", "."],
        ["--data", "articles.jsonl", "--start", "no_such_folder"],
    ],
)
@pytest.mark.usefixtures("lines")
def test_usage(options: list[str], claims: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 2 for a command that makes no sense, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    result = claims("train", "--out", "out", *options)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert not (tmp_path / "out").exists()


def test_starts_lightly() -> None:
    """The help page waits for nothing heavy."""
    code = (
        "import sys\nfrom datasette.cli import cli\ncli(['claims', 'train', '--help'], standalone_mode=False)\n"
        "assert not {'onnx', 'onnxruntime', 'spacy', 'torch'} & set(sys.modules), 'heavy'"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
