"""Step 3: sentences, with quotations whole."""

from __future__ import annotations

import pytest
from steps import read, under


def sentences(text: str, language: str = "de") -> list[str | None]:
    reading = read(text, "sentences", language)
    return [under(reading, sentence) for sentence in reading.sentences]


@pytest.mark.parametrize(
    "text",
    [
        "Es regnet.| Er wartet.",
        "Regnet es?| Ja!| Schon lange …| Er wartet.",
        "Es regnet.| 40 Leute warten.",
        "Es regnet.| (Er wartet.)",
        "Es regnet.| – Er wartet.",
        "Es regnet.\n\n|Er wartet",
        "(Es regnet.)| Er wartet.",
        "Es regnet. er wartet.",
        "Sie kam 1998.| Er ging.",
        "Sie kam am 3. März.| Er ging.",
        "Das 19. Jahrhundert begann.| Er ging.",
        "Sie wurde 3.| Er ging.",
        "Dr. Vogt und Prof. Pohl kamen u. a. mit J. Brandt.| Er ging.",
        "Vorn steht .| Er ging.",
    ],
)
def test_stops(text: str) -> None:
    """A sentence ends at a stop before a capital, a figure or a dash, not at an abbreviation or an ordinal number."""
    assert sentences(text.replace("|", "")) == [part.strip() for part in text.split("|")]


@pytest.mark.parametrize(
    "text",
    [
        "„Es regnet. Er wartet“, sagte sie.| Dann ging sie.",
        "„Es regnet. Er wartet.“| Dann ging sie.",
        "„Es regnet.“| „Er wartet.“",
        "„Es regnet“ „Er wartet.“",
        "Sie schwieg.| „Es regnet.“",
        "„Es regnet!“, rief sie.| Er wartet.",
        "„Es regnet!“ rief sie.| Er wartet.",
        "„Es regnet“ Er wartet.",
    ],
)
def test_quotations(text: str) -> None:
    """A stop inside marks ends no sentence; one right before the closing mark does."""
    assert sentences(text.replace("|", "")) == [part.strip() for part in text.split("|")]


def test_english() -> None:
    """English has its own abbreviations and no ordinals with a stop."""
    assert sentences("Sen. Pell met Dr. Hale at St. Mary's. He left. On May 3. Then he slept.", "en") == [
        "Sen. Pell met Dr. Hale at St. Mary's.",
        "He left.",
        "On May 3.",
        "Then he slept.",
    ]


def test_crossheads() -> None:
    """A crosshead belongs to no sentence, and no sentence goes over it."""
    assert sentences("Es regnet\n\nNoch lange kein Ende\n\nEr wartet.") == ["Er wartet."]


@pytest.mark.parametrize("text", ["...", "... Er wartet.", "“ ”", "", "?!"])
def test_marks_alone(text: str) -> None:
    """Marks without words break nothing and lose no word."""
    reading = read(text, "sentences")
    assert [i for sentence in reading.sentences for i in range(*sentence)] == list(range(len(reading.words)))


def test_nothing_left_of_a_paragraph() -> None:
    """A paragraph that is a sign-off and nothing else holds no sentence."""
    assert sentences("Er wartet.\n\n/mau/DP/nas") == ["Er wartet."]
