"""Annotated articles as frozen values, in the words of the research corpora."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from datasette_claims.model import Claim, Span

Spans = tuple[Span, ...]


class Part(str, Enum):
    """What an annotation marks in the text; the order is that of the published metric."""

    QUOTE = "quote"
    ADDRESSEE = "addressee"
    CUE = "cue"
    FRAME = "frame"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One quote, marked by a person or predicted.

    ``quote_type`` is the corpora's name of a type (``IndirectFreeIndirect``), ``medium`` whether it is speech, writing
    or thought; ``spans`` holds code points, and no key for a part that is not there. Only predictions have a
    ``confidence``, 0 to 1.
    """

    quote_type: str | None
    spans: Mapping[Part, Spans]
    speaker_name: str | None = None
    medium: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """One text as people annotated it; ``tokens`` are the units of counting, ``origin`` its file and line."""

    id: str
    text: str
    tokens: Spans
    annotations: tuple[Annotation, ...]
    origin: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """Who the speaker of an annotation is; ``kind`` is ``person``, ``organisation`` or another word."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()


def annotation_of(claim: Claim) -> Annotation:
    """Return a claim in the shape in which it is compared."""
    spans = {
        Part.QUOTE: claim.spans,
        Part.ADDRESSEE: claim.addressee.spans if claim.addressee else (),
        Part.CUE: claim.cue.spans if claim.cue else (),
        Part.FRAME: claim.frame,
        Part.SPEAKER: claim.mention.spans if claim.mention else (),
    }
    return Annotation(
        quote_type=claim.quote_type.corpus_name,
        spans={part: marked for part, marked in spans.items() if marked},
        speaker_name=claim.speaker.name if claim.speaker else None,
        confidence=claim.confidence,
    )


def annotation_json(annotation: Annotation) -> dict[str, object]:
    """Return an annotation as predictions files hold it; parts that are not there are left out."""
    row: dict[str, object] = {"type": annotation.quote_type}
    row |= {part.value: [list(span) for span in spans] for part, spans in annotation.spans.items()}
    more = {"speaker_name": annotation.speaker_name, "confidence": annotation.confidence}
    return row | {key: value for key, value in more.items() if value is not None}
