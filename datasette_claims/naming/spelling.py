"""One word of a name in its different spellings: without marks, and as it sounds in the languages that spell it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from datasette_claims.naming.words import words

_KEPT = 1 << 16


def folded(text: str) -> str:
    """Return a text in NFKC and without capitals; invisible characters and halves of characters are left out."""
    shown = "".join(
        letter for letter in text if unicodedata.category(letter) not in {"Cf", "Cs", "Cc"} or letter == "\n"
    )
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", shown).casefold())


def letters(word: str) -> str:
    """Return the letters and figures of a folded word, marks on letters included."""
    return "".join(letter for letter in word if letter.isalnum() or unicodedata.combining(letter))


@lru_cache(maxsize=_KEPT)
def spellings(word: str) -> tuple[str, ...]:
    """Return a folded word without the marks of its letters: at its plainest and, if that differs, at its fullest.

    Müller is muller and mueller.
    """
    known = words().letters
    plain, full = ("".join(known[one][way] if one in known else one for one in word) for way in (0, 1))
    return tuple(dict.fromkeys((_unmarked(plain), _unmarked(full))))


def _unmarked(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))


@lru_cache(maxsize=_KEPT)
def sounds(word: str, family: int) -> frozenset[str]:
    """Return how a folded word can sound, by the number of its family of languages (``Words.families``)."""
    return frozenset(_unmarked(one) for one in words().families[family].sounds(word))


@lru_cache(maxsize=_KEPT)
def families(given: str, last: str) -> frozenset[int]:
    """Return the families of languages that a name of these two words can come from; ``given`` may be empty."""
    return frozenset(
        number
        for number, family in enumerate(words().families)
        if last.endswith(family.endings) or (given and not family.given_names.isdisjoint(family.sounds(given)))
    )


@lru_cache(maxsize=_KEPT)
def lines(given: str) -> frozenset[int]:
    """Return which lines of given names a folded word stands in: two of one line can be the same person's."""
    known = words().given_names
    return frozenset(number for one in (given, *spellings(given)) for number in known.get(one, ()))
