"""Which speakers may be the same and which are not, and what texts call them besides their names."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from sqlite_utils import Database

from datasette_claims.migrations.appearances import APPEARANCE_TABLES
from datasette_claims.migrations.articles import MIGRATIONS
from datasette_claims.model import SpeakerKind
from datasette_claims.naming.comparing import Candidate
from datasette_claims.naming.roles import role
from datasette_claims.naming.suggesting import keys, suggest

_SPEAKERS_APART = """
CREATE TABLE speakers_apart (     -- Speakers of whom people said that they are two, in spite of their names; each decision an event.
  one TEXT NOT NULL REFERENCES speakers(id), -- The one, by the order of their ids.
  other TEXT NOT NULL REFERENCES speakers(id), -- The other.
  decided_by TEXT NOT NULL,       -- Who decided that.
  decided_at TEXT NOT NULL,       -- When.
  PRIMARY KEY (one, other),
  CHECK (one < other)
)
"""

_SPEAKER_ROLES = """
CREATE TABLE speaker_roles (      -- What the articles call a speaker besides the name, by the words of the claims in force.
  speaker_id TEXT NOT NULL REFERENCES speakers(id), -- Whom the text names; who was merged keeps their own.
  role TEXT NOT NULL,             -- The words, without the name and without what stands before a role.
  first TEXT,                     -- The earliest date of such an article, as precise as it says; empty if none has one.
  last TEXT,                      -- The latest.
  mentions INTEGER NOT NULL,      -- How many times.
  PRIMARY KEY (speaker_id, role)
)
"""

_SPEAKER_KEYS = """
CREATE TABLE _claims_speaker_keys ( -- By which keys speakers are compared; made from their names, again whenever these change.
  key TEXT NOT NULL,              -- Letters of a name, as written or as they sound.
  speaker_id TEXT NOT NULL REFERENCES speakers(id), -- Whose.
  PRIMARY KEY (key, speaker_id)
) WITHOUT ROWID
"""

_SPEAKER_PAIRS = """
CREATE TABLE _claims_speaker_pairs ( -- Speakers that may be the same; made from their keys, again whenever these change.
  one TEXT NOT NULL REFERENCES speakers(id), -- The one, by the order of their ids.
  other TEXT NOT NULL REFERENCES speakers(id), -- The other.
  score REAL NOT NULL,            -- How likely, 0 to 1.
  reasons TEXT NOT NULL,          -- JSON list of what speaks for it.
  PRIMARY KEY (one, other)
) WITHOUT ROWID
"""

SPEAKER_TABLES = APPEARANCE_TABLES | {
    "speakers_apart": _SPEAKERS_APART,
    "speaker_roles": _SPEAKER_ROLES,
    "_claims_speaker_keys": _SPEAKER_KEYS,
    "_claims_speaker_pairs": _SPEAKER_PAIRS,
}
"""The tables of the review desk by name, each as the SQL that makes it."""

_INDEXES = (
    "CREATE INDEX speaker_keys_speaker ON _claims_speaker_keys(speaker_id)",
    "CREATE INDEX speaker_pairs_score ON _claims_speaker_pairs(score, one, other)",
    "CREATE INDEX speaker_pairs_other ON _claims_speaker_pairs(other)",
    "CREATE INDEX speakers_apart_other ON speakers_apart(other)",
    "CREATE INDEX speakers_merged ON speakers(merged_into) WHERE merged_into IS NOT NULL",
    "CREATE INDEX speakers_gnd ON speakers(gnd_id) WHERE gnd_id IS NOT NULL",
)


@MIGRATIONS()
def m006_speakers(db: Database) -> None:
    """Decisions on speakers that are two, roles with their dates, and what finds speakers that may be one."""
    for name in ("speakers_apart", "speaker_roles", "_claims_speaker_keys", "_claims_speaker_pairs"):
        db.execute(SPEAKER_TABLES[name].strip())
    compare(db.conn)
    count_roles(db.conn)
    for statement in _INDEXES:
        db.execute(statement)


def compare(connection: sqlite3.Connection) -> None:
    """Write the keys of all speakers, and which may be the same."""
    candidates = tuple(_candidates(connection))
    # In their order, a tree of a million keys is written in a fraction of the time.
    rows = sorted((key, one.id) for one in candidates for key in keys(one))
    connection.executemany("INSERT INTO _claims_speaker_keys VALUES (?, ?)", rows)
    apart = frozenset(connection.execute("SELECT one, other FROM speakers_apart").fetchall())
    found = (
        (one.one, one.other, one.comparison.score, json.dumps([reason.value for reason in one.comparison.reasons]))
        for one in suggest(candidates, apart)
    )
    connection.executemany("INSERT INTO _claims_speaker_pairs VALUES (?, ?, ?, ?)", found)


def _candidates(connection: sqlite3.Connection) -> Iterator[Candidate]:
    """Yield the speakers that were not merged into others, each with the names of those that were merged into it."""
    rows = connection.execute("SELECT id, name, kind, wikidata_id, gnd_id, merged_into FROM speakers").fetchall()
    into: Mapping[str, str] = {row[0]: row[5] for row in rows if row[5] is not None}
    aliases: dict[str, list[str]] = defaultdict(list)
    merged = ((row[0], row[1]) for row in rows if row[5] is not None)
    for key, alias in chain(merged, connection.execute("SELECT speaker_id, alias FROM speaker_aliases")):
        aliases[_surviving(key, into)].append(alias)
    for key, name, kind, wikidata, gnd, merged_into in rows:
        if merged_into is None:
            yield Candidate(key, name, SpeakerKind(kind), tuple(aliases.get(key, ())), wikidata, gnd)


def _surviving(key: str, into: Mapping[str, str]) -> str:
    """Return whom somebody was merged into at however many removes; of a circle, made behind our back, anybody."""
    seen = {key}
    while key in into and into[key] not in seen:
        key = into[key]
        seen.add(key)
    return key


def count_roles(connection: sqlite3.Connection) -> None:
    """Write what the words of all claims in force call their speakers."""
    sql = (
        "SELECT c.named_speaker_id, p.name, m.surface, min(c.published), max(c.published), count(DISTINCT m.id)"
        " FROM claims c JOIN mentions m ON m.id = c.mention_id JOIN speakers p ON p.id = c.named_speaker_id"
        " WHERE c.retired_at IS NULL GROUP BY c.named_speaker_id, m.surface"
    )
    add = (
        "INSERT INTO speaker_roles VALUES (?, ?, ?, ?, ?) ON CONFLICT (speaker_id, role) DO UPDATE SET"
        " first = min(coalesce(first, excluded.first), coalesce(excluded.first, first)),"
        " last = max(coalesce(last, excluded.last), coalesce(excluded.last, last)),"
        " mentions = mentions + excluded.mentions"
    )
    found = connection.execute(sql).fetchall()
    named = ((key, role(surface, name), *counted) for key, name, surface, *counted in found)
    connection.executemany(add, (row for row in named if row[1]))
