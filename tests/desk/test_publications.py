"""What the database says of claims to readers: where they were said, by whom, and on which scale they were judged."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from office import ANNA, Newsroom, article, verdict

from datasette_claims.database import repeats as said
from datasette_claims.database import scales, speakers
from datasette_claims.desk import repeats, reviewing
from datasette_claims.identity import speaker_key


def utterances(room: Newsroom, claim: str, most: int = 10) -> list[str]:
    with closing(sqlite3.connect(room.path)) as connection:
        return [one.claim_id for one in said.utterances(connection, claim, most)]


def repeated(room: Newsroom, days: list[str | None]) -> list[str]:
    """Let the first claim be repeated in as many articles; return the ids, its own first."""
    first = room.ids[0]
    room.do("rita", reviewing.answer, first, verdict())
    ids = [first]
    for place, day in enumerate(days):
        made, claims = article(f"repeat-{place}.txt", ["die Brücke sei gesperrt"], lead=f"Bericht Nummer {place}.")
        (key,) = room.load(made, claims)
        room.do("rita", repeats.confirm, key, first)
        room.sql(f"UPDATE claims SET published = {f'{day!r}' if day else 'NULL'} WHERE id = '{key}'")
        ids.append(key)
    return ids


def test_utterances(room: Newsroom) -> None:
    """Confirmed repeats stand from the earliest on, whichever of them is asked for; without a date at the end."""
    first, undated, later, earlier = repeated(room, [None, "2026-02-01", "2025-12"])
    for claim in (first, later, undated):
        assert utterances(room, claim) == [earlier, first, later, undated]


def test_utterances_alone(room: Newsroom) -> None:
    """A claim that nobody is known to have repeated was said once; so was one that people told apart."""
    repeated(room, ["2026-02-01"])
    assert utterances(room, room.ids[1]) == [room.ids[1]]


def test_utterances_retired(room: Newsroom) -> None:
    """What an article no longer holds is no place where it was said, unless it is the claim asked for."""
    first, gone = repeated(room, ["2026-02-01"])
    room.sql(f"UPDATE claims SET retired_at = '2026-03-01' WHERE id = '{gone}'")
    assert utterances(room, first) == [first]
    assert utterances(room, gone) == [first, gone]


def test_utterances_at_most(room: Newsroom) -> None:
    """Of many, the earliest are shown, and the claim that was asked for in any case."""
    first, late, early, middle = repeated(room, ["2026-09-01", "2025-01-01", "2026-02-01"])
    assert utterances(room, late, 2) == [early, late]
    assert utterances(room, middle, 3) == [early, first, middle]


def test_older_scale(room: Newsroom) -> None:
    """A verdict is shown on the scale that it was given on, whatever newer ones there are."""
    room.sql(
        "INSERT INTO rating_scales SELECT 'veracity-9', name, 9, aspect, worst, best FROM rating_scales"
        " WHERE aspect = 'veracity'",
        "INSERT INTO rating_values VALUES ('veracity-9', 'fine', 1, 'Gut', 'Fine', NULL, 1)",
    )
    with closing(sqlite3.connect(room.path)) as connection:
        (older,) = connection.execute(
            "SELECT id FROM rating_scales WHERE aspect = 'veracity' AND version <> 9"
        ).fetchone()
        assert [label.key for label in scales.of(connection, "veracity-9")] == ["fine"]
        assert [label.key for label in scales.of(connection, older)][:2] == ["true", "mostly_true"]
        assert scales.of(connection, "none-1") == ()


def test_elsewhere(room: Newsroom) -> None:
    """A speaker has the ids that people entered; one that is not there has none."""
    key = speaker_key(ANNA.name)
    room.write(speakers.identify, key, "Q1", None)
    with closing(sqlite3.connect(room.path)) as connection:
        assert speakers.elsewhere(connection, key) == ("Q1", None)
        assert speakers.elsewhere(connection, "") == (None, None)
