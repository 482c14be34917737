"""A text as the encoder reads it: words, their pieces and features, in overlapping windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from datasette_claims.encoder.marks import State, roles, states
from datasette_claims.encoder.pieces import BEGIN, END, Pieces, word_spans

PIECES = 382
"""Pieces in a window; with its two ends three quarters of what the base model reads, as trained."""

OVERLAP = 110
"""Pieces that two neighbouring windows share."""

DISTANCES = 25
"""How many classes of distance ``distances`` tells apart."""

_NEAR = 4
_FARTHEST = 12
_NEW_PARAGRAPH = 4
"""Added to the feature of a paragraph's first word."""


@dataclass(frozen=True)
class Encodable:
    """A text's words as code points, with the ids of their pieces, a feature and a paragraph each."""

    text: str
    words: tuple[tuple[int, int], ...]
    pieces: tuple[tuple[int, ...], ...]
    features: tuple[int, ...]


class Window(NamedTuple):
    """Words ``[start, end)`` as ids and features of their pieces; ``first`` holds each word's first piece."""

    start: int
    end: int
    ids: list[int]
    features: list[int]
    first: list[int]


def encodable(text: str, vocabulary: Pieces) -> Encodable:
    """Cut a text into words and pieces, every quotation mark in one style."""
    words = word_spans(text)
    paragraphs = _paragraphs(text, words)
    canonical = {i: role.value for i, role in roles(text).items()}
    written = [canonical.get(start, text[start:end]) for start, end in words]
    spaced = [start == 0 or text[start - 1].isspace() for start, _ in words]
    pieces = tuple(vocabulary.ids(word, spaced=space) for word, space in zip(written, spaced, strict=True))
    first = [True, *(here != before for before, here in pairwise(paragraphs))]
    features = tuple(
        state.value + _NEW_PARAGRAPH * new for state, new in zip(states(text, words, paragraphs), first, strict=False)
    )
    return Encodable(text, tuple(words), pieces, features)


def distances(size: int, start: int, end: int) -> npt.NDArray[Any]:
    """Return the class of distance of each of ``size`` words to ``[start, end)``.

    0 is inside, 1 to 12 before it, 13 to 24 after; up to four words exactly, beyond in half powers of two.
    """
    at = np.arange(size)
    offset = np.where(at < start, at - start, np.where(at >= end, at - end + 1, 0))
    far = np.abs(offset)
    halves = np.minimum(_NEAR + np.log2(np.maximum(far, _NEAR) / _NEAR) * 2 + 1, _FARTHEST)
    kind = np.where(far <= _NEAR, far, halves).astype(int)
    classes: npt.NDArray[Any] = np.where(offset > 0, _FARTHEST + kind, kind)
    return classes


def _paragraphs(text: str, words: Sequence[tuple[int, int]]) -> list[int]:
    """Return the number of each word's paragraph; a line break begins a new one."""
    found = [0] if words else []
    for (_, end), (start, _) in pairwise(words):
        found.append(found[-1] + ("\n" in text[end:start]))
    return found


def windows(read: Encodable, overlap: int = OVERLAP, first: int = PIECES) -> Iterator[Window]:
    """Yield a text's windows; ``first`` is the most pieces of the first one."""
    start, most = 0, first
    while start < len(read.words):
        end = _fill(read, start, most)
        yield _window(read, start, end)
        if end == len(read.words):
            return
        start, most = _step_back(read, start, end, overlap), PIECES


def _fill(read: Encodable, start: int, most: int) -> int:
    end, size = start, 0
    while end < len(read.words) and size + len(read.pieces[end]) <= most:
        size += len(read.pieces[end])
        end += 1
    return end


def _step_back(read: Encodable, start: int, end: int, overlap: int) -> int:
    size = 0
    while end > start + 1 and size < overlap:
        end -= 1
        size += len(read.pieces[end])
    return end


def _window(read: Encodable, start: int, end: int) -> Window:
    ids, features, first = [BEGIN], [State.OUTSIDE.value], []
    for i in range(start, end):
        first.append(len(ids))
        ids += read.pieces[i]
        feature = read.features[i]
        features += [feature] + [feature % _NEW_PARAGRAPH] * (len(read.pieces[i]) - 1)
    return Window(start, end, [*ids, END], [*features, State.OUTSIDE.value], first)
