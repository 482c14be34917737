"""Noun phrases and subjects."""

from __future__ import annotations

import pytest
from steps import read, under, upto

from datasette_claims.claims.phrases import (
    noun_phrase,
    prepositional_phrase,
    skip_adverbials,
    subject_after,
    subject_before,
)


def phrase(text: str, language: str = "de", *, oblique: bool = False) -> str | None:
    reading = read(text, "sentences", language)
    return upto(reading, noun_phrase(reading, 0, len(reading.words), oblique=oblique))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("die alte Brücke hält", "die alte Brücke"),
        ("drei 20 Meter", "drei 20 Meter"),
        ("er kommt", "er"),
        ("der in Kiel", None),
        ("der wird alt", None),
        ("der sie alte", None),
        ("die schnell Brücke", None),
        ("die", None),
        ("", None),
        ("Anna Ackerbach sagte", "Anna Ackerbach"),
        ("Gestern kam", None),
        ("„Der Spiegel“ schrieb", "„Der Spiegel“"),
        ("die Zeitung „Der Morgen“ schrieb", "die Zeitung „Der Morgen“"),
        ("dem Minister", None),
        ("die Union (HAU) kam", "die Union (HAU)"),
        ("der Sprecher des Ministeriums sagte", "der Sprecher des Ministeriums"),
        ("der Sprecher des Amtes der Stadt der Insel der Welt", "der Sprecher des Amtes der Stadt der Insel"),
        ("das Institut für Meereskunde warnte", "das Institut für Meereskunde"),
        ("die Tür für Gäste klemmt", "die Tür"),
        ("ein Mann aus Kiel kam", "ein Mann aus Kiel"),
        ("der Chef von Nordwind kam", "der Chef von Nordwind"),
        ("der Minister der Zeitung gegenüber", "der Minister"),
        ("der Minister der Stadt", "der Minister der Stadt"),
        ("die Brücke der Zeitung", "die Brücke der Zeitung"),
        ("der Minister der in Kiel", "der Minister"),
    ],
)
def test_noun_phrase(text: str, found: str | None) -> None:
    """Determiner, modifiers, noun, name, bracket, up to three attributes; no addressee of somebody's words."""
    assert phrase(text) == found


def test_oblique() -> None:
    """Phrases that cannot be a subject count only where they are asked for."""
    assert phrase("dem alten Minister", oblique=True) == "dem alten Minister"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("die Sprecherin, Maria Sommer, sagte", "die Sprecherin, Maria Sommer"),
        ("die Sprecherin, Maria Sommer sagte", "die Sprecherin, Maria Sommer"),
        ("die Sprecherin, Maria Sommer ging", "die Sprecherin"),
        ("die Sprecherin, Maria", "die Sprecherin"),
        ("die Sprecherin, Gestern Abend", "die Sprecherin"),
        ("die Sprecherin, sagte", "die Sprecherin"),
        ("die Sprecherin,", "die Sprecherin"),
        ("die Brücke, Maria Sommer", "die Brücke"),
        ("Maria Sommer, Sprecherin der Stadt, sagte", "Maria Sommer, Sprecherin der Stadt"),
        ("Maria Sommer, die Brücke", "Maria Sommer"),
        ("Maria Sommer, und", "Maria Sommer"),
        ("Maria Sommer, 34, sagte", "Maria Sommer, 34"),
        ("Maria Sommer, 34 Jahre", "Maria Sommer"),
        ("Sommer, Sprecherin der Stadt", "Sommer"),
    ],
)
def test_apposition(text: str, found: str) -> None:
    """A full name follows a role, or a role a full name, between commas or before a verb of speech; so does an age."""
    assert phrase(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the old bridge stands", "the old bridge stands"),
        ("the old bridge said", "the old bridge"),
        ("the old bridge closed", "the old bridge"),
        ("the old bridge in Kiel", "the old bridge"),
        ("the 20 men said", "the 20 men"),
        ("the said bridge", "the said bridge"),
        ("old bridge", None),
        ("the, bridge", None),
        ("Mayor Anna Holt said", "Mayor Anna Holt"),
        ("the Mayor of Kiel said", "the Mayor of Kiel"),
        ("he said", "he"),
        ("the “old” bridge", None),
    ],
)
def test_english(text: str, found: str | None) -> None:
    """An English phrase ends before a verb, a preposition or a mark; only a name goes without a determiner."""
    assert phrase(text, "en") == found


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("de", "am Montag sagte", "am Montag"),
        ("de", "bei einer Sitzung sagte", "bei einer Sitzung"),
        ("de", "Montag", None),
        ("de", "am", None),
        ("en", "on Tuesday said", "on Tuesday"),
        ("en", "in a meeting said", "in a meeting"),
    ],
)
def test_prepositional(language: str, text: str, found: str | None) -> None:
    """A preposition with its noun phrase; in English with a day."""
    reading = read(text, "sentences", language)
    assert upto(reading, prepositional_phrase(reading, 0, len(reading.words))) == found


@pytest.mark.parametrize(
    ("text", "left"), [("gestern am Montag in Kiel die", "die"), ("die Brücke", "die Brücke"), ("gestern", None)]
)
def test_adverbials(text: str, left: str | None) -> None:
    """Adverbs and prepositional phrases are stepped over in any order."""
    reading = read(text, "sentences")
    start = skip_adverbials(reading, 0, len(reading.words))
    assert (upto(reading, len(reading.words), start) if start < len(reading.words) else None) == left


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("sagte die Ministerin", "die Ministerin"),
        ("sagte am Montag die Ministerin", "die Ministerin"),
        ("sagte dem Sender am Montag die Ministerin", "die Ministerin"),
        ("sagte dem schnell", None),
        ("sagte Ende März", None),
        ("sagte und ging", None),
    ],
)
def test_subject_after(text: str, subject: str | None) -> None:
    """A subject follows its verb, behind adverbials and a dative; a time is none."""
    reading = read(text, "sentences")
    assert under(reading, subject_after(reading, 1, len(reading.words))) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Die Ministerin sagte", "Die Ministerin"),
        ("und die Ministerin sagte", "die Ministerin"),
        ("Die Ministerin am Montag sagte", "Die Ministerin"),
        ("Die Ministerin, sagte", "Die Ministerin"),
        ("Die Ministerin, die in Kiel lebt, sagte", "Die Ministerin"),
        ("Die Ministerin, die lebt, kam, sagte", None),
        ("Die Ministerin, eine Mutter, sagte", "Die Ministerin"),
        ("Die Ministerin, kam dann, sagte", None),
        ("Die Ministerin kam sagte", None),
        ("Gestern sagte", None),
        ("sagte", None),
    ],
)
def test_subject_before(text: str, subject: str | None) -> None:
    """A subject begins its clause; adverbials, a relative clause or an apposition may part it from the verb."""
    reading = read(text, "sentences")
    assert under(reading, subject_before(reading, 0, len(reading.words) - 1)) == subject
