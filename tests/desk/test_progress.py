"""How the work goes: who judged how much, how long it took, what came out, where the extractor erred."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from office import LOADED, SOURCE, Newsroom, article, verdict

from datasette_claims.correction import Correction
from datasette_claims.database import history, progress
from datasette_claims.database.opening import open_for_reading
from datasette_claims.database.progress import Duration, Judged, Reviewed, Tally
from datasette_claims.desk import extraction, repeats, reviewing
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.review import Aspect

MONDAY, TUESDAY, NEXT_WEEK = "2026-03-02", "2026-03-03", "2026-03-10"
NONE = Duration(0, None, None)


def ask(room: Newsroom, function: Callable[..., Any], *arguments: object) -> Any:
    """Return what a function reads from the room's file."""
    with closing(open_for_reading(room.path)) as connection:
        return function(connection, *arguments)


def steps(room: Newsroom, since: str = MONDAY) -> list[progress.Step]:
    found: list[progress.Step] = ask(room, progress.steps, since)
    return found


def found_as(key: str) -> Judgement:
    return Judgement({Aspect.EXTRACTION: key})


def test_nothing_yet(room: Newsroom) -> None:
    """A desk at which nothing has happened has no verdicts, no durations and no errors."""
    assert steps(room) == []
    assert progress.durations([]) == (NONE, NONE)
    assert (progress.reviewed([]), progress.weeks([])) == ((), ())
    assert ask(room, progress.tallies, "speaker") == (0, ())
    assert ask(room, progress.judged) == []
    assert ask(room, history.newest_review) is None


def test_reviewed(room: Newsroom) -> None:
    """Verdicts count by day and reviewer, blind ones and rulings too; what was taken back or came before does not."""
    first, second, third, *_ = room.ids
    room.do("anna", reviewing.answer, third, verdict(), at="2026-03-01T23:59:59Z")
    room.rule(required_reviews=2)
    room.do("anna", reviewing.answer, first, verdict("true"), at=f"{MONDAY}T00:00:00Z")
    room.do("anna", reviewing.answer, second, verdict(), at=f"{MONDAY}T09:00:00Z")
    room.do("anna", reviewing.undo, second, at=f"{MONDAY}T09:01:00Z")
    room.do("ben", reviewing.answer, first, verdict("false"), at=f"{TUESDAY}T09:00:00Z")
    room.do("carla", reviewing.adjudicate, first, verdict("false"), at=f"{TUESDAY}T23:59:59Z")
    room.do("ben", reviewing.answer, second, verdict(), at=f"{TUESDAY}T10:00:00Z")
    expected = (Reviewed(MONDAY, "anna", 1), Reviewed(TUESDAY, "ben", 2), Reviewed(TUESDAY, "carla", 1))
    assert progress.reviewed(steps(room)) == expected
    assert progress.reviewed(steps(room, TUESDAY)) == expected[1:]
    assert steps(room, NEXT_WEEK) == []
    assert progress.reviewed(steps(room, "2026-01-01"))[0] == Reviewed("2026-03-01", "anna", 1)


def test_durations(room: Newsroom) -> None:
    """Work lasts from the first triage to the decision, and then until publication; the median and nine in ten."""
    for hours, claim in enumerate(room.ids[:3], 1):
        room.do("anna", reviewing.triage, claim, at=f"{MONDAY}T08:00:00Z")
        room.do(
            "anna",
            reviewing.answer,
            claim,
            verdict("false", SOURCE, attribution="faithful"),
            at=f"{MONDAY}T{8 + hours:02}:00:00Z",
        )
    room.do("pia", reviewing.publish, room.ids[0], Judgement(), at=f"{NEXT_WEEK}T09:00:00Z")
    decided, published = progress.durations(steps(room))
    assert decided == Duration(3, 2 * 3600, 3 * 3600)
    assert published == Duration(1, 8 * 86400, 8 * 86400)
    first, second = progress.weeks(steps(room))
    assert (first.monday, first.decided, first.published) == (MONDAY, decided, NONE)
    assert (second.monday, second.decided, second.published) == ("2026-03-09", NONE, published)


def test_where_work_begins(room: Newsroom) -> None:
    """Work begins with what was not taken back, with a later reopening, with a first verdict, or not at all."""
    undone, reopened, blind, alone, _ = room.ids
    room.do("anna", reviewing.triage, undone, at=f"{MONDAY}T08:00:00Z")
    room.do("anna", reviewing.undo, undone, at=f"{MONDAY}T08:10:00Z")
    room.do("anna", reviewing.triage, undone, at=f"{MONDAY}T08:20:00Z")
    room.do("anna", reviewing.answer, undone, verdict(), at=f"{MONDAY}T08:30:00Z")
    assert [step.seconds for step in steps(room)] == [600]
    room.do("anna", reviewing.triage, reopened, at=f"{MONDAY}T08:00:00Z")
    room.do("anna", reviewing.reject, reopened, "opinion", at=f"{MONDAY}T08:00:00Z")
    room.do("anna", reviewing.reopen, reopened, "Doch keine Meinung.", at=f"{TUESDAY}T08:00:00Z")
    room.do("anna", reviewing.answer, reopened, verdict(), at=f"{TUESDAY}T08:01:00Z")
    room.do("anna", reviewing.answer, alone, verdict(), at=f"{TUESDAY}T08:02:00Z")
    room.rule(required_reviews=2)
    room.do("anna", reviewing.answer, blind, verdict(), at=f"{TUESDAY}T09:00:00Z")
    room.do("ben", reviewing.answer, blind, verdict(), at=f"{TUESDAY}T09:02:00Z")
    assert [step.seconds for step in steps(room, TUESDAY)] == [60, None, None, 120]


def test_clock_set_back(room: Newsroom) -> None:
    """A clock that was set back makes a duration none, never less."""
    room.do("anna", reviewing.triage, room.ids[0], at=f"{TUESDAY}T08:00:00Z")
    room.do("anna", reviewing.answer, room.ids[0], verdict(), at=f"{MONDAY}T08:00:00Z")
    assert progress.durations(steps(room, "2026-01-01"))[0] == Duration(1, 0, 0)


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-08"])
def test_monday(day: str) -> None:
    """A week begins on Monday and ends on Sunday."""
    assert progress.monday(day) == "2026-03-02"


def test_speakers(room: Newsroom) -> None:
    """A speaker's claims count by verdict, inherited ones too, retired ones not, beside those that nobody checked."""
    first, second, third, _, again = room.ids
    room.do("anna", reviewing.answer, first, verdict("false"))
    room.do("anna", repeats.confirm, again, first)
    room.do("anna", reviewing.answer, second, verdict("true"))
    assert ask(room, progress.tallies, "speaker") == (1, (Tally("Anna Ackerbach", {"false": 2, "true": 1}, 2),))
    room.sql(f"UPDATE claims SET retired_at = '{LOADED}' WHERE id IN ('{second}', '{third}')")
    assert ask(room, progress.tallies, "speaker") == (1, (Tally("Anna Ackerbach", {"false": 2}, 1),))
    room.sql(f"UPDATE claims SET retired_at = '{LOADED}'")
    assert ask(room, progress.tallies, "speaker") == (0, ())


def test_sources(room: Newsroom) -> None:
    """The sources with the most verdicts are named, and how many have some; a claim without a source has none."""
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    for number in range(progress.MOST_NAMES + 1):
        made, claims = article(f"{number}.txt", ["es regne", "es schneie"], f"Ort {number}.")
        first, second = room.load(replace(made, agency=f"Blatt {number:02}"), claims)
        room.do("anna", reviewing.answer, first, verdict("true"))
        if number == progress.MOST_NAMES:
            room.do("anna", reviewing.answer, second, verdict("false"))
    judged, named = ask(room, progress.tallies, "source")
    assert judged == progress.MOST_NAMES + 1
    assert named[:2] == (Tally("Blatt 15", {"true": 1, "false": 1}, 0), Tally("Blatt 00", {"true": 1}, 1))
    assert len(named) == progress.MOST_NAMES


@pytest.mark.parametrize("column", ["speaker", "source"])
def test_verdicts_by_index(room: Newsroom, column: str) -> None:
    """Neither speakers nor sources are counted by going through all claims."""
    made, claims = article("drei.txt", ["es regne"], "Ort.")
    room.do("anna", reviewing.answer, room.load(replace(made, agency="dpa"), claims)[0], verdict())
    asked: list[tuple[str, Any]] = []

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
            asked.append((sql, values))
            return super().execute(sql, values)

    with closing(sqlite3.connect(room.path, factory=Watched)) as connection:
        progress.tallies(connection, column)
        plans = [connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall() for sql, values in asked.copy()]
    assert [row[3] for plan in plans for row in plan if row[3].startswith("SCAN") and "claims" in row[3]] == []


def test_judged(room: Newsroom) -> None:
    """What was said last of how a claim was found holds unless it was taken back; some rejections say it, too."""
    first, second, third, fourth, again = room.ids
    room.do("anna", reviewing.assess, first, found_as("span_wrong"))
    room.do("ben", reviewing.assess, first, found_as("ok"))
    room.do("anna", reviewing.assess, second, found_as("duplicate"))
    room.do("anna", reviewing.undo, second)
    room.do("anna", reviewing.reject, third, "bad_extraction")
    room.do("anna", reviewing.reject, fourth, "opinion")
    room.do("anna", reviewing.reject, again, "not_a_claim")
    room.do("anna", reviewing.reopen, again, "Doch.")
    found = ask(room, progress.judged)
    assert sorted(found) == [("indirect", "by hand", "bad_extraction"), ("indirect", "by hand", "ok")]
    assert progress.by_type(found) == (Judged("indirect", {"bad_extraction": 1, "ok": 1}),)


def test_last_rejection(room: Newsroom) -> None:
    """Whoever rejects a claim again for another reason no longer says that it was badly found."""
    room.do("anna", reviewing.reject, room.ids[0], "bad_extraction")
    room.do("anna", reviewing.reopen, room.ids[0], "Doch nicht.")
    room.do("anna", reviewing.reject, room.ids[0], "opinion")
    assert ask(room, progress.judged) == []


def test_judged_apart(room: Newsroom) -> None:
    """What two people judge differently counts for neither until it is settled."""
    room.rule(required_reviews=2)
    ratings = {Aspect.VERACITY: "true"}
    room.do("anna", reviewing.answer, room.ids[0], Judgement({**ratings, Aspect.EXTRACTION: "ok"}))
    room.do("ben", reviewing.answer, room.ids[0], Judgement({**ratings, Aspect.EXTRACTION: "span_wrong"}))
    assert ask(room, progress.judged) == []
    room.do("carla", reviewing.adjudicate, room.ids[0], found_as("span_wrong"))
    assert ask(room, progress.judged) == [("indirect", "by hand", "span_wrong")]


def test_manual_claims_are_not_judged(room: Newsroom) -> None:
    """What people made says nothing of the extractor."""
    fixed = room.do("ed", extraction.fix, room.ids[1], Correction(mention="sagte"))
    (new,) = room.rows("SELECT id FROM claims WHERE is_manual = 1")[0]
    room.do("anna", reviewing.assess, new, found_as("ok"))
    assert fixed.claim_id == room.ids[1]
    assert ask(room, progress.judged) == []


def test_by_rule() -> None:
    """Rules count by their first part, the most frequent first."""
    found = [("direct", "sure+verb", "ok"), ("direct", "likely", "ok"), ("reported", "sure", "not_a_claim")]
    assert progress.by_rule(found) == (Judged("sure", {"ok": 1, "not_a_claim": 1}), Judged("likely", {"ok": 1}))


def test_pairs(room: Newsroom) -> None:
    """The SQL that everybody can run gives each pair of independent answers once, by name."""
    room.rule(required_reviews=2)
    for who, key in (("ben", "true"), ("anna", "false")):
        room.do(who, reviewing.answer, room.ids[0], verdict(key))
    room.do("carla", reviewing.adjudicate, room.ids[0], verdict("false"))
    with closing(sqlite3.connect(room.path)) as connection:
        asked = {"aspect": "veracity", "scale": "veracity-1"}
        rows = [row[2:] for row in connection.execute(progress.PAIRS, asked)]
    assert rows == [("anna", "false", "ben", "true")]


def test_newest_review(room: Newsroom) -> None:
    """The newest review changes whenever a review is added, and not with other steps."""
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    before = ask(room, history.newest_review)
    room.do("anna", reviewing.triage, room.ids[1])
    assert ask(room, history.newest_review) == before
    room.do("anna", reviewing.answer, room.ids[1], verdict())
    assert ask(room, history.newest_review) != before
