"""The articles to learn from: lines of JSON, and databases whose claims people have judged."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from datasette_claims import load
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.desk import repeats, reviewing
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.desk.visits import Visit
from datasette_claims.errors import NothingToLearn, UnreadableData
from datasette_claims.model import QuoteType, Span
from datasette_claims.review import Aspect
from datasette_claims.steps import Permission
from datasette_claims.training.annotations import Annotated, Annotation, annotated
from datasette_claims.training.data import gathered
from datasette_claims.training.targets import TYPES

ROW = {"text": "es regne", "annotations": [{"type": "Reported", "quote": [[0, 8]], "speaker": None}]}
ANNA = "„Es reicht“, sagte Ministerin Anna Weber, „und zwar heute.“ Die Brücke ist seit Montag gesperrt."
BEN = "Bauleiter Ben Holm betonte, dass die Brücke halte. Er sagte, es gehe gut voran."
DRY = "Die Brücke ist seit Montag gesperrt. Niemand weiß, wie lange noch."


@pytest.fixture
def desk(folder: Path, database: Path) -> Path:
    """A database with an article of one claim, one of two claims and one of none; nothing is decided."""
    for name, text in (("anna", ANNA), ("ben", BEN), ("dry", DRY)):
        (folder / f"{name}.txt").write_text(text)
    load(database, [folder], language="de")
    assert rows(database, "SELECT count(*) FROM claims") == [(3,)]
    return database


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def step(database: Path, where: str, take: Callable[[Visit, str], object]) -> None:
    """Take a step at the review desk on some claims."""
    with closing(open_for_writing(database)) as connection, transaction(connection, database):
        visit = Visit(connection, database, "anna", frozenset(Permission), "2025-02-26T08:00:00Z")
        for (key,) in connection.execute(f"SELECT id FROM claims WHERE {where} ORDER BY id").fetchall():
            take(visit, key)


def decide(database: Path, where: str = "1") -> None:
    """Give some claims a verdict."""
    step(database, where, lambda visit, key: reviewing.answer(visit, key, Judgement({Aspect.VERACITY: "false"})))


def judge(verdict: str) -> Callable[[Visit, str], object]:
    """Return the step that judges how well a claim was extracted."""
    return lambda visit, key: reviewing.assess(visit, key, Judgement({Aspect.EXTRACTION: verdict}))


def reject(reason: str) -> Callable[[Visit, str], object]:
    """Return the step that rejects a claim."""
    return lambda visit, key: reviewing.reject(visit, key, reason)


def learned(*files: Path) -> tuple[list[Annotated], list[str]]:
    """Return the articles of files and what is reported of them."""
    said: list[str] = []
    parts = gathered([(path, 1) for path in files], said.append)
    return [article for part in parts for article in part.articles], said


def test_kinds() -> None:
    """Every quote type of the database has a name in the network's tags, and no name is left over."""
    assert sorted(quote_type.corpus_name for quote_type in QuoteType) == sorted(TYPES)


def test_lines(tmp_path: Path) -> None:
    """Articles are read from JSON lines, compressed or not; speaker and cue may be missing."""
    plain, packed = tmp_path / "articles.jsonl", tmp_path / "articles.jsonl.gz"
    plain.write_text(json.dumps(ROW) + "\n\n", "utf-8")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    expected = [Annotated("es regne", (Annotation("Reported", (Span(0, 8),)),))]
    assert (list(annotated(plain)), list(annotated(packed))) == (expected, expected)


def test_database(desk: Path) -> None:
    """A decided article is its text with its claims: type, parts of the quote, words of the speaker and the cue."""
    decide(desk, "quote_type = 'direct'")
    ((article,), said) = learned(desk)
    (quote,) = article.annotations
    parts = [[article.text[slice(*span)] for span in spans] for spans in quote[1:]]
    assert (article.text, quote.kind) == (ANNA, "Direct")
    assert parts == [["„Es reicht“", "„und zwar heute.“"], ["Ministerin Anna Weber"], ["sagte"]]
    assert said == [f"{desk}: 1 articles with 1 claims, all decided; left out 2 articles with 2 claims"]


BETONTE = "cue = 'betonte'"


@pytest.mark.parametrize("harm", [None, judge("span_wrong"), reject("bad_extraction")])
def test_left_out(harm: Callable[[Visit, str], object] | None, desk: Path) -> None:
    """One claim that is undecided, or was found to be extracted wrongly, keeps its whole article out."""
    decide(desk, f"NOT {BETONTE}")
    if harm:
        step(desk, BETONTE, harm)
    articles, said = learned(desk)
    assert [article.text for article in articles] == [ANNA]
    assert said == [f"{desk}: 1 articles with 1 claims, all decided; left out 2 articles with 2 claims"]


@pytest.mark.parametrize(
    ("decision", "claims"),
    [
        (judge("ok"), 2),
        (reject("opinion"), 2),
        (judge("not_a_claim"), 1),
        (reject("not_a_claim"), 1),
    ],
)
def test_decided(decision: Callable[[Visit, str], object], claims: int, desk: Path) -> None:
    """A decision without a verdict is one too; what was found to be no claim is learned to be none."""
    decide(desk, f"NOT {BETONTE}")
    step(desk, BETONTE, decision)
    articles, _ = learned(desk)
    assert {article.text: len(article.annotations) for article in articles} == {ANNA: 1, BEN: claims}


def test_taken_back(desk: Path) -> None:
    """A decision that was taken back is none, and a verdict that a repeat inherits says nothing of its extraction."""
    decide(desk, f"NOT {BETONTE}")
    step(desk, BETONTE, reject("opinion"))
    step(desk, BETONTE, reviewing.undo)
    assert len(learned(desk)[0]) == 1
    (of,) = (key for (key,) in rows(desk, "SELECT id FROM claims WHERE quote_type = 'direct'"))
    step(desk, BETONTE, lambda visit, key: repeats.confirm(visit, key, of))
    assert rows(desk, f"SELECT verdict FROM claims WHERE {BETONTE}") == [("false",)]
    assert len(learned(desk)[0]) == 1


def test_retired(desk: Path) -> None:
    """A retired claim is neither learned nor waited for."""
    decide(desk, f"NOT {BETONTE}")
    with closing(sqlite3.connect(desk)) as connection, connection:
        connection.execute(f"UPDATE claims SET retired_at = '2025-02-26T08:00:00Z' WHERE {BETONTE}")
    articles, said = learned(desk)
    assert sorted(len(article.annotations) for article in articles) == [1, 1]
    assert said[0].endswith("left out 1 articles with 0 claims")


def test_newest_wording(desk: Path, folder: Path) -> None:
    """Of a changed article the newest wording is learned, with the claims where they stand now."""
    (folder / "anna.txt").write_text(f"Altenrode (dpa) - Am Dienstag. {ANNA}")
    load(desk, [folder], language="de")
    decide(desk, "quote_type = 'direct'")
    ((article,), _) = learned(desk)
    assert article.text.startswith("Am Dienstag.")
    assert article.text[slice(*article.annotations[0].quote[0])] == "„Es reicht“"


def test_several(desk: Path, tmp_path: Path) -> None:
    """Databases and lines go together, each file as many times as it is named for."""
    decide(desk)
    lines = tmp_path / "articles.jsonl"
    lines.write_text(json.dumps(ROW), "utf-8")
    said: list[str] = []
    parts = gathered([(desk, 1), (lines, 3)], said.append)
    assert [(len(part.articles), part.times) for part in parts] == [(2, 1), (1, 3)]
    assert said[1] == f"{lines}: 1 articles with 1 quotes"


def test_nothing_decided(desk: Path) -> None:
    """Where nothing is decided there is nothing to learn, and the message says what to do."""
    with pytest.raises(NothingToLearn, match=f"{desk}: nothing to learn .*every claim has a verdict"):
        learned(desk)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("Das ist keine Datenbank.", 1),
        (f"{json.dumps(ROW)}\n[1]\n", 2),
        ('{"text": "es regne"}', 1),
        ('{"text": "es regne", "annotations": [{"type": "Sung", "quote": [[0, 8]]}]}', 1),
        ('{"text": "es regne", "annotations": [{"type": "Reported", "quote": [[0]]}]}', 1),
    ],
)
def test_unreadable(content: str, line: int, tmp_path: Path) -> None:
    """What is neither a database nor annotated articles is named with its line."""
    path = tmp_path / "articles.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(UnreadableData, match=f"{path}: no annotated article in line {line} "):
        learned(path)


def test_not_compressed(tmp_path: Path) -> None:
    """A file that is only called compressed is refused likewise."""
    path = tmp_path / "articles.jsonl.gz"
    path.write_text(json.dumps(ROW), "utf-8")
    with pytest.raises(UnreadableData, match="no annotated article in line 0"):
        learned(path)
