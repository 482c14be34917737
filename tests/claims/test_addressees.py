"""Whom a speaker talks to."""

from __future__ import annotations

import pytest
from steps import claims

from datasette_claims.model import excerpt


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
        ("Anna Holt told reporters that the bridge was lost.", "reporters"),
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
