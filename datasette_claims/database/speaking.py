"""What a speaker has said: how often, when, with which verdicts, again and again.

Claims are counted along ``claims_speaker_verdict``, which holds verdict and date as well: whoever is shown as the
speaker of a claim is so by name, and no two have the same (``identity.speaker_key``). Retired claims do not count.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datasette_claims.errors import UnknownRow
from datasette_claims.model import UNREVIEWED

Tally = Mapping[tuple[str, str], int]
"""How many claims there are by verdict and by the day that the article states, as precisely as it does."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A proposition that a speaker has said ``times`` times, by the claim that stands for it."""

    group: str
    quote: str
    verdict: str
    times: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Known:
    """A speaker, who they are elsewhere, whom they turned out to be, and how many claims name them in spite of that."""

    id: str
    name: str
    kind: str
    wikidata_id: str | None
    gnd_id: str | None
    merged_into: str | None
    claims: int


def tally(connection: sqlite3.Connection, name: str) -> Tally:
    """Return how many live claims of the speaker of that name there are, by verdict and day."""
    by = "SELECT verdict, trim(substr(reading_order, 1, 10)), count(*) FROM claims INDEXED BY"
    sql = f"{by} claims_speaker_verdict WHERE speaker = ? GROUP BY 1, 2"
    retired = f"{by} claims_retired WHERE retired_at IS NOT NULL AND speaker = ? GROUP BY 1, 2"
    found = Counter({(verdict, day): count for verdict, day, count in connection.execute(sql, [name])})
    found.subtract({(verdict, day): count for verdict, day, count in connection.execute(retired, [name])})
    return +found


def checked(counted: Tally) -> int:
    """Return how many of the claims have a verdict."""
    return sum(count for (verdict, _), count in counted.items() if verdict != UNREVIEWED)


def repeated(connection: sqlite3.Connection, speaker_id: str) -> tuple[Repeated, ...]:
    """Return what a speaker has said that is known to be said again and again, what they said most often first.

    It goes through everything that people said is a repeat: far fewer than claims.
    """
    sql = (
        "SELECT g.id, s.quote, s.verdict, r.times, r.first, r.last FROM"
        " (SELECT m.group_id, count(*) AS times, min(coalesce(c.published, '')) AS first,"
        " max(coalesce(c.published, '')) AS last"
        " FROM claim_group_members m INDEXED BY one_confirmed_group CROSS JOIN claims c ON c.id = m.claim_id"
        " WHERE m.status = 'confirmed' AND c.speaker_id = ? AND c.retired_at IS NULL GROUP BY m.group_id) r"
        " JOIN claim_groups g ON g.id = r.group_id JOIN claims s ON s.id = g.claim_id"
        " ORDER BY r.times DESC, r.last DESC, g.id"
    )
    return tuple(Repeated(*row) for row in connection.execute(sql, [speaker_id]))


_KNOWN = (
    "SELECT p.id, p.name, p.kind, p.wikidata_id, p.gnd_id, p.merged_into,"
    " (SELECT count(*) FROM claims c INDEXED BY claims_named_speaker WHERE c.named_speaker_id = p.id) FROM speakers p"
)


def known(connection: sqlite3.Connection, speaker_id: str) -> Known | None:
    """Return a speaker, None if there is none."""
    row = connection.execute(f"{_KNOWN} WHERE p.id = ?", [speaker_id]).fetchone()
    return Known(*row) if row else None


def present(connection: sqlite3.Connection, speaker_id: str) -> Known:
    """Return a speaker that is there; raises UnknownRow."""
    found = known(connection, speaker_id)
    if found is None:
        raise UnknownRow(f"There is no speaker {speaker_id}.")
    return found


def merged(connection: sqlite3.Connection, speaker_id: str) -> tuple[Known, ...]:
    """Return those whom people merged into a speaker, by name."""
    sql = f"{_KNOWN} WHERE p.merged_into = ? ORDER BY p.name, p.id"
    return tuple(Known(*row) for row in connection.execute(sql, [speaker_id]))


def candidates(connection: sqlite3.Connection, called: str, but: str, most: int = 20) -> tuple[Known, ...]:
    """Return speakers whose name or alias holds ``called``, however it is spelled in capitals, but not ``but``.

    None of them was merged into another. Those whom most claims name come first.
    """
    patterns = tuple({f"%{_literal(one)}%" for one in (called, called.lower(), called.title()) if called.strip()})
    found = " OR ".join("{column} LIKE ? ESCAPE '!'" for _ in patterns) or "0"
    sql = (
        f"{_KNOWN} WHERE p.merged_into IS NULL AND p.id <> ? AND (({found.format(column='p.name')}) OR p.id IN"
        f" (SELECT speaker_id FROM speaker_aliases WHERE {found.format(column='alias')})) ORDER BY 7 DESC, 2 LIMIT ?"
    )
    return tuple(Known(*row) for row in connection.execute(sql, [but, *patterns, *patterns, most]))


def _literal(text: str) -> str:
    return "".join(f"!{letter}" if letter in "!%_" else letter for letter in text.strip())


def added_names(connection: sqlite3.Connection, speaker_id: str) -> frozenset[str]:
    """Return the other names that people added to a speaker."""
    sql = "SELECT alias FROM speaker_aliases WHERE speaker_id = ? AND origin = 'manual'"
    return frozenset(alias for (alias,) in connection.execute(sql, [speaker_id]))


def titles(connection: sqlite3.Connection, article_ids: Iterable[str]) -> Mapping[str, str]:
    """Return the titles of articles by their ids."""
    sql = "SELECT id, title FROM articles WHERE id = ?"
    return dict(row for one in set(article_ids) for row in connection.execute(sql, [one]))


def distinct(utterances: int, said: Iterable[Repeated]) -> int:
    """Return how many propositions as many utterances are, of which some are repeats."""
    return utterances - sum(one.times - 1 for one in said)
