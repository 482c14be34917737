"""That the file is sound, that references lead somewhere, and that the rules of the schema are all in force."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from datasette_claims.database.opening import open_empty
from datasette_claims.database.proofs.findings import Finding, Proof, mendable

_MOST = 20
_OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"


def file_proof(connection: sqlite3.Connection) -> Proof:
    """Let SQLite prove its own file; what it says of the search index is left to ``search_proof``."""
    said = [str(line) for (line,) in connection.execute(f"PRAGMA quick_check({_MOST})")]
    found = [line for line in said if line != "ok" and "FTS5 table" not in line]
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    return Proof("file", f"{pages:,} pages read", tuple(Finding("file", line) for line in found))


def reference_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that every foreign key leads to a row."""
    rows = connection.execute("PRAGMA foreign_key_check").fetchall()
    found = []
    for table, rowid, parent, _ in rows:
        where, what = f"{table} {_key(connection, table, rowid)}", f"refers to a row of {parent} that is not there"
        # The log may show the review that is missing.
        found.append(mendable(where, what) if parent == "reviews" else Finding(where, what))
    tables = "SELECT count(*) FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) WHERE t.type = 'table'"
    count = connection.execute(tables).fetchone()[0]
    return Proof("references", f"{count} foreign keys lead to rows", tuple(found))


def _key(connection: sqlite3.Connection, table: str, rowid: int) -> object:
    """Return the first column of a row, which in our tables names it."""
    row = connection.execute(f'SELECT * FROM "{table}" WHERE rowid = ?', [rowid]).fetchone()
    return row[0]


def schema_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that tables, indexes, views and triggers are those of an empty database, and no trigger is added."""
    with closing(open_empty()) as empty:
        ours = {name: (kind, _plain(sql)) for kind, name, _, sql in empty.execute(_OBJECTS)}
    there = {name: (kind, table, _plain(sql)) for kind, name, table, sql in connection.execute(_OBJECTS)}
    found = []
    for name, (kind, sql) in ours.items():
        if name not in there:
            found.append(Finding(f"{kind} {name}", "is missing"))
        elif there[name][2] != sql:
            found.append(Finding(f"{kind} {name}", "was altered"))
    for name, (kind, table, _) in there.items():
        if kind == "trigger" and name not in ours and table in ours:
            found.append(
                Finding(f"trigger {name}", f"is not ours and may change {table}", f"Drop it: DROP TRIGGER {name}")
            )
    triggers = sum(kind == "trigger" for kind, _ in ours.values())
    return Proof(
        "schema", f"{triggers} triggers, {len(ours) - triggers} tables, indexes and views as made", tuple(found)
    )


def _plain(sql: str | None) -> str:
    return " ".join((sql or "").split())
