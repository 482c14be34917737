"""Which reader gets which bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import BinaryIO

import pytest

from datasette_claims import extract
from datasette_claims.errors import ArticleError, NotAnArticle
from datasette_claims.hookspecs import hookimpl, plugins
from datasette_claims.model import Article
from datasette_claims.readers import Reader, ReadOptions, choose, readers


class Shouting:
    """A format for the tests: a first line ``SHOUT`` and a text in capitals."""

    NAME = "shouting"

    def sniff(self, head: bytes, name: str) -> float:
        return 0.9 if head.startswith(b"SHOUT\n") or name.endswith(".shout") else 0.0

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
        _, text = stream.read().decode().split("\n", 1)
        if not text:
            yield NotAnArticle(options.origin, "nothing was shouted.")
            return
        yield Article(text=text.lower(), title="Shout", origin=options.origin, raw_sha256="", language="de")


@pytest.fixture
def shouting() -> Iterator[Reader]:
    """Another plugin, which brings its own format."""
    reader = Shouting()

    @hookimpl
    def register_claims_readers() -> Iterable[Reader]:
        return [reader]

    plugin = SimpleNamespace(register_claims_readers=register_claims_readers)
    plugins().register(plugin)
    yield reader
    plugins().unregister(plugin)


def test_built_in() -> None:
    """These formats are read out of the box; plain text is the last that is asked."""
    assert [reader.NAME for reader in readers()] == [
        "dpa digitalwires",
        "NewsML-G2",
        "NewsML 1.2",
        "NITF",
        "IPTC 7901",
        "ninjs",
        "RSS or Atom",
        "JSON",
        "SQLite",
        "PDF",
        "HTML",
        "Word",
        "mail",
        "CSV",
        "gzip or zip",
        "text",
    ]


def test_surest_wins(shouting: Reader) -> None:
    """A reader that knows the bytes or the name is preferred to plain text."""
    assert choose(b"SHOUT\nES REGNET.", "a.txt") is shouting
    assert choose(b"Es regnet.", "a.shout") is shouting
    assert choose(b"Es regnet.", "a.txt").NAME == "text"


def test_used(shouting: Reader) -> None:
    """A plugin's articles are extracted like any others."""
    found = extract(b'SHOUT\n"ES REGNET HEUTE", SAGTE ANNA ACKERBACH IN BERLIN.')
    assert (shouting.NAME, found.article.title) == ("shouting", "Shout")
    assert found.article.text.startswith('"es regnet heute"')


def test_error_of_a_record(shouting: Reader) -> None:
    """What a reader yields as an error is raised by extract."""
    with pytest.raises(NotAnArticle, match=r"nothing was shouted"):
        extract(b"SHOUT\n", origin=shouting.NAME)
