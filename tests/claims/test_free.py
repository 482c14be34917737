"""Sentences without a frame that are somebody's words all the same."""

from __future__ import annotations

import pytest
from steps import read, under

from datasette_claims.claims.free import free_rule, introduced, named_before

SAID = "Pohl sagte, es regne."


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Der Damm sei alt.", "subjunctive"),
        ("Der Damm wäre bald weg.", "conditional"),
        ("Er soll bald weg.", "plan"),
        ("Sie sollen, falls es regnet, bald weg.", "plan"),
        ("In Kiel und an der Küste am Montag soll es regnen.", None),
        ("Der Damm ist alt.", None),
        ("Wäre der Damm alt, bräche er.", None),
        ("Der Damm bräche und wäre weg, wenn es regnet.", None),
        ("Wenn es regnet, wäre der Damm weg.", None),
        ("Weil es regnet, müsse der Damm weg.", "subjunctive"),
        ("Dass es regne, weiß er.", None),
        ("Er weiß, dass es regne.", None),
        ("Weil es regnet, die es sei.", None),
        ("Dass es regne, ob es regne.", None),
    ],
)
def test_rule(sentence: str, rule: str | None) -> None:
    """Mood or a plan in the main clause report, right after somebody's words; conditions report nobody."""
    reading = read(f"{SAID} {sentence}", "sentences")
    before, after = reading.sentences
    assert free_rule(reading, after, [before]) == rule


def test_right_after() -> None:
    """Only subjunctive I reports when others' words stand between; before anybody spoke nothing does."""
    reading = read(f"{SAID} Der Damm ist alt. Er wäre bald weg. Er sei weg. Er soll weg.", "sentences")
    said, _, conditional, subjunctive, plan = reading.sentences
    assert [free_rule(reading, sentence, [said]) for sentence in (conditional, subjunctive, plan)] == [
        None,
        "subjunctive",
        None,
    ]
    assert free_rule(reading, subjunctive, []) is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Pohl: „Es regnet.“", "Pohl"),
        ("Minister Jan Pohl: „Es regnet.“", "Minister Jan Pohl"),
        ("Pohl ruft: „Es regnet.“", None),
        ("Pohl „Es regnet.“", None),
        ("„Es regnet.“", None),
    ],
)
def test_named_before(text: str, speaker: str | None) -> None:
    """A name and a colon alone tell whose words follow."""
    reading = read(text, "sentences")
    assert under(reading, named_before(reading, reading.sentences[0], reading.quotations[0])) == speaker


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("Landwirt Jan Pohl hält davon wenig.", "Landwirt Jan Pohl"),
        (
            "Apotheker Jan Pohl hält davon wenig.",
            "Apotheker Jan Pohl",
        ),
        ("Jan Pohl hält davon wenig.", None),
        ("Minister halten davon wenig.", None),
        ("In Kiel regnet es.", None),
    ],
)
def test_introduced(before: str, speaker: str | None) -> None:
    """A person with role and name who is the subject of the sentence before is introduced as the speaker."""
    reading = read(f"{before} Es sei alt.", "sentences")
    assert under(reading, introduced(reading, reading.sentences[1], set())) == speaker


def test_not_introduced() -> None:
    """Nobody is introduced before the first sentence or in a sentence that is somebody's words."""
    reading = read("Landwirt Jan Pohl hält davon wenig. Es sei alt.", "sentences")
    first, second = reading.sentences
    assert introduced(reading, first, set()) is None
    assert introduced(reading, second, set(range(*first))) is None
    assert introduced(reading, second, set(range(second.end))) is None
