"""Word lists as data, one TOML file a language: rules stand in the code beside, words only here."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
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
    verb_second: bool

    def has(self, group: str, use: str, word: str) -> bool:
        """Tell whether ``word`` stands in a list of the lexicon."""
        return word in self.groups[group][use]

    def lemma(self, word: str) -> str:
        """Return the dictionary form of a word."""
        return _lemma(word, self.language)

    def opens(self, use: str, lemma: str) -> bool:
        """Tell whether a verb opens the kind of content that the verb list ``use`` names."""
        return lemma in self.groups["verbs"][use]


@lru_cache(maxsize=None)
def lexicon(language: str) -> Lexicon:
    """Return the word lists of a language of ``LANGUAGES``; raises KeyError for another."""
    if language not in LANGUAGES:
        raise KeyError(language)
    table = tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))
    offices = tuple(tuple(line) for line in table["names"].pop("offices"))
    idioms: dict[str, list[tuple[str, ...]]] = {}
    for phrase in table.pop("idioms")["speech"]:
        *words, verb = phrase.split()
        idioms.setdefault(verb, []).append(tuple(words))
    verb_second = bool(table.pop("syntax", {}).get("verb_second", True))
    groups = {
        group: {use: frozenset(words) for use, words in uses.items() if isinstance(words, list)}
        for group, uses in table.items()
    }
    scalars = {
        f"{group}.{use}": (words,) if isinstance(words, str) else tuple(words)
        for group, uses in table.items()
        for use, words in uses.items()
    }
    return Lexicon(
        language, groups, scalars, offices, {verb: tuple(words) for verb, words in idioms.items()}, verb_second
    )


@lru_cache(maxsize=1 << 17)
def _lemma(word: str, language: str) -> str:
    return simplemma.lemmatize(word, language)
