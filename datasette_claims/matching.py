"""How far two quotes say the same, by the words they share; people decide whether they do."""

from __future__ import annotations

import re

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
