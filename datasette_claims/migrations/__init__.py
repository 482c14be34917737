"""The database's schema as append-only steps; ``docs/schema.md`` is made from the comments in the modules beside.

Times are UTC ISO 8601. Ids are content keys (``identity.py``). A step that has been released is never edited.
"""

from __future__ import annotations

from datasette_claims.migrations.articles import ARTICLE_TABLES, MIGRATIONS
from datasette_claims.migrations.watching import WATCHING_TABLES

__all__ = ["MIGRATIONS", "TABLES"]

TABLES = ARTICLE_TABLES | WATCHING_TABLES
"""Our tables by name, each as the SQL that makes it, in the order in which references allow it."""
