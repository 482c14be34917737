"""What people decided: articles whose claims have all been judged, for training on them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from datasette_claims.database.reading import snapshot, stored_article
from datasette_claims.model import UNREVIEWED, Claim


@dataclass(frozen=True, slots=True)
class Decided:
    """A text, the newest wording of an article, with the claims that people left standing in it."""

    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decided articles, and how many articles and live claims are none or not part of one."""

    articles: tuple[Decided, ...]
    other_articles: int
    other_claims: int


_OPEN = "verdict = :unreviewed OR verdict IN (SELECT key FROM extraction)"
_LIVE = f"""
WITH extraction AS (
  SELECT v.key FROM rating_values v JOIN rating_scales s ON s.id = v.scale_id
  WHERE s.aspect = 'extraction' AND v.key <> 'ok'
)
SELECT a.id, count(c.id), coalesce(sum({_OPEN}), 0)
FROM articles a LEFT JOIN claims c ON c.article_id = a.id AND c.retired_at IS NULL
GROUP BY a.id ORDER BY a.id
"""


def decisions(connection: sqlite3.Connection) -> Decisions:
    """Return the articles that have live claims, each of them with a verdict, in the order of their ids.

    An article with an undecided claim is left out, since nobody can say whether that claim is right; so is one with a
    claim whose verdict says that it was extracted wrongly, and one without any claim, which nobody can have judged.
    """
    with snapshot(connection):
        rows = connection.execute(_LIVE, {"unreviewed": UNREVIEWED}).fetchall()
        taken = tuple(key for key, claims, still_open in rows if claims and not still_open)
        articles = tuple(_decided(connection, taken))
    return Decisions(
        articles,
        len(rows) - len(taken),
        sum(claims for _, claims, _ in rows) - sum(len(one.claims) for one in articles),
    )


def _decided(connection: sqlite3.Connection, articles: tuple[str, ...]) -> Iterator[Decided]:
    for key in articles:
        stored = stored_article(connection, key)
        if stored is not None:
            live = tuple(one.claim for one in stored.claims if one.retired_at is None)
            yield Decided(stored.article.text, live)
