"""Every figure on cases that were worked out by hand."""

from __future__ import annotations

import pytest
from annotating import article, mark

from datasette_claims.evaluation.annotations import Annotation, Name, Part
from datasette_claims.evaluation.figures import Figure, figure
from datasette_claims.evaluation.names import NameFigures, same_name
from datasette_claims.evaluation.reliability import Bin, calibration_error
from datasette_claims.evaluation.scores import Scores, score
from datasette_claims.model import Span

RAIN = mark("es regne heute stark", speaker="Anna", cue="sagte")
NO = mark("„Nein!“", "Direct", speaker="Bernd", cue="rief")


def scores(gold: list[Annotation], predictions: list[Annotation], **more: frozenset[Part]) -> Scores:
    return score([article(*gold)], [predictions], **more)


def rounded(found: Figure) -> tuple[float, float, float]:
    return round(found.precision, 2), round(found.recall, 2), round(found.f1, 2)


def test_published() -> None:
    """Half of one quote with its speaker, of two quotes with speakers and cues."""
    found = scores([RAIN, NO], [mark("es regne", speaker="Anna")]).published
    assert rounded(found["quote"]) == (100, 25, 40)
    assert rounded(found["speaker"]) == (100, 50, 66.67)
    assert rounded(found["cue"]) == (0, 0, 0)
    assert rounded(found["roles"]) == (100, 25, 40)
    assert rounded(found["joint"]) == (100, 25, 40)
    assert rounded(found["quote+speaker"]) == (100, 37.5, 54.55)
    assert rounded(found["type"]) == (100, 50, 66.67)


def test_without_overlap() -> None:
    """The published metric pairs quotes without a common word, and their speakers earn; no other figure does."""
    found = scores([RAIN], [mark("schwieg", speaker="Anna")])
    assert rounded(found.published["quote"]) == (0, 0, 0)
    assert rounded(found.published["speaker"]) == (100, 100, 100)
    assert rounded(found.published["type"]) == (100, 100, 100)
    assert found.hits["quote+speaker"].f1 == found.speaker.expected == found.same_type == 0


def test_parts_not_annotated() -> None:
    """A frame is not held against a prediction where the gold has none, unless it is asked for."""
    framed = mark("es regne heute stark", speaker="Anna", cue="sagte", frame="Anna sagte")
    found = scores([RAIN], [framed])
    assert found.parts == {Part.QUOTE, Part.SPEAKER, Part.CUE}
    assert rounded(found.published["joint"]) == rounded(found.published["roles"]) == (100, 100, 100)
    assert rounded(found.published["frame"]) == (0, 0, 0)
    assert rounded(scores([RAIN], [framed], parts=frozenset(Part)).published["joint"]) == (75, 100, 85.71)
    assert rounded(scores([framed], [RAIN]).published["joint"]) == (100, 75, 85.71)


def test_hits() -> None:
    """Overlap by half, the same tokens, the same but for marks, the speaker besides, and the cue."""
    predictions = [mark("es regne", speaker="Bernd", cue="sagte"), mark("Nein", "Indirect", speaker="Bernd")]
    found = scores([RAIN, mark("Nein!“", "Direct", speaker="Bernd")], predictions).hits
    assert rounded(found["quote overlap"]) == (100, 100, 100)
    assert rounded(found["quote exact"]) == (0, 0, 0)
    assert rounded(found["quote exact, trimmed"]) == (50, 50, 50)
    assert rounded(found["quote+speaker"]) == (50, 50, 50)
    assert rounded(found["cue"]) == (100, 100, 100)


def test_nobody() -> None:
    """Where neither side has a speaker, quote and speaker are right; where only one has, they are not."""
    nobody, somebody = mark("es regne"), mark("es regne", speaker="Anna")
    assert scores([nobody], [nobody]).hits["quote+speaker"].f1 == 100
    assert scores([nobody], [somebody]).hits["quote+speaker"].f1 == 0
    assert scores([somebody], [nobody]).hits["quote+speaker"].f1 == 0


def test_by_type() -> None:
    """The gold's type decides recall, the predicted type precision; a hit may count for two types."""
    found = scores(
        [RAIN, NO], [mark("es regne heute stark", "Reported"), mark("„Nein!“", "Direct"), mark("schwieg", "Direct")]
    )
    assert {kind: rounded(one) for kind, one in found.hits_by_type.items()} == {
        "Direct": (50, 100, 66.67),
        "Indirect": (0, 100, 0),
        "Reported": (100, 0, 0),
    }
    assert found.same_type == 50
    assert scores([mark("Nein", None)], []).hits_by_type == {"None": Figure(0, 0, 0, 1)}


def test_tokens() -> None:
    """Each token counts once, however many annotations cover it."""
    found = scores([RAIN, mark("regne heute")], [mark("es regne"), mark("regne")]).tokens
    assert rounded(found["quote"]) == (100, 50, 66.67)


def test_speakers() -> None:
    """Right, exact, named, abstained and spurious, of the quotes that are hit."""
    gold = [
        mark("es", speaker="Anna sagte"),
        mark("regne", speaker="Anna"),
        mark("heute", speaker="Bernd"),
        mark("stark", speaker="Carla"),
        mark("Nein"),
        mark("schwieg", speaker="Carla"),
    ]
    predictions = [
        mark("es", speaker="Anna"),
        mark("regne", speaker="Bernd", speaker_name="Frau Anna"),
        mark("heute"),
        mark("stark", speaker_name="Bernd"),
        mark("Nein", speaker="Bernd"),
    ]
    found = scores(gold, predictions).speaker
    assert (found.expected, found.right, found.exact, found.named) == (4, 25, 0, 50)
    assert (found.abstained, round(found.right_when_given, 2)) == (25, 33.33)
    assert (found.unexpected, found.spurious) == (1, 100)


def test_counts() -> None:
    """Articles, annotations, predictions, and predictions that cover no token."""
    space = Annotation("Direct", {Part.QUOTE: (Span(4, 5),)})
    found = score([article(RAIN, NO), article(name="b")], [[space, NO], [NO]])
    assert (found.articles, found.gold, found.predicted, found.dropped) == (2, 2, 2, 1)


@pytest.mark.parametrize(
    ("kind", "name", "predicted", "same"),
    [
        ("person", "Anna Weber", "Anna Weber", True),
        ("person", "Anna Weber", "anna weber", True),
        ("person", "Anna Weber", "Dr. Weber", True),
        ("person", "Weber", "Frau Anna Weber", True),
        ("person", "Anna Weber", "Anna", False),
        ("person", "Anna Weber", "Jan Weber", False),
        ("person", "Anna Weber", "", False),
        ("organisation", "Polizei (Mainz)", "die Polizei", True),
        ("organisation", "Polizei", "Polizei Mainz", True),
        ("organisation", "Polizei", "Feuerwehr", False),
        ("organisation", "die", "Polizei", False),
    ],
)
def test_same_name(kind: str, name: str, predicted: str, same: bool) -> None:  # noqa: FBT001 - an expected value
    """The same words, or all words of the one in the other, and for a person the same last word."""
    assert same_name(Name(name, kind), predicted) == same


def test_alias() -> None:
    """An alias is as good as the name."""
    assert same_name(Name("Europäische Zentralbank", "organisation", ("EZB",)), "EZB")


def test_names() -> None:
    """A name is right if the quote that overlaps best by half names the same; empty names ask nothing."""
    gold = article(RAIN, NO, mark("schwieg"), mark("Carla"), name="a")
    names = {
        "a": {
            0: Name("Anna Weber", "person"),
            1: Name("Amt", "organisation"),
            2: Name("", ""),
            3: Name("Alle", "group"),
        }
    }
    predictions = [
        mark("es", speaker_name="Bernd"),
        mark("es regne heute", speaker_name="Weber"),
        mark("„Nein!“", speaker_name="Bernd"),
        mark("schwieg", speaker_name="Carla"),
    ]
    found = score([gold, article(RAIN, name="b")], [predictions, []], names).names
    assert found == {"all": NameFigures(3, 2, 1), "person": NameFigures(1, 1, 1), "organisation": NameFigures(1, 1, 0)}
    assert (found["all"].accuracy, round(found["all"].recall, 2)) == (50, 33.33)
    assert scores([RAIN], []).names == {}


def test_reliability() -> None:
    """Claims by confidence: how sure on average, and how many right in quote and speaker."""
    gold = [mark(word, speaker="Anna") for word in ("es", "regne", "heute", "stark")]
    predictions = [
        mark("es", speaker="Anna", confidence=0.9),
        mark("regne", speaker="Bernd", confidence=1.0),
        mark("heute", confidence=0.0),
        mark("schwieg", speaker="Anna", confidence=0.92),
        mark("Nein", confidence=0.5),
        mark("Carla"),
    ]
    found = scores(gold, predictions).reliability
    assert [(one.low, one.high, one.size, round(one.confidence, 6), round(one.right, 6)) for one in found] == [
        (0, 10, 1, 0, 0),
        (50, 60, 1, 50, 0),
        (90, 100, 3, 94, 33.333333),
    ]
    assert calibration_error(found) == pytest.approx((50 + 3 * (94 - 100 / 3)) / 5)
    assert calibration_error(()) == 0
    assert calibration_error([Bin(70, 80, 4, 75, 75)]) == 0


def test_nothing() -> None:
    """Without gold and predictions all figures are 0, and none fails."""
    found = scores([], [])
    assert {one.f1 for one in (*found.published.values(), *found.hits.values(), *found.tokens.values())} == {0}
    assert figure(0, 0, 0) == Figure(0, 0, 0, 0)
