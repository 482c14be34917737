"""Embargoes: what may not be published yet is nowhere in the database, and is loaded once it may be."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from datasette_claims import load
from datasette_claims.cli import claims as command
from datasette_claims.database import embargoes, private
from datasette_claims.loader import release

BEFORE, AFTER = "1740528000", "1740700800"
"""26 and 28 February 2025, 0.00 UTC."""

HIDDEN = "Geheimrede"
BODY = "<p>Altenrode (dpa) - Stadträtin Anna Ackerbach sagte, dass die {what} kommt. Die Brücke bleibt zu.</p>"
ITEM = {
    "format": "digitalwires@0.9.1",
    "urn": "urn:newsml:wire.example:20250226:1",
    "pubstatus": "usable",
    "signal": "sig:update",
    "embargoed": "2025-02-26T19:00:00+01:00",
    "language": "de",
    "headline": f"{HIDDEN} in Altenrode",
    "creditline": "dpa",
    "article_html": BODY.format(what=HIDDEN),
    "ednotes": [{"role": "dpaednoterole:correction", "ednote": f"Im 1. Satz {HIDDEN} statt Rede"}],
}


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    """The present, before the embargo is over."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", BEFORE)


def sent(folder: Path, name: str = "a.json", **changed: Any) -> Path:
    """Write an item; return its file."""
    file = folder / name
    file.write_text(json.dumps({**ITEM, **changed}), "utf-8")
    return file


def dumped(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump())


def titles(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM articles")]


def test_held_back(tmp_path: Path) -> None:
    """Nothing of an embargoed item is in the database file, not even its title; all of it is in the private one."""
    database = tmp_path / "claims.db"
    summary = load(database, [sent(tmp_path)])
    assert HIDDEN not in dumped(database)
    assert HIDDEN.encode() not in database.read_bytes()
    assert summary.embargoed == (("2025-02-26T18:00:00Z", 1),)
    (held,) = embargoes.held(private.beside(database))
    assert (held.due, held.article.title, held.article.agency) == ("2025-02-26T18:00:00Z", ITEM["headline"], "dpa")
    assert HIDDEN in held.article.text
    assert stat.S_IMODE(private.beside(database).stat().st_mode) == 0o600
    with closing(sqlite3.connect(database)) as connection:
        ((origin, error, reason),) = connection.execute("SELECT origin, error, reason FROM load_errors")
    assert (origin, error) == (f"{tmp_path}/a.json#{ITEM['urn']}", "Embargoed")
    assert reason == "not to be published before 2025-02-26T18:00:00Z. It is held back."


def test_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any later load stores what is due as if it were read now, signals and corrections included, and once."""
    database = tmp_path / "claims.db"
    file = sent(tmp_path)
    load(database, [file])
    other = sent(
        tmp_path, "b.json", urn="urn:2", embargoed=None, headline="Brücke", article_html=BODY.format(what="Wache")
    )
    load(database, [other])
    assert titles(database) == ["Brücke"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    assert load(database, [other]).released == 1
    assert sorted(titles(database)) == ["Brücke", ITEM["headline"]]
    assert embargoes.held(private.beside(database)) == ()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT signals FROM article_versions ORDER BY rowid DESC").fetchone() == (
            '["update"]',
        )
        assert connection.execute("SELECT DISTINCT old, new FROM article_corrections").fetchall() == [("Rede", HIDDEN)]
        assert connection.execute("SELECT count(*) FROM claims WHERE quote LIKE ?", [f"%{HIDDEN}%"]).fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM load_errors WHERE resolved_at IS NULL").fetchone() == (0,)
    assert load(database, [file]).unchanged == 1
    assert release(database).released == 0


def test_dry_run_releases_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A load that only looks holds nothing back and releases nothing."""
    database = tmp_path / "claims.db"
    load(database, [sent(tmp_path)], dry_run=True)
    assert not private.beside(database).exists()
    load(database, [sent(tmp_path)])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    load(database, [], dry_run=True)
    assert len(embargoes.held(private.beside(database))) == 1


def test_newer_version(tmp_path: Path) -> None:
    """A newer version of an item takes the held one's place, whatever file it comes in."""
    database = tmp_path / "claims.db"
    load(database, [sent(tmp_path)])
    load(database, [sent(tmp_path, "b.json", headline="Neu", embargoed="2025-03-01T00:00:00Z")])
    (held,) = embargoes.held(private.beside(database))
    assert (held.article.title, held.due) == ("Neu", "2025-03-01T00:00:00Z")


@pytest.mark.parametrize("changed", [{"pubstatus": "canceled"}, {"embargoed": None}])
def test_taken_back_or_lifted(tmp_path: Path, changed: dict[str, Any]) -> None:
    """An item that is taken back, or whose embargo is lifted, is held back no longer."""
    database = tmp_path / "claims.db"
    load(database, [sent(tmp_path)])
    load(database, [sent(tmp_path, "b.json", **changed)])
    assert embargoes.held(private.beside(database)) == ()


def test_without_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An embargo without a time that can be read is never over by itself."""
    database = tmp_path / "claims.db"
    summary = load(database, [sent(tmp_path, embargoed="bald")])
    assert summary.embargoed == (("its agency says more", 1),)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    assert release(database).released == 0
    assert len(embargoes.held(private.beside(database))) == 1


def test_what_cannot_be_stored_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due but cannot be read for claims stays held back, with the error."""
    database = tmp_path / "claims.db"
    load(database, [sent(tmp_path, language="fi")])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    summary = release(database)
    assert (summary.released, len(summary.errors)) == (0, 1)
    assert len(embargoes.held(private.beside(database))) == 1


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command lists what is held back, and releases what is due; a load counts its reasons."""
    database = tmp_path / "claims.db"
    table = sent(tmp_path, "t.json", urn="urn:3", genre_names=["Tabelle"], embargoed=None)
    loaded = CliRunner().invoke(command, ["load", str(database), str(sent(tmp_path)), str(table)]).output
    assert "skipped: 1 Tabelle\n" in loaded
    assert "embargoed: 1 until 2025-02-26T18:00:00Z\n" in loaded
    listed = CliRunner().invoke(command, ["embargoes", str(database)]).output
    assert listed.startswith("2025-02-26T18:00:00Z")
    assert listed.endswith("1 held back\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    released = CliRunner().invoke(command, ["embargoes", str(database), "--release"])
    assert (released.exit_code, "released: 1" in released.output) == (0, True)
    assert CliRunner().invoke(command, ["embargoes", str(database)]).output == "0 held back\n"


def test_key() -> None:
    """An item is known by its provider's number, without one by where it was read."""
    assert embargoes.key_of("a.json#urn:newsml:1") == embargoes.key_of("b.json#urn:newsml:1") == "urn:newsml:1"
    assert embargoes.key_of("a.json#3") == "a.json#3"
    assert embargoes.key_of("a.json#1.2") == "a.json#1.2"
    assert embargoes.key_of("a.txt") == "a.txt"
