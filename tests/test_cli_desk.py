"""``datasette claims queue``, ``review`` and the other commands of the review desk."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from datasette_claims import load
from datasette_claims.cli import claims as group
from datasette_claims.cli import visiting
from datasette_claims.cli.tables import table
from datasette_claims.database import private
from datasette_claims.database.opening import open_for_writing
from datasette_claims.steps import Flag, RejectReason

Run = Callable[..., Result]
Desk = Callable[..., str]

ARTICLE = (
    "BUCHTAL (dpa) - Die Ministerin Anna Ackerbach hat am Dienstag den Bericht über die Brücke vorgestellt."
    " „Wir prüfen alles“, sagte Ackerbach. Sie betonte, dass die Reparatur zwölf Millionen Euro kosten werde."
    " Bürgermeister Bernd Birkental erklärte, dass 300 Menschen die Brücke täglich überqueren."
)
EVIDENCE = [{"bearing": "refutes", "title": "Haushalt", "quote": "18 Millionen", "published_at": "2025-02"}]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of three claims."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "a.txt").write_text(ARTICLE)
    load(folder / "claims.db", [folder / "a.txt"], pipeline="fast")
    return folder / "claims.db"


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    """A copy of it for each test."""
    path = tmp_path / "claims.db"
    path.write_bytes(made.read_bytes())
    return path


@pytest.fixture
def keys(database: Path) -> list[str]:
    """The ids of the claims, in text order."""
    with closing(sqlite3.connect(database)) as connection:
        return [key for (key,) in connection.execute("SELECT id FROM claims ORDER BY start")]


def named(command: str, database: Path, *arguments: object) -> list[object]:
    """Return the words of a command; of a group's command the database comes third."""
    return (
        [command, arguments[0], database, *arguments[1:]] if command == "speakers" else [command, database, *arguments]
    )


@pytest.fixture
def desk(database: Path, claims: Run) -> Desk:
    """Run a command that succeeds, on the database; return what it prints."""

    def run(command: str, *arguments: object, actor: str | None = None) -> str:
        result = claims(*named(command, database, *arguments), *(["--actor", actor] if actor else []))
        assert result.exit_code == 0, result.stderr
        return result.stdout

    return run


@pytest.fixture
def refused(database: Path, claims: Run) -> Desk:
    """Run a command that is refused with status 1 and one line; return the line. The log is as it was."""

    def run(command: str, *arguments: object, actor: str | None = None) -> str:
        before = logged(database)
        result = claims(*named(command, database, *arguments), *(["--actor", actor] if actor else []))
        assert (result.exit_code, result.stdout) == (1, "")
        assert logged(database) == before
        (line,) = result.stderr.splitlines()
        return line.removeprefix("Error: ")

    return run


def logged(database: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT seq, hash FROM review_events ORDER BY seq").fetchall()


def listed(desk: Desk, *arguments: object, actor: str | None = None) -> list[str]:
    """Return the ids that the queue lists."""
    return [claim["id"] for claim in json.loads(desk("queue", *arguments, "--json", actor=actor))["claims"]]


def state(desk: Desk, claim: str, *arguments: object) -> tuple[str, str]:
    """Return a claim's state and verdict by its history."""
    at = json.loads(desk("history", claim, *arguments, "--json"))["standing"]
    return at["state"], at["verdict"]


def test_queue_order(desk: Desk, keys: list[str]) -> None:
    """The queue lists claims in the very order in which it hands them out."""
    shown = listed(desk, actor="rita")
    taken = [json.loads(desk("queue", "--take", "--json", actor="rita"))["claim"]["id"] for _ in keys]
    assert shown == taken
    assert sorted(taken) == sorted(keys)


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        (["--speaker", "Bernd Birkental"], [2]),
        (["--text", "Millionen Euro"], [1]),
        (["--type", "direct"], [0]),
        (["--lang", "en"], []),
        (["--from", "2030"], []),
        (["--speaker", "Anna Ackerbach", "--limit", "5"], [0, 1]),
        (["--state", "queued"], []),
    ],
)
def test_queue_filters(desk: Desk, keys: list[str], filters: list[str], places: list[int]) -> None:
    """A filter leaves the claims that it names, and nothing else."""
    assert sorted(listed(desk, *filters)) == sorted(keys[place] for place in places)


def test_queue_limit(desk: Desk) -> None:
    """The list ends where it is told to."""
    assert listed(desk, "--limit", "1") == listed(desk)[:1]


def test_queue_lines(desk: Desk, keys: list[str]) -> None:
    """A line names the claim, its state, its speaker and what was said."""
    lines = desk("queue").splitlines()
    assert f"{keys[2]}  new    Bernd Birkental  dass 300 Menschen die Brücke täglich überqueren" in lines
    assert len(lines) == 3


def test_queue_leaves_out(desk: Desk, keys: list[str]) -> None:
    """What somebody has in work, and what one has answered, is not offered."""
    desk("settings", "--required-reviews", 2)
    desk("take", keys[0], actor="ruth")
    desk("review", keys[1], "--verdict", "true", actor="rita")
    assert listed(desk, actor="rita") == [keys[2]]
    assert listed(desk, actor="carl") == [keys[1], keys[2]]


def test_queue_old_lease(desk: Desk, keys: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim whose lease has run out is offered again, before those that are new."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740528000")
    desk("take", keys[0], actor="ruth")
    assert keys[0] not in listed(desk, actor="rita")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1740528000 + 30 * 60))
    assert listed(desk, actor="rita")[0] == keys[0]
    assert json.loads(desk("queue", "--take", "--json", actor="rita"))["claim"]["holder"] == "rita"


def test_queue_empty(desk: Desk) -> None:
    """An empty queue says so; programs are told null."""
    assert desk("queue", "--lang", "en") == "No claim is waiting.\n"
    assert desk("queue", "--lang", "en", "--take") == "No claim is waiting.\n"
    assert json.loads(desk("queue", "--lang", "en", "--take", "--json")) == {"claim": None}


def test_take_says_until(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking says who has the claim until when."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740528000")
    assert desk("queue", "--take", actor="rita").splitlines()[1] == "rita has it in work until 2025-02-26T00:30:00Z."


def test_review(desk: Desk, keys: list[str], tmp_path: Path) -> None:
    """A verdict comes with evidence by address and from a file, and the claim shows it at once."""
    (tmp_path / "evidence.json").write_text(json.dumps(EVIDENCE))
    line = desk(
        *("review", keys[1], "--verdict", "false", "--attribution", "faithful", "--rationale", "Der Haushalt sagt es."),
        *("--evidence", "https://example.org/a=b", "--evidence", "supports=https://example.org/c"),
        *("--evidence-file", tmp_path / "evidence.json", "--flag", "wrong_number", "--as-of", "2025-02-26"),
        actor="rita",
    )
    assert line == f"{keys[1]}: answered. It is decided now, verdict false, version 1.\n"
    told = json.loads(desk("history", keys[1], "--json"))
    assert (told["claim"]["verdict"], told["claim"]["attribution"]) == ("false", "faithful")
    assert [(item["bearing"], item["url"], item["title"]) for item in told["evidence"]] == [
        ("context", "https://example.org/a=b", ""),
        ("supports", "https://example.org/c", ""),
        ("refutes", None, "Haushalt"),
    ]
    review = told["reviews"][0]
    assert (review["reviewer"], review["flags"], review["as_of"]) == ("rita", ["wrong_number"], "2025-02-26")


def test_one_piece_in_a_file(desk: Desk, keys: list[str], tmp_path: Path) -> None:
    """A file may hold one piece of evidence without a list around it."""
    (tmp_path / "evidence.json").write_text(json.dumps(EVIDENCE[0]))
    desk("review", keys[1], "--verdict", "false", "--evidence-file", tmp_path / "evidence.json")
    assert len(json.loads(desk("history", keys[1], "--json"))["evidence"]) == 1


def test_step_json(desk: Desk, keys: list[str]) -> None:
    """Programs get the event and the claim as lists show it."""
    told = json.loads(desk("triage", keys[0], "--json"))
    assert {name: told[name] for name in ("event", "type")} == {"event": 1, "type": "triaged"}
    assert (told["claim"]["id"], told["claim"]["state"], told["claim"]["version"]) == (keys[0], "queued", 1)
    assert set(told) == {"event", "type", "claim"}


def test_life(desk: Desk, keys: list[str]) -> None:
    """A claim goes from triage to publication, correction, withdrawal and a new round."""
    steps: list[tuple[list[str], tuple[str, str]]] = [
        (["triage"], ("queued", "unreviewed")),
        (["take"], ("in_review", "unreviewed")),
        (["release"], ("queued", "unreviewed")),
        (["assess", "--attribution", "verbatim"], ("queued", "unreviewed")),
        (["review", "--verdict", "false", "--evidence", "https://example.org/"], ("decided", "false")),
        (["undo"], ("queued", "unreviewed")),
        (["review", "--verdict", "false", "--evidence", "https://example.org/"], ("decided", "false")),
        (["publish", "--summary", "Es wird teurer."], ("published", "false")),
        (["correct", "--note", "Verlesen.", "--verdict", "true", "--summary", "Stimmt."], ("corrected", "true")),
        (["withdraw", "--reason", "Der Haushalt wurde geändert."], ("withdrawn", "unreviewed")),
        (["reopen"], ("queued", "unreviewed")),
        (["reject", "--reason", "opinion"], ("rejected", "unreviewed")),
    ]
    for (command, *options), expected in steps:
        desk(command, keys[1], *options, actor="rita")
        assert state(desk, keys[1]) == expected, command


def test_dispute(desk: Desk, database: Path, keys: list[str]) -> None:
    """A blind answer is shown nowhere until the second; a third person settles; nothing stays in the private file."""
    desk("triage", keys[1], "--required", 2)
    line = desk("review", keys[1], "--verdict", "false", "--rationale", "Geheimnis", actor="rita")
    assert line == f"{keys[1]}: answered. It is awaiting_second now, verdict unreviewed, version 2.\n"
    assert "Geheimnis" not in desk("history", keys[1], "--json")
    assert "Geheimnis" not in "".join(map(repr, logged(database)))
    desk("review", keys[1], "--verdict", "true", actor="ruth")
    assert state(desk, keys[1]) == ("disputed", "unreviewed")
    assert "Geheimnis" in desk("history", keys[1], "--json")
    assert private.kept(private.beside(database)) == ()
    desk("adjudicate", keys[1], "--verdict", "unproven", actor="carl")
    assert state(desk, keys[1]) == ("decided", "unproven")


def test_release_for_another(desk: Desk, keys: list[str]) -> None:
    """Whoever may write the file may give back what another has in work."""
    desk("take", keys[0], actor="ruth")
    assert desk("release", keys[0], actor="rita").startswith(f"{keys[0]}: released. It is queued now")


def speaker_of(desk: Desk, claim: str) -> str:
    """Return who says a claim, by its history."""
    found: str = json.loads(desk("history", claim, "--json"))["claim"]["speaker"]
    return found


def test_merge(desk: Desk, refused: Desk, keys: list[str]) -> None:
    """A speaker who turns out to be another gives the claims away until that is taken back; name or id will do."""
    line = desk("speakers", "merge", "Bernd Birkental", "Anna Ackerbach")
    assert line == "Bernd Birkental is Anna Ackerbach now: 1 claim changed hands.\n"
    assert speaker_of(desk, keys[2]) == "Anna Ackerbach"
    told = json.loads(desk("speakers", "alias", "Bernd Birkental", "Birkental-Ackerbach", "--json"))["speaker"]
    assert told["aliases"]["Birkental-Ackerbach"] == "manual"
    assert refused("speakers", "merge", told["id"], "Anna Ackerbach").startswith("This speaker was merged already")
    desk("speakers", "split", told["id"][:12])
    assert speaker_of(desk, keys[2]) == "Bernd Birkental"
    assert refused("speakers", "split", told["id"]) == "This speaker was not merged into another."


def test_divide(desk: Desk, refused: Desk, keys: list[str]) -> None:
    """Some of a speaker's claims get another speaker; the others, and other people's, do not."""
    line = desk("speakers", "divide", "Anna Ackerbach", "Anna Buche", "--claim", keys[1])
    assert line == "1 claim went from Anna Ackerbach to Anna Buche.\n"
    assert [speaker_of(desk, key) for key in keys] == ["Anna Ackerbach", "Anna Buche", "Bernd Birkental"]
    line = refused("speakers", "divide", "Anna Ackerbach", "Carl", "--claim", keys[2])
    assert line == f"--claim: not of this speaker: {keys[2]}"


def test_alias(desk: Desk, refused: Desk) -> None:
    """Another name is added once and taken away again; nobody is called nothing."""
    assert desk("speakers", "alias", "Anna Ackerbach", "A. A.") == "Anna Ackerbach is also called A. A..\n"
    assert refused("speakers", "alias", "Anna Ackerbach", "A. A.") == "That name is known already."
    desk("speakers", "alias", "Anna Ackerbach", "A. A.", "--remove")
    assert refused("speakers", "alias", "Anna Ackerbach", "A. A.", "--remove") == "Nobody added that name."
    assert refused("speakers", "alias", "Anna Ackerbach", "").startswith("NAME: ")
    for unknown in ("Niemand", "", "c", "\udcff"):
        assert refused("speakers", "alias", unknown, "X") == f"There is no speaker {unknown!r}."


_STRANGE = "\u202etxet"
REFUSALS: list[tuple[str, list[str], str]] = [
    ("review", [], "--verdict: a verdict is missing"),
    ("review", ["--verdict", "flase"], "--verdict: 'flase' is not one of true, mostly_true,"),
    ("review", ["--verdict", "No!"], "--verdict: "),
    ("review", ["--verdict", "true", "--flag", "nice"], "--flag: Input should be 'outdated',"),
    ("review", ["--verdict", "true", "--as-of", "gestern"], "--as-of: must be a date like 2025-02-26"),
    ("review", ["--verdict", "true", "--evidence", "refutes=javascript:1"], "evidence 1, url: must be a web address"),
    ("review", ["--verdict", "true", "--summary", "\x1b[31m"], "--summary: holds characters that cannot be printed"),
    ("review", ["--verdict", "true", "--if-version", "3"], "The claim has changed since you read it"),
    ("review", ["--verdict", "true", "--actor", " "], "--actor: must be a name that can be printed"),
    ("review", ["--verdict", "true", "--actor", _STRANGE], "--actor: must be a name that can be printed"),
    ("assess", [], "--verdict, --attribution, --extraction: judge extraction or attribution"),
    ("assess", ["--attribution", "true"], "--attribution: 'true' is not one of verbatim"),
    ("triage", ["--required", "4"], "--required: "),
    ("reject", [], "--reason: Field required"),
    ("reject", ["--reason", "boring"], "--reason: Input should be 'not_a_claim',"),
    ("withdraw", ["--reason", "So."], "The claim is new; this step needs one that is corrected, published."),
    ("publish", ["--summary", "So."], "The claim is new; this step needs one that is decided."),
    ("adjudicate", ["--verdict", "true"], "The claim is new; this step needs one that is disputed."),
    ("correct", ["--note", "So."], "The claim is new;"),
    ("reopen", [], "The claim is new;"),
    ("release", [], "Nobody has this claim in work."),
    ("undo", [], "The last step on this claim cannot be taken back."),
]


@pytest.mark.parametrize(("command", "options", "says"), REFUSALS, ids=[" ".join([c, *o]) for c, o, _ in REFUSALS])
def test_refusals(refused: Desk, keys: list[str], command: str, options: list[str], says: str) -> None:
    """What cannot be is one line that names the option to change, and nothing has happened."""
    assert refused(command, keys[0], *options).startswith(says)


def test_publish_gate(desk: Desk, refused: Desk, keys: list[str]) -> None:
    """All that publishing still needs is named at once, by its options."""
    desk("review", keys[0], "--verdict", "true")
    assert refused("publish", keys[0]) == (
        "--attribution: it must be confirmed that the speaker said it (verbatim or faithful);"
        " --summary: a sentence that sums up the verdict is missing;"
        " --evidence: at least one piece of evidence is missing"
    )


def test_others(desk: Desk, refused: Desk, keys: list[str]) -> None:
    """Nobody answers what another has in work, answers twice, or undoes another's step."""
    desk("settings", "--required-reviews", 2)
    desk("take", keys[0], actor="ruth")
    assert refused("review", keys[0], "--verdict", "true", actor="rita") == "ruth has this claim in work."
    desk("review", keys[0], "--verdict", "true", actor="ruth")
    assert refused("review", keys[0], "--verdict", "true", actor="ruth").startswith("You have answered this claim")
    assert refused("undo", keys[0], actor="rita") == "The last step on this claim was taken by ruth."


@pytest.mark.parametrize("content", ["{", "\xff", "[" * 100_000, '[{"title": "ohne"}]', "[1]"])
def test_bad_evidence_file(refused: Desk, keys: list[str], tmp_path: Path, content: str) -> None:
    """A file that holds no evidence is refused, and says what it lacks."""
    file = tmp_path / "evidence.json"
    file.write_bytes(content.encode("latin-1"))
    line = refused("review", keys[0], "--verdict", "true", "--evidence-file", file)
    assert line.startswith((f"--evidence-file: {file} is no JSON", "evidence 1, bearing: Field", "evidence 1: Input"))


def test_prefix(desk: Desk, refused: Desk, keys: list[str]) -> None:
    """A claim may be called by as many of its first characters as no other begins with."""
    short = next(keys[0][:n] for n in range(1, 22) if sum(key.startswith(keys[0][:n]) for key in keys) == 1)
    assert json.loads(desk("history", short, "--json"))["claim"]["id"] == keys[0]
    assert json.loads(desk("history", keys[0], "--json"))["claim"]["id"] == keys[0]
    assert (
        refused("take", "c") == f"'c' begins the ids of several claims, as {', '.join(sorted(keys))}. Write more of it."
    )
    for unknown in ("", "c%", "d", keys[0] + "0", "x'", "c\udcff"):
        assert refused("take", unknown) == f"There is no claim {unknown!r}."


def test_history(desk: Desk, keys: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The history is a line an event: number, time, who, what, the states, why."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740528000")
    desk("triage", keys[2], actor="rita")
    desk("reject", keys[2], "--reason", "out_of_scope", "--note", "Nur Verkehr", actor="ruth")
    desk("undo", keys[2], actor="ruth")
    head, events = desk("history", keys[2]).split("\n\n")
    assert head.splitlines() == [
        f"claim    {keys[2]}",
        "speaker  Bernd Birkental",
        "quote    dass 300 Menschen die Brücke täglich überqueren",
        "state    queued",
        "verdict  unreviewed",
        "version  3",
    ]
    assert events.splitlines() == [
        "1  2025-02-26T00:00:00Z  rita  triaged   new → queued",
        "2  2025-02-26T00:00:00Z  ruth  rejected  queued → rejected  out_of_scope; Nur Verkehr",
        "3  2025-02-26T00:00:00Z  ruth  undone    rejected → queued  event 2",
    ]


def test_history_on(desk: Desk, refused: Desk, keys: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A past day shows the verdict, the reviews and the events that were known at its end."""
    for day, verdict in enumerate(("false", "true")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1740528000 + day * 86400))
        desk("review", keys[0], "--verdict", verdict, actor="rita")
        if not day:
            desk("reopen", keys[0], "--note", "Neues", actor="ruth")
    known = [(day, *state(desk, keys[0], "--on", day)) for day in ("2025-02-25", "2025-02-26T00:00:00Z", "2025-02-27")]
    assert known == [
        ("2025-02-25", "new", "unreviewed"),
        ("2025-02-26T00:00:00Z", "queued", "unreviewed"),
        ("2025-02-27", "decided", "true"),
    ]
    told = json.loads(desk("history", keys[0], "--on", "2025-02-26", "--json"))
    assert [review["verdict"] for review in told["reviews"]] == ["false"]
    assert "on       2025-02-26" in desk("history", keys[0], "--on", "2025-02-26")
    assert refused("history", keys[0], "--on", "gestern") == "--on: must be a date like 2025-02-26"


def test_settings(desk: Desk, refused: Desk, database: Path) -> None:
    """The rules are shown, changed with an event, and not changed to what they cannot be."""
    assert desk("settings") == "required_reviews  1\nlease_minutes     30\n"
    assert json.loads(desk("settings", "--required-reviews", 3, "--json")) == {
        "required_reviews": 3,
        "lease_minutes": 30,
    }
    assert refused("settings", "--lease-minutes", 0) == "--lease-minutes: must be 1 to 1440"
    assert len(logged(database)) == 1


def test_agreement(desk: Desk, keys: list[str]) -> None:
    """Independent first answers are compared; of each figure one line, and the same to programs."""
    desk("settings", "--required-reviews", 2)
    for reviewer, given in (("rita", ("true", "false", "true")), ("ruth", ("true", "false", "false"))):
        for key, verdict in zip(keys, given, strict=True):
            desk("review", key, "--verdict", verdict, actor=reviewer)
    told = json.loads(desk("agreement", "--json"))
    assert (told["aspect"], told["units"], told["ratings"], told["warnings"]) == ("veracity", 3, 6, ["few_units"])
    assert told["raw"] == pytest.approx(2 / 3)
    assert told["worst_pairs"] == [["true", "false", 1]]
    lines = desk("agreement").splitlines()
    assert "raw agreement  0.67" in lines
    assert "  rita, ruth  3 claims  raw 0.67  κ 0.40" in lines
    assert lines[-2:] == ["confused most often", "  1  true / false"]
    assert "claims         0" in desk("agreement", "--aspect", "attribution").splitlines()


def test_locked(database: Path, refused: Desk, keys: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process writes, a step says so and what to do; looking goes on."""
    monkeypatch.setattr(visiting, "open_for_writing", partial(open_for_writing, wait=0.01))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        said = f"{database}: another process is writing to it. Try again when it has finished."
        assert refused("take", keys[0]) == said
        assert refused("queue", "--take") == said
        assert refused("settings", "--lease-minutes", "5") == said


def test_read_only(database: Path, desk: Desk, refused: Desk, keys: list[str]) -> None:
    """A file that may not be written is looked at and not changed."""
    database.chmod(0o444)
    assert refused("review", keys[0], "--verdict", "true").startswith(f"{database}: the file is read-only.")
    assert len(listed(desk)) == 3
    assert state(desk, keys[0]) == ("new", "unreviewed")


@pytest.mark.parametrize("command", [["queue"], ["queue", "--take"], ["take", "c"], ["history", "c"], ["settings"]])
def test_other_database(claims: Run, tmp_path: Path, command: Sequence[str]) -> None:
    """A database of something else is refused and stays as it is; a file that is none, too."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE notes (note TEXT)")
    before = path.read_bytes()
    result = claims(command[0], path, *command[1:])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {path}: not a claims database of this version.")
    assert path.read_bytes() == before
    path.write_text("Das ist keine Datenbank.")
    assert "not an SQLite database" in claims(command[0], path, *command[1:]).stderr


def test_login_name(desk: Desk, refused: Desk, keys: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who acts is who is logged in; where that is nobody, the option must say it."""
    monkeypatch.setattr(visiting.getpass, "getuser", lambda: "berta")
    assert json.loads(desk("take", keys[0], "--json"))["claim"]["holder"] == "berta"

    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr(visiting.getpass, "getuser", nobody)
    assert refused("take", keys[1]) == "--actor: nobody is logged in; name who acts"


def option(command: str, name: str) -> click.Option:
    (found,) = (one for one in group.commands[command].params if one.name == name and isinstance(one, click.Option))
    return found


def test_named_choices() -> None:
    """The help names every reason and every flag, and no other."""
    for found, kind in ((option("reject", "reason"), RejectReason), (option("review", "flags"), Flag)):
        named = re.findall(r"[a-z_]{5,}", (found.help or "").partition(": ")[2].partition(";")[0])
        assert named == [one.value for one in kind]  # type: ignore[attr-defined]


def test_named_keys(refused: Desk, keys: list[str]) -> None:
    """The keys that the help names for example are on the scales."""
    for name in ("verdict", "attribution", "extraction"):
        named = re.findall(r"[a-z_]+", (option("review", name).help or "").partition(": ")[2])
        line = refused("review", keys[0], "--verdict", "true", f"--{name}", "no_such_key")
        known = set(re.findall(r"[a-z_]+", line.partition("is not one of ")[2]))
        assert named
        assert set(named) <= known


def test_table() -> None:
    """Columns are aligned; what would move the cursor or turn the writing is shown as a mark."""
    rows: list[tuple[Any, ...]] = [("a", "bb", "c"), ("dddd", "\x1b[2J", "\u202ee")]
    assert list(table(rows)) == ["a     bb    c", "dddd  �[2J  �e"]
