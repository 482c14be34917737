"""Steps 1 to 3 for one article: bytes or text in, the article and its claims out; nothing is stored."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from datasette_claims.claims.components import claims_of
from datasette_claims.errors import (
    ArticleError,
    ExtractionFailed,
    NotAnArticle,
    OtherLanguage,
    UnreadableInput,
    UnsupportedLanguage,
)
from datasette_claims.identity import article_key, claim_keys
from datasette_claims.language import DEFAULT_PIPELINE, LANGUAGES, detect, pipeline
from datasette_claims.model import Article, Claim
from datasette_claims.readers import HEAD_BYTES, ReadOptions, choose


@dataclass(frozen=True, slots=True)
class Extraction:
    """An article and its claims in text order, each with its content key."""

    article: Article
    claims: tuple[tuple[str, Claim], ...]


def extract(
    source: str | bytes, *, language: str | None = None, pipeline: str = DEFAULT_PIPELINE, origin: str = "text"
) -> Extraction:
    """Return the article in ``source`` with its claims.

    ``source`` is a text or the bytes of one article in any format that a reader knows; ``language`` (de, en) is
    detected unless given; ``pipeline`` names what finds the claims; ``origin`` stands in error messages. Offsets are
    half-open code points into ``article.text``. Raises an ``ArticleError`` if the input holds no article that can be
    read, ``UnknownPipeline`` if there is no such pipeline.
    """
    raw = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    nothing = NotAnArticle(origin, "there is no article in it.")
    first = next(read(io.BufferedReader(io.BytesIO(raw)), ReadOptions(origin, language)), nothing)
    if isinstance(first, ArticleError):
        raise first
    article, claims = extract_article(first, pipeline)
    return Extraction(article, tuple(zip(claim_keys(article_key(article.text), claims), claims, strict=True)))


def read(stream: io.BufferedReader, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield the articles that a stream holds, or the errors of those that cannot be read."""
    try:
        head = stream.peek(HEAD_BYTES)[:HEAD_BYTES]
        yield from choose(head, options.origin).read(stream, options)
    except ArticleError as error:
        yield error
    except OSError as error:
        yield UnreadableInput(options.origin, f"cannot be read ({error.strerror}).")


def extract_article(article: Article, name: str = DEFAULT_PIPELINE) -> tuple[Article, tuple[Claim, ...]]:
    """Return an article with its language and its claims; raises UnsupportedLanguage, ExtractionFailed."""
    language = article.language or detect(article.text)
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        reason = (
            f"no pipeline for the language {language!r} (there are: {known}). If that is wrong, name it with --lang."
        )
        raise UnsupportedLanguage(article.origin, reason)
    try:
        nlp = pipeline(language, name)
    except OtherLanguage as error:
        raise UnsupportedLanguage(article.origin, str(error)) from error
    try:
        doc = nlp(article.text)
    except (ValueError, IndexError, KeyError, RecursionError, MemoryError) as error:
        raise ExtractionFailed(article.origin, f"the pipeline {name!r} broke on it: {error!r}") from error
    return replace(article, language=language), claims_of(doc)
