"""Speakers that may be the same follow every change; people keep some apart; roles follow the claims."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import Newsroom, article

from datasette_claims.database import roles, speakers, suggesting
from datasette_claims.database.opening import open_empty
from datasette_claims.desk import authorities, extraction
from datasette_claims.desk import speakers as desk
from datasette_claims.desk.authorities import Outcome
from datasette_claims.desk.extraction import Correction
from datasette_claims.desk.visits import Visit
from datasette_claims.errors import InvalidFields, NotPermitted, StepRefused
from datasette_claims.identity import article_key, speaker_key
from datasette_claims.migrations.speakers import compare, count_roles
from datasette_claims.model import Mention, Span, Speaker, SpeakerKind
from datasette_claims.readers.authorities import Entry
from datasette_claims.steps import Permission

ANNA = speaker_key("Anna Ackerbach")
NAMES = [
    "Wladimir Putin",
    "Vladimir Poutine",
    "W. Putin",
    "Putin",
    "Igor Putin",
    "Anna Müller",
    "Anna Mueller",
    "Siemens AG",
    "Siemens",
]
PAIRS = "SELECT one, other, score, reasons FROM _claims_speaker_pairs ORDER BY 1, 2"
KEYS = "SELECT key, speaker_id FROM _claims_speaker_keys ORDER BY 1, 2"
ROLES = "SELECT * FROM speaker_roles ORDER BY speaker_id, role"
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "apart", "together", "alias", "identify"]),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
    ),
    max_size=8,
)


def add(connection: sqlite3.Connection, name: str, kind: str = "person") -> str:
    """Add a speaker as loading does."""
    key = speakers.named(connection, name, kind)
    suggesting.refresh(connection, key)
    return key


def anew(connection: sqlite3.Connection) -> tuple[list[tuple[str, ...]], ...]:
    """Return pairs and keys as they are, then as they are when made from nothing."""
    kept = [connection.execute(sql).fetchall() for sql in (PAIRS, KEYS)]
    for table in ("_claims_speaker_pairs", "_claims_speaker_keys"):
        connection.execute(f"DELETE FROM {table}")
    compare(connection)
    return (*kept, *(connection.execute(sql).fetchall() for sql in (PAIRS, KEYS)))


def step(visit: Visit, what: str, one: str, other: str) -> None:
    """Take a step; what is refused changes nothing."""
    mine, theirs = speaker_key(one), speaker_key(other)
    taken = {
        "merge": lambda: desk.merge(visit, mine, theirs),
        "split": lambda: desk.split(visit, mine),
        "apart": lambda: desk.keep_apart(visit, mine, theirs),
        "together": lambda: desk.keep_apart(visit, mine, theirs, remove=True),
        "alias": lambda: desk.alias(visit, mine, other),
        "identify": lambda: desk.identify(visit, mine, None, "118540238"),
    }
    with suppress(InvalidFields, StepRefused):
        taken[what]()


@given(st.permutations(NAMES), STEPS)
@settings(max_examples=60, deadline=None)
def test_kept_as_made_anew(called: list[str], steps: list[tuple[str, str, str]]) -> None:
    """After any steps the suggestions are those that comparing everybody anew gives."""
    with closing(open_empty()) as connection:
        for name in called:
            add(connection, name, "organisation" if name.startswith("Siemens") else "person")
        visit = Visit(connection, Path("claims.db"), "anna", frozenset(Permission), "2026-01-01T00:00:00Z")
        for one in steps:
            step(visit, *one)
        pairs, keys, made_pairs, made_keys = anew(connection)
        apart = connection.execute("SELECT one, other FROM speakers_apart").fetchall()
        into = {key: (speakers.surviving(connection, key) or (key,))[0] for key in map(speaker_key, NAMES)}
        hidden = {tuple(sorted((into[one], into[other]))) for one, other in apart}
        assert keys == made_keys
        assert pairs == [pair for pair in made_pairs if pair[:2] not in hidden]


@given(st.permutations(NAMES), st.sampled_from(NAMES), st.sampled_from(NAMES))
@settings(max_examples=40, deadline=None)
def test_split_restores(called: list[str], one: str, other: str) -> None:
    """Merging and splitting leave the suggestions as they were."""
    with closing(open_empty()) as connection:
        for name in called:
            add(connection, name)
        before = connection.execute(PAIRS).fetchall()
        visit = Visit(connection, Path("claims.db"), "anna", frozenset(Permission), "2026-01-01T00:00:00Z")
        step(visit, "merge", one, other)
        step(visit, "split", one, other)
        assert connection.execute(PAIRS).fetchall() == before


def test_apart(room: Newsroom) -> None:
    """Who was said to be somebody else is suggested no more, until that is taken back; both are events."""
    key = room.write(add, "A. Ackerbach")
    assert [one.reasons for one in room.write(suggesting.pairs_of, ANNA, 5)] == [("initial",)]
    assert room.write(suggesting.count) == 1
    room.do("anna", desk.keep_apart, ANNA, key)
    assert room.write(suggesting.pairs, 5) == ()
    assert [(one.id, one.by) for one in room.write(suggesting.kept_apart, key)] == [(ANNA, "anna")]
    with pytest.raises(StepRefused, match="known"):
        room.do("anna", desk.keep_apart, key, ANNA)
    room.do("anna", desk.keep_apart, key, ANNA, remove=True)
    assert [(one.one, one.other) for one in room.write(suggesting.pairs, 5)] == [tuple(sorted((ANNA, key)))]
    with pytest.raises(StepRefused, match="Nobody"):
        room.do("anna", desk.keep_apart, key, ANNA, remove=True)
    with pytest.raises(InvalidFields):
        room.do("anna", desk.keep_apart, key, key)
    kinds = [kind for (kind,) in room.rows("SELECT type FROM review_events ORDER BY seq")]
    assert kinds == ["speakers_kept_apart", "speakers_let_together"]
    assert room.findings() == []
    nobody = Visit(sqlite3.connect(room.path), room.path, "nobody", frozenset(), "2026-01-01T00:00:00Z")
    with closing(nobody.connection), pytest.raises(NotPermitted):
        desk.keep_apart(nobody, key, ANNA)


def test_pages_of_pairs(room: Newsroom) -> None:
    """Page after page gives each pair once, the likeliest first."""
    for name in NAMES:
        room.write(add, name)
    whole = room.write(suggesting.pairs, 50)
    assert len(whole) == room.write(suggesting.count) == 4
    paged, after = [], None
    while found := room.write(suggesting.pairs, 2, after):
        paged += found
        after = found[-1]
    assert tuple(paged) == whole
    assert [one.score for one in whole] == sorted((one.score for one in whole), reverse=True)


def test_kind_of_speaker(room: Newsroom) -> None:
    """When people say that a speaker is a body and no person, it is compared as such."""
    key = room.write(add, "A. Ackerbach")
    room.do("anna", extraction.fix, room.ids[0], Correction(speaker="A. Ackerbach", speaker_kind=SpeakerKind.GROUP))
    assert room.write(suggesting.pairs_of, key, 5) == ()


def test_abbreviation_of_a_text(room: Newsroom) -> None:
    """What a text shortens a body to is another name of it."""
    text = "Der Verband Deutscher Müller (VDM) tagte. „Wir mahlen“, sagte der VDM."
    made, claims = article("verband.txt", ["Wir mahlen"], text)
    at = made.text.rindex("VDM")
    one = replace(
        claims[0], speaker=Speaker("Verband Deutscher Müller", SpeakerKind.ORGANISATION), mention=_mention(at)
    )
    room.load(made, [one])
    assert room.rows("SELECT alias FROM speaker_aliases") == [("VDM",)]
    key = room.write(add, "VDM", "organisation")
    assert [one.reasons for one in room.write(suggesting.pairs_of, key, 5)] == [("alias", "same_letters")]


def _mention(at: int) -> Mention:
    return Mention((Span(at, at + 3),), "VDM")


# Roles


TEXT = "Ministerin {0} sprach. „Wir prüfen“, sagte Ministerin {0}. „Wir bauen“, sagte die Ministerin."


def load(room: Newsroom, origin: str, day: str | None, before: str | None = None, text: str = TEXT) -> str:
    """Load an article in which a minister says two things."""
    whole = text.format("Weber")
    made, claims = article(origin, ["Wir prüfen", "Wir bauen"], whole)
    spans = [whole.index("Ministerin Weber."), whole.rindex("die Ministerin")]
    words = ["Ministerin Weber", "die Ministerin"]
    speaker = Speaker("Eva Weber", SpeakerKind.PERSON)
    said = [
        replace(claim, speaker=speaker, mention=Mention((Span(at, at + len(word)),), word))
        for claim, at, word in zip(claims, spans, words, strict=True)
    ]
    room.load(replace(made, published=day), said, before)
    return article_key(made.text)


def counted(room: Newsroom) -> list[tuple[object, ...]]:
    """Return the roles; they must be those that counting anew gives."""
    kept = room.rows(ROLES)
    room.sql("DELETE FROM speaker_roles")
    with closing(sqlite3.connect(room.path)) as connection, connection:
        count_roles(connection)
    assert room.rows(ROLES) == kept
    return [row[1:] for row in kept]


def test_roles(room: Newsroom) -> None:
    """Roles are counted with their first and last date, follow new wordings, and are summed over merges."""
    load(room, "zwei.txt", "2026-03-02", text=TEXT + " Zwei.")
    load(room, "drei.txt", None, text=TEXT + " Drei.")
    first = load(room, "eins.txt", "2026-01-01")
    assert counted(room) == [("Ministerin", "2026-01-01", "2026-03-02", 6)]
    load(room, "eins.txt", "2026-02-01", first, TEXT + " Neu.")
    assert counted(room) == [("Ministerin", "2026-02-01", "2026-03-02", 6)]
    weber = speaker_key("Eva Weber")
    other = room.write(add, "E. Weber")
    (claim,) = room.rows("SELECT min(id) FROM claims WHERE article_id = ? AND retired_at IS NULL", first)
    room.do("anna", desk.divide, weber, [*claim], "E. Weber", SpeakerKind.PERSON)
    assert sorted(counted(room), key=str) == [
        ("Ministerin", "2026-02-01", "2026-02-01", 1),
        ("Ministerin", "2026-02-01", "2026-03-02", 5),
    ]
    room.do("anna", desk.merge, other, weber)
    assert [(one.words, one.times) for one in room.write(roles.roles, weber, 5)] == [("Ministerin", 6)]
    room.do("anna", desk.split, other)
    assert [(one.words, one.times) for one in room.write(roles.roles, other, 5)] == [("Ministerin", 1)]


def test_roles_of_corrections(room: Newsroom) -> None:
    """What people correct is counted as they say, and claims that they put aside count no more."""
    load(room, "eins.txt", "2026-01-01")
    mine = room.rows("SELECT id FROM claims WHERE speaker = 'Eva Weber' ORDER BY start")[0][0]
    room.do("anna", extraction.fix, mine, Correction(speaker="Ida Kern"))
    assert {row[0] for row in counted(room)} == {"Ministerin Weber", "Ministerin"}
    room.do("anna", extraction.fix, mine, Correction(quote="Wir", mention_spans=()))
    assert counted(room) == [("Ministerin", "2026-01-01", "2026-01-01", 1)]
    assert room.write(roles.article_of, "c0") == ""


# Authority files


def entry(row: int, name: str, *aliases: str, wikidata: str | None = None, gnd: str | None = None) -> Entry:
    return Entry(row, name, aliases, wikidata, gnd)


def test_identified_by_a_file(room: Newsroom) -> None:
    """What matches one speaker is entered, once; what matches several, none, or has wrong ids is told."""
    for name in ("Wladimir Putin", "Anna Müller", "Bernd Kern", "Ida Kern"):
        room.write(add, name)
    room.do("anna", desk.identify, speaker_key("Bernd Kern"), "Q1", None)
    wanted = [
        entry(1, "Putin, Wladimir", "Vladimir Putin", wikidata="Q7747", gnd="122188926"),
        entry(2, "Nobody At All", wikidata="Q2"),
        entry(3, "Anna Müller", wikidata="Q3"),
        entry(4, "anna müller", wikidata="Q4"),
        entry(5, "Bernd Kern", wikidata="Q5"),
        entry(6, "Ida Kern", wikidata="Q1"),
        entry(7, "Somebody", "Anna Müller", "Wladimir Putin"),
        entry(8, "Anna Ackerbach", "x" * 201, wikidata="no id"),
    ]
    told = room.do("anna", authorities.identify_all, wanted)
    assert [one.outcome for one in told] == [
        Outcome.IDENTIFIED,
        Outcome.UNKNOWN,
        Outcome.AMBIGUOUS,
        Outcome.AMBIGUOUS,
        Outcome.WRONG_ID,
        Outcome.WRONG_ID,
        Outcome.AMBIGUOUS,
        Outcome.WRONG_ID,
    ]
    key = speaker_key("Wladimir Putin")
    assert room.write(speakers.elsewhere, key) == ("Q7747", "122188926")
    assert set(room.write(speakers.known_as, key)) == {"Putin, Wladimir", "Vladimir Putin"}
    events = room.rows("SELECT count(*) FROM review_events")
    again = room.do("anna", authorities.identify_all, wanted[:1])
    assert [one.outcome for one in again] == [Outcome.UNCHANGED]
    assert room.rows("SELECT count(*) FROM review_events") == events
    assert room.findings() == []


def test_files_name_speakers(room: Newsroom) -> None:
    """A speaker is found by an alias of the entry too, if no other has the entry's name; ids that are there stay."""
    key = room.write(add, "Wladimir Putin")
    room.do("anna", authorities.identify_all, [entry(1, "Vladimir Putin", "Wladimir Putin", gnd="122188926")])
    room.do("anna", authorities.identify_all, [entry(1, "Vladimir Putin", wikidata="Q7747")])
    assert room.write(speakers.elsewhere, key) == ("Q7747", "122188926")
