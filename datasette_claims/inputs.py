"""Which files a load reads, in a stable order."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from datasette_claims.errors import ArticleError, UnreadableInput
from datasette_claims.extraction import read
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """A file, or standard input if ``path`` is None; ``origin`` is its name as the user gave it."""

    origin: str
    path: Path | None


def inputs(paths: Iterable[str]) -> Iterator[Input]:
    """Yield what ``paths`` name: files, all in a folder but the hidden ones, standard input for ``-``."""
    for name in paths:
        path = Path(name)
        if name == STDIN:
            yield Input(STDIN, None)
        elif path.is_dir():
            yield from _in_folder(path)
        else:
            yield Input(path.as_posix(), path)


def _in_folder(folder: Path) -> Iterator[Input]:
    # Links to folders are not followed, so that a loop of links ends.
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(root, name)
                yield Input(path.as_posix(), path)


def articles(source: Input, language: str | None) -> Iterator[Article | ArticleError]:
    """Yield the articles of one input, or the errors of what cannot be read in it."""
    options = ReadOptions(source.origin, language)
    if source.path is None:
        yield from read(io.BufferedReader(io.BytesIO(sys.stdin.buffer.read())), options)
        return
    try:
        # The mode bits count for root too, whom the system would let read; only plain files end by themselves.
        status = source.path.stat()
        if not source.path.is_file() or not status.st_mode & 0o444:
            yield UnreadableInput(source.origin, "no readable file. Check its kind and permissions.")
            return
        with source.path.open("rb") as stream:
            yield from read(stream, options)
    except OSError as error:
        yield UnreadableInput(source.origin, f"cannot be opened ({error.strerror}). Check its path and permissions.")
