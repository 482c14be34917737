"""What the network learns from an annotated article: tags in five layers, and links from quotes to speakers and cues.

Tags are BIO: B begins a span, I continues it, O is outside. A quote in several parts is several fragments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from datasette_claims.encoder.pieces import Pieces
from datasette_claims.encoder.windows import PIECES, Encodable, Window, distances, encodable, windows
from datasette_claims.model import Span
from datasette_claims.training.annotations import Annotated, Annotation

Array = npt.NDArray[Any]

QUOTE_LAYERS = {
    "direct": ("Direct",),
    "clause": ("Indirect",),
    "sent": ("IndirectFreeIndirect", "Reported", "FreeIndirect"),
}
"""Quotes of one layer do not overlap; those of different layers may."""

LAYERS = {**QUOTE_LAYERS, "speaker": ("speaker",), "cue": ("cue",)}

TAGS = {layer: ("O", *(f"{mark}-{kind}" for kind in kinds for mark in "BI")) for layer, kinds in LAYERS.items()}

TYPES = tuple(kind for kinds in QUOTE_LAYERS.values() for kind in kinds)

OVERLAP = 64
"""Pieces that two neighbouring windows share in training."""

_LAYER_OF = {kind: layer for layer, kinds in QUOTE_LAYERS.items() for kind in kinds}


class Fragment(NamedTuple):
    """Words ``[start, end)``, one part of a quote; the words of its speaker, its cue and the whole quote by index."""

    kind: str
    start: int
    end: int
    speaker: tuple[int, ...]
    cue: tuple[int, ...]
    quote: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Target:
    """An article as the encoder reads it; a tag for each word in each layer, by number; the fragments to link."""

    read: Encodable
    tags: Mapping[str, Array]
    fragments: tuple[Fragment, ...]


class Link(NamedTuple):
    """What one fragment should be linked to, within a window of n words.

    ``gold`` has the rows speaker, cue and same quote, shape (3, n), 1 for words that belong; ``distances`` the class
    of each word; a fragment whose speaker stands outside the window is not ``certain`` to have none.
    """

    start: int
    end: int
    kind: int
    gold: Array
    distances: Array
    certain: bool


class Example(NamedTuple):
    """A window with what the network should say of it."""

    window: Window
    tags: Mapping[str, Array]
    links: list[Link]


def target(article: Annotated, vocabulary: Pieces) -> Target:
    """Return what to learn from an article; where quotes of a layer overlap, the shorter one wins the words."""
    read = encodable(article.text, vocabulary)
    tags = {layer: np.zeros(len(read.words), int) for layer in LAYERS}
    owner = {layer: np.full(len(read.words), -1) for layer in QUOTE_LAYERS}
    whole = _longest_first(article.annotations, read.words)
    for i, part in enumerate(whole):
        layer = _LAYER_OF[part.kind]
        _tag(tags[layer], part.quote, layer, part.kind)
        owner[layer][list(part.quote)] = i
        for other, words in (("speaker", part.speaker), ("cue", part.cue)):
            _tag(tags[other], words, other, other)
    return Target(read, tags, tuple(_fragments(whole, owner)))


def _longest_first(annotations: Iterable[Annotation], words: Sequence[tuple[int, int]]) -> list[Fragment]:
    found = []
    for annotation in annotations:
        quote = _covered(words, annotation.quote)
        if quote:
            speaker, cue = _covered(words, annotation.speaker), _covered(words, annotation.cue)
            found.append(Fragment(annotation.kind, quote[0], quote[-1] + 1, speaker, cue, quote))
    return sorted(found, key=lambda one: -len(one.quote))


def _covered(words: Sequence[tuple[int, int]], spans: Sequence[Span]) -> tuple[int, ...]:
    """Return the words that share a code point with one of the spans."""
    return tuple(i for i, (start, end) in enumerate(words) if any(start < y and end > x for x, y in spans))


def _tag(tags: Array, words: Sequence[int], layer: str, kind: str) -> None:
    for start, end in _runs(words):
        tags[start] = TAGS[layer].index(f"B-{kind}")
        tags[start + 1 : end] = TAGS[layer].index(f"I-{kind}")


def _fragments(whole: Sequence[Fragment], owner: Mapping[str, Array]) -> Iterator[Fragment]:
    for i, part in enumerate(whole):
        mine = [word for word in part.quote if owner[_LAYER_OF[part.kind]][word] == i]
        for start, end in _runs(mine):
            yield part._replace(start=start, end=end)


def _runs(words: Iterable[int]) -> list[tuple[int, int]]:
    """Return ascending word numbers as ranges ``[start, end)``."""
    found: list[tuple[int, int]] = []
    for word in words:
        if found and found[-1][1] == word:
            found[-1] = (found[-1][0], word + 1)
        else:
            found.append((word, word + 1))
    return found


def examples(article: Target, first: int = PIECES) -> Iterator[Example]:
    """Yield an article's windows with their targets; ``first`` is the most pieces of the first window."""
    for window in windows(article.read, OVERLAP, first):
        tags = {layer: numbers[window.start : window.end] for layer, numbers in article.tags.items()}
        inside = [one for one in article.fragments if window.start <= one.start and one.end <= window.end]
        yield Example(window, tags, [_link(fragment, window) for fragment in inside])


def _link(fragment: Fragment, window: Window) -> Link:
    size = window.end - window.start
    gold = np.zeros((3, size), np.float32)
    for row, words in zip(gold, (fragment.speaker, fragment.cue, fragment.quote), strict=True):
        row[[word - window.start for word in words if window.start <= word < window.end]] = 1
    start, end = fragment.start - window.start, fragment.end - window.start
    certain = not fragment.speaker or bool(gold[0].any())
    return Link(start, end, TYPES.index(fragment.kind), gold, distances(size, start, end), certain)
