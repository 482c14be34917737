"""Trains encoder, tags and links together on annotated articles."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from datasette_claims.encoder.pieces import UNKNOWN
from datasette_claims.encoder.windows import PIECES
from datasette_claims.training.data import Report
from datasette_claims.training.model import IGNORED, PADDED, Batch, TaggerAndLinker, batch, link_losses, linkable
from datasette_claims.training.targets import TAGS, Example, Target, examples

_SHORTEST_FIRST = 190
_SORTING_NOISE = 16
_WARM_UP = 0.06
_LEAST_RATE = 0.02
_DECAY = 0.01
_CLIPPED = 1.0
_FORGOTTEN = 0.04
"""The share of pieces that the network reads as unknown."""
_RELATION_WEIGHTS = (0.3, 0.1, 0.03)
_RARE = {"FreeIndirect": 2.0}
"""What types weigh in the loss that have few examples."""


@dataclass(frozen=True)
class Settings:
    """How to train; the shipped model's are the defaults, but for ``minutes``.

    ``minutes`` is when the learning rates reach their end at the latest; ``rates`` the highest ones of the layers, of
    tags and links, and of the links' few biases; ``pieces`` those of a batch, filling included; ``frozen`` how many of
    the lowest layers stay as they are; ``threads`` processor cores work.
    """

    epochs: int = 10
    seed: int = 1
    minutes: float = float("inf")
    rates: tuple[float, float, float] = (1.5e-4, 1e-3, 3e-2)
    pieces: int = 1200
    frozen: int = 3
    threads: int = 2


def seed(number: int) -> random.Random:
    """Make all chance repeatable; the network's first weights depend on it, so call this before making it."""
    torch.manual_seed(number)
    return random.Random(number)


def train(
    network: TaggerAndLinker,
    articles: Sequence[Target],
    settings: Settings,
    chance: random.Random,
    *,
    report: Report,
    checkpoint: Path,
) -> None:
    """Train the network, its weights saved in ``checkpoint`` after each epoch; an article may be there repeatedly."""
    optimizer = _optimizer(network, settings)
    epoch = batches(articles, settings.pieces, chance)
    total, step, begun = len(epoch) * settings.epochs, 0, time.monotonic()
    report(f"{len(articles)} articles, {len(epoch)} steps an epoch")
    network.train()
    for number in range(1, settings.epochs + 1):
        losses = []
        for windows in epoch if number == 1 else batches(articles, settings.pieces, chance):
            minutes = (time.monotonic() - begun) / 60
            done = max(step / total, minutes / settings.minutes)
            if done >= 1 and step < total:
                report(f"stopped after {minutes:.0f} minutes at step {step} of {total}")
                save(network, checkpoint)
                return
            _set_rates(optimizer, settings.rates, min((step + 1) / (_WARM_UP * total), _falling(done)))
            losses.append(_step(network, optimizer, windows))
            step += 1
        report(f"epoch {number}: loss {sum(losses) / len(losses):.3f}, {(time.monotonic() - begun) / 60:.1f} minutes")
        save(network, checkpoint)


def save(network: TaggerAndLinker, path: Path) -> None:
    """Save the weights; the embeddings, which training leaves alone, in 16 bits."""
    state = network.state_dict()
    torch.save(
        {name: values.half() if name == "encoder.words.weight" else values for name, values in state.items()}, path
    )


def batches(articles: Iterable[Target], pieces: int, chance: random.Random) -> list[list[Example]]:
    """Return windows of like length in batches of at most so many pieces; each call cuts the articles anew."""
    cut = [one for article in articles for one in examples(article, _first(chance))]
    cut.sort(key=lambda one: len(one.window.ids) + chance.uniform(-_SORTING_NOISE, _SORTING_NOISE))
    found = list(_batched(cut, pieces))
    chance.shuffle(found)
    return found


def _first(chance: random.Random) -> int:
    return chance.choice((PIECES, chance.randint(_SHORTEST_FIRST, PIECES)))


def _batched(cut: Iterable[Example], pieces: int) -> Iterator[list[Example]]:
    together: list[Example] = []
    longest = 0
    for one in cut:
        size = -(-len(one.window.ids) // PADDED) * PADDED
        longest = max(longest, size)
        if together and longest * (len(together) + 1) > pieces:
            yield together
            together, longest = [], size
        together.append(one)
    yield together


def _optimizer(network: TaggerAndLinker, settings: Settings) -> torch.optim.Optimizer:
    encoder = network.encoder
    for part in (encoder.words, encoder.positions, *encoder.layers[: settings.frozen]):
        part.requires_grad_(requires_grad=False)
    fast = network.fast()
    known = {id(one) for one in [*encoder.parameters(), *fast]}
    groups = [
        {"params": [one for one in encoder.parameters() if one.requires_grad]},
        {"params": [one for one in network.parameters() if id(one) not in known]},
        {"params": fast, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, weight_decay=_DECAY, fused=True)


def _falling(done: float) -> float:
    return max(_LEAST_RATE, (1 - done) / (1 - _WARM_UP))


def _set_rates(optimizer: torch.optim.Optimizer, rates: Sequence[float], share: float) -> None:
    for group, highest in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = highest * share


def _step(network: TaggerAndLinker, optimizer: torch.optim.Optimizer, windows: Sequence[Example]) -> float:
    loss = loss_of(network, windows)
    optimizer.zero_grad()
    loss.backward()
    weights = [one for group in optimizer.param_groups for one in group["params"]]
    torch.nn.utils.clip_grad_norm_(weights, _CLIPPED)
    optimizer.step()
    return float(loss.detach())


def loss_of(network: TaggerAndLinker, windows: Sequence[Example]) -> Tensor:
    """Return the loss of a batch: of its tags by word, and of its links by fragment."""
    read = _forgetting(batch(windows))
    with torch.autocast("cpu", torch.bfloat16):
        words = network.encode(read)
    words = words.float()
    tagged = sum(_tag_loss(layer, logits, read.tags[layer]) for layer, logits in network.tags(words).items())
    sums, fragments = [torch.zeros(())] * len(_RELATION_WEIGHTS), 0
    for i, one in enumerate(windows):
        if one.links:
            links = linkable(one.links)
            losses = link_losses(*network.link(words[i, : len(one.window.first)], links), links)
            sums = [before + here for before, here in zip(sums, losses, strict=True)]
            fragments += len(one.links)
    speaker, cue, same = (weight * loss for weight, loss in zip(_RELATION_WEIGHTS, sums, strict=True))
    return tagged + (speaker + cue + same) / max(fragments, 1)


def _forgetting(read: Batch) -> Batch:
    forgotten = (torch.rand(read.ids.shape) < _FORGOTTEN) & (read.ids > UNKNOWN)
    return read._replace(ids=torch.where(forgotten, torch.full_like(read.ids, UNKNOWN), read.ids))


def _tag_loss(layer: str, logits: Tensor, right: Tensor) -> Tensor:
    weight = torch.tensor([_RARE.get(tag[2:], 1.0) for tag in TAGS[layer]])
    return functional.cross_entropy(
        logits.reshape(-1, logits.shape[-1]), right.reshape(-1), weight=weight, ignore_index=IGNORED
    )
