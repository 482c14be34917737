"""``datasette claims speakers suggest``, ``dismiss`` and ``identify``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from datasette_claims import load

Run = Callable[..., Result]
NAMED = (
    "„Wir prüfen alles“, sagte Anna Müller. „Wir bauen“, erklärte Anna Mueller am Montag."
    " „Das ist gut“, sagte Bernd Kern."
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with two spellings of a name."""
    (tmp_path / "a.txt").write_text(NAMED)
    load(tmp_path / "claims.db", [tmp_path / "a.txt"], language="de", pipeline="fast")
    with closing(sqlite3.connect(tmp_path / "claims.db")) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM speakers")}
    assert names == {"Anna Müller", "Anna Mueller", "Bernd Kern"}
    return tmp_path / "claims.db"


@pytest.fixture
def told(database: Path, claims: Run) -> Callable[..., str]:
    """Run a command on speakers that succeeds; return what it prints."""

    def run(command: str, *arguments: object, status: int = 0) -> str:
        result = claims("speakers", command, database, *arguments)
        assert result.exit_code == status, result.output
        return result.stdout if status == 0 else result.output

    return run


def events(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [kind for (kind,) in connection.execute("SELECT type FROM review_events ORDER BY seq")]


def test_suggest_and_dismiss(database: Path, told: Callable[..., str]) -> None:
    """Suggestions are listed with reasons; who was dismissed is listed no more, until that is undone."""
    printed = told("suggest")
    assert "0.97" in printed
    assert "Anna Müller" in printed
    assert "marks" in printed
    (one,) = json.loads(told("suggest", "--json"))["suggestions"]
    assert (one["score"], one["reasons"]) == (0.97, ["marks"])
    assert {one["one"]["name"], one["other"]["name"]} == {"Anna Müller", "Anna Mueller"}
    assert told("dismiss", "Anna Müller", "Anna Mueller") == "Anna Müller and Anna Mueller are two.\n"
    assert told("suggest") == "No two speakers look like the same one.\n"
    assert "It is known" in told("dismiss", "Anna Müller", "Anna Mueller", status=1)
    undone = json.loads(told("dismiss", "Anna Mueller", "Anna Müller", "--undo", "--json"))
    assert undone["apart"] is False
    assert told("dismiss", "Anna Müller", "Bernd Kern", "--undo", status=1).startswith("Error: Nobody said")
    assert "OTHER" in told("dismiss", "Bernd Kern", "Bernd Kern", status=1)
    assert events(database) == ["speakers_kept_apart", "speakers_let_together"]
    assert "0.97" in told("suggest", "--limit", 1)


def test_identify_one(told: Callable[..., str]) -> None:
    """Ids are entered one by one, kept if not named, and taken away by an empty one."""
    assert told("identify", "Bernd Kern", "--wikidata", "Q42") == "Bernd Kern: Wikidata Q42, GND unknown.\n"
    shown = json.loads(told("identify", "Bernd Kern", "--gnd", "118540238", "--json"))["speaker"]
    assert (shown["wikidata_id"], shown["gnd_id"]) == ("Q42", "118540238")
    assert told("identify", "Bernd Kern", "--wikidata", "") == "Bernd Kern: Wikidata unknown, GND 118540238.\n"
    assert "--wikidata" in told("identify", "Bernd Kern", "--wikidata", "Kern", status=1)


def test_identify_by_file(database: Path, told: Callable[..., str], tmp_path: Path) -> None:
    """A file identifies whom it names; a dry run and a second run change nothing; what is not read is told.

    That, as a wrong id, makes the exit status 1.
    """
    file = tmp_path / "who.csv"
    file.write_text(
        'item,itemLabel,gnd\nhttp://www.wikidata.org/entity/Q42,"Kern, Bernd",118540238\nQ1,Nobody,\nQ2,,\n'
    )
    dry = told("identify", "--file", file, "--dry-run", status=1)
    assert "Nothing was changed." in dry
    assert "identified" in dry
    assert events(database) == []
    printed = told("identify", "--file", file, status=1)
    assert "1 identified, 1 unknown." in printed
    assert events(database) == ["speaker_identified", "alias_added"]
    again = json.loads(told("identify", "--file", file, "--json", status=1).partition("\n")[2])
    assert [one["outcome"] for one in again["entries"]] == ["unchanged", "unknown"]
    assert len(events(database)) == 2
    (tmp_path / "empty.csv").write_text("")
    assert told("identify", "--file", tmp_path / "empty.csv", status=1) == "no entries.\n"


@pytest.mark.parametrize(
    "arguments", [(), ("Bernd Kern",), ("Bernd Kern", "--wikidata", "Q1", "--dry-run"), ("--wikidata", "Q1")]
)
def test_usage(told: Callable[..., str], arguments: tuple[str, ...]) -> None:
    """Without a speaker and an id, or a file, the command says what it needs."""
    assert "--wikidata" in told("identify", *arguments, status=2)
