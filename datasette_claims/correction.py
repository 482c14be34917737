"""What people say that a claim really is, as a change of the claim; nothing is stored.

Worthiness, mood and stance are the extractor's reading of certain words: where people chose others, they fall away.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from datasette_claims.anchors import Spans, sentence_around, wrong_spans
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
    words. ``speaker_kind`` is said of the speaker, wherever else they appear.
    """

    spans: Spans | None = None
    quote_type: QuoteType | None = None
    speaker: str | None = None
    speaker_kind: SpeakerKind | None = None
    mention_spans: Spans | None = None
    cue_spans: Spans | None = None
    cue_lemma: str | None = None


def corrected(text: str, claim: Claim, correction: Correction) -> Claim:
    """Return a claim that stands in ``text`` as it should be; raises InvalidFields."""
    speaker, cue = _speaker(claim, correction), _cue(text, claim, correction)
    _check(text, correction, has_speaker=speaker is not None, has_cue=cue is not None)
    spans = claim.spans if correction.spans is None else correction.spans
    quote = excerpt(text, spans)
    is_reworded, has_moved = normalised(quote) != normalised(claim.quote), spans != claim.spans
    same_cue = (cue.lemma if cue else None) == (claim.cue.lemma if claim.cue else None)
    made = replace(
        claim,
        quote_type=correction.quote_type or claim.quote_type,
        spans=spans,
        quote=quote,
        sentence=Span(min(claim.sentence.start, spans[0].start), max(claim.sentence.end, spans[-1].end)),
        cue=cue,
        mention=_mention(text, claim, correction),
        speaker=speaker,
        mood=None if is_reworded else claim.mood,
        stance=claim.stance if same_cue else Stance.NEUTRAL,
        worthiness=None if is_reworded else claim.worthiness,
    )
    kept = not has_moved and _place(made.cue) == _place(claim.cue) and _place(made.mention) == _place(claim.mention)
    return made if kept else replace(made, frame=())


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
    return {
        "spans": repr([list(span) for span in claim.spans]),
        "quote_type": claim.quote_type.value,
        "speaker": claim.speaker.name if claim.speaker else "–",
        "speaker_kind": claim.speaker.kind.value if claim.speaker else "–",
        "mention_spans": repr(_place(claim.mention)),
        "cue": claim.cue.text if claim.cue else "–",
        "cue_spans": repr(_place(claim.cue)),
        "cue_lemma": claim.cue.lemma if claim.cue else "–",
    }


def _place(words: Cue | Mention | None) -> list[list[int]]:
    return [list(span) for span in words.spans] if words else []


def _speaker(claim: Claim, correction: Correction) -> Speaker | None:
    old = claim.speaker
    if correction.speaker is None:
        return replace(old, kind=correction.speaker_kind or old.kind) if old else None
    name = " ".join(unicodedata.normalize("NFC", correction.speaker).split())
    if old and normalised(name) == normalised(old.name):
        return replace(old, kind=correction.speaker_kind or old.kind)
    return Speaker(name, correction.speaker_kind or SpeakerKind.UNKNOWN) if name else None


def _cue(text: str, claim: Claim, correction: Correction) -> Cue | None:
    old, spans = claim.cue, correction.cue_spans
    if spans is None:
        return replace(old, lemma=(correction.cue_lemma or "").strip() or old.lemma) if old else None
    if not spans:
        return None
    words = excerpt(text, spans)
    known = old.lemma if old and normalised(old.text) == normalised(words) else words
    return Cue(spans, words, (correction.cue_lemma or "").strip() or known)


def _mention(text: str, claim: Claim, correction: Correction) -> Mention | None:
    spans = correction.mention_spans
    if spans is None:
        return claim.mention
    return Mention(spans, excerpt(text, spans)) if spans else None


def _check(text: str, correction: Correction, *, has_speaker: bool = False, has_cue: bool = False) -> None:
    lemma, name = correction.cue_lemma or "", correction.speaker or ""
    reasons = {
        "spans": "a quote has at least one part"
        if correction.spans == ()
        else wrong_spans(text, correction.spans or ()),
        "mention_spans": wrong_spans(text, correction.mention_spans or ()),
        "cue_spans": wrong_spans(text, correction.cue_spans or ()),
        "cue_lemma": "there is no cue" if lemma.strip() and not has_cue else _wrong_name(lemma),
        "speaker": _wrong_name(name),
        "speaker_kind": "there is no speaker" if correction.speaker_kind and not has_speaker else "",
    }
    if wrong := {field: reason for field, reason in reasons.items() if reason}:
        raise InvalidFields(wrong)


def _wrong_name(name: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in name):
        return "holds characters that cannot be shown"
    return "" if re.search(r"\w", name) or not name.strip() else "holds no letter"
