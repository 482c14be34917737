"""That what claims and leases show is where the events lead; and putting it right where it is not."""

from __future__ import annotations

import sqlite3

from datasette_claims.database.proofs.findings import Proof, mendable
from datasette_claims.database.proofs.histories import fold
from datasette_claims.model import UNREVIEWED

# A claim without a verdict of its own has that of the claim that stands for it and its repeats.
_EXPECTED = f"""
SELECT c.id AS claim_id, coalesce(f.state, 'new') AS state, coalesce(f.version, 0) AS version,
       f.attribution AS attribution,
       CASE WHEN coalesce(f.verdict, '{UNREVIEWED}') <> '{UNREVIEWED}' THEN f.verdict
            ELSE coalesce(s.verdict, '{UNREVIEWED}') END AS verdict,
       CASE WHEN coalesce(f.verdict, '{UNREVIEWED}') = '{UNREVIEWED}' THEN s.claim_id END AS inherited_from
FROM main.claims c LEFT JOIN temp.folded f ON f.claim_id = c.id
LEFT JOIN claim_group_members m ON m.claim_id = c.id AND m.status = 'confirmed'
LEFT JOIN claim_groups g ON g.id = m.group_id AND g.claim_id <> c.id
LEFT JOIN temp.folded s ON s.claim_id = g.claim_id AND s.verdict <> '{UNREVIEWED}'
"""
_COLUMNS = ("state", "verdict", "attribution", "version", "inherited_from")
_DIFFERENCES = f"""
SELECT c.id, {", ".join(f"c.{name}, e.{name}" for name in _COLUMNS)}
FROM ({_EXPECTED}) e JOIN main.claims c ON c.id = e.claim_id
WHERE ({", ".join(f"c.{name}" for name in _COLUMNS)}) IS NOT ({", ".join(f"e.{name}" for name in _COLUMNS)})
"""
_LEASES = """
SELECT l.claim_id, l.holder, f.holder FROM _claims_leases l LEFT JOIN temp.folded f ON f.claim_id = l.claim_id
WHERE l.holder IS NOT f.holder
UNION ALL
SELECT f.claim_id, NULL, f.holder FROM temp.folded f
WHERE f.holder IS NOT NULL AND NOT EXISTS (SELECT 1 FROM _claims_leases l WHERE l.claim_id = f.claim_id)
"""


def standing_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that every claim shows the state, verdict, attribution and version to which its events lead."""
    fold(connection)
    found = []
    for row in connection.execute(_DIFFERENCES):
        pairs = zip(_COLUMNS, row[1::2], row[2::2], strict=True)
        said = "; ".join(f"{name} is {is_}, by the log {should}" for name, is_, should in pairs if is_ != should)
        found.append(mendable(f"claims {row[0]}", said))
    count = int(connection.execute("SELECT count(*) FROM claims").fetchone()[0])
    return Proof("standings", f"{count:,} claims show what their events say", tuple(found))


def lease_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that exactly those claims are on lease that somebody has in work by the log."""
    fold(connection)
    found = tuple(
        mendable(f"_claims_leases {key}", f"held by {is_ or 'nobody'}, by the log {should or 'nobody'}")
        for key, is_, should in connection.execute(_LEASES)
    )
    count = int(connection.execute("SELECT count(*) FROM _claims_leases").fetchone()[0])
    return Proof("leases", f"{count:,} claims in work", found)


def mend_standings(connection: sqlite3.Connection) -> int:
    """Let every claim show what its events say; return how many did not."""
    fold(connection)
    wrong = [row[0::2] for row in connection.execute(_DIFFERENCES)]
    columns = ", ".join(f"{name} = ?" for name in _COLUMNS)
    connection.executemany(f"UPDATE claims SET {columns} WHERE id = ?", [(*row[1:], row[0]) for row in wrong])
    return len(wrong)


def mend_leases(connection: sqlite3.Connection, until: str) -> int:
    """Lease claims as the log says, the mended leases until then; return how many were wrong."""
    fold(connection)
    wrong = connection.execute(_LEASES).fetchall()
    for key, _, holder in wrong:
        connection.execute("DELETE FROM _claims_leases WHERE claim_id = ?", [key])
        if holder is not None:
            connection.execute("INSERT INTO _claims_leases VALUES (?, ?, ?)", [key, holder, until])
    return len(wrong)
