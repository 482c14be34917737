"""1 article: bytes to ``Article``, one module a format, chosen by a registry.

A reader is a module, or any object, with the three members of ``Reader``. Others add theirs through the entry
point group ``datasette_claims.readers``, one object an entry, or through the group ``datasette_claims`` and the hook
``register_claims_readers`` (``docs/plugins.md``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import BinaryIO, Protocol

from datasette_claims.errors import ArticleError, UnknownFormat
from datasette_claims.hookspecs import plugins
from datasette_claims.model import Article
from datasette_claims.readers import (
    archives,
    digitalwires,
    docx,
    feed,
    html,
    iptc7901,
    jsonlines,
    mail,
    newsml,
    newsml1,
    ninjs,
    nitf,
    pdf,
    sqlite,
    table,
    text,
)

HEAD_BYTES = 4096
"""How much of an input a reader sees before it says how sure it is."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a reader is told beside the bytes: the input's name, and its language if the user knows it.

    ``columns`` names the columns of tables and the keys of JSON by what they hold (``{"text": "body"}``), ``query`` is
    the SELECT that a database is asked; ``path`` is the file, None for a stream.
    """

    origin: str
    language: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    query: str | None = None
    path: Path | None = None


class Reader(Protocol):
    """A format that can be read.

    ``sniff`` gets the first ``HEAD_BYTES`` and the file's name and returns how sure it is, 0 (not mine) to 1.
    ``read`` yields an article or, for a record that cannot be read, the error; it raises none itself but
    ``ArticleError`` for the whole input.
    """

    NAME: str

    def sniff(self, head: bytes, name: str) -> float:
        """Return how sure the reader is that the bytes are its own, 0 to 1."""
        ...

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
        """Yield the articles of a stream."""
        ...


BUILT_IN: tuple[Reader, ...] = (
    digitalwires,
    newsml,
    newsml1,
    nitf,
    iptc7901,
    ninjs,
    feed,
    jsonlines,
    sqlite,
    pdf,
    html,
    docx,
    mail,
    table,
    archives,
    text,
)
"""The readers that come with the package; the first of several that are equally sure is taken."""


def readers() -> tuple[Reader, ...]:
    """Return the built-in readers and those of installed plugins."""
    added = [reader for found in plugins().hook.register_claims_readers() for reader in found]
    return (*BUILT_IN, *_entered(), *added)


@cache
def _entered() -> tuple[Reader, ...]:
    return tuple(entry.load() for entry in entry_points(group="datasette_claims.readers"))


def choose(head: bytes, origin: str) -> Reader:
    """Return the reader that is surest of these bytes; raises UnknownFormat if none is."""
    scored = [(reader.sniff(head, origin), reader) for reader in readers()]
    score, reader = max(scored, key=lambda pair: pair[0])
    if score <= 0:
        tried = ", ".join(sorted(other.NAME for _, other in scored))
        raise UnknownFormat(origin, f"no reader recognises this input (tried: {tried}). Convert it to plain text.")
    return reader
