"""Which article a text belongs to that comes in: one that is there, a copy of one, or a new one.

The order is that of certainty: the same text; the same number at the same provider; the same page or file, if it shares
at least ``SAME_ARTICLE`` of its words, as another text under an old name is another article; the same words from
elsewhere, which is one more appearance. Measured in ``docs/decisions/0003-article-identity.md``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from datasette_claims.changes import Decided, Held, Known
from datasette_claims.database.reading import CLAIM, OF_CLAIM, stored
from datasette_claims.identity import body_key, containment, digest
from datasette_claims.model import Article
from datasette_claims.provenance import canonical_url, is_older, is_uri, provider_key

SAME_ARTICLE = 0.5
"""Least containment at which a changed file is a new version of its article and not another article."""

_OF_ORIGIN = "SELECT id FROM articles WHERE origin = ? ORDER BY first_seen_at DESC, id LIMIT 1"
_NEWEST = "SELECT seq, text, provider_version FROM article_versions WHERE article_id = ? ORDER BY seq DESC LIMIT 1"


def holder_of_text(connection: sqlite3.Connection, article: Article) -> str | None:
    """Return the article that has this text in one of its wordings, or that this is a copy of from elsewhere."""
    sql = "SELECT article_id FROM article_versions WHERE text_sha256 = ? ORDER BY article_id LIMIT 1"
    row = connection.execute(sql, [digest(article.text)]).fetchone()
    if row is not None:
        return str(row[0])
    sql = "SELECT article_id FROM article_versions WHERE body_key = ? ORDER BY article_id LIMIT 1"
    row = connection.execute(sql, [body_key(article.text)]).fetchone()
    # The same words with other marks are a new wording where they come from the same place, else a copy.
    return str(row[0]) if row and row[0] != _article(connection, article) else None


def is_outdated(connection: sqlite3.Connection, article: Article) -> bool:
    """Tell whether a newer version of this article, by its provider's count, is there already."""
    key = _of_provider(connection, article)
    newest = connection.execute(_NEWEST, [key]).fetchone() if key else None
    return newest is not None and is_older(article.provider_version, newest[2] or "")


def known(connection: sqlite3.Connection, article: Article) -> Known | None:
    """Return what is held of the article that ``article`` is a new wording of, or None if it is new."""
    key = _article(connection, article)
    return held(connection, key) if key else None


def held(connection: sqlite3.Connection, article_id: str) -> Known | None:
    """Return what is held of an article; None if there is none of that id."""
    newest = connection.execute(_NEWEST, [article_id]).fetchone()
    if newest is None:
        return None
    claims, decided = {}, {}
    for key, *row, text, named, is_judged, is_replaced in connection.execute(_CLAIMS, [article_id]):
        one = stored((key, *row))
        claims[key] = Held(one.claim, named, one.retired_at is not None, bool(is_judged), one.parent_id)
        if one.is_manual or is_replaced:
            decided[key] = Decided(one.claim, text, bool(is_replaced))
    return Known(article_id=article_id, seq=newest[0], claims=claims, decided=decided, text=newest[1])


# What somebody is giving a verdict on counts as judged, so that it is not another claim when they are done.
_CLAIMS = f"""{CLAIM}, v.text, n.name,
  c.state NOT IN ('new', 'queued') OR EXISTS (SELECT 1 FROM reviews r WHERE r.claim_id = c.id),
  EXISTS (SELECT 1 FROM claim_lineage l WHERE l.old_claim_id = c.id)
{OF_CLAIM} JOIN article_versions v ON v.id = c.article_version_id LEFT JOIN speakers n ON n.id = c.named_speaker_id
WHERE c.article_id = ? ORDER BY c.id"""


def _article(connection: sqlite3.Connection, article: Article) -> str | None:
    """Return the article that this is another wording of; None for none."""
    if key := _of_provider(connection, article):
        return key
    return next((key for key in _of_page(connection, article) if _is_alike(connection, key, article)), None)


def _of_provider(connection: sqlite3.Connection, article: Article) -> str | None:
    """Return the article of the same number; one that is no URI may have been given to another story since."""
    number = provider_key(article.provider_id, article.agency or "")
    key = _named(connection, "provider", number) if number else None
    return key if key and (is_uri(number) or _is_alike(connection, key, article)) else None


def _of_page(connection: sqlite3.Connection, article: Article) -> Iterator[str]:
    address = canonical_url(article.url)
    if address and (key := _named(connection, "url", address)):
        yield key
    if row := connection.execute(_OF_ORIGIN, [article.origin]).fetchone():
        yield row[0]


def _is_alike(connection: sqlite3.Connection, article_id: str, article: Article) -> bool:
    newest = connection.execute(_NEWEST, [article_id]).fetchone()
    return newest is not None and containment(newest[1], article.text) >= SAME_ARTICLE


def _named(connection: sqlite3.Connection, kind: str, value: str) -> str | None:
    sql = "SELECT article_id FROM article_ids WHERE kind = ? AND value = ?"
    row = connection.execute(sql, [kind, value]).fetchone()
    return row[0] if row else None
