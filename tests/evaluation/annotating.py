"""Annotated articles written by their words."""

from __future__ import annotations

import json
from typing import Any

from datasette_claims.evaluation.annotations import AnnotatedArticle, Annotation, Part
from datasette_claims.evaluation.gold import annotated_articles
from datasette_claims.evaluation.tokens import tokenised
from datasette_claims.model import Span

TEXT = "Anna sagte, es regne heute stark. Bernd rief: „Nein!“ Carla schwieg."


def mark(quote: str, kind: str | None = "Indirect", text: str = TEXT, **more: Any) -> Annotation:
    """Return an annotation of ``text``; parts are the words that they mark, `` … `` between the pieces of one."""
    parts = {"quote": quote, **{key: more.pop(key) for key in ("speaker", "cue", "frame", "addressee") if key in more}}
    return Annotation(kind, {Part(part): under(words, text) for part, words in parts.items()}, **more)


def under(words: str, text: str = TEXT) -> tuple[Span, ...]:
    """Return where pieces of text stand, each at its first place."""
    starts = [(text.index(piece), piece) for piece in words.split(" … ")]
    return tuple(Span(start, start + len(piece)) for start, piece in starts)


def article(*annotations: Annotation, text: str = TEXT, name: str = "a") -> AnnotatedArticle:
    """Return an annotated article, cut into words and marks."""
    (bare,) = annotated_articles("gold", [json.dumps({"id": name, "text": text, "annotations": []})])
    return AnnotatedArticle(name, text, bare.tokens, annotations, bare.origin)


def words(found: frozenset[int], text: str = TEXT) -> str:
    """Return tokens by their words."""
    cut = tokenised(article(text=text))
    return " ".join(cut.words[number] for number in sorted(found))
