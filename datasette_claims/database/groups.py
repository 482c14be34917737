"""Claim groups as pages show them: a proposition, who said it when and how often, and what people say does not say it.

Claims that are retired are no longer in their article's newest wording: they are listed, but do not count.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace

from datasette_claims.database.repeats import CONFIRMED

_LIVE = (
    "FROM claim_group_members m JOIN claims c ON c.id = m.claim_id"
    f" WHERE m.group_id = ? AND m.status = '{CONFIRMED}' AND c.retired_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Group:
    """A proposition by the claim that stands for it, and who saw first that it was repeated."""

    id: str
    claim_id: str
    created_by: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Member:
    """A claim that says a proposition, or does not (``is_denied``), as ``decided_by`` said."""

    id: str
    quote: str
    quote_type: str
    speaker_id: str | None
    speaker: str | None
    source: str | None
    published: str | None
    article_id: str
    title: str
    verdict: str
    version: int
    retired_at: str | None
    is_denied: bool
    decided_by: str
    decided_at: str


@dataclass(frozen=True, slots=True)
class Repeater:
    """Who said a proposition how many times, in how many articles, between which dates ("" where none has one)."""

    speaker_id: str | None
    speaker: str | None
    times: int
    articles: int
    first: str
    last: str


def group(connection: sqlite3.Connection, group_id: str) -> Group | None:
    """Return a claim group, None if there is none."""
    sql = "SELECT id, claim_id, created_by, created_at FROM claim_groups WHERE id = ?"
    row = connection.execute(sql, [group_id]).fetchone()
    return Group(*row) if row else None


def days(connection: sqlite3.Connection, group_id: str) -> Mapping[str, int]:
    """Return how often a proposition was said by the date that the article states, "" for none."""
    sql = f"SELECT coalesce(c.published, ''), count(*) {_LIVE} GROUP BY 1 ORDER BY 1"
    return dict(connection.execute(sql, [group_id]).fetchall())


def repeaters(connection: sqlite3.Connection, group_id: str) -> tuple[Repeater, ...]:
    """Return who said a proposition, whoever said it most often first; those whom the text does not name as one."""
    sql = (
        "SELECT c.speaker_id, c.speaker, count(*), count(DISTINCT c.article_id),"
        " coalesce(min(c.published), ''), coalesce(max(c.published), '')"
        f" {_LIVE} GROUP BY c.speaker_id, c.speaker ORDER BY 3 DESC, c.speaker IS NULL, c.speaker"
    )
    return tuple(Repeater(*row) for row in connection.execute(sql, [group_id]))


_MEMBERS = (
    "SELECT c.id, c.quote, c.quote_type, c.speaker_id, c.speaker, c.source, c.published, c.article_id, a.title,"
    f" c.verdict, c.version, c.retired_at, m.status <> '{CONFIRMED}', m.decided_by, m.decided_at"
    " FROM claim_group_members m JOIN claims c ON c.id = m.claim_id JOIN articles a ON a.id = c.article_id"
    " WHERE m.group_id = ? AND {what} ORDER BY c.published IS NULL, c.published, c.article_id, c.start, c.id"
    " LIMIT ? OFFSET ?"
)
_SAYS = f"m.status = '{CONFIRMED}' AND c.retired_at IS NULL"


def utterances(connection: sqlite3.Connection, group_id: str, most: int, skipped: int = 0) -> tuple[Member, ...]:
    """Return live claims that say a proposition, the oldest first, those without a date last."""
    return _members(connection, _SAYS, (group_id, most, skipped))


def others(connection: sqlite3.Connection, group_id: str, most: int) -> tuple[Member, ...]:
    """Return claims that people say do not say it, and retired ones, in the same order."""
    return _members(connection, f"NOT ({_SAYS})", (group_id, most, 0))


def _members(connection: sqlite3.Connection, what: str, values: tuple[str, int, int]) -> tuple[Member, ...]:
    found = tuple(Member(*row) for row in connection.execute(_MEMBERS.format(what=what), values))
    return tuple(replace(one, is_denied=bool(one.is_denied)) for one in found)
