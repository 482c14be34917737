"""What training starts from: the base model, or a network that was trained before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from datasette_claims.encoder.network import SHIPPED
from datasette_claims.training.model import TaggerAndLinker, network, resumed
from datasette_claims.training.pretrained import Array, Shape, pretrained, unpacked
from datasette_claims.training.reopened import kept, reopened
from datasette_claims.training.vocabulary import Vocabulary, listed_words, vocabulary


@dataclass(frozen=True, eq=False)
class Start:
    """What the steps need of it: the packed embeddings of its vocabulary, and what makes the network."""

    shape: Shape
    vocabulary: Vocabulary
    blocks: Array
    network: Callable[[], TaggerAndLinker]


def from_base(base: Path, words: Sequence[Path], texts: Iterable[str]) -> Start:
    """Start from the base model, with the pieces that texts and word lists need."""
    model = pretrained(base)
    listed = chain.from_iterable(map(listed_words, words))
    chosen = vocabulary(model.pieces, model.scores, model.characters, texts=texts, words=listed)
    blocks = model.blocks[list(chosen.kept)]
    return Start(model.shape, chosen, blocks, lambda: network(model.shape, unpacked(blocks), model.weights))


def from_folder(folder: Path | None) -> Start:
    """Start from the network in a folder, or from the one that the package ships, with its own vocabulary."""
    files, shape, weights = reopened(folder or SHIPPED)
    return Start(shape, kept(files), files.embeddings, lambda: resumed(shape, weights))
