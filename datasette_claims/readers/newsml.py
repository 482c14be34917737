"""NewsML-G2, the IPTC's news exchange format: an item, or a message of several.

Notes to editors (``edNote``) and whatever is marked as not for publication are never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from datasette_claims.claims.corrections import is_correction
from datasette_claims.claims.datelines import dateline
from datasette_claims.claims.signals import signals
from datasette_claims.errors import ArticleError, NotAnArticle, NotProse
from datasette_claims.model import Article, Signal
from datasette_claims.readers import bylines, embargoes, markup, nitf, records, wire, xml
from datasette_claims.readers.markup import Paragraph
from datasette_claims.readers.records import Record
from datasette_claims.readers.xml import Element

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "NewsML-G2"

_OTHER_ITEMS = frozenset(["packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"])
_ITEMS = _OTHER_ITEMS | {"newsItem"}
_NO_TEXT = frozenset(["picture", "photo", "graphic", "animation", "audio", "video"])
_LEFT_OUT = frozenset(["head", "header", "footer"])
# Classes and roles, as of dpa: the teaser repeats the text, the others are beside it.
_BESIDE = frozenset(
    [
        "teaser",
        "infobox",
        "linkbox",
        "notepad",
        "np-public",
        "np-nonpublic",
        "np-constraint",
        "nonpublic",
        "byline",
        "closingline",
        "slugline",
    ]
)


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - its first element tells it
    """Be sure of a message or an item."""
    return 0.95 if xml.root(head) in _ITEMS | {"newsMessage"} else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Return an article an item of text."""
    return records.articles(xml.items(stream, options.origin, _ITEMS), options, _record)


def _record(item: Element, number: str, origin: str) -> Record:
    key = item.get("guid", "").strip() or number
    place = f"{origin}#{key}"
    embargo = _check(item, place)
    made = Record(
        key=key,
        id=item.get("guid", ""),
        version=item.get("version", ""),
        body="",
        raw=xml.raw(item),
        title=_headline(item),
        published=xml.text(item, "itemMeta/versionCreated", "itemMeta/firstCreated"),
        language=xml.attribute(item, "contentMeta/language", "tag") or xml.language(item),
        authors=_authors(item),
        signals=(*_signals(item), *_genres(item)),
        notes=tuple(_notes(item)),
        embargo=embargo,
    )
    return _filed(item, _with_text(item, made, place))


def _filed(item: Element, made: Record) -> Record:
    """Return the record with its place and source: what is stated apart from the text goes before its dateline."""
    town, agency = wire.filed(xml.text(item, "contentMeta/dateline"))
    own = dateline(made.body)
    credit = xml.text(item, "contentMeta/creditline").strip(" –—-")
    return replace(
        made,
        place=town or made.place or ("" if own else xml.text(item, "contentMeta/located/name")),
        source=credit or agency or made.source or (own.agency if own else "") or _source(item),
    )


def _signals(item: Element) -> list[str]:
    return [signal.get("qcode") or signal.get("uri", "") for signal in xml.all_of(item, "itemMeta/signal")]


def _genres(item: Element) -> list[str]:
    return [xml.text(name) for name in xml.all_of(item, "contentMeta/genre/name")]


def _notes(item: Element) -> Iterator[str]:
    """Yield the notes to editors whose role, or first word, says that they correct the item."""
    for note in xml.all_of(item, "itemMeta/edNote"):
        words = xml.text(note)
        if Signal.CORRECTION in signals([note.get("role", "")]) or is_correction(words):
            yield words


def _check(item: Element, place: str) -> str:
    """Return until when an item is embargoed; raise an ArticleError for one not to be shown, or no text."""
    kind = xml.name(item)
    if kind in _OTHER_ITEMS:
        raise NotProse(place, f"a {kind}, which names other items and has no text of its own.")
    until = wire.check(
        place,
        status=_word(xml.attribute(item, "itemMeta/pubStatus", "qcode", "uri")),
        embargoed=_embargo(item),
        genres=_genres(item),
    )
    shown = _word(xml.attribute(item, "itemMeta/itemClass", "qcode", "uri"))
    if shown in _NO_TEXT:
        raise NotAnArticle(place, f"no text: what it holds is of the class {shown}.")
    return until


def _embargo(item: Element) -> str:
    """Return until when an item is embargoed; one without a time is until the agency says otherwise."""
    return next((xml.text(until) or embargoes.UNTIL_LIFTED for until in xml.all_of(item, "itemMeta/embargoed")), "")


def _word(code: str) -> str:
    """Return the word of a code: ``usable`` of ``stat:usable`` or of its address."""
    return code.replace("/", ":").rpartition(":")[2]


def _headline(item: Element) -> str:
    """Return the headline that is first by its rank, and of those without one a main one."""

    def order(one: Element) -> tuple[bool, int]:
        rank = one.get("rank", "1")
        return _word(one.get("role", "main")) != "main", int(rank[:9]) if rank.isdecimal() else 1

    found = sorted(xml.all_of(item, "contentMeta/headline"), key=order)
    return next((words for one in found if (words := xml.text(one))), "") or xml.text(item, "itemMeta/title")


def _authors(item: Element) -> tuple[str, ...]:
    """Return the names of the byline, and without one those of creators that are people: no agency, no account."""
    if line := xml.text(item, "contentMeta/by"):
        return bylines.names(line)
    creators = (one for one in xml.all_of(item, "contentMeta/creator") if _word(one.get("type", "")) != "organisation")
    return tuple(name for one in creators if " " in (name := xml.text(one, "name")))


def _source(item: Element) -> str:
    """Return who provides an item: the source that it names, or the provider."""
    named = xml.text(item, "contentMeta/infoSource/name", "itemMeta/provider/name")
    paths = ("contentMeta/infoSource", "itemMeta/provider")
    return named or next((code for path in paths if (code := xml.attribute(item, path, "literal"))), "")


def _with_text(item: Element, made: Record, place: str) -> Record:
    """Return the record with the first of the renditions that has a text."""
    problem: ArticleError = NotAnArticle(place, "no text in it, as of a picture or a sound.")
    for content in xml.all_of(item, "contentSet/inlineXML"):
        has_table = xml.has(content, "table", "nitf-table")
        made, found = _rendition(content, made)
        try:
            return wire.with_paragraphs(made, found, place, has_table=has_table)
        except ArticleError as error:
            problem = error
    for content in xml.all_of(item, "contentSet/inlineData"):
        words = "".join(content.itertext()).strip()
        if words and _is_text(content) and not _is_left_out(content):
            is_markup = markup.is_markup(words)
            return records.of_markup(made, markup.paragraphs(words)) if is_markup else replace(made, body=words)
    raise problem


def _rendition(content: Element, made: Record) -> tuple[Record, tuple[Paragraph, ...]]:
    """Return the paragraphs of a content, and the record with what only its markup says; the headline is no text."""
    inner = next(iter(content), None)
    if inner is not None and xml.name(inner) == "nitf":
        made = replace(made, title=made.title or nitf.headline(inner), authors=made.authors or nitf.authors(inner))
        found = nitf.paragraphs(inner)
    else:
        found = markup.paragraphs(xml.fragment(content, _is_left_out))
    while found and " ".join(found[0].text.split()) == made.title:
        found = found[1:]
    return made, found


def _is_text(content: Element) -> bool:
    """Tell whether data within an item are a text, and not bytes written as letters."""
    kind = content.get("contenttype", "text/plain")
    return not content.get("encoding") and (kind.startswith("text/") or "html" in kind)


def _is_left_out(element: Element) -> bool:
    """Tell whether an element is beside the text, by its name, its classes, its role or its constraint."""
    if xml.name(element) in _LEFT_OUT or element.get("pubconstraint"):
        return True
    marked = [*element.get("class", "").lower().split(), _word(element.get("role", "").lower())]
    return not _BESIDE.isdisjoint(marked)
