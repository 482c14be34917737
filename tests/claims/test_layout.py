"""Step 1: paragraphs and crossheads."""

from __future__ import annotations

import pytest
from steps import read

from datasette_claims.claims.layout import MOST_WORDS, blocks, crossheads
from datasette_claims.model import Span

LONG = "Der Damm ist alt und wurde seit dem Krieg nie geprüft."


def shown(text: str) -> list[tuple[str, bool]]:
    return [(text[slice(*block.span)], block.crosshead) for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Eins.\n\nZwei.", ["Eins.", "Zwei."]),
        ("Eins.\n \t\nZwei.", ["Eins.", "Zwei."]),
        ("Eins,\nnoch eins.\n\nZwei.", ["Eins,\nnoch eins.", "Zwei."]),
        ("Eins.\nZwei.\n", ["Eins.", "Zwei."]),
        ("\n\n Eins. \n\n\n\n Zwei.", ["Eins.", "Zwei."]),
        ("", []),
        (" \n\n \n", []),
    ],
)
def test_paragraphs(text: str, paragraphs: list[str]) -> None:
    """Blank lines part paragraphs; a text without any is parted at every line."""
    assert shown(text) == [(paragraph, False) for paragraph in paragraphs]


@pytest.mark.parametrize(
    ("line", "crosshead"),
    [
        ("Kein Geld für Pumpen", True),
        ("Kein Geld für Pumpen?", True),
        ("Kein Geld für Pumpen.", False),
        ("Kein Geld für Pumpen:", False),
        ("Kein Geld für „Pumpen“", False),
        ("Kein Geld …", False),
        (" ".join(["Wort"] * MOST_WORDS), True),
        (" ".join(["Wort"] * (MOST_WORDS + 1)), False),
        ("Kein Geld\nfür Pumpen", False),
    ],
)
def test_crosshead(line: str, *, crosshead: bool) -> None:
    """A crosshead is one short line without a final stop."""
    assert shown(f"{LONG}\n\n{line}\n\n{LONG}") == [(LONG, False), (line, crosshead), (LONG, False)]


@pytest.mark.parametrize(
    ("above", "below", "one"),
    [
        ("Der Damm ist", "alt.", True),
        ("Der Stau-", "damm ist alt.", True),
        ("Der Stau-", "Damm ist alt.", True),
        (LONG.rstrip("."), "Montag nicht.", True),
        (LONG.rstrip(".") + ",", "Montag nicht.", True),
        (LONG, "Montag nicht.", False),
        (LONG.rstrip("."), "- Montag nicht.", False),
        ("Der Damm ist", "Montag nicht.", False),
        ("1953 -", "Montag nicht.", False),
    ],
)
def test_wrapped(above: str, below: str, *, one: bool) -> None:
    """Where no blank line is, a line goes on in the next within a word, before a small letter, or if long and open."""
    assert (len(blocks(f"{above}\n{below}")) == 1) is one
    assert len(blocks(f"{above}\n\n{below}")) == 2


@pytest.mark.parametrize("bullet", ["• ", "* ", "▪\t"])
def test_bullet(bullet: str) -> None:
    """A bullet belongs to no paragraph; without a space behind it, it is no bullet."""
    assert shown(f"{bullet}{LONG}") == [(LONG, False)]
    assert shown(f"*{LONG}") == [(f"*{LONG}", False)]


def test_last_line() -> None:
    """The last line of a text is no crosshead: nothing stands below it."""
    assert crossheads(f"{LONG}\n\nKein Geld für Pumpen") == ()
    assert crossheads(f"Kein Geld für Pumpen\n\n{LONG}") == (Span(0, 20),)


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        (f"KIEL (dpa) - {LONG}", LONG),
        (f"date 2025-02-26 KIEL (dpa) - {LONG}", LONG),
        (f"NEWARK, N.J. — {LONG}", LONG),
        (f"{LONG}/mau/DP/nas", LONG),
        (f"{LONG} (dpa)", f"{LONG} (dpa)"),
    ],
)
def test_prose(text: str, prose: str) -> None:
    """Stamps, datelines and sign-offs belong to no paragraph."""
    assert shown(text) == [(prose, False)]


def test_step() -> None:
    """The step fills in the blocks and changes no word."""
    reading = read(f"Kein Geld\n\n{LONG}", "layout")
    assert [block.crosshead for block in reading.blocks] == [True, False]
    assert reading.quotations == ()
