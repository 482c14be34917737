"""Word documents (``.docx``): the paragraphs of the document's body, read as a zip file of XML without a library."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO
from xml.parsers import expat

from datasette_claims.errors import ArticleError, ArticleTooLarge, NotAnArticle, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import archives, records
from datasette_claims.readers.markup import Paragraph, plain
from datasette_claims.readers.records import Record
from datasette_claims.readers.text import MOST_BYTES

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "Word"

_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPELT = {
    f"{_WORDS}:{name}": name for name in ("p", "t", "tab", "br", "cr", "noBreakHyphen", "pStyle", "style", "name")
}
_SPELT |= {f"{_WORDS}:{name}": "left out" for name in ("txbxContent", "moveFrom", "del")}
_SPELT |= {f"{_WORDS}:tbl": "table", "http://schemas.openxmlformats.org/markup-compatibility/2006:Fallback": "left out"}
_VALUE = f"{_WORDS}:val"
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_HEADING = re.compile(r"(?:heading \d|subtitle)$")
_TITLE = "title"
_PART = 1 << 16


def sniff(head: bytes, name: str) -> float:
    """Be sure of zip files that begin as Office documents do, and of the ending."""
    if not head.startswith(archives.ZIP):
        return 0.0
    return (
        0.8 if name.lower().endswith((".docx", ".docm")) or b"[Content_Types].xml" in head or b"word/" in head else 0.0
    )


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield the one article of a document."""
    try:
        with archives.opened(stream, options.origin) as archive:
            record = _record(archive, options.origin)
        yield records.unembargoed(record, options)
    except ArticleError as error:
        yield error
    except (expat.ExpatError, LookupError, *archives.DAMAGED) as error:
        yield UnreadableInput(options.origin, f"a damaged document ({error}). Open it in Word and save it again.")


def _record(archive: zipfile.ZipFile, origin: str) -> Record:
    if _DOCUMENT not in archive.namelist():
        raise NotAnArticle(origin, "no Word document. Save a table as CSV, anything else as text.")
    styles = _Styles()
    if _STYLES in archive.namelist():
        _parse(archive, _STYLES, styles.begin, styles.end, styles.say)
    body = _Body(styles.found, origin)
    _parse(archive, _DOCUMENT, body.begin, body.end, body.say)
    title = _title(body.found)
    kept = [one for one, style in body.found if style != _TITLE and one != Paragraph(title, is_heading=True)]
    warnings = (f"tables left out: {body.tables}",) if body.tables else ()
    raw = records.raw({"title": title, "text": plain(kept)})
    return records.of_markup(Record("", "", raw, title=title, warnings=warnings), kept)


def _title(found: list[tuple[Paragraph, str]]) -> str:
    """Return the first paragraph in the style of titles, else a first one that is a heading."""
    first = found[0][0].text if found and found[0][0].is_heading else ""
    return next((one.text for one, style in found if style == _TITLE), first)


Begin = Callable[[str, Mapping[str, str]], None]
Named = Callable[[str], None]


def _parse(archive: zipfile.ZipFile, name: str, begin: Begin, end: Named, say: Named) -> None:
    """Read a part piece by piece; a document type, which could define entities, is refused."""
    parser = expat.ParserCreate(namespace_separator=":")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: begin(_SPELT.get(tag, ""), attributes)
    parser.EndElementHandler = lambda tag: end(_SPELT.get(tag, ""))
    parser.CharacterDataHandler = say
    parser.StartDoctypeDeclHandler = _refuse
    with archive.open(name) as part:
        while piece := part.read(_PART):
            parser.Parse(piece, False)  # noqa: FBT003 - it takes no keywords
        parser.Parse(b"", True)  # noqa: FBT003 - as above


def _refuse(*_: object) -> None:
    raise expat.ExpatError("it defines its own document type, as no Word document does")


class _Styles:
    """Collects what the styles are called, which is English whatever the language of the program."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._style = ""

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "style":
            self._style = attributes.get(f"{_WORDS}:styleId", "")
        elif tag == "name" and self._style:
            self.found[self._style] = attributes.get(_VALUE, "").lower()

    def end(self, tag: str) -> None:
        if tag == "style":
            self._style = ""

    def say(self, text: str) -> None:
        """Pass over text: styles have none."""


class _Body:
    """Collects paragraphs with the names of their styles; tables, text boxes and deleted words are left out."""

    def __init__(self, styles: Mapping[str, str], origin: str) -> None:
        self.found: list[tuple[Paragraph, str]] = []
        self.tables = 0
        self._styles, self._origin = styles, origin
        self._text: list[str] = []
        self._style, self._is_text = "", False
        self._depth = 0
        self._size = 0

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in {"table", "left out"}:
            self.tables += tag == "table" and not self._depth
            self._depth += 1
        elif self._depth:
            return
        elif tag == "p":
            self._text, self._style = [], ""
        elif tag == "pStyle":
            self._style = self._styles.get(attributes.get(_VALUE, ""), "")
        elif tag in _CHARACTERS:
            self._text.append(_CHARACTERS[tag])
        self._is_text = tag == "t"

    def end(self, tag: str) -> None:
        self._is_text = False
        if tag in {"table", "left out"}:
            self._depth -= 1
        elif tag == "p" and not self._depth:
            text = "\n".join(" ".join(line.split()) for line in "".join(self._text).split("\n")).strip()
            if text:
                self.found.append((Paragraph(text, bool(_HEADING.match(self._style))), self._style))
            self._text = []

    def say(self, text: str) -> None:
        if self._is_text and not self._depth:
            self._size += len(text)
            if self._size > MOST_BYTES:
                raise ArticleTooLarge(
                    self._origin, f"more than {MOST_BYTES // 1_000_000} million characters. Split it."
                )
            self._text.append(text)
