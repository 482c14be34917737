"""Cells of Datasette's own tables: links to our pages, verdicts and states in words, contexts that tables keep low."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from datasette_claims.database import scales
from datasette_claims.database.scales import Label
from datasette_claims.model import UNREVIEWED
from datasette_claims.plugin import addresses, labels, languages, translation
from datasette_claims.review import Aspect, State

if TYPE_CHECKING:
    from datasette.app import Datasette

Row = Mapping[str, Any]
Scales = Mapping[Aspect, tuple[Label, ...]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty. Where Datasette has looked a reference up, ``value`` holds ``value`` and ``label``."""

    datasette: Datasette
    database: str
    row: Row
    value: Any

    @property
    def key(self) -> str:
        """The stored value."""
        return str(self.value["value"] if isinstance(self.value, Mapping) else self.value)

    @property
    def text(self) -> str:
        """What people read, cut to the length that Datasette cuts cells to."""
        text = str(self.value["label"] if isinstance(self.value, Mapping) else self.value)
        longest = int(self.datasette.setting("truncate_cells_html"))
        return text if not longest or len(text) <= longest else text[: longest - 1] + "…"

    def beside(self, column: str) -> str:
        """Return what the row stores in another column; empty if that is not among those read."""
        try:
            value = self.row[column]
        except (KeyError, IndexError):
            return ""
        found = value["value"] if isinstance(value, Mapping) else value
        return "" if found is None else str(found)


async def shown(cell: Cell, table: str, column: str) -> Markup | None:
    """Return what a cell of one of our databases shows, or None where Datasette's own rendering is right.

    ``(table, column)`` is one of ``COLUMNS``.
    """
    return await COLUMNS[table, column](cell)


Show = Callable[[Cell], Awaitable[Markup | None]]


def _leading(path: str, of: str = "") -> Show:
    """Return how to show words that lead to a page: that of the id in the column ``of``, else of the cell's own."""
    (part,) = (name for name in re.findall(r"\{(\w+)\}", path) if name != "database")

    async def show(cell: Cell) -> Markup | None:
        key = cell.beside(of) if of else cell.key
        if not re.fullmatch(addresses.PARTS[part], key):
            return None
        url = addresses.of(cell.datasette, cell.database, path, **{part: key})
        return Markup('<a href="{}"><bdi>{}</bdi></a>').format(url, cell.text)

    return show


async def _quote(cell: Cell) -> Markup | None:
    """Show a quote with its context on hovering.

    That is the browser's own tooltip, which covers nothing for good (WCAG 1.4.13). Who hovers over nothing reads the
    column ``context``, so that the link itself is not described by it and stays short for screen readers.
    """
    link = await _TO_CLAIM(cell)
    context = cell.beside("context")
    if link is None or not context or context == cell.key:
        return link
    return Markup('<span title="{}">{}</span>').format(context, link)


async def _context(cell: Cell) -> Markup | None:
    return Markup('<div class="claims-context"><bdi>{}</bdi></div>').format(cell.key)


async def _state(cell: Cell) -> Markup | None:
    known = cell.key in {state.value for state in State}
    return _badge("state", cell.key, _say(labels.STATES[State(cell.key)]) if known else cell.key)


async def _verdict(cell: Cell) -> Markup | None:
    return await _rated(cell, Aspect.VERACITY)


async def _attribution(cell: Cell) -> Markup | None:
    return await _rated(cell, Aspect.ATTRIBUTION)


async def _review(cell: Cell) -> Markup | None:
    """Show a verdict of one of the three scales; the row says of which."""
    aspect = cell.beside("aspect")
    return await _rated(cell, Aspect(aspect)) if aspect in {one.value for one in Aspect} else None


async def _rated(cell: Cell, aspect: Aspect) -> Markup:
    if cell.key == UNREVIEWED:
        return _badge("verdict", cell.key, _say(labels.VERDICTS[UNREVIEWED]))
    found = await _scales(cell.datasette, cell.database)
    language = languages.turn().language
    named = {label.key: label.text(language) for label in found.get(aspect, ())}
    return _badge("verdict", cell.key, named.get(cell.key, cell.key))


async def _scales(datasette: Datasette, database: str) -> Scales:
    """Return the labels of a database's scales, read once a request."""
    known = languages.turn().scales
    if database not in known:
        try:
            known[database] = await datasette.get_database(database).execute_fn(scales.labels)
        except sqlite3.Error:
            # The table itself could be read; its keys say enough.
            known[database] = {}
    return known[database]


def _say(text: str) -> str:
    return str(translation.catalogue(languages.turn().language).gettext(text))


def _badge(kind: str, key: str, text: str) -> Markup:
    badge = Markup('<span class="claims-badge claims-{} claims-{}-{}" lang="{}">{}</span>')
    return badge.format(kind, kind, key, languages.turn().language, text)


_TO_ARTICLE = _leading(addresses.ARTICLE)
_TO_CLAIM = _leading(addresses.CLAIM, of="id")
_TO_THAT_CLAIM = _leading(addresses.CLAIM)
_TO_SPEAKER = _leading(addresses.SPEAKER)
_TO_GROUP = _leading(addresses.GROUP)

COLUMNS: Mapping[tuple[str, str], Show] = {
    ("claims", "id"): _TO_THAT_CLAIM,
    ("claims", "quote"): _quote,
    ("claims", "context"): _context,
    ("claims", "speaker"): _leading(addresses.SPEAKER, of="speaker_id"),
    ("claims", "speaker_id"): _TO_SPEAKER,
    ("claims", "named_speaker_id"): _TO_SPEAKER,
    ("claims", "article_id"): _TO_ARTICLE,
    ("claims", "parent_claim_id"): _TO_THAT_CLAIM,
    ("claims", "inherited_from"): _TO_THAT_CLAIM,
    ("claims", "verdict"): _verdict,
    ("claims", "attribution"): _attribution,
    ("claims", "state"): _state,
    ("articles", "id"): _TO_ARTICLE,
    ("articles", "title"): _leading(addresses.ARTICLE, of="id"),
    ("speakers", "id"): _TO_SPEAKER,
    ("speakers", "name"): _leading(addresses.SPEAKER, of="id"),
    ("speakers", "merged_into"): _TO_SPEAKER,
    ("reviews", "claim_id"): _TO_THAT_CLAIM,
    ("reviews", "verdict"): _review,
    ("evidence", "claim_id"): _TO_THAT_CLAIM,
    ("review_events", "claim_id"): _TO_THAT_CLAIM,
    ("review_events", "from_state"): _state,
    ("review_events", "to_state"): _state,
    ("claim_groups", "id"): _TO_GROUP,
    ("claim_groups", "claim_id"): _TO_THAT_CLAIM,
    ("claim_group_members", "group_id"): _TO_GROUP,
    ("claim_group_members", "claim_id"): _TO_THAT_CLAIM,
    ("claim_lineage", "old_claim_id"): _TO_THAT_CLAIM,
    ("claim_lineage", "new_claim_id"): _TO_THAT_CLAIM,
    ("speaker_scorecards", "speaker"): _leading(addresses.SPEAKER, of="speaker_id"),
    ("repeats", "said"): _leading(addresses.CLAIM, of="first_claim_id"),
}
"""Which cells are ours to show, by table or view and column."""
