"""Measures a pipeline: annotated articles from a file, claims from their texts as they stand, and the figures."""

from __future__ import annotations

import gzip
import io
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from datasette_claims.errors import InvalidGold
from datasette_claims.evaluation import gold
from datasette_claims.evaluation.annotations import AnnotatedArticle, Annotation, annotation_json, annotation_of
from datasette_claims.evaluation.scores import Scores, score
from datasette_claims.extraction import extract_article
from datasette_claims.language import DEFAULT_PIPELINE
from datasette_claims.model import Article

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a pipeline found in annotated articles, in their order, and how good that is; loading is not timed."""

    predictions: tuple[tuple[Annotation, ...], ...]
    scores: Scores
    words: int
    seconds: float

    @property
    def words_per_second(self) -> float:
        """How fast it was, in words between white space."""
        return self.words / max(self.seconds, 1e-9)


def measure(
    articles: Sequence[AnnotatedArticle],
    pipeline: str = DEFAULT_PIPELINE,
    *,
    language: str | None = None,
    names: gold.Names | None = None,
) -> Measurement:
    """Extract the claims of ``articles`` (at least one) and compare them with the annotation.

    An article is in the language that its row names, else in ``language``, else in the one detected. Raises an
    ``ArticleError`` if no pipeline reads it, ``UnknownPipeline`` if there is no such pipeline.
    """
    _extracted(articles[0], pipeline, language)  # so that the time below holds no loading
    started = time.perf_counter()
    predictions = tuple(_extracted(article, pipeline, language) for article in articles)
    seconds = time.perf_counter() - started
    words = sum(len(article.text.split()) for article in articles)
    return Measurement(predictions, score(articles, predictions, names), words, seconds)


def read_articles(path: Path) -> tuple[AnnotatedArticle, ...]:
    """Return the annotated articles of a file, JSON lines, perhaps compressed by gzip; raises InvalidGold."""
    return gold.annotated_articles(str(path), _lines(path))


def read_names(path: Path, articles: Sequence[AnnotatedArticle]) -> gold.Names:
    """Return who speaks in ``articles``, from a file as above; raises InvalidGold."""
    return gold.names(str(path), _lines(path), articles)


def write_predictions(
    file: TextIO, articles: Iterable[AnnotatedArticle], predictions: Iterable[Sequence[Annotation]]
) -> None:
    """Write predictions as JSON lines, one article a line."""
    for article, found in zip(articles, predictions, strict=True):
        row = {"id": article.id, "annotations": [annotation_json(one) for one in found]}
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _extracted(article: AnnotatedArticle, pipeline: str, language: str | None) -> tuple[Annotation, ...]:
    named = Article(
        text=article.text,
        title=article.id,
        origin=article.origin,
        raw_sha256="",
        language=article.language or language,
    )
    return tuple(annotation_of(claim) for claim in extract_article(named, pipeline)[1])


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of a text file; only a line feed ends one."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw.startswith(_GZIP) else raw).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidGold(str(path), 0, f"not UTF-8 ({error.reason} at byte {error.start}).") from error
    except (OSError, EOFError) as error:
        raise InvalidGold(str(path), 0, f"cannot be read ({error}).") from error
    yield from io.StringIO(text, newline="\n")
