"""What a headline says of itself before its first word, and in brackets."""

from __future__ import annotations

import pytest

from datasette_claims.claims.corrections import corrections
from datasette_claims.claims.signals import headline


@pytest.mark.parametrize(
    ("title", "rest", "signals"),
    [
        ("KORREKTUR: Brücke gesperrt", "Brücke gesperrt", ["correction"]),
        ("KORREKTUR: ", "KORREKTUR: ", []),
        ("*ROUNDUP: Brücke gesperrt", "Brücke gesperrt", ["summary"]),
        ("GESAMT-ROUNDUP: Brücke gesperrt", "Brücke gesperrt", ["summary"]),
        ("2nd UPDATE: Bridge closed", "Bridge closed", ["update"]),
        ("BREAKING: Bridge closed", "Bridge closed", ["urgent"]),
        ("*Brücke gesperrt", "*Brücke gesperrt", []),
        ("Brücke gesperrt (Zusammenfassung 1745)", "Brücke gesperrt", ["summary"]),
        ("Brücke gesperrt (mit Bild)", "Brücke gesperrt (mit Bild)", []),
        ("Brücke gesperrt (Foto) (Berichtigung)", "Brücke gesperrt (Foto)", ["correction"]),
    ],
)
def test_headlines(title: str, rest: str, signals: list[str]) -> None:
    """A prefix or a note that is a signal is taken off; what would leave nothing, or is none, stays."""
    found = headline(title)
    assert (found.title, [one.value for one in found.signals]) == (rest, signals)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("TAGESVORSCHAU: Termine am 3. März", "TAGESVORSCHAU"),
        ("KORREKTUR: Vorschau: Termine", "Vorschau"),
        ("PREVIEW-Bridge to open", "PREVIEW"),
        ("Preview-Bridge to open", ""),
        ("Vorschau auf die Brücke", ""),
    ],
)
def test_kinds(title: str, kind: str) -> None:
    """A prefix says that an item is no running text: in any case before a colon, in capitals before a hyphen."""
    assert headline(title).kind == kind


def test_verb_behind() -> None:
    """A verb behind what was wrong is no part of it."""
    (one,) = corrections(["(Berichtigung: Im 2. Absatz muss es richtig 12 Millionen statt 21 Millionen heißen.)"])
    assert one.old == "21 Millionen"
