"""Step 5: a cue with its speaker's words and the content it governs."""

from __future__ import annotations

import pytest
from steps import read, under, words

from datasette_claims.model import GAP


def framed(text: str, language: str = "de") -> list[tuple[str, str | None, str]]:
    """Return cue, mention and content of every frame."""
    reading = read(text, "frames", language)
    return [
        (
            words(reading, frame.cue.words if frame.cue else ()),
            under(reading, frame.mention),
            GAP.join(str(under(reading, part)) for part in frame.content),
        )
        for frame in reading.frames
    ]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Pohl sagte, es regne.", "Pohl"),
        ("Am Montag sagte Pohl, es regne.", "Pohl"),
        ("Es regne, sagte Pohl.", "Pohl"),
        ("Pohl, der in Kiel lebt, sagte, es regne.", "Pohl"),
        ("Der Verein bat um Hilfe und sagte, es regne.", "Der Verein"),
        ("Die Partei lehnt das ab.", "Die Partei"),
        ("Nachdem Pohl gesagt hatte, es regne, ging er.", "Pohl"),
        ("Er kam, obwohl Pohl gesagt hatte, es regne.", "Pohl"),
    ],
)
def test_speaker(text: str, mention: str) -> None:
    """The speaker stands before the verb, behind it, before a relative clause, or before the verb before."""
    assert framed(text)[0][1] == mention


@pytest.mark.parametrize(
    "text",
    [
        "Sagte damals, dass es regne.",
        "Am Montag sagte, dass es regne.",
        "Pohl, der alles sagte.",
        "Niemand weiß, was Pohl sagte.",
        "Es regnet.",
        "Gestern und dann sagte, es regne.",
    ],
)
def test_nobody(text: str) -> None:
    """Without a speaker there is no frame, nor in a clause that hangs on a noun or a question word."""
    assert framed(text) == []


def test_two() -> None:
    """A sentence may hold several frames, one within the other."""
    assert framed("Pohl sagte, ein Zeuge habe erklärt, dass es regne.") == [
        ("sagte", "Pohl", "ein Zeuge habe erklärt, dass es regne"),
        ("habe erklärt", "ein Zeuge", "dass es regne"),
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Es regnet. Das sagte der Minister am Montag.", "Es regnet"),
        (
            "Es regnet. Das sagte Pohl am Montag.",
            "Es regnet",
        ),
        (
            "Es regnet. Das teilte die Polizei mit.",
            "Es regnet",
        ),
        ("Es regnet. Dies sagte Pohl.", "Es regnet"),
        ("Es regnet. Das sagte er: „Nie.“", "„Nie.“"),
        ("Es regnet. Das Amt sagte nichts.", ""),
        ("Das sagte er.", ""),
    ],
)
def test_pointing_back(text: str, content: str) -> None:
    """A bare das before the verb stands for the sentence before."""
    ((_, _, found),) = framed(text)
    assert found == content


def test_it() -> None:
    """The es of heißt es belongs to the cue; other verbs have none."""
    assert framed("Es regne, hieß es.") == [("hieß es", None, "Es regne")]
    assert framed("Es regne, es heißt immer.")[0][0] == "es heißt"


def test_sentences_keep_their_cues() -> None:
    """A sentence without a cue leaves those of the next alone; a cue that is cut off with the stop is dropped."""
    assert framed("Es regnet. Pohl sagte, es regne. Er ging.") == [("sagte", "Pohl", "es regne")]


def test_english() -> None:
    """English contents follow without a comma, or as in German behind a colon."""
    assert framed("Pell said it would rain.", "en") == [("said", "Pell", "it would rain")]
    assert framed('Pell said: "It rains."', "en") == [("said", "Pell", '"It rains."')]


@pytest.mark.parametrize(
    ("office", "mention"),
    [
        ("keeper Owen Marsh", "keeper Owen Marsh"),
        ("harbour keeper Owen Marsh", "harbour keeper Owen Marsh"),
        ("old harbour keeper Owen Marsh", None),
        ("then Owen Marsh", None),
        ("warned Owen Marsh", None),
        ("keeper Owen", None),
    ],
)
def test_office_behind_quotation(office: str, mention: str | None) -> None:
    """Right behind a quotation up to two small words before a full name are who speaks, known or not."""
    found = [who for cue, who, _ in framed(f"“It rains,” {office} said.", "en") if cue == "said"]
    assert (mention in found) is (mention is not None)
    assert all(who is None or who == mention or not who.startswith(office) for who in found)


def test_marks_alone() -> None:
    """What has no word is nobody's content."""
    assert framed("Sie sagte: ?)– so.") == []
