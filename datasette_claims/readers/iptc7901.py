"""IPTC 7901 and ANPA 1312, text as teleprinters send it: control marks, a line of codes, a headline, wrapped lines.

After the mark SOH come codes (``bdt0042 4 pl 180  dpa 0817``: service and number, urgency, desk, words, agency and
number) and keywords; after STX the headline and the text; after ETX the time. EOT ends the message, others may follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from datasette_claims.claims.corrections import is_correction
from datasette_claims.claims.datelines import dateline
from datasette_claims.errors import ArticleError, ArticleTooLarge, NotProse, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import dates, embargoes, records, teleprinter, wire
from datasette_claims.readers.decoding import decode
from datasette_claims.readers.records import Record
from datasette_claims.readers.text import MOST_BYTES

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "IPTC 7901"

_START, _TEXT, _END, _OVER = b"\x01", b"\x02", b"\x03", b"\x04"
_TABLE = b"\x12"
"""ANPA marks what is no prose with it."""

_FILLERS = b"\x00\x04\x0c\x16\x7f \t\r\n"
_PIECE = 1 << 16
_BEGINS = re.compile(rb"[\x00\x16\x7f\s]*\x01[^\x01\x02]{3,2000}\x02")
_NUMBER = re.compile(r"\s*([^\W\d_]{1,4})(\d{3,4})(?!\d)")
_TIME = re.compile(r"\s*(?P<day>\d{2})\d{4}\s+(?:GMT\s+)?(?P<month>[^\W\d_]{3})\.?\s+(?P<year>\d{2})\b")
_ANPA_TIME = re.compile(r"\s*\w+-\w+-(?P<month>\d{2})-(?P<day>\d{2})-(?P<year>\d{2})\b")


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - its control marks tell it
    """Be sure of the marks around the codes."""
    return 0.95 if _BEGINS.match(head) else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield an article a message."""
    for number, raw in enumerate(_messages(stream), 1):
        try:
            yield records.unembargoed(_record(raw, number, options.origin), options)
        except ArticleError as error:
            yield error


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield what stands between the starts of messages, None for what is too long to be one."""
    parts: list[bytes] = []
    size = 0
    while piece := stream.read(_PIECE):
        for number, part in enumerate(piece.split(_START)):
            if number:
                yield from _whole(parts, size)
                parts, size = [], 0
            size += len(part)
            parts = [*parts, part] if size <= MOST_BYTES else []
    yield from _whole(parts, size)


def _whole(parts: list[bytes], size: int) -> Iterator[bytes | None]:
    whole = b"".join(parts).strip(_FILLERS)
    if whole or size > MOST_BYTES:
        yield whole if size <= MOST_BYTES else None


def _record(raw: bytes | None, number: int, origin: str) -> Record:
    if raw is None:
        limit = f"{MOST_BYTES // 1_000_000} MB"
        raise ArticleTooLarge(f"{origin}#{number}", f"more than {limit} in one message. Leave out what is no text.")
    heading, begun, rest = raw.partition(_TEXT)
    codes = decode(heading).text
    key = _key(codes) or str(number)
    place = f"{origin}#{key}"
    if _TABLE in heading:
        raise NotProse(place, "a table, no running text.")
    if not begun:
        raise UnreadableInput(place, "a message without the start of its text (STX). Mend or remove it.")
    text, ended, trailer = rest.partition(_END)
    decoded = decode(text if ended else rest.partition(_OVER)[0])
    body = teleprinter.body(decoded.text)
    published = _day(decode(trailer).text)
    embargo = wire.check(
        place, status=body.kill, embargoed=embargoes.until(body.embargo, published), genres=body.genres
    )
    wire.check_prose(place, body.paragraphs, has_table=body.has_table)
    filed = dateline(body.paragraphs[0])
    return Record(
        key=key,
        body="\n\n".join([*body.paragraphs, *body.closing]),
        raw=raw.decode("latin-1"),
        title=body.title,
        source="" if filed and filed.agency else _agency(codes),
        published=published,
        authors=body.authors,
        signals=body.notes,
        embargo=embargo,
        notes=tuple(note for note in body.notes if is_correction(f"({note})")),
        warnings=(*decoded.warnings, *(() if ended else ("partial: the message has no end mark",))),
    )


def _key(codes: str) -> str:
    """Return the service and its number, which new versions do not keep but nothing else has; zeros are none."""
    found = _NUMBER.match(codes)
    return found.group().strip() if found and int(found[2]) else ""


def _agency(codes: str) -> str:
    """Return the agency, which stands before the last number of the first line."""
    fields = codes.strip().partition("\n")[0].split()
    return fields[-2] if len(fields) > 2 and fields[-1].isdecimal() and fields[-2][0].isalpha() else ""  # noqa: PLR2004


def _day(trailer: str) -> str:
    """Return the day of a message: ``251037 Sep 24``, ``AP-WF-02-20-16 0337GMT``; empty without one."""
    if found := _ANPA_TIME.match(trailer):
        return dates.iso(f"20{found['year']}-{found['month']}-{found['day']}") or ""
    if found := _TIME.match(trailer):
        return dates.iso(f"{found['day']}. {found['month']} 20{found['year']}") or ""
    return ""
