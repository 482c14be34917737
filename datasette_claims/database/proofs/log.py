"""That the log is whole, and that each claim's events follow from one another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from datasette_claims import chain
from datasette_claims.chain import Entry
from datasette_claims.database import log
from datasette_claims.database.proofs.findings import Finding, Proof
from datasette_claims.database.proofs.histories import entries_by_claim, event_of
from datasette_claims.review import State, standing


def chain_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that no event was changed, taken out or put in, the last ones included."""
    count = int(connection.execute("SELECT count(*) FROM review_events").fetchone()[0])
    broken = chain.broken(log.entries(connection))
    found = []
    if broken is not None:
        found.append(Finding(f"review_events {broken}", "the chain breaks here: the event is missing or was changed"))
    elif (last := _last_given(connection)) > count:
        found.append(Finding(f"review_events {count + 1}", f"the log ends before it; it once went to {last}"))
    return Proof("chain", f"{count:,} events{'' if found else ', unbroken'}", tuple(found))


def _last_given(connection: sqlite3.Connection) -> int:
    """Return the highest number that an event ever had; SQLite keeps it apart from the table."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'review_events'").fetchone()
    return int(row[0]) if row else 0


def history_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that all events can be read, and that each leads from the state where the one before it ended."""
    count, found = 0, []
    for claim_id, happened in entries_by_claim(connection):
        count += 1
        found += list(_unreadable(happened)) or list(_disconnected(claim_id, happened))
    return Proof("histories", f"{count:,} claims with events", tuple(found))


def _unreadable(happened: tuple[Entry, ...]) -> Iterator[Finding]:
    for entry in happened:
        if event_of(entry) is None:
            yield Finding(f"review_events {entry.seq}", "cannot be read as an event")


def _disconnected(claim_id: str, happened: tuple[Entry, ...]) -> Iterator[Finding]:
    state: str | None = State.NEW.value
    for entry in happened:
        if entry.from_state != state:
            yield Finding(
                f"review_events {entry.seq}", f"begins at {entry.from_state}, but claim {claim_id} was {state}"
            )
        state = entry.to_state
    reached = standing(event for event in map(event_of, happened) if event is not None).state.value
    if state != reached:
        yield Finding(
            f"review_events {happened[-1].seq}", f"says {state}, but the events lead claim {claim_id} to {reached}"
        )
