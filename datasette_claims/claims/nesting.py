"""Step 11: which claim stands within which: A says that B claims; words in marks within an indirect quote."""

from __future__ import annotations

from dataclasses import replace

from datasette_claims.anchors import parents
from datasette_claims.claims.reading import Reading


def nesting(reading: Reading) -> Reading:
    """Give every claim the place of the smallest claim whose quote holds its own."""
    nested = zip(reading.claims, parents([claim.spans for claim in reading.claims]), strict=True)
    return replace(reading, claims=tuple(replace(claim, parent=parent) for claim, parent in nested))
