"""How far two quotes say the same, by their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.matching import content_words, similarity

WORDS = st.lists(st.sampled_from(["Brücke", "gesperrt", "Fluss", "sauber", "2024", "der", "ist", "Bürgermeister"]))


@pytest.mark.parametrize(
    ("quote", "other", "score"),
    [
        ("Die Brücke ist seit 2024 gesperrt", "dass die BRÜCKE seit 2024 gesperrt sei", 1.0),
        ("Die Brücke ist gesperrt", "Die Brücke bleibt gesperrt, bis der Stahl geprüft ist", 1.0),
        ("Die Brücke ist gesperrt", "Die Brücke ist offen", 0.0),
        ("Die Schule hat 700 Kinder", "Die Schule hat 900 Kinder", 0.667),
        ("Ja", "Ja", 0.0),
        ("", "Die Brücke", 0.0),
    ],
)
def test_similarity(quote: str, other: str, score: float) -> None:
    """What counts is the share of the shorter quote's content words, numbers among them; one alone is none."""
    assert similarity(quote, other) == score


def test_longest_first() -> None:
    """The longest words come first, each once, and short ones not at all."""
    assert content_words("Die Brücke und die Bürgermeisterin und die Brücke") == ("bürgermeisterin", "brücke")


@given(WORDS, WORDS)
def test_laws(first: list[str], second: list[str]) -> None:
    """Likeness is mutual, 0 to 1, and 1 with itself if there are words enough."""
    one, other = " ".join(first), " ".join(second)
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == float(len(content_words(one)) > 1)
