"""What a German verb governs: the content before its frame or after it."""

from __future__ import annotations

import pytest
from steps import places, under

from datasette_claims.claims.contents import content, last_clause
from datasette_claims.claims.phrases import subject_after, subject_before


def governed(text: str, nth: int = 0) -> tuple[str, list[str | None]]:
    """Return rule and parts of the content of a text's n-th cue."""
    place = places(text)[nth]
    reading, head = place.reading, place.cue.head
    before = subject_before(reading, place.clause.start, head) if head > place.clause.start else None
    found = content(place, before or subject_after(reading, head + 1, place.sentence.end))
    return found.rule, [under(reading, part) for part in found.parts]


@pytest.mark.parametrize(
    ("text", "rule", "parts"),
    [
        ("Er sagte, dass es regne.", "verb-leading-that", ["dass es regne"]),
        ("Er hofft, dass es regnet.", "verb-leading-that", ["dass es regnet"]),
        ("Er sagte, wie es regnet.", "verb-leading-question", ["wie es regnet"]),
        ("Er hofft, wie es regnet.", "stance", []),
        ("Er sagte, weil es regnet.", "stance", []),
        ("Er sagte: Es regnet.", "colon", ["Es regnet"]),
        ("Er sagte: „Es regnet.“", "colon", ["„Es regnet.“"]),
        ("Er sagte, „es regnet“.", "verb-leading-quotation", ["„es regnet“"]),
        ("Er sagte, es regne.", "verb-leading-subjunctive", ["es regne"]),
        ("Er sagte, Regen, Hagel und Eis seien da.", "verb-leading-subjunctive", ["Regen, Hagel und Eis seien da"]),
        ("Er sagte, der Damm ist alt.", "verb-leading-indicative", ["der Damm ist alt"]),
        ("Er sagte, ist gut.", "stance", []),
        ("Er sagte, der Damm hält.", "stance", []),
        ("Er hofft, der Damm ist alt.", "stance", []),
        ("Er forderte, den Damm zu bauen.", "verb-leading-infinitive", ["den Damm zu bauen"]),
        (
            "Er forderte jene auf, die in Kiel leben, den Damm zu bauen.",
            "verb-leading-infinitive",
            ["die in Kiel leben, den Damm zu bauen"],
        ),
        ("Er sah jene, die in Kiel leben.", "stance", []),
        ("Er plant, dass der Damm hält.", "verb-leading-that", ["dass der Damm hält"]),
        ("Er plant, der Damm sei alt.", "stance", []),
        ("Er plant: Der Damm hält.", "stance", []),
        ("Er sagte am Montag, der in Kiel sonnig war, es regne.", "verb-leading-subjunctive", ["es regne"]),
        ("Er sagte alles.", "stance", []),
    ],
)
def test_after(text: str, rule: str, parts: list[str]) -> None:
    """Conjunction, question word, colon, mark, mood or infinitive open the content behind a verb that takes it."""
    assert governed(text) == (rule, parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Es regne, sagte Pohl.", ["Es regne"]),
        ("„Es regnet“, sagte Pohl.", ["„Es regnet“"]),
        ("Es regne, und zwar stark, sagte Pohl am Montag.", ["Es regne, und zwar stark"]),
        ("Es regne, sagte Pohl, aber bald scheine die Sonne.", ["Es regne", "aber bald scheine die Sonne"]),
        ("Es regne, sagte Pohl, der seit Jahren klage.", ["Es regne"]),
        ("Es regne, sagte Pohl, und alle lachten.", ["Es regne"]),
        ("„Es regnet“, sagte Pohl, „und zwar stark.“", ["„Es regnet“", "„und zwar stark.“"]),
        ("Bald werde es regnen, sagte die Sprecherin, Maria Sommer, in Kiel.", ["Bald werde es regnen"]),
    ],
)
def test_before(text: str, parts: list[str]) -> None:
    """A frame with its verb first follows its content, which may go on behind it."""
    assert governed(text) == ("verb-trailing", parts)


@pytest.mark.parametrize(
    "text",
    [
        "Weil es regnete, sagte Pohl nichts.",
        "Wie es heißt, sagte Pohl nichts.",
        "Käme es dazu, sagte Pohl nichts.",
        "Kippe die Stimmung, warnte Pohl vergebens.",
        "Am Montag, sagte Pohl: „Es regnet.“",
    ],
)
def test_scene(text: str) -> None:
    """A clause that only sets the scene, or a colon behind the frame, tells that the content is not before it."""
    place = next(place for place in places(text) if place.at == 1)
    mention = subject_after(place.reading, place.cue.head + 1, place.sentence.end)
    assert content(place, mention).rule in {"stance", "colon"}


def test_later_verb() -> None:
    """Of two verbs in one clause the later takes the content."""
    assert governed("Er warnte oft und sagte, dass es regne.", 0) == ("stance", [])
    assert governed("Er warnte oft und sagte, dass es regne.", 1) == ("verb-leading-that", ["dass es regne"])


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Er sagte, es regne, der Damm sei nass.", "der Damm sei nass"),
        ("Er sagte, es regne, und warnte alle.", "es regne"),
        ("Er sagte, es regne, und alle seien nass.", "und alle seien nass"),
        ("Er sagte, es regne, so Pohl.", "es regne"),
        ("Er sagte, es regne, meinte Pohl.", "es regne"),
        ("Er sagte, es regne, meinte nie.", "meinte nie"),
        ("Er sagte, es regne, laut Polizei stark.", "laut Polizei stark"),
    ],
)
def test_last_clause(text: str, end: str) -> None:
    """A content ends where the speaker does something else or another frame follows."""
    place = places(text)[0]
    last = place.clauses[last_clause(place, 1)]
    assert place.reading.text[slice(*place.reading.words.span(last))] == end
