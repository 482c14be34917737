"""That the search index holds exactly the words of the claims."""

from __future__ import annotations

import sqlite3

from datasette_claims.database.proofs.findings import Finding, Proof, mendable

_PARTS = ("data", "idx", "docsize", "config")


def search_proof(connection: sqlite3.Connection) -> Proof:
    """Let SQLite compare index and claims.

    Its check is a write, so it is made on a copy of the index among the temporary tables, which a database that is
    open for reading has too; the words are read from the claims themselves.
    """
    count = int(connection.execute("SELECT count(*) FROM claims").fetchone()[0])
    _copy(connection)
    found: tuple[Finding, ...] = ()
    try:
        connection.execute("INSERT INTO temp.searched(searched, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        found = (mendable("claims_fts", "the index does not hold the words of the claims"),)
    finally:
        _drop(connection)
    return Proof("search", f"index over {count:,} claims", found)


def _copy(connection: sqlite3.Connection) -> None:
    _drop(connection)
    connection.execute("CREATE VIEW temp.searched_claims AS SELECT rowid, quote, context, speaker FROM main.claims")
    connection.execute(
        "CREATE VIRTUAL TABLE temp.searched USING fts5(quote, context, speaker, content='searched_claims')"
    )
    for part in _PARTS:
        connection.execute(f"DELETE FROM temp.searched_{part}")
        connection.execute(f"INSERT INTO temp.searched_{part} SELECT * FROM main.claims_fts_{part}")


def _drop(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE IF EXISTS temp.searched")
    connection.execute("DROP VIEW IF EXISTS temp.searched_claims")
