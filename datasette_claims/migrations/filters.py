"""Filters of the queue that the desk keeps by name, and what finds somebody's own steps."""

from __future__ import annotations

from sqlite_utils import Database

from datasette_claims.migrations.articles import MIGRATIONS
from datasette_claims.migrations.reviews import REVIEW_TABLES

_FILTERS = """
CREATE TABLE _claims_filters (    -- Filters of the queue that the desk keeps by name, each change an event.
  name TEXT PRIMARY KEY,          -- What they are called.
  query TEXT NOT NULL,            -- The filters as the query of an address: state=queued&language=de.
  actor TEXT NOT NULL,            -- Who saved them last.
  at TEXT NOT NULL                -- When.
)
"""

# Steps are taken in the order in which their modules are imported, so this one names the one before it.
DESK_TABLES = REVIEW_TABLES | {"_claims_filters": _FILTERS}
"""The tables of the review desk by name, each as the SQL that makes it."""

# Somebody's own steps are few among those of a whole desk, and the newest of them are shown on every visit.
_STEPS_OF_ONE = "CREATE INDEX review_events_actor ON review_events(actor, type)"


@MIGRATIONS()
def m004_filters(db: Database) -> None:
    """Add filters that the desk keeps by name, and an index that leads from people to their steps."""
    db.execute(_FILTERS.strip())
    db.execute(_STEPS_OF_ONE)
