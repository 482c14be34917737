"""Step 8: frames as characters: the part of a sentence that attributes a quote.

As annotated by Petersen-Frey and Biemann (2024): of a verb its clause with the comma, of laut, nach or zufolge no
more than the cue and the words for the speaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from datasette_claims.claims.reading import Range, Reading
from datasette_claims.claims.sentences import STOPS
from datasette_claims.model import Claim, Span

REACH = 150
"""Words from its cue on which a frame may reach to either side."""

NEAR = 12
"""Claims before and after one among which those of its sentence are looked for."""

_Words = frozenset[int]
_BORDERS = frozenset(",;:–—")


def framing(reading: Reading) -> Reading:
    """Give every claim with a cue its frame."""
    return replace(reading, claims=tuple(_framed(reading, place) for place in range(len(reading.claims))))


def _framed(reading: Reading, place: int) -> Claim:
    claim = reading.claims[place]
    if claim.cue is None:
        return claim
    cue = _indices(reading, claim.cue.spans)
    sentence = _within_reach(reading.words.under(claim.sentence), cue)
    mention = _indices(reading, claim.mention.spans if claim.mention else ()) & frozenset(range(*sentence))
    if _is_source(reading, cue):
        runs = [_phrase(cue, mention)]
    else:
        runs = list(_clauses(reading, sentence, cue, mention, _around(reading, place)))
    return replace(claim, frame=tuple(map(reading.words.span, runs)))


def _indices(reading: Reading, spans: Sequence[Span]) -> _Words:
    return frozenset(chain.from_iterable(range(*reading.words.under(span)) for span in spans))


def _within_reach(sentence: Range, cue: _Words) -> Range:
    """Return what a frame can take of a sentence: one without any stop may be as long as the text."""
    return Range(max(sentence.start, min(cue) - REACH), min(sentence.end, max(cue) + 1 + REACH))


def _around(reading: Reading, place: int) -> list[Claim]:
    """Return the claims near one whose sentences touch its own, itself among them."""
    near, here = reading.claims[max(0, place - NEAR) : place + NEAR + 1], reading.claims[place].sentence
    return [other for other in near if other.sentence.start < here.end and other.sentence.end > here.start]


def _is_source(reading: Reading, cue: _Words) -> bool:
    """Tell whether a cue is a preposition and no verb: laut, nach, zufolge, according to."""
    uses = ("before", "after", "prepositions", "anaphors", "to")
    lexicon, lower = reading.lexicon, reading.words.lower
    return all(lexicon.has_any("sources", lower[i], *uses) for i in cue)


def _phrase(cue: _Words, mention: _Words) -> Range:
    """Return a preposition with the words for the source beside it."""
    near = cue | {i for i in mention if abs(i - min(cue)) <= len(mention) + 1}
    return Range(min(near), max(near) + 1)


def _clauses(
    reading: Reading, sentence: Range, cue: _Words, mention: _Words, around: Sequence[Claim]
) -> Iterator[Range]:
    """Yield the runs of a sentence's words outside its quotes that hold the cue or the words for the speaker."""
    said = _said(reading, around, cue)
    own = cue | mention
    foreign = frozenset(chain.from_iterable(_indices(reading, other.cue.spans) for other in around if other.cue)) - own
    for run in _runs([i for i in range(*sentence) if i not in said]):
        inside = own & frozenset(range(*run))
        if inside:
            clause = _trimmed(reading, _apart(reading, run, inside, foreign))
            if clause.end > clause.start:
                yield clause


def _said(reading: Reading, around: Sequence[Claim], cue: _Words) -> _Words:
    """Return the words of all quotes around a claim that do not hold its cue themselves."""
    found = (_indices(reading, other.spans) for other in around)
    return frozenset(chain.from_iterable(words for words in found if cue.isdisjoint(words)))


def _runs(words: Sequence[int]) -> Iterator[Range]:
    """Yield neighbouring word indices as ranges."""
    start = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or words[i] != words[i - 1] + 1:
            yield Range(words[start], words[i - 1] + 1)
            start = i


def _apart(reading: Reading, run: Range, inside: _Words, foreign: _Words) -> Range:
    """Cut a run at the mark between its own words and another claim's cue: …, sagte A; B erklärte, …."""
    before = max((i for i in foreign if run.start <= i < min(inside)), default=None)
    after = min((i for i in foreign if max(inside) < i < run.end), default=None)
    start = run.start if before is None else _border(reading, range(before + 1, min(inside)), run.start)
    end = run.end if after is None else _border(reading, range(after - 1, max(inside), -1), run.end)
    return Range(start, end)


def _border(reading: Reading, words: range, otherwise: int) -> int:
    """Return the first of some words that is a mark between clauses."""
    return next((i for i in words if reading.words.texts[i] in _BORDERS), otherwise)


def _trimmed(reading: Reading, run: Range) -> Range:
    """Return a run without the sentence's stop."""
    end = run.end
    while end > run.start and reading.words.texts[end - 1] in STOPS:
        end -= 1
    return Range(run.start, end)
