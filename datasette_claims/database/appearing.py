"""Where texts appeared, and which articles are copies of each other. Callers own the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from datasette_claims.identity import paragraph_keys
from datasette_claims.model import Article
from datasette_claims.provenance import canonical_url, provider_key

LINKED = 0.5
"""Least share of common paragraphs at which articles are shown beside each other."""
COPY = 0.8
"""Least share of common paragraphs at which one is a copy of the other."""

_MOST_COMMON = 50
"""A paragraph in more articles than this is a formula (a disclaimer, a greeting) and says nothing."""


def has_appeared(connection: sqlite3.Connection, article_id: str, article: Article) -> bool:
    """Tell whether it is known that the article appeared where this comes from."""
    sql = "SELECT 1 FROM appearances WHERE article_id = ? AND origin = ?"
    return connection.execute(sql, [article_id, article.origin]).fetchone() is not None


def add_appearance(connection: sqlite3.Connection, article_id: str, article: Article, at: str) -> None:
    """Record where an article appeared, and under which names it is known there; what is known stays as it is."""
    address = canonical_url(article.url)
    connection.execute(
        "INSERT INTO appearances VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [article_id, article.origin, article.agency, article.title, address or None, article.published, at],
    )
    names = (("provider", provider_key(article.provider_id, article.agency or "")), ("url", address))
    sql = "INSERT INTO article_ids VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
    connection.executemany(sql, [(kind, value, article_id, at) for kind, value in names if value])


def link(connection: sqlite3.Connection, article_id: str, text: str, at: str) -> None:
    """Record which articles share paragraphs with an article's newest wording, ``text``."""
    connection.execute("DELETE FROM _claims_paragraphs WHERE article_id = ?", [article_id])
    connection.execute("DELETE FROM article_links WHERE article_id = ? OR other_id = ?", [article_id, article_id])
    keys = paragraph_keys(text)
    sql = "INSERT INTO article_links VALUES (?, ?, ?, ?)"
    for other, share in _shares(connection, keys):
        connection.execute(sql, [*sorted((article_id, other)), share, at])
    connection.executemany("INSERT INTO _claims_paragraphs VALUES (?, ?)", [(key, article_id) for key in keys])


def _shares(connection: sqlite3.Connection, keys: Iterable[int]) -> Iterator[tuple[str, float]]:
    """Yield the articles that share enough of these paragraphs, each with the share of the shorter text's."""
    of_own = list(keys)
    shared: dict[str, int] = {}
    for key in of_own:
        sql = "SELECT article_id FROM _claims_paragraphs WHERE key = ? LIMIT ?"
        found = connection.execute(sql, [key, _MOST_COMMON + 1]).fetchall()
        for (other,) in found if len(found) <= _MOST_COMMON else ():
            shared[other] = shared.get(other, 0) + 1
    for other, count in sorted(shared.items()):
        sql = "SELECT count(*) FROM _claims_paragraphs WHERE article_id = ?"
        share = count / min(len(of_own), connection.execute(sql, [other]).fetchone()[0])
        # One paragraph alone may be a formula that only few articles have so far.
        if share >= (LINKED if count > 1 else COPY):
            yield other, share


@dataclass(frozen=True, slots=True)
class Appearance:
    """Where an article appeared; ``origin`` is the file or stream that it was loaded from."""

    origin: str
    source: str | None
    title: str
    url: str | None
    published: str | None
    seen_at: str


@dataclass(frozen=True, slots=True)
class Relative:
    """An article that shares paragraphs with another; ``share`` is that of the shorter text's, 0.5 to 1."""

    article_id: str
    title: str
    source: str | None
    published: str | None
    share: float


def appearances(connection: sqlite3.Connection, article_id: str) -> tuple[Appearance, ...]:
    """Return where an article appeared, the first place first."""
    sql = (
        "SELECT origin, source, title, url, published, seen_at FROM appearances WHERE article_id = ?"
        " ORDER BY seen_at, published IS NULL, published, origin"
    )
    return tuple(Appearance(*row) for row in connection.execute(sql, [article_id]))


def relatives(connection: sqlite3.Connection, article_id: str) -> tuple[Relative, ...]:
    """Return the articles that share paragraphs with an article, those that share most first."""
    sql = (
        "SELECT a.id, a.title, s.name, a.published, l.share FROM"
        " (SELECT other_id AS id, share FROM article_links WHERE article_id = :article"
        " UNION ALL SELECT article_id, share FROM article_links WHERE other_id = :article) l"
        " JOIN articles a ON a.id = l.id LEFT JOIN sources s ON s.id = a.source_id ORDER BY l.share DESC, a.id"
    )
    return tuple(Relative(*row) for row in connection.execute(sql, {"article": article_id}))
