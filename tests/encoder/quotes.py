"""Quotes as the network may tag them, in a text that the rules have read."""

from __future__ import annotations

from datasette_claims.claims import STAGES, begin
from datasette_claims.claims.reading import Attribution, Reading
from datasette_claims.model import Cue, QuoteType, Span

TYPES = {
    "D": QuoteType.DIRECT,
    "I": QuoteType.INDIRECT,
    "IFI": QuoteType.INDIRECT_FREE_INDIRECT,
    "R": QuoteType.REPORTED,
}


def read(text: str) -> Reading:
    """Take a text through the rules."""
    reading = begin(text, "de")
    for stage in STAGES[:6]:
        reading = stage(reading)
    return reading


def tagged(text: str, kind: str, *parts: str, cue: str = "") -> Attribution:
    """A quote as the network may tag it: some words of a text."""
    spans = tuple(Span(text.index(part), text.index(part) + len(part)) for part in parts)
    signal = Span(text.index(cue), text.index(cue) + len(cue))
    return Attribution(
        TYPES[kind], spans, Cue((signal,), cue, "") if cue else None, None, Span(0, len(text)), "encoder-sure"
    )
