"""Writes a trained network as the files that the encoder reads: matrices of 8 bits in ONNX, tables in NumPy's formats.

The names within the files are short, because the encoder reads them thus.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from datasette_claims.training.pretrained import Array, Shape
from datasette_claims.training.targets import TAGS, TYPES
from datasette_claims.training.vocabulary import DIGITS, Vocabulary

DECODING = {
    "bias": {"Reported": 1.5},
    "cth": 0.5,
    "mth": 0.35,
    "nth": 1.0,
    "conflict": 0.5,
    "english": True,
}
"""What the decoder goes by, as tuned on agency-de's and agency-en's development splits.

``bias`` is taken off the log-odds of a type, ``cth`` and ``mth`` are the least probability of a cue and of a common
quote, ``nth`` how much likelier than nobody a speaker must be, ``conflict`` the overlap of which one type stays.
"""

_OPSET = 17
_VERSION = 8
_RUNTIME = "com.microsoft"
"""onnxruntime's own operations: its Gelu gives the same bits as the five of ONNX 17 and saves an eighth of the time."""
_GREATEST = 127
"""Of 8 bits with a sign, as far on both sides of 0."""
HEAD = {
    "q_0_weight": "query.0.weight",
    "q_0_bias": "query.0.bias",
    "q_2_weight": "query.2.weight",
    "q_2_bias": "query.2.bias",
    "k_weight": "key.weight",
    "k_bias": "key.bias",
    "null_weight": "nobody.weight",
    "null_bias": "nobody.bias",
    "dist_weight": "distances.weight",
    "b": "bias",
    "ty_weight": "types.weight",
}


def export(folder: Path, state: Mapping[str, Tensor], shape: Shape, vocabulary: Vocabulary, blocks: Array) -> None:
    """Write the files; ``blocks`` are the base model's packed embeddings of the kept pieces."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: values.float().numpy() for name, values in state.items()}
    _write_network(folder / "network.onnx", weights, shape)
    np.save(folder / "embeddings.npy", blocks)
    _write_head(folder / "head.npz", weights)
    rows = zip(vocabulary.pieces, vocabulary.scores, strict=True)
    with (folder / "pieces.tsv").open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{piece}\t{score:.{DIGITS}f}\n" for piece, score in rows)
    characters = json.dumps(dict(vocabulary.characters), ensure_ascii=False)
    (folder / "characters.json").write_text(characters, "utf-8")
    config = {"tags": TAGS, "types": TYPES, "decode": DECODING}
    (folder / "config.json").write_text(json.dumps(config, indent=1), "utf-8")


def _write_head(path: Path, weights: Mapping[str, Array]) -> None:
    """Write in 16 bits what is added to the embeddings, and the link head."""
    tables = {
        "base": weights["encoder.positions.weight"] + weights["encoder.segment"],
        "feat": weights["features.weight"],
        **{short: weights[name] for short, name in HEAD.items()},
    }
    halves: dict[str, Any] = {name: values.astype(np.float16) for name, values in tables.items()}
    np.savez(path, **halves)


def _write_network(path: Path, weights: Mapping[str, Array], shape: Shape) -> None:
    """Write the layers and tags with matrices of 8 bits, a scale for each column; the tags' own keeps its 32 bits.

    They are 32 bits again once the file is loaded. Products of 8 bits would be faster, but processors differ in how
    they round before them, and some overflow: the same text would have other claims on another machine.
    """
    onnx.save(_model(weights, shape), path)


class _Graph:
    """Nodes and constants of an ONNX graph, in the order in which they are added."""

    def __init__(self, weights: Mapping[str, Array], shape: Shape) -> None:
        self.weights = weights
        self.shape = shape
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: Array) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], name: str, **attributes: Any) -> str:  # noqa: ANN401 - ONNX's own
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def matrix(self, name: str, values: Array) -> str:
        """Add a matrix that is kept in 8 bits and a scale for each column."""
        scale = np.maximum(np.abs(values).max(0), np.finfo(np.float32).tiny).astype(np.float32) / np.float32(_GREATEST)
        whole = np.clip(np.rint(values / scale), -_GREATEST, _GREATEST).astype(np.int8)
        kept = [self.constant(f"{name}_quantized", whole), self.constant(f"{name}_scale", scale)]
        read = self.node("Cast", kept[:1], f"{name}_whole", to=TensorProto.FLOAT)
        return self.node("Mul", [read, kept[1]], name)

    def linear(self, vectors: str, source: str, name: str, out: str) -> str:
        weight = self.matrix(f"{name}.w", self.weights[f"{source}.weight"].T)
        product = self.node("MatMul", [vectors, weight], f"{out}_mm")
        return self.node("Add", [product, self.constant(f"{name}.b", self.weights[f"{source}.bias"])], out)

    def norm(self, vectors: str, source: str, name: str, out: str) -> str:
        scale = self.constant(f"{name}.g", self.weights[f"{source}.weight"])
        shift = self.constant(f"{name}.bb", self.weights[f"{source}.bias"])
        return self.node("LayerNormalization", [vectors, scale, shift], out, epsilon=self.shape.epsilon, axis=-1)


def _model(weights: Mapping[str, Array], shape: Shape) -> Any:  # noqa: ANN401 - onnx has no types
    """Return the graph: ``emb`` (pieces, hidden) and ``first`` in, ``h`` (words, hidden) and all ``tags`` out."""
    graph = _Graph(weights, shape)
    vectors = graph.norm("emb", "encoder.norm", "enc.ln", "e0")
    _add_constants(graph)
    for i in range(shape.layers):
        attended = _add_attention(graph, vectors, f"encoder.layers.{i}.", f"enc.layers.{i}.")
        vectors = _add_inner(graph, attended, f"encoder.layers.{i}.", f"enc.layers.{i}.")
    count = _add_tags(graph, vectors)
    words = helper.make_tensor_value_info("h", TensorProto.FLOAT, ["n", shape.hidden])
    tags = helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["n", count])
    embedded = helper.make_tensor_value_info("emb", TensorProto.FLOAT, ["L", shape.hidden])
    first = helper.make_tensor_value_info("first", TensorProto.INT64, ["n"])
    made = helper.make_graph(graph.nodes, "e5tag", [embedded, first], [words, tags], graph.constants)
    imports = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)]
    model = helper.make_model(made, opset_imports=imports)
    model.ir_version = _VERSION
    onnx.checker.check_model(model)
    return model


def _add_constants(graph: _Graph) -> None:
    hidden, heads = graph.shape.hidden, graph.shape.heads
    graph.constant("sh", np.array([0, heads, hidden // heads], np.int64))
    graph.constant("sh2", np.array([0, hidden], np.int64))
    graph.constant("sc", np.array(1 / np.sqrt(hidden / heads), np.float32))


def _add_attention(graph: _Graph, vectors: str, source: str, name: str) -> str:
    query, key, value = (_add_part(graph, vectors, source, name, part) for part in range(3))
    scores = graph.node("MatMul", [query, key], f"{name}s")
    shares = graph.node("Softmax", [graph.node("Mul", [scores, "sc"], f"{name}ss")], f"{name}sm", axis=-1)
    seen = graph.node("MatMul", [shares, value], f"{name}av")
    joined = graph.node("Reshape", [graph.node("Transpose", [seen], f"{name}avt", perm=[1, 0, 2]), "sh2"], f"{name}avr")
    added = graph.node(
        "Add", [vectors, graph.linear(joined, f"{source}attended", f"{name}ao", f"{name}aoo")], f"{name}r1"
    )
    return graph.norm(added, f"{source}attended_norm", f"{name}aln", f"{name}x1")


def _add_part(graph: _Graph, vectors: str, source: str, name: str, part: int) -> str:
    """Add query, key or value (0, 1, 2) and return it by heads; the key is turned for the product."""
    short = f"{name}{'qkv'[part]}"
    rows = slice(part * graph.shape.hidden, (part + 1) * graph.shape.hidden)
    weight = graph.matrix(f"{short}.w", graph.weights[f"{source}attention.weight"][rows].T)
    product = graph.node("MatMul", [vectors, weight], f"{short}m")
    bias = graph.constant(f"{short}.b", graph.weights[f"{source}attention.bias"][rows])
    parted = graph.node("Reshape", [graph.node("Add", [product, bias], f"{short}a"), "sh"], f"{short}r")
    return graph.node("Transpose", [parted], f"{short}t", perm=[1, 2, 0] if part == 1 else [1, 0, 2])


def _add_inner(graph: _Graph, vectors: str, source: str, name: str) -> str:
    inner = graph.linear(vectors, f"{source}inner", f"{name}fi", f"{name}fio")
    active = graph.node("Gelu", [inner], f"{name}g", domain=_RUNTIME)
    added = graph.node("Add", [vectors, graph.linear(active, f"{source}outer", f"{name}fo", f"{name}foo")], f"{name}r3")
    return graph.norm(added, f"{source}outer_norm", f"{name}oln", f"{name}x2")


def _add_tags(graph: _Graph, vectors: str) -> int:
    """Add the words' vectors and the tags of all layers side by side; return how many tags there are."""
    words = graph.node("Gather", [vectors, "first"], "h", axis=0)
    weight = np.concatenate([graph.weights[f"taggers.{layer}.weight"] for layer in TAGS])
    bias = np.concatenate([graph.weights[f"taggers.{layer}.bias"] for layer in TAGS])
    product = graph.node("MatMul", [words, graph.constant("tag.w", weight.T)], "tagm")
    graph.node("Add", [product, graph.constant("tag.b", bias)], "tags")
    return len(bias)
