"""What people decided: articles whose claims have all been judged, for training on them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
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


_OUTCOMES = """
WITH undone AS (SELECT undoes FROM review_events WHERE undoes IS NOT NULL),
extraction AS (
  SELECT claim_id, verdict, max(event_seq) FROM reviews
  WHERE aspect = 'extraction' AND event_seq NOT IN (SELECT undoes FROM undone) GROUP BY claim_id
),
rejection AS (
  SELECT claim_id, json_extract(payload, '$.reason') AS reason, max(seq) FROM review_events
  WHERE type = 'rejected' AND seq NOT IN (SELECT undoes FROM undone) GROUP BY claim_id
)
SELECT a.id, c.id, CASE
    WHEN c.id IS NULL THEN NULL
    WHEN c.state = 'rejected' AND r.reason = 'not_a_claim' THEN 'no claim'
    WHEN c.state = 'rejected' AND r.reason = 'bad_extraction' THEN 'open'
    WHEN e.verdict = 'not_a_claim' THEN 'no claim'
    WHEN e.verdict <> 'ok' THEN 'open'
    WHEN e.verdict = 'ok' OR c.state = 'rejected' OR c.is_manual THEN 'right'
    WHEN c.verdict <> :unreviewed AND c.inherited_from IS NULL THEN 'right'
    ELSE 'open' END
FROM articles a LEFT JOIN claims c ON c.article_id = a.id AND c.retired_at IS NULL
LEFT JOIN extraction e ON e.claim_id = c.id LEFT JOIN rejection r ON r.claim_id = c.id
ORDER BY a.id, c.id
"""


def decisions(connection: sqlite3.Connection) -> Decisions:
    """Return the articles that have live claims, each of them decided, in the order of their ids.

    People decided about a claim if they gave it a verdict, judged its extraction, rejected it or made it. Those that
    they found to be no claims are left out of the article, which is then learned without them. An article with an
    undecided claim is left out, since nobody can say whether that claim is right; so is one with a claim that was
    extracted wrongly and not put right, and one without any claim, which nobody can have judged.
    """
    with snapshot(connection):
        outcomes: dict[str, dict[str, str]] = {}
        for article, claim, outcome in connection.execute(_OUTCOMES, {"unreviewed": UNREVIEWED}):
            outcomes.setdefault(article, {}).update({claim: outcome} if claim else {})
        taken = {key: found for key, found in outcomes.items() if found and "open" not in found.values()}
        articles = tuple(_decided(connection, taken))
    return Decisions(
        articles,
        len(outcomes) - len(taken),
        sum(len(found) for key, found in outcomes.items() if key not in taken),
    )


def _decided(connection: sqlite3.Connection, taken: Mapping[str, Mapping[str, str]]) -> Iterator[Decided]:
    for key, outcomes in taken.items():
        stored = stored_article(connection, key)
        if stored is not None:
            right = tuple(one.claim for one in stored.claims if outcomes.get(one.id) == "right")
            yield Decided(stored.article.text, right)
