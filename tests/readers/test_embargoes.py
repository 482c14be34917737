"""Notes above a text that say until when it may not be published."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.errors import Embargoed
from datasette_claims.extraction import extract
from datasette_claims.readers import embargoes

Run = Callable[..., Result]

ARTICLE = "Minister will die Brücke sperren\n\nBerlin (dpa) - Der Minister sagte, die Brücke sei baufällig."
FUTURE = "Sperrfrist: 26. Februar 2099, 14.00 Uhr"

NOTES = [
    ("Sperrfrist: 23. Januar, 19.00 Uhr", "2025-01-22", "2025-01-23T19:00"),
    ("Sperrfrist: 1. Januar, 0.30 Uhr", "2024-12-30", "2025-01-01T00:30"),
    ("Sperrfrist: 31. Dezember", "2024", "2024-12-31T23:59"),
    ("(Achtung, Sperrfrist: 26.02., 14 Uhr)", "2025-02-25", "2025-02-26T14:00"),
    ("+++ Sperrfrist: Sonntag, 0.00 Uhr +++", "2025-02-26", "2025-03-02T00:00"),
    ("Sperrfrist heute 14 Uhr", "2025-02-26", "2025-02-26T14:00"),
    ("Sperrfrist Mittwoch 26.2.25 24 Uhr MEZ", "", "2025-02-26T23:59+01:00"),
    ("Nicht vor 22.10.2024, 11:30 Uhr verwenden", "", "2024-10-22T11:30"),
    ("Embargoed until 0001 GMT Monday", "2025-02-26", "2025-03-03T00:01+00:00"),
    ("EMBARGOED UNTIL 6 p.m. EST Feb. 3, 2025", "", "2025-02-03T18:00-05:00"),
    ("EMBARGO: 00:01 BST, Tuesday 3 June 2025", "", "2025-06-03T00:01+01:00"),
    ("NOT FOR PUBLICATION BEFORE 2025-02-26 14:00 +0100", "", "2025-02-26T14:00+0100"),
    ("Strictly embargoed until 12:05 a.m. on Thursday 27 February 2025", "", "2025-02-27T00:05"),
    ("For release 10:00 a.m. (ET) Wednesday, February 26, 2025", "", "2025-02-26T10:00-05:00"),
    ("Sperrfrist 1.1.2030", "", "2030-01-01T23:59"),
    ("+++ SPERRFRIST +++ 1.1.2030 +++", "", "2030-01-01T23:59"),
    ("Bitte beachten Sie die Sperrfrist: 1. Januar 2030, 6 Uhr", "", "2030-01-01T06:00"),
    ("Nicht zur Veröffentlichung vor dem 1. Januar 2030, 0.00 Uhr!", "", "2030-01-01T00:00"),
    ("Frei zur Veröffentlichung ab 1.1.2030", "", "2030-01-01T23:59"),
    ("Sperrfrist aufgehoben!", "", ""),
    ("Embargo lifted: for release 26 February 2025, 10:00", "", ""),
]
WITHOUT_TIME = [
    "Sperrfrist: Redebeginn",
    "SPERRFRIST bis zum Ende der Rede",
    "Sperrfrist!",
    "Sperrfrist: 31.2., 10 Uhr",
]
HEADLINES = [
    "Embargo bis 2030: Was die EU plant",
    "Embargo gegen Russland verschärft",
    "Nicht vor 10 Uhr mähen: Was jetzt gilt",
    "Nicht vor Montag, 10 Uhr, fällt das Urteil",
    "Sperrfrist für Kündigungen gilt länger",
    "Der Minister zur Sperrfrist: „Das ist falsch“",
    "Frei ab 12 Jahren",
    "Veröffentlichung ab Montag geplant, sagt der Minister in Berlin",
    "Die Sperrfrist endet am 26.02.2025, 14.00 Uhr",
    "For release of hostages, Hamas demands a truce",
    f"Sperrfrist: 26. Februar 2099, 14.00 Uhr {'x' * 200}",
]


@pytest.mark.parametrize(("note", "sent", "right"), NOTES, ids=[note for note, *_ in NOTES])
def test_time(note: str, sent: str, right: str) -> None:
    """A note is known by its first words, and states a time as seen from the day it was sent."""
    assert embargoes.is_note(note)
    assert embargoes.until(note, sent) == right


def test_nearest_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody knows when a note was sent, a day without a year is the one nearest to today."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")  # 1 January 2025
    assert embargoes.until("Sperrfrist: 30. Dezember, 10 Uhr", "") == "2024-12-30T10:00"
    assert embargoes.until("Sperrfrist: 3. Januar, 10 Uhr", "") == "2025-01-03T10:00"
    assert embargoes.until("Sperrfrist: Montag, 10 Uhr", "") == "Sperrfrist: Montag, 10 Uhr"


@pytest.mark.parametrize("note", WITHOUT_TIME)
def test_no_time(note: str) -> None:
    """Without a time that can be read a text waits for its agency."""
    assert embargoes.is_note(note)
    assert embargoes.pending(embargoes.until(note, "2025-02-26")) == embargoes.UNKNOWN


@pytest.mark.parametrize("line", HEADLINES)
def test_headline(line: str) -> None:
    """Headlines that speak of embargoes and times are none."""
    assert not embargoes.is_note(line)
    assert embargoes.without_note(f"{line}\n\nText.") == ("", f"{line}\n\nText.")


@given(st.text("Sperfist: 0123456789.,hUr-/\n", max_size=60), st.sampled_from(["", "2025", "2025-02", "2025-02-26"]))
def test_any_note(rest: str, sent: str) -> None:
    """Whatever stands in a note is a time, or it is held back."""
    due = embargoes.pending(embargoes.until(f"Sperrfrist: {rest}", sent))
    assert due in {"", embargoes.UNKNOWN} or due.endswith("Z")


@pytest.mark.parametrize(
    "text",
    [
        f"{FUTURE}\n\n{ARTICLE}",
        f"{FUTURE}\n{ARTICLE}",
        ARTICLE.replace("\n\n", f"\n\n{FUTURE}\n\n"),
        json.dumps([{"text": f"{FUTURE}\n\n{ARTICLE}"}]),
        f"From: a@b.example\nSubject: Rede\nContent-Type: text/plain; charset=utf-8\n\n{FUTURE}\n\n{ARTICLE}",
    ],
    ids=["above", "right above", "below the headline", "JSON", "mail"],
)
def test_held_back(text: str) -> None:
    """Text, records and mails below a note are held back, without the note, which is for editors."""
    with pytest.raises(Embargoed) as raised:
        extract(text, origin="rede")
    assert raised.value.due == "2099-02-26T14:00:00Z"
    assert raised.value.article is not None
    assert "Der Minister sagte, die Brücke sei baufällig." in raised.value.article.text
    assert "Sperrfrist" not in repr(raised.value.article)
    assert "Brücke" not in raised.value.reason


@pytest.mark.parametrize(
    ("field", "value", "due"),
    [
        ("embargo", "2099-01-01T06:00:00+01:00", "2099-01-01T05:00:00Z"),
        ("embargo_until", "2099-01-01", "2099-01-01T23:59:00Z"),
        ("Sperrfrist", "1. Januar 2099, 6 Uhr", "2099-01-01T06:00:00Z"),
        ("embargoed", 4102444800, "2100-01-01T00:00:00Z"),
        ("embargoed", "4102444800000", "2100-01-01T00:00:00Z"),
        ("embargoed", True, None),
        ("embargoed", "bis zur Rede", None),
        ("title", "Sperrfrist: 1.1.2099, 6 Uhr: Die Brücke", "2099-01-01T06:00:00Z"),
    ],
)
def test_fields(field: str, value: object, due: str | None) -> None:
    """A field of a record says until when, and so does its title; one that cannot be read waits."""
    with pytest.raises(Embargoed) as raised:
        extract(json.dumps({"text": ARTICLE, field: value}))
    assert raised.value.due == due


@pytest.mark.parametrize("value", [None, False, "", "false", 0, "NaN", "2020-01-01", 1577836800])
def test_free(value: object) -> None:
    """A field that says no, or names a time that is over, holds nothing back."""
    assert extract(json.dumps({"text": ARTICLE, "embargo": value})).article.title == "Minister will die Brücke sperren"


def test_over() -> None:
    """An article whose embargo is over is what it is without the note."""
    note = "Sperrfrist: 26. Februar 2020, 14.00 Uhr"
    assert extract(f"{note}\n\n{ARTICLE}").article.text == extract(ARTICLE).article.text
    assert extract(f"{note}\n\n{ARTICLE}").article.title == "Minister will die Brücke sperren"


def test_loading(database: Path, folder: Path, claims: Run) -> None:
    """Nothing of a text file below a note is in the database, until the file comes again without it."""
    file = folder / "rede.txt"
    file.write_text(f"{FUTURE}\n\n{ARTICLE}", "utf-8")
    done = claims("load", database, folder, "--pipeline", "fast")
    assert (done.exit_code, "embargoed: 1 until 2099-02-26T14:00:00Z" in done.output) == (0, True)
    assert "Brücke" not in database.read_bytes().decode("utf-8", "replace")
    file.write_text(ARTICLE, "utf-8")
    assert claims("load", database, folder, "--pipeline", "fast").exit_code == 0
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT title FROM articles").fetchall() == [("Minister will die Brücke sperren",)]
    assert claims("embargoes", database).output == "0 held back\n"
