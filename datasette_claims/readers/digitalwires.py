"""dpa's digitalwires (``"format": "digitalwires@…"``), one item or lines of them.

What is not for publication (the notepad, contacts, editorial notes) is never read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from datasette_claims.claims.signals import signals
from datasette_claims.errors import ArticleError, NotAnArticle
from datasette_claims.model import Article, Signal
from datasette_claims.readers import bylines, json_values, markup, records, wire
from datasette_claims.readers.records import Record

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "dpa digitalwires"


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - the format names itself
    """Be sure of JSON that names the format."""
    return 0.95 if json_values.looks_like(head) and b'"digitalwires@' in head else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Return an article an item."""
    text = json_values.Text(stream)
    return records.articles(json_values.objects(text, options.origin), options, _record, text.warnings)


def _record(item: Mapping[str, Any], number: str, origin: str) -> Record:
    key = _text(item, "urn") or number
    place = f"{origin}#{key}"
    named = item.get("genre_names")
    genres = [str(name) for name in named] if isinstance(named, list) else []
    until = wire.check(place, status=_text(item, "pubstatus"), embargoed=_text(item, "embargoed"), genres=genres)
    found = markup.paragraphs(_text(item, "article_html"))
    if not found:
        raise NotAnArticle(place, "no text in it, as of a picture, a sound or a bulletin without an article.")
    made = Record(
        key=key,
        id=_text(item, "urn"),
        version=str(item.get("version", "")),
        body="",
        raw=records.raw(item),
        title=_text(item, "headline"),
        place=_place(_text(item, "dateline")),
        source=_text(item, "creditline") or "dpa",
        published=_text(item, "version_created"),
        language=_text(item, "language"),
        authors=_authors(_text(item, "byline")),
        signals=(_text(item, "signal"), *genres),
        notes=tuple(_notes(item)),
        embargo=until,
    )
    has_table = "<table" in _text(item, "article_html")
    return wire.with_paragraphs(made, found, place, has_table=has_table)


def _notes(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield the notes whose role or heading says that they correct the item; all others stay unread."""
    listed = item.get("ednotes")
    for note in listed if isinstance(listed, list) else ():
        if isinstance(note, dict) and Signal.CORRECTION in signals([_text(note, "role")]):
            yield markup.plain(markup.paragraphs(_text(note, "ednote")))
    notepad = item.get("notepad")
    corrects = False
    for paragraph in markup.paragraphs(_text(notepad, "public_html")) if isinstance(notepad, dict) else ():
        if paragraph.is_heading:
            corrects = Signal.CORRECTION in signals([paragraph.text])
        elif corrects:
            yield paragraph.text


def _place(dateline: str) -> str:
    return dateline.partition("(")[0].strip(" ,-–\u00a0")


def _authors(byline: str) -> tuple[str, ...]:
    """Return the names of a byline: ``Von Anna Weber und Emil Funk, dpa``."""
    return bylines.names(byline)


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
