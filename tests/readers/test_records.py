"""Fields and markup as articles, and dates as sources write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.errors import NotAnArticle
from datasette_claims.model import Span
from datasette_claims.readers import ReadOptions, dates, markup, records
from datasette_claims.readers.markup import Paragraph
from datasette_claims.readers.records import Record

OPTIONS = ReadOptions("wire.json")

DATES = {
    "2025": "2025",
    "2025-02": "2025-02",
    "2025-02-26": "2025-02-26",
    "2025-02-26T23:30:00+01:00": "2025-02-26",
    "20250226T101500Z": "2025-02-26",
    "2025-02-26 10:15": "2025-02-26",
    "Wed, 26 Feb 2025 23:00:00 -0500": "2025-02-26",
    "26.02.2025": "2025-02-26",
    "26. 2. 2025, 10:15 Uhr": "2025-02-26",
    "26. Februar 2025": "2025-02-26",
    "Mittwoch, 26. Februar 2025, 10.15 Uhr": "2025-02-26",
    "5. März 2025": "2025-03-05",
    "5. Mrz 2025": "2025-03-05",
    "1. Jänner 2025": "2025-01-01",
    "February 26, 2025": "2025-02-26",
    "Feb. 26, 2025": "2025-02-26",
    "May 1st, 2025": "2025-05-01",
    "26 October 2025": "2025-10-26",
    "2025/2/6": "2025-02-06",
    "1740528000": "2025-02-26",
    "1740528000123": "2025-02-26",
}


@pytest.mark.parametrize(("written", "read"), DATES.items())
def test_dates(written: str, read: str) -> None:
    """A date in any usual style is read with the precision and the day that it states."""
    assert dates.iso(written) == read


@pytest.mark.parametrize(
    "written", ["", "gestern", "2025-13", "2025-02-30", "30.02.2025", "31. Foo 2025", "13/45/2025", "0", "99999999999"]
)
def test_no_dates(written: str) -> None:
    """What is no date, or none of the calendar, is none."""
    assert dates.iso(written) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day(day: date) -> None:
    """Every day of the calendar is read back from ISO and from German digits."""
    assert dates.iso(day.isoformat()) == day.isoformat()
    assert dates.iso(f"{day.day}.{day.month}.{day.year}") == day.isoformat()


@given(st.text(max_size=40))
def test_any_date(written: str) -> None:
    """Whatever stands in the place of a date, nothing is raised."""
    assert dates.iso(written) is None or isinstance(dates.iso(written), str)


MARKUP = {
    "<p>Eins.</p><p>Zwei &amp; drei.</p>": ["Eins.", "Zwei & drei."],
    "Eins\n  und zwei<br>drei<br><br>vier": ["Eins und zwei\ndrei", "vier"],
    "<p>Ein <b>fetter</b> <a href='x'>Link</a>.": ["Ein fetter Link."],
    "<div><div>A</div>B<ul><li>C<li>D</ul></div>": ["A", "B", "C", "D"],
    "<p>A</p><script>var x = '<p>B</p>'</script><style>p{}</style><nav>C<nav>D</nav></nav><p>E</p>": ["A", "E"],
    "<table><tr><td>1<table><tr><td>2</table></table><p>A": ["A"],
    "<figure><img src=x><figcaption>Bild</figcaption></figure>A": ["A"],
    "<!-- <p>A</p> --><p>B</p><![CDATA[C]]>": ["B"],
    "</p></div>A</table>": ["A"],
    "<p>&#x1F327; Cafe\u0301</p>": ["\U0001f327 Cafe\u0301"],
    "": [],
}


@pytest.mark.parametrize(("found", "shown"), MARKUP.items())
def test_markup(found: str, shown: list[str]) -> None:
    """Paragraphs are what a reader would see as such; scripts, tables, pictures and navigation are none."""
    assert [paragraph.text for paragraph in markup.paragraphs(found)] == shown


def test_headings() -> None:
    """What the markup says is a heading is one."""
    assert markup.paragraphs("<h2>Kopf</h2><p>Text</p><hl2>Kopf 2</hl2>") == (
        Paragraph("Kopf", is_heading=True),
        Paragraph("Text"),
        Paragraph("Kopf 2", is_heading=True),
    )


@given(st.text(alphabet="<>/!-&;#x p\n[]tableb\"'=a", max_size=200))
def test_any_markup(found: str) -> None:
    """Whatever the markup, paragraphs hold words or marks, and no white space around them."""
    for paragraph in markup.paragraphs(found):
        assert paragraph.text == paragraph.text.strip()
        assert paragraph.text


def test_deep_markup() -> None:
    """A hundred thousand open elements are no trouble."""
    deep = "<div>" * 100_000 + "A" + "</div>" * 100_000 + "<nav>" * 100_000
    assert [paragraph.text for paragraph in markup.paragraphs(deep)] == ["A"]


BODY = "<p>MOSKAU (dpa-AFX) - Er sagte, es regne in der Stadt.</p><h2>Zwischen</h2><p>Noch ein Satz./mau/DP/nas</p>"


def test_conventions() -> None:
    """Datelines, sign-offs and crossheads are taken off and kept as from plain text."""
    record = records.of_markup(Record("7", "", "raw", title=" Ein\nTitel "), markup.paragraphs(BODY))
    article = records.article(record, OPTIONS)
    assert article.text == "Er sagte, es regne in der Stadt.\n\nZwischen\n\nNoch ein Satz."
    assert (article.title, article.origin, article.place) == ("Ein Titel", "wire.json#7", "MOSKAU")
    assert (article.agency, article.authors) == ("dpa-AFX", ("mau", "DP", "nas"))
    assert article.crossheads == (Span(34, 42),)


def test_stated_first() -> None:
    """What the record states goes before what dateline and sign-off say."""
    record = Record(
        "",
        "MOSKAU (dpa) - Es regnet hier./mau/DP",
        "raw",
        place="Minsk",
        source="Welle",
        published="26.02.2025",
        language="de_AT",
        authors=("Anna Weber",),
    )
    article = records.article(record, OPTIONS)
    assert (article.place, article.agency, article.published) == ("Minsk", "Welle", "2025-02-26")
    assert (article.language, article.authors, article.origin) == ("de", ("Anna Weber",), "wire.json")


def test_wrong_date() -> None:
    """A date that is none is left out and named."""
    article = records.article(Record("", "Es regnet.", "raw", published="30.2.2025", language="deutsch"), OPTIONS)
    assert (article.published, article.language, article.warnings) == (None, None, ("no date: '30.2.2025'",))


@pytest.mark.parametrize("body", ["", " \n", "123 — ***", "\ud800"])
def test_no_words(body: str) -> None:
    """A record without words is none, and its error names it."""
    with pytest.raises(NotAnArticle, match=r"wire\.json#7"):
        records.article(Record("7", body, "raw"), OPTIONS)


def test_digest() -> None:
    """The same values in another order have the same digest; other values another one."""
    one, two = {"a": "1", "b": None}, {"b": None, "a": "1"}
    assert records.raw(one) == records.raw(two) != records.raw({"a": "1"})
