"""Step 11: which claim stands within which: A says that B claims; words in marks within an indirect quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from datasette_claims.claims.reading import Reading
from datasette_claims.model import Claim, hull


def nesting(reading: Reading) -> Reading:
    """Give every claim the place of the smallest claim whose quote holds its own."""
    nested = zip(reading.claims, _parents(reading.claims), strict=True)
    return replace(reading, claims=tuple(replace(claim, parent=parent) for claim, parent in nested))


def _parents(claims: Sequence[Claim]) -> Iterator[int | None]:
    """Yield the place of each claim's parent; claims are in text order, the longer of two first."""
    begun: list[int] = []
    for place, claim in enumerate(claims):
        begun = [other for other in begun if hull(claims[other].spans).end > claim.spans[0].start]
        holders = [other for other in begun if _holds(claims[other], claim)]
        yield min(holders, key=lambda other: _length(claims[other]), default=None)
        begun.append(place)


def _holds(outer: Claim, inner: Claim) -> bool:
    """Tell whether every part of a quote lies within a part of a longer one."""
    if _length(outer) <= _length(inner):
        return False
    return all(any(start <= part.start and part.end <= end for start, end in outer.spans) for part in inner.spans)


def _length(claim: Claim) -> int:
    return sum(end - start for start, end in claim.spans)
