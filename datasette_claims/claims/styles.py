"""Which quotation marks of a paragraph open, close, or do both: pasted text mixes the styles of newsrooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_STRAIGHT = frozenset({'"', "''", "``"})
_DOUBLE = frozenset({*_STRAIGHT, *"„“”«»", ",,"})
_CURLY = frozenset("“”")


@dataclass(frozen=True)
class Style:
    """The marks of a paragraph; a straight one opens and closes, also with spaces around it if ``loose``.

    ``single`` marks may be apostrophes too.
    """

    openers: frozenset[str]
    closers: frozenset[str]
    straight: frozenset[str]
    loose: bool = False
    single: bool = False


def style_of(texts: Sequence[str], *, low: bool) -> Style:
    """Tell the style of a paragraph's words and marks; ``low`` tells whether its text has „ anywhere.

    Single marks stand within double ones, but for paragraphs without these, and for British ones that begin with a
    single mark and have the double ones inside.
    """
    double = [i for i, word in enumerate(texts) if word in _DOUBLE]
    if not double or _encloses(texts, double[0], double[-1]):
        return _single(texts)
    opening, closing = _curly(texts, low=low)
    left, right = _angles(texts, "«»")
    loose = sum(word in _STRAIGHT for word in texts) % 2 == 0
    return Style(opening | {left}, closing | {right}, _STRAIGHT, loose=loose)


def _encloses(texts: Sequence[str], first: int, last: int) -> bool:
    """Tell whether a single quotation, begun as the paragraph begins, goes on from before to behind double marks."""
    closing = {"‘": "’", "'": "'"}.get(texts[0], "")
    return closing != "" and closing not in texts[1:first] and closing in texts[last + 1 :]


def _single(texts: Sequence[str]) -> Style:
    left, right = _angles(texts, "‹›")
    low = "‚" in texts
    openers, closers = frozenset({"‚" if low else "‘", left}), frozenset({"‘" if low else "’", right})
    typewritten = openers.isdisjoint(texts)
    return Style(openers, closers, frozenset("'" if typewritten else ""), single=True)


def _angles(texts: Sequence[str], pair: str) -> tuple[str, str]:
    """Return which of two angles opens and which closes, told by the first of them: «…» or »…«."""
    outwards = next((word for word in texts if word in pair), pair[1]) == pair[0]
    return (pair[0], pair[1]) if outwards else (pair[1], pair[0])


def _curly(texts: Sequence[str], *, low: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Return the curly marks that open and close: “ closes a low mark („…“), else it opens (“…”)."""
    if not {"„", ",,"}.isdisjoint(texts):
        return frozenset({"„", ",,"}), _CURLY if not _CURLY.isdisjoint(texts) else _CURLY | _STRAIGHT
    upper = not low or "”" in texts or texts[0] == "“"
    return (frozenset("“"), frozenset("”")) if upper else (frozenset("„"), frozenset("“"))
