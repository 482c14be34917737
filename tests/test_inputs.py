"""Which files a load reads, and what time it writes."""

from __future__ import annotations

import io
import sys
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest

from datasette_claims.clock import now
from datasette_claims.errors import UnreadableInput
from datasette_claims.extraction import read
from datasette_claims.inputs import Input, articles, inputs
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions


def test_order(folder: Path) -> None:
    """Files come in the order in which they are named, those of a folder by name, hidden ones left aside."""
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden", ".git/d.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    found = [source.origin for source in inputs([str(folder / "b.txt"), "-", str(folder)])]
    names = ["b.txt", "a.txt", "b.txt", "sub/c.txt"]
    assert found == [f"{folder}/{names[0]}", "-", *(f"{folder}/{name}" for name in names[1:])]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash is one article from standard input."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO("Die Brücke ist gesperrt.".encode())))
    (article,) = articles(Input("-", None), ReadOptions("", "de"))
    assert isinstance(article, Article)
    assert (article.text, article.origin, article.language) == ("Die Brücke ist gesperrt.", "-", "de")


def test_missing(folder: Path) -> None:
    """A file that is gone when its turn comes is an error of that file."""
    (error,) = articles(Input("gone.txt", folder / "gone.txt"), ReadOptions(""))
    assert isinstance(error, UnreadableInput)
    assert "No such file" in str(error)


def test_broken_stream() -> None:
    """A stream that breaks while it is read is an error of that input."""

    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            raise OSError(5, "Input/output error", buffer)

    (error,) = read(io.BufferedReader(Broken()), ReadOptions("a.txt"))
    assert str(error) == "a.txt: cannot be read (Input/output error)."


def test_fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH fixes the time, so that a database can be made again exactly."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740528000")
    assert now() == "2025-02-26T00:00:00Z"


def test_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise it is the present time in UTC, to the second."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = datetime.now(timezone.utc).replace(microsecond=0)
    assert before <= datetime.fromisoformat(now().replace("Z", "+00:00")) <= datetime.now(timezone.utc)
