"""Plain text, one article a file, with what agencies write around it taken off."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from datasette_claims.claims.conventions import CLOSING_LINE, REGION, SIGN_OFF, STAMP, dateline
from datasette_claims.claims.layout import crossheads, wrapped
from datasette_claims.errors import ArticleError, ArticleTooLarge, NotAnArticle, UnknownFormat
from datasette_claims.model import Article
from datasette_claims.readers.decoding import decode, looks_binary

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "text"
MOST_BYTES = 5_000_000
"""Larger inputs are no single article."""

_TITLE_WORDS = 25
_TITLE_FROM_TEXT = 12
_HEAD = 2000
_LINE_END = re.compile(r"(?:(?<=\w)-)?\n(?!\n)")
_AS_LONG = 1.5
_FIRST_LINE = re.compile(r"(?P<title>[^\n]{3,200})\n\s*")
_SENTENCE = re.compile(r"[^\n]+?[.!?](?=[\s\"“”«»]|$)|[^\n]+")


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - any name may hold text
    """Return a low certainty for whatever is no binary, so that any other reader that knows the bytes wins."""
    return 0.0 if looks_binary(head) else 0.1


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield the one article of a text; raises an ArticleError if it is none."""
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        limit = f"{MOST_BYTES / 1e6:.0f} MB"
        raise ArticleTooLarge(options.origin, f"more than {limit} in one article. Split the file into articles.")
    if looks_binary(raw):
        raise UnknownFormat(options.origin, "binary data, no text. Convert it to plain text.")
    decoded = decode(raw)
    yield article(decoded.text, options, raw_sha256=hashlib.sha256(raw).hexdigest(), warnings=decoded.warnings)


def article(text: str, options: ReadOptions, *, raw_sha256: str, warnings: tuple[str, ...] = ()) -> Article:
    """Return the article that a clean text holds; raises NotAnArticle if there are no words in it."""
    body = text.strip()
    if not any(character.isalpha() for character in body):
        raise NotAnArticle(
            options.origin, "empty: there are no words in it." if not body else "holds no words, only marks."
        )
    body, published = _without_stamp(body)
    title, body = _title(body)
    body, stamped = _without_stamp(body)
    place, agency, body = _without_dateline(body)
    body, authors = _without_sign_off(body)
    return Article(
        text=body,
        title=title or _first_words(body),
        origin=options.origin,
        raw_sha256=raw_sha256,
        place=place,
        agency=agency,
        published=published or stamped,
        language=options.language,
        authors=authors,
        crossheads=crossheads(body),
        warnings=warnings,
    )


def _without_stamp(body: str) -> tuple[str, str | None]:
    stamp = STAMP.match(body)
    return (body[stamp.end() :], stamp["date"]) if stamp and stamp.end() < len(body) else (body, None)


def _title(body: str) -> tuple[str | None, str]:
    """Return a first line that is a headline, and the rest: short, without a final stop, more text below."""
    match = _FIRST_LINE.match(body)
    if match is None or dateline(body) is not None or _is_wrapped(body, match):
        return None, body
    title, rest = match["title"].strip(), body[match.end() :]
    short = len(title.split()) <= _TITLE_WORDS and len(rest) > len(title)
    return (title, rest) if short and _is_headline(title, rest) else (None, body)


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
    return line.place, REGION.sub("", line.agency) if line.agency else None, body[line.end :]


def _without_sign_off(body: str) -> tuple[str, tuple[str, ...]]:
    for pattern in (SIGN_OFF, CLOSING_LINE):
        match = pattern.search(body)
        if match and match.start() > 0:
            codes = tuple(code for code in re.split(r"[/\s]+", match.group().strip()) if code)
            return body[: match.start()].rstrip(), codes
    return body, ()


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
