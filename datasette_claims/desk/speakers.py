"""Saying who speakers are: the same, two different ones, also called, known elsewhere as."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from datasette_claims import steps
from datasette_claims.database import speakers, suggesting
from datasette_claims.desk.visits import Outcome, Visit, perform, record, require
from datasette_claims.errors import InvalidFields, StepRefused, UnknownRow
from datasette_claims.model import SpeakerKind
from datasette_claims.steps import Permission

IDS: Mapping[str, str] = {
    "wikidata_id": r"Q[1-9][0-9]{0,11}",
    # The form that Wikidata's property P227 gives for ids of the Gemeinsame Normdatei.
    "gnd_id": r"1[0-9]{7,8}[0-9X]|[47][0-9]{6}-[0-9]|[1-9][0-9]{0,7}-[0-9X]|3[0-9]{7}[0-9X]",
}
"""The form of ids in other catalogues, as regular expressions."""


def merge(visit: Visit, speaker_id: str, into: str) -> int:
    """Let a speaker turn out to be another; return how many claims changed hands.

    Later loads follow: who is extracted as the one is shown as the other.
    """
    _admit(visit, speaker_id)
    present = speakers.surviving(visit.connection, into)
    if present is None:
        raise UnknownRow(f"There is no speaker {into}.")
    if present[0] == speaker_id:
        raise InvalidFields({"into": "that speaker is this one already"})
    if speakers.merged_into(visit.connection, speaker_id):
        raise StepRefused("This speaker was merged already; take that back first.")
    changed = speakers.merge(visit.connection, speaker_id, into)
    suggesting.refresh(visit.connection, speaker_id)
    record(visit, "speakers_merged", {"speaker": speaker_id, "into": into, "claims": changed})
    return changed


def split(visit: Visit, speaker_id: str) -> int:
    """Take a merge back; return how many claims changed hands."""
    _admit(visit, speaker_id)
    before = speakers.merged_into(visit.connection, speaker_id)
    if before is None:
        raise StepRefused("This speaker was not merged into another.")
    changed = speakers.merge(visit.connection, speaker_id, None)
    suggesting.refresh(visit.connection, speaker_id, before)
    record(visit, "speakers_split", {"speaker": speaker_id, "from": before, "claims": changed})
    return changed


def divide(
    visit: Visit, speaker_id: str, claim_ids: Sequence[str], name: str, kind: SpeakerKind
) -> tuple[Outcome, ...]:
    """Let some of a speaker's claims belong to somebody else; each of them records it (``reattributed``)."""
    _admit(visit, speaker_id)
    wanted = tuple(dict.fromkeys(claim_ids))
    others = set(wanted) - set(speakers.of(visit.connection, speaker_id, wanted))
    if others or not wanted:
        raise InvalidFields({"claims": f"not of this speaker: {', '.join(sorted(others))}" if others else "name some"})
    to = speakers.named(visit.connection, name.strip(), kind.value)
    if not name.strip() or speakers.surviving(visit.connection, to) == speakers.surviving(visit.connection, speaker_id):
        raise InvalidFields({"name": "give the other speaker a name of their own"})
    note = f"speaker: {speaker_id} → {to} ({name.strip()})"
    outcomes = tuple(perform(visit, one, partial(steps.reattribute, note=note)) for one in wanted)
    speakers.hand_over(visit.connection, wanted, to)
    suggesting.refresh(visit.connection, to)
    record(visit, "speakers_divided", {"speaker": speaker_id, "to": to, "claims": list(wanted)})
    return outcomes


def alias(visit: Visit, speaker_id: str, name: str, *, remove: bool = False) -> None:
    """Add another name of a speaker, or remove one that people added."""
    _admit(visit, speaker_id)
    if not speakers.alias(visit.connection, speaker_id, name.strip(), remove=remove):
        raise StepRefused("Nobody added that name." if remove else "That name is known already.")
    suggesting.refresh(visit.connection, speaker_id)
    record(visit, "alias_removed" if remove else "alias_added", {"speaker": speaker_id, "alias": name.strip()})


def identify(visit: Visit, speaker_id: str, wikidata_id: str | None, gnd_id: str | None) -> None:
    """Say who a speaker is elsewhere; None takes an id away."""
    _admit(visit, speaker_id)
    wanted = {"wikidata_id": wikidata_id, "gnd_id": gnd_id}
    wrong = {name: _wrong_id(visit, speaker_id, name, value) for name, value in wanted.items() if value is not None}
    if any(wrong.values()):
        raise InvalidFields({name: why for name, why in wrong.items() if why})
    speakers.identify(visit.connection, speaker_id, wikidata_id, gnd_id)
    suggesting.refresh(visit.connection, speaker_id)
    record(visit, "speaker_identified", {"speaker": speaker_id, "wikidata_id": wikidata_id, "gnd_id": gnd_id})


def keep_apart(visit: Visit, speaker_id: str, other: str, *, remove: bool = False) -> None:
    """Say that two speakers are two, so that nobody is asked again, or take that back."""
    _admit(visit, speaker_id)
    _admit(visit, other)
    if speaker_id == other:
        raise InvalidFields({"other": "that speaker is this one already"})
    if remove:
        changed = suggesting.let_together(visit.connection, speaker_id, other)
    else:
        changed = suggesting.keep_apart(visit.connection, speaker_id, other, visit.actor, visit.at)
    if not changed:
        raise StepRefused("Nobody said that these are two." if remove else "It is known that these are two.")
    suggesting.refresh(visit.connection, speaker_id, other)
    record(visit, "speakers_let_together" if remove else "speakers_kept_apart", {"speaker": speaker_id, "other": other})


def _wrong_id(visit: Visit, speaker_id: str, name: str, value: str) -> str:
    if not re.fullmatch(IDS[name], value):
        return "this has not the form of such an id"
    holder = speakers.identified(visit.connection, name, value)
    return "" if holder in {None, speaker_id} else f"that is {holder}; merge the two instead"


def _admit(visit: Visit, speaker_id: str) -> None:
    require(visit, Permission.EDIT_EXTRACTION)
    if speakers.surviving(visit.connection, speaker_id) is None:
        raise UnknownRow(f"There is no speaker {speaker_id}.")
