"""Filters of the queue: by what has been judged, and those that the desk keeps by name."""

from __future__ import annotations

from contextlib import closing

import pytest
from office import NINE, Newsroom, verdict

from datasette_claims.database import listing, saved
from datasette_claims.database.filtering import Filters
from datasette_claims.database.opening import open_for_writing
from datasette_claims.database.saved import Saved
from datasette_claims.desk import filters, reviewing
from datasette_claims.desk.requests import Selection
from datasette_claims.desk.visits import Visit
from datasette_claims.errors import InvalidFields, NotPermitted, UnknownRow
from datasette_claims.review import Aspect, State
from datasette_claims.steps import Permission


def found(room: Newsroom, meant: Filters) -> list[str]:
    """Return the ids of the claims that filters mean."""
    return [one.id for one in room.write(listing.page, meant, "priority", None, 50).claims]


@pytest.mark.parametrize("aspect", ["veracity", "attribution"])
def test_aspect(room: Newsroom, aspect: str) -> None:
    """A claim has been judged in an aspect, however often, unless whoever did so took it back."""
    first, second = room.ids[:2]
    for key in (first, second):
        room.do("anna", reviewing.answer, key, verdict(attribution="verbatim"))
    room.do("anna", reviewing.reopen, first, "Noch einmal")
    room.do("anna", reviewing.answer, first, verdict("true", attribution="faithful"))
    assert sorted(found(room, Filters(aspect=aspect))) == sorted([first, second])
    assert found(room, Filters(aspect="extraction")) == []
    room.do("anna", reviewing.undo, second)
    assert found(room, Filters(aspect=aspect)) == [first]


def kept(room: Newsroom) -> list[tuple[str, str, str]]:
    """Return name, query and actor of what the desk keeps."""
    return [(one.name, one.query, one.actor) for one in room.write(saved.filters)]


def test_saved(room: Newsroom) -> None:
    """Saved filters are the whole desk's, one of a name; each change stands in the log, and the proofs hold."""
    room.do("anna", filters.save, "Morgens ", Selection(state=State.QUEUED, text='"die Brücke" & mehr'))
    room.do("ben", filters.save, "abends", Selection(checkworthiness=0.5))
    room.do("ben", filters.save, "Morgens", Selection(aspect=Aspect.VERACITY, published_from="2025-02"))
    assert kept(room) == [
        ("abends", "checkworthiness=0.5", "ben"),
        ("Morgens", "published_from=2025-02&aspect=veracity", "ben"),
    ]
    room.do("carla", filters.remove, "abends")
    assert [name for name, *_ in kept(room)] == ["Morgens"]
    events = room.rows("SELECT type, actor, claim_id, payload FROM review_events ORDER BY seq")
    assert [event[:3] for event in events] == [
        ("filter_saved", "anna", None),
        ("filter_saved", "ben", None),
        ("filter_saved", "ben", None),
        ("filter_removed", "carla", None),
    ]
    assert '"name":"Morgens"' in events[0][3]
    assert room.findings() == []


def test_not_saved(room: Newsroom) -> None:
    """Filters need a name and must mean something; a desk keeps so many; who may not review changes none."""
    one = Selection(language="de")
    for name, selection, wrong in (("  ", one, "name"), ("Alles", Selection(), "where")):
        with pytest.raises(InvalidFields) as error:
            room.do("anna", filters.save, name, selection)
        assert error.value.fields.keys() == {wrong}
    with pytest.raises(UnknownRow):
        room.do("anna", filters.remove, "Nie gespeichert")
    for number in range(filters.MOST):
        room.write(saved.keep, Saved(f"{number}", "language=de", "anna", NINE))
    with pytest.raises(InvalidFields, match="at most"):
        room.do("anna", filters.save, "Noch eins", one)
    room.do("anna", filters.save, "7", one)
    with closing(open_for_writing(room.path)) as connection:
        visit = Visit(connection, room.path, "eve", frozenset({Permission.PUBLISH}), NINE)
        for step, arguments in ((filters.save, ("8", one)), (filters.remove, ("8",))):
            with pytest.raises(NotPermitted):
                step(visit, *arguments)
