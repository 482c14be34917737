"""How often the finds of each rule are right, as measured; a claim's confidence is its rule's."""

from __future__ import annotations

from datasette_claims.claims.lexicon import Lexicon
from datasette_claims.model import QuoteType

UNMEASURED = 0.5
"""The confidence of a rule that found nothing in the texts it was measured on."""


def confidence(rule: str, quote_type: QuoteType, lexicon: Lexicon) -> float:
    """Return the share of a rule's finds whose quote and speaker were both right, 0 to 1.

    What the network found is measured by how sure it was and by whether a rule confirms it, whichever that is.
    """
    return lexicon.confidences.get(measured_as(rule, quote_type), UNMEASURED)


def measured_as(rule: str, quote_type: QuoteType) -> str:
    """Return the name under which a find is counted: encoder-sure+verb-trailing is a sure find that a rule confirms."""
    network, confirmed, _ = rule.partition("+")
    return f"{network}{confirmed}/{quote_type.value}"
