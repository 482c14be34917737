"""What the steps hand on."""

from __future__ import annotations

import pytest

from datasette_claims.claims.reading import Range, words_of
from datasette_claims.model import Span


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Es regnet.", ["Es", "regnet", "."]),
        ("1.250,50 Euro um 12:30", ["1.250,50", "Euro", "um", "12:30"]),
        ("die 54-Jährige, das Auf-und-ab", ["die", "54-Jährige", ",", "das", "Auf-und-ab"]),
        ("St. Mary's und Pohls'", ["St", ".", "Mary's", "und", "Pohls", "'"]),
        ("''Ja'' ``Nein``", ["''", "Ja", "''", "``", "Nein", "``"]),
        ("„Ja“…!", ["„", "Ja", "“", "…", "!"]),
        ("a\u00a0b\u2009c", ["a", "b", "c"]),
        ("🔥שלום🔥", ["🔥", "שלום", "🔥"]),
        (",,Ja'', nein,,doch", [",,", "Ja", "''", ",", "nein", ",", ",", "doch"]),
        ("Bürger-\nmeister, stei- \n  ge", ["Bürgermeister", ",", "steige"]),
        (
            "Nord-\nund Südsee, ost-\nWest 3-\nmal",
            ["Nord", "-", "und", "Südsee", ",", "ost", "-", "West", "3", "-", "mal"],
        ),
        ("Bürger-\n\nmeister", ["Bürger", "-", "meister"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Numbers keep their inner marks, compounds their hyphens; doubled marks are one; a word cut by a line is whole."""
    assert list(words_of(text).texts) == words


def test_parallel() -> None:
    """Words know their place: the text under it is the word itself."""
    text = "Der Müll\nbrennt 🔥!"
    found = words_of(text)
    assert [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)] == list(found.texts)
    assert found.lower == tuple(word.lower() for word in found.texts)
    assert found.span(Range(1, 3)) == Span(4, 15)
    assert len(found) == 5
