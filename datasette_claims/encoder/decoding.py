"""From the network's probabilities to quotes: the best tags of each layer, and who and what belongs to each quote."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from datasette_claims.encoder.network import Fragment, Link, Marked, Network

Array = npt.NDArray[Any]

_NEVER = -1e4
_WITH_CUE = ("Direct", "Indirect")
_CUE, _SAME = 1, 2
"""Relations, as columns of a link's scores."""
_GROWS = 0.25
"""A speaker takes in neighbours at least so likely as its likeliest word, as a share."""


class Words(NamedTuple):
    """Words ``[start, end)`` of a text."""

    start: int
    end: int


@dataclass(frozen=True)
class Quote:
    """A quote with its parts, speaker and cue as words; ``sureness`` is the mean log-odds of its tags."""

    quote_type: str
    parts: tuple[Words, ...]
    speaker: Words | None
    cue: tuple[Words, ...]
    sureness: float


@dataclass(frozen=True)
class _Tagged:
    """The layers' log-probabilities with the names of their tags and how they are read."""

    layers: Mapping[str, Array]
    tags: Mapping[str, Sequence[str]]
    settings: Mapping[str, Any]

    def spans(self, layer: str) -> list[Fragment]:
        """Return the best spans of a layer in text order."""
        names = self.tags[layer]
        return _spans(_best(self.layers[layer], names, self.settings["bias"]), names)

    def sureness(self, span: Fragment) -> float:
        """Return the mean log-odds of a quote's type against no quote."""
        layer = next(layer for layer, names in self.tags.items() if f"B-{span.quote_type}" in names)
        tag = self.tags[layer].index(f"B-{span.quote_type}")
        here = self.layers[layer][span.start : span.end]
        odds = np.logaddexp(here[:, tag], here[:, tag + 1]) - here[:, 0]
        bias: float = self.settings["bias"].get(span.quote_type, 0.0)
        return float(odds.mean()) - bias


def decode(network: Network, marked: Marked, *, verb_second: bool) -> list[Quote]:
    """Return the quotes of a text in the order of their first words.

    Only a language that is ``verb_second`` has a mood for free indirect speech in reports; elsewhere what the
    network takes for it counts as free indirect.
    """
    layers = marked.layers if verb_second else {**marked.layers, "sent": _without_mood(marked.layers["sent"])}
    tagged = _Tagged(layers, network.config["tags"], network.config["decode"])
    fragments = [*tagged.spans("direct"), *_surest(tagged)]
    speakers, cues = tagged.spans("speaker"), tagged.spans("cue")
    links = network.links(marked, fragments)
    shares = [_shares(link) for link in links]
    quotes = []
    for group in _groups(fragments, shares, tagged.settings["mth"]):
        parts, own = sorted(fragments[i] for i in group), [links[i] for i in group]
        has_cue = parts[0].quote_type in _WITH_CUE
        quotes.append(
            Quote(
                quote_type=parts[0].quote_type,
                parts=tuple(Words(part.start, part.end) for part in parts),
                speaker=_speaker(own, _near(speakers, own), tagged.settings["nth"]),
                cue=_cue([shares[i] for i in group], _near(cues, own), tagged.settings["cth"]) if has_cue else (),
                sureness=min(map(tagged.sureness, parts)),
            )
        )
    return sorted(quotes, key=lambda quote: (quote.parts[0].start, -quote.parts[-1].end))


# Tags


def _without_mood(sent: Array) -> Array:
    """Count IndirectFreeIndirect, the first type of its layer, as FreeIndirect, the third."""
    counted = sent.copy()
    for tag in (1, 2):
        counted[:, tag + 4] = np.logaddexp(counted[:, tag + 4], counted[:, tag])
        counted[:, tag] = _NEVER
    return counted


def _best(logs: Array, names: Sequence[str], bias: Mapping[str, float]) -> list[int]:
    """Return the likeliest tags in which every I- follows its own B- or I- (Viterbi 1967)."""
    if not len(logs):
        return []
    rows = (logs.astype(np.float64) - np.array([bias.get(name[2:], 0.0) for name in names])).tolist()
    inner = range(2, len(names), 2)
    total = [score + _NEVER if tag in inner else score for tag, score in enumerate(rows[0])]
    backs = []
    for row in rows[1:]:
        most = max(total)
        back, reached = [total.index(most)] * len(row), [most + score for score in row]
        for tag in inner:
            before = tag if total[tag] > total[tag - 1] else tag - 1
            back[tag], reached[tag] = before, total[before] + row[tag]
        backs.append(back)
        total = reached
    tags = [total.index(max(total))]
    for back in reversed(backs):
        tags.append(back[tags[-1]])
    return tags[::-1]


def _spans(tags: Sequence[int], names: Sequence[str]) -> list[Fragment]:
    found: list[Fragment] = []
    for i, tag in enumerate(tags):
        if tag % 2:
            found.append(Fragment(i, i + 1, names[tag][2:]))
        elif tag:
            found[-1] = found[-1]._replace(end=i + 1)
    return found


def _surest(tagged: _Tagged) -> list[Fragment]:
    """Return clauses and sentences; of one and the other over nearly the same words only the surer."""
    clauses, sentences = tagged.spans("clause"), tagged.spans("sent")
    for clause in tuple(clauses):
        for sentence in [span for span in sentences if _shared(clause, span) > tagged.settings["conflict"]]:
            if tagged.sureness(clause) <= tagged.sureness(sentence):
                clauses.remove(clause)
                break
            sentences.remove(sentence)
    return [*clauses, *sentences]


def _shared(one: Fragment, other: Fragment) -> float:
    """Return the share of words that two spans have in common, 0 to 1."""
    both = min(one.end, other.end) - max(one.start, other.start)
    return max(both, 0) / (max(one.end, other.end) - min(one.start, other.start))


# Links


class _Shares(NamedTuple):
    """The probabilities of a link: ``sums`` of them over the words before each word, a row for each word."""

    start: int
    end: int
    sums: Array

    def of(self, words: Fragment, relation: int) -> float:
        """Return the mean probability that some words have a relation, which is 0 outside the link's window."""
        first, last = max(words.start, self.start), min(words.end, self.end)
        if first >= last:
            return 0.0
        sums = self.sums[:, relation]
        return float(sums[last - self.start] - sums[first - self.start]) / (words.end - words.start)


def _shares(link: Link) -> _Shares:
    likely = 1 / (1 + np.exp(-np.clip(link.scores, -30, 30)))
    sums = np.zeros((len(likely) + 1, likely.shape[1]))
    np.cumsum(likely, 0, out=sums[1:])
    return _Shares(link.start, link.end, sums)


def _groups(fragments: Sequence[Fragment], links: Sequence[_Shares], threshold: float) -> list[list[int]]:
    """Return the fragments by index, those of one quote together."""
    head = list(range(len(fragments)))
    for i, j in combinations(range(len(fragments)), 2):
        alike = fragments[i].quote_type == fragments[j].quote_type
        if alike and _together(fragments[i], links[i], fragments[j], links[j]) > threshold:
            head[j] = head[i]
    groups: dict[int, list[int]] = {}
    for i, first in enumerate(head):
        groups.setdefault(first, []).append(i)
    return list(groups.values())


def _together(one: Fragment, link: _Shares, other: Fragment, other_link: _Shares) -> float:
    """Return how likely two fragments are parts of one quote, 0 to 1."""
    return (link.of(other, _SAME) + other_link.of(one, _SAME)) / 2


def _near(spans: Sequence[Fragment], links: Sequence[Link]) -> list[Fragment]:
    """Return the spans, of one layer, that some link sees."""
    first = bisect_right(spans, min(link.start for link in links), key=lambda span: span.end)
    last = bisect_left(spans, max(link.end for link in links), key=lambda span: span.start)
    return [
        span for span in spans[first:last] if any(span.start < link.end and link.start < span.end for link in links)
    ]


def _cue(links: Sequence[_Shares], spans: Sequence[Fragment], threshold: float) -> tuple[Words, ...]:
    likely = (sum(link.of(span, _CUE) for link in links) / len(links) for span in spans)
    return tuple(Words(span.start, span.end) for span, share in zip(spans, likely, strict=True) if share > threshold)


def _speaker(links: Sequence[Link], spans: Sequence[Fragment], threshold: float) -> Words | None:
    """Return the words of the speaker: a span of that layer, else what grows around the likeliest word."""
    start, likely, nobody = _speaker_likely(links)

    def share(span: Words) -> float:
        return float(likely[max(span.start - start, 0) : max(span.end - start, 0)].sum())

    found = max((Words(span.start, span.end) for span in spans), key=share, default=None)
    if found is None or share(found) < (1 - nobody) / 2:
        grown = _grown(likely, start)
        found = grown if found is None or share(grown) > share(found) else found
    return found if share(found) > threshold * nobody else None


def _speaker_likely(links: Sequence[Link]) -> tuple[int, Array, float]:
    """Return the first word that all links see, the probability of each from there, and that of nobody."""
    start, end = max(link.start for link in links), min(link.end for link in links)
    if start >= end:
        links, start, end = links[:1], links[0].start, links[0].end
    scores = np.mean([link.scores[start - link.start : end - link.start, 0] for link in links], 0)
    nobody = float(np.mean([link.nobody for link in links]))
    most = max(nobody, float(scores.max()))
    odds, none = np.exp(scores - most), float(np.exp(nobody - most))
    total = float(odds.sum()) + none
    return start, odds / total, none / total


def _grown(likely: Array, start: int) -> Words:
    first = last = int(likely.argmax())
    least = _GROWS * likely[first]
    while first > 0 and likely[first - 1] > least:
        first -= 1
    while last + 1 < len(likely) and likely[last + 1] > least:
        last += 1
    return Words(start + first, start + last + 1)
