"""The desk over a real file: the queue, hidden answers, publication, bulk steps, and what a crash leaves."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from office import NINE, SECRET, SOURCE, Newsroom, verdict

from datasette_claims import review
from datasette_claims.clock import later
from datasette_claims.database import log, private
from datasette_claims.database.filtering import Filters
from datasette_claims.database.opening import open_for_reading
from datasette_claims.desk import queue, reviewing
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.errors import (
    DatabaseError,
    InvalidFields,
    LeasedByAnother,
    NotPermitted,
    StaleVersion,
    StepRefused,
    UnknownRow,
)

ALL = Filters()
TELLING = "Ganz und gar unverwechselbar"


def on_disk(room: Newsroom) -> bytes:
    """Return every byte of the database and of its log."""
    files = [room.path, room.path.with_name(f"{room.path.name}-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


def test_queue_order(room: Newsroom) -> None:
    """What waits for a second answer comes first, then what was chosen, and nothing that somebody has."""
    room.rule(required_reviews=2)
    room.do("anna", reviewing.answer, room.ids[2], verdict())
    room.do("anna", reviewing.triage, room.ids[1])
    taken = [room.do("ben", queue.take_next, ALL).claim_id for _ in range(5)]
    assert taken[:2] == [room.ids[2], room.ids[1]]
    assert sorted(taken) == sorted(room.ids)
    assert room.do("carla", queue.take_next, ALL) is None


def test_no_second_answer_of_ones_own(room: Newsroom) -> None:
    """Nobody is handed a claim that they have answered, unless they took the answer back."""
    room.rule(required_reviews=2)
    only = Filters(text="Brücke", article=room.rows("SELECT article_id FROM claims WHERE id = ?", room.ids[0])[0][0])
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    assert room.do("anna", queue.take_next, only) is None
    with pytest.raises(NotPermitted, match="somebody else"):
        room.do("anna", reviewing.answer, room.ids[0], verdict())
    room.do("anna", reviewing.undo, room.ids[0])
    assert room.do("anna", queue.take_next, only).claim_id == room.ids[0]


def test_lease_renewed_and_run_out(room: Newsroom) -> None:
    """A renewed lease lasts from then on; one that has run out returns the claim to the queue."""
    key = room.do("anna", queue.take_next, ALL).claim_id
    assert room.do("anna", queue.renew, key, at=later(NINE, 20)) == later(NINE, 50)
    only = Filters(article=room.rows("SELECT article_id FROM claims WHERE id = ?", key)[0][0])
    others = [room.do("ben", queue.take_next, only, at=later(NINE, 49)) for _ in range(4)]
    assert key not in {outcome.claim_id for outcome in others if outcome}
    assert room.do("carla", queue.take_next, only, at=later(NINE, 50)).claim_id == key
    with pytest.raises(LeasedByAnother, match="carla has"):
        room.do("anna", queue.renew, key, at=later(NINE, 51))
    types = room.rows("SELECT type, actor FROM review_events WHERE claim_id = ? ORDER BY seq", key)
    assert types == [("taken", "anna"), ("expired", "carla"), ("taken", "carla")]
    assert room.findings() == []


def test_release(room: Newsroom) -> None:
    """A claim that is given back is anybody's."""
    key = room.do("anna", queue.take_next, ALL).claim_id
    room.do("anna", queue.release, key)
    assert room.do("ben", queue.take_next, ALL).claim_id == key


def test_blind_answer(room: Newsroom) -> None:
    """No byte of a first answer is in the database before the second is given; then both are."""
    room.rule(required_reviews=2)
    given = verdict("mostly_false", replace(SOURCE, title=TELLING), summary=TELLING, rationale=TELLING)
    room.do("anna", reviewing.answer, room.ids[0], given)
    before = on_disk(room)
    assert TELLING.encode() not in before
    assert b'"mostly_false"' not in before
    assert room.rows("SELECT count(*) FROM reviews UNION ALL SELECT count(*) FROM evidence") == [(0,), (0,)]
    assert room.findings() == []
    room.do("ben", reviewing.answer, room.ids[0], verdict("mostly_false"))
    assert TELLING.encode() in on_disk(room)
    assert room.claim(room.ids[0])[:2] == ("decided", "mostly_false")
    assert private.kept(room.private) == ()
    assert room.findings() == []


def test_confidential_evidence(room: Newsroom) -> None:
    """Confidential evidence never enters the database, and stays provable."""
    room.do("anna", reviewing.answer, room.ids[0], verdict("false", SECRET))
    assert SECRET.quote.encode() not in on_disk(room)
    ((key, commitment),) = room.rows("SELECT id, commitment FROM evidence WHERE confidential")
    assert private.evidence(room.private, [key])[key].quote == SECRET.quote
    assert len(commitment) == 64
    assert room.findings() == []


def test_publish_correct_withdraw(room: Newsroom) -> None:
    """A claim goes out with all that it needs, is corrected and withdrawn, and each is a step of its own."""
    key = room.ids[0]
    room.do("anna", reviewing.answer, key, verdict("false", summary=""))
    with pytest.raises(InvalidFields) as missing:
        room.do("dora", reviewing.publish, key, Judgement())
    assert set(missing.value.fields) == {"ratings.attribution", "summary", "evidence"}
    room.do("anna", reviewing.assess, key, Judgement({review.Aspect.ATTRIBUTION: "faithful"}))
    room.do("dora", reviewing.publish, key, Judgement(summary="Nein.", evidence=(SOURCE,)))
    assert room.claim(key)[:2] == ("published", "false")
    for number, to in enumerate(("mostly_false", "partly_false"), 1):
        room.do("dora", reviewing.correct, key, verdict(to), f"Änderung {number}")
        assert room.claim(key)[:2] == ("corrected", to)
    assert room.rows("SELECT count(DISTINCT supersedes) FROM reviews") == [(2,)]
    room.do("dora", reviewing.withdraw, key, "Irrtum")
    assert room.claim(key)[:2] == ("withdrawn", "unreviewed")
    assert room.findings() == []


def test_stale_version(room: Newsroom) -> None:
    """A step on a version that the actor has not seen is refused, and nothing is written."""
    room.do("anna", reviewing.triage, room.ids[0], version=0)
    with pytest.raises(StaleVersion):
        room.do("ben", reviewing.answer, room.ids[0], verdict(), version=0)
    assert room.rows("SELECT count(*) FROM review_events") == [(1,)]


def test_unknown(room: Newsroom) -> None:
    """A claim or a verdict that does not exist is named."""
    with pytest.raises(UnknownRow, match="no claim c0"):
        room.do("anna", reviewing.triage, "c0")
    with pytest.raises(InvalidFields, match="pants_on_fire"):
        room.do("anna", reviewing.answer, room.ids[0], verdict("pants_on_fire"))
    with pytest.raises(UnknownRow, match="no bulk step b0"):
        room.do("anna", queue.undo_many, "b0")


def test_bulk(room: Newsroom) -> None:
    """A bulk step touches all its claims, and one undo takes it back."""
    bulk = room.do("anna", queue.reject_many, room.ids, "out_of_scope")
    assert room.rows("SELECT DISTINCT state FROM claims") == [("rejected",)]
    room.do("anna", queue.undo_many, bulk.name)
    assert room.rows("SELECT DISTINCT state, version FROM claims") == [("new", 2)]
    assert room.findings() == []


def test_bulk_refused(room: Newsroom) -> None:
    """A bulk step that one claim refuses says which and why; rolled back, it has changed nothing."""
    room.do("ben", queue.take, room.ids[1])
    before = room.rows("SELECT * FROM claims")
    found = []

    def all_or_nothing(visit: object) -> None:
        found.append(queue.triage_many(visit, room.ids))  # type: ignore[arg-type]
        raise StepRefused("not all of them")

    with pytest.raises(StepRefused, match="not all"):
        room.do("anna", all_or_nothing)
    (bulk,) = found
    assert [key for key, _ in bulk.refused] == [room.ids[1]]
    assert "ben has this claim in work" in bulk.refused[0][1]
    assert room.rows("SELECT * FROM claims") == before


def test_bulk_undone_late(room: Newsroom) -> None:
    """Undoing a bulk step takes back that step, and refuses where something else has happened since."""
    bulk = room.do("anna", queue.triage_many, room.ids[:2])
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    undone = room.do("anna", queue.undo_many, bulk.name)
    assert [key for key, _ in undone.refused] == [room.ids[0]]
    assert "since" in undone.refused[0][1]
    assert room.claim(room.ids[0])[:2] == ("decided", "false")


@pytest.mark.parametrize("ids", [[], [f"c{number}" for number in range(501)]])
def test_bulk_size(room: Newsroom, ids: list[str]) -> None:
    """A bulk step names 1 to 500 claims."""
    with pytest.raises(InvalidFields, match="1 to 500"):
        room.do("anna", queue.triage_many, ids)


def test_rules_change(room: Newsroom) -> None:
    """A changed rule holds for the next round, not for one that has begun."""
    room.rule(required_reviews=2, lease_minutes=5)
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    room.rule(required_reviews=1)
    room.do("ben", reviewing.answer, room.ids[0], verdict())
    room.do("anna", reviewing.answer, room.ids[1], verdict())
    assert [room.claim(key)[0] for key in room.ids[:2]] == ["decided", "decided"]
    room.do("anna", queue.take, room.ids[2])
    assert room.rows("SELECT until FROM _claims_leases") == [(later(NINE, 5),)]


def test_private_file(room: Newsroom) -> None:
    """The private file is beside the database, its name ends in .private, and only its owner may read it."""
    room.do("anna", reviewing.answer, room.ids[0], verdict("false", SECRET))
    assert room.private.name == "claims.db.private"
    assert stat.S_IMODE(room.private.stat().st_mode) == 0o600


def test_crash_before_commit(room: Newsroom) -> None:
    """An answer whose event was never committed stays in the private file, harms nobody, and can be given again."""
    room.rule(required_reviews=2)

    def crash(visit: reviewing.Visit) -> None:
        reviewing.answer(visit, room.ids[0], verdict())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        room.do("anna", crash)
    assert len(private.kept(room.private)) == 1
    assert room.rows("SELECT count(*) FROM review_events") == [(0,)]
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    room.do("ben", reviewing.answer, room.ids[0], verdict())
    assert room.claim(room.ids[0])[0] == "decided"
    assert room.findings() == []


def test_begun_private_file(room: Newsroom) -> None:
    """A private file that was begun and never written holds nothing, and is used."""
    room.private.touch()
    assert private.kept(room.private) == ()
    assert private.answers(room.private, ["r1"]) == {}
    room.rule(required_reviews=2)
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    assert len(private.kept(room.private)) == 1


def _missing(room: Newsroom) -> None:
    room.private.unlink()


def _damaged(room: Newsroom) -> None:
    room.private.write_bytes(b"not a database" * 100)


def _half(room: Newsroom) -> None:
    replace(room, path=room.private).sql("UPDATE answers SET content = substr(content, 1, 20)")


def _changed(room: Newsroom) -> None:
    replace(room, path=room.private).sql("""UPDATE answers SET content = replace(content, '"false"', '"true"')""")


@pytest.mark.parametrize(
    ("harm", "error", "why"),
    [
        (_missing, StepRefused, "missing or was changed. Restore"),
        (_changed, StepRefused, "missing or was changed. Restore"),
        (_half, DatabaseError, "damaged .*Restore"),
        (_damaged, DatabaseError, "damaged .*Restore"),
    ],
)
def test_lost_answer(room: Newsroom, harm: Callable[[Newsroom], None], error: type[Exception], why: str) -> None:
    """Without the first answer nobody can give the second; the error says so, and a new round is the way out."""
    room.rule(required_reviews=2)
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    harm(room)
    with pytest.raises(error, match=why) as refused:
        room.do("ben", reviewing.answer, room.ids[0], verdict())
    assert "claims.db.private" in str(refused.value)
    assert "reopen" in str(refused.value)
    assert room.findings() != []
    room.private.unlink(missing_ok=True)
    room.do("ben", reviewing.reopen, room.ids[0], "Die erste Antwort ist verloren.")
    for who in ("ben", "carla"):
        room.do(who, reviewing.answer, room.ids[0], verdict())
    assert room.claim(room.ids[0])[0] == "decided"
    assert room.findings() == []


def test_undone_rejection(room: Newsroom) -> None:
    """A rejection that is taken back brings the waiting answer back too."""
    room.rule(required_reviews=2)
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    room.do("ben", reviewing.reject, room.ids[0], "out_of_scope", "Doch nicht.")
    assert room.findings() == []
    room.do("ben", reviewing.undo, room.ids[0])
    room.do("ben", reviewing.answer, room.ids[0], verdict())
    with closing(open_for_reading(room.path)) as connection:
        assert review.standing(log.events(connection, room.ids[0])).reviewers == ("anna", "ben")


def test_skipping(room: Newsroom) -> None:
    """Claims that are skipped do not come back, and one that was in work is free for others."""
    first = room.do("anna", queue.take_next, ALL).claim_id
    second = room.do("anna", queue.take_next, ALL, (first,)).claim_id
    third = room.do("anna", queue.take_next, ALL, (first, second)).claim_id
    assert len({first, second, third}) == 3
    assert room.do("ben", queue.take_next, ALL).claim_id == first
    assert room.do("ben", queue.take_next, ALL, (first, *room.ids)) is None
    assert room.do("anna", queue.take_next, Filters(text="xylophon"), (third,)) is None
    assert room.do("ben", queue.take, third).standing.holder == "ben"
