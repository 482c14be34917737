"""Web pages through trafilatura: the article of a page without what stands around it. Nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from datasette_claims.errors import ArticleError, ArticleTooLarge, NotAnArticle
from datasette_claims.model import Article
from datasette_claims.readers import charsets, elements, extras, markup, records
from datasette_claims.readers.decoding import Decoded
from datasette_claims.readers.markup import Paragraph
from datasette_claims.readers.records import Record

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "HTML"
MOST_BYTES = 10_000_000
MOST_TAGS = 100_000
"""A page of more tags is no single article, and would take minutes."""

_BEGINNINGS = frozenset({"!doctype html", "html", "head", "body"})
_ENDINGS = (".html", ".htm", ".xhtml")
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html[^<>]{0,500}?\slang\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
_HEAD = 4096
_NOT_FREE = re.compile(
    r"\"isAccessibleForFree\"\s*:\s*\"?false|(?:class|id)\s*=\s*[\"'][^\"'<>]{0,200}paywall", re.IGNORECASE
)
_TAGS = {"head": "h2", "lb": "br", "list": "ul", "item": "li", "quote": "blockquote"}
"""trafilatura's names of elements, as those of HTML."""

_SENTENCE = 40
_LITTLE = 300
_STORY = 1500
_CUT = ("…", "...", "[…]", "[...]")


def sniff(head: bytes, name: str) -> float:
    """Be sure of what begins as web pages do, and fairly of other markup under their endings."""
    element = elements.first(head)
    if element in _BEGINNINGS:
        return 0.85
    return 0.8 if element and name.lower().endswith(_ENDINGS) else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield the one article of a page."""
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES or raw.count(b"<") > MOST_TAGS:
        limit = f"more than {MOST_BYTES / 1e6:.0f} MB or {MOST_TAGS} tags in one page"
        yield ArticleTooLarge(options.origin, f"{limit}. Save the article's text alone.")
        return
    try:
        yield records.article(_record(_decoded(raw), options.origin), options)
    except ArticleError as error:
        yield error


def _decoded(raw: bytes) -> Decoded:
    stated = _CHARSET.search(raw[:_HEAD])
    return charsets.decoded(raw, stated[1].decode("ascii", "replace") if stated else None)


def _record(page: Decoded, origin: str) -> Record:
    document = _extracted(page.text, origin)
    title = " ".join((document.title or "").split()) if document is not None else ""
    found = _below(title, _paragraphs(document, origin)) if document is not None else ()
    if not any(len(one.text) >= _SENTENCE and not one.is_heading for one in found):
        raise NotAnArticle(origin, "no article on this page. Check that it is not a front page or a list of links.")
    text = markup.plain(found)
    language, url = _LANGUAGE.search(page.text[:_HEAD]), document.url or ""
    made = Record(
        key=url,
        url=url,
        body="",
        raw=records.raw({"title": title, "text": text}),
        title=title,
        source=document.sitename or "",
        published=document.date or "",
        language=language[1] if language else "",
        authors=_authors(document.author or ""),
        warnings=(*page.warnings, *_partial(text, page.text)),
    )
    return records.of_markup(made, found)


def _below(title: str, found: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Return paragraphs without the headings at their beginning that are the title again."""
    start = 0
    while start < len(found) and found[start] == Paragraph(title, is_heading=True):
        start += 1
    return found[start:]


def _authors(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(";") if name.strip())


def _extracted(page: str, origin: str) -> Any:  # noqa: ANN401 - trafilatura's document, None for none
    trafilatura = extras.imported("trafilatura", "html", origin)
    try:
        with extras.silent("trafilatura"), extras.silent("htmldate"):
            return trafilatura.bare_extraction(
                page,
                favor_precision=True,
                with_metadata=True,
                include_comments=False,
                include_tables=False,
                # A date is only what the page's metadata say: guesses from its text were wrong.
                date_extraction_params={"extensive_search": False, "original_date": True},
            )
    except Exception as error:
        raise NotAnArticle(origin, f"no page that can be read ({error!r:.120}). Save it as text.") from error


def _paragraphs(document: Any, origin: str) -> tuple[Paragraph, ...]:  # noqa: ANN401 - as above
    etree = extras.imported("lxml.etree", "html", origin)
    for element in document.body.iter():
        element.tag = _TAGS.get(element.tag, element.tag)
    return markup.paragraphs(etree.tostring(document.body, encoding="unicode"))


def _partial(text: str, page: str) -> tuple[str, ...]:
    """Return a warning for a text that seems not to be all of the article."""
    if _NOT_FREE.search(page) and len(text) < _STORY:
        return ("partial: the page is behind a paywall",)
    if len(text) < _LITTLE:
        return ("partial: very little text",)
    return ("partial: the text breaks off",) if text.endswith(_CUT) else ()
