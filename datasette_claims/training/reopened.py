"""Reads a network's files back as weights of 32 bits to train on: the inverse of ``export``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import numpy_helper

from datasette_claims.encoder.files import Files, read
from datasette_claims.errors import UnusableNetwork
from datasette_claims.training.export import HEAD
from datasette_claims.training.pretrained import Array, Shape, unpacked
from datasette_claims.training.targets import TAGS, TYPES
from datasette_claims.training.vocabulary import Vocabulary

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # Python 3.10 has it elsewhere

_PARTS = {"ao": "attended", "aln": "attended_norm", "fi": "inner", "fo": "outer", "oln": "outer_norm"}
_KINDS = {"w": "weight", "b": "bias", "g": "weight", "bb": "bias"}


def reopened(folder: Traversable) -> tuple[Files, Shape, dict[str, Array]]:
    """Return a network's files, its shape, and its weights by the names that torch has for them.

    Matrices are what their 8 bits stand for. Positions and segment come added up, as the positions. Raises
    UnusableNetwork if the folder holds none, or one with other tags than are trained here.
    """
    found = read(folder)
    if {name: tuple(tags) for name, tags in found.config["tags"].items()} != TAGS or found.config["types"] != [*TYPES]:
        raise UnusableNetwork(
            f"{folder / 'config.json'}: has other tags than this version trains. Name another folder."
        )
    model = onnx.load_from_string(found.model)
    constants = _dequantised({one.name: numpy_helper.to_array(one) for one in model.graph.initializer})
    try:
        shape = _shape(model, constants, len(found.head["base"]))
        return found, shape, {**_tables(found, shape), **_layers(constants, shape), **_taggers(constants)}
    except (KeyError, StopIteration) as error:
        raise UnusableNetwork(f"{folder / 'network.onnx'}: not made by datasette claims train ({error!r}).") from error


def kept(files: Files) -> Vocabulary:
    """Return a network's own vocabulary, of which everything is kept."""
    return Vocabulary(tuple(range(len(files.pieces))), files.pieces, files.scores, files.characters)


def _dequantised(constants: Mapping[str, Array]) -> dict[str, Array]:
    """Return constants by name, those of 8 bits, which have a scale for each column, as 32 bits."""
    found = dict(constants)
    for name in [name for name in found if name.endswith("_quantized")]:
        bare = name.removesuffix("_quantized")
        found[bare] = constants[name].astype(np.float32) * constants[f"{bare}_scale"]
    return found


def _shape(model: Any, constants: Mapping[str, Array], positions: int) -> Shape:  # noqa: ANN401 - onnx has no types
    _, heads, size = constants["sh"].tolist()
    layers = sum(name.endswith(".oln.g") for name in constants)
    norm = next(node for node in model.graph.node if node.op_type == "LayerNormalization")
    epsilon = next(one.f for one in norm.attribute if one.name == "epsilon")
    inner = len(constants["enc.layers.0.fi.b"])
    return Shape(hidden=heads * size, layers=layers, heads=heads, inner=inner, positions=positions, epsilon=epsilon)


def _tables(files: Files, shape: Shape) -> dict[str, Array]:
    return {
        "encoder.words.weight": unpacked(files.embeddings),
        "encoder.positions.weight": files.head["base"],
        "encoder.segment": np.zeros(shape.hidden, np.float32),
        "features.weight": files.head["feat"],
        **{name: files.head[short] for short, name in HEAD.items()},
    }


def _layers(constants: Mapping[str, Array], shape: Shape) -> dict[str, Array]:
    found = {"encoder.norm.weight": constants["enc.ln.g"], "encoder.norm.bias": constants["enc.ln.bb"]}
    for i in range(shape.layers):
        layer = f"layers.{i}."
        for short, kind in (("w", "weight"), ("b", "bias")):
            parts = [constants[f"enc.{layer}{part}.{short}"].T for part in "qkv"]
            found[f"encoder.{layer}attention.{kind}"] = np.concatenate(parts)
        for part, name in _PARTS.items():
            for short, kind in _KINDS.items():
                if f"enc.{layer}{part}.{short}" in constants:
                    found[f"encoder.{layer}{name}.{kind}"] = constants[f"enc.{layer}{part}.{short}"].T
    return found


def _taggers(constants: Mapping[str, Array]) -> dict[str, Array]:
    ends = np.cumsum([len(tags) for tags in TAGS.values()])[:-1]
    weights, biases = np.split(constants["tag.w"].T, ends), np.split(constants["tag.b"], ends)
    found = {f"taggers.{layer}.weight": part for layer, part in zip(TAGS, weights, strict=True)}
    return {**found, **{f"taggers.{layer}.bias": part for layer, part in zip(TAGS, biases, strict=True)}}
