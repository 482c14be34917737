"""Floors only rise, but for a reason."""

from __future__ import annotations

import pytest
from floors import Pins, fallen, read, repinned, written
from hypothesis import given
from hypothesis import strategies as st

GOLD = {"wire/dev": "abc"}
QUOTE = ("wire/dev", "fast", "quote")
CUE = ("wire/dev", "fast", "cue")
PINS = Pins(GOLD, {QUOTE: 80.0, CUE: 60.0})


def test_first() -> None:
    """A new figure is pinned 0.3 below what was measured, never below 0."""
    assert repinned(Pins({}, {}), GOLD, {QUOTE: 80.0, CUE: 0.1}) == Pins(GOLD, {QUOTE: 79.7, CUE: 0.0})


@pytest.mark.parametrize(
    ("found", "floor"),
    [(90.0, 89.7), (80.31, 80.01), (80.2, 80.0), (80.0, 80.0)],
)
def test_rises(found: float, floor: float) -> None:
    """A floor follows a better figure and stays where a figure is little above it."""
    assert repinned(PINS, GOLD, {QUOTE: found, CUE: 60.0}).floors[QUOTE] == floor


def test_refused() -> None:
    """A figure below its floor, other gold, and a figure that is gone are refused, each with a line."""
    assert fallen(PINS, GOLD, {QUOTE: 80.0, CUE: 61.0}) == []
    with pytest.raises(ValueError, match=r"quote: 79\.99, floor 80\.00$"):
        repinned(PINS, GOLD, {QUOTE: 79.994, CUE: 60.0})
    with pytest.raises(ValueError, match=r"^wire/dev fast cue: not measured any more, floor 60\.00$"):
        repinned(PINS, GOLD, {QUOTE: 80.0}, reason="  ")
    with pytest.raises(ValueError, match=r"^wire/dev: the gold is not the one that was measured before$"):
        repinned(PINS, {"wire/dev": "other"}, {QUOTE: 80.0, CUE: 60.0})


def test_lowered() -> None:
    """With a reason a floor falls, the others stay, and the reason is kept for good."""
    lowered = repinned(PINS, GOLD, {QUOTE: 75.0, CUE: 60.1}, reason="the guide changed")
    assert lowered.floors == {QUOTE: 74.7, CUE: 60.0}
    assert lowered.lowered == ({"what": "wire/dev fast quote: 75.00, floor 80.00", "reason": "the guide changed"},)
    assert repinned(lowered, GOLD, {QUOTE: 85.0, CUE: 70.0}).lowered == lowered.lowered


def test_only_what_was_measured() -> None:
    """A pipeline or corpus that was not measured cannot have fallen."""
    assert fallen(PINS, {}, {("wire/dev", "accurate", "quote"): 1.0}) == []


_WORDS = st.text("abc/-", min_size=1, max_size=5)
_FLOORS = st.dictionaries(
    st.tuples(_WORDS, _WORDS, st.sampled_from(["quote", "cue"])), st.integers(0, 10_000).map(lambda n: n / 100)
)


@given(_FLOORS, st.dictionaries(_WORDS, _WORDS), st.lists(st.text(st.characters(codec="utf-8"))))
def test_file(floors: dict[tuple[str, str, str], float], gold: dict[str, str], reasons: list[str]) -> None:
    """What is written is read again."""
    pins = Pins(gold, floors, tuple({"what": "x", "reason": reason} for reason in reasons))
    assert read(written(pins)) == pins


@given(_FLOORS, _FLOORS)
def test_never_lower(old: dict[tuple[str, str, str], float], found: dict[tuple[str, str, str], float]) -> None:
    """Without a reason no floor is lower afterwards, whatever was measured."""
    pins = Pins({}, old)
    try:
        new = repinned(pins, {}, found)
    except ValueError:
        return
    assert all(new.floors.get(key, 0.0) >= floor for key, floor in old.items() if key in found)
    assert all(floor <= found[key] or floor == old[key] for key, floor in new.floors.items())
