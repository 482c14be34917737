"""Tables, lists and previews in plain text and records are passed over as such."""

from __future__ import annotations

import io

import pytest

from datasette_claims.errors import NotProse
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, records, text
from datasette_claims.readers.records import Record
from datasette_claims.readers.tables import is_table

LONG = '"Wir prüfen alles", sagte Stadträtin Anna Ackerbach.'
PIPES = "| 1. | FC Rhein | 12 |\n| 2. | SV Felde | 12 |\n| 3. | TSV Ort | 11 |"
RESULTS = "FC Rhein - SV Felde 2:1 (1:0)\nTSV Ort - VfB Dorf 0:0\nSC Stadt - FC Land 3:2 (1:1)"
FIGURES = "Muster AG    123,40   +1,2\nBeispiel SE   34,50   -0,3\nProbe         45,60   +0,1"


def read(given: str) -> Article:
    (article,) = text.read(io.BytesIO(given.encode()), ReadOptions("a.txt"))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("rows", [PIPES, PIPES.replace("|", "\t"), RESULTS, FIGURES, f"2. Liga\n\n{RESULTS}"])
def test_tables(rows: str) -> None:
    """A text is a table if most of its lines are rows and none is a sentence."""
    assert is_table(rows)
    with pytest.raises(NotProse, match="tables"):
        read(f"Tabelle der Woche\n\n{rows}")


@pytest.mark.parametrize(
    "given",
    [
        f"{LONG}\n\n{PIPES}",
        f"{PIPES}\n{LONG}",
        "\n".join(PIPES.split("\n")[:2]),
        "Es war 12:30\nDamals\nIm Hafen",
        "Das Wort\nund das nächste\nund noch eins",
        PIPES + "\nAnna Weber spricht heute davon, dass der Damm hält und länger bleibt",
    ],
)
def test_no_tables(given: str) -> None:
    """A sentence beside the rows makes a text of it, and so do few rows."""
    assert not is_table(given)
    assert read(given).text


@pytest.mark.parametrize(
    ("title", "opening"),
    [
        ("TAGESVORSCHAU: Termine am 3. März", ""),
        ("Vorschau: Brücke", "Altenrode (dpa) - "),
        ("ADVISORY: Bridge", "ALTENRODE (Reuters) - "),
        ("PREVIEW-Bridge to open", "ALTENRODE (Reuters) - "),
    ],
)
def test_previews(title: str, opening: str) -> None:
    """What an agency's headline names as no running text is none, in a text and in a record."""
    with pytest.raises(NotProse, match="no running text"):
        read(f"{title}\n\n{opening}{LONG}")
    with pytest.raises(NotProse, match="no running text"):
        records.article(Record(key="1", body=f"{opening}{LONG}", raw="", title=title), ReadOptions("a.json"))


def test_newspapers_preview() -> None:
    """A newspaper's preview has neither capitals nor an agency's dateline, and is running text."""
    assert read(f"Vorschau: So wird die Brücke\n\nDie Brücke öffnet. {LONG}").title == "Vorschau: So wird die Brücke"


@pytest.mark.parametrize("filler", ["  1", "\t", "|", "1:1 ", "a\n"])
def test_long_rows(filler: str) -> None:
    """However long it is, a text is told in the time that reading it takes."""
    assert is_table(filler * 200_000) in {True, False}
