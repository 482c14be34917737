"""What a phrase calls somebody."""

from __future__ import annotations

import pytest
from steps import read, whole

from datasette_claims.claims.names import Called, Gender, called
from datasette_claims.claims.reading import Range
from datasette_claims.model import SpeakerKind

PERSON, BODY, GROUP, UNKNOWN = (
    SpeakerKind.PERSON,
    SpeakerKind.ORGANISATION,
    SpeakerKind.GROUP,
    SpeakerKind.UNKNOWN,
)
HE, SHE, ANY = Gender.MASCULINE, Gender.FEMININE, Gender.UNKNOWN


def who(phrase: str, language: str = "de") -> Called:
    reading = read(phrase, "marks", language)
    return called(reading, whole(reading))


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Jan Pohl", "Jan Pohl"),
        ("Pohl", "Pohl"),
        ("Minister Jan Pohl", "Jan Pohl"),
        ("der frühere Minister Jan Pohl", "Jan Pohl"),
        ("Dr. Klara Vogt", "Klara Vogt"),
        ("der Minister", ""),
        ("die Sprecherin der Stadt, Maria Sommer", "Maria Sommer"),
        ("die Brücke, Maria Sommer", ""),
        ("die Zeitung „Der Morgen“", "Der Morgen"),
        ("„Der Morgen“", "Der Morgen"),
        ("die HAU", "HAU"),
        ("die Brücke", ""),
        ("die Reederei Nordwind", "Reederei Nordwind"),
        ("die Jolle Nordwind", "Nordwind"),
        ("der Konzern Nordwind", "Konzern Nordwind"),
        ("der Deutsche Bund", "Deutscher Bund"),
        ("Angaben des Roten Ankers", "Roter Anker"),
        ("die Vereinten Häfen", "Vereinte Häfen"),
        ("Hafenberichten", "Hafenberichte"),
        ("Offiziellen Angaben", ""),
        ("das Neue Museum", "Neues Museum"),
        ("die Deutsche Bank", "Deutsche Bank"),
        ("Angaben", ""),
        ("Angaben der Polizei", ""),
        ("Angaben von Jan Pohl", "Jan Pohl"),
        ("eine Studie der Stiftung Morgenrot", "Stiftung Morgenrot"),
        ("eine Studie von Jan Pohl", "Jan Pohl"),
        ("eine Studie", ""),
        ("Neuroethologe Jan Pohl", "Jan Pohl"),
        ("Neuroethologe Pohl", "Neuroethologe Pohl"),
        ("der Neuroethologe Pohl", "Pohl"),
        ("Jan Pohl von der Hafenunion Nordwind", "Jan Pohl"),
        ("Minister Jan Pohl von der HAU", "Jan Pohl"),
        ("Lotsenchefin Ursula von der Tann", "Ursula von der Tann"),
        ("General Jan Pohl, Kommandant der Flotte", "Jan Pohl"),
        ("der Kommandierende General der Flotte, General Jan Pohl", "Jan Pohl"),
        ("der Chef des Hafenrats Jan Pohl", "Jan Pohl"),
        ("der Chef des alten Hafenrats Jan Pohl", "Jan Pohl"),
        ("der Chef des Hafenrats", ""),
        ("der Chef des", ""),
        ("der Chef des alten", ""),
        ("der Chef des Vereins Museum Hafen", ""),
        ("der Chef des Rats der Stadt", ""),
        ("die Vorsitzende, die Theologin Klara Vogt", "Klara Vogt"),
        ("die Vorsitzende, die Theologin", ""),
        ("Kiels oberster Bürgermeister Jan Pohl", "Jan Pohl"),
        ("Kiels oberster", "Kiels"),
        ("das Hafen- und Lotsenamt", "Hafen- und Lotsenamt"),
        ("die Partei Harbour for All (HFA)", "Partei Harbour for All"),
        ("die Partei Harbour for", "Partei Harbour"),
        ("Angaben von n24", "n24"),
        ("HAU-Angaben", ""),
        ("''Ahoi''", "Ahoi"),
        ("Boxstars Jan Pohl", "Jan Pohl"),
        ("Baltischen Föderation Jan Pohl", "Jan Pohl"),
        ("Baltische Föderation", "Baltische Föderation"),
        ("Meldungen der Agentur Nordwind", "Agentur Nordwind"),
        ("mehrere", ""),
        ("54", ""),
    ],
)
def test_name(phrase: str, name: str) -> None:
    """The proper name stands behind role and title, in marks, behind a comma, or is all of a body's name."""
    assert who(phrase).name == name


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Mayor Anna Holt", "Anna Holt"),
        ("the Northern Alliance", "Northern Alliance"),
        ("the old mayor", ""),
        ("the Alliance forces", ""),
        ("a report of the Nordwind Institute", "Nordwind Institute"),
        ("a spokesman for the company", ""),
        ("some of them", ""),
        ("Ruth Hale, a spokeswoman", "Ruth Hale"),
    ],
)
def test_english_name(phrase: str, name: str) -> None:
    """An English name is the capitals with which a head ends."""
    assert who(phrase, "en").name == name


@pytest.mark.parametrize(
    ("language", "phrase", "noun"),
    [
        ("de", "die alte Brücke", "Brücke"),
        ("de", "der Sprecher des Ministeriums", "Sprecher des Ministeriums"),
        ("de", "der Sprecher des Ministeriums, ein Mann", "Sprecher des Ministeriums"),
        ("de", "ein Sprecher aus Kiel", "Sprecher"),
        ("de", "das Institut für Meereskunde", "Institut für Meereskunde"),
        ("de", "Angaben des Verbands", "Verband"),
        ("de", "Angaben des Chefs", "Chef"),
        ("de", "Angaben von Beobachtern", "Beobachter"),
        ("de", "Polizeiangaben", "Polizei"),
        ("de", "Reuters-Angaben", "Reuters"),
        ("de", "Angaben", "Angaben"),
        ("de", "Offiziellen Angaben", "Angaben"),
        ("de", "Hafenkreisen", "Hafenkreise"),
        ("de", "die Vereinten", "Vereinten"),
        ("de", "eine Reporterin von n24", "Reporterin von n24"),
        ("de", "mehrere", ""),
        ("en", "the old bridge", "bridge"),
        ("en", "the bridge of steel", "bridge"),
        ("en", "a spokesman for the company", "spokesman for the company"),
    ],
)
def test_noun(language: str, phrase: str, noun: str) -> None:
    """The common noun stands in the nominative, with what specifies it, and tells who speaks in a compound."""
    assert who(phrase, language).noun == noun


@pytest.mark.parametrize(
    ("language", "phrase", "role", "gender", "kind"),
    [
        ("de", "Ministerin Ida Sommer", "ministerin", SHE, PERSON),
        ("de", "der Minister", "minister", HE, PERSON),
        ("de", "die Abgeordnete", "abgeordnete", SHE, PERSON),
        ("de", "Papst Johannes", "papst", HE, PERSON),
        ("de", "Frau Pohl", "frau", SHE, PERSON),
        ("de", "Oberst Jan Pohl", "oberst", HE, PERSON),
        ("de", "Experten", "experte", HE, GROUP),
        ("de", "Jan Pohl", None, HE, PERSON),
        ("de", "Klara Vogt", None, SHE, PERSON),
        ("de", "Ingrid Vogt", None, SHE, PERSON),
        ("de", "Kay Vogt", None, ANY, PERSON),
        ("de", "Pohl", None, ANY, UNKNOWN),
        ("de", "die Polizei", None, ANY, BODY),
        ("de", "HAU", None, ANY, BODY),
        ("de", "Kay Vogt, die Anwältin der Stadt", "anwältin", SHE, PERSON),
        ("de", "Jan Pohl, Trainer der Stadt", "trainer", HE, PERSON),
        ("de", "Jan Pohl, 34", None, HE, PERSON),
        ("de", "die Bankangestellte", "bankangestellte", SHE, PERSON),
        ("de", "Halbinsel Fehmarn", None, HE, UNKNOWN),
        ("de", "der Betriebsrat", None, ANY, BODY),
        ("de", "der Film „Nacht“", None, ANY, BODY),
        ("en", "Mayor Anna Holt", "mayor", SHE, PERSON),
        ("en", "the spokeswoman", "spokeswoman", SHE, PERSON),
        ("en", "the police", None, ANY, BODY),
    ],
)
def test_kind(language: str, phrase: str, role: str | None, gender: Gender, kind: SpeakerKind) -> None:
    """Role, gender and kind are read off role, article, first name and the noun's end."""
    found = who(phrase, language)
    assert (found.role, found.gender, found.kind) == (role, gender, kind)


@pytest.mark.parametrize(
    ("phrase", "definite", "own", "abbreviation"),
    [
        ("der Minister", True, False, None),
        ("ein Minister", False, False, None),
        ("eigenen Angaben", False, True, None),
        ("seinen Worten", False, True, None),
        ("seinen Brücken", False, False, None),
        ("eigenen", False, False, None),
        ("die Union (HAU)", True, False, "HAU"),
        ("die Union (hau)", True, False, None),
        ("die Union (HAU", True, False, None),
    ],
)
def test_pointing(phrase: str, abbreviation: str | None, *, definite: bool, own: bool) -> None:
    """An article points at somebody known, a possessive at whoever spoke, a bracket gives an abbreviation."""
    found = who(phrase)
    assert (found.definite, found.own, found.abbreviation) == (definite, own, abbreviation)


def test_article_before() -> None:
    """An article right before a phrase shows the case that it lacks itself."""
    reading = read("den einen Augenzeugen", "marks")
    assert called(reading, Range(2, 3)).noun == "Augenzeuge"


def test_agreement() -> None:
    """An unknown gender agrees with any."""
    assert HE.agrees(HE)
    assert HE.agrees(ANY)
    assert ANY.agrees(SHE)
    assert not HE.agrees(SHE)


@pytest.mark.parametrize(
    "name",
    [
        "Anna Fischer",
        "Jan Baumann",
        "Ida König",
        "Klaus Richter",
    ],
)
def test_last_name_like_a_role(name: str) -> None:
    """A last name behind a first name is no role."""
    assert who(name).name == name


def test_noble_name() -> None:
    """A name may have two particles."""
    assert who("Ursula von der Tann").name == "Ursula von der Tann"
