"""Bytes whose format says in which character set they are, which is not always true."""

from __future__ import annotations

import codecs

from datasette_claims.readers.decoding import Decoded, cleaned, decode

_NO_TEXTS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Names that Python knows, but that no text is in; the first two take quadratic time."""

_WESTERN = frozenset({"iso8859-1", "cp1252"})
_WIDE = ("utf-16", "utf-32")


def decoded(raw: bytes, stated: str | None) -> Decoded:
    """Decode bytes by the stated character set if that can be true, else by what they are, with a warning.

    What is UTF-8 beyond ASCII is UTF-8, whatever is stated; Latin-1 is Windows-1252, as in browsers.
    """
    name = _codec(stated)
    if not stated or name == "utf-8":
        return decode(raw)
    if name is None:
        found = decode(raw)
        return Decoded(found.text, (*found.warnings, f"unknown character set {stated[:40]!r}"))
    if _is_utf_8(raw) or (name.startswith(_WIDE) and b"\x00" not in raw):
        return _untrue(raw, stated)
    if name in _WESTERN:
        return Decoded(decode(raw).text, ())
    try:
        return Decoded(cleaned(raw.decode(name)), ())
    except ValueError:
        return _untrue(raw, stated)


def _codec(stated: str | None) -> str | None:
    """Return Python's name of a character set, None for one that it does not know or that holds no text."""
    try:
        name = codecs.lookup((stated or "").strip(" \"'")).name
        b"a".decode(name)
    except UnicodeError:
        return name
    except (LookupError, ValueError):
        return None
    return None if name in _NO_TEXTS else name


def _is_utf_8(raw: bytes) -> bool:
    """Tell whether bytes are UTF-8, and not just ASCII: hardly any text in another character set is by chance."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not raw.isascii()


def _untrue(raw: bytes, stated: str) -> Decoded:
    found = decode(raw)
    return Decoded(found.text, (*(found.warnings or ("read as UTF-8",)), f"said to be {stated[:40]}, but is not"))
