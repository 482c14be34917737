"""Reading an article's wordings, and what the claims of each were.

The database keeps the newest place of each claim, the run that first found it and the day it was retired; from these
follows between which wordings a claim stood in its article:

* It *first* stood in the earliest wording that was loaded when the run began that first found it, or later; a claim
  that people made, in the wording that was the newest then. Times are whole seconds, so of two wordings that were
  loaded within one second the earlier is named; and so it is of two that one run loaded.
* It *last* stood in the wording that it is anchored in: loading a wording moves there every claim that it holds.
* A claim that one wording lacked and a later one had again is taken to have been there all the time: that it came
  back is not recorded.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of an article; ``seq`` counts from 1, ``retrieved_at`` is when it was loaded."""

    id: str
    seq: int
    retrieved_at: str
    text: str


@dataclass(frozen=True, slots=True)
class Life:
    """The wordings that a claim first and last stood in, by their ``seq``, and whether people judged it.

    ``is_reviewed`` counts answers that everybody may see and that nobody took back.
    """

    first: int
    last: int
    is_reviewed: bool

    def covers(self, seq: int) -> bool:
        """Tell whether the claim stood in a wording."""
        return self.first <= seq <= self.last


_LIVES = """
SELECT c.id, v.seq, r.started_at,
       CASE WHEN c.first_run_id IS NULL THEN
         (SELECT min(e.at) FROM review_events e WHERE e.claim_id = c.id AND e.type = 'added') END,
       EXISTS (SELECT 1 FROM reviews s WHERE s.claim_id = c.id
               AND NOT EXISTS (SELECT 1 FROM review_events u WHERE u.undoes = s.event_seq))
FROM claims c JOIN article_versions v ON v.id = c.article_version_id LEFT JOIN runs r ON r.id = c.first_run_id
WHERE c.article_id = ?
"""
_LINEAGE = """
SELECT l.old_claim_id, l.new_claim_id, l.at FROM claims c JOIN claim_lineage l ON l.old_claim_id = c.id
WHERE c.article_id = ? ORDER BY l.at, l.new_claim_id
"""


def versions(connection: sqlite3.Connection, article_id: str) -> tuple[Version, ...]:
    """Return the wordings of an article, the first one first."""
    sql = "SELECT id, seq, retrieved_at, text FROM article_versions WHERE article_id = ? ORDER BY seq"
    return tuple(Version(*row) for row in connection.execute(sql, [article_id]))


def successors(connection: sqlite3.Connection, article_id: str) -> Mapping[str, tuple[str, ...]]:
    """Return the claims that people put in the place of others of an article, by the claims put aside."""
    found: dict[str, tuple[str, ...]] = {}
    for old, new, _ in connection.execute(_LINEAGE, [article_id]):
        found[old] = (*found.get(old, ()), new)
    return found


def lives(connection: sqlite3.Connection, article_id: str, wordings: Sequence[Version]) -> Mapping[str, Life]:
    """Return between which of an article's ``wordings`` (all of them, in order) each of its claims stood there."""
    made = {new: at for _, new, at in connection.execute(_LINEAGE, [article_id])}
    return {
        claim: Life(min(_first(wordings, found, made.get(claim) or added), last), last, bool(is_reviewed))
        for claim, last, found, added, is_reviewed in connection.execute(_LIVES, [article_id])
    }


def _first(wordings: Sequence[Version], found: str | None, made: str | None) -> int:
    """Return the wording that a claim began in, by the start of the run that found it or the time people made it."""
    if found is not None:
        return next((wording.seq for wording in wordings if wording.retrieved_at >= found), wordings[-1].seq)
    before = [wording.seq for wording in wordings if wording.retrieved_at <= (made or "")]
    return before[-1] if before else wordings[0].seq
