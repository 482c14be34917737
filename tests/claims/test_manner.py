"""The mood of a quote and the stance of its cue."""

from __future__ import annotations

import pytest
from steps import claims


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("Ida Sommer sagte, der Damm sei alt.", "subjunctive_1"),
        ("Ida Sommer sagte, der Damm wäre alt.", "subjunctive_2"),
        ("Ida Sommer sagte, der Damm hätte gehalten, sei aber alt.", "subjunctive_1"),
        ("Ida Sommer sagte, dass der Damm alt ist.", "indicative"),
        ("Laut Polizei ist der Damm alt.", "indicative"),
        ("Ida Sommer forderte, den Damm zu sanieren.", None),
        ("„Der Damm sei alt“, sagte Ida Sommer.", None),
    ],
)
def test_mood(text: str, mood: str | None) -> None:
    """Subjunctive I counts wherever it stands; infinitives and quoted words have no mood of their own."""
    (claim,) = claims(text)
    assert (claim.mood.value if claim.mood else None) == mood


def test_no_mood_in_english() -> None:
    """English reports have no mood that tells."""
    (claim,) = claims("Anna Holt said the bridge was lost.", "en")
    assert claim.mood is None


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Ida Sommer sagte, der Damm sei alt.", "neutral"),
        ("Ida Sommer behauptete, der Damm sei alt.", "distancing"),
        ("Ida Sommer sagte, der Damm sei angeblich alt.", "distancing"),
        ("Ida Sommer sagte: „Der Damm ist angeblich alt.“", "neutral"),
        ("Ida Sommer bestritt, dass der Damm alt sei.", "denying"),
        ("Ida Sommer bestritt die Vorwürfe.", "denying"),
        ("Ida Sommer kritisierte den Minister.", "neutral"),
        ("Ida Sommer wies zurück, dass der Damm alt sei.", "denying"),
    ],
)
def test_stance(text: str, stance: str) -> None:
    """The cue decides, or the verb of a reported sentence; angeblich outside marks keeps a distance too."""
    (claim,) = claims(text)
    assert claim.stance.value == stance


def test_free_speech_is_neutral() -> None:
    """Where no words attribute a quote, none keep a distance."""
    said, free = claims("Ida Sommer behauptete, der Damm sei alt. Er halte nicht.")
    assert (said.stance.value, free.stance.value) == ("distancing", "neutral")
