"""Cells of Datasette's own tables: links to our pages, and contexts that tables keep low."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from datasette_claims.plugin import addresses
from datasette_claims.plugin.databases import is_ours

if TYPE_CHECKING:
    from datasette.app import Datasette

TABLES = ("claims", "articles")

Cell = str | int | float | bytes | Mapping[str, object] | None


def shown(datasette: Datasette, database: str, column: tuple[str | None, str], value: Cell, key: str) -> Markup | None:
    """Return what a cell of one of our databases shows, or None where Datasette's own rendering is right.

    ``column`` is (table, column), ``key`` the row's ``id``; where Datasette has looked up a reference, ``value``
    holds its ``value`` and ``label``.
    """
    if not value or not is_ours(datasette, database):
        return None
    if column == ("claims", "quote"):
        return _link(addresses.claim(datasette, database, key), _cut(datasette, str(value)))
    if column == ("claims", "context"):
        return Markup('<div class="claims-context"><bdi>{}</bdi></div>').format(str(value))
    if column == ("claims", "article_id"):
        looked_up = value if isinstance(value, Mapping) else {"value": value, "label": value}
        return _link(addresses.article(datasette, database, str(looked_up["value"])), str(looked_up["label"]))
    if column == ("articles", "title"):
        return _link(addresses.article(datasette, database, key), str(value))
    return None


def _link(url: str, text: str) -> Markup:
    return Markup('<a href="{}"><bdi>{}</bdi></a>').format(url, text)


def _cut(datasette: Datasette, text: str) -> str:
    longest = int(datasette.setting("truncate_cells_html"))
    return text if not longest or len(text) <= longest else text[: longest - 1] + "…"
