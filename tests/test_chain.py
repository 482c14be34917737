"""The log: events come back as they were, no change goes unnoticed, and nothing confidential gets in."""

from __future__ import annotations

import json
from dataclasses import fields, replace

from hypothesis import assume, given
from hypothesis import strategies as st

from datasette_claims.chain import (
    Entry,
    answer_from,
    answer_json,
    broken,
    canonical,
    commitment,
    entry,
    event,
    evidence_from,
    evidence_json,
    link,
    shown,
)
from datasette_claims.model import Bearing, Evidence, SourceKind
from datasette_claims.review import Answer, Aspect, Event, EventType

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
MAYBE = st.none() | TEXT
RATINGS = st.dictionaries(st.sampled_from(Aspect), TEXT)
EVIDENCE = st.builds(
    Evidence,
    id=TEXT,
    bearing=st.sampled_from(Bearing),
    url=MAYBE,
    title=TEXT,
    publisher=TEXT,
    quote=TEXT,
    kind=st.none() | st.sampled_from(SourceKind),
    published_at=MAYBE,
    retrieved_at=MAYBE,
    archive_url=MAYBE,
    archived_at=MAYBE,
    content_sha256=MAYBE,
    confidential=st.booleans(),
    nonce=TEXT,
    commitment=MAYBE,
)
ANSWERS = st.builds(
    Answer,
    id=TEXT,
    reviewer=TEXT,
    at=TEXT,
    ratings=RATINGS,
    summary=TEXT,
    rationale=TEXT,
    flags=st.lists(TEXT, max_size=2).map(tuple),
    as_of=MAYBE,
    evidence=st.lists(EVIDENCE, max_size=2).map(tuple),
    nonce=TEXT,
)
EVENTS = st.builds(
    Event,
    seq=st.integers(1, 9999),
    at=TEXT,
    actor=TEXT,
    type=st.sampled_from(EventType),
    claim_id=TEXT,
    answers=st.lists(ANSWERS, max_size=3).map(tuple),
    answer_id=MAYBE,
    commitment=MAYBE,
    required=st.none() | st.integers(1, 3),
    reason=TEXT,
    note=TEXT,
    undoes=st.none() | st.integers(1, 9999),
    other_claim=MAYBE,
    batch=MAYBE,
)
SECRET = Evidence(
    "e1",
    Bearing.REFUTES,
    url="https://leak.example/secret",
    title="secret title",
    publisher="secret publisher",
    quote="secret quote",
    kind=SourceKind.PRIMARY,
    published_at="secret day",
    retrieved_at="secret hour",
    archive_url="secret copy",
    archived_at="secret minute",
    content_sha256="secret digest",
    confidential=True,
    nonce="secret nonce",
)
ANSWER = Answer("r1", "anna", "2025-02-26T10:00:00Z", {Aspect.VERACITY: "false"}, nonce="n", evidence=(SECRET,))

Chain = list[tuple[Entry, str, str]]


def chained(entries: list[Entry]) -> Chain:
    """Return entries as the database holds them."""
    found: Chain = []
    for one in entries:
        before = found[-1][2] if found else ""
        found.append((one, before, link(one, before)))
    return found


def log(length: int) -> Chain:
    return chained([Entry(n, "2025-02-26T10:00:00Z", "anna", "taken", f"c{n}", "{}") for n in range(1, length + 1)])


@given(EVIDENCE)
def test_evidence(item: Evidence) -> None:
    """Evidence comes back as it was, also what is empty but set."""
    assert evidence_from(json.loads(canonical(evidence_json(item)))) == item


@given(ANSWERS)
def test_answer(answer: Answer) -> None:
    """An answer comes back as it was."""
    assert answer_from(json.loads(canonical(answer_json(answer)))) == answer


@given(EVENTS)
def test_event(happened: Event) -> None:
    """An event comes back from the log as everybody may see it, and so does what came back."""
    public = replace(happened, answers=tuple(map(shown, happened.answers)))
    assert event(entry(happened, ("new", "queued"))) == public
    assert entry(public, ("new", "queued")) == entry(happened, ("new", "queued"))


def test_states() -> None:
    """An entry says from which state to which the claim went."""
    stored = entry(Event(1, "2025", "anna", EventType.TRIAGED, "c1"), ("new", "queued"))
    assert (stored.from_state, stored.to_state, stored.payload) == ("new", "queued", "{}")


def test_desk_entry() -> None:
    """What concerns the whole desk has no claim."""
    assert event(Entry(1, "2025", "root", "taken", None, "{}")).claim_id == ""


def test_canonical() -> None:
    """The same value is the same text, whatever the order of its keys."""
    assert canonical({"b": 1, "a": "ü"}) == canonical({"a": "ü", "b": 1}) == '{"a":"ü","b":1}'


@given(st.integers(0, 6))
def test_whole(length: int) -> None:
    """A chain that nobody has touched is whole."""
    assert broken(log(length)) is None


@given(st.integers(1, 6), st.data())
def test_changed(length: int, data: st.DataObject) -> None:
    """A change of any field of an entry, or of either of its hashes, is found at that entry."""
    chain = log(length)
    place = data.draw(st.integers(0, length - 1))
    stored, before, own = chain[place]
    name = data.draw(st.sampled_from([field.name for field in fields(Entry)]))
    value = data.draw(st.integers(50, 60) if name == "seq" else st.just("forged"))
    for forged in ((replace(stored, **{name: value}), before, own), (stored, "x", own), (stored, before, "x")):
        assert broken([*chain[:place], forged, *chain[place + 1 :]]) == place + 1


@given(st.integers(1, 6), st.data())
def test_rehashed(length: int, data: st.DataObject) -> None:
    """Whoever forges an entry with its hash is found out by the next."""
    chain = log(length + 1)
    place = data.draw(st.integers(0, length - 1))
    stored, before, _ = chain[place]
    forged = replace(stored, actor="mallory")
    assert broken([*chain[:place], (forged, before, link(forged, before)), *chain[place + 1 :]]) == place + 2


@given(st.integers(2, 6), st.data())
def test_dropped(length: int, data: st.DataObject) -> None:
    """A dropped entry is found where it is missing; that the last are missing, the chain alone cannot tell."""
    chain = log(length)
    place = data.draw(st.integers(0, length - 2))
    assert broken([*chain[:place], *chain[place + 1 :]]) == place + 1
    assert broken(chain[:place]) is None


@given(st.integers(1, 6), st.data())
def test_inserted(length: int, data: st.DataObject) -> None:
    """An entry put in between, chained to the one before, is found by the next."""
    chain = log(length)
    place = data.draw(st.integers(0, length - 1))
    before = chain[place][1]
    added = replace(chain[place][0], actor="mallory")
    assert broken([*chain[:place], (added, before, link(added, before)), *chain[place:]]) == place + 2


@given(st.integers(2, 6), st.data())
def test_swapped(length: int, data: st.DataObject) -> None:
    """Two entries that changed places are found at the first."""
    chain = log(length)
    first = data.draw(st.integers(0, length - 2))
    second = data.draw(st.integers(first + 1, length - 1))
    chain[first], chain[second] = chain[second], chain[first]
    assert broken(chain) == first + 1


def test_empty_is_not_missing() -> None:
    """A field that is empty and one that is missing have different hashes."""
    stored = log(1)[0][0]
    assert link(replace(stored, batch=""), "") != link(replace(stored, batch=None), "")


@given(ANSWERS, ANSWERS)
def test_commitment(one: Answer, other: Answer) -> None:
    """Two answers have the same commitment if everybody sees the same of them, and only then."""
    assert (commitment(one) == commitment(other)) == (shown(one) == shown(other))
    assert commitment(shown(one)) == commitment(one)


@given(ANSWERS, ANSWERS, st.sampled_from([field.name for field in fields(Answer)]))
def test_commitment_field(one: Answer, other: Answer, name: str) -> None:
    """An answer that differs in a single field does not match the commitment."""
    assume(getattr(one, name) != getattr(other, name))
    changed = replace(one, **{name: getattr(other, name)})
    assume(shown(changed) != shown(one))
    assert commitment(changed) != commitment(one)


@given(EVIDENCE, EVIDENCE, st.sampled_from([field.name for field in fields(Evidence) if field.name != "commitment"]))
def test_confidential_field(one: Evidence, other: Evidence, name: str) -> None:
    """Confidential evidence that is exchanged for other does not match the commitment to it."""
    one = replace(one, confidential=True, commitment=None)
    changed = replace(one, **{name: getattr(other, name)})
    assume(changed != one)
    assert commitment(replace(ANSWER, evidence=(changed,))) != commitment(replace(ANSWER, evidence=(one,)))


@given(EVIDENCE)
def test_shown(item: Evidence) -> None:
    """Of confidential evidence nothing is shown but id, bearing, kind and commitment; the rest is shown as it is."""
    (seen,) = shown(replace(ANSWER, evidence=(item,))).evidence
    if item.confidential:
        assert seen == Evidence(item.id, item.bearing, kind=item.kind, confidential=True, commitment=seen.commitment)
        assert seen.commitment
    else:
        assert seen == item
    assert shown(shown(ANSWER)) == shown(ANSWER)


def test_claimed_commitment() -> None:
    """Evidence that comes with a commitment of its own is stripped none the less."""
    posing = replace(ANSWER, evidence=(replace(SECRET, commitment="0" * 64),))
    assert shown(posing) == shown(ANSWER)


def test_log_holds_no_secret() -> None:
    """Whoever forgets to strip an answer does not get its secrets into the log."""
    happened = Event(1, "2025", "anna", EventType.ANSWERED, "c1", answers=(ANSWER,), answer_id="r1")
    assert "secret" not in entry(happened, ("new", "decided")).payload
