"""Files of annotated articles and of names: what is read, and what is refused with file and line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from datasette_claims.errors import InvalidGold
from datasette_claims.evaluation.annotations import Name, Part
from datasette_claims.evaluation.gold import annotated_articles, names
from datasette_claims.model import Span

TEXT = "Anna sagte, es regne."
QUOTE = {"type": "Indirect", "quote": [[12, 20]]}
ARTICLE = {"id": "a", "text": TEXT, "annotations": [QUOTE]}


def lines(*rows: object) -> list[str]:
    return [json.dumps(row) for row in rows]


def test_read() -> None:
    """Articles come in the order of the file, with everything that is annotated."""
    full = {
        **QUOTE,
        "speaker": [[0, 4]],
        "cue": [[5, 10]],
        "frame": None,
        "addressee": [],
        "medium": "Speech",
        "speaker_name": "Anna",
    }
    rows = [
        {"id": 7, "text": "Es regnet.", "annotations": [], "tokens": [[0, 2], [3, 10]], "lang": "de"},
        {"id": "a", "text": TEXT, "quotes": [full], "language": "en"},
    ]
    first, second = annotated_articles("gold.jsonl", [lines(rows[0])[0], "\n", *lines(rows[1])])
    assert (first.id, first.language, first.annotations) == ("7", "de", ())
    assert first.tokens == (Span(0, 2), Span(3, 10))
    assert (second.id, second.language, second.origin) == ("a", "en", "gold.jsonl, line 3")
    assert [TEXT[start:end] for start, end in second.tokens] == ["Anna", "sagte", ",", "es", "regne", "."]
    (annotation,) = second.annotations
    assert annotation.spans == {Part.QUOTE: ((12, 20),), Part.SPEAKER: ((0, 4),), Part.CUE: ((5, 10),)}
    assert (annotation.quote_type, annotation.medium, annotation.speaker_name) == ("Indirect", "Speech", "Anna")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([], "not a JSON object."),
        ({**ARTICLE, "id": None}, "the article has no 'id'."),
        ({**ARTICLE, "id": ""}, "the article has no 'id'."),
        ({"id": "b", "annotations": []}, "the article 'b' has no 'text'."),
        ({**ARTICLE, "text": 1}, "'text' is not a text."),
        ({**ARTICLE, "id": "b", "language": 1}, "'language' is not a text."),
        ({"id": "b", "text": TEXT}, "'annotations' is not a list of objects."),
        ({**ARTICLE, "annotations": ["es regne"]}, "'annotations' is not a list of objects."),
        ({**ARTICLE, "annotations": [{"type": "Direct"}]}, "an annotation has no 'quote'."),
        ({**ARTICLE, "annotations": [{"quote": [12, 20]}]}, "'quote' is not a list of [start, end]."),
        ({**ARTICLE, "annotations": [{"quote": [[12, 20, 21]]}]}, "'quote' is not a list of [start, end]."),
        ({**ARTICLE, "annotations": [{"quote": [[True, 20]]}]}, "'quote' is not a list of [start, end]."),
        ({**ARTICLE, "annotations": [{"quote": "es regne"}]}, "'quote' is not a list of [start, end]."),
        (
            {**ARTICLE, "annotations": [{**QUOTE, "cue": [[20, 22]]}]},
            "'cue' has the span [20, 22], but the text has 21 code points.",
        ),
        (
            {**ARTICLE, "annotations": [{**QUOTE, "speaker": [[4, 4]]}]},
            "'speaker' has the span [4, 4], but the text has 21 code points.",
        ),
        (
            {**ARTICLE, "annotations": [{**QUOTE, "frame": [[-1, 4]]}]},
            "'frame' has the span [-1, 4], but the text has 21 code points.",
        ),
        ({**ARTICLE, "tokens": [[5, 10], [0, 4]]}, "'tokens' are not in the order of the text."),
        (ARTICLE, "the id 'a' stands already in gold.jsonl, line 1."),
    ],
)
def test_refused(row: object, reason: str) -> None:
    """What is not as it should be is refused with its file, its line and the reason."""
    with pytest.raises(InvalidGold) as refused:
        annotated_articles("gold.jsonl", lines(ARTICLE, row))
    assert str(refused.value) == f"gold.jsonl, line 2: {reason}"


def test_not_json() -> None:
    """A line that is no JSON is named with what is wrong in it."""
    with pytest.raises(InvalidGold, match=r"^gold.jsonl, line 1: not JSON \(.*column 2"):
        annotated_articles("gold.jsonl", ["{"])


def test_empty() -> None:
    """A file without any article is refused."""
    with pytest.raises(InvalidGold, match=r"^gold.jsonl: there is no article in it\.$"):
        annotated_articles("gold.jsonl", ["", " \n"])


def test_names() -> None:
    """Names are read by article and number of the annotation; a name may be empty."""
    rows = lines({"id": "a", "names": {"0": {"name": "Anna Weber", "kind": "person", "aliases": ["Weber"]}}})
    articles = annotated_articles("gold.jsonl", lines(ARTICLE, {**ARTICLE, "id": "b"}))
    assert names("names.jsonl", rows, articles) == {"a": {0: Name("Anna Weber", "person", ("Weber",))}}
    bare = lines({"id": "b", "names": {"0": {}}})
    assert names("names.jsonl", bare, articles) == {"b": {0: Name("", "", ())}}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "c", "names": {}}, "the article 'c' is not in the gold file."),
        ({"id": "a", "names": {}}, "the article 'a' has names already."),
        ({"id": "b"}, "there are no 'names'."),
        ({"id": "b", "names": {"0": "Anna"}}, "'names' is not a list of objects."),
        ({"id": "b", "names": {"1": {}}}, "there is no annotation '1': the article has 1."),
        ({"id": "b", "names": {"x": {}}}, "there is no annotation 'x': the article has 1."),
        ({"id": "b", "names": {"0": {"aliases": "Anna"}}}, "'aliases' is not a list of texts."),
        ({"id": "b", "names": {"0": {"name": 1}}}, "'name' is not a text."),
    ],
)
def test_names_refused(row: dict[str, Any], reason: str) -> None:
    """Names of articles or annotations that are not there are refused, not passed over."""
    articles = annotated_articles("gold.jsonl", lines(ARTICLE, {**ARTICLE, "id": "b"}))
    with pytest.raises(InvalidGold) as refused:
        names("names.jsonl", lines({"id": "a", "names": {}}, row), articles)
    assert str(refused.value) == f"names.jsonl, line 2: {reason}"
