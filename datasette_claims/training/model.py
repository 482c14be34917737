"""The network in torch: the base model's encoder, a tag layer for each kind of span, and the head that links them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from datasette_claims.encoder.windows import DISTANCES
from datasette_claims.training.pretrained import Array, Shape
from datasette_claims.training.targets import LAYERS, TAGS, TYPES, Example, Link

KEY = 96
"""Numbers by which a quote and a word are compared, for each of the three relations."""

RELATIONS = 3
"""Speaker, cue, same quote."""

IGNORED = -100
"""The tag of a word that only fills up a batch."""

PADDED = 32
"""A batch's windows are filled up to a multiple of so many pieces."""

_FEATURES = 8
_TYPE = 32
_INNER = 256
_PADDING = 1
_DROPOUT = 0.1
_FIRST_BIAS = (0.0, -2.0, -2.0)


class Batch(NamedTuple):
    """Windows side by side, filled up to one length.

    ``ids`` and ``features`` are (windows, pieces), ``mask`` tells real pieces (None: all are), ``first`` and each of
    ``tags`` are (windows, words).
    """

    ids: Tensor
    mask: Tensor | None
    features: Tensor
    first: Tensor
    tags: Mapping[str, Tensor]


class Links(NamedTuple):
    """The m links of a window of n words, as tensors: fragments (m, 3), gold (m, 3, n), distances (m, n), certain."""

    fragments: Tensor
    gold: Tensor
    distances: Tensor
    certain: Tensor


class Layer(nn.Module):
    """One layer of a BERT encoder (Devlin and others 2019), normalised after each half."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attention = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.attended = nn.Linear(shape.hidden, shape.hidden)
        self.attended_norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.inner = nn.Linear(shape.hidden, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.hidden)
        self.outer_norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, vectors: Tensor, mask: Tensor | None) -> Tensor:
        """Return vectors of the same shape, (windows, pieces, hidden)."""
        windows, pieces, hidden = vectors.shape
        parted = self.attention(vectors).view(windows, pieces, 3, self.heads, hidden // self.heads)
        query, key, value = parted.permute(2, 0, 3, 1, 4)
        seen = _attention(query, key, value, mask).transpose(1, 2).reshape(windows, pieces, hidden)
        vectors = self.attended_norm(vectors + self.dropout(self.attended(seen)))
        return self.outer_norm(vectors + self.dropout(self.outer(functional.gelu(self.inner(vectors)))))


def _attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
    if torch.is_grad_enabled() and query.dtype == torch.bfloat16:  # going back through it is slow on a processor
        with torch.autocast("cpu", enabled=False):
            seen = functional.scaled_dot_product_attention(query.float(), key.float(), value.float(), attn_mask=mask)
            return seen.to(torch.bfloat16)
    return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)


class Encoder(nn.Module):
    """The base model's part: embeddings and layers."""

    def __init__(self, pieces: int, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(pieces, shape.hidden)
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.segment = nn.Parameter(torch.zeros(shape.hidden))
        self.norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.dropout = nn.Dropout(dropout)


class TaggerAndLinker(nn.Module):
    """The whole network."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        hidden = encoder.norm.normalized_shape[0]
        self.encoder = encoder
        self.features = nn.Embedding(_FEATURES, hidden)
        nn.init.zeros_(self.features.weight)
        self.taggers = nn.ModuleDict({layer: nn.Linear(hidden, len(tags)) for layer, tags in TAGS.items()})
        self.types = nn.Embedding(len(TYPES), _TYPE)
        self.fresh_links(hidden)
        self.distances = nn.Embedding(DISTANCES, RELATIONS)
        nn.init.zeros_(self.distances.weight)
        self.dropout = nn.Dropout(_DROPOUT)
        self.bias = nn.Parameter(torch.tensor(_FIRST_BIAS))

    def fresh_links(self, hidden: int) -> None:
        """Begin the link head's matrices anew."""
        self.query = nn.Sequential(
            nn.Linear(RELATIONS * hidden + _TYPE, _INNER), nn.GELU(), nn.Linear(_INNER, RELATIONS * KEY)
        )
        self.key = nn.Linear(hidden, RELATIONS * KEY)
        self.nobody = nn.Linear(_INNER, 1)

    def fresh_fast(self) -> None:
        """Begin the link head's small weights anew."""
        with torch.no_grad():
            self.distances.weight.zero_()
            self.bias.copy_(torch.tensor(_FIRST_BIAS))

    def fast(self) -> list[nn.Parameter]:
        """Return the weights that would hardly move at the others' learning rate."""
        return [self.distances.weight, self.bias, self.nobody.bias]

    def encode(self, batch: Batch) -> Tensor:
        """Return the vector of each word's first piece, (windows, words, hidden)."""
        encoder = self.encoder
        placed = encoder.words(batch.ids) + encoder.positions.weight[: batch.ids.shape[1]] + encoder.segment
        vectors = encoder.dropout(encoder.norm(placed + self.features(batch.features)))
        mask = None if batch.mask is None else batch.mask[:, None, None, :]
        for layer in encoder.layers:
            vectors = layer(vectors, mask)
        return torch.gather(vectors, 1, batch.first[..., None].expand(-1, -1, vectors.shape[-1])).float()

    def tags(self, words: Tensor) -> dict[str, Tensor]:
        """Return the logits of each layer's tags, (windows, words, tags)."""
        kept = self.dropout(words)
        return {layer: tagger(kept) for layer, tagger in self.taggers.items()}

    def link(self, words: Tensor, links: Links) -> tuple[Tensor, Tensor]:
        """Return for the fragments of one window the score of no speaker, (m), and of each word, (m, n, 3)."""
        start, end, kind = links.fragments.unbind(1)
        at = torch.arange(words.shape[0])
        inside = ((at >= start[:, None]) & (at < end[:, None])).float()
        mean = (inside @ words) / inside.sum(1, keepdim=True)
        joined = self.dropout(torch.cat([words[start], words[end - 1], mean, self.types(kind)], 1))
        inner = self.query[1](self.query[0](joined))
        query = self.query[2](inner).view(-1, RELATIONS, KEY)
        key = self.key(self.dropout(words)).view(-1, RELATIONS, KEY)
        scores = torch.einsum("mck,nck->mnc", query, key) / KEY**0.5 + self.distances(links.distances) + self.bias
        return self.nobody(inner)[:, 0], scores


def network(shape: Shape, embeddings: Array, weights: Mapping[str, Array]) -> TaggerAndLinker:
    """Return the network with the base model's weights; ``embeddings`` are those of the kept pieces, unpacked."""
    encoder = Encoder(len(embeddings), shape, _DROPOUT)
    encoder.load_state_dict({name: torch.from_numpy(values) for name, values in _named(shape, embeddings, weights)})
    return TaggerAndLinker(encoder)


def restored(shape: Shape, state: Mapping[str, Tensor]) -> TaggerAndLinker:
    """Return a trained network that runs without chance."""
    return _loaded(shape, state, 0.0).eval()


def resumed(shape: Shape, weights: Mapping[str, Array]) -> TaggerAndLinker:
    """Return a trained network to be trained further."""
    return _loaded(shape, {name: torch.from_numpy(np.array(values)) for name, values in weights.items()}, _DROPOUT)


def _loaded(shape: Shape, state: Mapping[str, Tensor], dropout: float) -> TaggerAndLinker:
    found = TaggerAndLinker(Encoder(len(state["encoder.words.weight"]), shape, dropout))
    found.load_state_dict({name: values.float() for name, values in state.items()})
    return found


def _named(shape: Shape, embeddings: Array, weights: Mapping[str, Array]) -> list[tuple[str, Array]]:
    found = [
        ("words.weight", embeddings),
        ("positions.weight", weights["emb.pos"]),
        ("segment", weights["emb.type"][: shape.hidden]),
        ("norm.weight", weights["emb.ln.w"]),
        ("norm.bias", weights["emb.ln.b"]),
    ]
    ours = {"attended": "ao", "attended_norm": "aln", "inner": "fi", "outer": "fo", "outer_norm": "oln"}
    for i in range(shape.layers):
        for kind, short in (("weight", "w"), ("bias", "b")):
            parts = [weights[f"l{i}.{part}.{short}"] for part in "qkv"]
            found.append((f"layers.{i}.attention.{kind}", np.concatenate(parts)))
            found += [(f"layers.{i}.{name}.{kind}", weights[f"l{i}.{theirs}.{short}"]) for name, theirs in ours.items()]
    return found


def batch(examples: Sequence[Example]) -> Batch:
    """Put windows side by side."""
    pieces = -(-max(len(one.window.ids) for one in examples) // PADDED) * PADDED
    words = max(len(one.window.first) for one in examples)
    mask = _filled([[True] * len(one.window.ids) for one in examples], pieces, fill=0).bool()
    return Batch(
        _filled([one.window.ids for one in examples], pieces, _PADDING),
        None if mask.all() else mask,
        _filled([one.window.features for one in examples], pieces, 0),
        _filled([one.window.first for one in examples], words, 0),
        {layer: _filled([one.tags[layer].tolist() for one in examples], words, IGNORED) for layer in LAYERS},
    )


def _filled(rows: Sequence[Sequence[int]], size: int, fill: int) -> Tensor:
    return torch.tensor([[*row, *[fill] * (size - len(row))] for row in rows], dtype=torch.long)


def linkable(links: Sequence[Link]) -> Links:
    """Return a window's links as tensors."""
    return Links(
        torch.tensor([[one.start, one.end, one.kind] for one in links]),
        torch.from_numpy(np.stack([one.gold for one in links])),
        torch.from_numpy(np.stack([one.distances for one in links])),
        torch.tensor([float(one.certain) for one in links]),
    )


def link_losses(nobody: Tensor, scores: Tensor, links: Links) -> tuple[Tensor, Tensor, Tensor]:
    """Return the losses of a window's links by relation, summed over its fragments; cues belong to the first types."""
    gold = links.gold
    choices = torch.cat([nobody[:, None], scores[:, :, 0]], 1)
    right = torch.cat([(gold[:, 0].sum(1, keepdim=True) == 0).float(), gold[:, 0]], 1)
    likely = torch.logsumexp(choices.masked_fill(right == 0, -1e9), 1)
    speaker = ((torch.logsumexp(choices, 1) - likely) * links.certain).sum()
    entropy = functional.binary_cross_entropy_with_logits
    has_cue = (links.fragments[:, 2] <= TYPES.index("Indirect")).float()
    cue = (entropy(scores[:, :, 1], gold[:, 1], reduction="none").sum(1) * has_cue).sum()
    return speaker, cue, entropy(scores[:, :, 2], gold[:, 2], reduction="none").sum()
