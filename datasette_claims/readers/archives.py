"""Compressed files and zip files of articles: what is inside goes to its own reader. Nothing is written to disk."""

from __future__ import annotations

import gzip
import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

from datasette_claims.errors import ArticleError, ArticleTooLarge, UnreadableInput
from datasette_claims.model import Article

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "gzip or zip"
MOST_BYTES = 200_000_000
"""What an archive may hold in all when it is unpacked."""
MOST_RATIO = 100
"""How many times its own size an archive may hold."""

GZIP = b"\x1f\x8b\x08"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")

_LEAST = 1_000_000
"""Below this size no ratio is dangerous: short texts of few words compress better than any article."""
_MOST_DIRECTORY = 8_000_000
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_END_BYTES = 22
_MOST_COMMENT = 65_535
_HEAD = 4096
_TOO_MUCH = "unpacked it is more than 200 MB, or more than a hundred times its size. Unpack it and load the files."
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What unpacking raises for damaged, encrypted or unknown ways of packing."""


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - the bytes tell it
    """Be fairly sure of what begins as gzip or zip do, so that formats that are zips themselves go first."""
    return 0.5 if head.startswith((GZIP, *ZIP)) else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield the articles of what is inside; an archive in an archive is not opened."""
    head = cast("io.BufferedReader", stream).peek(len(GZIP))
    if head.startswith(GZIP):
        name = options.origin.removesuffix(".gz")
        unpacked = Bounded(cast("BinaryIO", gzip.GzipFile(fileobj=stream)), stream, options.origin)
        yield from _inside(io.BufferedReader(cast("io.RawIOBase", unpacked)), name, replace(options, path=None))
        return
    with opened(stream, options.origin) as archive:
        for member in archive.infolist():
            name = member.filename.rpartition("/")[2]
            if name and not name.startswith(".") and not member.filename.startswith("__MACOSX/"):
                origin = f"{options.origin}/{member.filename}"
                yield from _member(archive, member, replace(options, origin=origin, path=None))


def opened(stream: BinaryIO, origin: str) -> zipfile.ZipFile:
    """Return a zip file whose directory states no more than may be unpacked; raises ArticleError.

    No more is ever read of a member than the directory states.
    """
    if not stream.seekable():
        stream = io.BytesIO(stream.read(MOST_BYTES + 1))
        if len(stream.getbuffer()) > MOST_BYTES:
            raise ArticleTooLarge(origin, _TOO_MUCH)
    try:
        _check_end(stream, origin)
        archive = zipfile.ZipFile(stream)
        size = stream.seek(0, io.SEEK_END)
    except DAMAGED as error:
        raise UnreadableInput(origin, f"a damaged zip file ({error}). Get it again.") from error
    stated = sum(member.file_size for member in archive.infolist())
    if stated > min(MOST_BYTES, max(_LEAST, MOST_RATIO * size)):
        raise ArticleTooLarge(origin, _TOO_MUCH)
    return archive


def _check_end(stream: BinaryIO, origin: str) -> None:
    """Raise ArticleTooLarge for a directory that would not fit into memory."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _MOST_COMMENT - 2 * _END_BYTES))
    tail = stream.read()
    at = tail.rfind(_END)
    stated = int.from_bytes(tail[at + 12 : at + 16], "little")
    if at >= 0 and (stated > _MOST_DIRECTORY or _END_64 in tail):
        raise ArticleTooLarge(origin, "too many files in one zip file. Unpack it and load the folder.")


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, options: ReadOptions
) -> Iterator[Article | ArticleError]:
    if stat.S_ISLNK(member.external_attr >> 16):
        yield UnreadableInput(options.origin, "a link to another file, which is not followed. Load that file itself.")
        return
    try:
        with archive.open(member) as stream:
            yield from _inside(io.BufferedReader(cast("io.RawIOBase", stream)), options.origin, options)
    except DAMAGED as error:
        yield UnreadableInput(options.origin, f"cannot be unpacked ({error}). Unpack it and load the files.")


def _inside(
    stream: io.BufferedReader[io.RawIOBase], name: str, options: ReadOptions
) -> Iterator[Article | ArticleError]:
    """Yield what the reader of the unpacked bytes finds."""
    from datasette_claims.readers import choose  # noqa: PLC0415 - the registry knows this module

    try:
        head = stream.peek(_HEAD)[:_HEAD]
        if sniff(head, name):
            yield UnreadableInput(options.origin, "an archive in an archive. Unpack the outer one and load its files.")
            return
        yield from choose(head, name).read(stream, options)
    except ArticleError as error:
        yield error
    except DAMAGED as error:
        yield UnreadableInput(options.origin, f"cannot be unpacked ({error}). Get it again.")


class Bounded(io.RawIOBase):
    """What is unpacked from a stream, as long as it is not too much for the bytes that it is unpacked from."""

    def __init__(self, unpacked: BinaryIO, packed: BinaryIO, origin: str) -> None:
        self._unpacked, self._packed, self._origin = unpacked, packed, origin
        self._given = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Unpack on; raises ArticleTooLarge if it is too much."""
        part = self._unpacked.read(min(len(buffer), _LEAST))
        self._given += len(part)
        if self._given > min(MOST_BYTES, max(_LEAST, MOST_RATIO * self._packed.tell())):
            raise ArticleTooLarge(self._origin, _TOO_MUCH)
        buffer[: len(part)] = part
        return len(part)
