"""Step 4: the words that signal reproduced speech."""

from __future__ import annotations

import pytest
from steps import read, words


def cues(text: str, language: str = "de") -> list[tuple[str, str]]:
    reading = read(text, "cues", language)
    return [(words(reading, cue.words), cue.lemma) for cue in reading.cues]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Er sagte nichts.", [("sagte", "sagen")]),
        ("Er teilte gestern alles mit.", [("teilte mit", "mitteilen")]),
        ("Er hat alles erklärt.", [("hat erklärt", "erklären")]),
        ("Er hatte in Kiel alles mitgeteilt.", [("hatte mitgeteilt", "mitteilen")]),
        ("Sie forderte dazu auf, zu gehen.", [("forderte dazu auf", "auffordern")]),
        ("Er sagte dazu nichts.", [("sagte dazu", "sagen")]),
        ("Er ließ erklären, dass es regnet.", [("ließ erklären", "erklären")]),
        ("Er wird alles erklärt finden.", []),
        ("Er will alles erklären.", []),
        ("Er hat erklärt oft geschwiegen.", []),
        ("Er kam, um zu sagen, was gilt.", []),
        ("Er stellte alles fest auf.", []),
        ("Er sagte alles ab.", []),
        ("Er sagte es noch da.", [("sagte", "sagen")]),
        ("Die sagte Frau ging.", []),
        ("Das Sagen hat er.", []),
        ("Er rief „ich sagte es“ laut.", [("rief", "rufen")]),
    ],
)
def test_verbs(text: str, found: list[tuple[str, str]]) -> None:
    """A verb of speech with its auxiliary, particle and correlate; no noun, modifier or infinitive, none in marks."""
    assert cues(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Er machte deutlich, dass es regnet.", [("machte deutlich", "deutlich machen")]),
        # An idiom stands without its auxiliary, as in the gold annotation of the seed article.
        ("Er hatte in Kiel deutlich gemacht, dass es regnet.", [("deutlich gemacht", "deutlich machen")]),
        ("Er machte „deutlich“ Lärm.", []),
        ("Er wies darauf hin, dass es regnet.", [("wies darauf hin", "darauf hinweisen")]),
        ("Er ist sich sicher, dass es regnet.", [("ist sicher", "sicher sein")]),
    ],
)
def test_idioms(text: str, found: list[tuple[str, str]]) -> None:
    """All words of an idiom stand in its clause, outside marks."""
    assert cues(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gestern, hatte der Chef, Jan Pohl, erklärt.", [("hatte erklärt", "erklären"), ("erklärt", "erklären")]),
        ("Gestern, teilte der Chef, Jan Pohl, mit.", [("teilte mit", "mitteilen")]),
        ("Gestern, hatte der Chef, Jan Pohl, gefehlt.", []),
        ("Gestern, kam der Chef, Jan Pohl, heim.", []),
        ("Gestern, hatte der Chef gefehlt.", []),
        ("Gestern, „hatte“ der Chef, Jan Pohl, erklärt.", [("erklärt", "erklären")]),
        ("Gestern, hatte der Chef, Jan Pohl, „erklärt“.", []),
    ],
)
def test_split_verbs(text: str, found: list[tuple[str, str]]) -> None:
    """The other half of a verb may wait behind an apposition."""
    assert cues(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Laut Polizei regnet es.", [("Laut", "laut")]),
        ("Er rief laut und lange.", [("rief", "rufen")]),
        ("Der Polizei zufolge regnet es.", [("zufolge", "zufolge")]),
        ("Nach Angaben der Polizei regnet es.", [("Nach", "nach")]),
        ("Nach der Sitzung regnet es.", []),
        ("Demnach regnet es.", [("Demnach", "demnach")]),
        ("Es regnet, so der Minister.", [("so", "so")]),
        ("Es regnet, so Pohl.", [("so", "so")]),
        ("Es regnet, so sie.", [("so", "so")]),
        ("Es regnet, so wenig wie nie.", []),
        (
            "Es kamen Leute, so viele wie nie.",
            [],
        ),
        ("Es regnet, so.", []),
        ("So der Minister.", []),
        ("Es regnet – so der Minister.", []),
        ("Es regnet, so Gestern.", []),
        ("Er las „Laut Polizei“ vor.", []),
    ],
)
def test_sources(text: str, found: list[tuple[str, str]]) -> None:
    """Source phrases: laut, zufolge, nach Angaben, demnach, and an inverted so behind a comma."""
    assert cues(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She said it rains.", [("said", "say")]),
        ("She has said it rains.", [("has said", "say")]),
        ("She came to say it.", []),
        ("She will say it.", []),
        ("The report is long.", []),
        ("It is said to rain.", []),
        ("Saying it rains helps.", []),
        ("She is, saying it rains, right.", []),
        ("She pointed out that it rains.", [("pointed out", "out point")]),
        ("It rains, according to the police.", [("according to", "according to")]),
        ("It rains, according", []),
        ("It rains according the police.", [("according", "according")]),
        ("Reports of rain.", []),
    ],
)
def test_english(text: str, found: list[tuple[str, str]]) -> None:
    """English verbs need no capital to be told from nouns, but what stands before them."""
    assert cues(text, "en") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("„GUT“, SAGTE POHL.", [("SAGTE", "sagen")]),
        ("POHL HAT ALLES ERKLÄRT.", [("HAT ERKLÄRT", "erklären")]),
        ("Er ging, SAGTE Pohl.", []),
    ],
)
def test_capitals(text: str, found: list[tuple[str, str]]) -> None:
    """A word in capitals is a verb only where its whole clause is in capitals."""
    assert cues(text) == found


def test_text_order() -> None:
    """Cues come in the order of their heads within a clause."""
    assert [lemma for _, lemma in cues("Laut Polizei sagte er, demnach regne es.")] == ["laut", "sagen", "demnach"]
