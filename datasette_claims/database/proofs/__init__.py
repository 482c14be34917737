"""Proofs that a database is what it says: one module a subject, one function a proof.

All of them only read, also from a file that may not be written, and see one state of it while others write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from datasette_claims.database.opening import open_for_reading
from datasette_claims.database.proofs.answers import commitment_proof, evidence_proof, review_proof
from datasette_claims.database.proofs.findings import Finding, Proof
from datasette_claims.database.proofs.hidden import hidden_proof
from datasette_claims.database.proofs.log import chain_proof, history_proof
from datasette_claims.database.proofs.schema import file_proof, reference_proof, schema_proof
from datasette_claims.database.proofs.search import search_proof
from datasette_claims.database.proofs.standings import lease_proof, standing_proof
from datasette_claims.database.proofs.texts import claim_anchor_proof, mention_anchor_proof, text_proof

_PROOFS: tuple[tuple[str, Callable[[sqlite3.Connection], Proof]], ...] = (
    ("file", file_proof),
    ("schema", schema_proof),
    ("references", reference_proof),
    ("texts", text_proof),
    ("anchors of claims", claim_anchor_proof),
    ("anchors of mentions", mention_anchor_proof),
    ("search", search_proof),
    ("chain", chain_proof),
    ("histories", history_proof),
    ("standings", standing_proof),
    ("leases", lease_proof),
    ("reviews", review_proof),
    ("evidence", evidence_proof),
    ("commitments", commitment_proof),
)


def verify(path: Path) -> tuple[Proof, ...]:
    """Return every proof of the database at ``path``, as it was when the first one began."""
    with closing(open_for_reading(path)) as connection:
        # Never ended but by closing: on a damaged file every other end fails too.
        connection.execute("BEGIN")
        proofs = prove(connection)
    with closing(open_for_reading(path)) as connection:
        return (*proofs, _proven(connection, "private file", lambda opened: hidden_proof(opened, path)))


def prove(connection: sqlite3.Connection) -> tuple[Proof, ...]:
    """Return every proof that needs only the database; the caller holds it still."""
    return tuple(_proven(connection, name, proof) for name, proof in _PROOFS)


def _proven(connection: sqlite3.Connection, name: str, proof: Callable[[sqlite3.Connection], Proof]) -> Proof:
    try:
        return proof(connection)
    except sqlite3.DatabaseError as error:
        return Proof(name, "cannot be proven", (Finding("file", f"cannot be read ({error})"),))
