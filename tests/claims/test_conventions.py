"""What agencies write around an article's text."""

from __future__ import annotations

import pytest

from datasette_claims.claims.conventions import CLOSING_LINE, REGION, dateline, prose


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("MOSKAU (dpa-AFX) - Der Damm hält.", "MOSKAU", "dpa-AFX"),
        ("BERLIN, 3. März (Reuters) - Der Damm hält.", "BERLIN", "Reuters"),
        ("STOCKHOLM, Aug 29, 2014 (AFP) - The dam holds.", "STOCKHOLM", "AFP"),
        ("Bratislava (Slowakei), 14. Februar 2008 – Der Damm hält.", "Bratislava", None),
        ("Kiel (dpa/lno) _ Der Damm hält.", "Kiel", "dpa/lno"),
        ("FRANKFURT (Dow Jones)--Der Damm hält.", "FRANKFURT", "Dow Jones"),
        ("Bonn (KNA) Der Damm hält.", "Bonn", "KNA"),
        ("Frankfurt a.M. (epd). Der Damm hält.", "Frankfurt a.M.", "epd"),
        ("Kiel (Nordwelle) - Der Damm hält.", "Kiel", "Nordwelle"),
        ("Kiel (Nordwelle) Der Damm hält.", None, None),
        ("Kiel (gegründet 1950) - Der Damm hält.", None, None),
        ("Der Verband (VdK) - sagen alle - hält.", None, None),
        ("Die Agentur (dpa) - sagen alle - hält.", None, None),
        ("Bonn (dpa) meldet es.", None, None),
        ("Bonn Ist Eine Sehr Sehr Alte Stadt (dpa) - Der Damm hält.", None, None),
        ("FRANKFURT (Dow Jones)-- Der Damm hält.", "FRANKFURT", "Dow Jones"),
    ],
)
def test_dateline(text: str, place: str | None, agency: str | None) -> None:
    """A dateline names a place, in brackets an agency or a country, and ends in a dash."""
    found = dateline(text)
    assert (found and found.place, found and found.agency) == (place, agency)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("NEWARK, N.J. — The dam holds.", "NEWARK, N.J."),
        ("BAD SEGEBERG – Der Damm hält.", "BAD SEGEBERG"),
        ("NEWARK - The dam holds.", None),
        ("Der Damm – er ist alt – hält.", None),
        ("der Damm (alt) - hält.", None),
    ],
)
def test_place_alone(text: str, place: str | None) -> None:
    """Without an agency a dateline is a place in capitals before a long dash."""
    found = dateline(text)
    assert (found and found.place) == place


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("KIEL (dpa) - Der Damm hält./mau/DP/nas", "Der Damm hält."),
        ("date 2025-02 KIEL (dpa) - Der Damm hält.", "Der Damm hält."),
        ("date 2025-02-26 Der Damm hält.", "Der Damm hält."),
        ("date 2025-2 Der Damm hält.", "date 2025-2 Der Damm hält."),
        ("Der Damm hält /mau", "Der Damm hält /mau"),
        ("Und/oder er hält.", "Und/oder er hält."),
        ("KIEL (dpa) - ", "KIEL (dpa) - "),
    ],
)
def test_prose(text: str, left: str) -> None:
    """Prose is what is left without stamp, dateline and sign-off; a dateline with nothing behind it stays."""
    assert text[slice(*prose(text, 0, len(text)))] == left


def test_closing_line_and_region() -> None:
    """A line of codes may close a text, and an agency's name may carry its regional service."""
    assert CLOSING_LINE.search("Der Damm hält.\ndpa geh yyth a3 hgo")
    assert not CLOSING_LINE.search("Der Damm hält, meldet dpa")
    assert REGION.sub("", "dpa/lni") == "dpa"
    assert REGION.sub("", "dpa/AFP") == "dpa/AFP"
