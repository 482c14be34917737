"""Hits of a search are marked where SQLite's index finds them, whatever the script."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from datasette_claims.database.filtering import phrases
from datasette_claims.plugin.highlighting import Part, highlighted, shortened

# No reader lets a NUL into a text.
ANY = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]) | st.sampled_from("1a-"), max_size=12)
TEXTS = st.text(st.sampled_from('aäÄeéêßẞſiİıoσςΣйИ שלוםあ中 1٣_-’"“.\u0301\u0308🏴👩‍👩 \n\u202e'), max_size=40)
QUERIES = st.text(st.sampled_from('aäÄeéßſiİoσςйשלあ1٣-’" \u0301👩'), max_size=8)


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    """A full-text index like that of the claims, over one text."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE index_ USING fts5(quote)")
        yield connection


def marked(text: str, query: str) -> str:
    """Return a text with its hits in brackets."""
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in highlighted(text, query))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Die Brücke bei Altenrode ist gesperrt", "brucke", "Die [Brücke] bei Altenrode ist gesperrt"),
        ("Die Brücke der BRÜCKE", "Brücke", "Die [Brücke] der [BRÜCKE]"),
        ("Die neue Brücke, die neue Brücke", '"neue Brücke"', "Die [neue Brücke], die [neue Brücke]"),
        ("Neue Straßen und neue Brücken", '"neue Brücke"', "Neue Straßen und neue Brücken"),
        ("700 Kinder, 7000 Kinder", "700", "[700] Kinder, 7000 Kinder"),
        ("😀 Cafe\u0301 🏳️‍🌈 offen", "café", "😀 [Cafe\u0301] 🏳️‍🌈 offen"),
        ("אמר שלום לכולם", "שלום", "אמר [שלום] לכולם"),
        ("Die Straße", "strasse", "Die Straße"),
        ("Covid-19-Zahlen", "covid-19", "[Covid-19]-Zahlen"),
        ("ja ja nein", '"ja ja" "ja nein"', "[ja ja nein]"),
        ("nichts", '"" …', "nichts"),
        ("halb\ud83c halb", "halb \ud83c", "[halb]\ud83c [halb]"),
        ("", "x", ""),
    ],
)
def test_hits(text: str, query: str, expected: str) -> None:
    """Case and diacritics do not matter, phrases stay whole, parts of words are no hits."""
    assert marked(text, query) == expected


@given(TEXTS, QUERIES)
def test_nothing_is_lost(text: str, query: str) -> None:
    """The parts put together are the text, and none of them is empty."""
    parts = highlighted(text, query)
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)


@given(text=TEXTS | ANY, query=QUERIES | ANY)
@example(text="1_🏴1", query="1")
@example(text="1_🏴\U000e0067\U000e007f1 🏴", query="🏴")
@example(text="\u2066a\u2069 a", query="a")
@example(text="0 1", query="0\0 1")
def test_as_the_index(index: sqlite3.Connection, text: str, query: str) -> None:
    """What is marked is what SQLite marks."""
    index.execute("DELETE FROM index_")
    index.execute("INSERT INTO index_ VALUES (?)", [text])
    sql = "SELECT highlight(index_, 0, '[', ']') FROM index_ WHERE index_ MATCH ?"
    row = index.execute(sql, [phrases(query)]).fetchone()
    if row:
        assert marked(text, query) == row[0]


@given(TEXTS, QUERIES, st.integers(8, 30))
def test_shortened(text: str, query: str, most: int) -> None:
    """A shortened text is a piece of the text, no longer than asked for."""
    parts = shortened(highlighted(text, query), most)
    kept = "".join(part.text for part in parts)
    assert kept.strip("…") in text
    assert len(kept) <= most + 2


def test_long_quote() -> None:
    """What is left out is shown by an ellipsis, and words are not cut; the first hit is always in sight."""
    words = " ".join(f"Wort{number}" for number in range(200))
    assert shortened(highlighted(words, "x"), 24) == (
        Part("Wort0 Wort1 Wort2 Wort3", is_hit=False),
        Part("…", is_hit=False),
    )
    parts = shortened(highlighted(words, "wort150"), 60)
    assert parts[0] == Part("…", is_hit=False)
    assert Part("Wort150", is_hit=True) in parts
    assert parts[-1] == Part("…", is_hit=False)
    assert shortened(highlighted("a" * 100, "x"), 10)[0] == Part("a" * 10, is_hit=False)
    end = shortened(highlighted(words, "wort199"), 60)
    assert end[-1] == Part("Wort199", is_hit=True)


@pytest.mark.parametrize(
    "text", ['"einziger kein" Wort', "“einziger kein” Wort", "„einziger kein“ Wort", "«einziger kein» Wort"]
)
def test_phrases(text: str) -> None:
    """A phrase stands between quotation marks of any kind."""
    assert phrases(text) == '"einziger kein" "Wort"'
