"""Which quotation mark opens and which closes, in any house style."""

from __future__ import annotations

import pytest

from datasette_claims.encoder.marks import Role, State, roles, states
from datasette_claims.encoder.pieces import word_spans

STYLES = ["„“", "«»", "»«", '""', "“”"]
INNER = ["‚‘", "‘’", "''", "‹›"]


def canonical(text: str) -> str:
    """Return a text with every quotation mark in the encoder's style."""
    found = roles(text)
    return "".join(found[i].value if i in found else char for i, char in enumerate(text))


@pytest.mark.parametrize("style", STYLES)
def test_outer(style: str) -> None:
    """Every style of outer marks comes out as one."""
    opens, closes = style
    text = f"Sie sagte: {opens}Es regnet.{closes} {opens}Bald{closes}, rief er, {opens}ist Schluss{closes}."
    assert canonical(text) == "Sie sagte: „Es regnet.“ „Bald“, rief er, „ist Schluss“."


@pytest.mark.parametrize("style", INNER)
def test_inner(style: str) -> None:
    """Every style of inner marks comes out as one, also inside outer ones."""
    opens, closes = style
    text = f"„Er sagte {opens}nie wieder{closes} und ging.“"
    assert canonical(text) == "„Er sagte ‚nie wieder‘ und ging.“"


@pytest.mark.parametrize(
    "text",
    [
        "Das war's. Hans' Hut. The boys' dog didn't.",
        "'",
        "'x",
        "‘ x",
        "rock 'n roll",
        "‚offen bis zum Schluss",
        "'A 'B.",
    ],
)
def test_apostrophes(text: str) -> None:
    """An apostrophe and a mark without its counterpart are left alone."""
    assert roles(text) == {}


def test_genitive_inside() -> None:
    """An apostrophe after s ends an inner quotation only if nothing surer does."""
    assert canonical("He said ‘the boys’ dog barked’ twice.") == "He said ‚the boys’ dog barked‘ twice."
    assert canonical("He said ‘the boys’ twice.") == "He said ‚the boys‘ twice."


def test_long_straight() -> None:
    """Typewriter marks far apart are apostrophes."""
    assert roles("'" + "ab " * 200 + "c'.") == {}


@pytest.mark.parametrize(
    "text", [",,Ja'', rief er. ,,Nein''", "``Ja'', rief er. ``Nein''", "''Ja'', rief er. ''Nein''"]
)
def test_doubled(text: str) -> None:
    """Two marks that stand for one are one word with one role."""
    words = {start: text[start:end] for start, end in word_spans(text)}
    assert [(words[i], role) for i, role in roles(text).items()] == [
        (text[:2], Role.OPENS),
        ("''", Role.CLOSES),
        (text[:2], Role.OPENS),
        ("''", Role.CLOSES),
    ]


def test_open_ends_with_line() -> None:
    """A mark that stays open ends with its line; a mark between two spaces then opens again."""
    assert list(roles('"Es regnet\nEs " regnet').values()) == [Role.OPENS, Role.OPENS]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a „b c“ d", "OIWWPO"),
        ("„a ‚b‘ c“", "IWWWWWP"),
        ("‚a b‘ c", "IWWPO"),
        ("a“ b", "OOO"),
        ("a › b ‹ c", "OIWPO"),
        ("„a", "IW"),
    ],
)
def test_states(text: str, expected: str) -> None:
    """Each word stands outside (O), inside (W), or opens (I) or closes (P) a quotation."""
    letters = {State.OUTSIDE: "O", State.INSIDE: "W", State.OPENING: "I", State.CLOSING: "P"}
    words = word_spans(text)
    assert "".join(letters[state] for state in states(text, words, [0] * len(words))) == expected


def test_states_by_paragraph() -> None:
    """A quotation that is left open ends with its paragraph."""
    words = word_spans("„a\nb")
    assert states("„a\nb", words, [0, 0, 1]) == [State.OPENING, State.INSIDE, State.OUTSIDE]
