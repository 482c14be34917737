"""HTML and XML fragments as plain paragraphs, read by Python's own parser: nothing is fetched, run or expanded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

_PARAGRAPHS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "hl2"})
_LEFT_OUT = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "nav",
        "figure",
        "figcaption",
        "iframe",
        "object",
        "svg",
        "math",
        "audio",
        "video",
        "form",
        "button",
        "select",
        "textarea",
        "table",
        "head",
        "title",
    ]
)
_BREAKS = re.compile(r"\n[^\S\n]*(?:\n\s*)+")
_ELEMENT = re.compile(
    r"</?(?:p|div|br|h[1-6]|ul|ol|li|section|article|span|a|strong|em|html|body)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_LOOKED_AT = 20_000
_WHITE_SPACE = re.compile(r"\s+")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's text, white space folded; ``is_heading`` if the markup says that it heads others."""

    text: str
    is_heading: bool = False


def is_markup(text: str) -> bool:
    """Tell whether a text is HTML: whether it begins with, or has several, of the elements that make up pages."""
    found = _ELEMENT.findall(text[:_LOOKED_AT])
    return len(found) > 1 or bool(_ELEMENT.match(text.lstrip()))


def paragraphs(markup: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a fragment; scripts, tables, pictures and navigation are left out.

    Whatever the markup, it is read in time linear in its length, and nothing is raised.
    """
    parser = _Paragraphs()
    parser.feed(markup)
    parser.close()
    parser.end_paragraph()
    return tuple(parser.found)


def plain(found: Iterable[Paragraph]) -> str:
    """Return paragraphs as a text, a blank line between them."""
    return "\n\n".join(paragraph.text for paragraph in found)


class _Paragraphs(HTMLParser):
    """Collects paragraphs; ``_left_out`` counts how deep inside of something that is left out the parser is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Paragraph] = []
        self._text: list[str] = []
        self._left_out: list[str] = []
        self._is_heading = False

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002 - as the parser has it
        """Take a section of an unknown kind for a comment; the parser's own way is to raise."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the parser calls
        if self._left_out:
            if tag == self._left_out[-1] and tag not in _VOID:
                self._left_out.append(tag)
            return
        if tag in _LEFT_OUT:
            self.end_paragraph()
            self._left_out.append(tag)
        elif tag in _PARAGRAPHS or tag in _HEADINGS:
            self.end_paragraph()
            self._is_heading = tag in _HEADINGS
        elif tag == "br":
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            if tag == self._left_out[-1]:
                self._left_out.pop()
            return
        if tag in _PARAGRAPHS or tag in _HEADINGS:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            # A line end of the markup is a blank; only <br> begins a line.
            self._text.append(_WHITE_SPACE.sub(" ", data))

    def end_paragraph(self) -> None:
        """Keep what has been read since the last border, cut where two line breaks follow each other."""
        parts = _BREAKS.split("".join(self._text))
        folded = ("\n".join(" ".join(line.split()) for line in part.split("\n")).strip() for part in parts)
        self.found += [Paragraph(text, self._is_heading) for text in folded if text]
        self._text, self._is_heading = [], False
