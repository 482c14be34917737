"""The words and letters that names are made of, as ``words.toml`` lists them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, eq=False)
class Sounds:
    """How one way of spelling sounds: ``pattern`` finds the longest letters that ``sounds`` knows."""

    pattern: re.Pattern[str]
    sounds: Mapping[str, str]

    def of(self, word: str) -> str:
        """Return a word as it sounds; letters that nothing is said of sound as they are written."""
        read = self.pattern.sub(lambda found: self.sounds[found[0]], f"^{word}$")
        return read.strip("^$")


@dataclass(frozen=True, eq=False)
class Spelled:
    """A family of languages whose names are spelled in several ways, and how to recognise their names.

    ``given_names`` holds every sound of their given names.
    """

    endings: tuple[str, ...]
    given_names: frozenset[str]
    spellings: tuple[Sounds, ...]

    def sounds(self, word: str) -> frozenset[str]:
        """Return a word as it sounds in each of the ways to spell it."""
        return frozenset(spelling.of(word) for spelling in self.spellings)


@dataclass(frozen=True, eq=False)
class Words:
    """Everything that ``words.toml`` says; ``given_names`` gives the numbers of the lines that a name stands in."""

    sets: Mapping[str, frozenset[str]]
    generations: Mapping[str, str]
    given_names: Mapping[str, frozenset[int]]
    lines: tuple[tuple[str, ...], ...]
    families: tuple[Spelled, ...]
    letters: Mapping[str, tuple[str, str]]
    chinese: re.Pattern[str]
    chinese_names: frozenset[str]


_SETS = (
    "titles",
    "particles",
    "articles",
    "joined_particles",
    "legal_forms",
    "determiners",
    "determiners_of_roles",
    "pronouns",
)
_SPELLINGS = {
    "slavic": ("de", "en", "fr", "scientific", "cyrillic"),
    "arabic": ("arabic", "arabic_in_english", "arabic_in_french"),
    "hebrew": ("hebrew",),
}
_BASES = {"arabic_in_english": "arabic"}
"""The way of spelling that another one says only the differences to."""


@cache
def words() -> Words:
    """Return the words, read once."""
    table: dict[str, Any] = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    lines = tuple(tuple(line) for line in table["given_names"])
    lines_of: dict[str, frozenset[int]] = {}
    for number, line in enumerate(lines):
        for name in line:
            lines_of[name] = lines_of.get(name, frozenset()) | {number}
    chinese = table["chinese"]
    syllable = f"(?:{_any(chinese['beginnings'])})(?:{_any(chinese['ends'])})"
    return Words(
        sets={name: frozenset(table[name]) for name in _SETS},
        generations={word: line[0] for line in table["generations"] for word in line},
        given_names=lines_of,
        lines=lines,
        families=tuple(_spelled(table, name, ways) for name, ways in _SPELLINGS.items()),
        letters={letter: (plain, full) for letter, (plain, full) in table["letters"].items()},
        chinese=re.compile(f"(?:{syllable}){{1,3}}"),
        chinese_names=frozenset(chinese["family_names"]),
    )


def _spelled(table: Mapping[str, Any], family: str, ways: tuple[str, ...]) -> Spelled:
    sounds = table["sounds"]
    spellings = tuple(_sounds({**sounds["all"], **sounds[_BASES.get(way, way)], **sounds[way]}) for way in ways)
    names: list[str] = table[family]["given_names"]
    known = frozenset(spelling.of(name) for spelling in spellings for name in names)
    return Spelled(tuple(table[family]["endings"]), known, spellings)


def _sounds(sounds: Mapping[str, str]) -> Sounds:
    return Sounds(re.compile(_any(sounds)), sounds)


def _any(parts: Iterable[str]) -> str:
    """Return a regular expression for any of the parts, the longest first."""
    return "|".join(re.escape(part) for part in sorted(parts, key=lambda part: (-len(part), part)))
