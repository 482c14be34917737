"""Events as entries of a log that cannot be changed unnoticed: each holds the hash of the one before.

An answer that may not be seen yet stands in the log as a commitment: the SHA-256 of the answer with a random nonce.
When the answer is shown, anybody can compare. Confidential evidence is committed to in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import Enum

from datasette_claims.identity import digest
from datasette_claims.model import Bearing, Evidence, SourceKind
from datasette_claims.review import Answer, Aspect, Event, EventType

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; ``payload`` is canonical JSON, ``claim_id`` empty for what concerns the whole desk."""

    seq: int
    at: str
    actor: str
    type: str
    claim_id: str | None
    payload: str
    from_state: str | None = None
    to_state: str | None = None
    answer_id: str | None = None
    undoes: int | None = None
    batch: str | None = None


_COLUMNS = frozenset(field.name for field in fields(Entry))
"""What an entry holds beside its payload."""


def canonical(value: object) -> str:
    """Return JSON that is the same for the same value: keys in order, no blanks, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(entry: Entry, before: str) -> str:
    """Return the hash of an entry that follows one with the hash ``before`` (empty for the first), 64 digits."""
    return digest(canonical([before, *asdict(entry).values()]))


def broken(entries: Iterable[tuple[Entry, str, str]]) -> int | None:
    """Return the number of the first entry that is not what its hash says, or that does not follow; None if all are.

    Each entry comes with the hash before it and its own. Entries cut off at the end leave a chain that is whole: only
    who knows the last hash can tell.
    """
    last, place = "", 0
    for place, (entry, before, own) in enumerate(entries, 1):
        if entry.seq != place or before != last or own != link(entry, before):
            return place
        last = own
    return None


def shown(answer: Answer) -> Answer:
    """Return an answer as everybody may see it: its confidential evidence replaced by commitments."""
    return replace(answer, evidence=tuple(_shown(item) for item in answer.evidence))


def commitment(answer: Answer) -> str:
    """Return what the log holds of an answer that nobody may see yet, 64 digits."""
    return digest(canonical(answer_json(shown(answer))))


def _shown(item: Evidence) -> Evidence:
    if not item.confidential:
        return item
    bare = Evidence(item.id, item.bearing, kind=item.kind, confidential=True, commitment=item.commitment)
    if item == bare and item.commitment:
        return item
    return replace(bare, commitment=digest(canonical(evidence_json(replace(item, commitment=None)))))


def evidence_json(item: Evidence) -> Json:
    """Return evidence as JSON, the fields left out that nobody has set."""
    return {name: _plain(value) for name, value in _set(item).items()}


def evidence_from(stored: Json) -> Evidence:
    """Return the evidence that ``evidence_json`` wrote."""
    parts: dict[str, object] = dict(stored)
    kind = parts.pop("kind", None)
    bearing = Bearing(parts.pop("bearing"))
    return Evidence(**parts, bearing=bearing, kind=SourceKind(kind) if kind else None)  # type: ignore[arg-type]


def answer_json(answer: Answer) -> Json:
    """Return an answer as JSON, the fields left out that nobody has set."""
    written = {
        "ratings": {aspect.value: key for aspect, key in answer.ratings.items()},
        "flags": list(answer.flags),
        "evidence": [evidence_json(item) for item in answer.evidence],
    }
    return {name: written.get(name, value) for name, value in _set(answer).items()}


def answer_from(stored: Json) -> Answer:
    """Return the answer that ``answer_json`` wrote."""
    parts: dict[str, object] = dict(stored)
    ratings = parts.pop("ratings", {})
    flags = parts.pop("flags", ())
    evidence = parts.pop("evidence", ())
    return Answer(
        ratings={Aspect(aspect): str(key) for aspect, key in ratings.items()},  # type: ignore[attr-defined]
        flags=tuple(flags),  # type: ignore[arg-type]
        evidence=tuple(map(evidence_from, evidence)),  # type: ignore[call-overload]
        **parts,  # type: ignore[arg-type]
    )


def entry(event: Event, states: tuple[str, str]) -> Entry:
    """Return what the log holds of an event that led from one of ``states`` to the other.

    Everybody may read the log, so nothing confidential gets into it.
    """
    written = {"answers": [answer_json(shown(answer)) for answer in event.answers]}
    payload = {name: written.get(name, value) for name, value in _set(event).items() if name not in _COLUMNS}
    return Entry(
        seq=event.seq,
        at=event.at,
        actor=event.actor,
        type=event.type.value,
        claim_id=event.claim_id,
        payload=canonical(payload),
        from_state=states[0],
        to_state=states[1],
        answer_id=event.answer_id,
        undoes=event.undoes,
        batch=event.batch,
    )


def event(entry: Entry) -> Event:
    """Return the event that the log holds."""
    payload = json.loads(entry.payload)
    answers: Sequence[Json] = payload.pop("answers", ())
    return Event(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        type=EventType(entry.type),
        claim_id=entry.claim_id or "",
        answers=tuple(map(answer_from, answers)),
        answer_id=entry.answer_id,
        undoes=entry.undoes,
        batch=entry.batch,
        **payload,
    )


def _set(thing: Answer | Event | Evidence) -> Json:
    """Return the fields that differ from their defaults, or have none."""
    named = {field.name: (getattr(thing, field.name), field.default) for field in fields(thing)}
    return {name: value for name, (value, default) in named.items() if value != default}


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value
