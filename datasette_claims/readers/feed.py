"""Feeds (RSS 0.9 to 2, Atom) through feedparser: one article an entry.

feedparser is given bytes, never an address or a file's name, so that nothing is fetched.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from datasette_claims.errors import ArticleError, ArticleTooLarge, NotAnArticle, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import bylines, elements, extras, markup, records, xml
from datasette_claims.readers.markup import Paragraph
from datasette_claims.readers.records import Record

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "RSS or Atom"
MOST_BYTES = 20_000_000
"""A feed is kept in memory whole; larger ones are refused."""

_PROLOG = 100_000
_DECLARING = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)*<!DOCTYPE[^\[>]*\[",
    re.DOTALL | re.IGNORECASE,
)
"""What begins a document that declares entities or elements."""
_VOCABULARIES = (b"purl.org/rss", b"netscape.com/rdf")
_TEASER = 1500
"""A description that is shorter, and of fewer paragraphs than ``_STORY``, only announces the article."""
_STORY = 3
_CUT = ("…", "...", "[…]", "[...]", "…]")


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - the first element tells it
    """Be sure of what begins as a feed does."""
    element = elements.first(head).removeprefix("!doctype ")
    if element in {"rss", "feed", "atom:feed"}:
        return 0.9
    is_rdf = element == "rdf:rdf" and any(name in head.replace(b"\x00", b"") for name in _VOCABULARIES)
    return 0.9 if is_rdf else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield an article an entry."""
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        yield ArticleTooLarge(options.origin, f"a feed of more than {MOST_BYTES / 1e6:.0f} MB. Split it.")
        return
    if _DECLARING.match(raw[:_PROLOG].replace(b"\x00", b"")):
        yield UnreadableInput(options.origin, xml.DECLARES)
        return
    feed = _parsed(raw, options.origin)
    broken = feed.get("bozo_exception")
    if broken is not None and not feed["entries"]:
        yield UnreadableInput(options.origin, f"no feed that can be read ({_said(broken)}). Save it again.")
        return
    warnings = () if broken is None else (f"the feed is damaged: {_said(broken)}",)
    for number, entry in enumerate(feed["entries"], 1):
        try:
            record = _record(entry, str(number), feed["feed"], options.origin)
            yield records.article(records.warned(record, warnings), options)
        except ArticleError as error:
            yield error


def _parsed(raw: bytes, origin: str) -> Mapping[str, Any]:
    feedparser = extras.imported("feedparser", "feeds", origin)
    try:
        # Only the text is taken from the markup, so that it need not be made safe to show.
        return dict(feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False))
    except Exception as error:
        raise UnreadableInput(origin, f"no feed that can be read ({error!r:.120}). Save it again.") from error


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _record(entry: Mapping[str, Any], number: str, feed: Mapping[str, Any], origin: str) -> Record:
    key = _text(entry, "id") or _text(entry, "link") or number
    found, is_teaser = _body(entry)
    if not found:
        raise NotAnArticle(f"{origin}#{key}", "no text in it, only a link. Save the page and load that.")
    content = _contents(entry)
    made = Record(
        key=key,
        id=_text(entry, "id"),
        url=_text(entry, "link"),
        body="",
        raw=records.raw({name: entry[name] for name in ("id", "title", "summary", "content") if name in entry}),
        title=" ".join(one.text for one in _paragraphs(_text(entry, "title"))),
        source=_text(feed, "title"),
        published=_text(entry, "published") or _text(entry, "updated"),
        language=_text(content[0] if content else {}, "language") or _text(feed, "language"),
        authors=_authors(entry),
        warnings=("partial: only the teaser",) if is_teaser else (),
    )
    return records.of_markup(made, found)


def _body(entry: Mapping[str, Any]) -> tuple[tuple[Paragraph, ...], bool]:
    """Return the paragraphs of an entry's content, else of its summary, and whether those only announce it."""
    content = max((_text(one, "value") for one in _contents(entry)), key=len, default="")
    found = _paragraphs(content)
    shown = markup.plain(found)
    if found:
        return found, shown.endswith(_CUT) and len(shown) < _TEASER
    found = _paragraphs(_text(entry, "summary"))
    shown = markup.plain(found)
    return found, shown.endswith(_CUT) or (len(shown) < _TEASER and len(found) < _STORY)


def _paragraphs(found: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of markup, or of text with blank lines between them."""
    if markup.is_markup(found):
        return markup.paragraphs(found)
    parts = (part for block in found.split("\n\n") for part in markup.paragraphs(block))
    return tuple(parts)


def _contents(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    content = entry.get("content")
    return [one for one in content if isinstance(one, Mapping)] if isinstance(content, list) else []


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    listed = entry.get("authors") or ()
    return tuple(name for one in listed if isinstance(one, Mapping) for name in bylines.names(_text(one, "name")))


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
