"""Articles with the quotes that people found in them, and their files of JSON lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from datasette_claims.errors import UnreadableData
from datasette_claims.model import QuoteType, Span

_KINDS = frozenset(quote_type.corpus_name for quote_type in QuoteType)


class Annotation(NamedTuple):
    """A quote that people found; each span is code points, more than one of each for what is discontinuous."""

    kind: str
    quote: tuple[Span, ...]
    speaker: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()


class Annotated(NamedTuple):
    """An article with its quotes."""

    text: str
    annotations: tuple[Annotation, ...]


def annotated(path: Path) -> Iterator[Annotated]:
    """Yield the articles of a file of JSON lines, plain or gzip, with ``text`` and ``annotations``."""
    number = 0
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                number += 1
                if line.strip():
                    article = json.loads(line)
                    yield Annotated(article["text"], tuple(map(_from_json, article["annotations"])))
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise UnreadableData(
            f"{path}: no annotated article in line {number} ({error!r}). Name a claims database, or a file of JSON"
            " lines with text and annotations (docs/models.md)."
        ) from error


def _from_json(raw: Mapping[str, Any]) -> Annotation:
    if raw["type"] not in _KINDS:
        raise ValueError(raw["type"])
    parts = (tuple(Span(*span) for span in raw.get(name) or ()) for name in ("quote", "speaker", "cue"))
    return Annotation(raw["type"], *parts)
