"""The correspondence that weighs most."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.evaluation.assignment import assignment

_WEIGHTS = st.sampled_from([0.0, 0.25, 0.5, 0.51, 0.511, 1.0])


@st.composite
def matrices(draw: st.DrawFn) -> list[list[float]]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return [[draw(_WEIGHTS) for _ in range(columns)] for _ in range(rows)]


def best(weights: list[list[float]]) -> float:
    """Return the greatest sum by trying everything."""
    rows, columns = len(weights), len(weights[0])
    if rows > columns:
        return best([list(column) for column in zip(*weights, strict=True)])
    return max(
        sum(weights[row][column] for row, column in enumerate(order)) for order in permutations(range(columns), rows)
    )


@given(matrices())
def test_greatest(weights: list[list[float]]) -> None:
    """No other correspondence weighs more; the shorter side is complete, and nothing is paired twice."""
    pairs = assignment(weights)
    assert sum(weights[row][column] for row, column in pairs) == pytest.approx(best(weights))
    assert len(pairs) == min(len(weights), len(weights[0]))
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert pairs == sorted(pairs)


@pytest.mark.parametrize(
    ("weights", "pairs"),
    [
        ([], []),
        ([[], []], []),
        ([[1.0]], [(0, 0)]),
        # The greatest weight alone is not the greatest sum.
        ([[0.9, 0.8], [0.8, 0.0]], [(0, 1), (1, 0)]),
        # Among equals scipy takes the first free column for each row,
        ([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], [(0, 0), (1, 1)]),
        # and the first row for each column where there are more rows.
        ([[0.0], [0.0], [0.0]], [(0, 0)]),
        ([[0.0, 0.0], [0.0, 1.0], [0.0, 0.0]], [(0, 0), (1, 1)]),
        ([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.5, 0.0, 0.0]], [(0, 0), (1, 1), (2, 2)]),
        ([[0.0, 0.5], [0.0, 0.5], [0.5, 0.5]], [(0, 1), (2, 0)]),
    ],
)
def test_choice(weights: list[list[float]], pairs: list[tuple[int, int]]) -> None:
    """Between solutions of equal weight the choice is scipy's, on which published figures depend."""
    assert assignment(weights) == pairs
