"""A second opinion on what the network finds: the rules' attributions of the same text.

Where both find a quote, hardly one in a hundred is wrong; the rules' cue words are the better ones, and so are their
borders of free speech. What the network doubts and no rule sees is left out. Figures: ``docs/models.md``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from datasette_claims.claims.reading import Attribution, CueKind, Reading
from datasette_claims.encoder.mending import FREE, covers_a_sentence, with_parts
from datasette_claims.model import Cue, Mention, QuoteType, Span

SURE, LIKELY, DOUBTFUL = "encoder-sure", "encoder-likely", "encoder-doubtful"
"""The rules of what the network finds, by how sure of it it is."""

FEWEST = 3
"""Words below which what is no direct quote and no rule confirms is a splinter."""

SAME = 0.5
"""Least F1 of the characters of two quotes that are one and the same."""

_SOURCES = frozenset({CueKind.BEFORE.value, CueKind.AFTER.value})


def agreed(reading: Reading, found: Iterable[Attribution]) -> list[Attribution]:
    """Return what the network found with what the rules know better of it, each with the rule that confirms it."""
    rules = _Rules(reading.attributions)
    pairs = ((item, rules.like(item)) for item in found)
    kept = [
        item if rule is None else _confirmed(reading, item, rule)
        for item, rule in pairs
        if rule is not None or _stands_alone(reading, item)
    ]
    return [*kept, *_overlooked(reading, kept)]


def _overlooked(reading: Reading, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """Yield what a source phrase attributes and the network did not see: sagte sie laut «Netzblick»."""
    cues = {i for item in found if item.cue for i in _code_points(item.cue)}
    for rule in reading.attributions:
        if (
            rule.rule in _SOURCES
            and rule.cue
            and cues.isdisjoint(_code_points(rule.cue))
            and _size(reading, rule) >= FEWEST
        ):
            yield rule


def _code_points(cue: Cue) -> Iterator[int]:
    return chain.from_iterable(range(*span) for span in cue.spans)


def _size(reading: Reading, item: Attribution) -> int:
    """Return how many words a quote has."""
    return sum(end - start for start, end in map(reading.words.under, item.spans))


def _stands_alone(reading: Reading, item: Attribution) -> bool:
    """Tell whether a find that no rule confirms is to be kept; free indirect speech has the fewest signs."""
    if item.quote_type is QuoteType.DIRECT:
        return True
    if item.quote_type is QuoteType.FREE_INDIRECT:
        return item.rule == SURE
    if item.rule == DOUBTFUL or _size(reading, item) < FEWEST:
        return False
    return item.quote_type is not QuoteType.REPORTED or covers_a_sentence(reading, item)


def _confirmed(reading: Reading, item: Attribution, rule: Attribution) -> Attribution:
    item = replace(item, rule=f"{item.rule}+{rule.rule}")
    if item.quote_type in FREE:
        return with_parts(reading, item, [reading.words.under(span) for span in rule.spans])
    if rule.cue is None or not (item.cue is None or _meet(item.cue, rule.cue)):
        return item
    return replace(item, cue=rule.cue, mention=_nearer(item, rule))


def _nearer(item: Attribution, rule: Attribution) -> Mention | None:
    """Return the words for the speaker: the network's, unless only the rule's stand in the sentence of the cue."""
    if rule.mention is None or _stands_in(item.mention, rule.sentence) or not _stands_in(rule.mention, rule.sentence):
        return item.mention
    return rule.mention


def _stands_in(mention: Mention | None, sentence: Span) -> bool:
    return mention is not None and sentence.start <= mention.spans[0].start < sentence.end


def _meet(one: Cue, other: Cue) -> bool:
    return any(start < end2 and start2 < end for start, end in one.spans for start2, end2 in other.spans)


class _Rules:
    """The rules' attributions by place."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        """Order the attributions by where they begin."""
        self._ordered = sorted(attributions, key=lambda item: item.spans[0].start)
        self._longest = max((item.spans[-1].end - item.spans[0].start for item in attributions), default=0)

    def like(self, item: Attribution) -> Attribution | None:
        """Return the attribution of the same type whose quote is most like another's, if it is the same at all."""
        first = bisect_left(self._ordered, item.spans[0].start - self._longest, key=lambda rule: rule.spans[0].start)
        last = bisect_left(self._ordered, item.spans[-1].end, key=lambda rule: rule.spans[0].start)
        alike = [rule for rule in self._ordered[first:last] if rule.quote_type is item.quote_type]
        best = max(alike, key=lambda rule: _likeness(rule.spans, item.spans), default=None)
        return best if best is not None and _likeness(best.spans, item.spans) >= SAME else None


def _likeness(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Return the F1 of the characters of two quotes, 0 to 1."""
    shared = sum(max(0, min(end, end2) - max(start, start2)) for start, end in one for start2, end2 in other)
    return 2 * shared / sum(end - start for start, end in (*one, *other))
