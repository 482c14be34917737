"""What formats with fields say of an article, as the article: the same conventions hold as for plain text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from datasette_claims.claims.corrections import corrections
from datasette_claims.claims.signals import signals
from datasette_claims.errors import ArticleError, NotAnArticle, UnreadableInput
from datasette_claims.model import Article, Span
from datasette_claims.readers import dates, embargoes, text
from datasette_claims.readers.decoding import cleaned
from datasette_claims.readers.markup import Paragraph, plain

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

TOO_DEEP = "nested too deeply to be read."
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Record:
    """One article as its format states it; what it does not state is empty.

    ``key`` tells it from others in the same input: an id of the provider, or its number. ``published`` is a date in any
    style that ``dates.iso`` reads. ``raw`` is what its digest is made of. ``headings`` are texts of paragraphs that the
    markup says head others. ``signals`` are codes and notes that say what the item is to those sent before; of
    ``notes``, which are for editors, nothing is kept but what they correct. ``embargo`` is until when it may not be
    published, UTC or ``embargoes.UNKNOWN``. ``id`` and ``version`` are the provider's, ``url`` is the page.
    """

    key: str
    body: str
    raw: str
    title: str = ""
    place: str = ""
    source: str = ""
    published: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    id: str = ""
    version: str = ""
    url: str = ""
    signals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    embargo: str = ""


def of_markup(record: Record, found: Iterable[Paragraph]) -> Record:
    """Return a record whose body is these paragraphs."""
    kept = tuple(found)
    return replace(record, body=plain(kept), headings=tuple(one.text for one in kept if one.is_heading))


def articles(
    found: Iterable[tuple[str, Item | ArticleError]],
    options: ReadOptions,
    made: Callable[[Item, str, str], Record],
    warnings: tuple[str, ...] = (),
) -> Iterator[Article | ArticleError]:
    """Yield an article an item, or the error in its place.

    Items come with their number in the input, or as why there is none; ``made`` turns an item, its number and the
    input's origin into a record, or raises an ArticleError. ``warnings`` are those of the whole input.
    """
    for number, item in found:
        if isinstance(item, ArticleError):
            yield item
            continue
        try:
            record = made(item, number, options.origin)
            yield unembargoed(warned(record, warnings) if warnings else record, options)
        except ArticleError as error:
            yield error
        except RecursionError:
            yield UnreadableInput(f"{options.origin}#{number}", TOO_DEEP)


def unembargoed(record: Record, options: ReadOptions) -> Article:
    """Return the article of a record that may be published; raises Embargoed, with the article, for one that may not.

    What the format does not state, a note above the text or its title may. Also raises NotAnArticle.
    """
    note, body = embargoes.without_note(record.body)
    said = note or (record.title if embargoes.is_note(record.title) else "")
    made = article(replace(record, body=body) if note else record, options)
    stated = embargoes.until(said, made.published or "")
    return embargoes.check(made, record.embargo or embargoes.pending(stated))


def warned(record: Record, warnings: tuple[str, ...]) -> Record:
    """Return a record with further warnings."""
    return replace(record, warnings=(*record.warnings, *warnings))


def article(record: Record, options: ReadOptions) -> Article:
    """Return the article of a record; raises NotAnArticle if there are no words in it.

    Stamp, dateline and sign-off are taken off as from plain text; what the record states goes before what they say.
    A date that is none is left out, with a warning.
    """
    origin = f"{options.origin}#{record.key}" if record.key else options.origin
    published, warnings = _published(record)
    body = cleaned(record.body)
    if not any(character.isalpha() for character in body):
        raise NotAnArticle(origin, "holds no words.")
    digest = hashlib.sha256(record.raw.encode("utf-8", "surrogatepass")).hexdigest()
    title = " ".join(cleaned(record.title).split())
    found = text.article(body, replace(options, origin=origin), raw_sha256=digest, title=title, source=record.source)
    headings = frozenset(" ".join(cleaned(heading).split()) for heading in record.headings)
    return replace(
        found,
        place=record.place or found.place,
        published=published or found.published,
        language=options.language or language(record.language) or None,
        authors=record.authors or found.authors,
        crossheads=_crossheads(found.text, headings) if headings else found.crossheads,
        warnings=warnings,
        provider_id=record.id,
        provider_version=record.version,
        url=record.url,
        signals=tuple(dict.fromkeys((*signals(record.signals), *found.signals))),
        corrections=tuple(dict.fromkeys((*corrections(record.notes), *found.corrections))),
    )


def _published(record: Record) -> tuple[str | None, tuple[str, ...]]:
    """Return the date of a record, and its warnings with one for a date that is none."""
    published = dates.iso(record.published) if record.published else None
    is_wrong = bool(record.published) and published is None
    return published, (*record.warnings, f"no date: {record.published[:80]!r}") if is_wrong else record.warnings


def _crossheads(body: str, headings: frozenset[str]) -> tuple[Span, ...]:
    """Return the paragraphs that the markup says are headings."""
    found, at = [], 0
    for part in body.split("\n\n"):
        if " ".join(part.split()) in headings:
            found.append(Span(at, at + len(part)))
        at += len(part) + 2
    return tuple(found)


def language(tag: str) -> str:
    """Return the language of a tag (BCP 47): ``de-AT`` is ``de``; empty for what is no tag."""
    first = tag.strip().replace("_", "-").partition("-")[0].lower()
    return first if len(first) == len("de") and first.isalpha() else ""


def raw(record: Mapping[str, object]) -> str:
    """Return what the digest of a record of plain values is made of."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, default=str)
