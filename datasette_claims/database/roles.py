"""What texts call speakers besides their names, and when: counted along with every change of an article's claims."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from datasette_claims.naming.roles import role

_Key = tuple[str, str, str | None]
"""A speaker, a role and a date."""


@dataclass(frozen=True, slots=True)
class Role:
    """Words that say what a speaker is: how many times, and in articles of which dates ("" for none)."""

    words: str
    times: int
    first: str
    last: str


def roles(connection: sqlite3.Connection, speaker_id: str, most: int) -> tuple[Role, ...]:
    """Return what a speaker and all who were merged into it are called, the most frequent first."""
    sql = (
        "WITH RECURSIVE merged(id) AS"
        " (SELECT ? UNION SELECT s.id FROM merged m JOIN speakers s ON s.merged_into = m.id)"
        " SELECT r.role, sum(r.mentions), coalesce(min(r.first), ''), coalesce(max(r.last), '')"
        " FROM merged m JOIN speaker_roles r ON r.speaker_id = m.id GROUP BY r.role ORDER BY 2 DESC, 4 DESC, 1 LIMIT ?"
    )
    return tuple(Role(*row) for row in connection.execute(sql, [speaker_id, most]))


@contextmanager
def following(connection: sqlite3.Connection, article_id: str) -> Iterator[None]:
    """Let the roles follow what a block does to the claims of an article."""
    before = _of_article(connection, article_id)
    yield
    after = _of_article(connection, article_id)
    for key, count in sorted((after - before).items(), key=str):
        _add(connection, key, count)
    for key, count in sorted((before - after).items(), key=str):
        _take(connection, key, count)


def article_of(connection: sqlite3.Connection, claim_id: str) -> str:
    """Return the article that a claim stands in, empty if there is no such claim."""
    found = connection.execute("SELECT article_id FROM claims WHERE id = ?", [claim_id]).fetchone()
    return str(found[0]) if found else ""


def _of_article(connection: sqlite3.Connection, article_id: str) -> Counter[_Key]:
    sql = (
        "SELECT DISTINCT m.id, c.named_speaker_id, p.name, m.surface, c.published FROM claims c"
        " JOIN mentions m ON m.id = c.mention_id JOIN speakers p ON p.id = c.named_speaker_id"
        " WHERE c.article_id = ? AND c.retired_at IS NULL"
    )
    return _counted(connection, sql, article_id)


def _counted(connection: sqlite3.Connection, sql: str, of: str) -> Counter[_Key]:
    found = (
        (key, role(surface, name), published) for _, key, name, surface, published in connection.execute(sql, [of])
    )
    return Counter(one for one in found if one[1])


def _add(connection: sqlite3.Connection, key: _Key, count: int) -> None:
    sql = (
        "INSERT INTO speaker_roles VALUES (?1, ?2, ?3, ?3, ?4) ON CONFLICT (speaker_id, role) DO UPDATE SET"
        " first = min(coalesce(first, ?3), coalesce(?3, first)), last = max(coalesce(last, ?3), coalesce(?3, last)),"
        " mentions = mentions + ?4"
    )
    connection.execute(sql, [*key, count])


def _take(connection: sqlite3.Connection, key: _Key, count: int) -> None:
    """Take mentions away; if they may have been the earliest or the latest, the others are looked through."""
    speaker_id, words, published = key
    sql = "UPDATE speaker_roles SET mentions = mentions - ? WHERE speaker_id = ? AND role = ?"
    connection.execute(sql, [count, speaker_id, words])
    connection.execute("DELETE FROM speaker_roles WHERE speaker_id = ? AND role = ? AND mentions < 1", key[:2])
    sql = "SELECT first, last FROM speaker_roles WHERE speaker_id = ? AND role = ?"
    dates = connection.execute(sql, key[:2]).fetchone()
    if published is not None and dates is not None and published in dates:
        _date(connection, speaker_id, words)


def _date(connection: sqlite3.Connection, speaker_id: str, words: str) -> None:
    sql = (
        "SELECT DISTINCT m.id, c.named_speaker_id, p.name, m.surface, c.published"
        " FROM claims c INDEXED BY claims_named_speaker"
        " JOIN mentions m ON m.id = c.mention_id JOIN speakers p ON p.id = c.named_speaker_id"
        " WHERE c.named_speaker_id = ? AND c.retired_at IS NULL"
    )
    dates = [day for _, said, day in _counted(connection, sql, speaker_id) if said == words and day is not None]
    update = "UPDATE speaker_roles SET first = ?, last = ? WHERE speaker_id = ? AND role = ?"
    connection.execute(update, [min(dates, default=None), max(dates, default=None), speaker_id, words])
