"""Step 5: frames, each a cue with its speaker's words and the content it governs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from datasette_claims.claims.bare import bare_content
from datasette_claims.claims.clauses import core, segments
from datasette_claims.claims.contents import Content, content
from datasette_claims.claims.nouns import can_speak
from datasette_claims.claims.phrases import noun_phrase, subject_after, subject_before
from datasette_claims.claims.reading import CueKind, CueWords, Frame, Place, Range, Reading
from datasette_claims.claims.sources import as_frame, source_frame, speaker_of_it


def frames(reading: Reading) -> Reading:
    """Build the frames of every sentence, in the order of their cues."""
    found: list[Frame] = []
    cues = iter(reading.cues)
    cue = next(cues, None)
    for number, sentence in enumerate(reading.sentences):
        mine = []
        while cue is not None and cue.head < sentence.end:
            mine.append(cue)
            cue = next(cues, None)
        if mine:
            before = reading.sentences[number - 1] if number else None
            found.extend(_in_sentence(reading, sentence, tuple(mine), before))
    return replace(reading, frames=tuple(found))


def _in_sentence(
    reading: Reading, sentence: Range, cues: tuple[CueWords, ...], before: Range | None
) -> Iterator[Frame]:
    clauses = tuple(segments(reading, sentence))
    for cue in cues:
        at = next(k for k, clause in enumerate(clauses) if clause.start <= cue.head < clause.end)
        place = Place(reading, sentence, clauses, at, cue, cues)
        frame = _verb_frame(place, before) if cue.kind is CueKind.VERB else source_frame(place)
        if frame is not None and _says_something(reading, frame):
            yield frame


def _says_something(reading: Reading, frame: Frame) -> bool:
    """Tell whether a frame's content, if it has any, has a word: not only marks."""
    texts = reading.words.texts
    return not frame.content or any(word[0].isalnum() for part in frame.content for word in texts[slice(*part)])


def _verb_frame(place: Place, before: Range | None) -> Frame | None:
    clause, cue = place.clause, place.cue
    first = place.reading.words.lower[clause.start]
    if place.reading.lexicon.has("sources", "as", first) and cue.words[-1] >= clause.end - 2:
        return as_frame(place)
    if _depends(place, first) or _begins_sentence(place):
        return None
    it = _it(place)
    if it is not None:
        cue = cue._replace(words=tuple(sorted({*cue.words, it})))
        return _frame(place, cue, speaker_of_it(place, it), before)
    mention = _speaker(place, first)
    return _frame(place, cue, mention, before) if mention is not None else None


def _frame(place: Place, cue: CueWords, mention: Range | None, before: Range | None) -> Frame:
    """Return the frame of a verb with its content, which may be the sentence before."""
    said = _content(place, mention)
    if not said.parts and before is not None and _points_back(place):
        said = Content((core(place.reading, before),), "demonstrative")
    return Frame(cue, mention, said.parts, place.sentence, said.rule)


def _content(place: Place, mention: Range | None) -> Content:
    found = None if place.reading.lexicon.verb_second else bare_content(place, mention)
    return found or content(place, mention)


# Who speaks


def _verb_last(place: Place, first: str) -> bool:
    """Tell whether the clause is subordinate and its finite verb the last word (nachdem X mitgeteilt hatte)."""
    uses = ("conjunctions", "questions", "subordinators", "relatives")
    subordinate = place.reading.lexicon.has_any("clauses", first, *uses)
    return subordinate and place.cue.head >= place.clause.end - 1


def _depends(place: Place, first: str) -> bool:
    """Tell whether the clause hangs on a noun or a question word, so that its subject is no speaker: der sagt."""
    lexicon = place.reading.lexicon
    if not _verb_last(place, first) or lexicon.has("clauses", "conjunctions", first):
        return False
    return lexicon.has("clauses", "questions", first) or (place.at > 0 and lexicon.has("clauses", "relatives", first))


def _begins_sentence(place: Place) -> bool:
    """Tell whether the verb begins a German sentence, as in questions and conditions: Hätte er gefragt, wäre …."""
    return place.reading.lexicon.verb_second and place.at == 0 and place.cue.head == place.clause.start


def _speaker(place: Place, first: str) -> Range | None:
    """Return the speaker's words: before the finite verb, else after it, else shared with a verb before."""
    reading, clause, head = place.reading, place.clause, place.cue.head
    if _verb_last(place, first):
        article = reading.lexicon.has("clauses", "relatives", first)
        return _phrase(reading, clause.start if article else clause.start + 1, clause.end)
    start = clause.start if head > clause.start else place.clauses[0].start
    before = subject_before(reading, start, head) if start < head else None
    if before is None:
        return subject_after(reading, head + 1, place.sentence.end) or _shared(place)
    return before if can_speak(reading, before) else _behind_object(place) or before


def _behind_object(place: Place) -> Range | None:
    """Return the subject behind the verb where an object stands first: Die Kosten bezifferte er auf eine Million."""
    reading = place.reading
    if not reading.lexicon.verb_second:
        return None
    after = subject_after(reading, place.cue.head + 1, place.sentence.end)
    return after if after is not None and can_speak(reading, after, bare=False) else None


def _shared(place: Place) -> Range | None:
    """Return the subject of the verb before "und" or a comma: bat um Spenden und wies darauf hin."""
    reading, clause, head = place.reading, place.clause, place.cue.head
    if head == clause.start:
        return _phrase(reading, place.clauses[0].start, head)
    lower = reading.words.lower
    if place.at and head == clause.start + 1 and reading.lexicon.has("clauses", "coordinators", lower[clause.start]):
        return _phrase(reading, place.clauses[0].start, head)
    joined = any(reading.lexicon.has("clauses", "coordinators", lower[i]) for i in range(clause.start + 1, head))
    return _phrase(reading, clause.start, head) if joined else None


def _phrase(reading: Reading, start: int, end: int) -> Range | None:
    after = noun_phrase(reading, start, end)
    return Range(start, after) if after is not None else None


def _it(place: Place) -> int | None:
    """Return the index of the "es" that stands for a speaker beside heißen, or the verb itself (verlautete aus)."""
    clause, head = place.clause, place.cue.head
    lexicon, lower = place.reading.lexicon, place.reading.words.lower
    if not lexicon.has("sources", "it_verbs", place.cue.lemma):
        return None
    near = [i for i in (head + 1, head - 1) if clause.start <= i < clause.end]
    return next((i for i in near if lower[i] in lexicon.lists["sources.it"]), head)


def _points_back(place: Place) -> bool:
    """Tell whether a bare "das" before the verb stands for the sentence before: Das teilte die Polizei mit."""
    first = place.reading.words.lower[place.clause.start]
    bare = place.cue.head == place.clause.start + 1
    return place.at == 0 and bare and place.reading.lexicon.has("sources", "demonstratives", first)
