"""How often the finds of a rule are right."""

from __future__ import annotations

from datasette_claims.claims.confidence import UNMEASURED, confidence
from datasette_claims.claims.lexicon import lexicon
from datasette_claims.model import QuoteType


def test_measured() -> None:
    """The share measured for a rule and a quote type, as the lexicon holds it."""
    german = lexicon("de")
    assert confidence("so", QuoteType.DIRECT, german) == german.confidences["so/direct"]


def test_unmeasured() -> None:
    """A rule that found nothing when it was measured may be right or wrong."""
    assert confidence("so", QuoteType.FREE_INDIRECT, lexicon("de")) == UNMEASURED
