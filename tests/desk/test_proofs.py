"""``verify`` names whatever was tampered with; ``doctor`` puts right what follows from the log, and nothing else."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from office import NINE, SECRET, SOURCE, Newsroom, newsroom, verdict

from datasette_claims.chain import Entry, canonical, link
from datasette_claims.database import private
from datasette_claims.database.mending import mend
from datasette_claims.database.opening import open_for_writing, pack, transaction
from datasette_claims.database.proofs import verify
from datasette_claims.database.proofs.findings import MEND, RESTORE
from datasette_claims.desk import queue, reviewing
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.errors import DatabaseError


@pytest.fixture
def room(database: Path) -> Newsroom:
    """A desk at work: one claim corrected, one waiting for a second answer, one on lease, one that repeats."""
    made = newsroom(database)
    first, second, third, _, repeat = made.ids
    made.group(first, repeat)
    made.rule(required_reviews=2)
    for who in ("anna", "ben"):
        made.do(who, reviewing.answer, first, verdict("false", SOURCE, SECRET, attribution="faithful", summary="Nein."))
    made.do("dora", reviewing.publish, first, Judgement(summary="Nein."))
    made.do("dora", reviewing.correct, first, verdict("mostly_false"), "Neue Zahlen.")
    made.do("dora", reviewing.correct, first, verdict("partly_false"), "Noch neuere.")
    made.do("anna", reviewing.answer, second, verdict("true"))
    made.do("anna", queue.take, third)
    return made


def tamper(room: Newsroom, *statements: str) -> None:
    """Change rows with all triggers out of the way, which are put back afterwards."""
    triggers = room.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    room.sql(*(f"DROP TRIGGER {name}" for name, _ in triggers), *statements, *(sql for _, sql in triggers))


def contents(room: Newsroom) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows but those of the search index."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'claims_fts%' ORDER BY name"
    return {name: sorted(room.rows(f'SELECT * FROM "{name}"'), key=repr) for (name,) in room.rows(names)}


def test_sound(room: Newsroom) -> None:
    """A desk at work proves right, and the lines count what was looked at."""
    said = [str(proof) for proof in verify(room.path)]
    assert room.findings() == []
    for line in (
        "chain: 7 events, unbroken",
        "anchors of claims: 5 claims stand on their texts",
        "leases: 1 claims in work",
        "reviews: 6 rows, as the events show them",
        "evidence: 4 rows, as the events show them",
        "commitments: 1 hidden answers shown as they were given",
        "private file: 1 answers and 2 pieces of evidence, as committed to",
    ):
        assert line in said


LAST = "(SELECT max(seq) FROM review_events)"
COPY = (
    "INSERT INTO reviews SELECT 'x', claim_id, aspect, verdict, reviewer, role, summary, rationale, flags, as_of,"
    " created_at, scale_id, answer_id, event_seq, article_version_id, NULL, NULL FROM reviews LIMIT 1"
)
TAMPERED = [
    # What is wrong, and which row is named with what is said of it.
    ("UPDATE review_events SET actor = 'mallory' WHERE seq = 3", "review_events 3", "chain breaks"),
    ("DELETE FROM review_events WHERE seq = 4", "review_events 4", "chain breaks"),
    (f"DELETE FROM review_events WHERE seq = {LAST}", "review_events 7", "once went to 7"),
    ("UPDATE review_events SET payload = '{' WHERE seq = 2", "review_events 2", "cannot be read"),
    ("UPDATE review_events SET to_state = 'new' WHERE seq = 1", "review_events 2", "begins at awaiting_second"),
    ("UPDATE review_events SET to_state = 'new' WHERE seq = 7", "review_events 7", "lead claim"),
    ("UPDATE claims SET quote = 'ganz anders' WHERE rowid = 1", "claims", "quote is not what the text says"),
    ("UPDATE claims SET start = start - 1 WHERE rowid = 1", "claims", "start and end is not"),
    ("UPDATE claims SET cue = 'log' WHERE rowid = 1", "claims", "cue is not"),
    ("UPDATE claims SET addressee = 'Ben' WHERE rowid = 1", "claims", "addressee is not"),
    ("UPDATE claims SET spans = '[[0, 9999]]' WHERE rowid = 1", "claims", "quote and start and end are not"),
    ("UPDATE claims SET cue_spans = '{' WHERE rowid = 1", "claims", "cue is not"),
    ("UPDATE claims SET context = 'sonst' WHERE rowid = 1", "claims", "context is not"),
    ("UPDATE claims SET article_id = (SELECT max(id) FROM articles WHERE id <> article_id)", "claims", "article"),
    ("UPDATE mentions SET surface = 'Ben' WHERE rowid = 1", "mentions", "surface is not"),
    ("UPDATE article_versions SET text = text || '!' WHERE rowid = 1", "article_versions", "SHA-256"),
    ("UPDATE claims SET speaker_id = 's0' WHERE rowid = 1", "claims", "refers to a row of speakers"),
    ("UPDATE reviews SET verdict = 'true' WHERE rowid = 1", "reviews", "verdict not as event 2 shows it"),
    ("UPDATE reviews SET supersedes = NULL", "reviews", "supersedes not as event"),
    ("UPDATE reviews SET scale_id = 'extraction-1' WHERE rowid = 1", "reviews", "scale of another aspect"),
    (COPY, "reviews x", "no event shows it"),
    ("UPDATE evidence SET url = 'https://example.org/b' WHERE NOT confidential", "evidence", "url not as event 2"),
    ("UPDATE evidence SET claim_id = (SELECT max(id) FROM claims WHERE version = 0)", "evidence", "no event shows it"),
]  # fmt: skip


@pytest.mark.parametrize(("harm", "where", "what"), TAMPERED)
def test_tampered(room: Newsroom, harm: str, where: str, what: str) -> None:
    """What was changed behind the triggers' back is named, with what to do; the doctor leaves it as it is."""
    tamper(room, harm)
    found = [finding for finding in room.findings() if where in finding.where and what in finding.what]
    assert found
    assert not any(finding.is_mendable for finding in found)
    assert all("estore a copy" in finding.remedy for finding in found)
    left = {str(finding) for proof in mend(room.path).proofs for finding in proof.findings}
    assert {str(finding) for finding in found} <= left


CACHES = [
    ("UPDATE claims SET state = 'published', verdict = 'true' WHERE rowid = 2", "claims", "state is published"),
    ("UPDATE claims SET verdict = 'true' WHERE rowid = 4", "claims", "verdict is true, by the log unreviewed"),
    ("UPDATE claims SET attribution = NULL WHERE rowid = 1", "claims", "by the log faithful"),
    ("UPDATE claims SET version = 9 WHERE rowid = 1", "claims", "version is 9, by the log 5"),
    ("UPDATE claims SET verdict = 'unreviewed', inherited_from = NULL WHERE rowid = 5", "claims", "inherited_from"),
    ("DELETE FROM _claims_leases", "_claims_leases", "held by nobody, by the log anna"),
    ("UPDATE _claims_leases SET holder = 'ben'", "_claims_leases", "held by ben, by the log anna"),
    ("INSERT INTO _claims_leases SELECT id, 'ben', '2026' FROM claims WHERE rowid = 4", "_claims_leases", "by ben"),
    ("UPDATE claims SET quote = quote", "", ""),
    ("INSERT INTO claims_fts(claims_fts) VALUES ('delete-all')", "claims_fts", "does not hold the words"),
    ("DELETE FROM reviews WHERE role = 'second'", "reviews", "event 2 shows it"),
    ("DELETE FROM reviews WHERE role = 'corrector'", "reviews", "event 4 shows it"),
    ("DELETE FROM evidence", "evidence", "event 2 shows it"),
]


@pytest.mark.parametrize(("harm", "where", "what"), CACHES)
def test_mended(room: Newsroom, harm: str, where: str, what: str) -> None:
    """What follows from the log is named and put right, and then every row is as it was."""
    before = contents(room)
    tamper(room, harm)
    found = room.findings()
    assert all(finding.is_mendable and finding.remedy == MEND for finding in found)
    if where:
        assert any(finding.where.startswith(where) and what in finding.what for finding in found)
    mended = mend(room.path)
    assert bool(mended.done) is bool(found)
    assert [finding for proof in mended.proofs for finding in proof.findings] == []
    after = contents(room)
    (lease,), (was,) = after.pop("_claims_leases"), before.pop("_claims_leases")
    assert lease[:2] == was[:2]
    assert after == before


def test_altered_index(room: Newsroom) -> None:
    """A search index that holds other words, as many as before, is found out."""
    tamper(room, "UPDATE claims SET speaker = 'Berta Ackerbach' WHERE rowid = 2")
    assert [finding.where for finding in room.findings()] == ["claims_fts"]
    assert mend(room.path).done == ("search index made anew",)
    assert room.findings() == []


def test_triggers(room: Newsroom) -> None:
    """A trigger that is missing, altered or added is named."""
    room.sql(
        "DROP TRIGGER reviews_no_update",
        "DROP TRIGGER evidence_no_delete",
        "CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence BEGIN SELECT 1; END",
        "CREATE TRIGGER sly AFTER INSERT ON reviews BEGIN UPDATE claims SET verdict = 'true'; END",
    )
    assert {(finding.where, finding.what) for finding in room.findings()} == {
        ("trigger reviews_no_update", "is missing"),
        ("trigger evidence_no_delete", "was altered"),
        ("trigger sly", "is not ours and may change reviews"),
    }


def forge(room: Newsroom, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the second event says, and chain the whole log anew, so that only commitments can tell."""
    columns = ", ".join(field.name for field in fields(Entry))
    entries = [Entry(*row) for row in room.rows(f"SELECT {columns} FROM review_events ORDER BY seq")]
    payload = json.loads(entries[1].payload)
    change(payload)
    entries[1] = replace(entries[1], payload=canonical(payload))
    statements, before = [], ""
    for entry in entries:
        after = link(entry, before)
        said = entry.payload.replace("'", "''")
        statements.append(
            f"UPDATE review_events SET payload = '{said}', prev_hash = '{before}', hash = '{after}'"
            f" WHERE seq = {entry.seq}"
        )
        before = after
    tamper(room, *statements)


def _other_verdict(payload: dict[str, Any]) -> None:
    payload["answers"][0]["ratings"]["veracity"] = "true"


def _other_reviewer(payload: dict[str, Any]) -> None:
    payload["answers"][0]["reviewer"] = "mallory"


def _left_out(payload: dict[str, Any]) -> None:
    del payload["answers"][0]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (_other_verdict, "otherwise than event 1 committed to"),
        (_other_reviewer, "as that of mallory, but anna gave it"),
        (_left_out, "other answers than the round had"),
    ],
)
def test_forged(room: Newsroom, change: Callable[[dict[str, Any]], None], what: str) -> None:
    """An answer shown otherwise than it was committed to is named, even in a log that was chained anew."""
    forge(room, change)
    found = {finding.where: finding.what for finding in room.findings() if what in finding.what}
    assert found.keys() == {"review_events 2"}
    assert not [proof.findings for proof in verify(room.path) if proof.name == "chain" and proof.findings]


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        ("DELETE FROM answers", "is missing; claim"),
        ("DELETE FROM evidence", "is missing"),
        ("UPDATE answers SET content = replace(content, 'true', 'false')", "was changed; claim"),
        ("UPDATE evidence SET content = replace(content, 'offen', 'zu')", "was changed"),
        ("UPDATE answers SET content = '{'", "damaged"),
    ],
)
def test_private_tampered(room: Newsroom, harm: str, what: str) -> None:
    """What the private file lost or changed is named."""
    Newsroom(room.private, ()).sql(harm)
    (found, *_) = room.findings()
    assert found.where.startswith("claims.db.private")
    assert what in found.what
    assert "estore a copy" in str(found)


def test_private_damaged(room: Newsroom) -> None:
    """The doctor puts the rest right and leaves a damaged private file to be restored."""
    room.private.write_bytes(b"not a database" * 100)
    tamper(room, "UPDATE claims SET version = 9 WHERE rowid = 1")
    mended = mend(room.path)
    assert mended.done == ("1 claims show again what their events say",)
    assert [finding.where for proof in mended.proofs for finding in proof.findings] == ["claims.db.private"]
    assert room.private.read_bytes().startswith(b"not a database")


def test_private_of_others(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the right to read the private file everything else is proven, and that is said."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert str(verify(room.path)[-1]) == "private file: claims.db.private may not be read by you; not looked at"
    assert room.findings() == []


def test_spare_answers(room: Newsroom) -> None:
    """An answer that a crash left is no fault; the doctor takes it out and leaves the one that is needed."""
    Newsroom(room.private, ()).sql("INSERT INTO answers SELECT 'r0', claim_id, content FROM answers")
    assert "1 answers that no event needs" in str(verify(room.path)[-1])
    assert room.findings() == []
    needed = private.kept(room.private)[1]
    assert mend(room.path).done == ("1 answers that no event needs taken out of the private file",)
    assert private.kept(room.private) == (needed,)


def test_broken_log_mends_nothing(room: Newsroom) -> None:
    """From a log that is broken nothing is worked out."""
    tamper(room, "UPDATE review_events SET actor = 'mallory' WHERE seq = 3", "UPDATE claims SET verdict = 'true'")
    before = contents(room)
    assert mend(room.path).done == ()
    assert contents(room) == before


def test_foreign_row_in_place(room: Newsroom) -> None:
    """A missing row whose place another one has taken is left missing, and both are named."""
    tamper(room, "UPDATE reviews SET id = 'x' WHERE supersedes IS NOT NULL AND verdict = 'partly_false'")
    mended = mend(room.path)
    assert mended.done == ()
    said = {finding.what for proof in mended.proofs for finding in proof.findings}
    assert said == {"is missing; event 5 shows it", "no event shows it"}


def test_damaged_file(room: Newsroom) -> None:
    """A file that SQLite cannot read is named so."""
    pack(room.path)
    content = bytearray(room.path.read_bytes())
    ((root,),) = room.rows("SELECT rootpage FROM sqlite_master WHERE name = 'reviews'")
    ((size,),) = room.rows("PRAGMA page_size")
    content[(root - 1) * size : root * size] = b"\xff" * size
    room.path.write_bytes(content)
    with pytest.raises(DatabaseError, match=r"is damaged .*Restore"):
        mend(room.path)
    found = room.findings()
    assert ("file", RESTORE) in {(finding.where, finding.remedy) for finding in found}
    assert all("cannot be read" in finding.what for finding in found if finding.where == "file")


def test_one_snapshot(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written between two proofs does not make them differ."""
    from datasette_claims.database.proofs import standings  # noqa: PLC0415 - what is changed stands there

    fold = standings.fold

    def writing(connection: sqlite3.Connection) -> None:
        with closing(open_for_writing(room.path)) as other, transaction(other, room.path):
            other.execute("DELETE FROM _claims_leases")
        fold(connection)

    monkeypatch.setattr(standings, "fold", writing)
    assert room.findings() == []
    monkeypatch.undo()
    assert room.findings() != []


def test_read_only(room: Newsroom) -> None:
    """A file that may not be written is proven, and not a byte of it changes."""
    pack(room.path)
    room.path.chmod(0o444)
    before = room.path.read_bytes()
    assert room.findings() == []
    assert room.path.read_bytes() == before


def test_commands(room: Newsroom, claims: Callable[..., Result]) -> None:
    """The commands print a line a proof and then what is wrong; the exit status says whether anything is."""
    fine = claims("verify", room.path)
    assert fine.exit_code == 0
    assert "chain: 7 events, unbroken\n" in fine.output
    tamper(room, "UPDATE claims SET version = 9")
    bad = claims("verify", room.path)
    assert bad.exit_code == 1
    assert "standings: 5 wrong" in bad.output
    assert f"version is 9, by the log 5. {MEND}" in bad.output
    assert claims("doctor", room.path).output == bad.output
    mended = claims("doctor", room.path, "--repair")
    assert (mended.exit_code, mended.output.splitlines()[0]) == (0, "5 claims show again what their events say")
    assert claims("doctor", room.path, "--repair").output.startswith("Nothing needed")


def test_long_lists(database: Path, claims: Callable[..., Result]) -> None:
    """Of many faults of one kind twenty are printed, and how many more there are."""
    room = newsroom(database, [f"es gebe {number} Brücken" for number in range(30)])
    tamper(room, "UPDATE claims SET version = 9")
    assert "… and 11 more like these" in claims("verify", room.path).output


def test_unreadable(tmp_path: Path, claims: Callable[..., Result]) -> None:
    """What is no claims database is named, and what to do."""
    (tmp_path / "a.db").write_bytes(b"text")
    done = claims("verify", tmp_path / "a.db")
    assert done.exit_code == 1
    assert "not an SQLite database" in done.output


def test_time(room: Newsroom) -> None:
    """A mended lease lasts as long as a new one would."""
    room.sql("DELETE FROM _claims_leases")
    mend(room.path)
    ((until,),) = room.rows("SELECT until FROM _claims_leases")
    assert until > NINE
