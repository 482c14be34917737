"""Bytes to clean text: character sets, line ends, invisible characters."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

_BINARY_SHARE = 0.02
_ALLOWED = frozenset(b"\t\n\x0b\x0c\r")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# NUL and other controls, soft hyphen, zero-width space, joiners, word joiner, byte order mark.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200d\u2060\ufeff]")


class Decoded(NamedTuple):
    """Clean text and what had to be guessed or mended."""

    text: str
    warnings: tuple[str, ...]


def looks_binary(head: bytes) -> bool:
    """Tell whether bytes are no text: more than a stray control character, and no UTF-16 mark."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    controls = sum(byte < 32 and byte not in _ALLOWED for byte in head)  # noqa: PLR2004 - below it are the controls
    return controls > 1 + len(head) * _BINARY_SHARE


def decode(raw: bytes) -> Decoded:
    """Decode bytes and clean them: NFC, one kind of line end, no invisible characters; no-break spaces stay."""
    text, warnings = _characters(raw)
    return Decoded(cleaned(text), tuple(warnings))


def cleaned(text: str) -> str:
    """Return a text in NFC, with one kind of line end and no invisible characters or halves of surrogate pairs."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", whole)))


def encoding_of(head: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the name of the encoding that the beginning of a long input is in, and what had to be guessed.

    A character that the beginning cuts in two is no reason for another one.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", ("read as UTF-16",)
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError as error:
        return "cp1252", (f"not UTF-8 (byte {error.start}): read as Windows-1252",)
    return "utf-8-sig", ()


def _characters(raw: bytes) -> tuple[str, list[str]]:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace"), ["read as UTF-16"]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        at = error.start
    try:
        return raw.decode("cp1252"), [f"not UTF-8 (byte {at}): read as Windows-1252"]
    except UnicodeDecodeError:
        return raw.decode("latin-1"), [f"not UTF-8 (byte {at}): read as Latin-1"]
