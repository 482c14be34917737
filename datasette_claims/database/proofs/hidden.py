"""That the private file holds what the log still hides, as it was committed to."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from datasette_claims import chain, review
from datasette_claims.database import private
from datasette_claims.database.proofs.answers import confidential
from datasette_claims.database.proofs.findings import Finding, Proof
from datasette_claims.database.proofs.histories import histories
from datasette_claims.errors import DatabaseError
from datasette_claims.identity import digest
from datasette_claims.review import Event

_ANSWER = "Restore a copy of the private file; without one, reject the claim and reopen it."
_EVIDENCE = "Restore a copy of the private file."


@dataclass(frozen=True, slots=True)
class Hidden:
    """What the private file must hold: answers with their claims and commitments, evidence with its commitments."""

    answers: Mapping[str, tuple[str, str]]
    evidence: Mapping[str, str]


def hidden(connection: sqlite3.Connection) -> Hidden:
    """Return what the log refers to that only the private file holds."""
    answers: dict[str, tuple[str, str]] = {}
    evidence: dict[str, str] = {}
    for key, happened in histories(connection):
        for event in _waiting(happened):
            answers[str(event.answer_id)] = (key, str(event.commitment))
        evidence |= confidential(answer for event in happened for answer in event.answers)
    return Hidden(answers, evidence)


def _waiting(happened: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return the events whose answers are not shown yet, those included that undoing the last step brings back."""
    now = review.unseen(happened)
    can_come_back = review.standing(happened).undoable is not None
    return (*now, *review.unseen(happened[:-1])) if can_come_back else now


def hidden_proof(connection: sqlite3.Connection, database: Path) -> Proof:
    """Prove that the private file holds every answer that is not shown yet, and all confidential evidence.

    Without the right to read the file, everything else is proven and that is said. What is missing is looked for
    twice, outside any snapshot, since an answer leaves the file when it is shown.
    """
    first = _look(connection, private.beside(database))
    if not first.findings:
        return first
    again = _look(connection, private.beside(database))
    return replace(again, findings=tuple(finding for finding in again.findings if finding in first.findings))


def _look(connection: sqlite3.Connection, file: Path) -> Proof:
    wanted = hidden(connection)
    if not file.exists() and not (wanted.answers or wanted.evidence):
        return Proof("private file", "none is needed")
    if file.exists() and not os.access(file, os.R_OK):
        return Proof("private file", f"{file.name} may not be read by you; not looked at")
    try:
        return _compared(file, wanted)
    except DatabaseError as error:
        return Proof("private file", "cannot be read", (Finding(file.name, str(error), ""),))


def _compared(file: Path, wanted: Hidden) -> Proof:
    answers = private.answers(file, wanted.answers)
    committed = {**wanted.evidence, **confidential(answers.values())}
    evidence = private.evidence(file, committed)
    found = [
        Finding(
            f"{file.name}, answer {key}", f"{_state(is_there=key in answers)}; claim {claim} waits with it", _ANSWER
        )
        for key, (claim, commitment) in wanted.answers.items()
        if key not in answers or chain.commitment(answers[key]) != commitment
    ]
    found += [
        Finding(f"{file.name}, evidence {key}", _state(is_there=key in evidence), _EVIDENCE)
        for key, commitment in committed.items()
        if key not in evidence or digest(chain.canonical(chain.evidence_json(evidence[key]))) != commitment
    ]
    spare = len(spare_answers(file, wanted))
    said = f"{len(answers):,} answers and {len(evidence):,} pieces of evidence, as committed to"
    return Proof("private file", said + (f"; {spare:,} answers that no event needs" if spare else ""), tuple(found))


def spare_answers(file: Path, wanted: Hidden) -> tuple[str, ...]:
    """Return the kept answers that no event needs, such as a crash leaves behind."""
    return tuple(key for key, _ in private.kept(file) if key not in wanted.answers)


def _state(*, is_there: bool) -> str:
    return "was changed" if is_there else "is missing"
