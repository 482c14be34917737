"""What is published of a claim, read from its history: the verdict in force, its corrections, or its withdrawal.

Readers are told the sentence that was written for them and the evidence, never the reviewers' names or notes: the table
``reviews`` shows those once a round is over, but only to whoever may see that table, and this may be open to others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from datasette_claims.database import history, log, reading, repeats, scales, speakers
from datasette_claims.database.history import Row
from datasette_claims.database.repeats import Utterance
from datasette_claims.database.scales import Label
from datasette_claims.model import StoredArticle, StoredClaim
from datasette_claims.plugin.api import showing
from datasette_claims.plugin.api.answers import EvidenceShown
from datasette_claims.plugin.api.operations import Reader
from datasette_claims.review import Aspect, Event, EventType, Standing, State, standing

MOST_UTTERANCES = 200
"""So many places where a claim was said are shown."""

_STRANGER = Reader("", None, reviews=False, groups=False)
_LAST = 2**62
_SHOWN = frozenset({State.PUBLISHED, State.CORRECTED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event as the log holds it: its number, when it happened, and its hash."""

    seq: int
    at: str
    hash: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One correction: its event, the note for readers, and the keys of the verdict before and after."""

    event: Recorded
    note: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Judged:
    """How the verdict came about: how many people judged independently, whether another one settled their dispute.

    ``at`` is when it was decided, ``as_of`` the day whose knowledge was judged by, as far as anybody named one.
    """

    people: int
    is_ruled: bool
    at: str
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Published:
    """A claim that readers see, or saw: ``told`` is the event that published or withdrew its verdict.

    ``scale`` is the one that the verdict is of, ``evidence`` what is not confidential. ``elsewhere`` are the speaker's
    ids in Wikidata and in the GND.
    """

    stored: StoredArticle
    held: StoredClaim
    at: Standing
    told: Recorded
    judged: Judged
    changes: tuple[Changed, ...]
    scale: tuple[Label, ...]
    evidence: tuple[EvidenceShown, ...]
    utterances: tuple[Utterance, ...]
    elsewhere: tuple[str | None, str | None]

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether the verdict was taken back."""
        return self.at.state is State.WITHDRAWN


def read(connection: sqlite3.Connection, claim_id: str) -> Published | None:
    """Return what readers may know of a claim; None if nothing is published, whether or not there is such a claim."""
    events = log.events(connection, claim_id)
    at = standing(events)
    found = reading.stored_claim(connection, claim_id) if at.state in _SHOWN else None
    if found is None:
        return None
    stored, held = found
    recorded = {one.seq: one for one in map(_recorded, history.events(connection, claim_id, _LAST))}
    told = EventType.WITHDRAWN if at.state is State.WITHDRAWN else EventType.PUBLISHED
    begins = max(place for place, event in enumerate(events) if event.type is told)
    return Published(
        stored=stored,
        held=held,
        at=at,
        told=recorded[events[begins].seq],
        judged=_judged(at, events),
        changes=tuple(_changes(events, begins, recorded)),
        scale=_scale(connection, claim_id, at),
        evidence=_evidence(connection, claim_id, at),
        utterances=repeats.utterances(connection, claim_id, MOST_UTTERANCES),
        elsewhere=speakers.elsewhere(connection, held.speaker_id or ""),
    )


def _recorded(row: Row) -> Recorded:
    return Recorded(int(str(row["seq"])), str(row["at"]), str(row["hash"]))


def _changes(events: Sequence[Event], begins: int, recorded: Mapping[int, Recorded]) -> list[Changed]:
    return [
        Changed(
            recorded[event.seq], event.note, standing(events[:place]).verdict, standing(events[: place + 1]).verdict
        )
        for place, event in enumerate(events)
        if place > begins and event.type is EventType.CORRECTED
    ]


def _judged(at: Standing, events: Sequence[Event]) -> Judged:
    """Return how the verdict in force came about; nothing of one that was withdrawn."""
    since = _since_first_answer(at, events)
    rulings = [event for event in since if event.type is EventType.ADJUDICATED]
    answers = (answer for event in since for answer in event.answers)
    # Whoever judged otherwise than the verdict in force does not say by which day's knowledge that is.
    days = [one.as_of for one in answers if one.as_of and one.ratings.get(Aspect.VERACITY, at.verdict) == at.verdict]
    decisive = [*since[:1], *rulings]
    return Judged(len(at.answers), bool(rulings), decisive[-1].at if decisive else "", days[-1] if days else None)


def _since_first_answer(at: Standing, events: Sequence[Event]) -> list[Event]:
    """Return what happened, and was not taken back, since the first event that showed one of the answers that count."""
    ids = {answer.id for answer in at.answers}
    undone = {event.undoes for event in events}
    shows = [bool(ids & {answer.id for answer in event.answers}) for event in events]
    begins = shows.index(True) if True in shows else len(events)
    return [event for event in events[begins:] if event.seq not in undone]


def _scale(connection: sqlite3.Connection, claim_id: str, at: Standing) -> tuple[Label, ...]:
    rows = history.reviews(connection, claim_id, _LAST)
    used = [str(row["scale_id"]) for row in rows if (row["aspect"], row["verdict"]) == ("veracity", at.verdict)]
    return scales.of(connection, used[-1]) if used else ()


def _evidence(connection: sqlite3.Connection, claim_id: str, at: Standing) -> tuple[EvidenceShown, ...]:
    counts = {one.id for one in at.evidence}
    found = showing.evidence(connection, _STRANGER, claim_id, _LAST)
    return tuple(replace(one, added_by="") for one in found if one.id in counts and not one.confidential)
