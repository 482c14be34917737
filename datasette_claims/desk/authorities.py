"""Saying who speakers are by an authority file: what matches exactly one of them is entered, nothing is guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from datasette_claims.database import speakers, suggesting
from datasette_claims.desk.speakers import alias, identify
from datasette_claims.desk.visits import Visit
from datasette_claims.errors import InvalidFields
from datasette_claims.naming.names import is_same
from datasette_claims.readers.authorities import Entry

_LONGEST = 200
"""Letters of the longest alias, as the API has it."""


class Outcome(Enum):
    """What became of an entry."""

    IDENTIFIED = "identified"
    UNCHANGED = "unchanged"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    WRONG_ID = "wrong_id"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of an entry, by its row and name: the speakers that it matches, what was entered or is wrong."""

    row: int
    name: str
    outcome: Outcome
    speakers: tuple[str, ...]
    says: str


def identify_all(visit: Visit, entries: Iterable[Entry]) -> tuple[Told, ...]:
    """Enter ids and names of all entries that match one speaker each; doing so twice changes nothing."""
    matched = [(entry, _matching(visit, entry)) for entry in entries]
    times = Counter(found[0] for _, found in matched if len(found) == 1)
    return tuple(_told(visit, entry, found, times) for entry, found in matched)


def _told(visit: Visit, entry: Entry, found: tuple[str, ...], times: Counter[str]) -> Told:
    if not found:
        return Told(entry.row, entry.name, Outcome.UNKNOWN, (), "")
    if len(found) > 1 or times[found[0]] > 1:
        return Told(entry.row, entry.name, Outcome.AMBIGUOUS, found, "")
    try:
        changes = [*_enter_ids(visit, found[0], entry), *_enter_names(visit, found[0], entry)]
    except InvalidFields as error:
        return Told(entry.row, entry.name, Outcome.WRONG_ID, found, str(error))
    outcome = Outcome.IDENTIFIED if changes else Outcome.UNCHANGED
    return Told(entry.row, entry.name, outcome, found, ", ".join(changes))


def _matching(visit: Visit, entry: Entry) -> tuple[str, ...]:
    """Return the speakers of an entry's name, else those of its aliases."""
    by_name = suggesting.called(visit.connection, entry.name, is_same)
    by_alias = (one for name in entry.aliases for one in suggesting.called(visit.connection, name, is_same))
    return by_name or tuple(dict.fromkeys(by_alias))


def _enter_ids(visit: Visit, speaker_id: str, entry: Entry) -> list[str]:
    """Enter new ids and return them; raises InvalidFields for one that is none, or not the one that is there."""
    before = speakers.elsewhere(visit.connection, speaker_id)
    ids = tuple(zip(before, (entry.wikidata_id, entry.gnd_id), strict=True))
    for name, (has, new) in zip(("wikidata_id", "gnd_id"), ids, strict=True):
        if has and new and has != new:
            raise InvalidFields({name: f"the speaker has {has}, the file says {new}"})
    wikidata_id, gnd_id = (has or new for has, new in ids)
    changes = [new for has, new in ids if new and not has]
    if changes:
        identify(visit, speaker_id, wikidata_id, gnd_id)
    return changes


def _enter_names(visit: Visit, speaker_id: str, entry: Entry) -> list[str]:
    """Enter names by which neither the speaker nor another one is known yet, and return them."""
    own = speakers.surviving(visit.connection, speaker_id)
    known = {*(own or ()), *speakers.known_as(visit.connection, speaker_id)}
    names = dict.fromkeys((entry.name, *entry.aliases))
    changes = [name for name in names if name not in known and _is_free(visit, speaker_id, name)]
    for name in changes:
        alias(visit, speaker_id, name)
    return changes


def _is_free(visit: Visit, speaker_id: str, name: str) -> bool:
    """Tell whether a name can be an alias, and is nobody else's."""
    others = {*suggesting.called(visit.connection, name, is_same)} - {speaker_id}
    return len(name) <= _LONGEST and name.isprintable() and not others
