"""The catalogues of what the pages say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import datasette_claims.plugin
from datasette_claims.model import UNREVIEWED, QuoteType
from datasette_claims.plugin import labels, translation

PLUGIN = Path(datasette_claims.plugin.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {**DEFAULT_KEYWORDS, "message": None}


def used() -> Iterator[str]:
    for _, _, text, _, _ in extract_from_dir(PLUGIN, method_map=METHODS, keywords=KEYWORDS):
        yield text if isinstance(text, str) else text[0]


def written(language: str) -> Catalog:
    with (PLUGIN / "locale" / language / "LC_MESSAGES" / "datasette_claims.po").open("rb") as file:
        return read_po(file, locale=language)


def test_german_is_complete() -> None:
    """Every text has a German translation, and none is left over."""
    translated = [text for text in written("de") if text.id]
    assert {text.id if isinstance(text.id, str) else text.id[0] for text in translated} == set(used())
    assert [text.id for text in translated if not all(text.string or [""])] == []


def test_placeholders() -> None:
    """A translation names the same values as its original."""
    german = written("de")
    assert [(text.id, errors) for text in german if (errors := list(text.check(german)))] == []


def test_english_is_itself() -> None:
    """The English catalogue overrides nothing: its sentences are the keys."""
    assert [text.id for text in written("en") if text.id] == []
    assert translation.catalogue("en").gettext("Speaker") == "Speaker"


def test_quote_types() -> None:
    """Every quote type has a label."""
    assert set(labels.QUOTE_TYPES) == set(QuoteType)


def test_verdicts(database: Path) -> None:
    """Labels in the catalogue are those that the database gives the default scale."""
    with closing(sqlite3.connect(database)) as connection:
        sql = "SELECT key, label_en, label_de FROM rating_values WHERE scale_id = 'veracity-1'"
        stored = {key: (english, german) for key, english, german in connection.execute(sql)}
    said = translation.catalogue("de").gettext
    shown = {key: (english, said(english)) for key, english in labels.VERDICTS.items()}
    assert shown.pop(UNREVIEWED) == ("Not reviewed", "Nicht geprüft")
    assert shown == stored


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("DE-at", "de"),
        ("fr, de;q=0.5", "de"),
        ("de;q=0.5, en", "en"),
        ("en;q=0.2,de;q=0.9", "de"),
        ("de;q=0", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("de;q=x", "en"),
        ("../../etc/passwd", "en"),
        (";;;,,,", "en"),
    ],
)
def test_chosen(header: str | None, language: str) -> None:
    """The browser's most wanted language among ours is taken; nonsense is passed over."""
    assert translation.chosen(header) == language


@pytest.mark.parametrize(
    ("published", "english", "german"),
    [
        ("2025-02-26", "February 26, 2025", "26. Februar 2025"),
        ("2025-02-26T12:00:00Z", "February 26, 2025", "26. Februar 2025"),
        ("2025-02", "February 2025", "Februar 2025"),
        ("2025", "2025", "2025"),
        ("2025-13", "2025-13", "2025-13"),
        ("0000", "0000", "0000"),
        ("gestern", "gestern", "gestern"),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_dates(published: str | None, english: str, german: str) -> None:
    """A date is written with the precision that its source states, and kept as it is if it is none."""
    assert translation.written_date(published, "en") == english
    assert translation.written_date(published, "de") == german
