"""German nouns and names in the nominative."""

from __future__ import annotations

import pytest

from datasette_claims.claims.declension import is_adjective, nominative, of_compound, strong
from datasette_claims.claims.lexicon import lexicon

GERMAN = lexicon("de")


@pytest.mark.parametrize(
    ("article", "word", "found"),
    [
        ("hafenberichten", "Hafenberichten", "Hafenberichte"),
        ("lotsenkreisen", "Lotsenkreisen", "Lotsenkreise"),
        ("meldungen", "Meldungen", "Meldungen"),
        ("beobachtern", "Beobachtern", "Beobachter"),
        ("die", "Beobachtern", "Beobachtern"),
        ("einem", "Augenzeugen", "Augenzeuge"),
        ("den", "Augenzeugen", "Augenzeugen"),
        ("dem", "Hafen", "Hafen"),
        ("des", "Verbands", "Verband"),
        ("des", "Lotsengerichts", "Lotsengericht"),
        ("des", "Fährenbundes", "Fährenbund"),
        ("des", "Flutlots", "Flutlots"),
        ("des", "Kapitän", "Kapitän"),
        ("der", "61-Jährige", "61-Jähriger"),
        ("der", "61-Jährigen", "61-Jährige"),
        ("dem", "61-Jährigen", "61-Jähriger"),
        ("des", "Angestellten", "Angestellter"),
        ("die", "61-Jährige", "61-Jährige"),
        ("die", "61-Jährigen", "61-Jährigen"),
        ("ein", "61-Jähriger", "61-Jähriger"),
    ],
)
def test_nominative(article: str, word: str, found: str) -> None:
    """A noun loses its genitive, dative plural or weak ending where its article or its end shows it."""
    assert nominative(GERMAN, article, word) == found


@pytest.mark.parametrize(
    ("article", "name", "found"),
    [
        ("der", "Deutsche Bund", "Deutscher Bund"),
        ("das", "Neue Museum", "Neues Museum"),
        ("die", "Deutsche Bank", "Deutsche Bank"),
        ("die", "Vereinten Häfen", "Vereinte Häfen"),
        ("des", "Roten Ankerhauses", "Rotes Ankerhaus"),
        ("des", "Deutschen Hafenbundes", "Deutscher Hafenbund"),
        ("ein", "Deutscher Bund", "Deutscher Bund"),
        ("ein", "Baltischer Bund", "Baltischer Bund"),
        ("des", "Skiverbands Alpina", "Skiverband Alpina"),
        ("der", "Reederei Nordwind", "Reederei Nordwind"),
        ("des", "Nordwind", "Nordwind"),
    ],
)
def test_strong(article: str, name: str, found: str) -> None:
    """A name stands in the nominative, and its adjective has the ending that it takes without article."""
    assert strong(GERMAN, article, name) == found


@pytest.mark.parametrize(
    ("word", "speaker"),
    [
        ("Behördenangaben", "Behörden"),
        ("Unternehmensangaben", "Unternehmen"),
        ("HAU-Angaben", "HAU"),
        ("Armeeangaben", "Armee"),
        ("Angaben", "Angaben"),
        ("angaben", "angaben"),
    ],
)
def test_compound(word: str, speaker: str) -> None:
    """A compound for what is said names its speaker."""
    assert of_compound(GERMAN, word) == speaker


@pytest.mark.parametrize(("word", "adjective"), [("Vereinten", True), ("Hanseatische", True), ("Hafen", False)])
def test_adjective(word: str, *, adjective: bool) -> None:
    """Capitalised adjectives are known by their ends."""
    assert is_adjective(GERMAN, word) is adjective
