"""Step 7: who a mention names, through the whole article."""

from __future__ import annotations

import pytest
from steps import claims

from datasette_claims.claims import extract_claims
from datasette_claims.model import Span, Speaker, SpeakerKind, excerpt


def speakers(text: str, language: str = "de") -> list[str]:
    """Return the name of every claim's speaker, empty for none."""
    return [claim.speaker.name if claim.speaker else "" for claim in claims(text, language)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Klara Vogt sagte, es regne. Vogt sagte, es sei kalt.", ["Klara Vogt", "Klara Vogt"]),
        ("Vogt sagte, es regne. Klara Vogt ging.", ["Klara Vogt"]),
        ("Die Forscherin Klara Vogt ging. Nach Angaben Vogts regnet es.", ["Klara Vogt"]),
        ("Klara Vogt sagte, es regne. Ida Vogt sagte, es sei kalt.", ["Klara Vogt", "Ida Vogt"]),
        ("Klara Vogt sagte, es regne. Frau Klara Vogt sagte, es sei kalt.", ["Klara Vogt", "Klara Vogt"]),
        ("Minister Li Fan sagte, es regne. Li sagte, es sei kalt.", ["Li Fan", "Li Fan"]),
        (
            "Minister Jan Pohl sagte, es regne. Jan Vogt sagte, es sei kalt. Jan sagte, es schneie.",
            ["Jan Pohl", "Jan Vogt", "Jan"],
        ),
        ("Minister Jan Jäger ging. Jäger sagte, es regne.", ["Jan Jäger"]),
    ],
)
def test_last_names(text: str, names: list[str]) -> None:
    """A last name alone means the first who bears it in full, wherever the article says so; so does a first name."""
    assert speakers(text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Minister Jan Pohl ging. Er sagte, es regne.", "Jan Pohl"),
        ("Ministerin Ida Sommer ging. Minister Jan Pohl blieb. Sie sagte, es regne.", "Ida Sommer"),
        ("Sie sagte, es regne.", ""),
        ("Minister Jan Pohl ging. Sie sagte, es regne.", ""),
        ("Minister Jan Pohl ging. Viele sagten, es regne.", "Jan Pohl"),
        ("Die Hafenunion sagte, es regne. Sie sagte, es sei kalt.", "Hafenunion"),
        ("Die Hafenunion sagte, es regne. Er sagte, es sei kalt.", ""),
    ],
)
def test_pronouns(text: str, name: str) -> None:
    """A pronoun means the nearest person of its gender before it, rather a speaker; else nobody is named."""
    assert speakers(text)[-1] == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The police said it rained. The company said it snowed.", ["police", "company"]),
        ("Police said it rained. The ministry said it snowed.", ["Police", "ministry"]),
        ("Acme Ltd said it rained. The company said it snowed.", ["Acme Ltd", "Acme Ltd"]),
    ],
)
def test_generic_bodies(text: str, names: list[str]) -> None:
    """A common noun for an organisation means a named one that can be such."""
    assert speakers(text, "en") == names


def test_speaking_before_others() -> None:
    """A pronoun means who spoke rather than who was only named since."""
    text = "Minister Jan Pohl sagte, es regne. Der Lotse Ole Brandt ging. Er sagte, es sei kalt."
    assert speakers(text) == ["Jan Pohl", "Jan Pohl"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Minister Jan Pohl traf Präsident Ole Brandt. Der Minister sagte, es regne.", "Jan Pohl"),
        ("Minister Jan Pohl traf Präsident Ole Brandt. Der Staatschef sagte, es regne.", "Ole Brandt"),
        ("Minister Jan Pohl ging. Der Lotse sagte, es regne.", "Lotse"),
        ("Minister Jan Pohl ging. Der Trainer sagte, es regne.", "Jan Pohl"),
        ("Minister Jan Pohl sagte, es regne. Der Trainer sagte, es sei kalt.", "Jan Pohl"),
        ("Klara Vogt ging. Vogt blieb. Die Anwältin sagte, es regne.", "Anwältin"),
        ("Ein Trainer sagte, es regne.", "Trainer"),
        ("Der Trainer sagte, es regne.", "Trainer"),
        ("Minister Jan Pohl ging. Ein Trainer sagte, es regne.", "Trainer"),
        ("Minister Jan Pohl ging. Die Experten sagten, es regne.", "Experten"),
    ],
)
def test_roles(text: str, name: str) -> None:
    """A definite role means its holder or one of the same line, else who spoke or holds any role."""
    assert speakers(text)[-1] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Der Konzern Nordwind sagte, es regne. Das Unternehmen sagte, es sei kalt.", "Konzern Nordwind"),
        ("Der Konzern Nordwind sagte, es regne. Der Konzern sagte, es sei kalt.", "Konzern Nordwind"),
        ("Der Konzern Nordwind sagte, es regne. Die Lotsenbehörde sagte, es sei kalt.", "Lotsenbehörde"),
        ("Der Konzern Nordwind sagte, es regne. Die Polizei sagte, es sei kalt.", "Polizei"),
        ("Der Konzern Nordwind sagte, es regne. Ein Unternehmen sagte, es sei kalt.", "Unternehmen"),
        ("Das Unternehmen sagte, es regne.", "Unternehmen"),
        ("Die Hafenunion (HAU) sagte, es regne. Die HAU sagte, es sei kalt.", "Hafenunion"),
        ("Die Deutsche Hafenunion (HAU) sagte, es regne. HAU sagte, es sei kalt.", "Deutsche Hafenunion"),
    ],
)
def test_bodies(text: str, name: str) -> None:
    """A generic noun means the body named before, an abbreviation what stood before its bracket."""
    assert speakers(text)[-1] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Der Konzern Nordwind sagte, es regne. Nach eigenen Angaben ist es kalt.", "Konzern Nordwind"),
        ("Die Polizei sagte, es regne. Demnach ist es kalt.", "Polizei"),
        ("Demnach ist es kalt.", ""),
        ("Nach eigenen Angaben ist es kalt.", ""),
        ("Jan Pohl sagte, es regne. Nach Meinung aller ist es warm. Demnach ist es kalt.", "Jan Pohl"),
    ],
)
def test_pointing_back(text: str, name: str) -> None:
    """Demnach and eigene Angaben point at the nearest speaker."""
    assert speakers(text)[-1] == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mayor Anna Holt went. Holt said it would rain. She said it was cold.", ["Anna Holt", "Anna Holt"]),
        ("The Nordwind Company said it would rain. The company said it was cold.", ["Nordwind Company"] * 2),
        ("They said it would rain.", [""]),
    ],
)
def test_english(text: str, names: list[str]) -> None:
    """English mentions are resolved by the same rules."""
    assert speakers(text, "en") == names


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jan Pohl sagte, es regne.", SpeakerKind.PERSON),
        ("Die Polizei sagte, es regne.", SpeakerKind.ORGANISATION),
        ("Experten sagten, es regne.", SpeakerKind.GROUP),
        ("Pohl sagte, es regne.", SpeakerKind.UNKNOWN),
    ],
)
def test_kinds(text: str, kind: SpeakerKind) -> None:
    """A speaker's kind comes with the name."""
    (claim,) = claims(text)
    assert claim.speaker is not None
    assert claim.speaker.kind is kind


def test_claim() -> None:
    """A claim carries its quote, its sentence, its rule and how often that rule was right."""
    text = "Es war kalt. Pohl sagte, es regne. Er ging."
    (claim,) = claims(text)
    assert (claim.quote, claim.rule) == ("es regne", "verb-leading-subjunctive")
    assert text[slice(*claim.sentence)] == "Pohl sagte, es regne."
    assert claim.mention is not None
    assert excerpt(text, claim.mention.spans) == claim.mention.text == "Pohl"
    assert 0 < claim.confidence < 1


def test_introduced() -> None:
    """Somebody brought in by role alone is whom a pronoun means after."""
    assert speakers("Das wurde von einer Sprecherin bestätigt. Sie sagte, es regne.") == ["Sprecherin"]
    assert speakers("Das bestätigte eine Bankangestellte. Diese sagte, es regne.") == ["Bankangestellte"]


def test_role_named_later() -> None:
    """A role that nobody had before means whom the article names by it later."""
    text = "Die Anwältin sagte, es regne. Ida Vogt, die Anwältin der Stadt, sagte, es sei kalt."
    assert speakers(text) == ["Ida Vogt", "Ida Vogt"]


def test_other_sort_of_body() -> None:
    """An authority is not the company that spoke before it."""
    assert speakers("Der Konzern Nordwind sagte, es regne. Die Behörde sagte, es sei kalt.")[-1] == "Behörde"


def test_entities() -> None:
    """Names that another component found tell persons from organisations and complete last names."""
    text = "Nordwind sagte, es regne. Pohl sagte, es sei kalt. Später ging Jan Pohl."
    labels = {"Nordwind": "ORG", "Jan Pohl": "PER", "Später": "MISC"}
    entities = tuple((Span(text.index(name), text.index(name) + len(name)), label) for name, label in labels.items())
    named = [claim.speaker for claim in extract_claims(text, "de", entities)]
    assert named == [Speaker("Nordwind", SpeakerKind.ORGANISATION), Speaker("Jan Pohl", SpeakerKind.PERSON)]
    assert extract_claims(text, "de")[0].speaker == Speaker("Nordwind", SpeakerKind.UNKNOWN)
