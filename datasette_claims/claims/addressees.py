"""Step 9: whom a speaker talks to: sagte er der Zeitung, forderte die Regierung auf, told reporters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from datasette_claims.claims.phrases import noun_phrase, prepositional_phrase
from datasette_claims.claims.reading import Range, Reading
from datasette_claims.model import Claim, Cue, Mention

_Words = frozenset[int]


def addressees(reading: Reading) -> Reading:
    """Look for an addressee in the frame of every claim."""
    return replace(reading, claims=tuple(_addressed(reading, claim) for claim in reading.claims))


def _addressed(reading: Reading, claim: Claim) -> Claim:
    found = _addressee(reading, claim, claim.cue) if claim.cue else None
    if found is None:
        return claim
    span = reading.words.span(found)
    return replace(claim, addressee=Mention((span,), reading.text[slice(*span)]))


def _addressee(reading: Reading, claim: Claim, cue: Cue) -> Range | None:
    spans = (*cue.spans, *(claim.mention.spans if claim.mention else ()))
    taken = frozenset(i for span in spans for i in range(*reading.words.under(span)))
    verb = cue.lemma.rpartition(" ")[2]
    for run in map(reading.words.under, claim.frame):
        found = _marked(reading, run) or _object(reading, run, taken, verb)
        if found is not None and taken.isdisjoint(range(*found)):
            return found
    return None


def _marked(reading: Reading, run: Range) -> Range | None:
    """Return the noun phrase behind gegenüber, im Interview mit, in einem Brief an, vor Journalisten."""
    lexicon, lower = reading.lexicon, reading.words.lower
    for i in range(run.start, run.end - 1):
        leads = lexicon.has("addressees", "towards", lower[i]) or _follows_talk(reading, run, i)
        faces = lexicon.has("addressees", "facing", lower[i])
        end = noun_phrase(reading, i + 1, run.end, oblique=True) if leads or faces else None
        if end is not None and (leads or lexicon.ends("addressees.audiences", lower[end - 1])):
            return Range(i + 1, end)
    return None


def _follows_talk(reading: Reading, run: Range, i: int) -> bool:
    """Tell whether a preposition joins a talk or a letter to its other side."""
    lexicon, lower = reading.lexicon, reading.words.lower
    if i == run.start or not lexicon.has("addressees", "joins", lower[i]):
        return False
    return lexicon.ends("addressees.talks", lower[i - 1])


def _object(reading: Reading, run: Range, taken: _Words, lemma: str) -> Range | None:
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


def _phrases(reading: Reading, run: Range, taken: _Words) -> Iterator[Range]:
    """Yield the noun phrases of a run that no preposition governs and that are neither cue nor speaker."""
    i = run.start
    while i < run.end:
        passed = i + 1 if i in taken else prepositional_phrase(reading, i, run.end)
        end = passed or _object_end(reading, i, run.end)
        if end is not None and passed is None and taken.isdisjoint(range(i, end)):
            yield Range(i, end)
        i = end or i + 1


def _object_end(reading: Reading, i: int, end: int) -> int | None:
    """Return the end of a noun phrase, also of a bare plural for those who listen: told reporters."""
    bare = i + 1 if reading.lexicon.ends("addressees.audiences", reading.words.lower[i]) else None
    return noun_phrase(reading, i, end, oblique=True) or bare
