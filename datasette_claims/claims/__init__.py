"""3 claims: from a spaCy ``Doc`` to its claims, without any input or output.

``STAGES`` names the steps in the order in which they run; each is a module with one main function of the
step's name, from ``Reading`` to ``Reading``.
"""

from __future__ import annotations

from collections.abc import Callable

from datasette_claims.claims.addressees import addressees
from datasette_claims.claims.attribution import attribution
from datasette_claims.claims.cues import cues
from datasette_claims.claims.frames import frames
from datasette_claims.claims.framing import framing
from datasette_claims.claims.layout import layout
from datasette_claims.claims.lexicon import lexicon
from datasette_claims.claims.manner import manner
from datasette_claims.claims.marks import marks
from datasette_claims.claims.nesting import nesting
from datasette_claims.claims.reading import Reading, words_of
from datasette_claims.claims.resolution import resolution
from datasette_claims.claims.sentences import sentences
from datasette_claims.claims.worthiness import worthiness
from datasette_claims.model import Claim, Span

Stage = Callable[[Reading], Reading]

STAGES: tuple[Stage, ...] = (
    layout,
    marks,
    sentences,
    cues,
    frames,
    attribution,
    resolution,
    framing,
    addressees,
    manner,
    nesting,
    worthiness,
)


def begin(text: str, language: str, entities: tuple[tuple[Span, str], ...] = ()) -> Reading:
    """Return a text before its first step; raises KeyError for a language without a lexicon."""
    return Reading(text=text, lexicon=lexicon(language), words=words_of(text), entities=entities)


def extract_claims(text: str, language: str, entities: tuple[tuple[Span, str], ...] = ()) -> tuple[Claim, ...]:
    """Return the claims of a text in text order; ``entities`` are names that another component found."""
    reading = begin(text, language, entities)
    for stage in STAGES:
        reading = stage(reading)
    return reading.claims
