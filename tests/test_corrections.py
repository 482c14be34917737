"""What agencies correct: the claims that held it need another look, until somebody has looked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims import load
from datasette_claims.claims.corrections import corrections as stated
from datasette_claims.claims.corrections import is_correction
from datasette_claims.database import corrections
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.desk import reviewing
from datasette_claims.desk.visits import Visit
from datasette_claims.errors import StepRefused
from datasette_claims.matching import held
from datasette_claims.steps import Permission

BODY = (
    "Altenrode (dpa) - Die Brücke ist seit Montag gesperrt."
    " Stadträtin Anna Ackerbach sagte, dass der Bau {year} begann."
    ' "Wir prüfen alles", sagte Hafenmeister Emil Funk. Die Stadt hat die Brücke in diesem Jahr schon zweimal gesperrt.'
)
NOTE = '\n\n(Berichtigung: Im 2. Satz muss es heißen "1997" statt "1992".)'


@pytest.fixture
def corrected(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database with an article and its corrected wording."""
    file = tmp_path / "brücke.txt"
    for text in (BODY.format(year=1992), BODY.format(year=1997) + NOTE):
        file.write_text(text, "utf-8")
        load(tmp_path / "claims.db", [file])
    with closing(open_for_writing(tmp_path / "claims.db", 5)) as connection:
        yield connection


def flagged(connection: sqlite3.Connection) -> list[str]:
    """Return the quotes of the claims that need another look."""
    return [quote for (quote,) in connection.execute("SELECT quote FROM claims WHERE needs_recheck ORDER BY quote")]


def visit(connection: sqlite3.Connection, tmp_path: Path) -> Visit:
    return Visit(connection, tmp_path / "private", "anna", frozenset(Permission), "2026-01-01T00:00:00Z")


def test_flagged(corrected: sqlite3.Connection) -> None:
    """The claim of the earlier wording that held what was wrong needs another look, no other does."""
    assert flagged(corrected) == ["dass der Bau 1992 begann"]
    ((article, claim),) = corrected.execute("SELECT article_id, id FROM claims WHERE needs_recheck")
    (one,) = corrections.of_article(corrected, article)
    assert (one.old, one.new, one.place, one.language, one.seq) == ("1992", "1997", "2. Satz", "de", 2)
    (recheck,) = corrections.of_claim(corrected, claim)
    assert (recheck.old, recheck.new, recheck.run_id) == ("1992", "1997", 2)
    assert corrections.rechecked(corrected, article) == {claim}


def test_upheld(corrected: sqlite3.Connection, tmp_path: Path) -> None:
    """Who says that it stands ends it, once; what called for it stays known."""
    (claim,) = corrected.execute("SELECT id FROM claims WHERE needs_recheck").fetchone()
    with transaction(corrected, tmp_path):
        reviewing.uphold(visit(corrected, tmp_path), claim, "Sie sagte es so.")
    assert flagged(corrected) == []
    assert len(corrections.of_claim(corrected, claim)) == 1
    with pytest.raises(StepRefused, match="another look"):
        reviewing.uphold(visit(corrected, tmp_path), claim)


def test_reopened_and_undone(corrected: sqlite3.Connection, tmp_path: Path) -> None:
    """A step that ends it ends it no longer once it is taken back."""
    (claim,) = corrected.execute("SELECT id FROM claims WHERE needs_recheck").fetchone()
    with transaction(corrected, tmp_path):
        reviewing.triage(visit(corrected, tmp_path), claim)
        assert flagged(corrected)
        reviewing.reject(visit(corrected, tmp_path), claim, "out_of_scope")
    assert flagged(corrected) == []
    with transaction(corrected, tmp_path):
        reviewing.undo(visit(corrected, tmp_path), claim)
    assert flagged(corrected)


@pytest.mark.parametrize("table", ["article_corrections", "claim_rechecks"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET n = 9", "DELETE FROM {}", "REPLACE INTO {} SELECT * FROM {}"])
def test_append_only(corrected: sqlite3.Connection, table: str, sql: str) -> None:
    """What was corrected, and what that concerned, is never changed."""
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        corrected.execute(sql.replace("{}", table))


def test_first_wording(tmp_path: Path) -> None:
    """An article that is corrected when it is first seen has corrections, and no claim that needs another look."""
    file = tmp_path / "a.txt"
    file.write_text(BODY.format(year=1992) + NOTE, "utf-8")
    load(tmp_path / "claims.db", [file])
    with closing(open_for_writing(tmp_path / "claims.db", 5)) as connection:
        assert flagged(connection) == []
        assert connection.execute("SELECT count(*) FROM article_corrections").fetchone() == (1,)


def test_held() -> None:
    """A value is held where its words stand, or those in which it differs from the right one."""
    assert held("1992", "1997", "Der Bau begann 1992.")
    assert not held("1992", "1997", "Es kostete 19920 Euro.")
    assert held("der Bau begann 1992 hier", "der Bau begann 1997 hier", "Es war 1992 soweit.")
    assert not held("er ist da", "er war da", "Das ist so.")
    assert held("der Bau koste 5,3 Milliarden Euro", "3,5 Milliarden Euro", "Er koste 5,3 Milliarden.")
    assert not held("am 5. Mai waren es 21", "12", "Am 5. Mai kamen alle.")


@pytest.mark.parametrize(
    ("note", "new", "old", "language"),
    [
        ("Berichtigt wurde der Name: Anna Berg (nicht: Anja Berg (CDU)).", "Anna Berg", "Anja Berg (CDU)", "de"),
        ("Berichtigung - Im ersten Absatz: zwölf (nicht 21).", "zwölf", "21", "de"),
        ("(Korrektur: Vorname im 2. Absatz geändert in Anna (nicht Anja))", "Anna", "Anja", "de"),
        (
            "(Im dritten Absatz wird klargestellt, dass der Bau 3,5 Milliarden (NICHT: 5,3 Milliarden) kostet)",
            "der Bau 3,5 Milliarden",
            "5,3 Milliarden",
            "de",
        ),
        (
            "In einer früheren Version dieses Textes hieß es, der Bau koste 5,3 Milliarden. Tatsächlich sind es 3,5.",
            "3,5",
            "der Bau koste 5,3 Milliarden",
            "de",
        ),
        (
            "Hinweis: In einer ersten Fassung hieß es irrtümlich, 21 seien verletzt. Es waren zwölf.",
            "zwölf",
            "21 seien verletzt",
            "de",
        ),
        (
            "A previous version of this article erroneously reported that 21 were hurt. It was 12.",
            "12",
            "21 were hurt",
            "en",
        ),
        (
            "CORRECTION: An earlier version incorrectly identified her as Anja Berg; her name is Anna Berg.",
            "Anna Berg",
            "her as Anja Berg",
            "en",
        ),
        ("This story corrects the mayor's name to Meyer, from Mayer.", "Meyer", "Mayer", "en"),
        (
            "This story has been corrected to reflect that the bridge opened in 1997, not 1992.",
            "the bridge opened in 1997",
            "1992",
            "en",
        ),
    ],
)
def test_note(note: str, new: str, old: str, language: str) -> None:
    """What agencies write when something was wrong is a note, and says what is right and what was wrong."""
    assert is_correction(note)
    assert [(one.new, one.old, one.language) for one in stated([note])] == [(new, old, language)]


@pytest.mark.parametrize(
    "paragraph",
    [
        "In einer früheren Version des Gesetzentwurfs hieß es, alle zahlten. Tatsächlich sind es nur wenige.",
        "Der Minister hat die Zahl korrigiert: 12 statt 21 Millionen.",
        "It was an earlier version of the bill, not the last, that the mayor said was wrong.",
    ],
)
def test_no_note(paragraph: str) -> None:
    """Other versions than the text's own, and what others correct, belong to the text."""
    assert not is_correction(paragraph)


@given(st.text(max_size=300))
def test_any_note(note: str) -> None:
    """Any text, however broken, states pairs or none, and is a note or none."""
    for one in stated([note]):
        assert one.old
        assert one.new
        assert held(one.old, one.new, one.old) or not any(map(str.isalnum, one.old))
    assert is_correction(note) in {True, False}
    assert is_correction("x" * 5000) is False


def test_contacts_are_not_kept() -> None:
    """A pair that holds a number or an address of a desk is left out."""
    assert stated(["Berichtigung: Anna statt Anja +49 30 5550 1234"]) == ()
    assert stated(["Berichtigung: a@wire.example statt b@wire.example"]) == ()
