"""``datasette claims …``: what is printed, and with which exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from articles import write
from click.testing import Result

from datasette_claims import cli
from datasette_claims.database.opening import open_for_writing

Run = Callable[..., Result]

ARTICLE = (
    "BUCHTAL (dpa) - Die Ministerin Anna Ackerbach hat am Dienstag den Bericht über die Brücke vorgestellt."
    " „Wir prüfen alles“, sagte Ackerbach. Sie betonte, dass die Reparatur zwölf Millionen Euro kosten werde."
)


def test_load(folder: Path, database: Path, claims: Run) -> None:
    """A load ends with a summary of articles, claims by type, speakers, errors and seconds, and status 0."""
    (folder / "a.txt").write_text(ARTICLE)
    result = claims("load", database, folder)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("loaded 1 articles (0 unchanged) in ")
    assert lines[0].endswith(" s")
    assert lines[1:] == ["claims: 2 added (1 direct, 1 indirect), 0 moved, 0 retired", "speakers: 1", "errors: 0"]


def test_load_with_errors(folder: Path, database: Path, claims: Run) -> None:
    """Status 1 if some input could not be loaded; it is listed with its reason, and the rest is loaded."""
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "b.txt").touch()
    result = claims("load", database, folder)
    assert result.exit_code == 1
    assert "loaded 1 articles" in result.stdout
    assert "errors: 1" in result.stdout
    assert f"{folder}/b.txt: empty: there are no words in it." in result.stderr


def test_load_with_what_is_passed_over(folder: Path, database: Path, claims: Run) -> None:
    """What is no running text, or not to be published yet, is counted and listed, and is no error."""
    item = {
        "format": "digitalwires@0.9.1",
        "urn": "urn:a:1",
        "article_html": f"<p>{ARTICLE}</p>",
        "headline": "Tabelle",
    }
    (folder / "a.json").write_text(json.dumps({**item, "genre_names": ["Tabelle"]}))
    (folder / "b.json").write_text(json.dumps({**item, "urn": "urn:a:2", "embargoed": "2999-01-01T00:00:00Z"}))
    result = claims("load", database, folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-2:] == ["passed over: 2", "errors: 0"]
    assert "Tabelle: no running text." in result.stderr


def test_load_standard_input(database: Path, claims: Run) -> None:
    """A dash reads one article from standard input."""
    result = claims("load", database, "-", stdin=ARTICLE.encode())
    assert (result.exit_code, result.stdout.splitlines()[0][:17]) == (0, "loaded 1 articles")


@pytest.mark.parametrize(
    "arguments",
    [
        ["load"],
        ["load", "claims.db"],
        ["load", "claims.db", "no_such_file.txt"],
        ["load", "claims.db", ".", "--jobs", "0"],
        ["load", "claims.db", ".", "--limit", "no"],
        ["load", ".", "."],
        ["extract", "no_such_file.txt"],
        ["stats", "no_such.db"],
        ["pack", "no_such.db"],
        ["dance"],
    ],
)
def test_usage(arguments: list[str], claims: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 2 for a command that makes no sense, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    result = claims(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_unusable_database(folder: Path, database: Path, claims: Run) -> None:
    """Status 1 and one sentence, no traceback, for a database that cannot be used."""
    database.write_text("Das ist keine Datenbank.")
    for command in (["load", database, folder], ["migrate", database], ["stats", database], ["pack", database]):
        result = claims(*command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert (
            result.stderr
            == f"Error: {database}: not an SQLite database. Name another file; this one was left as it was.\n"
        )


def test_unknown_pipeline(folder: Path, database: Path, claims: Run) -> None:
    """A pipeline that is not installed is one sentence too."""
    (folder / "a.txt").write_text(ARTICLE)
    result = claims("load", database, folder, "--pipeline", "no_such_pipeline")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: there is no pipeline 'no_such_pipeline'")


def test_dry_run(folder: Path, database: Path, claims: Run) -> None:
    """A dry run lists what would be added, moved and retired, and writes nothing."""
    file = folder / "a.txt"
    file.write_text(ARTICLE)
    result = claims("load", database, folder, "--dry-run")
    assert result.exit_code == 0
    assert f"{file}: new article" in result.stdout
    assert "indirect  Anna Ackerbach: dass die Reparatur zwölf Millionen Euro kosten werde" in result.stdout
    assert "would load 1 articles" in result.stdout
    assert not database.exists()
    claims("load", database, folder)
    file.write_text(f"{ARTICLE.split(' Sie betonte', maxsplit=1)[0]} Der Abend war schön.")
    marks = [line[2] for line in claims("load", database, folder, "--dry-run").stdout.splitlines() if line[:2] == "  "]
    assert marks == ["→", "-"]


def test_plain_progress(folder: Path, database: Path, claims: Run) -> None:
    """Where nobody watches, every hundred inputs are a line with the rate."""
    write(folder, 3)
    for number in range(250):
        (folder / f"{number}.empty.txt").touch()
    lines = [line for line in claims("load", database, folder).stderr.splitlines() if line.endswith("/s")]
    assert [line.rsplit(",", 1)[0] for line in lines] == ["100 of 253 inputs", "200 of 253 inputs"]


def test_bar(folder: Path, database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On a terminal there is a bar with the rate, the time left and the input's name."""
    write(folder, 3)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    cli.claims(["load", str(database), str(folder)], standalone_mode=False)
    shown = capsys.readouterr().err
    assert "Loading" in shown
    assert "3/3" in shown
    assert "/s  " in shown
    assert "000002.txt" in shown


def test_many_errors(database: Path, folder: Path, claims: Run) -> None:
    """Of many errors the first are printed, and where the rest is; an input that holds nothing is named."""
    (folder / "a.jsonl").write_text('{"title": "A"}\n' * 25)
    (folder / "b.json").write_text("[]")
    done = claims("load", database, folder)
    assert "errors: 25" in done.output
    assert done.output.count("no text in it") == 20
    assert "  and 5 more: SELECT * FROM load_errors" in done.output
    assert f"without any article: 1 ({folder / 'b.json'})" in done.output


def test_extract(folder: Path, claims: Run) -> None:
    """Extract prints one article's claims in exactly this shape: others build on it."""
    file = folder / "a.txt"
    file.write_text(ARTICLE)
    result = claims("extract", file)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    text = ARTICLE.removeprefix("BUCHTAL (dpa) - ")
    article = found["article"]
    assert {key: article[key] for key in ("title", "place", "agency", "published", "language", "text")} == {
        "title": "Die Ministerin Anna Ackerbach hat am Dienstag den Bericht über die Brücke …",
        "place": "BUCHTAL",
        "agency": "dpa",
        "published": None,
        "language": "de",
        "text": text,
    }
    assert list(found) == ["article", "claims"]
    direct, indirect = found["claims"]
    start = text.index("„Wir")
    expected = {
        "quote_type": "direct",
        "quote": "„Wir prüfen alles“",
        "spans": [[start, start + 18]],
        "cue": "sagte",
        "cue_lemma": "sagen",
        "cue_spans": [[start + 20, start + 25]],
        "mention": "Ackerbach",
        "mention_spans": [[start + 26, start + 35]],
        "speaker": "Anna Ackerbach",
        "speaker_kind": "person",
        "frame_spans": [[start + 18, start + 35]],
        "addressee": None,
        "addressee_spans": [],
        "mood": None,
        "cue_stance": "neutral",
        "parent_claim_id": None,
        "checkworthiness_reasons": ["quantifier", "fragment"],
    }
    assert {key: direct[key] for key in expected} == expected
    assert 0 <= direct["checkworthiness"] <= 1
    assert set(direct) == {*expected, "id", "rule", "confidence", "checkworthiness"} == set(indirect)
    assert 0 <= direct["confidence"] <= 1
    assert text[slice(*indirect["spans"][0])] == indirect["quote"]


def test_extract_standard_input(claims: Run) -> None:
    """A dash is standard input."""
    assert len(json.loads(claims("extract", "-", stdin=ARTICLE.encode()).stdout)["claims"]) == 2


def test_extract_bad_input(claims: Run) -> None:
    """What is no article is one sentence and status 1."""
    result = claims("extract", "-", stdin=b"")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "empty: there are no words in it." in result.stderr


def test_extract_language(claims: Run) -> None:
    """The user's word on the language counts."""
    result = claims("extract", "-", "--lang", "en", stdin=ARTICLE.encode())
    assert json.loads(result.stdout)["article"]["language"] == "en"


def test_same_ids(
    folder: Path, database: Path, claims: Run, rows: Callable[[Path], dict[str, list[tuple[str, ...]]]]
) -> None:
    """A claim has the same id in the extract and in the database."""
    (folder / "a.txt").write_text(ARTICLE)
    claims("load", database, folder)
    extracted = json.loads(claims("extract", folder / "a.txt").stdout)["claims"]
    assert {claim["id"] for claim in extracted} == {row[0] for row in rows(database)["claims"]}


def test_stats(folder: Path, database: Path, claims: Run) -> None:
    """Statistics count articles, claims by type and verdict, and the speakers who say most."""
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "b.txt").touch()
    claims("load", database, folder)
    result = claims("stats", database)
    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.splitlines() if line] == [
        ["articles", "1"],
        ["claims", "2"],
        ["retired", "0"],
        ["speakers", "1"],
        ["errors", "1"],
        ["claims", "by", "type"],
        ["1", "direct"],
        ["1", "indirect"],
        ["claims", "by", "verdict"],
        ["2", "unreviewed"],
        ["most", "frequent", "speakers"],
        ["2", "Anna", "Ackerbach"],
    ]


def test_migrate(database: Path, claims: Run) -> None:
    """Migrate makes a database, or leaves a finished one as it is."""
    assert claims("migrate", database).stdout == f"{database}: schema is up to date.\n"
    before = database.read_bytes()
    assert claims("migrate", database).exit_code == 0
    assert database.read_bytes() == before


def test_pack(database: Path, claims: Run) -> None:
    """Pack leaves one file."""
    with closing(open_for_writing(database)):
        pass
    assert claims("pack", database).stdout == f"{database}: {database.stat().st_size / 1e6:.1f} MB, packed.\n"
    assert list(database.parent.iterdir()) == [database]


@pytest.mark.parametrize("program", ["datasette", "sqlite_utils"])
def test_programs(program: str) -> None:
    """The commands are there under Datasette and under sqlite-utils."""
    done = subprocess.run(
        [sys.executable, "-m", program, "claims", "--help"], capture_output=True, text=True, check=True
    )
    for command in ("extract", "load", "migrate", "pack", "stats"):
        assert f"\n  {command} " in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["claims", "--help"],
        ["claims", "load", "--help"],
        ["claims", "review", "--help"],
        ["claims", "speakers", "merge", "--help"],
        ["--version"],
    ],
)
def test_starts_lightly(arguments: list[str]) -> None:
    """No help page waits for spaCy, nor for the checks of what is asked for."""
    code = (
        "import sys\nfrom datasette.cli import cli\n"
        f"cli({arguments!r}, standalone_mode=False)\n"
        "assert not {'spacy', 'py3langid', 'simplemma', 'datasette_claims.desk.requests'} & set(sys.modules), 'heavy'"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
