"""Step 12: how far a claim can be checked and is worth it: a score from reasons that all can read, never its truth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import exp

from datasette_claims.claims.lexicon import Lexicon
from datasette_claims.claims.reading import Reading
from datasette_claims.claims.reasons import reasons_of, reasons_of_cue
from datasette_claims.model import Claim, Reason, SpeakerKind, Worthiness

BASE = -0.8
"""The log-odds of a quote without any reason."""

WEIGHTS: Mapping[Reason, float] = {
    Reason.NUMBER: 1.3,
    Reason.DATE: 0.5,
    Reason.NAME: 0.5,
    Reason.EVENT: 0.7,
    Reason.COMPARISON: 0.6,
    Reason.SUPERLATIVE: 0.5,
    Reason.CAUSAL: 0.4,
    Reason.QUANTIFIER: 0.2,
    Reason.RULE: 0.4,
    Reason.PREDICTION: -0.6,
    Reason.PROMISE: -0.7,
    Reason.DEMAND: -1.0,
    Reason.OPINION: -0.8,
    Reason.HEDGE: -0.4,
    Reason.EXPERIENCE: -0.6,
    Reason.QUESTION: -1.3,
    Reason.FRAGMENT: -1.5,
}
"""What each reason adds to the log-odds; chosen by hand, explained and measured in ``docs/check-worthiness.md``."""

_BETWEEN = re.compile(r"(?<=\w{4}[.!?])[\"“”»«’‘]*\s+(?=[\"„“»«‚‘]?[^\W\d_a-zäöüß])|(?<=[!?])\s+|\n+")
"""What stands between two sentences; a stop behind fewer than four letters may end an abbreviation."""

_ORDER = {reason: place for place, reason in enumerate(Reason)}
_NAMED = frozenset({SpeakerKind.PERSON, SpeakerKind.ORGANISATION})


def worthiness(reading: Reading) -> Reading:
    """Weigh every claim, with the names of the whole article and the cue in mind."""
    names = _names(reading)
    return replace(reading, claims=tuple(_weighed(claim, reading.lexicon, names) for claim in reading.claims))


def weigh(reasons: Iterable[Reason]) -> Worthiness:
    """Return the score of some reasons, each counted once."""
    known = tuple(sorted(set(reasons), key=_ORDER.__getitem__))
    score = 1 / (1 + exp(-BASE - sum(WEIGHTS[reason] for reason in known)))
    return Worthiness(round(score, 2), known)


def worthiness_of(quote: str, lexicon: Lexicon, cue: str = "", names: frozenset[str] = frozenset()) -> Worthiness:
    """Return how far a quote is worth checking: as far as the worthiest of its sentences, the first of equal ones.

    ``cue`` is the dictionary form of the verb that opens the quote, ``names`` are words known to belong to names.
    """
    opened = reasons_of_cue(cue, lexicon)
    sentences = (weigh(reasons_of(sentence, lexicon, names) | opened) for sentence in _BETWEEN.split(quote))
    return max(sentences, key=lambda found: found.score)


def _weighed(claim: Claim, lexicon: Lexicon, names: frozenset[str]) -> Claim:
    cue = claim.cue.lemma if claim.cue else ""
    return replace(claim, worthiness=worthiness_of(claim.quote, lexicon, cue, names))


def _names(reading: Reading) -> frozenset[str]:
    """Return the capitalised words of named entities and of the speakers that have a name."""
    speakers = (claim.speaker for claim in reading.claims if claim.speaker)
    named = [speaker.name for speaker in speakers if speaker.kind in _NAMED and " " in speaker.name]
    named += [reading.text[slice(*span)] for span, _ in reading.entities]
    return frozenset(word for name in named for word in name.split() if word[0].isupper())
