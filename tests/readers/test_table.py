"""CSV and TSV become articles, one a row."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.errors import ArticleError, ArticleTooLarge, NotAnArticle, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, choose, table

SAID = "Die Brücke ist gesperrt, sagte sie."


def read(raw: bytes | str, columns: dict[str, str] | None = None) -> list[Article | ArticleError]:
    data = raw.encode() if isinstance(raw, str) else raw
    return list(table.read(io.BytesIO(data), ReadOptions("a.csv", columns=columns or {})))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiters(delimiter: str, end: str) -> None:
    """The delimiter is the one that the header line has most of; cells in quotation marks may hold it and line ends."""
    rows = [["id", "Titel", "Text"], ["7", "Brücke", f'"{SAID}{end}{end}Er sagte ""nein"""'], ["8", "", f'"{SAID}"']]
    one, two = read(end.join(delimiter.join(row) for row in rows))
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert (one.origin, one.title, one.text) == ("a.csv#7", "Brücke", f'{SAID}\n\nEr sagte "nein"')
    assert (two.origin, two.text) == ("a.csv#8", SAID)


@pytest.mark.parametrize(
    ("encoding", "warnings"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("read as UTF-16",)),
        ("cp1252", ("not UTF-8 (byte 11): read as Windows-1252",)),
    ],
)
def test_encodings(encoding: str, warnings: tuple[str, ...]) -> None:
    """A byte order mark is no part of the first name; what is no UTF-8 is read as Windows-1252, with a warning."""
    (article,) = read('text,id\n"Brücke gesperrt, sagte sie.",7\n'.encode(encoding))
    assert isinstance(article, Article)
    assert (article.text, article.origin, article.warnings) == ("Brücke gesperrt, sagte sie.", "a.csv#7", warnings)


def test_column_of_the_user() -> None:
    """The user says which column the text is in."""
    (article,) = read(f"id;Rumpf\n7;{SAID}", {"text": "rumpf"})
    assert isinstance(article, Article)
    assert article.text == SAID


def test_bad_rows() -> None:
    """A row with too many cells or without a text is an error of that row; empty rows are passed over."""
    long, empty, article = read(f'id,text\n1,a,b,c\n\n2,\n3,"{SAID}"\n')
    assert isinstance(long, UnreadableInput)
    assert (long.origin, "quotation marks" in long.reason) == ("a.csv#2", True)
    assert isinstance(empty, NotAnArticle)
    assert empty.origin == "a.csv#2"
    assert isinstance(article, Article)


def test_same_id_twice() -> None:
    """Two rows of one id are both read."""
    assert [one.origin for one in read(f'id,text\n7,"{SAID}"\n7,"Es regnet."')] == ["a.csv#7", "a.csv#7"]


def test_nul() -> None:
    """NUL is left out."""
    (article,) = read("id,text\n7,Br\x00ücke gesperrt.")
    assert isinstance(article, Article)
    assert article.text == "Brücke gesperrt."


def test_long_line() -> None:
    """A line or a cell of 6 MB is refused, in bounded time."""
    started = time.process_time()
    one, error = read("id,text\n6,Es regnet.\n7," + "a " * 3_000_000)
    assert isinstance(one, Article)
    assert isinstance(error, ArticleTooLarge)
    assert any(isinstance(one, ArticleError) for one in read('id,text\n7,"' + "a a a a\n" * 800_000))
    assert time.process_time() - started < 10


@pytest.mark.parametrize("raw", ["", "id,text", "id,text\n\n\n"])
def test_no_rows(raw: str) -> None:
    """A table without rows has no articles, and no errors."""
    assert read(raw) == []


@pytest.mark.parametrize(
    ("raw", "name"), [("a,b", "x.csv"), ("a\tb", "x.TSV"), ("id;Text", "x"), ('"text","id"\r\n', "x.txt")]
)
def test_sniffed(raw: str, name: str) -> None:
    """A table is known by its ending, or by a header that names a column for texts."""
    assert choose(raw.encode(), name) is table


@pytest.mark.parametrize("raw", ["", "Text", "Er sagte, der Text sei gut.", "text\x00,id"])
def test_not_sniffed(raw: str) -> None:
    """Prose with commas is no table."""
    assert table.sniff(raw.encode(), "a.txt") == 0


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=100), st.text(alphabet='",;\n\r\x00 aü', max_size=60))
def test_any_bytes(raw: bytes, rows: str) -> None:
    """Any bytes are articles or errors."""
    for one in (raw, b"id,text\n" + raw, b"id;text\n" + rows.encode()):
        assert all(isinstance(found, Article | ArticleError) for found in read(one))
