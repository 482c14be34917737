"""Tables and queries of SQLite files become articles, one a row."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.errors import ArticleError, NotAnArticle, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, choose, sqlite

SAID = "Die Brücke ist gesperrt."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A database of two articles and a table of something else."""
    path = tmp_path / "news.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"""CREATE TABLE "ar""ticles" (id, title, body, picture);
            INSERT INTO "ar""ticles" VALUES (7, 'Brücke', '{SAID}', x'ff'), (8, 'Regen', 'Es regnet.', NULL),
            (9, '', '', '');
            CREATE TABLE authors (id, name);"""
        )
    return path


def read(
    path: Path | None, query: str | None = None, columns: dict[str, str] | None = None
) -> list[Article | ArticleError]:
    options = ReadOptions("news.db", path=path, query=query, columns=columns or {})
    return list(sqlite.read(io.BytesIO(), options))


def test_table(news: Path) -> None:
    """The only table with texts is read; a row without one is an error of that row."""
    one, two, error = read(news)
    assert isinstance(one, Article)
    assert (one.origin, one.title, one.text) == ("news.db#7", "Brücke", SAID)
    assert isinstance(two, Article)
    assert isinstance(error, NotAnArticle)
    assert error.origin == "news.db#9"
    assert choose(news.read_bytes()[:4096], "a.txt") is sqlite


def test_query(news: Path) -> None:
    """A query says what is read."""
    (article,) = read(news, 'SELECT id + 100 AS id, body AS text FROM "ar""ticles" WHERE id = 8')
    assert isinstance(article, Article)
    assert (article.origin, article.text) == ("news.db#108", "Es regnet.")


def test_column_of_the_user(news: Path) -> None:
    """A table is also found by the column that the user names."""
    found = read(news, columns={"text": "Name"})
    assert found == []


def test_several_tables(news: Path) -> None:
    """Of several tables, or none, with texts none is guessed: the error lists them."""
    with closing(sqlite3.connect(news)) as connection:
        connection.execute('CREATE VIEW comments AS SELECT id, body FROM "ar""ticles"')
    (error,) = read(news)
    assert isinstance(error, UnreadableInput)
    assert 'ar"ticles, comments' in error.reason
    (error,) = read(news, columns={"text": "nowhere"})
    assert isinstance(error, UnreadableInput)
    assert "--query" in error.reason


@pytest.mark.parametrize(
    "query", ["SELECT nothing", "nonsense", "DELETE FROM authors", "SELECT 1; SELECT 2", "DROP TABLE authors", ""]
)
def test_bad_query(news: Path, query: str) -> None:
    """A query that is wrong, or that would change something, is an error and changes nothing."""
    before = news.read_bytes()
    assert all(isinstance(one, ArticleError | Article) for one in read(news, query or None))
    assert news.read_bytes() == before


def test_other_files_stay(news: Path, tmp_path: Path) -> None:
    """A query reads the named file alone, writes no other, and leaves no journal beside it."""
    read(news, f"ATTACH '{tmp_path / 'other.db'}' AS other")
    assert [path.name for path in tmp_path.iterdir()] == ["news.db"]


def test_stream() -> None:
    """A database from standard input is refused: SQLite reads files."""
    (error,) = read(None)
    assert isinstance(error, UnreadableInput)


def test_text_that_is_none(news: Path) -> None:
    """Text whose bytes are no UTF-8 is an error, not a crash."""
    with closing(sqlite3.connect(news)) as connection, connection:
        connection.execute('UPDATE "ar""ticles" SET body = CAST(x\'c328\' AS TEXT) WHERE id = 8')
    assert any(isinstance(one, ArticleError) for one in read(news))


@settings(max_examples=30, deadline=None)
@given(raw=st.binary(max_size=300), at=st.integers(16, 8000))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, raw: bytes, at: int) -> None:
    """A damaged database gives articles or errors."""
    path = tmp_path_factory.mktemp("damaged") / "news.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE articles (id, text)")
        connection.executemany("INSERT INTO articles VALUES (?, ?)", [(number, SAID) for number in range(50)])
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + raw + whole[at + len(raw) :])
    assert all(isinstance(one, Article | ArticleError) for one in read(path))
