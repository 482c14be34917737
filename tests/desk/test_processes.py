"""Several processes at one desk, and one that is killed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from office import NINE, Newsroom, newsroom, verdict

from datasette_claims.clock import later
from datasette_claims.database import private
from datasette_claims.database.filtering import Filters
from datasette_claims.desk import queue, reviewing

MANY = [f"es gebe {number} Brücken" for number in range(100)]


def process(what: str, room: Newsroom, who: str) -> subprocess.Popen[str]:
    program = Path(__file__).with_name("workers.py")
    return subprocess.Popen([sys.executable, program, what, room.path, who], stdout=subprocess.PIPE, text=True)


def taken_by_eight(room: Newsroom) -> dict[str, list[str]]:
    """Let eight processes take what they can get; return what each got."""
    people = [f"person {number}" for number in range(8)]
    running = [process("take", room, who) for who in people]
    said = [one.communicate()[0] for one in running]
    assert [one.returncode for one in running] == [0] * 8
    return {who: lines.split() for who, lines in zip(people, said, strict=True)}


def test_eight_takers(database: Path) -> None:
    """Eight processes never get the same claim, and together get all; when the leases run out, all are free again."""
    room = newsroom(database, MANY[:40])
    got = taken_by_eight(room)
    counts = Counter(key for keys in got.values() for key in keys)
    assert counts == dict.fromkeys(room.ids, 1)
    held = dict(room.rows("SELECT claim_id, holder FROM _claims_leases"))
    assert held == {key: who for who, keys in got.items() for key in keys}
    assert room.do("late", queue.take_next, Filters(), at=later(NINE, 29)) is None
    assert room.do("late", queue.take_next, Filters(), at=later(NINE, 30)).claim_id in counts
    assert room.findings() == []


@pytest.mark.parametrize("required", [1, 2])
def test_second_reviewer(database: Path, required: int) -> None:
    """Answered claims are handed out once more only if a second answer is due, and never to who gave the first."""
    room = newsroom(database, MANY[:10])
    room.rule(required_reviews=required)
    for key in room.ids[:5]:
        room.do("person 0", reviewing.answer, key, verdict())
    got = taken_by_eight(room)
    counts = Counter(key for keys in got.values() for key in keys)
    assert counts == dict.fromkeys(room.ids if required == 2 else room.ids[5:], 1)
    assert not set(got["person 0"]) & set(room.ids[:5])
    assert room.findings() == []


@pytest.mark.parametrize("acknowledged", [1, 60, 61])
def test_killed(database: Path, acknowledged: int) -> None:
    """A process that is killed among 200 answers leaves every acknowledged one, and nothing half."""
    room = newsroom(database, MANY)
    room.rule(required_reviews=2)
    running = process("answer", room, "anna")
    assert running.stdout is not None
    said = [running.stdout.readline().strip() for _ in range(acknowledged)]
    running.kill()
    said += running.communicate()[0].split()
    assert acknowledged <= len(said) < 202
    given = [key for (key,) in room.rows("SELECT answer_id FROM review_events ORDER BY seq")]
    # One more may have been committed when there was no time left to say so.
    assert given[: len(said)] == said
    assert len(given) <= len(said) + 1
    shown = {key for (key,) in room.rows("SELECT answer_id FROM reviews")}
    kept = {key for key, _ in private.kept(room.private)}
    assert set(given) <= shown | kept
    assert len(shown) == len(given) // 2 * 2
    assert room.findings() == []
