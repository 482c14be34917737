"""The steps of training in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from datasette_claims.training.export import export
from datasette_claims.training.links import relink, vectors
from datasette_claims.training.model import network, restored
from datasette_claims.training.pretrained import Array, Pretrained, pretrained, unpacked
from datasette_claims.training.targets import Target, annotated, target
from datasette_claims.training.train import Report, Settings, seed, train
from datasette_claims.training.vocabulary import Vocabulary, listed_words, vocabulary


class Sources(NamedTuple):
    """What training reads: annotated articles, each file so many times an epoch, the base model, and word lists."""

    data: Sequence[tuple[Path, int]]
    base: Path
    words: Sequence[Path]


class _Start(NamedTuple):
    """The base model, what it keeps of its vocabulary, and the articles by file."""

    model: Pretrained
    vocabulary: Vocabulary
    articles: list[list[Target]]

    @property
    def blocks(self) -> Array:
        """The packed embeddings of the kept pieces."""
        return self.model.blocks[list(self.vocabulary.kept)]


def run(
    sources: Sources, out: Path, settings: Settings, *, threads: int, checkpoint: Path | None, report: Report
) -> None:
    """Take the base model through all steps and write the encoder's files into ``out``, ``checkpoint.pt`` beside them.

    A checkpoint given is not trained again, but its link head is; that takes one thread, and gives the same bytes.
    """
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    start = _start(sources)
    report(f"{len(start.vocabulary.pieces)} pieces")
    if checkpoint is None:
        checkpoint = out / "checkpoint.pt"
        times = [times for _, times in sources.data]
        repeated = [one for some, n in zip(start.articles, times, strict=True) for one in some for _ in range(n)]
        chance = seed(settings.seed)
        fresh = network(start.model.shape, unpacked(start.blocks), start.model.weights)
        train(fresh, repeated, settings, chance, report=report, checkpoint=checkpoint)
    torch.set_num_threads(1)
    _link(start, out, torch.load(checkpoint, weights_only=True), settings.seed, report)


def _start(sources: Sources) -> _Start:
    model = pretrained(sources.base)
    articles = [list(annotated(path)) for path, _ in sources.data]
    texts = (article.text for some in articles for article in some)
    words = chain.from_iterable(map(listed_words, sources.words))
    chosen = vocabulary(model.pieces, model.scores, model.characters, texts=texts, words=words)
    reader = chosen.reader()
    return _Start(model, chosen, [[target(article, reader) for article in some] for some in articles])


def _link(start: _Start, out: Path, state: Mapping[str, Tensor], number: int, report: Report) -> None:
    """Export, train the link head on what the export makes of the articles, and export again."""
    shape, blocks = start.model.shape, start.blocks
    export(out, state, shape, start.vocabulary, blocks)
    seen = vectors(out, [one for some in start.articles for one in some])
    report(f"{len(seen)} windows with links")
    chance = seed(number)
    linked = restored(shape, state)
    relink(linked, seen, chance, report=report)
    export(out, linked.state_dict(), shape, start.vocabulary, blocks)
