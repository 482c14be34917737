"""Cuts words into the pieces of the encoder's vocabulary: the likeliest segmentation under a unigram model.

Kudo (2018), "Subword Regularization"; the vocabulary is a part of that of XLM-R (multilingual-e5-small).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

BEGIN, END, UNKNOWN = 0, 2, 3
_SPECIAL = 4
_SPACE = "▁"
_UNKNOWN_COST = 10.0
_WORD = re.compile(r"\w+|''|``|(?<!\w),,(?=\w)|[^\w\s]")
_CACHED_WORDS = 1 << 16
_MOST_PIECES = 48
"""Of a longer word the encoder reads the beginning; no window is shorter."""


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return the words and marks of a text as code points; a doubled mark stands for one: ''…'', ,,…''."""
    return [match.span() for match in _WORD.finditer(text)]


class Pieces:
    """A vocabulary: ``pieces`` with their log-probabilities, and what characters are replaced by first."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], characters: Mapping[str, str]) -> None:
        self._known = {
            piece: (i, score)
            for i, (piece, score) in enumerate(zip(pieces, scores, strict=True))
            if i >= _SPECIAL and piece != "<mask>"
        }
        self._characters = str.maketrans(dict(characters))
        self._longest = max(map(len, self._known))
        self._unknown = min(scores) - _UNKNOWN_COST
        self.ids = lru_cache(maxsize=_CACHED_WORDS)(self._ids)

    def _ids(self, word: str, *, spaced: bool) -> tuple[int, ...]:
        """Return the ids of a word's pieces; ``spaced`` tells whether a space stands before it."""
        text = (_SPACE if spaced else "") + word.translate(self._characters).replace(" ", _SPACE) or _SPACE
        return tuple(self._best(text[: _MOST_PIECES * self._longest])[:_MOST_PIECES])

    def _best(self, text: str) -> list[int]:
        best = [0.0] + [float("-inf")] * len(text)
        last: list[tuple[int, int]] = [(0, 0)] * (len(text) + 1)
        for i in range(len(text)):
            for end in range(i + 1, min(len(text), i + self._longest) + 1):
                piece, score = self._known.get(text[i:end], (UNKNOWN, self._unknown))
                if (piece != UNKNOWN or end == i + 1) and best[i] + score > best[end]:
                    best[end], last[end] = best[i] + score, (i, piece)
        ids = []
        i = len(text)
        while i:
            i, piece = last[i]
            ids.append(piece)
        return ids[::-1]
