"""``reextract``: the claims of a database found again by another pipeline, as a person runs it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import spacy
from articles import write
from click.testing import Result
from spacy.language import Language

import datasette_claims.reextraction as shell
from datasette_claims import load, reextract
from datasette_claims.changes import Changes
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.database.proofs import verify
from datasette_claims.desk import reviewing
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.desk.visits import Visit
from datasette_claims.errors import UnknownPipeline, UnknownRow
from datasette_claims.hookspecs import hookimpl, plugins
from datasette_claims.review import Aspect
from datasette_claims.steps import Permission

pytestmark = pytest.mark.house

Run = Callable[..., Result]
ARTICLE = (
    "BUCHTAL (dpa) - Die Ministerin Anna Ackerbach hat am Dienstag den Bericht über die Brücke vorgestellt."
    " „Wir prüfen alles“, sagte Ackerbach. Sie betonte, dass die Reparatur zwölf Millionen Euro kosten werde."
)


class Pipelines:
    """A plugin with a pipeline of the last step alone, which finds nothing, and with one that breaks."""

    @staticmethod
    @hookimpl
    def register_claims_pipelines() -> Mapping[str, Callable[[str], Language]]:
        return {"hollow": _hollow, "broken": _broken}


def _hollow(language: str) -> Language:
    nlp = spacy.blank(language)
    nlp.add_pipe("claims_worthiness")
    return nlp


def _broken(language: str) -> Language:
    def breaking(doc: object) -> object:
        raise IndexError(doc)

    nlp = spacy.blank(language)
    Language.component("breaking", func=breaking)
    nlp.add_pipe("breaking")
    return nlp


@pytest.fixture
def installed() -> Iterator[None]:
    """Install the plugin."""
    plugins().register(Pipelines)
    yield
    plugins().unregister(Pipelines)


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def judge(database: Path, *claims: str) -> None:
    """Let somebody give a verdict on claims."""
    with closing(open_for_writing(database)) as connection, transaction(connection, database):
        visit = Visit(connection, database, "eva", frozenset(Permission), "2026-02-27T08:00:00Z")
        for key in claims:
            reviewing.answer(visit, key, Judgement({Aspect.VERACITY: "false"}, summary="Nein."))


def settled(database: Path) -> list[tuple[Any, ...]]:
    """Return what re-extraction finds, whatever claims were there before."""
    live = "SELECT article_id, quote, spans, quote_type, speaker, rule, confidence FROM claims WHERE retired_at IS NULL"
    return sorted(rows(database, live), key=repr)


def test_another_pipeline(folder: Path, tmp_path: Path) -> None:
    """After it the claims are those that the pipeline would have found in the first place; again it changes nothing."""
    write(folder, 6)
    database, reference = tmp_path / "a.db", tmp_path / "b.db"
    load(database, [folder], pipeline="fast")
    load(reference, [folder])
    again = reextract(database)
    assert (again.articles, again.errors, again.is_preview) == (6, (), False)
    assert settled(database) == settled(reference)
    assert rows(database, "SELECT kind, pipeline FROM runs ORDER BY id") == [
        ("load", "fast"),
        ("reextract", "accurate"),
    ]
    still = reextract(database, jobs=2)
    assert (still.run_id, set(still.counts)) == (None, {"articles", "same"})
    assert [finding for proof in verify(database) for finding in proof.findings] == []


def test_decisions_stay(folder: Path, database: Path) -> None:
    """Every verdict stays with its claim, whatever the other pipeline finds; what has lost its place is counted."""
    write(folder, 6, seed=3)
    load(database, [folder])
    keys = [key for (key,) in rows(database, "SELECT id FROM claims ORDER BY id")]
    judge(database, *keys)
    before = rows(database, "SELECT id, claim_id, verdict FROM reviews ORDER BY id")
    words = dict(rows(database, "SELECT id, quote FROM claims"))
    again = reextract(database, pipeline="fast")
    assert rows(database, "SELECT id, claim_id, verdict FROM reviews ORDER BY id") == before
    after = dict(rows(database, "SELECT id, quote FROM claims"))
    assert {key: after[key] for key in keys} == words
    retired = rows(database, "SELECT count(*) FROM claims WHERE retired_at IS NOT NULL")[0][0]
    assert again.counts.get("gone_judged", 0) == again.counts.get("gone", 0) == retired
    back = reextract(database)
    assert back.counts.get("back", 0) == retired
    assert rows(database, "SELECT count(*) FROM claims WHERE retired_at IS NOT NULL AND verdict <> 'unreviewed'") == [
        (0,)
    ]


def test_dry_run(folder: Path, database: Path) -> None:
    """A dry run notes what would happen, which then happens, and changes no claim."""
    write(folder, 4)
    load(database, [folder], pipeline="fast")
    before = rows(database, "SELECT * FROM claims ORDER BY id")
    preview = reextract(database, dry_run=True)
    assert rows(database, "SELECT * FROM claims ORDER BY id") == before
    real = reextract(database)
    assert (preview.counts, preview.is_preview, real.is_preview) == (real.counts, True, False)
    told = (
        "SELECT claim_id, fate, quote, speaker, found_speaker, is_judged FROM run_changes WHERE run_id = {} ORDER BY 1"
    )
    assert rows(database, told.format(preview.run_id)) == rows(database, told.format(real.run_id)) != []


def test_some_articles(folder: Path, database: Path) -> None:
    """Only the articles that are named are looked at; one that is not there is an error."""
    write(folder, 3)
    load(database, [folder], pipeline="fast")
    first, *_ = (key for (key,) in rows(database, "SELECT id FROM articles ORDER BY id"))
    assert reextract(database, [first], pipeline="fast").articles == 1
    with pytest.raises(UnknownRow, match="There is no article a0"):
        reextract(database, ["a0"], pipeline="fast")
    with pytest.raises(UnknownPipeline):
        reextract(database, pipeline="nichts")


def test_changed_meanwhile(folder: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article that a load gives another wording while its claims are being found is left to that load."""
    (folder / "a.txt").write_text(ARTICLE)
    load(database, [folder], pipeline="fast")
    extract_many = shell.extract_many

    def slowly(articles: Any, *more: Any) -> Any:
        for result in extract_many(articles, *more):
            (folder / "a.txt").write_text(f"{ARTICLE} Sie sagte, die Brücke sei gesperrt.")
            load(database, [folder], pipeline="fast")
            yield result

    monkeypatch.setattr(shell, "extract_many", slowly)
    again = reextract(database)
    assert (again.articles, again.run_id, dict(again.counts)) == (1, None, {})
    assert rows(database, "SELECT max(seq) FROM article_versions") == [(2,)]


def test_interrupted(folder: Path, database: Path) -> None:
    """What was done before an interruption stays done, and the next run finishes the work."""
    write(folder, 5)
    load(database, [folder], pipeline="fast")
    done: list[str] = []

    def until_third(changes: Changes) -> None:
        done.append(changes.article_id)
        if len(done) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reextract(database, report=until_third)
    reextract(database)
    assert reextract(database).run_id is None
    assert rows(database, "SELECT finished_at IS NULL FROM runs ORDER BY id") == [(0,), (1,), (0,)]


def test_command(folder: Path, database: Path, claims: Run) -> None:
    """The command says what became of claims, and lists those with a verdict that are gone."""
    (folder / "a.txt").write_text(ARTICLE)
    load(database, [folder], pipeline="fast")
    (key,) = (key for key, quote in rows(database, "SELECT id, quote FROM claims") if "Millionen" in quote)
    judge(database, key)
    result = claims("reextract", database, "--pipeline", "fast")
    assert (result.exit_code, result.stdout.splitlines()[1:]) == (0, ["claims: 2 same", "errors: 0"])
    previewed = claims("reextract", database, "--dry-run")
    assert previewed.exit_code == 0
    assert previewed.stdout.splitlines()[1].startswith("would be: ")


@pytest.mark.usefixtures("installed")
def test_command_lists(folder: Path, database: Path, claims: Run) -> None:
    """A pipeline that finds nothing makes every claim go; those with a verdict are named, also as JSON."""
    (folder / "a.txt").write_text(ARTICLE)
    load(database, [folder], pipeline="fast")
    (key,) = (key for key, quote in rows(database, "SELECT id, quote FROM claims") if "Millionen" in quote)
    judge(database, key)
    result = claims("reextract", database, "--pipeline", "hollow", "--dry-run")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[1] == "would be: 2 gone, 1 gone with a verdict"
    assert lines[2].startswith(f"  {key}  gone  Anna Ackerbach: ")
    shown = json.loads(claims("reextract", database, "--pipeline", "hollow", "--json").stdout)
    assert (shown["claims"]["gone"], [one["claim"] for one in shown["look_at"]], shown["preview"]) == (2, [key], False)


@pytest.mark.usefixtures("installed")
def test_command_with_errors(folder: Path, database: Path, claims: Run) -> None:
    """An article that the pipeline breaks on keeps its claims, is named, and makes the exit status 1."""
    (folder / "a.txt").write_text(ARTICLE)
    load(database, [folder], pipeline="fast")
    before = rows(database, "SELECT * FROM claims")
    result = claims("reextract", database, "--pipeline", "broken")
    assert (result.exit_code, "errors: 1" in result.stdout) == (1, True)
    assert "broke on it" in result.stderr
    assert "a.txt" in result.stderr
    assert rows(database, "SELECT * FROM claims") == before
