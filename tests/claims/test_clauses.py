"""Clauses by their borders, and what their verbs tell."""

from __future__ import annotations

import pytest
from steps import read, under, whole, word

from datasette_claims.claims.clauses import core, finite, infinitive, is_subordinate, segments, subjunctive


def clauses(text: str, language: str = "de") -> list[tuple[str | None, str]]:
    reading = read(text, "sentences", language)
    return [
        (reading.text[slice(*reading.words.span(clause))], clause.opener)
        for clause in segments(reading, reading.sentences[0])
    ]


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Es regnet.", "Es regnet"),
        ("Regnet es?!", "Regnet es"),
        ("Er sagt: „Nein.“", "Er sagt: „Nein.“"),
        ("...", None),
    ],
)
def test_core(text: str, without: str | None) -> None:
    """The core of a sentence has no final stop; a stop inside marks belongs to the words in them."""
    reading = read(text, "sentences")
    inner = core(reading, reading.sentences[0])
    assert (under(reading, inner) if inner.end > inner.start else None) == without


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Er ging, sie blieb.", [("Er ging", ""), ("sie blieb", ",")]),
        ("Er sagte: Sie bleibt; er geht.", [("Er sagte", ""), ("Sie bleibt", ":"), ("er geht", ";")]),
        ("Er ging – sie nicht - heim.", [("Er ging", ""), ("sie nicht", "–"), ("heim", "-")]),
        ("Das 2-1 und das Auf-und-ab.", [("Das 2-1 und das Auf-und-ab", "")]),
        ("Er ging -sie blieb-.", [("Er ging -sie blieb-", "")]),
        ("- Er ging.", [("- Er ging", "")]),
        ("Er ging –", [("Er ging –", "")]),
        (", ; Er ging.", [("Er ging", ";")]),
        ("Er ging,", [("Er ging", "")]),
        ("„Ja, gern, sofort“, sagte sie.", [("„Ja, gern, sofort“", ""), ("sagte sie", ",")]),
        ("„Ja!“ rief sie.", [("„Ja!“", ""), ("rief sie", ",")]),
        ("„Ja!“: so rief sie.", [("„Ja!“", ""), ("so rief sie", ":")]),
        ("Sie rief „Ja!“", [("Sie rief „Ja!“", "")]),
        ("Sie rief „Ja!“.", [("Sie rief „Ja!“", "")]),
        ("Sie rief „Ja“ und „Nein“ und ging.", [("Sie rief „Ja“ und „Nein“ und ging", "")]),
        ("!", []),
    ],
)
def test_segments(text: str, found: list[tuple[str, str]]) -> None:
    """Commas, colons, semicolons, spaced dashes and closed quotations outside marks part clauses."""
    assert clauses(text) == found


def test_english_comma_inside() -> None:
    """In English the comma before the frame stands inside the marks."""
    assert clauses('"It rains," she said.', "en") == [('"It rains,"', ""), ("she said", ",")]


@pytest.mark.parametrize(
    ("clause", "language", "subordinate"),
    [
        ("weil es regnet", "de", True),
        ("es regnet", "de", False),
        ("während es geregnet hat", "de", True),
        ("während es regne", "de", True),
        ("während der Sitzung", "de", False),
        ("after the rain", "en", True),
        ("rain after all", "en", False),
    ],
)
def test_subordinate(clause: str, language: str, *, subordinate: bool) -> None:
    """A conjunction subordinates; one that is a preposition too needs the verb at the end in German."""
    reading = read(clause, "sentences", language)
    assert is_subordinate(reading, segments(reading, reading.sentences[0])[0]) is subordinate


@pytest.mark.parametrize(
    ("text", "verb", "strict"),
    [
        ("Die Lage sei ernst", "sei", "sei"),
        ("Die Lage wäre ernst", "wäre", None),
        ("Die Lage ist ernst", None, None),
        ("Er hoffe auf Regen", "hoffe", "hoffe"),
        ("Er versichere alles", "versichere", "versichere"),
        ("Er hoffte auf Regen", None, None),
        ("Ich hoffe auf Regen", None, None),
        ("Sei es, wie es wolle", "Sei", "Sei"),
        ("Der Habe nach", None, None),
        ("Er sagte „es sei ernst“", None, None),
        ("Die Reise endet", None, None),
    ],
)
def test_subjunctive(text: str, verb: str | None, strict: str | None) -> None:
    """Subjunctive I by a list and by its form, subjunctive II by a list; never inside marks or beside I."""
    reading = read(text, "sentences")
    assert word(reading, subjunctive(reading, whole(reading))) == verb
    assert word(reading, subjunctive(reading, whole(reading), strict=True)) == strict


def test_english_has_none() -> None:
    """English has no subjunctive that tells reported speech."""
    reading = read("It be so", "sentences", "en")
    assert subjunctive(reading, whole(reading)) is None


@pytest.mark.parametrize(
    ("text", "language", "verb"),
    [
        ("Er wird gehen", "de", "wird"),
        ("Er geht", "de", None),
        ("„Er wird“ sehr oft", "de", None),
        ("Käme er", "de", "Käme"),
        ("He will go", "en", "will"),
    ],
)
def test_finite(text: str, language: str, verb: str | None) -> None:
    """Auxiliaries, modals and subjunctives are known as finite, outside marks."""
    reading = read(text, "sentences", language)
    assert word(reading, finite(reading, whole(reading))) == verb


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("den Streit zu lösen", True),
        ("gegen ihn vorzugehen", True),
        ("das Feld zu Boden", False),
        ("den Streit lösen", False),
        ("den Bezugen folgt", False),
        ("die verzuglosen folgen", False),
        ("mit „Mut zu lösen“ halt", False),
        ("zu", False),
    ],
)
def test_infinitive(text: str, *, found: bool) -> None:
    """An infinitive has zu before it or behind its particle, and no capital."""
    reading = read(text, "sentences")
    assert infinitive(reading, whole(reading)) is found
