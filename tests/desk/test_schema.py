"""What the tables guarantee together: anchors, verdicts and their inheritance, rows that stay, leases, agreement."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from office import LOADED, NINE, SAID, SOURCE, Newsroom, article, verdict

from datasette_claims.agreement import Rating, agreement
from datasette_claims.clock import later
from datasette_claims.database import log
from datasette_claims.database.opening import open_for_reading
from datasette_claims.desk import queue, reviewing
from datasette_claims.errors import LeasedByAnother
from datasette_claims.identity import article_key, claim_keys
from datasette_claims.review import State, standing, until

KRIPPENDORFF = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def refused(room: Newsroom, sql: str, why: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=why):
        room.sql("PRAGMA foreign_keys = ON", sql)


def disputed(room: Newsroom) -> str:
    """Let two people differ on the first claim."""
    key = room.ids[0]
    room.rule(required_reviews=2)
    room.do("anna", reviewing.answer, key, verdict("false", SOURCE, attribution="verbatim", summary="Nein."))
    room.do("ben", reviewing.answer, key, verdict("mostly_false"), at="2026-01-03T09:00:00Z")
    return key


def settled(room: Newsroom) -> str:
    """Let a third person settle it."""
    key = disputed(room)
    room.do("carla", reviewing.adjudicate, key, verdict("false"), at="2026-01-04T09:00:00Z")
    return key


def corrected(room: Newsroom) -> str:
    """Publish and correct it."""
    key = settled(room)
    given = reviewing.Judgement(summary="Nein.", evidence=(SOURCE,))
    room.do("dora", reviewing.publish, key, given, at="2026-01-05T09:00:00Z")
    room.do("dora", reviewing.correct, key, verdict("partly_false"), "Neue Zahlen.", at="2026-01-06T09:00:00Z")
    return key


def test_anchor(room: Newsroom) -> None:
    """SQLite counts as Python does: an anchor behind an emoji stands on its quote."""
    sql = (
        'SELECT substr(v.text, c.start + 1, c."end" - c.start) FROM claims c'
        " JOIN article_versions v ON v.id = c.article_version_id ORDER BY c.rowid"
    )
    assert [row[0] for row in room.rows(sql)] == [*SAID, SAID[0]]


def test_wrong_anchor(room: Newsroom) -> None:
    """A claim cannot be moved to where its words do not stand."""
    refused(room, "UPDATE claims SET start = start + 1", "anchor does not match")


def test_one_of_two(room: Newsroom) -> None:
    """One of two answers gives no verdict yet."""
    room.rule(required_reviews=2)
    room.do("anna", reviewing.answer, room.ids[0], verdict("false"))
    assert room.claim(room.ids[0]) == ("awaiting_second", "unreviewed", None)
    assert room.rows("SELECT * FROM reviews") == []


def test_dispute(room: Newsroom) -> None:
    """Two answers that differ are a dispute, and no verdict."""
    key = disputed(room)
    assert room.claim(key) == ("disputed", "unreviewed", None)
    assert room.rows("SELECT reviewer, role, verdict FROM reviews WHERE aspect = 'veracity' ORDER BY role") == [
        ("anna", "first", "false"),
        ("ben", "second", "mostly_false"),
    ]


def test_adjudication(room: Newsroom) -> None:
    """A third person settles the dispute, and the claim's repeats have the verdict from it."""
    room.group(room.ids[0], room.ids[4])
    key = settled(room)
    assert room.claim(key) == ("decided", "false", None)
    assert room.claim(room.ids[4]) == ("new", "false", key)


def test_repeats(room: Newsroom) -> None:
    """Repeats are counted by speaker, with the articles and the first and last date."""
    room.group(room.ids[0], room.ids[4])
    sql = "SELECT times, articles, first_said, last_said FROM repeats"
    assert room.rows(sql) == [(2, 2, "2026-01-01", "2026-01-01")]


def test_scorecard(room: Newsroom) -> None:
    """A scorecard counts utterances and distinct claims apart."""
    room.group(room.ids[0], room.ids[4])
    settled(room)
    sql = "SELECT verdict, utterances, distinct_claims FROM speaker_scorecards ORDER BY verdict"
    assert room.rows(sql) == [("false", 2, 1), ("unreviewed", 3, 3)]


def test_correction(room: Newsroom) -> None:
    """A correction is a new row that supersedes the newest; the old ones stay."""
    key = corrected(room)
    rows = room.rows("SELECT role, verdict, supersedes FROM reviews WHERE aspect = 'veracity' ORDER BY event_seq, role")
    (ruling,) = room.rows("SELECT id FROM reviews WHERE role = 'adjudicator'")
    assert [row[:2] for row in rows] == [
        ("first", "false"),
        ("second", "mostly_false"),
        ("adjudicator", "false"),
        ("corrector", "partly_false"),
    ]
    assert rows[-1][2] == ruling[0]
    assert room.claim(key)[:2] == ("corrected", "partly_false")


def test_one_successor(room: Newsroom) -> None:
    """One review is superseded once."""
    corrected(room)
    columns = [row[1] for row in room.rows("PRAGMA table_info(reviews)")]
    values = ", ".join("'other'" if name == "id" else name for name in columns)
    sql = f"INSERT INTO reviews({', '.join(columns)}) SELECT {values} FROM reviews WHERE supersedes IS NOT NULL"
    refused(room, sql, "append-only")


def test_own_verdict(room: Newsroom) -> None:
    """A claim's own verdict beats the one that it has as a repeat, and stays when the other changes."""
    room.group(room.ids[0], room.ids[4])
    settled(room)
    room.rule(required_reviews=1)
    room.do("emil", reviewing.triage, room.ids[4])
    room.do("emil", reviewing.answer, room.ids[4], verdict("true"))
    assert room.claim(room.ids[4]) == ("decided", "true", None)
    room.do("anna", reviewing.reopen, room.ids[0], "Neue Zahlen.")
    assert (room.claim(room.ids[0])[1], room.claim(room.ids[4])[1]) == ("unreviewed", "true")
    assert room.findings() == []


def test_inherited_again(room: Newsroom) -> None:
    """A repeat whose own verdict is taken back has again that of the claim that stands for it."""
    room.group(room.ids[0], room.ids[4])
    settled(room)
    room.rule(required_reviews=1)
    room.do("emil", reviewing.triage, room.ids[4])
    room.do("emil", reviewing.answer, room.ids[4], verdict("true"))
    room.do("emil", reviewing.undo, room.ids[4])
    assert room.claim(room.ids[4]) == ("queued", "false", room.ids[0])
    assert room.findings() == []


def test_past_day(room: Newsroom) -> None:
    """The events give the verdict as it stood on any past day."""
    key = corrected(room)
    with closing(open_for_reading(room.path)) as connection:
        happened = log.events(connection, key)
    days = ("2026-01-01", "2026-01-03", "2026-01-04", "2026-01-06")
    assert [standing(until(sorted(happened, key=lambda event: event.seq), day)).verdict for day in days] == [
        "unreviewed",
        "unreviewed",
        "false",
        "partly_false",
    ]


@pytest.mark.parametrize("table", ["reviews", "evidence", "review_events", "article_versions"])
@pytest.mark.parametrize(
    "change", ["UPDATE {0} SET rowid = rowid", "DELETE FROM {0}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_append_only(room: Newsroom, table: str, change: str) -> None:
    """Reviews, evidence, events and texts can be neither changed nor deleted nor replaced."""
    settled(room)
    before = room.rows(f"SELECT * FROM {table}")
    assert before
    refused(room, change.format(table), "append-only|does not follow")
    assert room.rows(f"SELECT * FROM {table}") == before


@pytest.mark.parametrize("table", ["reviews", "evidence", "article_versions", "claims"])
def test_row_numbers(room: Newsroom, table: str) -> None:
    """A row cannot be replaced by one that takes its row number under another id."""
    settled(room)
    columns = ['"' + row[1] + '"' for row in room.rows(f"PRAGMA table_info({table})")]
    values = [{'"id"': "'other'", '"seq"': "77", '"text_sha256"': "'other'"}.get(name, name) for name in columns]
    names, taken = ", ".join(["rowid", *columns]), ", ".join(["rowid", *values])
    refused(room, f"INSERT OR REPLACE INTO {table}({names}) SELECT {taken} FROM {table} LIMIT 1", "append-only|never")


@pytest.mark.parametrize("column", ["id", "rowid"])
def test_claim_keys_stay(room: Newsroom, column: str) -> None:
    """A claim cannot push another one out by taking its key."""
    sql = f"UPDATE OR REPLACE claims SET {column} = (SELECT {column} FROM claims LIMIT 1)"
    refused(room, f"{sql} WHERE id = '{room.ids[1]}'", "key of a claim never changes")


def test_unknown_verdict(room: Newsroom) -> None:
    """A verdict that is in no scale is refused by the tables too."""
    settled(room)
    columns = [row[1] for row in room.rows("PRAGMA table_info(reviews)")]
    other = {"id": "'other'", "verdict": "'pants_on_fire'"}
    sql = f"INSERT INTO reviews SELECT {', '.join(other.get(name, name) for name in columns)} FROM reviews LIMIT 1"
    refused(room, sql, "FOREIGN KEY")


def test_fold(room: Newsroom) -> None:
    """The last event of a claim ends in the state to which all of them lead."""
    key = corrected(room)
    with closing(open_for_reading(room.path)) as connection:
        at = standing(log.events(connection, key))
    (last,) = room.rows("SELECT to_state FROM review_events WHERE claim_id = ? ORDER BY seq DESC LIMIT 1", key)
    assert at.state.value == last[0] == State.CORRECTED.value


def test_lease(room: Newsroom) -> None:
    """A second taker is refused, and an abandoned lease taken over."""
    key = room.ids[0]
    room.do("anna", queue.take, key)
    with pytest.raises(LeasedByAnother):
        room.do("ben", queue.take, key, at=later(NINE, 15))
    assert room.do("ben", queue.take, key, at=later(NINE, 31)).standing.holder == "ben"
    assert room.rows("SELECT holder, until FROM _claims_leases") == [("ben", later(NINE, 61))]
    assert room.findings() == []


def test_content_key(room: Newsroom) -> None:
    """A claim keeps its key when the article is edited above it, whatever its place."""
    made, claims = article("eins.txt", SAID)
    _, moved = article("eins.txt", SAID, "🚨 Altenrode. Ein neuer Absatz.")
    assert claims[0].spans != moved[0].spans
    keys = claim_keys(article_key(made.text), claims)
    assert keys == claim_keys(article_key(made.text), moved) == list(room.ids[:4])


def test_decision_survives(room: Newsroom) -> None:
    """A decision survives that the article is loaded again with other words above the claim."""
    key = settled(room)
    made, claims = article("eins.txt", SAID, "🚨 Altenrode. Ein neuer Absatz.")
    assert room.load(made, claims, article_key(article("eins.txt", SAID)[0].text)) == []
    assert room.claim(key) == ("decided", "false", None)
    assert room.rows("SELECT DISTINCT v.seq FROM reviews r JOIN article_versions v ON v.id = r.article_version_id") == [
        (1,)
    ]
    assert room.findings() == []


def test_alpha() -> None:
    """Krippendorff's published example gives the published α, nominal and ordinal."""
    given = [
        Rating(str(place), str(who), row[place])
        for place in range(12)
        for who, row in enumerate(KRIPPENDORFF)
        if row[place] != "."
    ]
    found = agreement(given, {str(number): float(number) for number in range(1, 6)}, samples=0)
    assert found.alpha_nominal.value == pytest.approx(0.743, abs=0.0005)
    assert found.alpha_ordinal.value == pytest.approx(0.815, abs=0.0005)


@pytest.mark.parametrize(
    ("table", "kappa"), [({"yy": 20, "yn": 5, "ny": 10, "nn": 15}, 0.4), ({"nn": 98, "yn": 1, "ny": 1}, -0.0101)]
)
def test_kappa(table: dict[str, int], kappa: float) -> None:
    """The published table gives κ = 0.4, and 98 % raw agreement can be less than chance would give."""
    pairs = [pair for pair, count in table.items() for _ in range(count)]
    given = [
        Rating(str(place), who, key)
        for place, pair in enumerate(pairs)
        for who, key in zip(("a", "b"), pair, strict=True)
    ]
    found = agreement(given, {"y": 1.0, "n": 0.0}, samples=0)
    assert found.kappa is not None
    assert found.kappa.value == pytest.approx(kappa, abs=0.0001)


def test_loaded_at(room: Newsroom) -> None:
    """A database nobody has reviewed anything in proves right."""
    assert room.rows("SELECT DISTINCT retrieved_at FROM article_versions") == [(LOADED,)]
    assert room.findings() == []
