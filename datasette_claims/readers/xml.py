"""XML item by item: nothing that a file declares is expanded, nothing is fetched, and no more is kept than one item."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any, BinaryIO, TypeAlias

from datasette_claims.errors import ArticleError, ArticleTooLarge, NotProse, UnreadableInput
from datasette_claims.readers import extras
from datasette_claims.readers.text import MOST_BYTES

Element: TypeAlias = Any
"""An element of lxml, which publishes no types."""

Found = tuple[str, "Element | ArticleError"]
"""The number of an item, counted from 1: its element, or why there is none."""

_PIECE = 1 << 14
_LEFT_OUT = "template"
"""What no paragraph is made of, to ``markup``."""

DECLARES = "it declares entities or elements of its own (DTD), as attacks do. Remove what is in its DOCTYPE."
_ENTITY = re.compile(r"&\w+;")
_PROLOG = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)[\s/>]")
_MOST_WITH_ENTITIES = 1_000_000
"""A file that names a DTD may hold entities, which take many times the memory of what is written."""


def root(head: bytes) -> str:
    """Return the local name of the first element of an input, as far as its beginning shows; empty if there is none."""
    text = head.removeprefix(codecs.BOM_UTF8)
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = text.decode("utf-16", "ignore").encode("ascii", "replace")
    at = 0
    while found := _PROLOG.match(text, at):
        at = found.end()
    begun = _ROOT.match(text, at)
    return begun[1].decode("ascii") if begun else ""


def items(stream: BinaryIO, origin: str, names: AbstractSet[str]) -> Iterator[Found]:
    """Yield the outermost elements that have one of these local names; each is emptied when the next is asked for.

    What is no XML, or declares entities or elements of its own, ends the input with an error; what stands before it
    is yielded. An item of more than ``MOST_BYTES`` is refused, and the others are read.
    """
    reader = None
    try:
        reader = _Items(origin, names)
        yield from reader.of(stream)
    except ArticleError as error:
        yield str(reader.number + 1 if reader else 1), error


class _Items:
    """The parser and what of its tree is held: ``held`` bytes have been read since it was last emptied."""

    def __init__(self, origin: str, names: AbstractSet[str]) -> None:
        self._etree = extras.imported("lxml.etree", "wire", origin)
        self._parser = self._etree.XMLPullParser(
            ("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self._origin, self._names = origin, names
        self._item: Element = None
        self._is_begun = self._is_passed_over = False
        self._held, self._most = 0, MOST_BYTES
        self.number = 0

    def of(self, stream: BinaryIO) -> Iterator[Found]:
        """Yield the items of a stream; raises an ArticleError where it can be read no further."""
        piece = stream.read(_PIECE).removeprefix(codecs.BOM_UTF8).lstrip()
        while True:
            problem = self._fed(piece)
            yield from self._finished()
            if problem:
                raise UnreadableInput(self._origin, f"no well-formed XML from here on ({problem}). Mend the file.")
            if not piece:
                break
            self._held += len(piece)
            if self._held > self._most:
                yield self._too_large()
            piece = stream.read(_PIECE)
        if not self.number:
            wanted = ", ".join(sorted(self._names))
            raise NotProse(self._origin, f"holds no item of news (looked for: {wanted}).")

    def _fed(self, piece: bytes) -> str:
        """Give the parser more, or the end; return what it found wrong."""
        try:
            if piece:
                self._parser.feed(piece)
            else:
                self._parser.close()
        except (self._etree.LxmlError, LookupError, ValueError) as error:
            return str(error).partition(" (<string>")[0] or type(error).__name__
        return ""

    def _finished(self) -> Iterator[Found]:
        for event, element in self._parser.read_events():
            if not self._is_begun:
                self._check(element)
            if event == "start":
                if self._item is None and name(element) in self._names:
                    self._item, self.number = element, self.number + 1
                continue
            if element is self._item:
                if not self._is_passed_over:
                    yield str(self.number), element
                self._item, self._is_passed_over = None, False
            if self._item is None or self._is_passed_over:
                self._empty(element)

    def _check(self, first: Element) -> None:
        """Refuse a file that declares anything; one that only names the DTD of its format may, as that is not read."""
        self._is_begun = True
        tree = first.getroottree()
        # What is declared would stand within these brackets; comments have been left out.
        if not self._etree.tostring(tree, encoding="unicode").startswith(tree.docinfo.doctype):
            raise UnreadableInput(self._origin, DECLARES)
        if tree.docinfo.doctype:
            self._most = _MOST_WITH_ENTITIES

    def _too_large(self) -> Found:
        most = f"{self._most // 1_000_000} MB"
        if self._item is None or self._is_passed_over:
            raise ArticleTooLarge(self._origin, f"no element ends within {most} from here on. Mend the file.")
        self._is_passed_over, self._held = True, 0
        place = f"{self._origin}#{self.number}"
        return str(self.number), ArticleTooLarge(place, f"more than {most} in one item. Leave out what is no text.")

    def _empty(self, element: Element) -> None:
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
        self._held = 0


def name(element: Element) -> str:
    """Return the local name of an element."""
    return str(element.tag).rpartition("}")[2]


def all_of(element: Element, path: str) -> list[Element]:
    """Return the elements at a path of local names, ``itemMeta/pubStatus``; ``.//`` stands for any depth."""
    anywhere = ".//" if path.startswith(".//") else ""
    return list(element.iterfind(anywhere + "/".join("{*}" + part for part in path.removeprefix(".//").split("/"))))


def has(element: Element, *names: str) -> bool:
    """Tell whether there is an element of one of these names in an element."""
    return any(element.find(".//{*}" + name) is not None for name in names)


def text(element: Element, *paths: str) -> str:
    """Return the text at the first of some paths that has any, white space folded; without a path, all of it."""
    for path in paths:
        for found in all_of(element, path):
            if words := text(found):
                return words
    return "" if paths else _folded(element.itertext())


def attribute(element: Element, path: str, *names: str) -> str:
    """Return the first of some attributes that the first element at a path with any has."""
    values = (found.get(one, "") for found in all_of(element, path) for one in names)
    return next((str(value).strip() for value in values if value.strip()), "")


def language(element: Element) -> str:
    """Return what ``xml:lang`` says of an element."""
    return str(element.get("{http://www.w3.org/XML/1998/namespace}lang", ""))


def raw(element: Element) -> str:
    """Return an element as it stands in its file."""
    etree = extras.imported("lxml.etree", "wire", "")
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def fragment(element: Element, is_left_out: Callable[[Element], bool]) -> str:
    """Return an element as markup without namespaces, without what is left out; its names are changed thereby."""
    for one in element.iter("*"):
        one.tag = _LEFT_OUT if is_left_out(one) else name(one)
    return raw(element)


def _folded(parts: Iterator[str]) -> str:
    # What only the DTD of the format would say is an entity is one of HTML's.
    return " ".join("".join(html.unescape(part) if _ENTITY.fullmatch(part) else part for part in parts).split())
