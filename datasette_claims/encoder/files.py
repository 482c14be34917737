"""The files of a network: read and checked, whoever made them; numbers and text only, nothing that could run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
import onnxruntime

from datasette_claims.encoder.windows import DISTANCES
from datasette_claims.errors import UnusableNetwork

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # Python 3.10 has it elsewhere

Array = npt.NDArray[Any]
Part = TypeVar("Part")

FILES = ("network.onnx", "embeddings.npy", "head.npz", "pieces.tsv", "characters.json", "config.json")
"""What stands in a network's folder."""

_BLOCK, _BLOCK_BYTES = 32, 18
_SETTINGS = {"bias", "cth", "mth", "nth", "conflict"}
_HEAD = {
    "base": (-1, -1),
    "feat": (8, -1),
    "q_0_weight": (-1, -1),
    "q_0_bias": (-1,),
    "q_2_weight": (-1, -1),
    "q_2_bias": (-1,),
    "k_weight": (-1, -1),
    "k_bias": (-1,),
    "null_weight": (1, -1),
    "null_bias": (1,),
    "dist_weight": (DISTANCES, 3),
    "b": (3,),
    "ty_weight": (-1, -1),
}
"""The tables of ``head.npz`` with their shapes; -1 is any size."""


@dataclass(frozen=True, eq=False)
class Files:
    """A network in memory: ``model`` in ONNX and what runs it, tables by name, packed embeddings, the vocabulary."""

    model: bytes
    session: Any
    head: Mapping[str, Array]
    embeddings: Array
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    characters: Mapping[str, str]
    config: Mapping[str, Any]


def read(folder: Traversable) -> Files:
    """Return the network in a folder; raises UnusableNetwork, which names the file that is missing or damaged."""
    config = _part(folder, "config.json", _config)
    pieces, scores = _part(folder, "pieces.tsv", _vocabulary)
    head = _part(folder, "head.npz", lambda content: _head(content, config["types"]))
    hidden = head["base"].shape[1]
    tags = sum(map(len, config["tags"].values()))
    return Files(
        model=_part(folder, "network.onnx", bytes),
        session=_part(folder, "network.onnx", lambda content: _session(content, hidden, tags)),
        head=head,
        embeddings=_part(folder, "embeddings.npy", lambda content: _embeddings(content, len(pieces), hidden)),
        pieces=pieces,
        scores=scores,
        characters=_part(folder, "characters.json", _characters),
        config=config,
    )


def _part(folder: Traversable, name: str, parsed: Callable[[bytes], Part]) -> Part:
    """Return what one file holds; whatever is wrong with it becomes an UnusableNetwork."""
    path = folder / name
    try:
        return parsed(path.read_bytes())
    except OSError as error:
        raise UnusableNetwork(
            f"{path}: cannot be read ({error.strerror}). A network's folder holds {', '.join(FILES)};"
            " datasette claims train writes one."
        ) from error
    except Exception as error:  # each reader has its own for a file that is not what it should be
        raise UnusableNetwork(
            f"{path}: not such a file as datasette claims train writes ({_first_line(error)})."
            " Restore a copy, or train again."
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _config(content: bytes) -> dict[str, Any]:
    found = json.loads(content)
    _check(isinstance(found, dict) and {"tags", "types", "decode"} <= found.keys(), "no tags, types or decode")
    _check(found["decode"].keys() >= _SETTINGS, "settings of decode are missing")
    tags = [name[2:] for names in found["tags"].values() for name in names if name.startswith("B-")]
    _check(set(found["types"]) <= set(tags), "types without a tag")
    return dict(found)


def _vocabulary(content: bytes) -> tuple[tuple[str, ...], tuple[float, ...]]:
    rows = content.decode("utf-8").removesuffix("\n").split("\n")  # some pieces are line breaks
    pieces, scores = zip(*(row.split("\t") for row in rows), strict=True)
    return pieces, tuple(map(float, scores))


def _characters(content: bytes) -> dict[str, str]:
    found = json.loads(content)
    _check(isinstance(found, dict), "no object")
    str.maketrans(found)
    return dict(found)


def _head(content: bytes, types: Sequence[str]) -> dict[str, Array]:
    with np.load(BytesIO(content), allow_pickle=False) as tables:
        found = {name: tables[name].astype(np.float32) for name in tables.files}
    for name, shape in {**_HEAD, "ty_weight": (len(types), -1)}.items():
        _check(name in found, f"no {name}")
        _check(_fits(found[name].shape, shape), f"{name} is {found[name].shape}")
    return found


def _fits(shape: Sequence[int], expected: Sequence[int]) -> bool:
    return len(shape) == len(expected) and all(b in (a, -1) for a, b in zip(shape, expected, strict=True))


def _embeddings(content: bytes, pieces: int, hidden: int) -> Array:
    table: Array = np.load(BytesIO(content), allow_pickle=False)
    expected = (pieces, hidden // _BLOCK * _BLOCK_BYTES)
    _check(table.shape == expected and table.dtype == np.uint8, f"{table.shape}, not {expected}")
    return table


def _session(content: bytes, hidden: int, tags: int) -> Any:  # noqa: ANN401 - onnxruntime has no types
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    found = [(one.name, one.shape[-1]) for one in (session.get_inputs()[0], *session.get_outputs())]
    expected = [("emb", hidden), ("h", hidden), ("tags", tags)]
    _check(found == expected, f"{found}, not {expected}")
    return session


def _check(holds: bool, reason: str) -> None:  # noqa: FBT001 - read as an assertion
    if not holds:
        raise ValueError(reason)
