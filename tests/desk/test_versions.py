"""Between which wordings of its article a claim stood."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from office import Newsroom, article, verdict

from datasette_claims.changes import decide
from datasette_claims.correction import Correction
from datasette_claims.database import reading, recognising, versions
from datasette_claims.database.storing import Stamp, begin_run, store
from datasette_claims.database.versions import Life
from datasette_claims.desk import extraction, reviewing
from datasette_claims.model import QuoteType

FIRST, SECOND, THIRD = (f"2026-02-0{day}T08:00:00Z" for day in (1, 2, 3))
BRIDGE, RIVER, WEATHER, SCHOOL = (
    "die Brücke sei gesperrt",
    "der Fluss sei sauber",
    "das Wetter sei schlecht",
    "die Schule habe 700 Kinder",
)


def load(room: Newsroom, at: str, *said: str) -> None:
    """Load the article ``drei.txt`` in the wording that holds what is ``said``."""
    made, claims = article("drei.txt", said, f"🚨 Altenrode am {at[:10]} wie an jedem anderen Tag in dieser Woche.")

    def storing(connection: sqlite3.Connection) -> None:
        changes = decide(made, claims, recognising.known(connection, made))
        store(connection, changes, Stamp(begin_run(connection, "0", "fast", at), at))

    room.write(storing)


def lives(room: Newsroom) -> dict[str, Life]:
    """Return the lives of the article's claims by their words."""

    def read(connection: sqlite3.Connection) -> dict[str, Life]:
        found = versions.versions(connection, key(room))
        quotes = {held.id: held.claim.quote for held in reading.every_claim(connection, key(room))}
        return {quotes[claim]: life for claim, life in versions.lives(connection, key(room), found).items()}

    return dict(room.write(read))


def key(room: Newsroom) -> str:
    ((found,),) = room.rows("SELECT id FROM articles WHERE origin = 'drei.txt'")
    return str(found)


def claim(room: Newsroom, quote: str) -> str:
    ((found,),) = room.rows("SELECT id FROM claims WHERE quote = ? AND article_id = ?", quote, key(room))
    return str(found)


def spans(found: dict[str, Life]) -> dict[str, Sequence[int]]:
    return {quote: (life.first, life.last) for quote, life in found.items()}


def test_lives(room: Newsroom) -> None:
    """A claim stood from the wording whose load found it to the one that it is anchored in."""
    load(room, FIRST, BRIDGE, RIVER)
    load(room, SECOND, BRIDGE, WEATHER)
    load(room, THIRD, BRIDGE, SCHOOL)
    assert spans(lives(room)) == {BRIDGE: (1, 3), RIVER: (1, 1), WEATHER: (2, 2), SCHOOL: (3, 3)}


def test_back_again(room: Newsroom) -> None:
    """A claim that came back counts as having been there all the time."""
    load(room, FIRST, BRIDGE, RIVER)
    load(room, SECOND, BRIDGE)
    load(room, THIRD, BRIDGE, RIVER)
    assert spans(lives(room))[RIVER] == (1, 3)


def test_by_people(room: Newsroom) -> None:
    """A claim that people added, or put in another's place, began in the wording that was the newest then."""
    load(room, FIRST, BRIDGE, RIVER)
    load(room, SECOND, BRIDGE, RIVER)
    added = Correction(quote="Altenrode am", quote_type=QuoteType.REPORTED)
    room.do("ed", extraction.add, key(room), added, at="2026-02-02T09:00:00Z")
    room.do("ed", extraction.fix, claim(room, RIVER), Correction(quote="Fluss sei sauber"), at="2026-02-02T10:00:00Z")
    load(room, THIRD, BRIDGE, RIVER)
    found = spans(lives(room))
    assert (found["Altenrode am"], found[RIVER], found["Fluss sei sauber"]) == ((2, 3), (1, 2), (2, 3))
    successors = room.write(versions.successors, key(room))
    assert successors == {claim(room, RIVER): (claim(room, "Fluss sei sauber"),)}


def test_one_moment(room: Newsroom) -> None:
    """Of wordings that were loaded within one second the earlier is named."""
    load(room, FIRST, BRIDGE)
    load(room, FIRST, BRIDGE, RIVER)
    assert spans(lives(room)) == {BRIDGE: (1, 2), RIVER: (1, 2)}


def test_clock_put_back(room: Newsroom) -> None:
    """A wording that was loaded before the one before it, by a wrong clock, leaves every claim within the wordings."""
    load(room, SECOND, BRIDGE)
    load(room, FIRST, BRIDGE, RIVER)
    assert spans(lives(room)) == {BRIDGE: (1, 2), RIVER: (1, 2)}


def test_reviewed(room: Newsroom) -> None:
    """A claim is reviewed as long as an answer stands that nobody took back."""
    load(room, FIRST, BRIDGE, RIVER)
    room.do("rita", reviewing.answer, claim(room, BRIDGE), verdict("true"))
    room.do("rita", reviewing.answer, claim(room, RIVER), verdict("true"))
    room.do("rita", reviewing.undo, claim(room, RIVER))
    assert {quote: life.is_reviewed for quote, life in lives(room).items()} == {BRIDGE: True, RIVER: False}
