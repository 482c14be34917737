"""Mail (``.eml``) and boxes of it (mbox): one article a message, read by the standard library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from typing import TYPE_CHECKING, BinaryIO

from datasette_claims.errors import ArticleError, ArticleTooLarge, NotAnArticle, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import charsets, markup, records
from datasette_claims.readers.decoding import Decoded, decode
from datasette_claims.readers.mailbox import MOST_BYTES, messages
from datasette_claims.readers.records import Record

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "mail"
MOST_PARTS = 100
"""A message of more parts, or nested more deeply, is refused."""

_HEADER = re.compile(rb"([\x21-\x39\x3b-\x7e]+)[ \t]*:")
_KNOWN = frozenset(
    b"from to subject date message-id received mime-version return-path delivered-to content-type reply-to".split()
)
_ENDINGS = (".eml", ".mbox", ".mbx")
_LEAST_HEADERS = 2
_MOST_HEADER = 2000
_MOST_LINES = 1_000_000
_NESTING = re.compile(rb"boundary\s*\*?\d*\*?\s*=|content-type:\s*message/", re.IGNORECASE)
_TABLE = re.compile(r"</?(?:table|tbody|thead|tfoot)(?:\s[^<>]*)?>", re.IGNORECASE)
_STUB = 5
"""A plain part that is this many times shorter than the HTML only says that there is HTML."""


def sniff(head: bytes, name: str) -> float:
    """Be sure of a beginning of header lines of which at least two are known."""
    lines = head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").partition(b"\n\n")[0].split(b"\n")
    if lines[0].startswith(b"From "):
        lines = lines[1:]
    if not lines or not _HEADER.match(lines[0]):
        return 0.0
    names = {found[1].lower() for line in lines if (found := _HEADER.match(line))}
    if len(names & _KNOWN) < _LEAST_HEADERS:
        return 0.0
    return 0.9 if name.lower().endswith(_ENDINGS) else 0.7


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield an article a message."""
    for number, raw in messages(stream):
        origin = f"{options.origin}#{number}" if number else options.origin
        try:
            if raw is None:
                limit = f"{MOST_BYTES / 1e6:.0f} MB"
                raise ArticleTooLarge(origin, f"a message of more than {limit}. Save it without its attachments.")
            yield records.unembargoed(_record(_parsed(raw, origin), number, origin), options)
        except ArticleError as error:
            yield error


def _parsed(raw: bytes, origin: str) -> Message:
    """Return a message; raises UnreadableInput for one that the parser could not bear in linear time and space."""
    if sum(1 for _ in _NESTING.finditer(raw)) > MOST_PARTS:
        raise UnreadableInput(origin, f"more than {MOST_PARTS} nested parts. Save the message's text alone.")
    if raw.count(b"\n") > _MOST_LINES:
        raise UnreadableInput(origin, f"more than {_MOST_LINES} lines. Save the message's text alone.")
    return message_from_bytes(raw)


def _record(message: Message, number: str, origin: str) -> Record:
    parts = list(_parts(message, origin))
    texts = [part for part in parts if not _is_attachment(part)]
    plain, plain_warnings = _joined(texts, "text/plain")
    html, html_warnings = _joined(texts, "text/html")
    shown = markup.paragraphs(_TABLE.sub("", html))
    is_html = len(plain.strip()) * _STUB < len(markup.plain(shown))
    left_out = len(parts) - len(texts)
    warnings = (html_warnings if is_html else plain_warnings) + (
        (f"attachments left out: {left_out}",) if left_out else ()
    )
    if not plain.strip() and not shown:
        raise NotAnArticle(origin, f"no text in the message (attachments: {left_out}). Load them by themselves.")
    message_id = _header(message, "message-id").strip(" <>")
    made = Record(
        id=f"mid:{message_id}" if message_id else "",
        key=number and (message_id or number),
        body=plain,
        raw=records.raw({"plain": plain, "html": html, "subject": _header(message, "subject")}),
        title=_header(message, "subject"),
        published=_header(message, "date"),
        language=_header(message, "content-language"),
        authors=_authors(message),
        warnings=warnings,
    )
    return records.of_markup(made, shown) if is_html else made


def _parts(message: Message, origin: str) -> Iterator[Message]:
    """Yield the parts that are no containers; a message inside a message is one part."""
    waiting, number = [message], 0
    while waiting:
        number += 1
        if number > MOST_PARTS:
            raise UnreadableInput(origin, f"more than {MOST_PARTS} parts. Save the message's text alone.")
        part = waiting.pop()
        inner = part.get_payload() if part.is_multipart() else None
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting += [one for one in reversed(inner) if isinstance(one, Message)]
        else:
            yield part


def _is_attachment(part: Message) -> bool:
    if part.get_content_type() not in {"text/plain", "text/html"}:
        return True
    return part.get_content_disposition() == "attachment"


def _joined(parts: list[Message], kind: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of all parts of a kind, and what had to be mended in them."""
    found = [_decoded(part) for part in parts if part.get_content_type() == kind]
    warnings = tuple(dict.fromkeys(warning for one in found for warning in one.warnings))
    return "\n\n".join(one.text for one in found), warnings


def _decoded(part: Message) -> Decoded:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        stated = part.get_content_charset()
    except (LookupError, ValueError, TypeError):
        stated = None
    return charsets.decoded(raw, stated)


def _header(message: Message, name: str) -> str:
    """Return a header as it is shown; words in unknown character sets as they are written."""
    written = next((str(value) for header, value in message.raw_items() if header.lower() == name), "")[:_MOST_HEADER]
    line = " ".join(decode(written.encode("utf-8", "surrogateescape")).text.split())
    try:
        words = decode_header(line)
    except (MessageError, ValueError):
        return line
    return "".join(word if isinstance(word, str) else charsets.decoded(word, charset).text for word, charset in words)


def _authors(message: Message) -> tuple[str, ...]:
    """Return the names of the senders; an address without one is a mailbox, no author."""
    return tuple(name for name, address in getaddresses([_header(message, "from")]) if name and name != address)
