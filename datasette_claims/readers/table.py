"""CSV and TSV with a header line: one article a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, TextIO

from datasette_claims.errors import ArticleError, ArticleTooLarge, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import columns, records
from datasette_claims.readers.decoding import encoding_of
from datasette_claims.readers.text import MOST_BYTES

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "CSV"

_DELIMITERS = ",;\t|"
_ENDINGS = (".csv", ".tsv", ".tab")
_LINE = 1 << 16


def sniff(head: bytes, name: str) -> float:
    """Be sure of tables by their endings, or of a first line that names a column for texts."""
    shown = head.decode(encoding_of(head)[0], "ignore")
    if not shown.strip() or "\x00" in shown:
        return 0.0
    if name.lower().endswith(_ENDINGS):
        return 0.8
    first = shown.partition("\n")[0]
    names = {part.strip(' "\r').casefold() for delimiter in _DELIMITERS for part in first.split(delimiter)}
    is_header = len(first) < _LINE and names & set(columns.USUAL["text"]) and len(names) > 1
    return 0.3 if is_header and any(delimiter in first for delimiter in _DELIMITERS) else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield an article a row; the header line names the columns."""
    head = stream.read(_LINE)
    encoding, warnings = encoding_of(head)
    csv.field_size_limit(MOST_BYTES)
    text = io.TextIOWrapper(io.BufferedReader(_Whole(head, stream)), encoding, errors="replace", newline="")
    rows = csv.reader(_bounded(text, options.origin), delimiter=_delimiter(head, encoding))
    try:
        header = [name.strip() for name in next(rows, [])]
        for number, row in enumerate(rows, 2):
            if any(row):
                yield _article(header, row, number, options, warnings)
    except csv.Error as error:
        place = f"{options.origin}#{rows.line_num}"
        yield UnreadableInput(place, f"no CSV from here on ({error}). Mend the file; what stands above was read.")
    except ArticleTooLarge as error:
        yield error


def _article(
    header: list[str], row: list[str], number: int, options: ReadOptions, warnings: tuple[str, ...]
) -> Article | ArticleError:
    if len(row) > len(header):
        reason = (
            f"{len(row)} cells under {len(header)} names. Put quotation marks around cells that hold the delimiter."
        )
        return UnreadableInput(f"{options.origin}#{number}", reason)
    try:
        record = columns.record(dict(zip(header, row, strict=False)), str(number), options.columns, options.origin)
        return records.unembargoed(records.warned(record, warnings), options)
    except ArticleError as error:
        return error


def _delimiter(head: bytes, encoding: str) -> str:
    """Return the delimiter that the header line has most of."""
    first = head.decode(encoding, "replace").partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _bounded(text: TextIO, origin: str) -> Iterator[str]:
    """Yield lines; raises ArticleTooLarge for one that no article can be in."""
    number = 0
    while line := text.readline(MOST_BYTES):
        number += 1
        if len(line) >= MOST_BYTES:
            raise ArticleTooLarge(f"{origin}#{number}", f"more than {MOST_BYTES} characters in one line.")
        # csv.reader takes no NUL.
        yield line.replace("\x00", "")


class _Whole(io.RawIOBase):
    """A stream from its beginning, after its head has been read."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        part = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(part) :] if self._head else b""
        buffer[: len(part)] = part
        return len(part)
