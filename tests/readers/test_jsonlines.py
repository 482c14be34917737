"""JSON, JSON lines and arrays become articles, one an object."""

from __future__ import annotations

import io
import json
import resource
import time
from collections.abc import Iterator
from itertools import chain, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.errors import ArticleError, ArticleTooLarge, NotAnArticle, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, choose, jsonlines

SAID = "Die Brücke ist gesperrt, sagte die Ministerin."
ONE = {"id": "x1", "title": "Brücke", "text": SAID}


def read(raw: bytes | str) -> list[Article | ArticleError]:
    data = raw.encode() if isinstance(raw, str) else raw
    return list(jsonlines.read(io.BytesIO(data), ReadOptions("a.json")))


def origins(raw: bytes | str) -> list[str]:
    return [one.origin for one in read(raw)]


SHAPES = {
    "object": json.dumps(ONE),
    "object over lines": json.dumps(ONE, indent=2),
    "lines": json.dumps(ONE) + "\n\n" + json.dumps(ONE | {"id": 2}) + "\r\n",
    "array": json.dumps([ONE, ONE | {"id": 2}], indent=1),
    "list in an object": json.dumps({"total": 2, "items": [ONE, ONE | {"id": 2}]}),
    "byte order mark": "\ufeff" + json.dumps(ONE),
    "array without its end": json.dumps([ONE, ONE | {"id": 2}])[:-1],
}


@pytest.mark.parametrize("raw", SHAPES.values(), ids=SHAPES)
def test_shapes(raw: str) -> None:
    """Objects are read one by one, however they are put together, and each is known by its id."""
    found = read(raw)
    assert [one.origin for one in found] == ["a.json#x1", "a.json#2"][: len(found)]
    assert all(isinstance(one, Article) and one.text == SAID and one.title == "Brücke" for one in found)
    assert choose(raw.encode()[:4096], "a") is jsonlines


def test_one_broken_line() -> None:
    """A line that is no JSON is an error with its number, and the others are read."""
    one, error, three = read(f'{json.dumps(ONE)}\n{{"text": \n{json.dumps(ONE | {"id": 3})}\n')
    assert isinstance(error, UnreadableInput)
    assert [one.origin, error.origin, three.origin] == ["a.json#x1", "a.json#2", "a.json#3"]


def test_no_objects() -> None:
    """A line or an entry that is no object is an error, as is one without a text."""
    first, second, third = read('[1, {"id": 2, "name": "x"}, {"text": "Es regnet."}]')
    assert isinstance(first, UnreadableInput)
    assert isinstance(second, NotAnArticle)
    assert "--column text" in second.reason
    assert isinstance(third, Article)


def test_cut_array() -> None:
    """Of an array that breaks off in the middle of an object, what stands before is read."""
    one, error = read(json.dumps([ONE, ONE])[:-9])
    assert isinstance(one, Article)
    assert isinstance(error, UnreadableInput)
    assert error.origin == "a.json#2"


@pytest.mark.parametrize(
    "raw", ["[" * 100_000, '{"a":' * 100_000, f"[{'[' * 100_000}", '{"text": [' + "[" * 100_000 + "]" * 100_000 + "]}"]
)
def test_deep(raw: str) -> None:
    """JSON nested 10⁵ deep is an error."""
    started = time.process_time()
    assert all(isinstance(one, ArticleError) for one in read(raw))
    assert time.process_time() - started < 5


def test_long_line() -> None:
    """A line of 6 MB is refused, and the next is read."""
    error, article = read(json.dumps({"text": "a " * 3_000_000}) + "\n" + json.dumps(ONE))
    assert isinstance(error, ArticleTooLarge)
    assert isinstance(article, Article)
    (error,) = read(f"[{json.dumps({'text': 'a ' * 3_000_000})}]")
    assert isinstance(error, ArticleTooLarge)


class Long(io.RawIOBase):
    """A stream of a gigabyte that is never in memory."""

    def __init__(self, begin: bytes) -> None:
        self._parts: Iterator[bytes] = chain([begin], repeat(b"a" * 1_000_000, 1000))

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        return next(self._parts, b"")


@pytest.mark.parametrize("begin", [b'{"text": "', b'[{"text": "'])
def test_gigabyte(begin: bytes) -> None:
    """A line of a gigabyte is refused without being kept."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (error,) = jsonlines.read(Long(begin), ReadOptions("a.json"))  # type: ignore[arg-type]
    assert isinstance(error, ArticleTooLarge)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_same_id_twice() -> None:
    """Two objects of one id are both read: which one is meant is not for a reader to say."""
    assert origins(json.dumps([ONE, ONE | {"text": "Es regnet."}])) == ["a.json#x1", "a.json#x1"]


def test_odd_characters() -> None:
    """NUL, halves of surrogate pairs and bytes that are no UTF-8 lose no article."""
    nul, half = read('{"text": "Br\\u0000ücke."}\n{"text": "Es \\ud800 regnet."}')
    assert isinstance(nul, Article)
    assert isinstance(half, Article)
    assert (nul.text, half.text) == ("Brücke.", "Es ? regnet.")
    (article,) = read('{"text": "Brücke."}'.encode("cp1252"))
    assert isinstance(article, Article)


@pytest.mark.parametrize("raw", [b"", b"Text", b"[Anm. d. Red.: Text]", b"<a>", b"[[1]]"])
def test_not_sniffed(raw: bytes) -> None:
    """What does not begin as objects do is no JSON of articles."""
    assert jsonlines.sniff(raw, "a.json") == 0


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "id", "items", "title"]), inner, max_size=3)
    ),
)


@settings(max_examples=150, deadline=None)
@given(VALUES, st.binary(max_size=50), st.integers(0, 300))
def test_any(value: object, raw: bytes, at: int) -> None:
    """Any values and any bytes are articles or errors."""
    whole = json.dumps(value).encode()
    for one in (whole, raw, whole[:at] + raw, b'{"text": ' + whole + b"}\n" + raw, b"[" + whole + b"," + raw):
        assert all(isinstance(found, Article | ArticleError) for found in read(one))
