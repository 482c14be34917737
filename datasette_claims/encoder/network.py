"""The trained network: log-probabilities of every word's tags, and links from quotes to speakers and cues."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from datasette_claims.encoder.files import read
from datasette_claims.encoder.pieces import Pieces
from datasette_claims.encoder.windows import Window, distances, encodable, windows

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # Python 3.10 has it elsewhere

Array = npt.NDArray[Any]

SHIPPED = files("datasette_claims.encoder") / "model"
"""The folder of the network that the package ships."""

_BLOCK_BYTES = 18
"""A scale and the 32 weights that share it in the table of embeddings (the Q4_0 layout of ggml)."""
_SCALE_BYTES = 2

_RELATIONS = 3
"""Speaker, cue and common quote."""


class Fragment(NamedTuple):
    """Words ``[start, end)`` that the network takes for a quote, or one part of it."""

    start: int
    end: int
    quote_type: str


class Link(NamedTuple):
    """How a fragment relates to the words ``[start, end)`` around it, as log-odds.

    ``scores`` has a row for each word: that it belongs to the speaker, to the cue, to the same quote; ``nobody`` is
    the score of having no speaker.
    """

    start: int
    end: int
    nobody: float
    scores: Array


@dataclass(frozen=True)
class Marked:
    """What the network says of a text: its words as code points, and for each layer (words, tags) probabilities.

    The probabilities are natural logarithms; ``hidden`` are the words' vectors by window.
    """

    words: tuple[tuple[int, int], ...]
    layers: Mapping[str, Array]
    hidden: tuple[tuple[int, int, Array], ...]


class Network:
    """A network out of a folder; reads files of numbers and text only, nothing that could run."""

    def __init__(self, folder: Traversable) -> None:
        """Load the files of ``files.FILES``; raises UnusableNetwork if one of them cannot be used."""
        found = read(folder)
        self._session = found.session
        self._head = found.head
        self._embeddings = found.embeddings.reshape(len(found.embeddings), -1, _BLOCK_BYTES)
        self._pieces = Pieces(found.pieces, found.scores, found.characters)
        self.config = found.config

    def mark(self, text: str) -> Marked:
        """Return what the network says of every word of a text."""
        read = encodable(text, self._pieces)
        tags: dict[str, list[str]] = self.config["tags"]
        layers = {name: np.zeros((len(read.words), len(names)), np.float32) for name, names in tags.items()}
        depth = np.full(len(read.words), -1)
        hidden = []
        for window in windows(read):
            vectors, logits = self._run(window)
            hidden.append((window.start, window.end, vectors))
            here = _depth(window.start, window.end, len(read.words))
            deeper = here > depth[window.start : window.end]
            depth[window.start : window.end][deeper] = here[deeper]
            first = 0
            for layer in layers.values():
                last = first + layer.shape[1]
                layer[window.start : window.end][deeper] = _log_softmax(logits[:, first:last])[deeper]
                first = last
        return Marked(read.words, layers, tuple(hidden))

    def links(self, marked: Marked, fragments: list[Fragment]) -> list[Link]:
        """Return how each fragment relates to the words of the window that shows most of it."""
        places = [_window_of(marked, fragment) for fragment in fragments]
        found: dict[int, Link] = {}
        for at in set(places):
            here = [i for i, place in enumerate(places) if place == at]
            found.update(zip(here, self._links(marked.hidden[at], [fragments[i] for i in here]), strict=True))
        return [found[i] for i in range(len(fragments))]

    def _links(self, window: tuple[int, int, Array], fragments: list[Fragment]) -> Iterator[Link]:
        """Yield how each fragment relates to the words of one window."""
        start, end, hidden = window
        places = [(max(fragment.start, start) - start, min(fragment.end, end) - start) for fragment in fragments]
        queries, nobody = self._queries(hidden, places, [fragment.quote_type for fragment in fragments])
        keys = (hidden @ self._head["k_weight"].T + self._head["k_bias"]).reshape(len(hidden), _RELATIONS, -1)
        scores = queries.transpose(1, 0, 2) @ keys.transpose(1, 2, 0) / np.float32(math.sqrt(keys.shape[2]))
        for (first, last), none, own in zip(places, nobody, scores.transpose(1, 2, 0), strict=True):
            near = self._head["dist_weight"][distances(end - start, first, last)]
            yield Link(start, end, none, own + near + self._head["b"])

    def _run(self, window: Window) -> tuple[Array, Array]:
        base, feature = self._head["base"][: len(window.ids)], self._head["feat"][window.features]
        vectors = (self._embedded(window.ids) + base + feature).astype(np.float32)
        hidden, logits = self._session.run(None, {"emb": vectors, "first": np.array(window.first, np.int64)})
        return hidden, logits

    def _embedded(self, ids: list[int]) -> Array:
        """Return the vectors of pieces: a block's 16-bit scale times its 4-bit weights."""
        blocks = self._embeddings[np.array(ids)]
        scales = np.ascontiguousarray(blocks[..., :_SCALE_BYTES]).view(np.float16).astype(np.float32)
        packed = blocks[..., _SCALE_BYTES:]
        weights = np.concatenate([packed & 15, packed >> 4], -1).astype(np.float32) - 8
        vectors: Array = (weights * scales).reshape(len(ids), -1)
        return vectors

    def _queries(self, hidden: Array, places: list[tuple[int, int]], kinds: list[str]) -> tuple[Array, list[float]]:
        """Return for each of some words ``[first, last)`` a vector for each relation, and the score of nobody."""
        head, types = self._head, self.config["types"]
        ends = [np.concatenate([hidden[first], hidden[last - 1]]) for first, last in places]
        means = [hidden[first:last].mean(0) for first, last in places]
        joined = np.hstack([ends, means, head["ty_weight"][[types.index(kind) for kind in kinds]]])
        inner = _gelu(joined @ head["q_0_weight"].T + head["q_0_bias"])
        queries = (inner @ head["q_2_weight"].T + head["q_2_bias"]).reshape(len(places), _RELATIONS, -1)
        return queries, (inner @ head["null_weight"].T + head["null_bias"])[:, 0].tolist()


def network(folder: Path | None = None) -> Network:
    """Return the network in a folder, or the one that the package ships, loaded once; raises UnusableNetwork."""
    return _loaded(folder)


@cache
def _loaded(folder: Path | None) -> Network:
    return Network(folder or SHIPPED)


def _depth(start: int, end: int, size: int) -> Array:
    """Return how many words lie between each word and the nearer end of its window, an end of the text not counted."""
    at = np.arange(start, end)
    before = at - start if start else np.full(end - start, size)
    after = end - 1 - at if end < size else np.full(end - start, size)
    depth: Array = np.minimum(before, after)
    return depth


def _window_of(marked: Marked, fragment: Fragment) -> int:
    """Return the window that shows most of a fragment, of those the one with most words around it."""
    size = len(marked.words)

    def shown(at: int) -> tuple[int, int]:
        start, end, _ = marked.hidden[at]
        before = fragment.start - start if start else size
        after = end - fragment.end if end < size else size
        return min(fragment.end, end) - max(fragment.start, start), min(before, after)

    return max(range(len(marked.hidden)), key=shown)


def _log_softmax(logits: Array) -> Array:
    shifted = logits - logits.max(1, keepdims=True)
    logs: Array = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return logs


def _gelu(values: Array) -> Array:
    errors = [math.erf(value) for value in (values / np.float32(math.sqrt(2))).ravel().tolist()]
    activated: Array = 0.5 * values * (1 + np.array(errors, np.float32).reshape(values.shape))
    return activated
