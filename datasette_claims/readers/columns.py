"""Which column of a table, or key of JSON, holds what: as the user says, else by its usual names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from datasette_claims.errors import NotAnArticle
from datasette_claims.readers import dates, embargoes, markup, records
from datasette_claims.readers.records import Record

USUAL: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text",
        "body",
        "content",
        "article",
        "fulltext",
        "full_text",
        "articlebody",
        "body_text",
        "inhalt",
        "artikel",
    ),
    "title": ("title", "headline", "heading", "titel", "überschrift", "schlagzeile"),
    "url": ("url", "link", "canonical_url", "uri"),
    "id": ("id", "guid", "uuid", "article_id", "doc_id", "_id", "key"),
    "date": (
        "date",
        "published",
        "published_at",
        "pubdate",
        "publication_date",
        "datepublished",
        "datum",
        "created_at",
    ),
    "source": ("source", "publisher", "outlet", "agency", "site", "quelle", "medium"),
    "language": ("language", "lang", "sprache"),
    "author": ("author", "authors", "byline", "creator", "autor", "autoren"),
    "version": ("version", "revision"),
    "place": ("place", "location", "city", "ort"),
    "embargo": (
        "embargo",
        "embargoed",
        "embargo_until",
        "embargoed_until",
        "embargountil",
        "embargodate",
        "embargo_date",
        "embargoeddate",
        "sperrfrist",
    ),
}
"""The names that a field usually has, compared without regard to case; the first that is there is taken."""

FIELDS = tuple(USUAL)

_NO = frozenset({"", "0", "false", "no", "none", "null", "nan"})
"""What tables write where there is no embargo."""
_EPOCH = re.compile(r"(1\d{9}|[2-9]\d{9})(?:\d{3})?(?:\.\d+)?")
"""Seconds or milliseconds since 1970."""


def record(values: Mapping[str, Any], number: str, columns: Mapping[str, str], origin: str) -> Record:
    """Return a record of named values; raises NotAnArticle if none of them is the text.

    A text that is HTML is read as such. ``number`` is its key where the values name none.
    """
    named = {str(name).casefold(): value for name, value in values.items()}
    found = {field: _text(_value(named, field, columns)) for field in FIELDS}
    key = found["id"] or found["url"] or number
    if not found["text"].strip():
        names = ", ".join(str(name) for name in values)[:200]
        known = f" (there are: {names}). Say where it is: --column text NAME." if names else ": it is empty."
        raise NotAnArticle(f"{origin}#{key}", f"no text in it{known}")
    made = Record(
        key=key,
        id=found["id"],
        version=found["version"],
        url=found["url"],
        body=found["text"],
        raw=records.raw(values),
        title=found["title"],
        place=found["place"],
        source=found["source"],
        published=found["date"],
        language=found["language"],
        authors=tuple(name.strip() for name in found["author"].split(";") if name.strip()),
        embargo=_embargo(_value(named, "embargo", columns), dates.iso(found["date"]) or ""),
    )
    return records.of_markup(made, markup.paragraphs(made.body)) if markup.is_markup(made.body) else made


def _value(named: Mapping[str, Any], field: str, columns: Mapping[str, str]) -> object:
    if field in columns:
        return named.get(columns[field].casefold())
    return next((named[name] for name in USUAL[field] if named.get(name) not in (None, "", [])), None)


def _embargo(value: object, sent: str) -> str:
    """Return until when a value says that a record is embargoed; one that merely says that it is knows no time."""
    if isinstance(value, bool):
        return embargoes.UNKNOWN if value else ""
    written = _text(value).strip()
    if written.casefold() in _NO:
        return ""
    if found := _EPOCH.fullmatch(written):
        return embargoes.pending(datetime.fromtimestamp(int(found[1]), timezone.utc).isoformat())
    return embargoes.pending(embargoes.until(written, sent))


def _text(value: object) -> str:
    """Return a value as text: of a list its parts, of an object its name or its text."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, Mapping):
        return next((_text(value[name]) for name in ("name", "value", "text", "rendered") if name in value), "")
    if isinstance(value, list | tuple):
        parts = [_text(part) for part in value]
        return ("; " if all(len(part) < _SHORT for part in parts) else "\n\n").join(part for part in parts if part)
    return str(value)


_SHORT = 80
