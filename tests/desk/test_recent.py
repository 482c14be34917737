"""What somebody did last at the desk."""

from __future__ import annotations

from office import Newsroom, verdict

from datasette_claims.database import listing, recent
from datasette_claims.desk import queue, reviewing
from datasette_claims.review import EventType


def deeds(room: Newsroom, actor: str, most: int = 10) -> list[tuple[str, EventType]]:
    """Return the claims that somebody decided last, with what they did."""
    return [(deed.claim_id, deed.type) for deed in room.write(recent.decisions, actor, most)]


def test_decisions(room: Newsroom) -> None:
    """The newest comes first and each claim once; what was taken back, and what decides nothing, is left out."""
    first, second, third, fourth = room.ids[:4]
    room.do("anna", queue.take, first)
    room.do("anna", reviewing.answer, first, verdict())
    room.do("anna", reviewing.reject, second, "opinion")
    room.do("ben", reviewing.answer, third, verdict())
    room.do("anna", reviewing.reopen, first, "Noch einmal")
    room.do("anna", reviewing.answer, first, verdict("true"))
    room.do("anna", reviewing.answer, fourth, verdict())
    room.do("anna", reviewing.undo, fourth)
    assert deeds(room, "anna") == [(first, EventType.ANSWERED), (second, EventType.REJECTED)]
    assert deeds(room, "anna", 1) == [(first, EventType.ANSWERED)]
    assert deeds(room, "carla") == []
    (deed, *_) = room.write(recent.decisions, "anna", 1)
    assert deed.quote == "die Brücke sei gesperrt"


def test_bulk_steps(room: Newsroom) -> None:
    """A step on many claims is one, as long as it can be taken back whole; its claims are no decisions of their own."""
    first, second, third, fourth = room.ids[:4]
    triaged = room.do("anna", queue.triage_many, [first, second])
    rejected = room.do("anna", queue.reject_many, [third, fourth], "opinion")
    found = room.write(recent.bulk_steps, "anna", 3)
    assert [(one.name, one.type, one.claims) for one in found] == [
        (rejected.name, EventType.REJECTED, 2),
        (triaged.name, EventType.TRIAGED, 2),
    ]
    assert room.write(recent.bulk_steps, "ben", 3) == ()
    assert deeds(room, "anna") == []
    room.do("ben", queue.take, first)
    room.do("anna", queue.undo_many, rejected.name)
    assert room.write(recent.bulk_steps, "anna", 3) == ()


def test_verdicts_given(room: Newsroom) -> None:
    """Verdicts are counted for one person or all; those that were taken back are not."""
    for who, key in (("anna", 0), ("anna", 1), ("ben", 2)):
        room.do(who, reviewing.answer, room.ids[key], verdict())
    room.do("anna", reviewing.undo, room.ids[1])
    assert room.write(recent.verdicts_given, "anna") == 1
    assert room.write(recent.verdicts_given) == 2
    assert room.write(recent.verdicts_given, "nobody") == 0


def test_reviewed(room: Newsroom) -> None:
    """Only claims with a review carry one."""
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    assert room.write(listing.reviewed, room.ids) == {room.ids[0]}
    assert room.write(listing.reasons, room.ids[:1]) == {room.ids[0]: ()}
