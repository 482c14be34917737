"""Trains the link head once more, from its beginning, on the vectors that the exported network of 8 bits makes.

Borders of fragments are moved by a word or two now and then, since those that the tags give are not exact either.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from datasette_claims.encoder.windows import Window, distances
from datasette_claims.training.data import Report
from datasette_claims.training.model import TaggerAndLinker, link_losses, linkable
from datasette_claims.training.pretrained import Array, unpacked
from datasette_claims.training.targets import Link, Target, examples

EPOCHS = 6

_TOGETHER = 4
_DROPOUT = 0.3
_RATE = 1e-3
_FAST_RATE = 3e-2
_DECAY = 0.05
_WARM_UP_STEPS = 50
_LEAST_RATE = 0.02
_MOVED = 0.3
"""The share of fragments whose borders are moved."""
_MOVES = (-2, -1, 0, 1, 2)
_RELATION_WEIGHTS = (1.0, 0.3, 0.1)


class Linked(NamedTuple):
    """A window's vectors, (words, hidden), and its links."""

    words: Tensor
    links: list[Link]


def vectors(folder: Path, articles: Sequence[Target], threads: int = 1) -> list[Linked]:
    """Return the exported network's vectors of every window that has something to link."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(folder / "network.onnx", options, providers=["CPUExecutionProvider"])
    blocks = np.load(folder / "embeddings.npy")
    with np.load(folder / "head.npz") as tables:
        base, features = (tables[name].astype(np.float32) for name in ("base", "feat"))
    found = []
    for article in articles:
        for window, _, links in examples(article):
            if links:
                embedded = _embedded(window, blocks, base, features)
                (words,) = session.run(["h"], {"emb": embedded, "first": np.array(window.first, np.int64)})
                found.append(Linked(torch.from_numpy(words), links))
    return found


def _embedded(window: Window, blocks: Array, base: Array, features: Array) -> Array:
    return unpacked(blocks[window.ids]) + base[: len(window.ids)] + features[window.features]


def relink(network: TaggerAndLinker, seen: Sequence[Linked], chance: random.Random, *, report: Report) -> None:
    """Train the link head anew, everything else left as it is; call ``seed`` before the network is made."""
    optimizer = _optimizer(network)
    order = list(seen)
    steps = EPOCHS * -(-len(order) // _TOGETHER)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / _WARM_UP_STEPS) * max(_LEAST_RATE, 1 - step / steps)
    )
    for number in range(1, EPOCHS + 1):
        chance.shuffle(order)
        losses = []
        for i in range(0, len(order), _TOGETHER):
            loss = _loss(network, order[i : i + _TOGETHER], chance)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        report(f"links, epoch {number}: loss {sum(losses) / len(losses):.3f}")
    network.eval()


def _optimizer(network: TaggerAndLinker) -> torch.optim.Optimizer:
    network.requires_grad_(requires_grad=False)
    network.fresh_links(network.key.in_features)
    network.fresh_fast()
    network.dropout.p = _DROPOUT
    network.train()
    fast = network.fast()
    matrices = [*network.query.parameters(), *network.key.parameters(), network.nobody.weight, network.types.weight]
    for weights in [*fast, *matrices]:
        weights.requires_grad_(requires_grad=True)
    groups = [
        {"params": matrices, "lr": _RATE, "weight_decay": _DECAY},
        {"params": fast, "lr": _FAST_RATE, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, fused=True)


def _loss(network: TaggerAndLinker, together: Sequence[Linked], chance: random.Random) -> Tensor:
    sums = [torch.zeros(())] * len(_RELATION_WEIGHTS)
    for words, links in together:
        tensors = linkable([_moved(link, chance) for link in links])
        losses = link_losses(*network.link(words, tensors), tensors)
        sums = [before + here for before, here in zip(sums, losses, strict=True)]
    speaker, cue, same = (weight * loss for weight, loss in zip(_RELATION_WEIGHTS, sums, strict=True))
    return (speaker + cue + same) / sum(len(links) for _, links in together)


def _moved(link: Link, chance: random.Random) -> Link:
    """Return a link, its fragment's borders moved by up to two words with a chance of three in ten."""
    if chance.random() >= _MOVED:
        return link
    size = link.gold.shape[1]
    start = max(0, link.start + chance.choice(_MOVES))
    end = min(size, link.end + chance.choice(_MOVES))
    return link._replace(start=start, end=end, distances=distances(size, start, end)) if start < end else link
