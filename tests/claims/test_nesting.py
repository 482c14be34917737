"""Which claim stands within which."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from steps import claims

from datasette_claims.claims import begin
from datasette_claims.claims.nesting import nesting
from datasette_claims.model import Claim, QuoteType, Span

TEXT = "x" * 40


def claim(*spans: tuple[int, int]) -> Claim:
    """A claim with nothing but its quote."""
    parts = tuple(Span(*span) for span in spans)
    return Claim(QuoteType.INDIRECT, parts, "", Span(0, 40), None, None, None, "", 0.5)


def parents(*found: Claim) -> list[int | None]:
    reading = replace(begin(TEXT, "de"), claims=found)
    return [item.parent for item in nesting(reading).claims]


def test_within() -> None:
    """The smallest quote around another is its parent; a sibling is not."""
    assert parents(claim((0, 30)), claim((2, 20)), claim((4, 8)), claim((22, 25)), claim((31, 33))) == [
        None,
        0,
        1,
        0,
        None,
    ]


def test_equal() -> None:
    """Of two equal quotes none holds the other."""
    assert parents(claim((0, 9)), claim((0, 9))) == [None, None]


def test_parts() -> None:
    """Every part must lie within a part; what stands in the gap of a quote is not within it."""
    assert parents(claim((0, 10), (20, 30)), claim((2, 8), (22, 28)), claim((12, 18)), claim((8, 22))) == [
        None,
        0,
        None,
        None,
    ]


def test_said_that_said() -> None:
    """A says that B claims: the inner claim's parent is the outer one, with its own speaker."""
    outer, inner = claims("Der Anwalt Jan Pohl sagte, ein Zeuge habe erklärt, dass er nichts gesehen habe.")
    assert (outer.parent, inner.parent) == (None, 0)
    assert inner.speaker
    assert outer.speaker
    assert (outer.speaker.name, inner.speaker.name) == ("Jan Pohl", "Zeuge")


@given(st.lists(st.tuples(st.integers(0, 38), st.integers(1, 39)).filter(lambda span: span[0] < span[1]), max_size=12))
def test_longer_and_before(spans: list[tuple[int, int]]) -> None:
    """A parent comes before its claim and is longer."""
    found = [claim(span) for span in sorted(spans, key=lambda span: (span[0], -span[1]))]
    for item, parent in zip(found, parents(*found), strict=True):
        if parent is not None:
            assert found[parent].spans[0].start <= item.spans[0].start
            assert found[parent].spans[0].end - found[parent].spans[0].start > item.spans[0].end - item.spans[0].start
