"""Words that can be nouns and names, and what their endings tell."""

from __future__ import annotations

import pytest
from steps import read, upto, whole

from datasette_claims.claims.nouns import (
    bracket,
    is_agent,
    is_body,
    is_first_name,
    is_name_word,
    is_role,
    is_small,
    noun_end,
    quoted_name,
    role_of,
)


@pytest.mark.parametrize(
    ("word", "name"), [("Damm", True), ("54-Jährige", True), ("54", False), ("54-jährige", False), ("damm", False)]
)
def test_name_word(word: str, *, name: bool) -> None:
    """A capital makes a noun or a name, also behind a figure."""
    assert is_name_word(word) is name


@pytest.mark.parametrize(("word", "small"), [("Gestern", True), ("Nach", True), ("Sie", True), ("Damm", False)])
def test_small(word: str, *, small: bool) -> None:
    """Adverbs, prepositions and pronouns only begin their sentence with a capital."""
    assert is_small(read(word, "sentences"), 0) is small


@pytest.mark.parametrize(
    ("language", "word", "body"),
    [
        ("de", "Landesregierung", True),
        ("de", "Verbandes", True),
        ("de", "Damm", False),
        ("en", "Ministry", True),
        ("en", "dam", False),
    ],
)
def test_body(language: str, word: str, *, body: bool) -> None:
    """Nouns for organisations are known by their ends, also declined."""
    assert is_body(read("", "sentences", language), word) is body


@pytest.mark.parametrize(
    ("language", "word", "role"),
    [
        ("de", "Konzernchef", "chef"),
        ("de", "Ministerin", "ministerin"),
        ("de", "Experten", "experte"),
        ("de", "Sprechers", "sprecher"),
        ("de", "Damm", None),
        ("en", "spokeswoman", "spokeswoman"),
        ("en", "dam", None),
    ],
)
def test_role(language: str, word: str, role: str | None) -> None:
    """The longest office or role that ends a word counts, whatever its case."""
    assert role_of(read("", "sentences", language), word) == role


@pytest.mark.parametrize(
    ("language", "phrase", "role"),
    [
        ("de", "der frühere Minister", True),
        ("de", "der frühere minister", False),
        ("de", "CSU-minister", True),
        ("en", "the former minister", True),
        ("en", "the former dam", False),
    ],
)
def test_role_in_phrase(language: str, phrase: str, *, role: bool) -> None:
    """A German word for a role has a capital or a hyphen; an English one need not."""
    reading = read(phrase, "sentences", language)
    assert is_role(reading, whole(reading)) is role


@pytest.mark.parametrize(
    ("word", "agent"),
    [("Neuroethologe", True), ("Lobbyistin", True), ("Alexander", False), ("Peter", False), ("neuroethologe", False)],
)
def test_agent(word: str, *, agent: bool) -> None:
    """Long nouns that end as those for people by their work do, but no first names."""
    assert is_agent(read("", "sentences"), word) is agent


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("Jan", True),
        ("Nils", True),
        ("Kleinlotsen", True),
        ("Norddeutsche", False),
        ("Halbinsel", False),
        ("Ahoi", True),
    ],
)
def test_first_name(word: str, *, first: bool) -> None:
    """No name of a person begins with a thing or with a long word that is declined."""
    assert is_first_name(read("", "sentences"), word) is first


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Ackerbach sagte", "Anna Ackerbach"),
        ("Jan P. Pohl sagte", "Jan P. Pohl"),
        ("Prof. Klara Vogt sagte", "Prof. Klara Vogt"),
        ("Vogt. Pohl sagte", "Vogt"),
        ("Pohl & Söhne bauen", "Pohl & Söhne"),
        ("Pohl & mehr", "Pohl"),
        ("Pohl & ", "Pohl"),
        ("Anna\nAckerbach", "Anna"),
        ("Pohl Montag", "Pohl"),
        ("Pohl „Meier“", "Pohl"),
        ("Ali bin Hassan sagte", "Ali bin Hassan"),
        ("Ali bin krank", "Ali"),
        ("Ali bin", "Ali"),
        ("Ida de Minister", "Ida"),
        ("Pohl der Partei", "Pohl"),
        ("Pohl von Nordwind", "Pohl"),
        ("Pohl von", "Pohl"),
    ],
)
def test_noun_end(text: str, name: str) -> None:
    """A name goes on over capitals, initials, titles and particles, not over marks, lines, days or other phrases."""
    reading = read(text, "sentences")
    assert upto(reading, noun_end(reading, 0, len(reading.words))) == name


@pytest.mark.parametrize(
    ("text", "name"), [("„Der Spiegel“ schrieb", "„Der Spiegel“"), ("„Eins zwei drei vier“ kam", None)]
)
def test_quoted_name(text: str, name: str | None) -> None:
    """A name in marks has three words at most."""
    reading = read(text, "sentences")
    assert upto(reading, quoted_name(reading, 0, len(reading.words))) == name


@pytest.mark.parametrize(
    ("text", "end"), [("(HAU) kam", 3), ("(der in Kiel lebt und arbeitet) kam", 0), ("kam (HAU)", 0), ("(HAU kam", 0)]
)
def test_bracket(text: str, end: int) -> None:
    """A short bracket is stepped over as a whole."""
    reading = read(text, "sentences")
    assert bracket(reading, 0, len(reading.words)) == end
