"""Speakers turn out to be the same, or two; what they are called and who they are elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from office import Newsroom

from datasette_claims.database import history
from datasette_claims.desk import extraction, speakers
from datasette_claims.desk.visits import Visit
from datasette_claims.errors import InvalidFields, NotPermitted, StepRefused, UnknownRow
from datasette_claims.identity import speaker_key
from datasette_claims.model import SpeakerKind

ANNA = speaker_key("Anna Ackerbach")
NOBODY = "s" + "0" * 16


@pytest.fixture
def mayor(room: Newsroom) -> str:
    """Another speaker, without claims so far."""
    key = speaker_key("Bürgermeisterin Ackerbach")
    room.sql(f"INSERT INTO speakers(id, name, kind) VALUES ('{key}', 'Bürgermeisterin Ackerbach', 'person')")
    return key


def names(room: Newsroom) -> set[tuple[Any, ...]]:
    """Return who the claims say they are of."""
    return set(room.rows("SELECT speaker_id, speaker FROM claims"))


def test_merge_and_split(room: Newsroom, mayor: str) -> None:
    """A merge shows every claim under the surviving name, also in the search; a split takes it back exactly."""
    assert room.do("anna", speakers.merge, ANNA, mayor) == 5
    assert names(room) == {(mayor, "Bürgermeisterin Ackerbach")}
    assert room.rows("SELECT count(*) FROM claims_fts WHERE claims_fts MATCH 'speaker : Bürgermeisterin'") == [(5,)]
    assert room.write(history.speaker, mayor)["merged"] == (ANNA,)
    assert room.write(history.speaker, mayor)["claims"] == 5
    assert room.write(history.speaker, mayor)["aliases"] == {"Anna Ackerbach": "merged"}
    assert room.do("anna", speakers.split, ANNA) == 5
    assert names(room) == {(ANNA, "Anna Ackerbach")}
    assert room.findings() == []


def test_merge_of_merged(room: Newsroom, mayor: str) -> None:
    """Who was merged before goes along, and each merge can be taken back by itself."""
    third = speaker_key("A. Ackerbach")
    room.sql(f"INSERT INTO speakers(id, name, kind) VALUES ('{third}', 'A. Ackerbach', 'person')")
    room.do("anna", speakers.merge, ANNA, mayor)
    room.do("anna", speakers.merge, mayor, third)
    assert names(room) == {(third, "A. Ackerbach")}
    room.do("anna", speakers.split, ANNA)
    assert names(room) == {(ANNA, "Anna Ackerbach")}
    room.do("anna", speakers.merge, ANNA, mayor)
    assert names(room) == {(third, "A. Ackerbach")}
    for error, one, into in (
        (InvalidFields, third, ANNA),
        (InvalidFields, third, third),
        (StepRefused, ANNA, third),
        (UnknownRow, third, NOBODY),
        (UnknownRow, NOBODY, third),
    ):
        with pytest.raises(error):
            room.do("anna", speakers.merge, one, into)
    with pytest.raises(StepRefused):
        room.do("anna", speakers.split, third)


def test_corrections_outlast_merges(room: Newsroom, mayor: str) -> None:
    """Whom people named stays named whatever is merged and split, and follows when that one is merged."""
    mine = room.ids[0]
    third = speaker_key("Berta")
    room.do("anna", extraction.fix, mine, extraction.Correction(speaker="Berta"))
    room.do("anna", speakers.merge, ANNA, mayor)
    assert room.rows("SELECT speaker FROM claims WHERE id = ?", mine) == [("Berta",)]
    room.do("anna", speakers.split, ANNA)
    assert room.rows("SELECT speaker FROM claims WHERE id = ?", mine) == [("Berta",)]
    assert room.do("anna", speakers.merge, third, mayor) == 1
    assert room.rows("SELECT speaker_id FROM claims WHERE id = ?", mine) == [(mayor,)]
    with pytest.raises(InvalidFields, match="of their own"):
        room.do("anna", speakers.divide, mayor, [mine], "Berta", SpeakerKind.PERSON)
    room.do("anna", speakers.divide, ANNA, [room.ids[1]], "Berta", SpeakerKind.PERSON)
    assert room.rows("SELECT speaker_id, named_speaker_id FROM claims WHERE id = ?", room.ids[1]) == [(mayor, third)]
    assert room.findings() == []


def test_divide(room: Newsroom) -> None:
    """Claims of somebody else get a speaker of their own, and their history says so."""
    mine, theirs = room.ids[:2], room.ids[2:]
    room.do("anna", speakers.divide, ANNA, [*theirs, theirs[0]], "Anna Ackerbach (Linz)", SpeakerKind.PERSON)
    linz = speaker_key("Anna Ackerbach (Linz)")
    assert {key for (key,) in room.rows("SELECT id FROM claims WHERE speaker_id = ?", linz)} == set(theirs)
    assert {key for (key,) in room.rows("SELECT id FROM claims WHERE speaker_id = ?", ANNA)} == set(mine)
    assert room.rows("SELECT count(*) FROM review_events WHERE type = 'reattributed'") == [(3,)]
    assert room.findings() == []
    with pytest.raises(InvalidFields, match="not of this speaker"):
        room.do("anna", speakers.divide, ANNA, theirs, "Andere", SpeakerKind.PERSON)
    with pytest.raises(InvalidFields, match="some"):
        room.do("anna", speakers.divide, ANNA, [], "Andere", SpeakerKind.PERSON)
    for name in ("Anna Ackerbach", " "):
        with pytest.raises(InvalidFields, match="of their own"):
            room.do("anna", speakers.divide, ANNA, mine, name, SpeakerKind.PERSON)


def test_aliases(room: Newsroom) -> None:
    """People add other names, and remove those that people added."""
    room.do("anna", speakers.alias, ANNA, " Die Ackerbach ")
    assert room.write(history.speaker, ANNA)["aliases"] == {"Die Ackerbach": "manual"}
    with pytest.raises(StepRefused, match="known"):
        room.do("anna", speakers.alias, ANNA, "Die Ackerbach")
    room.do("anna", speakers.alias, ANNA, "Die Ackerbach", remove=True)
    with pytest.raises(StepRefused, match="Nobody"):
        room.do("anna", speakers.alias, ANNA, "Die Ackerbach", remove=True)


def test_identity(room: Newsroom, mayor: str) -> None:
    """Two speakers cannot be the same Wikidata item."""
    room.do("anna", speakers.identify, ANNA, "Q42", "118540238")
    room.do("anna", speakers.identify, ANNA, "Q42", None)
    found = room.write(history.speaker, ANNA)
    assert (found["wikidata_id"], found["gnd_id"]) == ("Q42", None)
    room.do("anna", speakers.identify, mayor, None, "118540238")
    for wikidata_id, gnd_id, why in (
        ("Q42", None, "merge the two"),
        ("nonsense", None, "form"),
        (None, "----", "form"),
    ):
        with pytest.raises(InvalidFields, match=why):
            room.do("anna", speakers.identify, mayor, wikidata_id, gnd_id)
    with pytest.raises(InvalidFields, match=r"gnd_id: .*merge the two"):
        room.do("anna", speakers.identify, ANNA, "Q42", "118540238")
    assert room.write(history.speaker, NOBODY) is None


def test_log(room: Newsroom, mayor: str) -> None:
    """Everything is an entry of the log, which stays a chain, and needs the right to edit the extraction."""
    room.do("anna", speakers.merge, ANNA, mayor)
    room.do("anna", speakers.alias, mayor, "Frau A.")
    assert [kind for (kind,) in room.rows("SELECT type FROM review_events ORDER BY seq")] == [
        "speakers_merged",
        "alias_added",
    ]

    def without_rights(visit: Visit) -> None:
        speakers.split(Visit(visit.connection, visit.path, "eve", frozenset(), visit.at), ANNA)

    with pytest.raises(NotPermitted):
        room.do("eve", without_rights)
    assert room.findings() == []
