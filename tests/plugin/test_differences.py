"""What changed between two wordings: the law that both sides give their wording back, and how that is found."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.model import Span
from datasette_claims.plugin.pages import differences
from datasette_claims.plugin.pages.differences import Change, Extent, difference, extent, is_changed, paragraphs, touch

SECONDS = 20
"""A second of work on a quiet machine; comparing each with each would take hours."""

WORDS = st.lists(st.sampled_from(["der ", "die", " Land", ".", ",", "\n\n", "\n \n ", "\u0301", "é", "👩‍👧", "שלום "]))


def parts_of(found: differences.Difference, change: Change) -> str:
    return "".join(part.text for part in found.parts if part.change in {Change.KEPT, change})


@given(st.one_of(WORDS.map("".join), st.text()), st.one_of(WORDS.map("".join), st.text()))
def test_law(old: str, new: str) -> None:
    """What was kept and removed is the old text, what was kept and added the new; paragraphs lose nothing of it."""
    found = difference(old, new)
    assert (parts_of(found, Change.REMOVED), parts_of(found, Change.ADDED)) == (old, new)
    parts = [part for paragraph in paragraphs(found.parts) for part in paragraph]
    assert "".join(part.text for part in parts) == "".join(part.text for part in found.parts)
    assert all(part.text for part in parts)
    assert "".join(new[slice(*span)] for span in found.added) == "".join(
        part.text for part in found.parts if part.change is Change.ADDED
    )


@given(WORDS.map("".join))
def test_same(text: str) -> None:
    """A text differs from itself in nothing."""
    assert [part.change for part in difference(text, text).parts] == [Change.KEPT] * bool(text)
    assert extent(text, text) == Extent(0, 0)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Es regnet im Land.", "Es schneit im Land.", "Es [-regnet ][+schneit ]im Land."),
        ("Eins.\n\nZwei.", "Eins.\n\nNeu.\n\nZwei.", "Eins.\n\n[+Neu.\n\n]Zwei."),
        ("Eins.\n\nZwei.", "Eins.\n\nZwei.\n\nDrei.", "Eins.\n\nZwei.[+\n\nDrei.]"),
        ("Er ist da.", "Er ist da und dort.", "Er ist da[+ und dort]."),
        ("", "Alles neu.", "[+Alles neu.]"),
        ("Weg.", "", "[-Weg.]"),
        ("Cafe\u0301 auf", "Cafe auf", "[-Cafe\u0301 ][+Cafe ]auf"),
        (
            "alles anders in dieser Zeile",
            "nichts gleich in jener Reihe",
            "[-alles anders in dieser Zeile][+nichts gleich in jener Reihe]",
        ),
    ],
)
def test_difference(old: str, new: str, shown: str) -> None:
    """Whole words change, and what stayed between longer changes is not worth telling."""
    signs = {Change.KEPT: "{}", Change.REMOVED: "[-{}]", Change.ADDED: "[+{}]"}
    assert "".join(signs[part.change].format(part.text) for part in difference(old, new).parts) == shown


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("Eins.\n\nZwei.", "Eins.\n\nZwei.\n\nDrei.", [False, False, True]),
        ("Eins.\n\nZwei.\n\nDrei.", "Eins.\n\nZwei.", [False, False, True]),
        ("Eins.\n\nZwei.", "Eins.\n\nZwei war das.", [False, True]),
        ("Eins.", "Eins. ", [True]),
        ("Eins. Zwei.", "Eins.\n\nZwei.", [True, False]),
        ("Eins.\n\nZwei.", "Eins. Zwei.", [False, True]),
    ],
)
def test_changed_paragraphs(old: str, new: str, changed: list[bool]) -> None:
    """A paragraph has not changed because others came or went behind it."""
    assert [is_changed(one) for one in paragraphs(difference(old, new).parts)] == changed


def test_touch() -> None:
    """A place holds something that was added if one of its parts does."""
    added = (Span(2, 4), Span(8, 10))
    assert [touch(added, [Span(*span)]) for span in ((0, 2), (1, 3), (4, 8), (3, 9), (9, 20), (10, 20))] == [
        False,
        True,
        False,
        True,
        True,
        False,
    ]
    assert touch(added, [Span(0, 1), Span(9, 10)])
    assert not touch((), [Span(0, 1)])


LIKELY = [f"wort{rank}" for rank in range(20_000)]


def rewritten(every: int, width: int) -> tuple[str, str]:
    """Return a million characters in paragraphs of ``width`` words, and the same with each ``every``-th word new.

    Words are as frequent as in a language (Zipf).
    """
    words = random.Random(1).choices(LIKELY, [1 / (rank + 1) for rank in range(len(LIKELY))], k=125_000)
    other = [f"neu{place}" if place % every == every - 1 else word for place, word in enumerate(words)]
    old, new = (
        "\n\n".join(" ".join(side[at : at + width]) for at in range(0, len(side), width)) for side in (words, other)
    )
    return old, new


def shuffled() -> tuple[str, str]:
    """Return a million characters of words that all are frequent, twice in different orders."""
    old, new = (" ".join(random.Random(seed).choices(LIKELY[:200], k=135_000)) for seed in (1, 2))
    return old, new


@pytest.mark.parametrize(
    ("texts", "least"),
    [
        (partial(rewritten, 5000, 50), 0.99),
        (partial(rewritten, 50, 50), 0.95),
        (partial(rewritten, 5, 50), 0.3),
        (partial(rewritten, 20, 10**9), 0.8),
        (shuffled, 0),
    ],
)
def test_time_of_difference(texts: Callable[[], tuple[str, str]], least: float) -> None:
    """A million characters are compared in little time, and what stayed is found where it can be."""
    old, new = texts()
    assert len(old) > 900_000
    start = time.process_time()
    found = difference(old, new)
    parts = list(found.parts)
    assert time.process_time() - start <= SECONDS
    assert (parts_of(found, Change.REMOVED), parts_of(found, Change.ADDED)) == (old, new)
    assert sum(len(part.text) for part in parts if part.change is Change.KEPT) / len(old) >= least
