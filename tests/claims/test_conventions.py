"""What agencies write around an article's text."""

from __future__ import annotations

import pytest

from datasette_claims.claims.closings import CLOSING_LINE, Closing, closing
from datasette_claims.claims.conventions import prose
from datasette_claims.claims.datelines import REGION, dateline


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
        ("The Hague (Reuters) - The dam holds.", "The Hague", "Reuters"),
        ("Des Moines (AP) - The dam holds.", "Des Moines", "AP"),
        ("Die Nachrichtenagentur (dpa) - Sie meldet es.", None, None),
        ("The Associated Press (AP) - It reports.", None, None),
        ("Halle (Saale) (dpa/sa) - Der Damm hält.", "Halle (Saale)", "dpa/sa"),
        ("Évian (AFP) - Der Damm hält.", "Évian", "AFP"),
        ("İzmir (dpa) - Der Damm hält.", "İzmir", "dpa"),
        ("Neustadt a.d. Aisch (dpa) - Der Damm hält.", "Neustadt a.d. Aisch", "dpa"),
        ("3. März (Reuters) - Der Damm hält.", "", "Reuters"),
        ("Artikel 5 (dpa) - Der Damm hält.", None, None),
        ("(dpa) - Der Damm hält.", "", "dpa"),
        ("(dpa) meldet es.", None, None),
        ("(SPD) - Der Damm hält.", None, None),
        ("DOW JONES--Der Damm hält.", "", "DOW JONES"),
        ("EUROPA--Der Damm hält.", None, None),
        ("SAO PAULO, Dec. 1 (Reuters) - The dam holds.", "SAO PAULO", "Reuters"),
        ("NEW YORK, March 03, 2025 (GLOBE NEWSWIRE) -- The dam holds.", "NEW YORK", "GLOBE NEWSWIRE"),
        ("Kiel (Nordwelle) - der Damm hält.", None, None),
        ("Lindemann (SPD) - Der Damm hält.", None, None),
        ("Lindemann (Grüne) - Der Damm hält.", None, None),
        ("Kiel (Nordwelle) - ", None, None),
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
    assert REGION.sub("", "dpa/bb") == "dpa"
    assert REGION.sub("", "dpa/AFP") == "dpa/AFP"


@pytest.mark.parametrize(
    ("below", "authors", "agency"),
    [
        ("\nbk/ju", ("bk", "ju"), None),
        ("\n(Bericht von Petra Muster, redigiert von Hans Beispiel)", ("Petra Muster",), None),
        ("\nReporting by Jane Miller", ("Jane Miller",), None),
        ("\nFollow AP’s coverage at https://ap.example", (), None),
        ("\nCopyright 2025 The Associated Press. All rights reserved.", (), None),
        ("\n(c) dpa-infocom, dpa:250304-930-123456/1", (), None),
        ("\n--dpa-AFX", (), "dpa-AFX"),
        ("\nSource: AFP/dpa", (), "AFP/dpa"),
        ("\nWKN 514000 / ISIN DE0005140008", (), None),
        ("\n<DE0005140008> <US0378331005>", (), None),
        (" (dpa)", (), "dpa"),
    ],
)
def test_closing(below: str, authors: tuple[str, ...], agency: str | None) -> None:
    """Lines below a text that are the agency's or the newspaper's are none of it."""
    assert closing(f"Der Damm hält.{below}\n") == Closing(len("Der Damm hält."), authors, agency)


@pytest.mark.parametrize(
    "below",
    [
        "Und/oder er hält.",
        "Kiel/Bonn",
        "EU/USA",
        "Copyright ist ein Thema, sagte Anna Weber.",
        "(c) Der Damm hält, sagte Anna Weber.",
        "Reporting by Jane Miller showed that the dam holds.",
        "(Bericht von gestern)",
        "Quelle: Stadtverwaltung",
        "Das meldet dpa.",
        "Europa",
        "Follow AP, she said.",
        "514000",
        "Anna Weber sagte: dpa",
    ],
)
def test_no_closing(below: str) -> None:
    """What only begins as such lines do, or names anything else, belongs to the text."""
    text = f"Der Damm hält.\n\n{below}"
    assert closing(text) == Closing(len(text))


def test_closing_leaves_something() -> None:
    """A text that is nothing but such a line stays."""
    assert closing("(dpa)") == Closing(5)


@pytest.mark.parametrize("filler", [" ", "\n", "/ab", "-", "(", "A (", "AB--", "\n/ab/cd"])
def test_long_endings(filler: str) -> None:
    """However long a run of what such lines are made of is, looking for them takes no longer than reading it."""
    text = "Der Damm hält." + filler * 200_000
    assert closing(text).start <= len(text)
    assert prose(text, 0, len(text))[1] <= len(text)
    assert dateline(filler * 200_000 + "x") is None
