"""What Datasette shows of a claims database that nobody configured: titles, facets, order, labels, hidden tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from datasette_claims.database.reading import TableComments

Setting = str | bool | list[str]

TITLE = "Claims from news articles"
DESCRIPTION = (
    "Who said what, where, and is it true? Every claim is a row, anchored to the exact characters of its article."
)

TITLES = {
    "claims": "Claims",
    "articles": "Articles",
    "speakers": "Speakers",
    "sources": "Sources",
    "reviews": "Reviews",
    "evidence": "Evidence",
    "review_events": "History",
    "claim_groups": "Repeated claims",
    "speaker_roles": "What speakers are called",
    "speakers_apart": "Speakers that are two",
    "appearances": "Where texts appeared",
    "article_links": "Articles much alike",
    "article_corrections": "What agencies corrected",
    "load_errors": "What could not be loaded",
}
"""The tables that people browse."""

MACHINERY = frozenset(
    {
        "article_versions",
        "speaker_aliases",
        "runs",
        "run_changes",
        "article_ids",
        "claim_successors",
        "_claims_paragraphs",
        "mentions",
        "rating_scales",
        "rating_values",
        "claim_group_members",
        "claim_lineage",
        "claim_rechecks",
        "_claims_leases",
        "_claims_answered_requests",
        "_claims_settings",
        "_claims_filters",
        "_claims_watched",
        "_claims_speaker_keys",
        "_claims_speaker_pairs",
        "_sqlite_migrations",
        "sqlite_sequence",
    }
)
"""The tables that people find only when they ask for hidden ones."""

SETTINGS: Mapping[str, Mapping[str, Setting]] = {
    "claims": {
        "label_column": "quote",
        "facets": ["speaker", "verdict", "state", "quote_type", "source"],
        "sort_desc": "reading_order",
    },
    "reviews": {"facets": ["aspect", "verdict", "reviewer"], "sort_desc": "created_at"},
    "evidence": {"label_column": "title", "facets": ["bearing", "kind"]},
    "review_events": {"facets": ["type", "actor"], "sort_desc": "seq"},
    "articles": {"label_column": "title", "sort_desc": "published"},
    "speakers": {"label_column": "name", "sort": "name"},
    "sources": {"label_column": "name", "sort": "name"},
}


@dataclass(frozen=True, slots=True)
class TableDefaults:
    """One table: texts that describe it and its columns, and settings under the keys of ``metadata.yml``."""

    texts: Mapping[str, str]
    columns: Mapping[str, str]
    settings: Mapping[str, Setting]


@dataclass(frozen=True, slots=True)
class DatabaseDefaults:
    """One database: its title and description, and its tables by name."""

    texts: Mapping[str, str]
    tables: Mapping[str, TableDefaults]


def database_defaults(comments: Mapping[str, TableComments]) -> DatabaseDefaults:
    """Return the defaults of our tables in a database whose schema says ``comments`` of its tables."""
    nothing = TableComments("", {})
    tables = {name: _table_defaults(name, comments.get(name, nothing)) for name in sorted(TITLES.keys() | MACHINERY)}
    return DatabaseDefaults({"title": TITLE, "description": DESCRIPTION}, tables)


def _table_defaults(name: str, comment: TableComments) -> TableDefaults:
    described = {"description": comment.table} if comment.table else {}
    if name in MACHINERY:
        # Each column's description costs the 1.0 line a write at start; whoever opens machinery reads its schema.
        return TableDefaults(described, {}, {"hidden": True})
    return TableDefaults({"title": TITLES[name], **described}, comment.columns, SETTINGS.get(name, {}))
