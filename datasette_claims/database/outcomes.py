"""What runs did to the claims of articles that were there before. Callers own the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from datasette_claims.changes import Changes, Fate
from datasette_claims.model import Claim

KEPT = "kept"
"""The fate of a claim that keeps the speaker it was judged by although the run found another."""

Row = tuple[str, str, str, str, str | None, str | None, bool]


def record(connection: sqlite3.Connection, changes: Changes, run_id: int) -> None:
    """Record what becomes of an article's claims, and which of the new ones may be what others were."""
    record_fates(connection, changes, run_id)
    sql = "INSERT INTO claim_successors VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
    rows = [(one.old, one.new, one.resemblance.value, one.score, run_id) for one in changes.successors]
    connection.executemany(sql, rows)


def record_fates(connection: sqlite3.Connection, changes: Changes, run_id: int) -> None:
    """Record what becomes of the claims of an article that was there before; of those that stay the same nothing."""
    sql = "INSERT INTO run_changes VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    connection.executemany(sql, [(run_id, *row) for row in _rows(changes)])


def _rows(changes: Changes) -> Iterator[Row]:
    if changes.is_new_wording and changes.seq == 1:
        return
    found = dict((*changes.added, *changes.moved))
    for key, fate in changes.fates.items():
        if key in changes.kept or _is_told(changes, fate):
            yield _row(changes, key, fate, found.get(key))


def _is_told(changes: Changes, fate: Fate) -> bool:
    """Tell whether a fate says something of a claim: below an edit all of them move."""
    return fate is not Fate.SAME and not (fate is Fate.MOVED and changes.is_new_wording)


def _row(changes: Changes, key: str, fate: Fate, now: Claim | None) -> Row:
    shown = KEPT if key in changes.kept and fate is not Fate.BACK else fate.value
    found = now.speaker.name if now and now.speaker else None
    before = changes.before.get(key)
    if before is None:
        return key, changes.article_id, shown, now.quote if now else "", found, found, False
    quote = (now or before.claim).quote
    return key, changes.article_id, shown, quote, before.speaker, changes.kept.get(key, found), before.is_judged


@dataclass(frozen=True, slots=True)
class Run:
    """A load, a re-extraction or the preview of one; ``counts`` are articles and claims by what became of them."""

    id: int
    kind: str
    tool_version: str
    pipeline: str
    started_at: str
    finished_at: str | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did to one claim; ``is_there`` unless a preview only said that it would be added."""

    claim_id: str
    article_id: str
    fate: str
    quote: str
    speaker: str | None
    found_speaker: str | None
    is_judged: bool
    is_there: bool
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Succession:
    """A claim that is gone, and one that may be what it was: of another speaker, or in other words."""

    old_id: str
    old_quote: str
    old_speaker: str | None
    old_verdict: str
    new_id: str
    new_quote: str
    new_speaker: str | None
    resemblance: str
    score: float


_RUNS = "SELECT id, kind, tool_version, pipeline, started_at, finished_at, counts FROM runs"


def _run(row: tuple[int, str, str, str, str, str | None, str]) -> Run:
    return Run(*row[:-1], counts=json.loads(row[-1]))


def runs(connection: sqlite3.Connection, most: int) -> tuple[Run, ...]:
    """Return the newest runs, the newest first."""
    return tuple(_run(row) for row in connection.execute(f"{_RUNS} ORDER BY id DESC LIMIT ?", [most]))


def run(connection: sqlite3.Connection, run_id: int) -> Run | None:
    """Return a run, None if there is none of that number."""
    row = connection.execute(f"{_RUNS} WHERE id = ?", [run_id]).fetchone()
    return _run(row) if row else None


def tally(connection: sqlite3.Connection, run_id: int) -> Mapping[tuple[str, bool], int]:
    """Return how many claims a run changed, by what became of them and whether people had judged them."""
    sql = "SELECT fate, is_judged, count(*) FROM run_changes WHERE run_id = ? GROUP BY 1, 2"
    return {(fate, bool(judged)): count for fate, judged, count in connection.execute(sql, [run_id])}


def outcomes(connection: sqlite3.Connection, run_id: int, fate: str, *, judged: bool, most: int) -> tuple[Outcome, ...]:
    """Return claims of one fate, judged ones or others, at most ``most``."""
    sql = (
        "SELECT r.claim_id, r.article_id, r.fate, r.quote, r.speaker, r.found_speaker, r.is_judged,"
        " c.id IS NOT NULL, c.verdict FROM run_changes r INDEXED BY run_changes_fate"
        " LEFT JOIN claims c ON c.id = r.claim_id"
        " WHERE r.run_id = ? AND r.fate = ? AND r.is_judged = ? ORDER BY r.claim_id LIMIT ?"
    )
    return tuple(_outcome(row) for row in connection.execute(sql, [run_id, fate, judged, most]))


def _outcome(row: tuple[str, str, str, str, str | None, str | None, int, int, str | None]) -> Outcome:
    key, article, fate, quote, speaker, found, is_judged, is_there, verdict = row
    return Outcome(key, article, fate, quote, speaker, found, bool(is_judged), bool(is_there), verdict)


_SUCCESSIONS = """
SELECT o.id, o.quote, o.speaker, o.verdict, n.id, n.quote, n.speaker, s.resemblance, s.score
FROM claim_successors s JOIN claims o ON o.id = s.old_claim_id JOIN claims n ON n.id = s.new_claim_id
WHERE o.retired_at IS NOT NULL AND n.retired_at IS NULL AND {} ORDER BY s.score DESC, o.id, n.id LIMIT ?
"""


def predecessors(connection: sqlite3.Connection, claim_id: str, most: int = 10) -> tuple[Succession, ...]:
    """Return the claims that are gone and that this one may be."""
    sql = _SUCCESSIONS.format("s.new_claim_id = ?")
    return tuple(Succession(*row) for row in connection.execute(sql, [claim_id, most]))


def successors(connection: sqlite3.Connection, claim_id: str, most: int = 10) -> tuple[Succession, ...]:
    """Return the claims that may be what this one was, which is gone."""
    sql = _SUCCESSIONS.format("s.old_claim_id = ?")
    return tuple(Succession(*row) for row in connection.execute(sql, [claim_id, most]))


def orphans(connection: sqlite3.Connection, most: int) -> tuple[Outcome, ...]:
    """Return claims with a verdict that their articles' newest wordings no longer hold, the latest first."""
    sql = (
        "SELECT c.id, c.article_id, 'gone', c.quote, c.speaker, NULL, 1, 1, c.verdict FROM claims c"
        " INDEXED BY claims_retired WHERE c.retired_at IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM reviews r WHERE r.claim_id = c.id)"
        " AND NOT EXISTS (SELECT 1 FROM claim_lineage l WHERE l.old_claim_id = c.id)"
        " ORDER BY c.retired_at DESC, c.id LIMIT ?"
    )
    return tuple(_outcome(row) for row in connection.execute(sql, [most]))
