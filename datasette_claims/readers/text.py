"""Plain text, one article a file, with what agencies write around it taken off."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from datasette_claims.claims.closings import closing
from datasette_claims.claims.conventions import STAMP, is_note
from datasette_claims.claims.corrections import corrections, is_correction, names_part
from datasette_claims.claims.datelines import REGION, dateline, names_agency
from datasette_claims.claims.layout import crossheads, pieces, sections, wrapped
from datasette_claims.claims.releases import is_responsible, issuer, names_release, names_service, without_marks
from datasette_claims.claims.signals import Headline, headline
from datasette_claims.errors import ArticleError, ArticleTooLarge, NotAnArticle, NotProse, UnknownFormat
from datasette_claims.model import Article
from datasette_claims.readers import bylines, elements, embargoes, notepad
from datasette_claims.readers.decoding import decode, looks_binary
from datasette_claims.readers.tables import is_table

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "text"
MOST_BYTES = 5_000_000
"""Larger inputs are no single article."""

_CODE = (
    ".css",
    ".js",
    ".mjs",
    ".ts",
    ".py",
    ".java",
    ".c",
    ".h",
    ".cpp",
    ".go",
    ".rs",
    ".php",
    ".sh",
    ".sql",
    ".yml",
    ".toml",
)
"""Endings of files that hold no prose, though they are text."""
_RTF = b"{\\rtf"
_ENDS = 3
"""Paragraphs at either end of a text among which notes are looked for."""

_TITLE_WORDS = 25
_TITLE_FROM_TEXT = 12
_HEAD = 500
_LINE_END = re.compile(r"(?:(?<=\w)-)?\n(?!\n)")
_AS_LONG = 1.5
_FIRST_LINE = re.compile(r"(?P<title>[^\n]{3,200})\n\s*")
_SENTENCE = re.compile(r"[^\n]+?[.!?](?=[\s\"“”«»]|$)|[^\n]+")


def sniff(head: bytes, name: str) -> float:
    """Return a low certainty for whatever is no binary and no code, so that any other reader that knows it wins."""
    is_code = name.lower().endswith(_CODE) or head.lstrip().startswith(_RTF) or elements.is_markup(head)
    return 0.0 if looks_binary(head) or is_code else 0.1


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield the one article of a text; raises an ArticleError if it is none, or may not be published yet."""
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        limit = f"{MOST_BYTES / 1e6:.0f} MB"
        raise ArticleTooLarge(options.origin, f"more than {limit} in one article. Split the file into articles.")
    if looks_binary(raw):
        raise UnknownFormat(options.origin, "binary data, no text. Convert it to plain text.")
    decoded = decode(raw)
    note, body = embargoes.without_note(decoded.text)
    made = article(body, options, raw_sha256=hashlib.sha256(raw).hexdigest(), warnings=decoded.warnings)
    yield embargoes.check(made, embargoes.pending(embargoes.until(note, made.published or "")))


def article(
    text: str,
    options: ReadOptions,
    *,
    raw_sha256: str,
    warnings: tuple[str, ...] = (),
    title: str = "",
    source: str = "",
) -> Article:
    """Return the article that a clean text holds; raises NotAnArticle if there are no words in it.

    Raises NotForPublication if all of it is only for editors, and NotProse for tables and lists. A headline is looked
    for in its first line unless the ``title`` is known; a known ``source`` goes before that of the dateline, but not
    before who issued a release, and one that passes a release on is none.
    """
    body, published = _without_stamp(notepad.without(_with_words(text, options.origin), options.origin))
    body, is_marked = without_marks(body)
    found, body = (title, body) if title else _title(body)
    head = headline(found or "")
    body, stamped = _without_stamp(body)
    bylined, body = bylines.above(body)
    place, agency, body = _without_dateline(body)
    _check_prose(head, agency, body, options.origin)
    below = closing(body)
    body, is_ended = without_marks(body[: below.start])
    noted = notes(body)
    signs = (is_marked, is_ended, head.is_release, names_release(agency), *map(is_responsible, noted))
    issued_by = (head.issuer or issuer(body)) if any(signs) else ""
    made = Article(
        text=body,
        title=head.title or _first_words(body),
        origin=options.origin,
        raw_sha256=raw_sha256,
        place=place,
        agency=issued_by or _source(source or agency or below.agency, is_release=any(signs)),
        published=published or stamped,
        language=options.language,
        authors=(*bylined, *below.authors),
        crossheads=crossheads(body),
        warnings=warnings,
        sections=sections(body),
        signals=head.signals,
        is_release=any(signs),
        corrections=corrections(filter(is_correction, (found or "", *noted))),
    )
    return _filed_below_note(made)


def _check_prose(head: Headline, agency: str | None, body: str, origin: str) -> None:
    """Raise NotProse for tables, and for what an agency's headline names as no running text.

    Newspapers write running text below *Vorschau:* too, but neither in capitals nor with an agency's dateline.
    """
    if head.kind and (head.kind.isupper() or names_agency(agency)):
        raise NotProse(origin, f"{head.kind}: no running text.")
    if is_table(body):
        raise NotProse(origin, "tables, no running text.")


def _source(named: str | None, *, is_release: bool) -> str | None:
    """Return the source that a text or its format names; a service that passes a release on is none."""
    return None if is_release and names_service(named) else named or None


def _with_words(text: str, origin: str) -> str:
    """Return a text without white space around it; raises NotAnArticle if there are no words in it."""
    body = text.strip()
    if not any(character.isalpha() for character in body):
        raise NotAnArticle(origin, "empty: there are no words in it." if not body else "holds no words, only marks.")
    return body


def notes(body: str) -> tuple[str, ...]:
    """Return the paragraphs at both ends of a text that are the agency's: they correct it or say who answers."""
    found = pieces(body)
    ends = found[:_ENDS] + found[max(_ENDS, len(found) - _ENDS) :]
    return tuple(words for span in ends if is_note(words := body[slice(*span)]))


def _filed_below_note(article: Article) -> Article:
    """Return an article with place and agency of the dateline below a first paragraph that is a note."""
    first = article.sections[:1]
    if article.place or not first:
        return article
    above = (span for span in pieces(article.text) if span.end <= first[0].span.start)
    if not all(is_note(article.text[slice(*span)]) for span in above):
        return article
    section = first[0]
    agency = article.agency or _source(section.source, is_release=article.is_release)
    return replace(article, place=section.place or None, agency=agency, sections=article.sections[1:])


def _without_stamp(body: str) -> tuple[str, str | None]:
    stamp = STAMP.match(body)
    return (body[stamp.end() :], stamp["date"]) if stamp and stamp.end() < len(body) else (body, None)


def _title(body: str) -> tuple[str | None, str]:
    """Return a first line that is a headline, and the rest: short, without a final stop, more text below."""
    match = _FIRST_LINE.match(body)
    if match is None or dateline(body) is not None or _is_note(match["title"]) or _is_wrapped(body, match):
        return None, body
    title, rest = match["title"].strip(), body[match.end() :]
    short = len(title.split()) <= _TITLE_WORDS and len(rest) > len(title)
    return (title, rest) if short and _is_headline(title, rest) else (None, body)


def _is_note(line: str) -> bool:
    """Tell whether a first line is a note of the agency's and no headline that begins as such: KORREKTUR: Brücke zu."""
    if not is_note(line):
        return False
    told = headline(line).title
    return told == line or names_part(told) or bool(corrections([told]))


def _is_wrapped(body: str, first: re.Match[str]) -> bool:
    """Tell whether a first line goes on in the next: within a word or sentence, or in one about as long.

    Below a headline stands a paragraph, which begins with a capital and is longer.
    """
    title, below = first["title"].rstrip(), body[first.end() :].partition("\n")[0]
    if first.group().count("\n") > 1 or STAMP.match(body, first.end()):
        return False
    if not wrapped(body, first.end("title"), first.end()):
        return False
    return below[0].islower() or title.endswith("-") or len(below) < _AS_LONG * len(title)


def _is_headline(line: str, rest: str) -> bool:
    """Tell whether a line ends as headlines do; after a mark only a dateline below proves it one."""
    if line.endswith((".", ",", ";", ":")) and not line.endswith("..."):
        return False
    marked = line.endswith(("!", '"', "“", "”", "«", "»"))
    return not marked or dateline(rest) is not None or STAMP.match(rest) is not None


def _without_dateline(body: str) -> tuple[str | None, str | None, str]:
    line = dateline(body)
    if line is None or line.end >= len(body):
        return None, None, body
    return line.place or None, REGION.sub("", line.agency) if line.agency else None, body[line.end :]


def _unwrapped(head: str) -> str:
    """Return the beginning of a text with the lines joined that go on in the next."""

    def join(line: re.Match[str]) -> str:
        if not wrapped(head, *line.span()):
            return line.group()
        return "" if line.group().startswith("-") else " "

    return _LINE_END.sub(join, head)


def _first_words(body: str) -> str:
    match = _SENTENCE.search(_unwrapped(body[:_HEAD]))
    words = (match.group() if match else body).split()
    title = " ".join(words[:_TITLE_FROM_TEXT])
    return title + " …" if len(words) > _TITLE_FROM_TEXT else title
