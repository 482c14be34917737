"""Files and feeds that are watched, so that watching goes on where it ended."""

from __future__ import annotations

from sqlite_utils import Database

from datasette_claims.migrations.articles import MIGRATIONS
from datasette_claims.migrations.corrections import CORRECTION_TABLES

_WATCHED = """
CREATE TABLE _claims_watched (           -- Files and feeds that datasette claims watch has read, so that it goes on where it ended.
  place TEXT PRIMARY KEY,                -- Absolute path of the file, or address of the feed.
  size INTEGER,                          -- Bytes of the file when it was read; empty for a feed.
  mtime_ns INTEGER,                      -- When the file had been changed, in nanoseconds since 1970; empty for a feed.
  failures INTEGER NOT NULL DEFAULT 0,   -- 1 for a file of which something could not be loaded; failures in a row of a feed.
  not_before TEXT,                       -- When it is read again although it has not changed, or the feed's server said so; empty for at once or never.
  asked_at TEXT,                         -- When the feed's server was last asked; empty for a file.
  etag TEXT NOT NULL DEFAULT '',         -- What the feed's server called its last answer.
  last_modified TEXT NOT NULL DEFAULT '', -- When that had been changed, in the server's words.
  moved_to TEXT NOT NULL DEFAULT '',     -- Where the feed has moved for good.
  gone INTEGER NOT NULL DEFAULT 0        -- 1 if the server said that the feed is gone for good.
) WITHOUT ROWID
"""

# Steps are taken in the order in which their modules are imported, so this one names the one before it.
WATCHING_TABLES = CORRECTION_TABLES | {"_claims_watched": _WATCHED}
"""All of our tables up to this step by name, each as the SQL that makes it."""


@MIGRATIONS()
def m008_watching(db: Database) -> None:
    """Add what is known of the files and feeds that are watched."""
    db.execute(_WATCHED.strip())
