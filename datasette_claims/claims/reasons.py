"""What a quote shows that speaks for or against checking it: figures, dates, names, causes, opinions, demands.

Signs are words, phrases and marks of the lexicon's group ``[worthiness]``, and a few shapes: digits, years, capitals,
the perfect. No grammar is read, so each sign counts wherever in the quote it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from datasette_claims.claims.lexicon import Lexicon
from datasette_claims.claims.reading import Words, words_of
from datasette_claims.model import Reason

FEWEST_WORDS = 4
"""A quote of fewer words says nothing by itself that could be looked up."""

_VERBS = frozenset({"event", "participles"})
"""Lists whose German words are others with a capital: stand, der Stand."""

_KEYS = {reason.value: reason for reason in Reason}
_CUES = (Reason.DEMAND, Reason.OPINION, Reason.PREDICTION, Reason.PROMISE, Reason.QUESTION)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)")
_STOPS = frozenset(".!?:…„“”«»\"'‚‘’(")
_LONGEST_ABBREVIATION = 6
_INSIDE = 3
"""Letters that an asterisk inside an entry stands for at least: ge*t is gesagt, not geht."""

_KEY = 2
"""Letters by which patterns are looked up; each has as many before its asterisk, or behind a leading one."""


def reasons_of(quote: str, lexicon: Lexicon, names: frozenset[str] = frozenset()) -> frozenset[Reason]:
    """Return the reasons that a quote shows by itself; ``names`` are words known to belong to names."""
    words = words_of(quote)
    uses = _uses(words, lexicon)
    found = {_KEYS[use] for use in uses if use in _KEYS} | _tense(uses) | _figures(words.texts)
    if not names.isdisjoint(words.texts) or _holds_name(words, lexicon):
        found.add(Reason.NAME)
    if sum(text[0].isalnum() for text in words.texts) < FEWEST_WORDS:
        found.add(Reason.FRAGMENT)
    return frozenset(found)


def reasons_of_cue(lemma: str, lexicon: Lexicon) -> frozenset[Reason]:
    """Return what the dictionary form of a cue makes of its content: fordern: a demand."""
    return frozenset(reason for reason in _CUES if lexicon.has("worthiness", f"cue_{reason.value}", lemma))


def _figures(texts: tuple[str, ...]) -> set[Reason]:
    """Tell years and days of a month from other figures."""
    return {Reason.DATE if _YEAR.fullmatch(text) else Reason.NUMBER for text in texts if text[0].isdigit()}


def _tense(uses: set[str]) -> set[Reason]:
    """Tell what verbs of several words mean: sei or soll geschlossen haben is past, werde schließen to come."""
    if {"perfect", "participles"} <= uses:
        return {Reason.EVENT}
    outlook = "plans" in uses or ("outlook" in uses and "participles" not in uses)
    return {Reason.PREDICTION} if outlook else set()


def _holds_name(words: Words, lexicon: Lexicon) -> bool:
    return any(_named(words, i, lexicon) for i, text in enumerate(words.texts) if text[0].isupper())


def _named(words: Words, i: int, lexicon: Lexicon) -> bool:
    """Tell whether a name can begin with a capital: an abbreviation, or capitals where nothing else asks for them."""
    word = words.texts[i]
    if word.isupper() and 1 < len(word) <= _LONGEST_ABBREVIATION:
        return True
    if not lexicon.verb_second:
        first = i == 0 or words.texts[i - 1] in _STOPS
        return not first and len(word) > 1 and not _is_other(words.lower[i], lexicon)
    follows = i + 1 < len(words) and words.texts[i + 1][0].isupper()
    return follows and not any(_is_other(lower, lexicon) for lower in words.lower[i : i + 2])


@lru_cache(maxsize=1 << 16)
def _is_other(word: str, lexicon: Lexicon) -> bool:
    """Tell whether a capital says nothing: on a number, a date, a unit, or a small word that begins a sentence."""
    small = lexicon.has_any("phrases", word, "small", "adverbs", "prepositions", "pronouns", "determiners", "oblique")
    return small or not {"number", "date", "units", "experience"}.isdisjoint(_of_word(word, lexicon))


@dataclass(frozen=True)
class _Index:
    """The lists of the group by entry: words, phrases by their first word, patterns by two letters at one end."""

    words: dict[str, list[str]]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]
    starts: dict[str, list[tuple[str, str, str]]]
    ends: dict[str, list[tuple[str, str]]]


@cache
def _index(lexicon: Lexicon) -> _Index:
    index = _Index({}, {}, {}, {})
    for use, entries in lexicon.groups["worthiness"].items():
        if not use.startswith("cue_"):
            for entry in entries:
                _enter(index, entry, use)
    return index


def _enter(index: _Index, entry: str, use: str) -> None:
    first, *rest = entry.split()
    start, star, end = entry.partition("*")
    if rest:
        index.phrases.setdefault(first, []).append((tuple(rest), use))
    elif not star:
        index.words.setdefault(entry, []).append(use)
    elif start:
        index.starts.setdefault(start[:_KEY], []).append((start, end, use))
    else:
        index.ends.setdefault(end[-_KEY:], []).append((end, use))


@lru_cache(maxsize=1 << 16)
def _of_word(word: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the lists that a word in small letters is in."""
    index = _index(lexicon)
    found = {use for end, use in index.ends.get(word[-_KEY:], ()) if word.endswith(end)}
    for start, end, use in index.starts.get(word[:_KEY], ()):
        if word.startswith(start) and (not end or (word.endswith(end) and len(word) >= len(start + end) + _INSIDE)):
            found.add(use)
    return frozenset(found.union(index.words.get(word, ())))


def _uses(words: Words, lexicon: Lexicon) -> set[str]:
    """Return the lists of which something stands in the words."""
    found: set[str] = set()
    for word, text in set(zip(words.lower, words.texts, strict=True)):
        uses = _of_word(word, lexicon)
        found |= uses - _VERBS if lexicon.verb_second and text != word else uses
    phrases = _index(lexicon).phrases
    for i, word in enumerate(words.lower):
        if word in phrases:
            found.update(use for rest, use in phrases[word] if words.lower[i + 1 : i + 1 + len(rest)] == rest)
    return found
