"""Reading annotated articles and speakers' names from lines of JSON; the format stands in ``docs/evaluation.md``.

Every error is an ``InvalidGold`` that names file and line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from datasette_claims.errors import InvalidGold
from datasette_claims.evaluation.annotations import AnnotatedArticle, Annotation, Name, Part, Spans
from datasette_claims.model import Span

_WORD_OR_MARK = re.compile(r"\w+|[^\w\s]")

Names = Mapping[str, Mapping[int, Name]]
"""Names by article id and by the number of the annotation in it, from 0."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a file; ``values`` is the object that it holds."""

    origin: str
    line: int
    values: Mapping[str, object]

    def error(self, reason: str) -> InvalidGold:
        return InvalidGold(self.origin, self.line, reason)

    def word(self, *keys: str) -> str | None:
        """Return the text under the first of ``keys`` that has one."""
        found = next((self.values[key] for key in keys if self.values.get(key) is not None), None)
        if found is not None and not isinstance(found, str):
            raise self.error(f"{keys[0]!r} is not a text.")
        return found

    def rows(self, what: str, items: object) -> Iterator[_Row]:
        """Yield the objects of a list as rows of the same place."""
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self.error(f"{what!r} is not a list of objects.")
        yield from (_Row(self.origin, self.line, item) for item in items)

    def spans(self, key: str, size: int) -> Spans:
        """Return the spans under a key, within a text of ``size`` code points; none if there is no such key."""
        pairs = self.values.get(key) or ()
        if not isinstance(pairs, (list, tuple)) or not all(_is_span(pair) for pair in pairs):
            raise self.error(f"{key!r} is not a list of [start, end].")
        outside = [pair for pair in pairs if not 0 <= pair[0] < pair[1] <= size]
        if outside:
            raise self.error(f"{key!r} has the span {outside[0]}, but the text has {size} code points.")
        return tuple(Span(*pair) for pair in pairs)


def annotated_articles(origin: str, lines: Iterable[str]) -> tuple[AnnotatedArticle, ...]:
    """Return the articles of a gold file, one a line; ``origin`` names the file in errors.

    Gold without tokens is cut into words and single marks.
    """
    found: dict[str, AnnotatedArticle] = {}
    for row in _rows(origin, lines):
        article = _article(row)
        if article.id in found:
            raise row.error(f"the id {article.id!r} stands already in {found[article.id].origin}.")
        found[article.id] = article
    if not found:
        raise InvalidGold(origin, 0, "there is no article in it.")
    return tuple(found.values())


def names(origin: str, lines: Iterable[str], articles: Sequence[AnnotatedArticle]) -> Names:
    """Return who speaks in the annotations of ``articles``; one line of the file an article."""
    sizes = {article.id: len(article.annotations) for article in articles}
    found: dict[str, Mapping[int, Name]] = {}
    for row in _rows(origin, lines):
        key = _id(row)
        if key not in sizes:
            raise row.error(f"the article {key!r} is not in the gold file.")
        if key in found:
            raise row.error(f"the article {key!r} has names already.")
        found[key] = dict(_names(row, sizes[key]))
    return found


def _rows(origin: str, lines: Iterable[str]) -> Iterator[_Row]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except ValueError as error:
            raise InvalidGold(origin, number, f"not JSON ({error}).") from error
        if not isinstance(values, dict):
            raise InvalidGold(origin, number, "not a JSON object.")
        yield _Row(origin, number, values)


def _id(row: _Row) -> str:
    key = row.values.get("id")
    if not isinstance(key, (str, int)) or key == "":
        raise row.error("the article has no 'id'.")
    return str(key)


def _article(row: _Row) -> AnnotatedArticle:
    key, text = _id(row), row.word("text")
    if not text:
        raise row.error(f"the article {key!r} has no 'text'.")
    marked = row.rows("annotations", row.values.get("annotations", row.values.get("quotes")))
    tokens = row.spans("tokens", len(text))
    if any(one.end > other.start for one, other in pairwise(tokens)):
        raise row.error("'tokens' are not in the order of the text.")
    return AnnotatedArticle(
        id=key,
        text=text,
        tokens=tokens or tuple(Span(*found.span()) for found in _WORD_OR_MARK.finditer(text)),
        annotations=tuple(_annotation(one, len(text)) for one in marked),
        origin=f"{row.origin}, line {row.line}",
        language=row.word("language", "lang"),
    )


def _annotation(row: _Row, size: int) -> Annotation:
    spans = {part: row.spans(part.value, size) for part in Part}
    if not spans[Part.QUOTE]:
        raise row.error("an annotation has no 'quote'.")
    return Annotation(
        quote_type=row.word("type"),
        spans={part: marked for part, marked in spans.items() if marked},
        speaker_name=row.word("speaker_name"),
        medium=row.word("medium"),
    )


def _names(row: _Row, size: int) -> Iterator[tuple[int, Name]]:
    numbered = row.values.get("names")
    if not isinstance(numbered, dict):
        raise row.error("there are no 'names'.")
    for number, one in zip(numbered, row.rows("names", list(numbered.values())), strict=True):
        if not number.isdecimal() or int(number) >= size:
            raise row.error(f"there is no annotation {number!r}: the article has {size}.")
        aliases = one.values.get("aliases") or []
        if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
            raise one.error("'aliases' is not a list of texts.")
        yield int(number), Name(one.word("name") or "", one.word("kind") or "", tuple(aliases))


def _is_span(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(type(offset) is int for offset in pair)  # noqa: PLR2004
