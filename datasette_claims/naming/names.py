"""What a name is made of: given names, family name, what stands beside them, what a bracket shortens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from datasette_claims.naming.spelling import families, folded, letters
from datasette_claims.naming.words import words

_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_INITIALS = re.compile(r"(?:\w\.-?){2,}")
_SHORT = re.compile(r"[^\W\d_]{2,8}")
_TWO = 2
_SHARE = 3
"""Of so many letters of an abbreviation at least one is a capital."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in parts, all folded and in letters only.

    ``given`` are the given names in their order, a letter for one that is shortened; ``last`` is the family name, or
    the only one. ``generation`` tells a son from his father. ``is_turned`` if it came as "last, given", ``is_bare`` if
    nothing stood beside it. ``families`` are those of languages that it can be spelled in, by their numbers.
    """

    given: tuple[str, ...]
    last: str
    generation: str
    is_turned: bool
    is_bare: bool
    families: frozenset[int]

    @property
    def words(self) -> tuple[str, ...]:
        """All words, as they are spoken."""
        return (*self.given, self.last)


@dataclass(frozen=True, slots=True)
class Body:
    """The name of an organisation or group: its letters without legal form and article, and what a bracket shortens.

    ``is_bare`` if neither stood beside it.
    """

    letters: str
    short: str
    is_bare: bool


@lru_cache(maxsize=1 << 16)
def person(text: str) -> Name | None:
    """Return the parts of a person's name; None if it holds no letter."""
    shown, is_turned = _turned(folded(_BRACKET.sub(" ", text)).replace("’", "'"))
    found = _parts(shown)
    generation = words().generations.get(found[-1], "") if len(found) > _TWO else ""
    kept = found[:-1] if generation else found
    core = _without_beside(kept)
    if not core:
        return None
    is_chinese = _is_chinese(core)
    *given, last = (*core[1:], core[0]) if is_chinese and not is_turned else core
    came_from = frozenset() if is_chinese else families(given[0] if given else "", last)
    return Name(tuple(given), last, generation, is_turned, len(core) == len(kept), came_from)


def _turned(shown: str) -> tuple[str, bool]:
    """Return a name as it is spoken, and whether it came as "last, given"."""
    before, comma, behind = (part.strip() for part in shown.partition(","))
    is_turned = bool(comma and before and behind) and letters(behind) not in words().generations
    return (f"{behind} {before}" if is_turned else shown), is_turned


def _parts(text: str) -> list[str]:
    """Return the words of a name in letters only; W. W. and W.W. are two words, and so are al-Assad and Ben-Gvir."""
    found = []
    for word in re.split(r"[\s,;]+", text):
        pieces = re.split(r"\.-?", word) if _INITIALS.match(word) else _parted(word)
        found += [kept for piece in pieces if (kept := letters(piece))]
    return found


def _parted(word: str) -> list[str]:
    first, hyphen, rest = word.partition("-")
    is_joined = first in words().sets["articles"] | words().sets["joined_particles"]
    return [first, rest] if hyphen and len(rest) > _TWO and is_joined else [word]


def _without_beside(parts: list[str]) -> list[str]:
    """Return the words without titles before and particles between them; a name is never left without any."""
    sets = words().sets
    first = next((i for i, part in enumerate(parts) if part not in sets["titles"]), len(parts) - 1)
    named = parts[max(first, 0) :]
    last = len(named) - 1
    beside = sets["particles"] | sets["articles"]
    return [part for i, part in enumerate(named) if i == last or not (len(part) > 1 and part in beside and i != 0)]


def _is_chinese(parts: list[str]) -> bool:
    known = words()
    plain = all(known.chinese.fullmatch(part) for part in parts)
    return len(parts) > 1 and plain and (parts[0] in known.chinese_names)


@lru_cache(maxsize=1 << 16)
def body(text: str) -> Body | None:
    """Return the parts of an organisation's name; None if it holds no letter."""
    bracket = _BRACKET.search(text)
    short = bracket[1].strip() if bracket else ""
    found = [kept for part in folded(_BRACKET.sub(" ", text)).split() if (kept := letters(part))]
    core = found[1:] if len(found) > 1 and found[0] in words().sets["determiners"] else found
    while len(core) > 1 and core[-1] in words().sets["legal_forms"]:
        core = core[:-1]
    if not core:
        return None
    is_short = bool(_SHORT.fullmatch(short)) and is_abbreviation(short)
    return Body("".join(core), letters(folded(short)) if is_short else "", len(core) == len(found))


def is_abbreviation(text: str) -> bool:
    """Tell whether a word looks like an abbreviation, by its capitals (DGB, NGOs, BaFin)."""
    capitals = sum(letter.isupper() for letter in text)
    return capitals >= _TWO and capitals * _SHARE >= len(text) and " " not in text


def is_same(one: str, other: str) -> bool:
    """Tell whether two names are written with the same letters, marks included; titles and order by comma aside."""
    mine, theirs = person(one), person(other)
    if mine is None or theirs is None:
        return False
    if "".join(mine.words) == "".join(theirs.words) and mine.generation == theirs.generation:
        return True
    first, second = body(one), body(other)
    return first is not None and second is not None and first.letters == second.letters
