"""How far two quotes say the same, by the words they share; people decide whether they do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datasette_claims.identity import normalised

_SHORTEST = 4
"""Letters of the shortest word that counts; German and English function words are mostly shorter."""
_FEWEST = 2
"""Words that must be shared; one alone is no likeness."""


def content_words(text: str) -> tuple[str, ...]:
    """Return the different words of ``text`` that are likely to carry its content, the longest first.

    In German the longest words of a sentence are mostly compounds, which are also its rarest.
    """
    words = dict.fromkeys(word for word in re.findall(r"\w+", normalised(text)) if _counts(word))
    return tuple(sorted(words, key=lambda word: -len(word)))


def similarity(quote: str, other: str) -> float:
    """Return the share of the shorter quote's content words that the other holds too, 0 to 1."""
    shorter, longer = sorted((set(content_words(quote)), set(content_words(other))), key=len)
    shared = len(shorter & longer)
    return round(shared / len(shorter), 3) if shared >= _FEWEST else 0.0


def _counts(word: str) -> bool:
    return len(word) >= _SHORTEST or word.isdecimal()


# What agencies say was wrong

_VALUE_WORD = re.compile(r"\w+(?:[.,]\d+)*")


def held(value: str, instead: str, text: str) -> bool:
    """Tell whether a text holds a value that was wrong: all its words, or those in which it differs from the right one.

    So a sentence that was corrected in one figure is found by that figure, however it is worded.
    """
    words, old, new = map(_said_words, (text, value, instead))
    figures = {word for word in old if word[0].isdigit()}.difference(new)
    return _contains(words, old) or _contains(words, _differing(old, new)) or bool(figures) and figures <= set(words)


def _said_words(text: str) -> list[str]:
    return _VALUE_WORD.findall(text.casefold())


def _contains(words: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return bool(size) and any(words[i : i + size] == wanted for i in range(len(words) - size + 1))


def _differing(old: Sequence[str], new: Sequence[str]) -> Sequence[str]:
    """Return the words of one text without those that it has in common with the beginning and end of another.

    None are returned of which no word tells anything: a number, or one of at least four letters.
    """
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    left = old[start : len(old) - end]
    tells = any(word[0].isdigit() or len(word) > 3 for word in left)  # noqa: PLR2004 - as said
    return left if tells else []
