"""The objects that JSON holds, one after the other: lines of it, an array, or a single object, read piece by piece."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from datasette_claims.errors import ArticleError, ArticleTooLarge, UnreadableInput
from datasette_claims.readers.columns import USUAL
from datasette_claims.readers.decoding import encoding_of
from datasette_claims.readers.records import TOO_DEEP
from datasette_claims.readers.text import MOST_BYTES

Found = tuple[str, dict[str, Any] | ArticleError]
"""What stands where, counted from 1: an object, or why there is none."""

_CHUNK = 1 << 20
_OBJECTS = re.compile(r"\s*(?:\[\s*\]|(?:\[\s*)?\{\s*[\"}])")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ASCII = bytes(range(128))
_BETWEEN = re.compile(r"[\s,]*")
_LISTS = ("items", "entries", "articles", "newsItems", "results", "data")
_OF_ARTICLES = {*USUAL["text"], "article_html", "bodies", "headline"}
_TOO_LARGE = f"more than {MOST_BYTES // 1_000_000} million characters in one object. Leave out what is no text."


def objects(text: Text, origin: str) -> Iterator[Found]:
    """Yield the objects of a text; of an object that holds nothing but a list of others (``items``), the others.

    In an array, what is no JSON ends the input with an error, as nobody can say where the next object would begin; in
    lines of JSON each line stands for itself. An object of more than ``MOST_BYTES`` characters is refused.
    """
    if text.beginning() == "[":
        text.at += 1
        yield from _of_array(text, origin)
    else:
        yield from _of_lines(text, origin)


def looks_like(head: bytes) -> bool:
    """Tell whether the beginning of an input can be that of JSON that holds objects; prose may begin with brackets."""
    shown = head.decode(encoding_of(head)[0], "ignore")
    return _OBJECTS.match(shown) is not None


class Text:
    """Decoded text, of which no more is kept than is needed: what is before ``at`` has been read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._head = stream.read(_CHUNK)
        encoding, self.warnings = _encoding(self._head)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._is_over = False
        self.buffer = ""
        self.at = 0

    def more(self) -> bool:
        """Read on; tell whether there was anything."""
        if self._is_over:
            return False
        raw, self._head = self._head or self._stream.read(_CHUNK), b""
        self._is_over = not raw
        self.buffer = self.buffer[self.at :] + self._decoder.decode(raw, final=not raw)
        self.at = 0
        return not self._is_over

    @property
    def left(self) -> int:
        """How many characters are there that have not been read."""
        return len(self.buffer) - self.at

    def beginning(self) -> str:
        """Pass over white space and commas; return the character behind them, nothing at the end."""
        while True:
            found = _BETWEEN.match(self.buffer, self.at)
            self.at = found.end() if found else self.at
            if self.left or not self.more():
                return self.buffer[self.at : self.at + 1]

    def line(self) -> str | None:
        """Return the next line without its end, None for one that is too long; raises EOFError behind the last."""
        while (end := self.buffer.find("\n", self.at)) < 0 and self.left <= MOST_BYTES and self.more():
            pass
        if end < 0 and self.left > MOST_BYTES:
            self._pass_over()
            return None
        if end < 0 and not self.left:
            raise EOFError
        line = self.buffer[self.at : end if end >= 0 else len(self.buffer)]
        self.at = end + 1 if end >= 0 else len(self.buffer)
        return line

    def _pass_over(self) -> None:
        """Read to the end of a line without keeping it."""
        while (end := self.buffer.find("\n", self.at)) < 0:
            self.at = len(self.buffer)
            if not self.more():
                return
        self.at = end + 1

    def rest(self) -> str | None:
        """Return all that is left, None if that is too long."""
        while self.left <= MOST_BYTES and self.more():
            pass
        return self.buffer[self.at :] if self.left <= MOST_BYTES else None


def _encoding(head: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the encoding of an input, and what had to be guessed; a few damaged letters of UTF-8 make no other one."""
    encoding, warnings = encoding_of(head)
    if encoding == "cp1252" and len(_UTF8.findall(head)) > len(_UTF8.sub(b"", head).translate(None, _ASCII)):
        return "utf-8-sig", ("not all of it is UTF-8: letters are lost",)
    return encoding, warnings


def _of_array(text: Text, origin: str) -> Iterator[Found]:
    number = 0
    while text.beginning() not in {"", "]"}:
        number += 1
        value = _next(text, f"{origin}#{number}")
        if isinstance(value, ArticleError):
            yield str(number), value
            return
        yield from _each(value, str(number), origin)
    if not text.left:
        return
    text.at += 1
    if text.beginning():
        place = str(number + 1)
        reason = "more behind the end of the array. Put it into a file of its own."
        yield place, UnreadableInput(f"{origin}#{place}", reason)


def _next(text: Text, origin: str) -> object:
    """Return the next value of an array, or the error that ends it."""
    while True:
        try:
            value, text.at = json.JSONDecoder().raw_decode(text.buffer, text.at)
        except ValueError as error:
            if text.left > MOST_BYTES:
                return ArticleTooLarge(origin, _TOO_LARGE)
            if not text.more():
                return UnreadableInput(origin, f"no JSON from here on ({error}). Mend the file.")
        except RecursionError:
            return UnreadableInput(origin, TOO_DEEP)
        else:
            return value


def _of_lines(text: Text, origin: str) -> Iterator[Found]:
    """Yield the objects of lines; a first line that only begins an object begins one that takes all of the input."""
    text.beginning()
    for number, line in enumerate(_lines(text), 1):
        value = ArticleTooLarge(f"{origin}#{number}", _TOO_LARGE) if line is None else _parsed(line, origin, number)
        if isinstance(value, ArticleError):
            yield str(number), value
        else:
            yield from _each(value, str(number), origin)


def _lines(text: Text) -> Iterator[str | None]:
    is_first = True
    while True:
        try:
            line = text.line()
        except EOFError:
            return
        if is_first and line is not None and _only_begins(line):
            rest = text.rest()
            yield None if rest is None else f"{line}\n{rest}"
            return
        is_first = False
        if line is None or line.strip():
            yield line


def _only_begins(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return line.strip().startswith("{") and not line.strip().endswith("}")
    except RecursionError:
        return False
    return False


def _parsed(line: str, origin: str, number: int) -> object:
    try:
        return json.loads(line)
    except ValueError as error:
        return UnreadableInput(f"{origin}#{number}", f"no JSON ({error}). Mend or remove it.")
    except RecursionError:
        return UnreadableInput(f"{origin}#{number}", TOO_DEEP)


def _each(value: object, number: str, origin: str) -> Iterator[Found]:
    """Yield an object, or those of the list that it holds; anything else is an error."""
    if isinstance(value, dict):
        listed = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
        if listed is None or not all(isinstance(one, dict) for one in listed) or _has_text(value):
            yield number, value
            return
        value = listed
    if not isinstance(value, list):
        yield number, UnreadableInput(f"{origin}#{number}", "no JSON object.")
        return
    for place, one in enumerate(value, 1):
        key = f"{number}.{place}"
        yield key, one if isinstance(one, dict) else UnreadableInput(f"{origin}#{key}", "no JSON object.")


def _has_text(value: dict[str, Any]) -> bool:
    """Tell whether an object is an article itself, whatever lists it has besides."""
    return not _OF_ARTICLES.isdisjoint(name.casefold() for name in value)
