"""Which files a load reads, in a stable order."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from datasette_claims import identity
from datasette_claims.errors import ArticleError, UnreadableInput
from datasette_claims.extraction import read
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """A file, or standard input if ``path`` is None; ``origin`` is its name as the user gave it.

    ``raw`` holds the bytes of what is neither, as of a feed whose address is the ``origin``.
    """

    origin: str
    path: Path | None
    raw: bytes | None = None


def inputs(paths: Iterable[str | Path | Input]) -> Iterator[Input]:
    """Yield what ``paths`` name: files, all in a folder but the hidden ones, standard input for ``-``."""
    for name in paths:
        if isinstance(name, Input):
            yield name
        elif str(name) == STDIN:
            yield Input(STDIN, None)
        elif (path := Path(name)).is_dir():
            yield from _in_folder(path)
        else:
            yield _file(path)


def _file(path: Path) -> Input:
    return Input(identity.origin(path.as_posix()), path)


def _in_folder(folder: Path) -> Iterator[Input]:
    # Links to folders are not followed, so that a loop of links ends.
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield _file(Path(root, name))


def articles(source: Input, asked: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield the articles of one input, or the errors of what cannot be read in it.

    ``asked`` holds what the user says of all inputs; each gets its own origin and path.
    """
    options = replace(asked, origin=source.origin, path=source.path)
    if source.raw is not None:
        # It reads into buffers, which is all that is asked of it.
        yield from read(io.BufferedReader(cast("io.RawIOBase", io.BytesIO(source.raw))), options)
        return
    if source.path is None:
        yield from _standard_input(options)
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


def _standard_input(options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield the articles of standard input, which is read piece by piece and stays open."""
    # It reads into buffers, which is all that is asked of it.
    stream: io.BufferedReader = io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer))
    try:
        yield from read(stream, options)
    finally:
        stream.detach()
