"""Spans as sets of the gold's tokens, so that no figure depends on the tokens of what is measured."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from datasette_claims.evaluation.annotations import AnnotatedArticle
from datasette_claims.model import Span

Tokens = frozenset[int]
"""Numbers of tokens in an article, from 0."""


@dataclass(frozen=True, slots=True)
class Tokenised:
    """The tokens of a text; ``wordy`` says of each whether it has a letter or a digit."""

    words: tuple[str, ...]
    wordy: tuple[bool, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def under(self, spans: Iterable[Span]) -> Tokens:
        """Return the tokens that share at least one code point with ``spans``."""
        return frozenset(
            number
            for start, end in spans
            for number in range(bisect_right(self.ends, start), bisect_left(self.starts, end))
        )

    def trimmed(self, tokens: Tokens) -> Tokens:
        """Return ``tokens`` without marks at their two ends."""
        words = [number for number in tokens if self.wordy[number]]
        if not words:
            return frozenset()
        first, last = min(words), max(words)
        return frozenset(number for number in tokens if first <= number <= last)


def tokenised(article: AnnotatedArticle) -> Tokenised:
    """Return the tokens of an article."""
    words = tuple(article.text[start:end] for start, end in article.tokens)
    return Tokenised(
        words=words,
        wordy=tuple(any(_is_wordy(character) for character in word) for word in words),
        starts=tuple(token.start for token in article.tokens),
        ends=tuple(token.end for token in article.tokens),
    )


def similarity(one: Tokens, other: Tokens) -> float:
    """Return the token F1 of two sets, 0 to 1; 0 if either is empty."""
    both = len(one & other)
    if not both:
        return 0.0
    # Not shortened to 2 * both / (len(one) + len(other)): its rounding decides between equals in the published scorer.
    precision, recall = both / len(other), both / len(one)
    return 2 * precision * recall / (precision + recall)


def _is_wordy(character: str) -> bool:
    return character.isalnum() or character == "_"
