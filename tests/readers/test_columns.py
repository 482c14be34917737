"""Columns and keys are found by the names that they usually have, or that the user gives."""

from __future__ import annotations

import pytest

from datasette_claims.errors import NotAnArticle
from datasette_claims.readers import ReadOptions, columns, records

SAID = "Die Brücke ist gesperrt."


@pytest.mark.parametrize("name", ["text", "Body", "CONTENT", "articleBody", "Inhalt", "fulltext"])
def test_usual_names(name: str) -> None:
    """The text is found under any of its usual names, in capitals or not."""
    assert columns.record({"id": 7, name: SAID}, "1", {}, "a.csv").body == SAID


def test_fields() -> None:
    """Each field is taken from the first of its names that holds something."""
    values = {
        "id": "",
        "guid": "g7",
        "titel": "Brücke",
        "text": SAID,
        "link": "https://bote.example/7",
        "datum": "26.02.2025",
        "quelle": "Bote",
        "sprache": "de",
        "autor": "Anna Weber; Emil Funk",
        "ort": "Altenrode",
    }
    record = columns.record(values, "1", {}, "a.csv")
    assert (record.key, record.title, record.published, record.source) == ("g7", "Brücke", "26.02.2025", "Bote")
    assert (record.language, record.authors, record.place) == ("de", ("Anna Weber", "Emil Funk"), "Altenrode")


def test_key() -> None:
    """Without an id the address is the key, without that the number."""
    assert (
        columns.record({"url": "https://bote.example/7", "text": SAID}, "1", {}, "a.csv").key
        == "https://bote.example/7"
    )
    assert columns.record({"text": SAID}, "1", {}, "a.csv").key == "1"


def test_said_by_user() -> None:
    """What the user names goes before every usual name, in capitals or not; what is not there is empty."""
    values = {"text": "Der Anreißer.", "Rumpf": SAID, "title": "Brücke", "id": 7}
    record = columns.record(values, "1", {"text": "rumpf", "title": "none"}, "a.csv")
    assert (record.body, record.title, record.key) == (SAID, "", "7")


def test_html_in_a_cell() -> None:
    """A text that is HTML is read as such, with its headings."""
    record = columns.record({"text": f"<h2>Streit</h2><p>{SAID}</p>"}, "1", {}, "a.csv")
    assert (record.body, record.headings) == (f"Streit\n\n{SAID}", ("Streit",))


def test_values_of_other_kinds() -> None:
    """Lists are their parts, objects their name or text; of paragraphs in a list a text is made."""
    paragraphs = [SAID * 4, SAID * 5]
    values = {
        "text": paragraphs,
        "author": [{"name": "Anna Weber"}, {"name": "Emil Funk"}],
        "title": {"rendered": "Brücke"},
    }
    record = columns.record(values, "1", {}, "a.csv")
    assert (record.body, record.authors, record.title) == (
        "\n\n".join(paragraphs),
        ("Anna Weber", "Emil Funk"),
        "Brücke",
    )
    assert columns.record({"text": SAID, "title": True, "source": {"x": 1}}, "1", {}, "a.csv").title == ""


@pytest.mark.parametrize("values", [{"text": None}, {"text": " "}, {"name": SAID}])
def test_no_text(values: dict[str, object]) -> None:
    """A record without a text is an error that lists what there is and says what to do."""
    with pytest.raises(NotAnArticle, match=r"a\.csv#1: no text .*--column text NAME"):
        columns.record(values, "1", {}, "a.csv")
    with pytest.raises(NotAnArticle, match=r"a\.csv#1: no text in it: it is empty\.$"):
        columns.record({}, "1", {}, "a.csv")


def test_article() -> None:
    """The record becomes an article by the conventions of plain text."""
    record = columns.record({"id": 7, "text": f"MOSKAU (dpa) - {SAID}", "date": "2025-02"}, "1", {}, "a.csv")
    article = records.article(record, ReadOptions("a.csv"))
    assert (article.text, article.place, article.agency, article.published) == (SAID, "MOSKAU", "dpa", "2025-02")
