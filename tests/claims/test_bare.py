"""What an English verb governs without a comma before it."""

from __future__ import annotations

import pytest
from steps import places, under

from datasette_claims.claims.bare import bare_content
from datasette_claims.claims.phrases import subject_after, subject_before


def governed(text: str, nth: int = 0) -> tuple[str, list[str | None]] | None:
    place = places(text, "en")[nth]
    reading, head = place.reading, place.cue.head
    before = subject_before(reading, place.clause.start, head) if head > place.clause.start else None
    found = bare_content(place, before or subject_after(reading, head + 1, place.sentence.end))
    return (found.rule, [under(reading, part) for part in found.parts]) if found else None


@pytest.mark.parametrize(
    ("text", "rule", "parts"),
    [
        ("He said that it rains.", "verb-leading-that", ["that it rains"]),
        ("He said on Monday that it rains.", "verb-leading-that", ["that it rains"]),
        ("He said the dam would hold.", "verb-leading-bare", ["the dam would hold"]),
        ("He said the dam is old.", "verb-leading-bare", ["the dam is old"]),
        ("He said the dam closed in May.", "verb-leading-bare", ["the dam closed in May"]),
        pytest.param(
            "He said the dam broke.",
            "verb-leading-bare",
            ["the dam broke"],
            marks=pytest.mark.xfail(reason="a past tense that is in no list is taken for a noun", strict=True),
        ),
        ("He said when it rains.", "verb-leading-question", ["when it rains"]),
        ('He said "it rains" today.', "verb-leading-quotation", ['"it rains" today']),
        ("He urged residents to leave.", "verb-leading-infinitive", ["to leave"]),
        ("He urged the old men to leave.", "verb-leading-infinitive", ["to leave"]),
        ("He asked Monday to leave.", "verb-leading-infinitive", ["to leave"]),
        ("He accused the men of lying.", "verb-leading-infinitive", ["of lying"]),
        ("He asked why it rains.", "verb-leading-question", ["why it rains"]),
        ("He promised to leave.", "verb-leading-infinitive", ["to leave"]),
        ("He hopes that it rains.", "verb-leading-that", ["that it rains"]),
        ("He pointed out that it rains.", "verb-leading-that", ["that it rains"]),
        ("The dam broke, Pell said on Monday.", "verb-trailing", ["The dam broke"]),
        ("The dam broke, said Mayor Holt.", "verb-trailing", ["The dam broke"]),
        ("The dam broke, said Mayor Holt when asked.", "verb-trailing", ["The dam broke"]),
        ("The dam broke, Pell said, and water came.", "verb-trailing", ["The dam broke", "and water came"]),
        ("The dam broke, Pell said, adding that it rained.", "verb-trailing", ["The dam broke"]),
        ("The dam broke, Pell said, while it rained.", "verb-trailing", ["The dam broke"]),
    ],
)
def test_content(text: str, rule: str, parts: list[str]) -> None:
    """That, a question word, a mark, an infinitive or a clause follow the verb at once, or all stands before it."""
    assert governed(text) == (rule, parts)


@pytest.mark.parametrize(
    "text",
    [
        "He said.",
        "He said nothing.",
        "He said the dam.",
        "He said the dam in Kiel.",
        "He said no: it rains.",
        "He hopes the rain stops.",
        "He said to leave.",
        "He condemned the dam would break.",
        "He accused the men of lies.",
        "He accused the men of",
        "He accused.",
        "He condemned that it rains.",
        "He told them.",
    ],
)
def test_nothing(text: str) -> None:
    """A verb governs nothing that it does not take, and no mere object."""
    assert governed(text) is None
