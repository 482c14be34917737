"""Frames as characters, and whom a speaker talks to."""

from __future__ import annotations

import pytest
from steps import claims

from datasette_claims.model import excerpt


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        ("Ministerin Ida Sommer sagte, dass der Damm alt sei.", ["Ministerin Ida Sommer sagte,"]),
        ("Der Damm sei alt, sagte Ministerin Ida Sommer.", [", sagte Ministerin Ida Sommer"]),
        ("„Der Damm“, sagte Ida Sommer am Montag, „ist alt.“", [", sagte Ida Sommer am Montag,"]),
        ("Der Damm ist laut Polizei in Kiel sicher.", ["laut Polizei"]),
        ("Nach Angaben der Polizei ist der Damm sicher.", ["Nach Angaben der Polizei"]),
        ("Demnach ist der Damm sicher.", ["Demnach"]),
        ("Der Damm sei alt, teilte die Stadt Kiel am Montag mit.", [", teilte die Stadt Kiel am Montag mit"]),
    ],
)
def test_frame(text: str, frames: list[str]) -> None:
    """A verb's frame is its clause with the comma, that of a source the cue and the words for the speaker."""
    (claim,) = claims(text)
    assert [excerpt(text, (span,)) for span in claim.frame] == frames


def test_two_frames() -> None:
    """Two speakers side by side have a frame each, without the other's words."""
    text = "Es regne, sagte Ida Sommer; Jan Pohl erklärte, der Damm halte."
    first, second = claims(text)
    assert excerpt(text, first.frame) == ", sagte Ida Sommer"
    assert excerpt(text, second.frame) == "; Jan Pohl erklärte,"


def test_no_frame() -> None:
    """Free and reported speech has no cue and so neither frame nor addressee."""
    for claim in claims("Ida Sommer kritisierte den Minister. Ida Sommer sagte, es regne. Der Damm sei alt."):
        assert (claim.frame == ()) == (claim.cue is None)
        assert claim.addressee is None


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("Ida Sommer sagte der „Rhein-Zeitung“, der Damm sei alt.", "der „Rhein-Zeitung“"),
        ("Ida Sommer sagte dem Minister, der Damm sei alt.", "dem Minister"),
        ("Ida Sommer sagte Journalisten, der Damm sei alt.", "Journalisten"),
        ("Ida Sommer sagte vor Journalisten, der Damm sei alt.", "Journalisten"),
        ("Ida Sommer sagte vor dem Haus, der Damm sei alt.", None),
        ("Ida Sommer sagte gegenüber der Agentur, der Damm sei alt.", "der Agentur"),
        ("Ida Sommer sagte im Interview mit dem Sender, der Damm sei alt.", "dem Sender"),
        ("Ida Sommer sagte am Montag, der Damm sei alt.", None),
        ("Die Polizei forderte die Anwohner auf, Türen zu schließen.", "die Anwohner"),
        ("Der Damm sei alt, sagte der Minister.", None),
    ],
)
def test_addressee(text: str, addressee: str | None) -> None:
    """Whom somebody talks to is the object of the cue or stands behind gegenüber, vor, im Interview mit."""
    (claim,) = claims(text)
    assert (claim.addressee.text if claim.addressee else None) == addressee


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("Anna Holt told the committee that the bridge was lost.", "the committee"),
        ("Anna Holt said that the bridge was lost.", None),
        ("In an interview with the newspaper, Anna Holt said that the bridge was lost.", "the newspaper"),
    ],
)
def test_english(text: str, addressee: str | None) -> None:
    """English addressees are objects or follow talks and letters."""
    (claim,) = claims(text, "en")
    assert (claim.addressee.text if claim.addressee else None) == addressee
    if claim.addressee:
        assert claim.addressee.text == excerpt(text, claim.addressee.spans)
