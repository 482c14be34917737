"""What programs were told has happened has happened, and nothing else, whatever befalls the server meanwhile."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import faults
import pytest

from datasette_claims.database import private
from datasette_claims.database.proofs import verify

FULL = "CLAIMS_FAULTS" in os.environ
POSTS = faults.POSTS if FULL else 60
ROUNDS = faults.ROUNDS if FULL else 100
ARTICLES = faults.CLAIMS // 13 if FULL else 40


def _findings(path: Path) -> list[str]:
    return [f"{proof.name}: {finding}" for proof in verify(path) for finding in proof.findings]


def _answered(path: Path) -> Counter[tuple[str, str]]:
    sql = "SELECT claim_id, actor FROM review_events WHERE type = 'answered'"
    with closing(sqlite3.connect(path)) as connection:
        return Counter(connection.execute(sql).fetchall())


def _told(given: Sequence[faults.Given]) -> Counter[tuple[str, str]]:
    return Counter((one.claim, one.actor) for one in given if one.answer.status == 201)


@pytest.mark.parametrize("required", [1, 2])
def test_killed(tmp_path: Path, required: int) -> None:
    """Every answer that was taken is there once, also if it was sent again after the server was killed meanwhile."""
    path = faults.newsroom_of(tmp_path, 2 * POSTS, required)
    answers = faults.killed(path, sys.executable, required, POSTS)
    assert len(_told(answers)) == POSTS
    assert _answered(path) == _told(answers)
    assert _findings(path) == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM reviews").fetchone() == (POSTS,)
        assert connection.execute("SELECT count(*) FROM evidence WHERE confidential").fetchone() == (POSTS,)
        kept = {key for (key,) in connection.execute("SELECT id FROM evidence")}
    assert private.evidence(private.beside(path), kept).keys() == kept


def test_same_claim(tmp_path: Path) -> None:
    """Of two who save one claim at the same time, each having seen its version, one is told to look again."""
    path = faults.newsroom_of(tmp_path, 20, 1)
    rounds = faults.same_claim(path, sys.executable, ROUNDS)
    assert rounds == [([201, 409], version) for version in range(1, ROUNDS + 1)]
    assert _findings(path) == []


def test_loader(tmp_path: Path) -> None:
    """While another process loads articles, reviewers get through or are told when to try again; nothing is lost."""
    path = faults.newsroom_of(tmp_path, 1000, 1)
    loaded = faults.load_meanwhile(path, sys.executable, ARTICLES)
    assert {status for status, _ in loaded.answers} <= {200, 201, 503}
    assert loaded.faults == []
    assert len(loaded.given) > ARTICLES // 10
    assert _answered(path) == _told(loaded.given)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM claims").fetchone() == (1000 + loaded.added,)
    assert _findings(path) == []
