"""What people say that a claim really is, as a change of the claim; nothing is stored.

Worthiness, mood and stance are the extractor's reading of certain words: where people chose others, they fall away.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from datasette_claims.anchors import Spans, nearest, sentence_around, wrong_spans
from datasette_claims.errors import InvalidFields
from datasette_claims.identity import normalised
from datasette_claims.model import (
    Claim,
    Cue,
    Mention,
    QuoteType,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    excerpt,
)

MANUAL = "manual"
"""The rule of claims that people made."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a claim really is; what is None stays. Spans are code points into the wording that the claim stands in.

    An empty ``speaker`` says that nobody speaks, empty ``mention_spans`` or ``cue_spans`` that there are no such
    words. ``quote``, ``mention`` and ``cue`` are words whose places are still to be found (``located``).
    ``speaker_kind`` is said of the speaker, wherever else they appear.
    """

    spans: Spans | None = None
    quote_type: QuoteType | None = None
    speaker: str | None = None
    speaker_kind: SpeakerKind | None = None
    mention_spans: Spans | None = None
    cue_spans: Spans | None = None
    cue_lemma: str | None = None
    quote: str | None = None
    mention: str | None = None
    cue: str | None = None


def located(text: str, correction: Correction, near: int = 0) -> Correction:
    """Return a correction with the places of the words that it names; raises InvalidFields for words not in ``text``.

    A quote is looked for nearest to the offset ``near``, cue and mention nearest to the quote. Whoever gives places
    needs no words.
    """
    spans = _located(text, correction.spans, "quote", correction.quote, near)
    beside = spans[0].start if spans else near
    return replace(
        correction,
        spans=spans,
        mention_spans=_located(text, correction.mention_spans, "mention", correction.mention, beside),
        cue_spans=_located(text, correction.cue_spans, "cue", correction.cue, beside),
        quote=None,
        mention=None,
        cue=None,
    )


def _located(text: str, given: Spans | None, name: str, words: str | None, near: int) -> Spans | None:
    if words is None or given is not None:
        return given
    found = nearest(text, words, near)
    if words.strip() and not found:
        raise InvalidFields({name: "these words do not stand in the article"})
    return found


def corrected(text: str, claim: Claim, correction: Correction) -> Claim:
    """Return a claim that stands in ``text`` as it should be; raises InvalidFields."""
    speaker, cue = _speaker(claim, correction), _cue(text, claim, correction)
    _check(text, correction, has_speaker=speaker is not None, has_cue=cue is not None)
    spans = claim.spans if correction.spans is None else correction.spans
    made = replace(
        claim,
        quote_type=correction.quote_type or claim.quote_type,
        spans=spans,
        quote=excerpt(text, spans),
        sentence=Span(min(claim.sentence.start, spans[0].start), max(claim.sentence.end, spans[-1].end)),
        cue=cue,
        mention=_mention(text, claim, correction),
        speaker=speaker,
    )
    return _still_true(claim, made)


def _still_true(old: Claim, made: Claim) -> Claim:
    """Return a claim without what was only true of its old words, cue and places."""
    if normalised(made.quote) != normalised(old.quote):
        made = replace(made, mood=None, worthiness=None)
    if _lemma(made) != _lemma(old):
        made = replace(made, stance=Stance.NEUTRAL)
    if _places(made) != _places(old):
        made = replace(made, frame=())
    return made


def _lemma(claim: Claim) -> str | None:
    return claim.cue.lemma if claim.cue else None


def _places(claim: Claim) -> tuple[Spans, ...]:
    return claim.spans, claim.cue.spans if claim.cue else (), claim.mention.spans if claim.mention else ()


def missed(text: str, correction: Correction) -> Claim:
    """Return a claim of ``text`` that the extractor missed; it needs ``spans`` and ``quote_type``."""
    if correction.spans is None or correction.quote_type is None:
        wrong = {"spans": correction.spans, "quote_type": correction.quote_type}
        raise InvalidFields({name: "must be there" for name, value in wrong.items() if value is None})
    _check(text, Correction(spans=correction.spans))
    claim = Claim(
        quote_type=correction.quote_type,
        spans=correction.spans,
        quote=excerpt(text, correction.spans),
        sentence=sentence_around(text, correction.spans),
        cue=None,
        mention=None,
        speaker=None,
        rule=MANUAL,
        confidence=1.0,
    )
    return corrected(text, claim, correction)


def difference(old: Claim, new: Claim) -> str:
    """Return in words what became of a claim: ``speaker: Anna Ackerbach → Emil Eschenlohr; cue: sagte → –``."""
    before, after = _told(old), _told(new)
    return "; ".join(f"{name}: {told} → {after[name]}" for name, told in before.items() if told != after[name])


def _told(claim: Claim) -> dict[str, str]:
    spans, cue_spans, mention_spans = ([list(span) for span in place] for place in _places(claim))
    return {
        "spans": repr(spans),
        "quote_type": claim.quote_type.value,
        "speaker": claim.speaker.name if claim.speaker else "–",
        "speaker_kind": claim.speaker.kind.value if claim.speaker else "–",
        "mention_spans": repr(mention_spans),
        "cue": claim.cue.text if claim.cue else "–",
        "cue_spans": repr(cue_spans),
        "cue_lemma": _lemma(claim) or "–",
    }


def _speaker(claim: Claim, correction: Correction) -> Speaker | None:
    old = claim.speaker
    if correction.speaker is None:
        return replace(old, kind=correction.speaker_kind or old.kind) if old else None
    name = " ".join(unicodedata.normalize("NFC", correction.speaker).split())
    if old and normalised(name) == normalised(old.name):
        return replace(old, kind=correction.speaker_kind or old.kind)
    return Speaker(name, correction.speaker_kind or SpeakerKind.UNKNOWN) if name else None


def _cue(text: str, claim: Claim, correction: Correction) -> Cue | None:
    lemma = (correction.cue_lemma or "").strip()
    spans = correction.cue_spans
    if spans is None:
        return replace(claim.cue, lemma=lemma or claim.cue.lemma) if claim.cue else None
    if not spans:
        return None
    words = excerpt(text, spans)
    return Cue(spans, words, lemma or _known_lemma(claim.cue, words))


def _known_lemma(old: Cue | None, words: str) -> str:
    """Return the dictionary form of a cue, which is the words themselves until somebody says better."""
    return old.lemma if old and normalised(old.text) == normalised(words) else words


def _mention(text: str, claim: Claim, correction: Correction) -> Mention | None:
    spans = correction.mention_spans
    if spans is None:
        return claim.mention
    return Mention(spans, excerpt(text, spans)) if spans else None


def _check(text: str, correction: Correction, *, has_speaker: bool = False, has_cue: bool = False) -> None:
    wrong = _wrong_places(text, correction)
    for field, name in (("cue_lemma", correction.cue_lemma), ("speaker", correction.speaker)):
        wrong[field] = _wrong_name(name or "")
    if (correction.cue_lemma or "").strip() and not has_cue:
        wrong["cue_lemma"] = "there is no cue"
    if correction.speaker_kind and not has_speaker:
        wrong["speaker_kind"] = "there is no speaker"
    reasons = {field: reason for field, reason in wrong.items() if reason}
    if reasons:
        raise InvalidFields(reasons)


def _wrong_places(text: str, correction: Correction) -> dict[str, str]:
    places = {
        "spans": correction.spans,
        "mention_spans": correction.mention_spans,
        "cue_spans": correction.cue_spans,
    }
    wrong = {field: wrong_spans(text, spans or ()) for field, spans in places.items()}
    return wrong | {"spans": "a quote has at least one part"} if correction.spans == () else wrong


def _wrong_name(name: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in name):
        return "holds characters that cannot be shown"
    return "" if re.search(r"\w", name) or not name.strip() else "holds no letter"
