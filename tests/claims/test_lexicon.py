"""Word lists as data."""

from __future__ import annotations

import pytest

from datasette_claims.claims.lexicon import LANGUAGES, lexicon


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_shape(language: str) -> None:
    """All languages have the same groups and lists, so that no rule asks for one that is missing."""
    shape = {group: set(uses) for group, uses in lexicon("de").groups.items()}
    assert {group: set(uses) for group, uses in lexicon(language).groups.items()} == shape


@pytest.mark.parametrize("language", LANGUAGES)
def test_words(language: str) -> None:
    """No list holds an empty word or one with white space around it."""
    words = [word for found in lexicon(language).lists.values() for word in found]
    assert all(word and word == word.strip() for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_confidences(language: str) -> None:
    """A rule's share is between 0 and 1 and named by rule and quote type."""
    shares = lexicon(language).confidences
    assert shares
    assert all(0 <= share <= 1 and name.count("/") == 1 for name, share in shares.items())


def test_loaded_once() -> None:
    """A lexicon is read once; a language without one is a KeyError."""
    assert lexicon("de") is lexicon("de")
    with pytest.raises(KeyError, match="fr"):
        lexicon("fr")


def test_lookups() -> None:
    """Words are looked up by group and use, ends whatever their case, verbs by what they open."""
    german = lexicon("de")
    assert german.has("sources", "before", "laut")
    assert not german.has("sources", "before", "Laut")
    assert german.has_any("phrases", "er", "adverbs", "pronouns")
    assert german.ends("names.organisations", "LANDESREGIERUNG")
    assert german.opens("speech", "sagen")
    assert not german.opens("speech", "gehen")


@pytest.mark.parametrize(("word", "lemma"), [("sagte", "sagen"), ("Häuser", "Haus"), ("", "")])
def test_lemma(word: str, lemma: str) -> None:
    """Dictionary forms, also of no word at all."""
    assert lexicon("de").lemma(word) == lemma


def test_idioms() -> None:
    """An idiom is found by its verb, the last of its words."""
    assert ("deutlich",) in lexicon("de").idioms["machen"]
    assert ("zu", "protokoll") in lexicon("de").idioms["geben"]
