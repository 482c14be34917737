"""Reviews a large newsroom's claims (``newsroom``): by the desk's own functions, or by events that are as they are."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple
from itertools import islice
from pathlib import Path

from datasette_claims import chain, steps
from datasette_claims.chain import Entry
from datasette_claims.database import log
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.desk import reviewing
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.desk.visits import Outcome, Visit, settle
from datasette_claims.model import Bearing, Evidence
from datasette_claims.review import NEW, Aspect
from datasette_claims.steps import Occasion, Permission

REVIEWERS = ("anna", "bernd", "cem", "dora")
BUSY = "busy"
"""A reviewer whose every answer still waits for somebody else's."""
_AT = "2026-02-03T04:05:06Z"
_VERDICTS = ("false", "mostly_false", "partly_false", "mostly_true", "true", "unproven")
_BATCH = 500
_TRIAGED = 3
_REJECTED = 20

Turn = Callable[[Visit, str], Iterator[Outcome]]


def review(path: Path, reviews: int, seed: int = 1) -> None:
    """Let reviewers answer ``reviews`` claims twice and ``BUSY`` as many once; triage a third of all, reject some."""
    chance = random.Random(seed)
    with closing(open_for_writing(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        claims = _claims(connection, 2 * reviews, chance)
        _take_turns(connection, path, claims[:reviews], lambda visit, key: _twice(visit, key, chance))
        _take_turns(connection, path, claims[reviews:], lambda visit, key: _once(visit, key, chance))
        with transaction(connection, path):
            _triage(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _claims(connection: sqlite3.Connection, count: int, chance: random.Random) -> list[str]:
    most = connection.execute("SELECT max(rowid) FROM claims").fetchone()[0]
    rows = sorted(chance.sample(range(1, most + 1), min(count, most // 2)))
    found = [
        connection.execute("SELECT id FROM claims WHERE rowid = ? AND retired_at IS NULL", [row]).fetchone()
        for row in rows
    ]
    keys = [row[0] for row in found if row]
    chance.shuffle(keys)
    return keys


def _take_turns(connection: sqlite3.Connection, path: Path, claims: Sequence[str], turn: Turn) -> None:
    waiting = iter(claims)
    while batch := list(islice(waiting, _BATCH)):
        outcomes: list[Outcome] = []
        with transaction(connection, path):
            visit = _visit(connection, path, BUSY)
            for claim in batch:
                outcomes.extend(turn(visit, claim))
        settle(visit.private, outcomes)


def _visit(connection: sqlite3.Connection, path: Path, actor: str) -> Visit:
    return Visit(connection, path, actor, frozenset(Permission), _AT)


def _twice(visit: Visit, claim: str, chance: random.Random) -> Iterator[Outcome]:
    yield reviewing.triage(visit, claim, required=2)
    first, second = chance.sample(REVIEWERS, 2)
    verdict = chance.choice(_VERDICTS)
    other = chance.choices((verdict, chance.choice(_VERDICTS)), (4, 1))[0]
    for actor, given in ((first, verdict), (second, other)):
        own = _visit(visit.connection, visit.path, actor)
        yield reviewing.answer(own, claim, _judgement(given, chance))


def _once(visit: Visit, claim: str, chance: random.Random) -> Iterator[Outcome]:
    yield reviewing.triage(visit, claim, required=2)
    yield reviewing.answer(visit, claim, _judgement(chance.choice(_VERDICTS), chance))


def _judgement(verdict: str, chance: random.Random) -> Judgement:
    proof = Evidence("", Bearing.REFUTES, url=f"https://example.org/{chance.getrandbits(40):x}", title="Statistik")
    return Judgement(
        ratings={Aspect.VERACITY: verdict, Aspect.ATTRIBUTION: "verbatim"},
        summary="Das sagen die Zahlen der Behörde nicht.",
        evidence=(proof,),
    )


def _triage(connection: sqlite3.Connection) -> None:
    """Write as events what bulk steps would have written, without reading each claim's history."""
    new = "SELECT id, rowid FROM claims WHERE state = 'new' AND retired_at IS NULL ORDER BY rowid"
    rows = connection.execute(new).fetchall()
    steps_taken = [("rejected" if row % _REJECTED == 1 else "queued", key) for key, row in rows if row % _TRIAGED == 1]
    names, marks = ", ".join(Entry.__dataclass_fields__), ", ".join("?" for _ in Entry.__dataclass_fields__)
    sql = f"INSERT INTO review_events({names}, prev_hash, hash) VALUES ({marks}, ?, ?)"
    connection.executemany(sql, _chained(connection, steps_taken))
    connection.executemany("UPDATE claims SET state = ?, version = 1 WHERE id = ?", steps_taken)


def _chained(connection: sqlite3.Connection, steps_taken: Sequence[tuple[str, str]]) -> Iterator[tuple[object, ...]]:
    first = log.next_seq(connection)
    last = connection.execute("SELECT hash FROM review_events ORDER BY seq DESC LIMIT 1").fetchone()
    before = last[0] if last else ""
    for seq, (state, claim) in enumerate(steps_taken, first):
        on = Occasion(seq, _AT, BUSY, claim, frozenset(Permission))
        event = steps.triage(NEW, on) if state == "queued" else steps.reject(NEW, on, "opinion")
        entry = chain.entry(event, ("new", state))
        own = chain.link(entry, before)
        yield (*astuple(entry), before, own)
        before = own
