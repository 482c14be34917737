"""The steps of training in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from datasette_claims.encoder.network import SHIPPED
from datasette_claims.training.data import Part, Report
from datasette_claims.training.export import export
from datasette_claims.training.links import relink, vectors
from datasette_claims.training.model import restored
from datasette_claims.training.start import Start, from_base, from_folder
from datasette_claims.training.targets import Target, target
from datasette_claims.training.train import Settings, seed, train

FURTHER = Settings(epochs=8, rates=(5e-5, 5e-5, 5e-5))
"""How to train a network further on a few hundred claims so that it forgets nothing of what it knew."""

CHECKPOINT = "checkpoint.pt"
"""The trained weights in the folder that is written; the encoder does not read them."""


def settings(epochs: int | None, number: int, minutes: float, threads: int, *, further: bool) -> Settings:
    """Return how to train, from the base model or further; ``number`` is the seed, ``epochs`` None for its default."""
    usual = FURTHER if further else Settings()
    return replace(usual, epochs=epochs or usual.epochs, seed=number, minutes=minutes, threads=threads)


def run_from_base(
    parts: Sequence[Part],
    base: Path,
    words: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    checkpoint: Path | None,
    report: Report,
) -> None:
    """Take the base model through all steps and write the encoder's files into ``out``, the checkpoint beside them.

    A checkpoint given is not trained again, but its link head is; that takes one thread, and gives the same bytes.
    """
    start = from_base(base, words, (article.text for part in parts for article in part.articles))
    report(f"{len(start.vocabulary.pieces)} pieces")
    learned = _targets(parts, start)
    if checkpoint is None:
        checkpoint = _train(start, _repeated(learned, parts), out, settings, report)
    torch.set_num_threads(1)
    _link(start, learned, out, _weights(checkpoint), settings.seed, report)


def run_from_folder(
    parts: Sequence[Part], folder: Path | None, out: Path, settings: Settings, *, report: Report
) -> None:
    """Train the network in a folder further, or the one that is shipped, and write its files into ``out``.

    Few articles would not be enough for a link head from its beginning, so it is trained along. The licences of what
    training started from go with the files.
    """
    start = from_folder(folder)
    checkpoint = _train(start, _repeated(_targets(parts, start), parts), out, settings, report)
    export(out, _weights(checkpoint), start.shape, start.vocabulary, start.blocks)
    notice = (folder or SHIPPED) / "NOTICE.md"
    if notice.is_file():
        (out / "NOTICE.md").write_bytes(notice.read_bytes())


def _targets(parts: Sequence[Part], start: Start) -> list[list[Target]]:
    reader = start.vocabulary.reader()
    return [[target(article, reader) for article in part.articles] for part in parts]


def _repeated(learned: Sequence[Sequence[Target]], parts: Sequence[Part]) -> list[Target]:
    return [one for some, part in zip(learned, parts, strict=True) for one in some for _ in range(part.times)]


def _train(start: Start, learned: Sequence[Target], out: Path, settings: Settings, report: Report) -> Path:
    """Train and return the checkpoint's file."""
    torch.set_num_threads(settings.threads)
    chance = seed(settings.seed)
    train(start.network(), learned, settings, chance, report=report, checkpoint=out / CHECKPOINT)
    return out / CHECKPOINT


def _weights(checkpoint: Path) -> Mapping[str, Tensor]:
    found: Mapping[str, Tensor] = torch.load(checkpoint, weights_only=True)
    return found


def _link(
    start: Start,
    learned: Sequence[Sequence[Target]],
    out: Path,
    state: Mapping[str, Tensor],
    number: int,
    report: Report,
) -> None:
    """Export, train the link head on what the export makes of the articles, and export again."""
    export(out, state, start.shape, start.vocabulary, start.blocks)
    seen = vectors(out, [one for some in learned for one in some])
    report(f"{len(seen)} windows with links")
    chance = seed(number)
    linked = restored(start.shape, state)
    relink(linked, seen, chance, report=report)
    export(out, linked.state_dict(), start.shape, start.vocabulary, start.blocks)
