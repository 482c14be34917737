"""Frames without a speaking verb (laut, nach, zufolge, so, wie, demnach): the rest of the sentence is said."""

from __future__ import annotations

from datasette_claims.claims.clauses import core
from datasette_claims.claims.phrases import noun_phrase, skip_adverbials
from datasette_claims.claims.reading import CueKind, Frame, Place, Range, Reading

_LONGEST_SOURCE = 25
"""Words that a phrase before zufolge has at most."""

_EDGES = frozenset(",;:–—-")


def source_frame(place: Place) -> Frame | None:
    """Return the frame of laut Polizei, nach Angaben der Polizei, der Polizei zufolge, so die Polizei, demnach."""
    reading, clause, cue = place.reading, place.clause, place.cue
    if cue.kind is CueKind.ANAPHOR:
        return _anaphor(place)
    mention = _before_postposition(place) if cue.kind is CueKind.AFTER else _after_preposition(place)
    if mention is None:
        return None
    inside = Range(min(cue.head, mention.start), max(cue.head + 1, mention.end))
    if cue.kind is CueKind.SO:
        inside = Range(clause.start, skip_adverbials(reading, mention.end, max(clause.end, mention.end)))
    content = _without(place, inside)
    return Frame(cue, mention, content, place.sentence, cue.kind.value) if content else None


def as_frame(place: Place) -> Frame | None:
    """Return the frame of a clause that says who said the rest: wie die Polizei mitteilte, wie es hieß."""
    reading, clause = place.reading, place.clause
    after = noun_phrase(reading, clause.start + 1, clause.end)
    if after is not None:
        return _as(place, Range(clause.start + 1, after), {clause.start})
    pronoun = reading.lexicon.lists["sources.it"]
    it = next((i for i in range(clause.start + 1, clause.end) if reading.words.lower[i] in pronoun), None)
    return _as(place, speaker_of_it(place, it), {clause.start, it}) if it is not None else None


def _as(place: Place, mention: Range | None, extra: set[int]) -> Frame:
    cue = place.cue._replace(words=tuple(sorted({*place.cue.words, *extra})))
    content = _without(place, Range(place.clause.start, place.clause.end))
    return Frame(cue, mention, content, place.sentence, "as")


def speaker_of_it(place: Place, it: int) -> Range | None:
    """Return whose words "heißt es" reports: hieß es aus Regierungskreisen, in der Mitteilung heißt es."""
    reading, clause = place.reading, place.clause
    for i in (max(it, place.cue.head) + 1, clause.start):
        if i + 1 < clause.end and reading.lexicon.has("sources", "after_it", reading.words.lower[i]):
            after = noun_phrase(reading, i + 1, clause.end, oblique=True)
            if after is not None:
                return Range(i + 1, after)
    return None


def _anaphor(place: Place) -> Frame:
    """Return the frame of a word that is cue and mention in one: demnach, wonach."""
    at = place.cue.head
    word = Range(at, at + 1)
    content = _without(place, word)
    dependent = place.at > 0 and at == place.clause.start
    return Frame(place.cue, word, content[-1:] if dependent else content, place.sentence, place.cue.kind.value)


def _after_preposition(place: Place) -> Range | None:
    at, kind = place.cue.words[-1], place.cue.kind
    end = place.sentence.end if kind is CueKind.SO else place.clause.end
    after = noun_phrase(place.reading, at + 1, end, oblique=kind is not CueKind.SO)
    return Range(at + 1, after) if after is not None else None


def _before_postposition(place: Place) -> Range | None:
    """Return the phrase that ends right before zufolge: the longest that begins in the clause."""
    at = place.cue.head
    for i in range(max(place.clause.start, at - _LONGEST_SOURCE), at):
        if noun_phrase(place.reading, i, at, oblique=True) == at:
            return Range(i, at)
    return None


def _without(place: Place, inside: Range) -> tuple[Range, ...]:
    """Return the sentence's parts before and after the words of the frame, without bordering marks."""
    whole = core(place.reading, place.sentence)
    parts = (Range(whole.start, min(inside.start, whole.end)), Range(max(inside.end, whole.start), whole.end))
    trimmed = [_trimmed(place.reading, part) for part in parts]
    return tuple(part for part in trimmed if part.end > part.start)


def _trimmed(reading: Reading, part: Range) -> Range:
    start, end = part
    while start < end and reading.words.texts[start] in _EDGES | {"(", ")"} and not reading.quoted[start]:
        start += 1
    while end > start and reading.words.texts[end - 1] in _EDGES | {"("} and not reading.quoted[end - 1]:
        end -= 1
    return Range(start, end)
