"""What agencies send: each input in ``wire`` stands beside a TOML file that says what is read in it.

All texts are made up; the shapes are those of dpa, AFP, AP, Reuters, NTB and the examples of the IPTC. The present is
26 February 2025, 0.00 UTC.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasette_claims.errors import ArticleError, Embargoed, MissingExtra, NotAnArticle, NotForPublication, NotProse
from datasette_claims.extraction import read
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, choose, embargoes, iptc7901, newsml, newsml1, ninjs, nitf, wire, xml

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent / "wire"
CASES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".toml")
EPOCH = "1740528000"
READERS = {reader.NAME: reader for reader in (newsml, newsml1, nitf, iptc7901)}


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    """The present that embargoes are measured by."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


def found(raw: bytes, name: str = "wire") -> list[Article | ArticleError]:
    return list(read(io.BufferedReader(io.BytesIO(raw)), ReadOptions(name)))


def shown(one: Article | ArticleError) -> dict[str, Any]:
    """Return what a case may say of an article or an error, without what is empty."""
    key = one.origin.partition("#")[2]
    if isinstance(one, ArticleError):
        return {"key": key, "error": type(one).__name__, "reason": one.reason}
    known = {
        "key": key,
        "title": one.title,
        "place": one.place,
        "agency": one.agency,
        "published": one.published,
        "language": one.language,
        "authors": list(one.authors),
        "crossheads": [one.text[start:end] for start, end in one.crossheads],
        "warnings": list(one.warnings),
        "sections": [f"{section.place}, {section.source}" for section in one.sections],
        "signals": [signal.value for signal in one.signals],
        "source_kind": "issuer" if one.is_release else None,
        "corrections": [[fix.old, fix.new, fix.place, fix.language] for fix in one.corrections],
        "text": one.text,
    }
    return {name: value for name, value in known.items() if value}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path) -> None:
    """Every item of an input is an article with its fields, or an error that says why it is none."""
    expected = tomllib.loads(case.with_suffix(".toml").read_text("utf-8"))["found"]
    for one in expected:
        one.update({"text": one["text"].strip("\n")} if "text" in one else {})
    assert [shown(one) for one in found(case.read_bytes(), case.name)] == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_not_for_publication(case: Path) -> None:
    """No number and no address of a desk comes into an article, its fields or an error."""
    secrets = ("5550", "@wire.example", "geheim.", "Für die Redaktion")
    for one in found(case.read_bytes(), case.name):
        assert not [secret for secret in secrets if secret in repr(one)]


def test_secrets_are_there() -> None:
    """The cases hold what must not be loaded."""
    assert sum(case.read_bytes().count(b"5550") for case in CASES) >= 14


def test_same_report() -> None:
    """One report of dpa is the same article from JSON and from XML."""
    one, other = (found((FOLDER / name).read_bytes())[0] for name in ("digitalwires.jsonl", "newsmlg2_message.xml"))
    assert shown(one) == shown(other)


BEGINNINGS = {
    b"<newsMessage>": "NewsML-G2",
    b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <nitf> -->\n<newsItem guid="1">': "NewsML-G2",
    b"<nar:packageItem xmlns:nar='x'>": "NewsML-G2",
    b'<!DOCTYPE NewsML SYSTEM "a>b"><NewsML>': "NewsML 1.2",
    b'<!DOCTYPE nitf [<!ENTITY a "b">]><nitf>': "NITF",
    "<?xml version='1.0' encoding='utf-16'?><nitf/>".encode("utf-16"): "NITF",
    b"\x01bdt0001 4 pl 1  dpa 0001\r\n\r\nA/\r\n\x02": "IPTC 7901",
    b"\x16\x16\x01z6715\x1f_-----\r\nr z\x13\x11 A\r\n\x02": "IPTC 7901",
}


@pytest.mark.parametrize(("beginning", "name"), BEGINNINGS.items())
def test_chosen(beginning: bytes, name: str) -> None:
    """A format is told by its first element or its control marks, whatever the file is called."""
    chosen = choose(beginning, "a.txt").NAME
    assert chosen == name


@pytest.mark.parametrize(
    "beginning",
    [b"", b"<html>", b"<nitfy>", b"<!-- nitf", b"text <nitf>", b"\x01\x02", b"<rss><nitf/></rss>", b"\xff\xfe"],
)
def test_not_chosen(beginning: bytes) -> None:
    """Other beginnings are left to other readers."""
    assert {reader.sniff(beginning, "a.xml") for reader in READERS.values()} == {0.0}


STATUS = {
    "": None,
    "usable": None,
    "stat:usable": None,
    "Usable ": None,
    "withheld": NotForPublication,
    "canceled": NotForPublication,
}


@pytest.mark.parametrize(("status", "error"), STATUS.items())
def test_status(status: str, error: type[ArticleError] | None) -> None:
    """Only what is usable is shown."""
    assert checked(status=status) is error


EMBARGOES = {
    "": None,
    " ": None,
    "2025-02-25T23:59:59Z": None,
    "2025-02-26T00:00:00Z": None,
    "2025-02-26T00:00:01Z": Embargoed,
    "2025-02-26T00:59:00+01:00": None,
    "2025-02-26T01:01:00+01:00": Embargoed,
    "2025-02-25T19:00:01.123-05:00": Embargoed,
    "2025-02-25T18:59:00.123-0500": None,
    "20250226T005900+0100": None,
    "20250226T010100+0100": Embargoed,
    "20250226T0101+0100": Embargoed,
    "2025-02-25": None,
    "2025-02-26": None,
    "2025-02-27": Embargoed,
    "2025-02-25T12:00:00": None,
    "2025-02-26T12:00:00": Embargoed,
    "heute Abend": Embargoed,
    "20250226T010100.000+0100": Embargoed,
    "20250226,1900": Embargoed,
    "26.02.2025": Embargoed,
    "20251399T000000Z": Embargoed,
    embargoes.UNTIL_LIFTED: Embargoed,
}


@pytest.mark.parametrize(("until", "error"), EMBARGOES.items())
def test_embargo(until: str, error: type[ArticleError] | None) -> None:
    """An embargo holds until its time has come, without a zone that of UTC; one that cannot be read holds always."""
    assert checked(embargoed=until) is error


def test_embargo_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was embargoed can be loaded after its time."""
    embargoed = b'<newsItem guid="1"><itemMeta><embargoed>2025-02-26T19:00:00+01:00</embargoed></itemMeta><contentSet>'
    embargoed += b"<inlineData>The bridge is shut.</inlineData></contentSet></newsItem>"
    assert isinstance(found(embargoed)[0], Embargoed)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(EPOCH) + 18 * 3600))
    assert shown(found(embargoed)[0])["text"] == "The bridge is shut."


@pytest.mark.parametrize("genre", ["Tabelle", "Vorschau", "Achtung", "Lesestücke", "TABLE"])
def test_genre(genre: str) -> None:
    """Tables, announcements and lists are no prose."""
    assert checked(genres=["Meldung", genre]) is NotProse


def checked(**fields: Any) -> type[ArticleError] | None:
    try:
        return Embargoed if wire.check("wire#1", **fields) else None
    except ArticleError as error:
        return type(error)


DATELINES = {
    "New York (dpa) - ": ("New York", "dpa"),
    "Tel Aviv/Beirut (dpa)\u00a0- ": ("Tel Aviv/Beirut", "dpa"),
    "STOCKHOLM, Aug 29, 2014 (AFP) -": ("STOCKHOLM", "AFP"),
    "Strasbourg, 10 juil 2024 (AFP)": ("Strasbourg", "AFP"),
    "Oslo": ("Oslo", ""),
    "Oslo (laut einem Bericht)": ("Oslo", ""),
    "2014-07-17 00:24:11 GMT+00:00": ("", ""),
    "MARCH 04, 2013": ("", ""),
    "": ("", ""),
}


@pytest.mark.parametrize(("line", "parts"), DATELINES.items())
def test_filed(line: str, parts: tuple[str, str]) -> None:
    """A dateline that stands apart from its text names place and agency; a mere time names none."""
    assert wire.filed(line) == parts


def test_versions() -> None:
    """Two versions of an item have the same origin, so that the loader takes the second for a new wording."""
    item = (
        "<newsItem guid='urn:1' version='{0}'><contentSet><inlineData>Version {0}.</inlineData></contentSet></newsItem>"
    )
    message = "<newsMessage>" + item.format(1) + item.format(2) + "</newsMessage>"
    first, second = found(message.encode())
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.origin == second.origin == "wire#urn:1"
    assert first.raw_sha256 != second.raw_sha256


def test_titles() -> None:
    """A text without a headline above it is named by the title of its head, or by its first words."""
    body = "<body><body.content><p>The bridge is shut.</p></body.content></body></nitf>"
    assert shown(found(f"<nitf><head><title>Bridge</title></head>{body}".encode())[0])["title"] == "Bridge"
    assert shown(found(f"<nitf>{body}".encode())[0])["title"] == "The bridge is shut."


def test_source() -> None:
    """Without a credit the provider is the source."""
    text = "<contentSet><inlineData>It rains.</inlineData></contentSet>"
    item = f"<newsItem><itemMeta><provider literal='reuters.example'/></itemMeta>{text}</newsItem>"
    assert shown(found(item.encode())[0])["agency"] == "reuters.example"


def test_renditions() -> None:
    """Of several renditions the first with a text counts, also behind one that is nothing but the headline."""
    headline = "<inlineXML><body><h1>Bridge</h1></body></inlineXML>"
    text = "<inlineXML><body><h1>Bridge</h1><p>Bridge</p><p>It is shut.</p></body></inlineXML>"
    content = f"<contentSet>{headline}{text}</contentSet>"
    item = f"<newsItem><contentMeta><headline>Bridge</headline></contentMeta>{content}</newsItem>"
    assert shown(found(item.encode())[0])["text"] == "It is shut."


def test_several_reports() -> None:
    """Where more than one paragraph has a dateline, none is a teaser."""
    text = "\x01bdt1 4\r\n\x02Leute =\r\n\r\nDrei Meldungen:\r\n\r\n" + "Bonn (dpa) - Es regnet.\r\n\r\n" * 2 + "\x03"
    assert shown(found(text.encode())[0])["text"].startswith("Drei Meldungen:\n\nBonn (dpa) - Es regnet.")


def test_no_headline() -> None:
    """A message without a headline gets its first words as title; one of Windows letters is read with a warning."""
    text = "\x01bdt0001 4 dpa 1\r\n\x02Bonn (dpa) - Es regnet über der Brücke.\r\n\x03kein Datum"
    article = shown(found(text.encode("cp1252"))[0])
    assert article["title"] == "Es regnet über der Brücke."
    assert article["warnings"] == ["not UTF-8 (byte 23): read as Windows-1252"]
    assert "published" not in article


def test_too_long_message() -> None:
    """A message of more than five megabytes is refused, and those around it are read."""
    message = "\x01bdt000{} 4\r\n\x02A =\r\n\r\nEs regnet.\r\n\x03\x04"
    first, error, last = found((message.format(1) + "\x01" + "a\r\n" * 2_000_000 + message.format(2)).encode())
    assert isinstance(first, Article)
    assert str(error) == "wire#2: more than 5 MB in one message. Leave out what is no text."
    assert isinstance(last, Article)


def test_long_lines() -> None:
    """Lines that nobody wrapped stay lines."""
    line = "Die Brücke ist gesperrt, und das wird auch noch länger so bleiben, wie die Stadt am Montag mitteilte."
    text = f"\x01bdt1 4\r\n\x02Titel =\r\n\r\n{line}\r\n{line}\r\n\x03"
    assert shown(found(text.encode())[0])["text"] == f"{line}\n{line}"


@pytest.mark.parametrize("case", [case for case in CASES if case.suffix == ".xml"], ids=lambda case: case.stem)
def test_without_the_library(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without lxml the format is still told, and the error names the line that installs it."""
    monkeypatch.setitem(sys.modules, "lxml", None)
    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    (error,) = found(case.read_bytes(), case.name)
    assert isinstance(error, MissingExtra)
    assert "pip install 'datasette-claims[wire]'" in error.reason


NAMES = [
    "newsMessage",
    "newsItem",
    "NewsML",
    "NewsItem",
    "nitf",
    "body",
    "body.content",
    "p",
    "hl2",
    "inlineXML",
    "contentSet",
]


def trees(names: Iterable[str]) -> st.SearchStrategy[bytes]:
    """Return elements of a format in each other, in any order."""
    leaves = st.text(alphabet="aé <>&;#x\x01\x02(dpa)-\n", max_size=20).map(
        lambda text: text.encode("utf-8", "replace")
    )
    tags = st.sampled_from(sorted(names)).map(str.encode)

    def around(children: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
        inner = st.lists(children, max_size=4).map(b"".join)
        return st.builds(lambda tag, within: b"<%b>%b</%b>" % (tag, within, tag), tags, inner)

    return st.recursive(leaves, around, max_leaves=12)


ANY = st.one_of(
    st.binary(max_size=300),
    trees(NAMES),
    st.lists(
        st.sampled_from(
            [
                b"\x01",
                b"\x02",
                b"\x03",
                b"\x04",
                b"bdt0001 4 pl 1  dpa 1\n",
                b"A =\n",
                b"^",
                b"(",
                b"\t|",
                b"Es regnet.",
            ]
        ),
        max_size=12,
    ).map(b"".join),
)


@pytest.mark.parametrize("name", READERS)
@given(raw=ANY)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes(name: str, raw: bytes) -> None:
    """Whatever the bytes, a reader yields articles with words in them, or errors."""
    for one in READERS[name].read(io.BytesIO(raw), ReadOptions("any")):
        assert isinstance(one, ArticleError) or one.text.strip()


@given(cut=st.integers(0, 8000), put=st.binary(max_size=4), case=st.sampled_from(CASES))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged(cut: int, put: bytes, case: Path) -> None:
    """A message that is damaged anywhere gives articles and errors, and what stands before the damage is read."""
    raw = case.read_bytes()
    for one in found(raw[:cut] + put + raw[cut + 2 :], case.name):
        assert isinstance(one, ArticleError) or one.text.strip()


def test_before_the_damage() -> None:
    """The items before a damage are read."""
    item = b"<newsItem guid='1'><contentSet><inlineData>It rains.</inlineData></contentSet></newsItem>"
    first, error = found(b"<newsMessage>" + item + b"<newsItem><b</newsMessage>")
    assert isinstance(first, Article)
    assert isinstance(error, ArticleError)
    assert "no well-formed XML from here on" in error.reason
    assert "line 1, column" in error.reason


def test_no_items() -> None:
    """A message without items says what was looked for."""
    (error,) = found(b"<NewsML><Catalog/></NewsML>")
    assert isinstance(error, NotProse)
    assert error.reason == "holds no item of news (looked for: NewsItem)."


def test_root() -> None:
    """The first element is found behind comments and declarations, without its prefix."""
    assert xml.root(b" <?xml version='1.0'?> <!-- <a> --> <!DOCTYPE a [ <!ENTITY b '>'> ]> <x:nitf y='1'>") == "nitf"
    assert xml.root(b"<nitf") == xml.root(b"\xfe\xff") == xml.root(b"{}") == ""


@pytest.mark.parametrize(
    ("item", "error"),
    [
        ({"type": "picture", "body_text": "Die Brücke, sagte Anna Weber."}, NotAnArticle),
        ({"type": "text", "body_html": "<table><tr><td>1.</td><td>FC</td></tr></table>"}, NotProse),
        (
            {"type": "text", "body_html": "<table><tr><td>1.</td></tr></table><p>Die Brücke sei zu, sagte sie.</p>"},
            None,
        ),
    ],
)
def test_ninjs_without_prose(item: dict[str, str], error: type[ArticleError] | None) -> None:
    """Captions and tables are no articles; what stands beside a table is."""
    raw = json.dumps({"uri": "urn:x:1", "headline": "Titel", **item}).encode()
    (found,) = ninjs.read(io.BytesIO(raw), ReadOptions("a.json"))
    assert isinstance(found, error or Article)
