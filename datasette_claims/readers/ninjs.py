"""ninjs, the IPTC's JSON for news: versions 1.x (``body_html``, ``headline``) to 3.x (``bodies``, ``headlines``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from datasette_claims.claims.corrections import is_correction
from datasette_claims.errors import ArticleError, NotAnArticle
from datasette_claims.model import Article
from datasette_claims.readers import bylines, json_values, markup, records, wire
from datasette_claims.readers.records import Record

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "ninjs"

_SIGNS = (b'"body_html"', b'"body_xhtml"', b'"body_text"', b'"bodies"', b'"versioncreated"', b'"versionCreated"')
_BODIES = ("body_html", "body_xhtml", "body_text", "body_nitf")
_MEDIA = frozenset({"picture", "graphic", "audio", "video"})
_ROLES = ("main", "html", "body", "")


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - its keys tell it
    """Be sure of JSON that has the address of an item beside one of the format's own keys."""
    if not json_values.looks_like(head) or b'"uri"' not in head:
        return 0.0
    return 0.9 if any(sign in head for sign in _SIGNS) else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Return an article an item of text."""
    text = json_values.Text(stream)
    return records.articles(json_values.objects(text, options.origin), options, _record, text.warnings)


def _record(item: Mapping[str, Any], number: str, origin: str) -> Record:
    key = _text(item, "uri") or number
    place = f"{origin}#{key}"
    genres = [_text(one, "name") for one in _list(item, "genres", "genre")]
    status = _text(item, "pubStatus", "pubstatus")
    until = wire.check(
        place, status=status, embargoed=_text(item, "embargoed", "embargoeddate", "embargoedDate"), genres=genres
    )
    body = _body(item)
    kind = _text(item, "type") or "item"
    # What stands with a picture is its caption.
    if not body.strip() or kind in _MEDIA:
        raise NotAnArticle(place, f"no text in it: a {kind} without a body.")
    made = Record(
        key=key,
        id=_text(item, "uri"),
        version=str(item.get("version", "")),
        body=body,
        raw=records.raw(item),
        title=_text(item, "headline", "title") or _value_of(_list(item, "headlines"), ("main", "headline", "")),
        place=_text(item, "located"),
        source=_source(item),
        published=_text(item, "firstCreated", "firstcreated", "versionCreated", "versioncreated"),
        language=_text(item, "language"),
        authors=bylines.names(_text(item, "byline", "by")),
        signals=(
            _text(item, "signal"),
            *(_text(one, "literal", "code", "name") for one in _list(item, "signals")),
            *genres,
        ),
        notes=_notes(item),
        embargo=until,
    )
    has_table = "<table" in body
    if not (has_table or markup.is_markup(body)):
        return made
    return wire.with_paragraphs(made, markup.paragraphs(body), place, has_table=has_table)


def _notes(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the notes to editors that say that they correct the item; all others stay unread."""
    listed = [_text(item, "ednote"), *(_text(one, "value") for one in _list(item, "ednotes"))]
    return tuple(note for note in listed if is_correction(note))


def _body(item: Mapping[str, Any]) -> str:
    return _text(item, *_BODIES) or _value_of(_list(item, "bodies"), _ROLES)


def _value_of(listed: Sequence[Mapping[str, Any]], roles: Sequence[str]) -> str:
    """Return the value of the first entry with the first of the roles that there is, else of the first entry."""
    by_role = {_text(one, "role").casefold(): _text(one, "value") for one in reversed(listed)}
    return next((by_role[role] for role in roles if by_role.get(role)), _text(listed[0], "value") if listed else "")


def _source(item: Mapping[str, Any]) -> str:
    sources = [_text(one, "name") for one in _list(item, "infosources", "infosource")]
    return next((name for name in sources if name), "") or _text(item, "copyrightHolder", "copyrightholder")


def _text(item: Mapping[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := item.get(name), str) and value), "")


def _list(item: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    for name in names:
        value = item.get(name)
        if isinstance(value, list):
            return [one for one in value if isinstance(one, dict)]
    return []
