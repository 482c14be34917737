"""A text taken through the steps up to one of them, and what stands in it as plain text."""

from __future__ import annotations

from collections.abc import Iterable

from datasette_claims.claims import STAGES, begin
from datasette_claims.claims.clauses import segments
from datasette_claims.claims.reading import Place, Range, Reading
from datasette_claims.model import Claim, Span


def read(text: str, upto: str, language: str = "de") -> Reading:
    """Run the steps up to and with the one named ``upto``."""
    reading = begin(text, language)
    for stage in STAGES:
        reading = stage(reading)
        if stage.__name__ == upto:
            return reading
    raise KeyError(upto)


def claims(text: str, language: str = "de", entities: tuple[tuple[Span, str], ...] = ()) -> tuple[Claim, ...]:
    """Run all steps."""
    reading = begin(text, language, entities)
    for stage in STAGES:
        reading = stage(reading)
    return reading.claims


def whole(reading: Reading) -> Range:
    """Return all words of a text."""
    return Range(0, len(reading.words))


def under(reading: Reading, words: Range | None) -> str | None:
    """Return the text from the first to the last of some words, None for none."""
    return None if words is None else reading.text[slice(*reading.words.span(words))]


def upto(reading: Reading, end: int | None, start: int = 0) -> str | None:
    """Return the text of the words before ``end``, None for none."""
    return None if end is None else under(reading, Range(start, end))


def word(reading: Reading, index: int | None) -> str | None:
    """Return a single word, None for none."""
    return None if index is None else reading.words.texts[index]


def words(reading: Reading, indices: Iterable[int]) -> str:
    """Return words one after the other."""
    return " ".join(reading.words.texts[i] for i in indices)


def places(text: str, language: str = "de") -> list[Place]:
    """Return every cue of a text's first sentence in its place."""
    reading = read(text, "cues", language)
    sentence = reading.sentences[0]
    clauses = tuple(segments(reading, sentence))
    inside = tuple(cue for cue in reading.cues if cue.head < sentence.end)
    at = {cue: k for cue in inside for k, clause in enumerate(clauses) if clause.start <= cue.head < clause.end}
    return [Place(reading, sentence, clauses, at[cue], cue, inside) for cue in inside]
