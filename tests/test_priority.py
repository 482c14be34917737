"""The queue's order: what is worth checking, what is repeated and what is new comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.priority import priority

DAY = "2025-02-26"
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
WORTHS = st.floats(0, 1)
REPEATS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((0.9, 0, DAY), (0.3, 0, DAY)),
        ((0.5, 4, DAY), (0.5, 0, DAY)),
        ((0.5, 0, DAY), (0.5, 0, "2025-01-26")),
        ((0.5, 0, "2025-02"), (0.5, 0, "2025-01-31")),
        ((0.5, 0, "2025"), (0.5, 0, "2024-12-31")),
        ((0.5, 0, "2001"), (0.5, 0, None)),
        ((None, 0, DAY), (0.4, 0, DAY)),
        ((0.6, 0, DAY), (None, 0, DAY)),
    ],
)
def test_before(first: tuple[float | None, int, str | None], second: tuple[float | None, int, str | None]) -> None:
    """The first of each pair is looked at before the second."""
    assert priority(*first) > priority(*second)


@pytest.mark.parametrize("other", [(0.4, 0, DAY), (0.2, 3, DAY), (0.2, 0, "2025-03-28")])
def test_exchange(other: tuple[float, int, str]) -> None:
    """Twice the worth, three times said before and thirty days count the same."""
    assert priority(0.2, 0, DAY) + 1 == pytest.approx(priority(*other), abs=1e-4)


@pytest.mark.parametrize("published", [None, "", "soon", "2025-02-30", "2025-13", "26.02.2025", "-02-26"])
def test_unknown_date(published: str | None) -> None:
    """A date that is missing or is none counts as old."""
    assert priority(0.5, 0, published) == priority(0.5, 0, "2000-01-01")


def test_time_of_day() -> None:
    """The time of day counts nothing."""
    assert priority(0.5, 0, f"{DAY}T23:59:59Z") == priority(0.5, 0, DAY)


def test_never_worthless() -> None:
    """A claim of no worth comes last of its day, but its turn comes."""
    assert priority(0.0, 0, "2025-08-01") > priority(1.0, 0, DAY)


@given(WORTHS, REPEATS, DAYS, st.integers(0, 5000))
def test_newer_first(worth: float, repeats: int, day: date, later: int) -> None:
    """Of two claims that differ in age alone, the newer comes first, by the same measure on every day."""
    newer = priority(worth, repeats, (day + timedelta(later)).isoformat())
    assert newer - priority(worth, repeats, day.isoformat()) == pytest.approx(later / 30, abs=1e-3)


@given(WORTHS, WORTHS, REPEATS, REPEATS)
def test_monotone(worth: float, other: float, repeats: int, more: int) -> None:
    """More worth and more repeats never put a claim further back."""
    least = priority(min(worth, other), min(repeats, more), DAY)
    assert least <= priority(max(worth, other), max(repeats, more), DAY)
