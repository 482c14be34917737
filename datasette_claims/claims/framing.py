"""Step 8: frames as characters, and whom a speaker talks to: "sagte er der Zeitung", "told reporters".

A frame is the part of the quote's sentence that attributes it, as annotated by Petersen-Frey and Biemann (2024): of
a verb its clause with the comma, of laut, nach or zufolge no more than the cue and the words for the speaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from datasette_claims.claims.phrases import noun_phrase, prepositional_phrase
from datasette_claims.claims.reading import Range, Reading
from datasette_claims.claims.sentences import STOPS
from datasette_claims.model import Claim, Mention, Span

REACH = 150
"""Words from its cue on which a frame may reach to either side."""

NEAR = 12
"""Claims before and after one among which those of its sentence are looked for."""

_Words = frozenset[int]
_BORDERS = frozenset(",;:–—")


def framing(reading: Reading) -> Reading:
    """Give every claim with a cue its frame and addressee."""
    return replace(reading, claims=tuple(_framed(reading, place) for place in range(len(reading.claims))))


def _framed(reading: Reading, place: int) -> Claim:
    claim = reading.claims[place]
    if claim.cue is None:
        return claim
    runs = _frame(reading, claim, _around(reading, place))
    spans = tuple(reading.words.span(run) for run in runs)
    addressee = _addressee(reading, claim, runs)
    if addressee is None:
        return replace(claim, frame=spans)
    span = reading.words.span(addressee)
    return replace(claim, frame=spans, addressee=Mention((span,), reading.text[slice(*span)]))


def _indices(reading: Reading, spans: Sequence[Span]) -> _Words:
    return frozenset(chain.from_iterable(range(*reading.words.under(span)) for span in spans))


# The frame


def _frame(reading: Reading, claim: Claim, around: Sequence[Claim]) -> tuple[Range, ...]:
    """Return the runs of a sentence's words outside its quotes that hold the cue or the words for the speaker."""
    cue = _indices(reading, claim.cue.spans) if claim.cue else frozenset()
    sentence = _within_reach(reading.words.under(claim.sentence), cue)
    mention = _indices(reading, claim.mention.spans if claim.mention else ()) & frozenset(range(*sentence))
    if _is_source(reading, cue):
        near = [i for i in mention if abs(i - min(cue)) <= len(mention) + 1]
        return (Range(min(cue | set(near)), max(cue | set(near)) + 1),)
    said = _said(reading, around, cue)
    runs = _runs([i for i in range(*sentence) if i not in said])
    own = cue | mention
    foreign = frozenset(chain.from_iterable(_indices(reading, other.cue.spans) for other in around if other.cue)) - own
    held = (_apart(reading, run, own, foreign) for run in runs if not own.isdisjoint(range(*run)))
    return tuple(run for run in (_trimmed(reading, run) for run in held) if run.end > run.start)


def _within_reach(sentence: Range, cue: _Words) -> Range:
    """Return what a frame can take of a sentence: one without any stop may be as long as the text."""
    return Range(max(sentence.start, min(cue) - REACH), min(sentence.end, max(cue) + 1 + REACH))


def _around(reading: Reading, place: int) -> list[Claim]:
    """Return the claims near one whose sentences touch its own, itself among them."""
    near, here = reading.claims[max(0, place - NEAR) : place + NEAR + 1], reading.claims[place].sentence
    return [other for other in near if other.sentence.start < here.end and other.sentence.end > here.start]


def _apart(reading: Reading, run: Range, own: _Words, foreign: _Words) -> Range:
    """Cut a run at the mark between its own words and another claim's cue: …, sagte A; B erklärte, …."""
    inside = own & frozenset(range(*run))
    borders = [i for i in range(*run) if reading.words.texts[i] in _BORDERS]
    before = max((i for i in foreign if run.start <= i < min(inside)), default=run.start - 1)
    after = min((i for i in foreign if max(inside) < i < run.end), default=run.end)
    start = next((i for i in borders if before < i < min(inside)), run.start) if before >= run.start else run.start
    end = next((i for i in reversed(borders) if max(inside) < i < after), run.end) if after < run.end else run.end
    return Range(start, end)


def _is_source(reading: Reading, cue: _Words) -> bool:
    """Tell whether a cue is a preposition and no verb: laut, nach, zufolge, according to."""
    uses = ("before", "after", "prepositions", "anaphors", "to")
    lexicon, lower = reading.lexicon, reading.words.lower
    return bool(cue) and all(lexicon.has_any("sources", lower[i], *uses) for i in cue)


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


def _trimmed(reading: Reading, run: Range) -> Range:
    """Return a run without the sentence's stop."""
    end = run.end
    while end > run.start and reading.words.texts[end - 1] in STOPS:
        end -= 1
    return Range(run.start, end)


# The addressee


def _addressee(reading: Reading, claim: Claim, runs: Sequence[Range]) -> Range | None:
    taken = _indices(reading, (*claim.cue.spans, *(claim.mention.spans if claim.mention else ()))) if claim.cue else ()
    lemma = claim.cue.lemma.split()[-1] if claim.cue and claim.cue.lemma else ""
    for run in runs:
        found = _marked(reading, run) or _object(reading, run, taken, lemma)
        if found is not None and not any(i in taken for i in range(*found)):
            return found
    return None


def _marked(reading: Reading, run: Range) -> Range | None:
    """Return the noun phrase behind gegenüber, im Interview mit, in einem Brief an, vor Journalisten."""
    lexicon, lower = reading.lexicon, reading.words.lower
    for i in range(run.start, run.end - 1):
        if lexicon.has("addressees", "towards", lower[i]) or _follows_talk(reading, run, i):
            end = noun_phrase(reading, i + 1, run.end, oblique=True)
            if end is not None:
                return Range(i + 1, end)
        if lexicon.has("addressees", "facing", lower[i]):
            end = noun_phrase(reading, i + 1, run.end, oblique=True)
            if end is not None and lexicon.ends("addressees.audiences", lower[end - 1]):
                return Range(i + 1, end)
    return None


def _follows_talk(reading: Reading, run: Range, i: int) -> bool:
    """Tell whether a preposition joins a talk or a letter to its other side."""
    lexicon, lower = reading.lexicon, reading.words.lower
    if i == run.start or not lexicon.has("addressees", "joins", lower[i]):
        return False
    return lexicon.ends("addressees.talks", lower[i - 1])


def _object(reading: Reading, run: Range, taken: _Words | tuple[()], lemma: str) -> Range | None:
    """Return the object of a verb that takes the person it talks to as one: forderte die Regierung auf, told them."""
    lexicon = reading.lexicon
    asks, tells = lexicon.has("addressees", "asking", lemma), lexicon.has("addressees", "telling", lemma)
    if not asks and not tells:
        return None
    for phrase in _phrases(reading, run, taken):
        if asks or _is_dative(reading, phrase):
            return phrase
    return None


def _is_dative(reading: Reading, phrase: Range) -> bool:
    """Tell whether a phrase can be what a German verb of telling takes: dem Blatt, Journalisten."""
    lexicon, lower = reading.lexicon, reading.words.lower
    first, last = lower[phrase.start], lower[phrase.end - 1]
    return lexicon.has("addressees", "datives", first) or lexicon.ends("addressees.audiences", last)


def _phrases(reading: Reading, run: Range, taken: _Words | tuple[()]) -> Iterator[Range]:
    """Yield the noun phrases of a run that no preposition governs and that are neither cue nor speaker."""
    i = run.start
    while i < run.end:
        after = None if i in taken else prepositional_phrase(reading, i, run.end)
        if after is None and i not in taken:
            end = noun_phrase(reading, i, run.end, oblique=True)
            if end is not None and not any(j in taken for j in range(i, end)):
                yield Range(i, end)
                after = end
        i = after or i + 1
