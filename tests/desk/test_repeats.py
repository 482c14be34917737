"""Claims that repeat others inherit their verdicts, as long as people say that they repeat them."""

from __future__ import annotations

import pytest
from office import Newsroom, article

from datasette_claims.database import repeats as stored
from datasette_claims.desk import repeats, reviewing
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.desk.visits import Visit
from datasette_claims.errors import InvalidFields, NotPermitted, StepRefused, UnknownRow
from datasette_claims.review import Aspect

FALSE = Judgement({Aspect.VERACITY: "false"})
TRUE = Judgement({Aspect.VERACITY: "true"})
NOBODY = "c" + "0" * 20


def relations(room: Newsroom, claim_id: str) -> dict[str, str]:
    """Return what the desk says of the likeness of other claims."""
    return {one.id: one.relation for one in room.write(stored.similar, claim_id)}


def test_inherits(room: Newsroom) -> None:
    """A repeat has the verdict of what it repeats, whichever came first, and gives it back when that is denied."""
    first, *_, again = room.ids
    room.do("anna", repeats.confirm, again, first)
    room.do("anna", reviewing.answer, first, FALSE)
    assert room.claim(again) == ("new", "false", first)
    room.do("anna", repeats.deny, again, first)
    assert room.claim(again) == ("new", "unreviewed", None)
    room.do("anna", repeats.confirm, again, first)
    assert room.claim(again) == ("new", "false", first)
    assert room.findings() == []


def test_own_verdict(room: Newsroom) -> None:
    """A verdict of its own stays with a claim whatever the one that it repeats has."""
    first, *_, again = room.ids
    room.do("anna", reviewing.answer, again, TRUE)
    room.do("anna", repeats.confirm, again, first)
    room.do("anna", reviewing.answer, first, FALSE)
    assert room.claim(again) == ("decided", "true", None)
    room.do("anna", reviewing.undo, again)
    assert room.claim(again)[1:] == ("false", first)
    assert room.findings() == []


def test_undone(room: Newsroom) -> None:
    """When the verdict that was inherited goes, it goes everywhere."""
    first, *_, again = room.ids
    room.do("anna", repeats.confirm, again, first)
    room.do("anna", reviewing.answer, first, FALSE)
    room.do("anna", reviewing.undo, first)
    assert room.claim(again) == ("new", "unreviewed", None)


def test_chain_of_repeats(room: Newsroom) -> None:
    """Whoever repeats a repeat repeats what stands for all; a claim takes those along that repeat it."""
    first, second, third, fourth, again = room.ids
    room.do("anna", repeats.confirm, third, second)
    room.do("anna", repeats.confirm, fourth, third)
    room.do("anna", repeats.confirm, second, first)
    room.do("anna", reviewing.answer, first, FALSE)
    assert [room.claim(key)[1] for key in room.ids] == ["false", "false", "false", "false", "unreviewed"]
    assert {room.claim(key)[2] for key in (second, third, fourth)} == {first}
    assert room.rows("SELECT times FROM repeats") == [(4,)]
    assert room.findings() == []
    room.do("anna", repeats.confirm, fourth, again)
    assert room.claim(fourth)[1:] == ("unreviewed", None)
    assert room.findings() == []


def test_refusals(room: Newsroom) -> None:
    """What makes no sense is refused and changes nothing."""
    first, second, *_, again = room.ids
    room.do("anna", repeats.confirm, again, first)
    before = room.rows("SELECT * FROM claim_group_members"), room.rows("SELECT count(*) FROM review_events")
    for error, claim_id, of in (
        (StepRefused, again, first),
        (InvalidFields, first, first),
        (UnknownRow, NOBODY, first),
        (UnknownRow, first, NOBODY),
    ):
        with pytest.raises(error):
            room.do("anna", repeats.confirm, claim_id, of)
    with pytest.raises(StepRefused, match="stands for"):
        room.do("anna", repeats.deny, first, again)
    assert (room.rows("SELECT * FROM claim_group_members"), room.rows("SELECT count(*) FROM review_events")) == before

    def without_rights(visit: Visit) -> None:
        repeats.confirm(Visit(visit.connection, visit.path, "eve", frozenset(), visit.at), second, first)

    with pytest.raises(NotPermitted):
        room.do("eve", without_rights)


def test_similar(room: Newsroom) -> None:
    """Decided repeats come first, then literal ones, then like ones; what was denied comes last."""
    first, second, *_, again = room.ids
    (like,) = room.load(*article("drei.txt", ("die alte Brücke sei schon lange gesperrt",), "Dritter Ort."))
    assert relations(room, first) == {again: "literal", like: "similar"}
    room.do("anna", repeats.confirm, like, first)
    room.do("anna", repeats.deny, again, first)
    assert list(relations(room, first).items()) == [(like, "confirmed"), (again, "denied")]
    assert relations(room, like) == {first: "confirmed", again: "denied"}
    assert relations(room, second) == {}
    assert relations(room, NOBODY) == {}
