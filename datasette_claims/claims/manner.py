"""Step 10: how something is said: the mood of its verbs, and whether its cue keeps a distance or denies.

The subjunctive of German reported speech, its forms and their meaning: Duden, Die Grammatik, "Indirekte Rede".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from datasette_claims.claims.clauses import infinitive, subjunctive
from datasette_claims.claims.reading import Range, Reading
from datasette_claims.model import Claim, Mood, QuoteType, Stance


def manner(reading: Reading) -> Reading:
    """Give every claim its mood and its stance."""
    return replace(reading, claims=tuple(_told(reading, claim) for claim in reading.claims))


def _told(reading: Reading, claim: Claim) -> Claim:
    return replace(claim, mood=_mood(reading, claim), stance=_stance(reading, claim))


def _mood(reading: Reading, claim: Claim) -> Mood | None:
    """Return the mood of a German quote outside marks; None for an infinitive and for what marks hold.

    Subjunctive I counts wherever it stands, because it hardly occurs but in reported speech.
    """
    if not reading.lexicon.verb_second or claim.quote_type is QuoteType.DIRECT:
        return None
    parts = [reading.words.under(span) for span in claim.spans]
    if _any_subjunctive(reading, parts, strict=True):
        return Mood.SUBJUNCTIVE_1
    if _any_subjunctive(reading, parts, strict=False):
        return Mood.SUBJUNCTIVE_2
    return None if any(infinitive(reading, part) for part in parts) else Mood.INDICATIVE


def _any_subjunctive(reading: Reading, parts: Iterable[Range], *, strict: bool) -> bool:
    return any(subjunctive(reading, part, strict=strict) is not None for part in parts)


def _stance(reading: Reading, claim: Claim) -> Stance:
    """Return the stance of the words that attribute a quote: of its cue, else of the verbs of a reported sentence."""
    lemmas = [lemma for cue in _cues(reading, claim) for lemma in cue.split()]
    if _any_in(reading, "denying", lemmas):
        return Stance.DENYING
    hedges = (reading.words.lower[i] for i in _outside_marks(reading, claim))
    distancing = _any_in(reading, "distancing", lemmas) or _any_in(reading, "hedges", hedges)
    return Stance.DISTANCING if distancing else Stance.NEUTRAL


def _any_in(reading: Reading, use: str, words: Iterable[str]) -> bool:
    return any(reading.lexicon.has("stances", use, word) for word in words)


def _cues(reading: Reading, claim: Claim) -> Iterator[str]:
    if claim.cue is not None:
        yield claim.cue.lemma
    elif claim.quote_type is QuoteType.REPORTED:
        parts = [reading.words.under(span) for span in claim.spans]
        yield from (cue.lemma for cue in reading.cues if any(start <= cue.head < end for start, end in parts))


def _outside_marks(reading: Reading, claim: Claim) -> Iterator[int]:
    """Yield the words of a claim's quote and frame that stand in no quotation marks."""
    for span in (*claim.spans, *claim.frame):
        yield from (i for i in range(*reading.words.under(span)) if not reading.quoted[i])
