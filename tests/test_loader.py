"""From a folder of articles to the database: every article whole or not at all, and nothing twice."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from articles import write

from datasette_claims import load
from datasette_claims.changes import Changes
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.desk.extraction import Correction, add, fix
from datasette_claims.desk.visits import Visit
from datasette_claims.errors import DatabaseLocked, UnknownPipeline, UnsupportedLanguage
from datasette_claims.inputs import Input
from datasette_claims.model import QuoteType, Span
from datasette_claims.steps import Permission

pytestmark = pytest.mark.house

Rows = dict[str, list[tuple[object, ...]]]
Read = Callable[..., Rows]

LEAD = "BUCHTAL (dpa) - Die Ministerin Anna Ackerbach hat am Dienstag den Bericht über die Brücke im Tal vorgestellt."
RAIN = "Ackerbach sagte, die Brücke sei nach dem langen Regen in diesem Frühjahr nicht mehr sicher."
COST = "Ackerbach betonte, dass die Reparatur mehr als zwölf Millionen Euro kosten werde."
PLAIN = "Am Vormittag hatte es geregnet, und viele Straßen waren gesperrt."
ARTICLE = f"{LEAD} {RAIN}\n\n{PLAIN} {COST}\n"


def quotes(database: Path, where: str = "retired_at IS NULL") -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        return {quote for (quote,) in connection.execute(f"SELECT quote FROM claims WHERE {where}")}


def without_runs(rows: Rows) -> Rows:
    """Leave aside what tells one load from another: its number and its times."""
    return {
        name: found for name, found in rows.items() if name not in {"runs", "_sqlite_migrations", "sqlite_sequence"}
    }


@pytest.fixture
def one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all loads happen at the same moment, so that their databases can be compared whole."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740528000")


def test_seed(seed: Path, database: Path) -> None:
    """The seed article goes in, its claims come out."""
    summary = load(database, [seed])
    assert (summary.articles, summary.errors) == (1, ())
    assert dict(summary.claims_by_type).keys() >= {"direct", "indirect", "indirect_free_indirect"}
    assert summary.speakers == 3
    assert summary.added == len(quotes(database))


def test_twice(folder: Path, database: Path, rows: Read) -> None:
    """Loading the same folder twice changes nothing: no row, no time, no byte of the schema."""
    write(folder, 12)
    first = load(database, [folder])
    before = rows(database)
    second = load(database, [folder])
    assert rows(database) == before
    assert (first.articles, second.articles, second.unchanged, second.added) == (12, 0, 12, 0)


@pytest.mark.usefixtures("one_time")
def test_order_counts_nothing(folder: Path, tmp_path: Path, rows: Read) -> None:
    """Articles loaded in any order give the same rows; only the queue knows who came first."""
    files = sorted(write(folder, 12).iterdir())
    load(tmp_path / "a.db", files, pipeline="fast")
    random.Random(1).shuffle(files)
    load(tmp_path / "b.db", files, pipeline="fast")
    first_come = frozenset({"priority"})
    assert rows(tmp_path / "a.db", first_come) == rows(tmp_path / "b.db", first_come)


@pytest.mark.usefixtures("one_time")
def test_jobs_count_nothing(folder: Path, tmp_path: Path, rows: Read) -> None:
    """Two processes find what one finds."""
    write(folder, 40)
    load(tmp_path / "a.db", [folder], pipeline="fast")
    summary = load(tmp_path / "b.db", [folder], pipeline="fast", jobs=2)
    assert summary.articles == 40
    assert rows(tmp_path / "a.db") == rows(tmp_path / "b.db")


def test_version(folder: Path, database: Path) -> None:
    """A changed file is a new wording: claims move, come and are retired, and keep their ids."""
    file = folder / "a.txt"
    file.write_text(ARTICLE)
    load(database, [folder])
    before = quotes(database)
    assert len(before) == 2
    file.write_text(ARTICLE.replace(COST, "Ackerbach erklärte, niemand müsse sich um die Brücke Sorgen machen."))
    summary = load(database, [folder])
    assert (summary.articles, summary.added, summary.moved, summary.retired) == (1, 1, 1, 1)
    assert len(quotes(database, "retired_at IS NOT NULL") & before) == 1
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        assert connection.execute("SELECT seq FROM article_versions ORDER BY seq").fetchall() == [(1,), (2,)]


def test_revived(folder: Path, database: Path) -> None:
    """A claim that a third wording brings back is the same claim as in the first."""
    file = folder / "a.txt"
    for text in (ARTICLE, ARTICLE.replace(COST, ""), f"{ARTICLE}\nNachtrag: Die Brücke bleibt gesperrt."):
        file.write_text(text)
        summary = load(database, [folder])
    assert (summary.added, summary.moved, summary.retired) == (0, 2, 0)
    assert quotes(database, "retired_at IS NOT NULL") == set()


def test_people_have_the_last_word(folder: Path, database: Path, rows: Read) -> None:
    """What people corrected, added and put aside outlasts new wordings, whatever the extractor finds in them."""
    file = folder / "a.txt"
    file.write_text(ARTICLE)
    load(database, [folder])
    with closing(open_for_writing(database)) as connection, transaction(connection, database):
        visit = Visit(connection, database, "Eva", frozenset(Permission), "2025-02-27T08:00:00Z")
        found = "SELECT id, spans, article_id FROM claims ORDER BY start"
        (rain, spans, article), (cost, _, _) = connection.execute(found).fetchall()
        start = json.loads(spans)[0][0]
        fix(visit, rain, Correction(spans=(Span(start, start + len("die Brücke sei")),)))
        fix(visit, cost, Correction(speaker="Emil Eschenlohr"))
        (text,) = connection.execute("SELECT text FROM article_versions").fetchone()
        at = text.index("viele Straßen")
        add(visit, article, Correction(spans=(Span(at, at + 13),), quote_type=QuoteType.REPORTED))
    theirs = {"die Brücke sei", "viele Straßen"} | quotes(database, f"id = '{cost}'")
    before = rows(database)
    assert load(database, [folder]).unchanged == 1
    assert rows(database) == before
    for newer in (ARTICLE.replace("Im", "Nun: Im").replace(PLAIN, f"Es war kalt. {PLAIN}"), f"{ARTICLE} Ende."):
        file.write_text(newer)
        summary = load(database, [folder])
        assert (summary.articles, summary.added, summary.moved, summary.retired) == (1, 0, 3, 0)
        assert quotes(database) == theirs
    assert quotes(database, "speaker = 'Emil Eschenlohr'") == quotes(database, f"id = '{cost}'")
    assert [rows(database)[table] for table in KEPT] == [before[table] for table in KEPT]
    file.write_text(ARTICLE.replace("viele Straßen", "alles"))
    assert load(database, [folder]).retired == 1
    assert quotes(database) == theirs - {"viele Straßen"}


KEPT = ("review_events", "claim_lineage")


def test_back_to_the_first_wording(folder: Path, database: Path, rows: Read) -> None:
    """A file that goes back to an older wording is known, and nothing happens."""
    file = folder / "a.txt"
    for text in (ARTICLE, ARTICLE.replace(COST, "")):
        file.write_text(text)
        load(database, [folder])
    before = rows(database)
    file.write_text(ARTICLE)
    assert load(database, [folder]).unchanged == 1
    assert rows(database) == before


def test_other_text_under_the_same_name(folder: Path, database: Path) -> None:
    """A file name that is used again for another text is another article; the first one stays."""
    file = folder / "latest.txt"
    file.write_text(ARTICLE)
    load(database, [folder])
    before = quotes(database)
    file.write_text("ALTENRODE (dpa) - Der Sprecher Emil Eschenlohr sagte, das Stadion werde im Sommer fertig.")
    summary = load(database, [folder])
    assert (summary.articles, summary.retired) == (1, 0)
    assert quotes(database) > before


@pytest.mark.parametrize(("dry_run", "jobs"), [(False, 1), (True, 1), (False, 2)])
def test_two_names(folder: Path, database: Path, *, dry_run: bool, jobs: int) -> None:
    """The same text under two names is one article, also when a dry run looks ahead or two processes work at once."""
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "b.txt").write_text(ARTICLE)
    summary = load(database, [folder], pipeline="fast", dry_run=dry_run, jobs=jobs)
    assert (summary.articles, summary.unchanged, summary.added) == (1, 1, 2)


def test_one_bad_file(folder: Path, database: Path) -> None:
    """One bad file among a hundred costs itself and nothing else."""
    write(folder, 99)
    (folder / "000050.bin").write_bytes(bytes(range(32)) * 99)
    summary = load(database, [folder], pipeline="fast")
    assert (summary.articles, len(summary.errors)) == (99, 1)
    assert "000050.bin" in str(summary.errors[0])


BAD = {
    "empty.txt": (b"", "NotAnArticle"),
    "marks.txt": ('„“"»«'.encode() * 99, "NotAnArticle"),
    "binary.txt": (bytes(999), "UnknownFormat"),
    "huge.txt": (b"Es regnet. " * 5_000_000, "ArticleTooLarge"),
    "polish.txt": (
        "Minister powiedziała, że most jest zamknięty od poniedziałku rano. ".encode() * 9,
        "UnsupportedLanguage",
    ),
}


def test_bad_input(folder: Path, database: Path, rows: Read) -> None:
    """Each bad input is a row with its name and reason; the good article beside them is loaded."""
    for name, (raw, _) in BAD.items():
        (folder / name).write_bytes(raw)
    (folder / "unreadable.txt").write_text(ARTICLE)
    (folder / "unreadable.txt").chmod(0)
    (folder / "broken.txt").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.txt")
    (folder / "good.txt").write_text(ARTICLE)
    summary = load(database, [folder])
    assert summary.articles == 1
    expected = {name: error for name, (_, error) in BAD.items()}
    expected |= dict.fromkeys(["unreadable.txt", "broken.txt", "pipe.txt"], "UnreadableInput")
    found = {Path(str(row[1])).name: (row[2], row[3]) for row in rows(database)["load_errors"]}
    assert {name: error for name, (error, _) in found.items()} == expected
    assert all(str(reason).endswith(".") for _, reason in found.values())


@pytest.mark.parametrize(("pipeline", "depth"), [("fast", 10_000), ("accurate", 1_000)])
def test_nested_marks(folder: Path, database: Path, pipeline: str, depth: int) -> None:
    """Thousands of quotation marks within each other are a text like any other."""
    (folder / "nested.txt").write_text(f"{LEAD} {'„Sie sagte: ' * depth}es regnet{'“' * depth}. {RAIN}")
    summary = load(database, [folder], pipeline=pipeline)
    assert (summary.articles, summary.errors) == (1, ())


def test_error_once(folder: Path, database: Path, rows: Read) -> None:
    """The same error of the same input is one row, however often it is met."""
    (folder / "empty.txt").touch()
    load(database, [folder])
    before = rows(database)
    load(database, [folder])
    assert rows(database) == before
    assert len(before["load_errors"]) == 1


def test_error_resolved(folder: Path, database: Path, rows: Read) -> None:
    """When a file is mended, its error is marked as resolved; when it breaks again, it is open again."""
    file = folder / "a.txt"
    file.touch()
    load(database, [folder])
    assert rows(database)["load_errors"][0][-1] is None
    file.write_text(ARTICLE)
    load(database, [folder])
    assert rows(database)["load_errors"][0][-1] is not None
    file.write_text("")
    load(database, [folder])
    assert [row[-1] for row in rows(database)["load_errors"]] == [None]


def test_error_resolved_by_a_known_text(folder: Path, database: Path, rows: Read) -> None:
    """An input that turns out to hold a known text is no error any more."""
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "b.txt").touch()
    load(database, [folder])
    (folder / "b.txt").write_text(ARTICLE)
    load(database, [folder])
    assert rows(database)["load_errors"][0][-1] is not None


def test_dry_run(folder: Path, database: Path) -> None:
    """A dry run says what would happen and makes no file."""
    write(folder, 3)
    (folder / "empty.txt").touch()
    seen: list[Changes] = []
    summary = load(database, [folder], dry_run=True, report=seen.append)
    assert (summary.articles, len(summary.errors), len(seen)) == (3, 1, 3)
    assert sum(len(changes.added) for changes in seen) == summary.added > 0
    assert not database.exists()


def test_dry_run_of_a_version(folder: Path, database: Path, rows: Read) -> None:
    """A dry run over a changed file says what would move and be retired, and changes nothing."""
    (folder / "a.txt").write_text(ARTICLE)
    load(database, [folder])
    before = rows(database)
    (folder / "a.txt").write_text(ARTICLE.replace(COST, ""))
    summary = load(database, [folder], dry_run=True)
    assert (summary.moved, summary.retired) == (1, 1)
    assert rows(database) == before


def test_limit(folder: Path, database: Path) -> None:
    """No more articles are read than the limit says."""
    write(folder, 5)
    assert load(database, [folder], limit=2).articles == 2


def test_progress(folder: Path, database: Path) -> None:
    """Every input that has been read is reported, good or bad, in the order of names."""
    write(folder, 3)
    (folder / "000001.txt").write_text("")
    seen: list[Input] = []
    load(database, [folder], progress=seen.append)
    assert [Path(source.origin).name for source in seen] == ["000000.txt", "000001.txt", "000002.txt"]


def test_folders(folder: Path, database: Path) -> None:
    """Folders are read to their depths; hidden files and folders are left aside, and a loop of links ends."""
    write(folder / "2025" / "02", 2)
    write(folder / ".git", 2)
    (folder / ".DS_Store").write_bytes(b"\x00")
    (folder / "loop").symlink_to(folder)
    assert load(database, [folder]).articles == 2


def test_language(folder: Path, database: Path) -> None:
    """A language that the user names is not guessed; one that nobody reads is an error of the article."""
    (folder / "a.txt").write_text(ARTICLE)
    (error,) = load(database, [folder], language="fi").errors
    assert isinstance(error, UnsupportedLanguage)
    assert "'fi'" in str(error)


def test_unknown_pipeline(folder: Path, database: Path) -> None:
    """A pipeline that is not installed stops the load before anything is written, and the message names it."""
    (folder / "a.txt").write_text(ARTICLE)
    with pytest.raises(UnknownPipeline, match="no_such_pipeline"):
        load(database, [folder], pipeline="no_such_pipeline")
    assert quotes(database, "1") == set()


def test_locked(folder: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that another process writes to is an error, and what that process wrote stays."""
    monkeypatch.setattr("datasette_claims.loader._WAIT_SECONDS", 0.0)
    (folder / "a.txt").write_text(ARTICLE)
    load(database, [])
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseLocked):
            load(database, [folder])
        other.rollback()


LOAD = """
import sys
from datasette_claims import load

load(sys.argv[1], sys.argv[2:], pipeline="fast", report=lambda _: print(flush=True))
"""


def whole(database: Path) -> bool:
    """Tell whether the database is sound and every article in it has its wording and its claims."""
    with closing(sqlite3.connect(database)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'claims'").fetchone() == (1,)
        if not tables:
            return sound
        keys = connection.execute("PRAGMA foreign_key_check").fetchall()
        sql = (
            "SELECT count(*) FROM articles a"
            " WHERE NOT EXISTS (SELECT 1 FROM article_versions v WHERE v.article_id = a.id)"
            " OR NOT EXISTS (SELECT 1 FROM claims c WHERE c.article_id = a.id)"
        )
        return sound and keys == [] and connection.execute(sql).fetchone() == (0,)


@pytest.mark.usefixtures("one_time")
def test_killed(folder: Path, tmp_path: Path, rows: Read) -> None:
    """A load that is killed at any moment leaves whole articles only, and the next one finishes the work."""
    write(folder, 60)
    database, reference = tmp_path / "killed.db", tmp_path / "whole.db"
    load(reference, [folder], pipeline="fast")
    command = [sys.executable, "-c", LOAD, str(database), str(folder)]
    chance = random.Random(7)
    for stored in chance.choices(range(1, 20), k=3):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert [process.stdout.readline() for _ in range(stored)] == [b"\n"] * stored
            process.send_signal(signal.SIGKILL)
        assert whole(database)
    load(database, [folder], pipeline="fast")
    # Which of several loads found a claim is the one thing that a killed one changes.
    runs = frozenset({"first_run_id", "last_run_id", "run_id"})
    assert without_runs(rows(database, runs)) == without_runs(rows(reference, runs))


DEADLY = """
import os
import spacy
from spacy.language import Language
from datasette_claims.hookspecs import hookimpl

@Language.component("deadly")
def deadly(doc):
    if "TOD" in doc.text:
        os._exit(9)
    if "FEHLER" in doc.text:
        raise ValueError("kaputt")
    return doc

def make(language):
    nlp = spacy.blank(language)
    nlp.add_pipe("deadly")
    return nlp

@hookimpl
def register_claims_pipelines():
    return {"deadly": make}
"""


@pytest.fixture
def deadly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed plugin whose pipeline kills its process on one text and breaks on another."""
    site = tmp_path / "site"
    info = site / "deadly-1.dist-info"
    info.mkdir(parents=True)
    (site / "deadly.py").write_text(DEADLY)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: deadly\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[datasette_claims]\ndeadly = deadly\n")
    monkeypatch.setenv("PYTHONPATH", str(site))


LOAD_BY_TWO = """
import sys
from datasette_claims import load

if __name__ == "__main__":
    print(load(sys.argv[1], sys.argv[2:], pipeline="deadly", jobs=2).articles)
"""


@pytest.mark.usefixtures("deadly")
def test_dying_process(folder: Path, database: Path, rows: Read) -> None:
    """A text that kills the process costs itself and nothing else."""
    write(folder, 36)
    (folder / "000003.txt").write_text(f"{ARTICLE} TOD")
    (folder / "000004.txt").write_text(f"{ARTICLE} FEHLER")
    command = [sys.executable, "-c", LOAD_BY_TWO, str(database), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "34\n"
    errors = {Path(str(row[1])).name: row for row in rows(database)["load_errors"]}
    assert errors["000003.txt"][2:4] == ("ExtractionFailed", "the process of the pipeline 'deadly' died on it.")
    assert errors["000004.txt"][2] == "ExtractionFailed"
    assert "kaputt" in str(errors["000004.txt"][3])


def test_log_is_empty(folder: Path, database: Path, rows: Read) -> None:
    """A loaded database can be copied while it is open: after a load nothing is left in the log."""
    write(folder, 2)
    load(database, [folder])
    copied = database.with_name("copy.db")
    shutil.copyfile(database, copied)
    assert rows(copied) == rows(database)
