"""The steps as spaCy components: ``nlp.add_pipe("claims")`` works in anybody's pipeline.

``claims`` runs all of ``STAGES``; each step is also a factory of its own (``claims_layout`` … ``claims_worthiness``),
so that a pipeline may replace one. The result is ``doc.spans["claims"]``, one span a claim labelled with its quote
type, and ``doc._.claims``, a tuple of ``datasette_claims.model.Claim``.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from datasette_claims.claims import STAGES, Stage, begin
from datasette_claims.claims.lexicon import LANGUAGES
from datasette_claims.claims.reading import Reading
from datasette_claims.model import (
    Claim,
    Cue,
    Mention,
    Mood,
    QuoteType,
    Reason,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    Worthiness,
)

CLAIMS = "claims"
_READING = "datasette_claims.reading"
_STORED = "datasette_claims.claims"


def claims_of(doc: Doc) -> tuple[Claim, ...]:
    """Return the claims of a processed doc; kept as JSON in it, so that a doc can be stored and sent."""
    return tuple(_from_json(row) for row in json.loads(doc.user_data.get(_STORED, "[]")))


Doc.set_extension(CLAIMS, getter=claims_of, force=True)


def run(doc: Doc, stages: tuple[Stage, ...]) -> Doc:
    """Take a doc through some steps; after the last of all its claims are set."""
    reading: Reading | None = doc.user_data.pop(_READING, None)
    if reading is None:
        reading = begin(doc.text, doc.lang_, _entities(doc))
    for stage in stages:
        reading = stage(reading)
    if stages[-1] is STAGES[-1]:
        _set(doc, reading.claims)
    else:
        doc.user_data[_READING] = reading
    return doc


def _entities(doc: Doc) -> tuple[tuple[Span, str], ...]:
    return tuple((Span(entity.start_char, entity.end_char), entity.label_) for entity in doc.ents)


def _set(doc: Doc, claims: tuple[Claim, ...]) -> None:
    doc.user_data[_STORED] = json.dumps([_to_json(claim) for claim in claims])
    spans = [
        doc.char_span(claim.spans[0].start, claim.spans[-1].end, claim.quote_type.value, alignment_mode="expand")
        for claim in claims
    ]
    doc.spans[CLAIMS] = SpanGroup(doc, name=CLAIMS, spans=[span for span in spans if span is not None])


def _component(stages: tuple[Stage, ...]) -> Callable[[Language, str], Callable[[Doc], Doc]]:
    def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
        if nlp.lang not in LANGUAGES:
            raise ValueError(f"{name}: claims are found in {', '.join(LANGUAGES)}, not in {nlp.lang!r}")
        return lambda doc: run(doc, stages)

    return create


claims = Language.factory(CLAIMS, func=_component(STAGES))
(
    claims_layout,
    claims_marks,
    claims_sentences,
    claims_cues,
    claims_frames,
    claims_attribution,
    claims_resolution,
    claims_framing,
    claims_addressees,
    claims_manner,
    claims_nesting,
    claims_worthiness,
) = (Language.factory(f"{CLAIMS}_{stage.__name__}", func=_component((stage,))) for stage in STAGES)


def _to_json(claim: Claim) -> dict[str, object]:
    return {
        "quote_type": claim.quote_type.value,
        "spans": claim.spans,
        "quote": claim.quote,
        "sentence": claim.sentence,
        "cue": [claim.cue.spans, claim.cue.text, claim.cue.lemma] if claim.cue else None,
        "mention": _mention_row(claim.mention),
        "speaker": [claim.speaker.name, claim.speaker.kind.value] if claim.speaker else None,
        "rule": claim.rule,
        "confidence": claim.confidence,
        "frame": claim.frame,
        "addressee": _mention_row(claim.addressee),
        "mood": claim.mood.value if claim.mood else None,
        "stance": claim.stance.value,
        "parent": claim.parent,
        "worthiness": [claim.worthiness.score, claim.worthiness.reasons] if claim.worthiness else None,
    }


def _mention_row(mention: Mention | None) -> list[object] | None:
    return [mention.spans, mention.text] if mention else None


def _from_json(row: dict[str, object]) -> Claim:
    cue, speaker, mood, parent, worth = (row[key] for key in ("cue", "speaker", "mood", "parent", "worthiness"))
    return Claim(
        quote_type=QuoteType(row["quote_type"]),
        spans=_spans(row["spans"]),
        quote=str(row["quote"]),
        sentence=Span(*row["sentence"]),  # type: ignore[misc]
        cue=Cue(_spans(cue[0]), cue[1], cue[2]) if isinstance(cue, list) else None,
        mention=_mention(row["mention"]),
        speaker=Speaker(speaker[0], SpeakerKind(speaker[1])) if isinstance(speaker, list) else None,
        rule=str(row["rule"]),
        confidence=float(str(row["confidence"])),
        frame=_spans(row["frame"]),
        addressee=_mention(row["addressee"]),
        mood=Mood(mood) if mood else None,
        stance=Stance(row["stance"]),
        parent=parent if isinstance(parent, int) else None,
        worthiness=Worthiness(worth[0], tuple(map(Reason, worth[1]))) if isinstance(worth, list) else None,
    )


def _mention(row: object) -> Mention | None:
    return Mention(_spans(row[0]), row[1]) if isinstance(row, list) else None


def _spans(pairs: object) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs) if isinstance(pairs, list) else ()
