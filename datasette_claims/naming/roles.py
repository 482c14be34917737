"""What a text calls a speaker besides the name: Kremlsprecher Dmitri Peskow, Peskow, der Sprecher des Kremls."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datasette_claims.naming.comparing import abbreviates
from datasette_claims.naming.spelling import folded, letters
from datasette_claims.naming.words import words

_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LONGEST = 120
_ENDS = " ,;:.–—-„“”»«\"'"


def role(surface: str, name: str) -> str:
    """Return the words that name a speaker, without the name and what stands before a role; empty if none is left."""
    named = {letters(word) for word in re.split(r"[\s-]+", folded(name))} | {letters(folded(name))}
    segments: list[list[str]] = [[]]
    for word in _BRACKET.sub(" ", surface).split():
        if _is_named(word, named):
            segments.append([])
        else:
            segments[-1].append(word)
    found = next((said for segment in segments if (said := _said(segment))), "")
    is_other = found and len(found) <= _LONGEST and not abbreviates(found, name)
    return found if is_other and folded(found) not in words().sets["pronouns"] else ""


def _is_named(word: str, named: set[str]) -> bool:
    """Tell whether a word belongs to the name, be it in the genitive."""
    plain = letters(folded(re.sub(r"['’]s$", "", word)))
    return plain in named or plain.removesuffix("s") in named or all(part in named for part in _hyphened(word))


def _hyphened(word: str) -> Sequence[str]:
    return [letters(part) for part in folded(word).split("-")]


def _said(segment: list[str]) -> str:
    """Return a role without articles and titles before it; empty without a letter."""
    sets = words().sets
    beside = sets["determiners_of_roles"] | sets["titles"]
    plain = [letters(folded(word)) for word in segment]
    first = next((i for i, word in enumerate(plain) if word and word not in beside), len(plain))
    return " ".join(segment[first:]).strip(_ENDS)
