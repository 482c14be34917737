"""Which words of a quote a search has found: those that SQLite's full-text index takes for the words searched for.

The index (tokenizer ``unicode61``) takes runs of letters and digits for words, folds their case and drops a diacritic
from a Latin letter; which characters these are, ``database.tokens`` has from SQLite itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datasette_claims.database.filtering import searched
from datasette_claims.database.tokens import indexed


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text, and whether it was searched for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as the index knows it, and where it stands: half-open code points."""

    key: str
    start: int
    end: int


def highlighted(text: str, query: str) -> tuple[Part, ...]:
    """Return ``text`` in parts, those that ``query`` finds marked; together they are the text."""
    words = tuple(_words(text))
    wanted = [[word.key for word in _words(phrase)] for phrase in searched(query)]
    parts, at = [], 0
    for start, end in _merged(_places(words, wanted)):
        parts += [Part(text[at:start], is_hit=False), Part(text[start:end], is_hit=True)]
        at = end
    return tuple(part for part in (*parts, Part(text[at:], is_hit=False)) if part.text)


def shortened(parts: Sequence[Part], most: int) -> tuple[Part, ...]:
    """Return at most ``most`` code points of a text, from near the first hit on; "…" stands for what is left out."""
    text = "".join(part.text for part in parts)
    if len(text) <= most:
        return tuple(parts)
    first = _first_hit(parts)
    start = 0 if first < most // 2 else _word_start(text, first - most // 4)
    end = _word_end(text, min(len(text), start + most), start)
    kept, at = [], 0
    for part in parts:
        inside = part.text[max(0, start - at) : max(0, end - at)]
        kept.append(Part(inside, part.is_hit))
        at += len(part.text)
    around = (Part("…" if start else "", is_hit=False), *kept, Part("…" if end < len(text) else "", is_hit=False))
    return tuple(part for part in around if part.text)


def _first_hit(parts: Sequence[Part]) -> int:
    at = 0
    for part in parts:
        if part.is_hit:
            return at
        at += len(part.text)
    return 0


def _word_start(text: str, at: int) -> int:
    """Return the start of the first word after a place, so that no character is taken apart."""
    return at + next((place + 1 for place, char in enumerate(text[at : at + 40]) if char.isspace()), 0)


def _word_end(text: str, at: int, start: int) -> int:
    """Return the end of the last word before a place."""
    if at == len(text):
        return at
    return next((place for place in range(at, max(start, at - 40), -1) if text[place].isspace()), at)


def _words(text: str) -> Iterator[_Word]:
    key, start, end = "", 0, 0
    for place, char in enumerate(text):
        known = indexed(char).within if key else indexed(char).first
        if known is None:
            if key:
                yield _Word(key, start, end)
            key = ""
            continue
        if not key:
            start = place
        key, end = key + known, place + 1
    if key:
        yield _Word(key, start, end)


def _places(words: Sequence[_Word], wanted: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    keys = [word.key for word in words]
    for phrase in filter(None, wanted):
        for first in range(len(keys) - len(phrase) + 1):
            if keys[first : first + len(phrase)] == phrase:
                yield words[first].start, words[first + len(phrase) - 1].end


def _merged(places: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
