"""Claims and articles as JSON objects: the stable shape of ``extract`` and of every page's ``.json`` twin.

Offsets are half-open code points into ``article.text``.
"""

from __future__ import annotations

from datasette_claims.model import Article, Claim

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
        "text": article.text,
    }


def claim_json(claim_id: str, claim: Claim) -> Json:
    """Return one claim with every span that proves it."""
    return {
        "id": claim_id,
        "quote_type": claim.quote_type.value,
        "quote": claim.quote,
        "spans": [list(span) for span in claim.spans],
        "cue": claim.cue.text if claim.cue else None,
        "cue_lemma": claim.cue.lemma if claim.cue else None,
        "cue_spans": [list(span) for span in claim.cue.spans] if claim.cue else [],
        "mention": claim.mention.text if claim.mention else None,
        "mention_spans": [list(span) for span in claim.mention.spans] if claim.mention else [],
        "speaker": claim.speaker.name if claim.speaker else None,
        "speaker_kind": claim.speaker.kind.value if claim.speaker else None,
        "rule": claim.rule,
        "confidence": claim.confidence,
    }
