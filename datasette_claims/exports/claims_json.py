"""Claims and articles as JSON objects: the stable shape of ``extract`` and of every page's ``.json`` twin.

Offsets are half-open code points into ``article.text``.
"""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.model import Article, Claim, Cue, Mention, Worthiness

Json = dict[str, object]


def article_json(article: Article) -> Json:
    """Return an article's text and what is known of it."""
    return {
        "title": article.title,
        "place": article.place,
        "agency": article.agency,
        "published": article.published,
        "language": article.language,
        "authors": list(article.authors),
        "origin": article.origin,
        "raw_sha256": article.raw_sha256,
        "crossheads": [list(span) for span in article.crossheads],
        "warnings": list(article.warnings),
        "sections": [
            {"start": one.span.start, "end": one.span.end, "place": one.place, "source": one.source}
            for one in article.sections
        ],
        "signals": [signal.value for signal in article.signals],
        "source_kind": "issuer" if article.is_release else None,
        "text": article.text,
    }


def claims_json(claims: Sequence[tuple[str, Claim]]) -> list[Json]:
    """Return the claims of one text, each with its id, in text order."""
    parents = (claims[claim.parent][0] if claim.parent is not None else None for _, claim in claims)
    return [claim_json(key, claim, parent) for (key, claim), parent in zip(claims, parents, strict=True)]


def claim_json(claim_id: str, claim: Claim, parent_id: str | None) -> Json:
    """Return one claim with every span that proves it; ``parent_id`` names the claim whose quote holds it."""
    return {
        "id": claim_id,
        "quote_type": claim.quote_type.value,
        "quote": claim.quote,
        "spans": [list(span) for span in claim.spans],
        **_cue_json(claim.cue),
        **_mention_json(claim.mention),
        "speaker": claim.speaker.name if claim.speaker else None,
        "speaker_kind": claim.speaker.kind.value if claim.speaker else None,
        "frame_spans": [list(span) for span in claim.frame],
        **_addressee_json(claim.addressee),
        "mood": claim.mood.value if claim.mood else None,
        "cue_stance": claim.stance.value,
        "parent_claim_id": parent_id,
        **_worthiness_json(claim.worthiness),
        "rule": claim.rule,
        "confidence": claim.confidence,
    }


def _cue_json(cue: Cue | None) -> Json:
    if cue is None:
        return {"cue": None, "cue_lemma": None, "cue_spans": []}
    return {"cue": cue.text, "cue_lemma": cue.lemma, "cue_spans": [list(span) for span in cue.spans]}


def _worthiness_json(worthiness: Worthiness | None) -> Json:
    if worthiness is None:
        return {"checkworthiness": None, "checkworthiness_reasons": []}
    reasons = [reason.value for reason in worthiness.reasons]
    return {"checkworthiness": worthiness.score, "checkworthiness_reasons": reasons}


def _addressee_json(addressee: Mention | None) -> Json:
    if addressee is None:
        return {"addressee": None, "addressee_spans": []}
    return {"addressee": addressee.text, "addressee_spans": [list(span) for span in addressee.spans]}


def _mention_json(mention: Mention | None) -> Json:
    if mention is None:
        return {"mention": None, "mention_spans": []}
    return {"mention": mention.text, "mention_spans": [list(span) for span in mention.spans]}
