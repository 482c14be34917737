"""Claims that say the same: what people decided about that, and candidates. Callers own the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from datasette_claims.identity import digest
from datasette_claims.matching import content_words, similarity

CONFIRMED, DENIED = "confirmed", "rejected"

_CANDIDATES = 200
_LONGEST_WORDS = 4
_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Similar:
    """A claim that may say the same as another; ``relation`` is confirmed, denied, successor, literal or similar."""

    id: str
    quote: str
    speaker: str | None
    published: str | None
    state: str
    verdict: str
    score: float
    relation: str


def group_of(connection: sqlite3.Connection, claim_id: str) -> tuple[str, str] | None:
    """Return the group that a claim is confirmed to belong to, and the claim that stands for it; None if none."""
    sql = (
        "SELECT g.id, g.claim_id FROM claim_group_members m JOIN claim_groups g ON g.id = m.group_id"
        " WHERE m.claim_id = ? AND m.status = ?"
    )
    row = connection.execute(sql, [claim_id, CONFIRMED]).fetchone()
    return (row[0], row[1]) if row else None


def found(connection: sqlite3.Connection, claim_id: str, actor: str, at: str) -> str:
    """Make the group that a claim stands for, if there is none yet; return its id."""
    group_id = "g" + digest(claim_id)[:16]
    sql = "INSERT INTO claim_groups VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
    connection.execute(sql, [group_id, claim_id, actor, at])
    decide(connection, group_id, claim_id, CONFIRMED, (actor, at))
    return group_id


def decide(connection: sqlite3.Connection, group_id: str, claim_id: str, status: str, by: tuple[str, str]) -> None:
    """Record whether a claim belongs to a group; ``by`` is who decided, and when."""
    sql = (
        "INSERT INTO claim_group_members VALUES (?, ?, ?, ?, ?) ON CONFLICT (group_id, claim_id)"
        " DO UPDATE SET status = excluded.status, decided_by = excluded.decided_by, decided_at = excluded.decided_at"
    )
    connection.execute(sql, [group_id, claim_id, status, *by])


def members(connection: sqlite3.Connection, group_id: str) -> tuple[str, ...]:
    """Return the claims that are confirmed to belong to a group."""
    sql = "SELECT claim_id FROM claim_group_members WHERE group_id = ? AND status = ? ORDER BY claim_id"
    return tuple(key for (key,) in connection.execute(sql, [group_id, CONFIRMED]))


@dataclass(frozen=True, slots=True)
class Utterance:
    """One claim of a group, where and by whom it was said; ``origin`` is the file or stream of its article."""

    claim_id: str
    quote: str
    speaker: str | None
    speaker_id: str | None
    published: str | None
    source: str | None
    language: str
    article_id: str
    title: str
    origin: str


_SAID = """
SELECT c.id, c.quote, c.speaker, c.speaker_id, c.published, c.source, c.language, c.article_id, a.title, a.origin
FROM claims c JOIN articles a ON a.id = c.article_id WHERE c.id IN (
  SELECT :claim UNION SELECT claim_id FROM claim_group_members WHERE group_id = :group AND status = :confirmed
) AND (c.retired_at IS NULL OR c.id = :claim)
ORDER BY c.id <> :claim, c.published IS NULL, c.published, c.id LIMIT :most
"""


def utterances(connection: sqlite3.Connection, claim_id: str, most: int) -> tuple[Utterance, ...]:
    """Return a claim and the earliest that are confirmed to repeat it, at most ``most``, from the earliest on.

    Without a date they stand last. Of the others, those are left out that their articles no longer hold.
    """
    group = group_of(connection, claim_id)
    asked = {"claim": claim_id, "group": group[0] if group else "", "confirmed": CONFIRMED, "most": most}
    found = [Utterance(*row) for row in connection.execute(_SAID, asked)]
    return tuple(sorted(found, key=lambda one: (not one.published, one.published or "", one.claim_id)))


def similar(connection: sqlite3.Connection, claim_id: str, most: int = 10) -> tuple[Similar, ...]:
    """Return claims that may say the same as this one: decided ones first, then literal, then the likest.

    Full-text search proposes, without ranking and up to a limit, so that the work is the same whatever the size of
    the database; the likeness is then measured here.
    """
    row = connection.execute("SELECT quote, wording_key FROM claims WHERE id = ?", [claim_id]).fetchone()
    if row is None:
        return ()
    quote, wording = row
    successors = dict(_successors(connection, claim_id))
    relations = dict(_literal(connection, claim_id, wording)) | successors | dict(_decided(connection, claim_id))
    candidates = {key: (relation, 1.0) for key, relation in relations.items()}
    for key, other in _proposed(connection, claim_id, quote):
        score = similarity(quote, other)
        if key not in candidates and score >= _LEAST:
            candidates[key] = ("similar", score)
    order = sorted(candidates, key=lambda key: (_ORDER.index(candidates[key][0]), -candidates[key][1], key))
    return tuple(_shown(connection, key, *candidates[key]) for key in order[:most])


_ORDER = ("confirmed", "successor", "literal", "similar", "denied")


def _literal(connection: sqlite3.Connection, claim_id: str, wording: str) -> Iterator[tuple[str, str]]:
    sql = "SELECT id FROM claims WHERE wording_key = ? AND id <> ? LIMIT ?"
    return ((key, "literal") for (key,) in connection.execute(sql, [wording, claim_id, _CANDIDATES]))


def _successors(connection: sqlite3.Connection, claim_id: str) -> Iterator[tuple[str, str]]:
    """Yield the claims that a change of the text or of the extractor may have made of this one, or this one of them."""
    sql = (
        "SELECT new_claim_id FROM claim_successors WHERE old_claim_id = ?1"
        " UNION SELECT old_claim_id FROM claim_successors WHERE new_claim_id = ?1"
    )
    return ((key, "successor") for (key,) in connection.execute(sql, [claim_id]))


def _decided(connection: sqlite3.Connection, claim_id: str) -> Iterator[tuple[str, str]]:
    sql = (
        "SELECT other.claim_id, iif(this.status = 'confirmed' AND other.status = 'confirmed', 'confirmed', 'denied')"
        " FROM claim_group_members this JOIN claim_group_members other ON other.group_id = this.group_id"
        " WHERE this.claim_id = ? AND other.claim_id <> ? AND 'confirmed' IN (this.status, other.status)"
        " ORDER BY this.status DESC"
    )
    return iter(connection.execute(sql, [claim_id, claim_id]).fetchall())


def _proposed(connection: sqlite3.Connection, claim_id: str, quote: str) -> list[tuple[str, str]]:
    words = content_words(quote)[:_LONGEST_WORDS]
    pairs = " OR ".join(f'("{first}" AND "{second}")' for first, second in combinations(words, 2))
    if not pairs:
        return []
    sql = (
        "SELECT c.id, c.quote FROM claims c WHERE c.id <> ? AND c.retired_at IS NULL AND c.rowid IN"
        " (SELECT rowid FROM claims_fts WHERE claims_fts MATCH ? LIMIT ?)"
    )
    return connection.execute(sql, [claim_id, f"{{quote}} : ({pairs})", _CANDIDATES]).fetchall()


def _shown(connection: sqlite3.Connection, claim_id: str, relation: str, score: float) -> Similar:
    sql = "SELECT id, quote, speaker, published, state, verdict FROM claims WHERE id = ?"
    key, quote, speaker, published, state, verdict = connection.execute(sql, [claim_id]).fetchone()
    return Similar(key, quote, speaker, published, state, verdict, score, relation)
