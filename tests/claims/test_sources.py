"""Frames without a speaking verb: the rest of the sentence is said."""

from __future__ import annotations

import pytest
from steps import read, under, words

from datasette_claims.model import GAP


def framed(text: str, language: str = "de") -> list[tuple[str, str, str | None, str]]:
    """Return rule, cue, mention and content of every frame."""
    reading = read(text, "frames", language)
    return [
        (
            frame.rule,
            words(reading, frame.cue.words if frame.cue else ()),
            under(reading, frame.mention),
            GAP.join(str(under(reading, part)) for part in frame.content),
        )
        for frame in reading.frames
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Laut Polizei regnet es.", ("before", "Laut", "Polizei", "regnet es")),
        ("Es regnet laut Polizei in Kiel.", ("before", "laut", "Polizei", "Es regnet … in Kiel")),
        ("Es regnet (laut Polizei).", ("before", "laut", "Polizei", "Es regnet")),
        ("Nach Angaben der Polizei regnet es.", ("nach", "Nach", "Angaben der Polizei", "regnet es")),
        ("Der Polizei zufolge regnet es.", ("after", "zufolge", "Der Polizei", "regnet es")),
        ("Es regnet der alten Polizei zufolge.", ("after", "zufolge", "der alten Polizei", "Es regnet")),
        ("Es regnet, so der Minister am Montag.", ("so", "so", "der Minister", "Es regnet")),
        (
            "Es regnet, so der Minister, Jan Pohl, in Kiel.",
            ("so", "so", "der Minister, Jan Pohl", "Es regnet … in Kiel"),
        ),
        ("Demnach regnet es.", ("anaphor", "Demnach", "Demnach", "regnet es")),
        ("Es gibt Berichte, wonach es regnet.", ("anaphor", "wonach", "wonach", "es regnet")),
        ("Es regnet, wie Pohl sagte.", ("as", "wie sagte", "Pohl", "Es regnet")),
        ("Wie Pohl am Montag sagte, regnet es.", ("as", "Wie sagte", "Pohl", "regnet es")),
        ("Wie es hieß, regnet es.", ("as", "Wie es hieß", None, "regnet es")),
        ("Wie es aus Kiel hieß, regnet es.", ("as", "Wie es hieß", None, "regnet es")),
    ],
)
def test_source(text: str, found: tuple[str, str, str | None, str]) -> None:
    """The content is the sentence without the frame, in two parts where the frame stands in the middle."""
    assert framed(text) == [found]


@pytest.mark.parametrize(
    "text",
    ["Wo er ist, ist dem zufolge klar.", "Zufolge regnet es.", "Laut Polizei.", "Es regnet, wie gestern mitteilte."],
)
def test_none(text: str) -> None:
    """Without somebody who says it, or without anything said, there is no frame."""
    assert framed(text) == []


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Es regne, hieß es aus dem Ministerium.", "dem Ministerium"),
        ("In dem Bericht heißt es, es regne.", "dem Bericht"),
        ("Es regne, hieß es gestern in der Nacht.", None),
        ("Es regne, hieß es in dunkel.", None),
        ("Aus Kreisen verlautete, es regne.", "Kreisen"),
    ],
)
def test_it(text: str, mention: str | None) -> None:
    """Whose words "heißt es" reports stands right behind it or at the start of its clause, if anywhere."""
    ((_, _, found, _),) = framed(text)
    assert found == mention


def test_english() -> None:
    """According to takes two words, as takes a clause."""
    assert framed("It rains, according to the police.", "en") == [("before", "according to", "the police", "It rains")]
    assert framed("It rains, as the police said.", "en") == [("as", "as said", "the police", "It rains")]
