"""Folders that are watched: each file is read once, and again when it has changed, whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from articles import write
from click.testing import Result
from newsstand import LONG_AGO, put

from datasette_claims import load
from datasette_claims.database.opening import open_for_writing
from datasette_claims.errors import DatabaseError, NotADatabase, UnknownPipeline
from datasette_claims.watching import Loaded, listing, loading, memory
from datasette_claims.watching.loading import by_origin

if TYPE_CHECKING:
    from newsstand import Watching

TEXT = "BUCHTAL (dpa) - Die Brücke im Tal ist seit Montag gesperrt, sagte die Ministerin Anna Ackerbach."
OTHER = "ALTENRODE (dpa) - Der Regen hört am Mittwoch auf, teilte der Sprecher Emil Eschenlohr mit."


def origins(watching: Watching) -> list[str]:
    return [Path(str(name)).name for (name,) in watching.rows("SELECT origin FROM articles ORDER BY origin")]


def test_new_and_changed(folder: Path, watching: Watching) -> None:
    """A file is read once, again when it has changed, and what comes later is read then; idle rounds say nothing."""
    put(folder / "a.txt", TEXT)

    def during(number: int) -> bool:
        if number == 1:
            (folder / "sub").mkdir()
            put(folder / "sub" / "b.txt", OTHER)
        if number == 3:
            put(folder / "a.txt", f"{TEXT} Niemand wisse, wie lange.", LONG_AGO + 1)
        return number < 5

    done = watching.run(folder, during=during)
    assert [(one.articles, one.unchanged) for one in watching.loaded] == [(1, 0), (1, 0), (1, 0)]
    assert (done.loaded.articles, done.troubles, watching.messages) == (3, 0, [])
    assert watching.rows("SELECT count(*) FROM articles") == [(2,)]
    assert watching.waits == [60.0] * 6


def test_restart(folder: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process reads nothing again, wherever it was started and however it names the folder."""
    put(folder / "a.txt", TEXT)
    watching.run(folder, once=True)
    monkeypatch.chdir(folder.parent)
    done = watching.run(Path("articles"), once=True)
    monkeypatch.chdir(folder)
    done_here = watching.run(Path(), once=True)
    assert done.loaded == done_here.loaded == Loaded()


def test_embargo(folder: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was held back is loaded in the first round after its embargo, though nothing else is new."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740528000")
    item = {"format": "digitalwires@0.9.1", "urn": "urn:a:1", "version": 1, "embargoed": "2025-02-26T18:00:00Z"}
    put(folder / "a.json", json.dumps({**item, "headline": "Rede", "article_html": f"<p>{TEXT}</p>"}))

    def during(number: int) -> bool:
        if number == 2:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740700800")
        return number < 4

    watching.run(folder, during=during)
    assert [(one.articles, one.errors) for one in watching.loaded] == [(1, 0)]


def test_still_written(folder: Path, watching: Watching) -> None:
    """A file that grows between two looks is left alone until it does no longer."""
    file = put(folder / "a.txt", TEXT[:40], watching.now)

    def during(number: int) -> bool:
        if number < 3:
            put(file, TEXT[: 50 + number], watching.now)
        return number < 4

    done = watching.run(folder, during=during, every=1)
    assert (done.loaded.articles, done.loaded.errors) == (1, 0)
    assert watching.rows("SELECT text FROM article_versions") == [(TEXT[16:52],)]


def test_once_looks_twice(folder: Path, watching: Watching) -> None:
    """One round takes a second look at what is young, or from the future, so that it need not wait for another."""
    put(folder / "a.txt", TEXT, watching.now)
    put(folder / "b.txt", OTHER, watching.now + 86_400)
    done = watching.run(folder, once=True)
    assert (done.loaded.articles, watching.waits) == (2, [5.0])


def test_unfinished_names(folder: Path, watching: Watching) -> None:
    """Hidden files and those of unfinished names are left aside, and so are pipes and links to nothing."""
    for name in (".a.txt", "b.txt.part", "c.TMP", "d.txt~", ".git/e.txt", "f.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        put(folder / name, TEXT)
    os.mkfifo(folder / "g.txt")
    (folder / "h.txt").symlink_to(folder / "nothing")
    done = watching.run(folder, once=True)
    assert (done.loaded.articles, done.loaded.unchanged, done.loaded.errors) == (1, 0, 0)


def test_links(folder: Path, tmp_path: Path, watching: Watching) -> None:
    """Links to files are read, links to folders are not followed, so that a loop of links ends."""
    put(tmp_path / "outside.txt", TEXT)
    (folder / "a.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "loop").symlink_to(folder)
    assert watching.run(folder, once=True).loaded.articles == 1
    assert len(listing.listing(folder).looks) == 1


def test_renamed(folder: Path, watching: Watching) -> None:
    """A renamed file is the same text; what has vanished is forgotten."""
    file = put(folder / "a.txt", TEXT)
    put(folder / "b.txt", OTHER)
    watching.run(folder, once=True)
    file.rename(folder / "c.txt")
    done = watching.run(folder, once=True)
    assert (done.loaded.articles, done.loaded.unchanged) == (0, 1)
    kept = [Path(str(place)).name for (place,) in watching.rows("SELECT place FROM _claims_watched ORDER BY place")]
    assert kept == ["b.txt", "c.txt"]
    assert len(watching.loaded) == 1


def test_failed(folder: Path, watching: Watching) -> None:
    """What cannot be loaded is recorded, and tried again when it changes or when somebody asks for that."""
    file = put(folder / "a.txt", "")
    assert watching.run(folder, during=lambda number: number < 3).loaded.errors == 1
    assert watching.messages == [f"{file}: empty: there are no words in it."]
    assert watching.rows("SELECT count(*) FROM load_errors WHERE resolved_at IS NULL") == [(1,)]
    assert watching.run(folder, once=True).loaded == Loaded()
    watching.run(folder, once=True, retry=True)
    assert len(watching.messages) == 1
    put(file, TEXT, LONG_AGO + 1)
    assert watching.run(folder, once=True).loaded.articles == 1
    assert watching.rows("SELECT count(*) FROM load_errors WHERE resolved_at IS NULL") == [(0,)]


def test_failed_for_a_while(folder: Path, watching: Watching) -> None:
    """What permissions, an installation or the time may heal is tried again each hour, and said once."""
    file = put(folder / "a.txt", TEXT)
    file.chmod(0)

    def during(number: int) -> bool:
        if number == 100:
            file.chmod(0o644)
        return number < 130

    done = watching.run(folder, during=during)
    assert len(watching.messages) == 1
    assert "Check its kind and permissions" in watching.messages[0]
    assert (done.loaded.errors, done.loaded.articles) == (1, 1)


def test_folder_vanishes(folder: Path, tmp_path: Path, watching: Watching) -> None:
    """A folder that is gone is said to be once, waited for, and nothing of it is read again when it is back."""
    put(folder / "a.txt", TEXT)
    away = tmp_path / "away"

    def during(number: int) -> bool:
        if number == 1:
            folder.rename(away)
        if number == 4:
            put(away / "b.txt", OTHER)
            away.rename(folder)
        return number < 6

    done = watching.run(folder, during=during)
    missing = "cannot be listed (No such file or directory). Waiting for it."
    assert watching.messages == [f"{folder}: {missing}", f"{folder}: is there again."]
    assert (done.loaded.articles, done.loaded.unchanged, done.troubles) == (2, 0, 1)


def test_disk_is_away(folder: Path, tmp_path: Path, watching: Watching) -> None:
    """An empty folder may be the place of a disk: what was read of it stays known."""
    put(folder / "a.txt", TEXT)
    watching.run(folder, once=True)
    (folder / "a.txt").rename(tmp_path / "a.txt")
    watching.run(folder, once=True)
    (tmp_path / "a.txt").rename(folder / "a.txt")
    assert watching.run(folder, once=True).loaded == Loaded()


def test_folder_inside_cannot_be_listed(folder: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a folder inside cannot be listed, the others are read and nothing is forgotten."""
    (folder / "sub").mkdir()
    put(folder / "sub" / "a.txt", TEXT)
    watching.run(folder, once=True)
    put(folder / "b.txt", OTHER)
    scandir = os.scandir

    def refuse(place: str) -> object:
        if place.endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return scandir(place)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refuse)
        assert watching.run(folder, once=True).loaded.articles == 1
    assert watching.rows("SELECT count(*) FROM _claims_watched") == [(2,)]


def test_several(folder: Path, tmp_path: Path, watching: Watching) -> None:
    """Several places at once, one inside another: no file is read twice."""
    inside = folder / "sub"
    inside.mkdir()
    other = tmp_path / "other"
    other.mkdir()
    for place, text in ((inside, TEXT), (other, OTHER)):
        put(place / "a.txt", text)
    done = watching.run(folder, inside, other, once=True)
    assert (done.loaded.articles, done.loaded.unchanged, len(watching.loaded)) == (2, 0, 1)


def test_odd_names(folder: Path, watching: Watching) -> None:
    """A name whose bytes are no UTF-8 is stored with escapes, and its file read once; ``load`` does the same."""
    (folder / os.fsdecode(b"a\xff.txt")).write_text(TEXT)
    for file in folder.iterdir():
        os.utime(file, (LONG_AGO, LONG_AGO))
    assert watching.run(folder, once=True).loaded.articles == 1
    assert watching.run(folder, once=True).loaded == Loaded()
    assert origins(watching) == ["a\\udcff.txt"]
    assert load(watching.database, [folder], pipeline="fast").unchanged == 1


def test_ended(folder: Path, watching: Watching) -> None:
    """Ended in a batch, the watch keeps what was read to its end; the next one reads the others."""
    for number in range(9):
        put(folder / f"{number}.txt", TEXT.replace("Montag", f"{number}. Mai"))
    looks = iter([False] * 5)
    done = watching.run(folder, once=True, stopped=lambda: next(looks, True))
    assert 0 < done.loaded.articles < 9
    kept = watching.rows("SELECT count(*) FROM _claims_watched")
    assert kept == [(done.loaded.articles,)]
    rest = watching.run(folder, once=True)
    assert (rest.loaded.articles, rest.loaded.unchanged) == (9 - done.loaded.articles, 0)


def test_ended_before(folder: Path, watching: Watching) -> None:
    """Ended before it began, the watch reads nothing; ended between batches, no further one."""
    put(folder / "a.txt", TEXT)
    assert watching.run(folder, once=True, stopped=lambda: True).loaded == Loaded()
    looks = iter([False])
    assert watching.run(folder, once=True, stopped=lambda: next(looks, True)).loaded == Loaded()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for other writers no longer than a moment."""
    monkeypatch.setattr("datasette_claims.loader._WAIT_SECONDS", 0.05)
    monkeypatch.setattr(memory, "open_for_writing", partial(open_for_writing, wait=0.05))


@pytest.mark.usefixtures("impatient")
def test_locked(folder: Path, watching: Watching) -> None:
    """While somebody else writes, that is said once, and what is new is loaded later."""
    open_for_writing(watching.database).close()
    put(folder / "a.txt", TEXT)
    with closing(open_for_writing(watching.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        watching.now += 1

        def during(number: int) -> bool:
            if number == 1:
                other.execute("ROLLBACK")
            return number < 3

        done = watching.run(folder, during=during)
    assert len(watching.messages) == 1
    assert "another process is writing to it" in watching.messages[0]
    assert (done.loaded.articles, done.troubles) == (1, 2)


def test_damaged(folder: Path, watching: Watching) -> None:
    """A database that is none ends the watch, and so does one that is damaged while it runs."""
    watching.database.write_text("Das ist keine Datenbank.")
    with pytest.raises(NotADatabase):
        watching.run(folder, once=True)
    watching.database.unlink()

    def during(_: int) -> bool:
        watching.database.write_bytes(watching.database.read_bytes()[:100] + b"\xab" * 8000)
        Path(f"{watching.database}-wal").unlink(missing_ok=True)
        return True

    with pytest.raises(DatabaseError):
        watching.run(folder, during=during)


def test_vanished_database(folder: Path, watching: Watching) -> None:
    """A database that is taken away ends the watch with a sentence; none is made in its place."""

    def during(_: int) -> bool:
        watching.database.unlink()
        return True

    with pytest.raises(NotADatabase, match="there is no such file"):
        watching.run(folder, during=during)
    assert not watching.database.exists()


def test_full(folder: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk ends the watch with a sentence, wherever SQLite meets it."""

    def full(*_: object, **__: object) -> object:
        raise sqlite3.OperationalError("database or disk is full")

    put(folder / "a.txt", TEXT)
    monkeypatch.setattr("datasette_claims.runs.checkpoint", full)
    with pytest.raises(DatabaseError, match="the disk is full"):
        watching.run(folder, once=True)
    monkeypatch.undo()
    assert watching.run(folder, once=True).loaded.unchanged == 1


def test_damaged_while_loading(folder: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """Damage that only the loader meets ends the watch with a sentence, too."""

    def damaged(*_: object, **__: object) -> object:
        raise sqlite3.DatabaseError("database disk image is malformed")

    put(folder / "a.txt", TEXT)
    monkeypatch.setattr("datasette_claims.runs.checkpoint", damaged)
    with pytest.raises(DatabaseError, match="malformed"):
        watching.run(folder, once=True)


def test_unknown_pipeline(folder: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline that is not installed ends the watch."""
    put(folder / "a.txt", TEXT)
    monkeypatch.setattr("newsstand.Options", lambda _: loading.Options("no_such_pipeline"))
    with pytest.raises(UnknownPipeline):
        watching.run(folder, once=True)


def test_whose_error() -> None:
    """An error belongs to the input with the longest name that its own begins with."""
    from datasette_claims.errors import NotProse  # noqa: PLC0415 - only here

    errors = [NotProse(name, "") for name in ("a.zip/b.txt", "a.zip", "a", "a#1", "c")]
    found = by_origin(["a", "a.zip"], errors)
    assert {name: [one.origin for one in those] for name, those in found.items()} == {
        "a.zip": ["a.zip/b.txt", "a.zip"],
        "a": ["a", "a#1"],
        "c": ["c"],
    }


Read = Callable[..., dict[str, list[tuple[object, ...]]]]

COMMAND = [sys.executable, "-m", "datasette", "claims", "watch"]


def stored(database: Path) -> int:
    """Return how many articles are stored so far."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_killed(folder: Path, tmp_path: Path, rows: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """A watch that is killed at any moment loses nothing and stores nothing twice: the next one ends with the same."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740528000")
    for file in write(folder, 120).iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    database, reference = tmp_path / "killed.db", tmp_path / "whole.db"
    load(reference, [folder], pipeline="fast")
    command = [*COMMAND, str(database), str(folder), "--once", "--pipeline", "fast"]
    for size in sorted(random.Random(3).sample(range(1, 120), 2)):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and stored(database) < size:
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    idle = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("loaded ")
    assert (idle.stdout, idle.stderr) == ("", "")
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM _claims_watched").fetchone() == (120,)
    # Which of several loads found a claim is the one thing that a killed one changes.
    runs = frozenset({"first_run_id", "last_run_id", "run_id"})
    without = {"runs", "_sqlite_migrations", "sqlite_sequence", "_claims_watched"}
    found, expected = rows(database, runs), rows(reference, runs)
    assert {name: found[name] for name in found.keys() - without} == {
        name: expected[name] for name in expected.keys() - without
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals(folder: Path, database: Path, number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end a watch while it waits, with its summary and status 0."""
    put(folder / "a.txt", TEXT, time.time() - 60)
    command = [*COMMAND, str(database), str(folder), "--pipeline", "fast"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(number)
        rest, errors = process.communicate()
    assert first.startswith("loaded 1 articles (0 unchanged) in ")
    assert rest.startswith("watched for ")
    assert rest.endswith("claims: 1 added, 0 moved, 0 retired; errors: 0\n")
    assert (errors, process.returncode) == ("", 0)


def test_signal_in_a_round(folder: Path, database: Path) -> None:
    """A signal in the middle of a round ends it behind the article in work; the next watch reads the others."""
    for file in write(folder, 150).iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    command = [*COMMAND, str(database), str(folder), "--pipeline", "fast"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None and stored(database) < 3:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        shown, _ = process.communicate()
    assert process.returncode == 0
    assert shown.splitlines()[-1].startswith("watched for ")
    count = stored(database)
    assert count < 150
    done = subprocess.run([*command, "--once"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"loaded {150 - count} articles (0 unchanged)")


def test_ctrl_c_with_helpers(folder: Path, database: Path) -> None:
    """Ctrl-C reaches the processes that help, too: what they have in work is stored, and nothing fails."""
    for file in write(folder, 150).iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    command = [*COMMAND, str(database), str(folder), "--pipeline", "fast", "--jobs", "2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        while process.poll() is None and stored(database) < 3:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        shown, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")
    assert shown.splitlines()[-1].endswith("errors: 0")


def test_once_with_errors(folder: Path, database: Path, claims: Callable[..., Result]) -> None:
    """One round has status 1 if something could not be loaded, and 0 in the next one, which has nothing to do."""
    put(folder / "a.txt", "", 1_700_000_000)
    first = claims("watch", database, folder, "--once", "--verbose")
    second = claims("watch", database, folder, "--once")
    assert [(one.exit_code, one.stdout.count("\n")) for one in (first, second)] == [(1, 1), (0, 0)]
    assert "a.txt: empty" in first.stderr
    assert "1 files, 1 to read" in first.stderr


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("no_such_folder", "there is no such folder"),
        ("file:///etc", "only http and https"),
        ("ftp://example.org/feed", "only http and https"),
        ("https:///feed", "only http and https"),
        ("http://[::1", "only http and https"),
        ("https://anna:secret@example.org/feed", "no names or passwords"),
    ],
)
def test_usage(place: str, said: str, database: Path, claims: Callable[..., Result]) -> None:
    """Places that cannot be watched are refused at once; a password is not repeated, and nothing is written."""
    result = claims("watch", database, place)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert "secret" not in result.stderr
    assert not database.exists()
