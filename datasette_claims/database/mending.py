"""Putting right what follows from the log and the claims; the log, texts and anchors are never touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from datasette_claims.clock import later, now
from datasette_claims.database import private, proofs, settings, verdicts
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.database.proofs.answers import missing_rows
from datasette_claims.database.proofs.findings import Proof
from datasette_claims.database.proofs.hidden import hidden, hidden_proof, spare_answers
from datasette_claims.database.proofs.log import chain_proof, history_proof
from datasette_claims.database.proofs.search import search_proof
from datasette_claims.database.proofs.standings import mend_leases, mend_standings
from datasette_claims.errors import DatabaseError


@dataclass(frozen=True, slots=True)
class Mended:
    """What was put right, one sentence each, and the proofs made of the result."""

    done: tuple[str, ...]
    proofs: tuple[Proof, ...]


def mend(path: Path) -> Mended:
    """Put right at ``path`` what can be worked out again, in one transaction.

    Nothing is worked out from a log that is broken or cannot be read; then only the search index is made anew.
    Raises a ``DatabaseError`` if SQLite cannot read the file.
    """
    try:
        return _mend(path, private.beside(path))
    except sqlite3.DatabaseError as error:
        raise DatabaseError(f"{path}: the SQLite file is damaged ({error}). Restore a copy.") from error


def _mend(path: Path, file: Path) -> Mended:
    with closing(open_for_writing(path)) as connection:
        with transaction(connection, path):
            done = [*_search(connection)]
            spare: tuple[str, ...] = ()
            if _is_sound(connection):
                done += _derived(connection)
                spare = _spare(connection, file)
            found = (*proofs.prove(connection), hidden_proof(connection, path))
        private.forget(file, spare)
    if spare:
        done.append(f"{len(spare):,} answers that no event needs taken out of the private file")
    return Mended(tuple(done), found)


def _is_sound(connection: sqlite3.Connection) -> bool:
    return not (chain_proof(connection).findings or history_proof(connection).findings)


def _search(connection: sqlite3.Connection) -> Iterator[str]:
    if search_proof(connection).findings:
        connection.execute("INSERT INTO claims_fts(claims_fts) VALUES ('rebuild')")
        yield "search index made anew"


def _derived(connection: sqlite3.Connection) -> Iterator[str]:
    until = later(now(), settings.value(connection, settings.LEASE_MINUTES))
    for count, what in (
        (_rows(connection), "missing reviews and pieces of evidence written again"),
        (mend_standings(connection), "claims show again what their events say"),
        (mend_leases(connection, until), "leases put right"),
    ):
        if count:
            yield f"{count:,} {what}"


def _rows(connection: sqlite3.Connection) -> int:
    """Write rows that the log shows and that are missing; return how many could be written."""
    written, scales = 0, verdicts.scales(connection)
    for table, row in list(missing_rows(connection)):
        try:
            if table == "reviews":
                verdicts.write_review(connection, row, scales)
            else:
                verdicts.write_evidence(connection, row)
        except sqlite3.IntegrityError:
            # Something else stands in its place; the proofs name it.
            continue
        written += 1
    return written


def _spare(connection: sqlite3.Connection, file: Path) -> tuple[str, ...]:
    try:
        return spare_answers(file, hidden(connection))
    except DatabaseError:
        # The proof of the file says what is wrong with it.
        return ()
