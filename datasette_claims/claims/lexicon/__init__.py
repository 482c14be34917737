"""Word lists as data, one TOML file a language: rules stand in the code beside, words only here."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import simplemma

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LANGUAGES = ("de", "en")


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words of one language by group and use, and its dictionary forms.

    ``lists`` keeps the order of the file, for the few lists in which it counts; ``offices`` are lines of role
    nouns that can name the same person.
    """

    language: str
    groups: Mapping[str, Mapping[str, frozenset[str]]]
    lists: Mapping[str, tuple[str, ...]]
    offices: tuple[tuple[str, ...], ...]
    idioms: Mapping[str, tuple[tuple[str, ...], ...]]
    confidences: Mapping[str, float]
    verb_second: bool

    def has(self, group: str, use: str, word: str) -> bool:
        """Tell whether ``word`` stands in a list of the lexicon."""
        return word in self.groups[group][use]

    def has_any(self, group: str, word: str, *uses: str) -> bool:
        """Tell whether ``word`` stands in any of the lists ``uses`` of a group."""
        return any(word in self.groups[group][use] for use in uses)

    def ends(self, use: str, word: str) -> bool:
        """Tell whether ``word`` ends in one of a list of endings, named as ``group.use``."""
        return word.lower().endswith(self.lists[use])

    def lemma(self, word: str) -> str:
        """Return the dictionary form of a word."""
        return _lemma(word, self.language)

    def opens(self, use: str, lemma: str) -> bool:
        """Tell whether a verb opens the kind of content that the verb list ``use`` names."""
        return lemma in self.groups["verbs"][use]


@cache
def lexicon(language: str) -> Lexicon:
    """Return the word lists of a language of ``LANGUAGES``; raises KeyError for another."""
    if language not in LANGUAGES:
        raise KeyError(language)
    table = tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))
    offices = tuple(tuple(line) for line in table["names"].pop("offices"))
    idioms = _idioms(table.pop("idioms")["speech"])
    confidences: dict[str, float] = table.pop("confidence")
    verb_second: bool = table.pop("syntax")["verb_second"]
    lists = _lists(table)
    groups = {group: {use: frozenset(lists[f"{group}.{use}"]) for use in uses} for group, uses in table.items()}
    return Lexicon(language, groups, lists, offices, idioms, confidences, verb_second)


@cache
def words_of_datelines() -> Mapping[str, frozenset[str]]:
    """Return the words of what agencies write around a text, by their use, each explained in ``agencies.toml``."""
    table = tomllib.loads(files(__package__).joinpath("agencies.toml").read_text("utf-8"))
    return {use: frozenset(words) for use, words in table.items()}


@cache
def words_beside_names() -> frozenset[str]:
    """Return the articles and titles, lower case, that may stand beside a name without making it another one."""
    words: list[str] = tomllib.loads(files(__package__).joinpath("names.toml").read_text("utf-8"))["beside"]
    return frozenset(words)


@cache
def arabic_articles() -> frozenset[str]:
    """Return the Arabic article as names have it before a hyphen (al-Assad, as-Sadr), in all its sounds."""
    found: list[str] = tomllib.loads(files(__package__).joinpath("names.toml").read_text("utf-8"))["arabic_articles"]
    return frozenset(found)


def _lists(table: Mapping[str, Mapping[str, str | list[str]]]) -> dict[str, tuple[str, ...]]:
    """Return the lists of a file by group and use; a single word is a list of one."""
    uses = {f"{group}.{use}": words for group, lists in table.items() for use, words in lists.items()}
    return {use: (words,) if isinstance(words, str) else tuple(words) for use, words in uses.items()}


def _idioms(phrases: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the words that each verb needs beside it, by the verb: the last word of a phrase."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        *words, verb = phrase.split()
        found[verb] = (*found.get(verb, ()), tuple(words))
    return found


@lru_cache(maxsize=1 << 17)
def _lemma(word: str, language: str) -> str:
    return simplemma.lemmatize(word, language) if word else word
