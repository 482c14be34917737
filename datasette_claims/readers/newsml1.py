"""NewsML 1.2, as AFP and others still send it: text in ``NewsItem/NewsComponent/ContentItem/DataContent``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from datasette_claims.errors import ArticleError, NotAnArticle
from datasette_claims.model import Article
from datasette_claims.readers import bylines, embargoes, markup, nitf, records, wire, xml
from datasette_claims.readers.records import Record
from datasette_claims.readers.xml import Element

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "NewsML 1.2"

_BESIDE = frozenset(["caption", "picture", "photo", "thumbnail", "quicklook", "graphic", "video", "audio", "synopsis"])
_MEDIA = frozenset(["", "text", "complextext"])
_CODES = re.compile(r"[a-zäöüß]{1,4}(?:[/-][a-zäöüß]{1,4}){1,6}")
_ID = "Identification/NewsIdentifier"


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - its first element tells it
    """Be sure of a ``NewsML`` element."""
    return 0.95 if xml.root(head) == "NewsML" else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Return an article an item of text."""
    return records.articles(xml.items(stream, options.origin, frozenset({"NewsItem"})), options, _record)


def _record(item: Element, number: str, origin: str) -> Record:
    key = _key(item) or number
    place = f"{origin}#{key}"
    embargo = _check(item, place)
    content, lines = _text_of(item, place)
    town, agency = wire.filed(xml.text(lines, "DateLine"))
    byline = bylines.names(xml.text(lines, "ByLine"))
    made = Record(
        key=key,
        id=_key(item),
        version=xml.text(item, f"{_ID}/RevisionId"),
        body="",
        raw=xml.raw(item),
        title=xml.text(lines, "HeadLine") or nitf.headline(content),
        place=town,
        source=xml.text(lines, "CreditLine") or agency or _provider(item),
        published=xml.text(item, "NewsManagement/ThisRevisionCreated", "NewsManagement/FirstCreated"),
        language=xml.attribute(item, ".//DescriptiveMetadata/Language", "FormalName") or xml.language(item),
        authors=byline or nitf.authors(content),
        embargo=embargo,
        signals=(
            xml.attribute(item, "NewsManagement/Instruction", "FormalName"),
            *(genre.get("FormalName", "") for genre in xml.all_of(item, ".//DescriptiveMetadata/Genre")),
        ),
    )
    return _with_text(made, content, place)


def _key(item: Element) -> str:
    """Return what stays the same in new revisions: the identifier without its last part."""
    parts = [xml.text(item, f"{_ID}/{part}") for part in ("ProviderId", "DateId", "NewsItemId")]
    return ":".join(["urn:newsml", *filter(None, parts)]) if parts[-1] else ""


def _check(item: Element, place: str) -> str:
    """Return until when an item is embargoed; raise an ArticleError for one not to be shown, or no prose."""
    status = xml.attribute(item, "NewsManagement/Status", "FormalName")
    until = ""
    if status.casefold() == "embargoed":
        status, until = "", xml.text(item, "NewsManagement/StatusWillChange/DateAndTime") or embargoes.UNTIL_LIFTED
    genres = [genre.get("FormalName", "") for genre in xml.all_of(item, ".//DescriptiveMetadata/Genre")]
    return wire.check(place, status=status, embargoed=until, genres=genres)


def _text_of(item: Element, place: str) -> tuple[Element, Element]:
    """Return the first content that is the text, and the component whose lines of news are about it."""
    roles = xml.all_of(item, ".//NewsComponent/Role")
    beside = {role.getparent() for role in roles if role.get("FormalName", "").casefold() in _BESIDE}
    for content in xml.all_of(item, ".//ContentItem"):
        components = list(content.iterancestors("{*}NewsComponent"))
        is_text = xml.attribute(content, "MediaType", "FormalName").casefold() in _MEDIA
        if is_text and xml.text(content, "DataContent") and beside.isdisjoint(components):
            lines = [line for one in components for line in xml.all_of(one, "NewsLines")]
            return xml.all_of(content, "DataContent")[0], (lines or [content])[0]
    raise NotAnArticle(place, "no text in it, as of a picture or a package of others.")


def _provider(item: Element) -> str:
    party = ".//AdministrativeMetadata/{}/Party"
    named = (xml.attribute(item, party.format(kind), "FormalName") for kind in ("Provider", "Source"))
    return next((name for name in named if name), "")


def _with_text(made: Record, content: Element, place: str) -> Record:
    """Return the record with its text: markup of its own, markup as characters, or plain."""
    words = "".join(content.itertext()).strip()
    if not len(content) and not markup.is_markup(words):
        return replace(made, body=words)
    has_table = xml.has(content, "table", "nitf-table")
    found = nitf.paragraphs(content) if len(content) else markup.paragraphs(words)
    if found and _CODES.fullmatch(found[-1].text):
        made = replace(made, authors=made.authors or tuple(re.split("[/-]", found[-1].text)))
        found = found[:-1]
    return wire.with_paragraphs(made, found, place, has_table=has_table)
