"""NITF, the IPTC's markup for news texts: an item on its own, or the text within NewsML.

What is for editors (``ed-msg``, notes) and what is no running text (tables, media, teasers) is never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from datasette_claims.claims.corrections import is_correction
from datasette_claims.errors import ArticleError
from datasette_claims.model import Article
from datasette_claims.readers import bylines, embargoes, markup, records, wire, xml
from datasette_claims.readers.markup import Paragraph
from datasette_claims.readers.records import Record
from datasette_claims.readers.xml import Element

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "NITF"

_TABLES = ("nitf-table", "table")
_LEFT_OUT = frozenset([*_TABLES, "media", "note", "fn", "notes", "ed-msg", "abstract", "bibliography"])
_BODIES = ("body/body.content", "nitf/body/body.content", "body.content")
_DATES = (
    ("head/docdata/date.issue", "norm"),
    ("head/pubdata", "date.publication"),
    ("body/body.head/dateline/story.date", "norm"),
)
_MOST_NAMED = 5


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - its first element tells it
    """Be sure of a ``nitf`` element."""
    return 0.95 if xml.root(head) == "nitf" else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Return an article an item."""
    return records.articles(xml.items(stream, options.origin, frozenset({"nitf"})), options, _record)


def paragraphs(content: Element) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a text in NITF: of its ``body.content`` if it has one."""
    # Notes to editors have a ``body.content`` too.
    inner = [found for path in _BODIES for found in xml.all_of(content, path)][:1] or [content]
    return markup.paragraphs(xml.fragment(inner[0], lambda one: xml.name(one) in _LEFT_OUT))


def headline(item: Element) -> str:
    """Return the headline of an item in NITF."""
    return xml.text(item, ".//body.head/hedline/hl1", ".//body.head/hedline", "head/title")


def authors(item: Element) -> tuple[str, ...]:
    """Return the names of the bylines, without the titles that stand beside them."""
    found: list[str] = []
    for line in xml.all_of(item, ".//body.head/byline"):
        people = [xml.text(person) for person in xml.all_of(line, "person")]
        parts = [line.text or "", *(part.tail or "" for part in line)]
        found += people or bylines.names(" ".join(parts))
    return tuple(found)


def _record(item: Element, number: str, origin: str) -> Record:
    key = _key(item) or number
    place = f"{origin}#{key}"
    release = xml.attribute(item, "head/docdata/date.release", "norm")
    status = xml.attribute(item, "head/docdata", "management-status")
    if status == "embargoed":
        status, release = "", release or embargoes.UNTIL_LIFTED
    genres = [kind.get("tobject.property.type", "") for kind in xml.all_of(item, ".//tobject.property")]
    until = wire.check(place, status=status, embargoed=release, genres=genres)
    town, agency = _filed(item)
    made = Record(
        key=key,
        id=_key(item),
        version=xml.attribute(item, "head/docdata/du-key", "version"),
        body="",
        raw=xml.raw(item),
        title=headline(item),
        place=town,
        source=agency or _source(item),
        published=next((date for path, kind in _DATES if (date := xml.attribute(item, path, kind))), ""),
        language=item.get("baselang") or xml.language(item),
        authors=authors(item),
        warnings=_quoted(item),
        signals=tuple(_signals(item)),
        embargo=until,
        notes=tuple(
            note for one in xml.all_of(item, "head/docdata/ed-msg") if is_correction(note := one.get("info", ""))
        ),
    )
    has_table = xml.has(item, *_TABLES)
    return wire.with_paragraphs(made, paragraphs(item), place, has_table=has_table)


def _signals(item: Element) -> Iterator[str]:
    """Yield the kinds of the item, and the version of its story that the key names: 1st lead."""
    yield from (kind.get("tobject.property.type", "") for kind in xml.all_of(item, ".//tobject.property"))
    yield xml.attribute(item, "head/docdata/du-key", "version-name")
    yield from (str(meta.get("content", "")) for meta in xml.all_of(item, "head/meta") if meta.get("name") == "signal")


def _key(item: Element) -> str:
    """Return what stays the same in new versions: the key of the story, or without one the id of the document."""
    return xml.attribute(item, "head/docdata/du-key", "key") or xml.attribute(item, "head/docdata/doc-id", "id-string")


def _filed(item: Element) -> tuple[str, str]:
    """Return place and agency of the dateline, whose date is none of its words."""
    for line in xml.all_of(item, ".//body.head/dateline"):
        named = xml.text(line, "location/city", "location")
        own = " ".join([line.text or "", *(part.tail or "" for part in line)])
        place, agency = wire.filed(" ".join(own.split()))
        if named or place:
            return named or place, agency
    return "", ""


def _source(item: Element) -> str:
    registered = xml.attribute(item, "head/docdata/doc-id", "regsrc")
    named = xml.text(item, ".//body.head/distributor", ".//body.head/rights/rights.owner")
    return registered or named or xml.attribute(item, "head/docdata/doc.copyright", "holder")


def _quoted(item: Element) -> tuple[str, ...]:
    """Return what the markup says of whom paragraphs quote, which stands nowhere in the text."""
    sources = [line.get("quote-source", "").strip() for line in item.iterfind(".//{*}p[@quote-source]")]
    named = list(dict.fromkeys(source for source in sources if source))[:_MOST_NAMED]
    return tuple(f"beside a quotation its source is stated: {source[:80]!r}" for source in named)
