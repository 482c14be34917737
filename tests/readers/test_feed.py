"""RSS and Atom become articles, one an entry."""

from __future__ import annotations

import io
import socket
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.errors import ArticleError, ArticleTooLarge, MissingExtra, NotAnArticle, UnreadableInput
from datasette_claims.model import Article, Span
from datasette_claims.readers import ReadOptions, choose, feed

STORY = (
    "<p>Die Ministerin Anna Ackerbach sagte, die Brücke sei gesperrt.</p><h2>Streit im Rat</h2>"
    "<p>Der Sprecher Emil Funk widersprach ihr.</p>"
)
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- Made for this <p>test</p> -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Altenroder Bote</title><language>de-DE</language>
<item>
  <title>Brücke &amp;amp; Bach</title><link>https://bote.example/1?utm=x</link>
  <guid isPermaLink="false">urn:bote:1</guid>
  <pubDate>Wed, 26 Feb 2025 23:30:00 +0100</pubDate><dc:creator>Von Anna Weber und Emil Funk</dc:creator>
  <description>Nur der Anreißer.</description>
  <content:encoded><![CDATA[{STORY}<script>alert(1)</script>]]></content:encoded>
</item>
<item><title>Kurz</title><link>https://bote.example/2</link>
<description>Anna Ackerbach hat gesprochen …</description></item>
<item><title>Nur ein Verweis</title><link>https://bote.example/3</link></item>
</channel></rss>
"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Herald</title>
<entry xml:lang="de"><id>tag:herald.example,2025:7</id><title>Brücke gesperrt</title>
<updated>2025-02-27T08:00:00Z</updated>
<published>2025-02-26T08:00:00Z</published><author><name>Anna Weber</name></author>
<link href="https://herald.example/7"/><summary>Kurz gesagt.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{STORY}</div></content></entry></feed>
"""
RDF = """<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<channel rdf:about="https://bote.example/"><title>Bote</title></channel>
<item rdf:about="https://bote.example/4"><title>Titel</title><link>https://bote.example/4</link>
<description>Eins ist hier.\n\nZwei ist dort.\n\nDrei ist da.</description></item></rdf:RDF>
"""


def read(raw: str | bytes, origin: str = "feed.xml") -> list[Article | ArticleError]:
    data = raw.encode() if isinstance(raw, str) else raw
    return list(feed.read(io.BytesIO(data), ReadOptions(origin)))


def test_rss() -> None:
    """The whole content goes before the description, the guid before the link; feed and entry say the rest."""
    article, *_ = read(RSS)
    assert isinstance(article, Article)
    assert article.text == (
        "Die Ministerin Anna Ackerbach sagte, die Brücke sei gesperrt.\n\nStreit im Rat\n\n"
        "Der Sprecher Emil Funk widersprach ihr."
    )
    assert article.crossheads == (Span(63, 76),)
    assert (article.title, article.origin) == ("Brücke & Bach", "feed.xml#urn:bote:1")
    assert (article.published, article.language, article.agency) == ("2025-02-26", "de", "Altenroder Bote")
    assert (article.authors, article.warnings) == (("Anna Weber", "Emil Funk"), ())


def test_teaser() -> None:
    """A short description without content only announces an article, and the article says so."""
    _, article, _ = read(RSS)
    assert isinstance(article, Article)
    assert (article.origin, article.warnings) == ("feed.xml#https://bote.example/2", ("partial: only the teaser",))


def test_link_only() -> None:
    """An entry without any text is an error that names it."""
    *_, error = read(RSS)
    assert isinstance(error, NotAnArticle)
    assert error.origin == "feed.xml#https://bote.example/3"


def test_atom() -> None:
    """Atom's content, id, author and language are taken; the entry's own language goes first."""
    (article,) = read(ATOM)
    assert isinstance(article, Article)
    assert article.text.startswith("Die Ministerin")
    assert article.text.endswith("widersprach ihr.")
    assert (article.origin, article.published) == ("feed.xml#tag:herald.example,2025:7", "2025-02-26")
    assert (article.language, article.authors, article.agency) == ("de", ("Anna Weber",), "Herald")


def test_rss_1() -> None:
    """RSS 1.0 is read; a description of several paragraphs is an article, no teaser."""
    (article,) = read(RDF)
    assert isinstance(article, Article)
    assert (article.text, article.warnings) == ("Eins ist hier.\n\nZwei ist dort.\n\nDrei ist da.", ())


def test_cut_content() -> None:
    """Content that is short and breaks off is a teaser too."""
    cut = RSS.replace(STORY, "<p>Die Ministerin sagte […]</p>")
    article, *_ = read(cut)
    assert isinstance(article, Article)
    assert article.warnings == ("partial: only the teaser",)


@pytest.mark.parametrize("raw", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_sniffed(raw: str, encoding: str) -> None:
    """A feed is known by its first element, in any encoding, whatever it is called."""
    assert choose(raw.encode(encoding)[:4096], "a.txt") is feed


@pytest.mark.parametrize("raw", [b"", b"rss", b"<p>Text</p>", b"<rdf:RDF><a/></rdf:RDF>", b"Er sagte <rss> dazu."])
def test_not_sniffed(raw: bytes) -> None:
    """Other markup, and text that names it, is none."""
    assert feed.sniff(raw, "feed.rss") == 0


def test_damaged() -> None:
    """Of a feed that breaks off the entries before are read, with a warning; of one without entries nothing."""
    article, *_ = read(RSS[: RSS.index("<item><title>Kurz")])
    assert isinstance(article, Article)
    assert article.warnings[0].startswith("the feed is damaged: ")
    (error,) = read("<rss><channel><title>Bote")
    assert isinstance(error, UnreadableInput)


def test_charset_lie() -> None:
    """A feed in Windows-1252 that says it were UTF-8 keeps its umlauts."""
    article, *_ = read(RSS.replace("…", "").encode("cp1252"))
    assert isinstance(article, Article)
    assert "Brücke" in article.text


BOMBS = {
    "entity": '<!DOCTYPE rss [<!ENTITY x SYSTEM "{canary}">]>',
    "parameter": '<!DOCTYPE rss [<!ENTITY % x SYSTEM "{canary}"> %x;]>',
    "dtd": '<!DOCTYPE rss SYSTEM "http://canary.example/a.dtd">',
    "laughs": '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "'
    + "&a;" * 100
    + '"><!ENTITY c "'
    + "&b;" * 100
    + '"><!ENTITY d "'
    + "&c;" * 100
    + '"><!ENTITY x "'
    + "&d;" * 100
    + '">]>',
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_entities(bomb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No entity reads a file, opens a connection or grows without bound."""
    canary = tmp_path / "canary.txt"
    canary.write_text("CANARY", "utf-8")
    called: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda *given: called.append(given))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **_: called.append(given) or [])
    head, _, rest = RSS.partition("\n")
    raw = head + bomb.replace("{canary}", canary.as_uri()) + rest.replace("Brücke sei", "&x; sei")
    started = time.process_time()
    found = read(raw)
    assert time.process_time() - started < 5
    assert all("CANARY" not in str(one) and "ha" * 9 not in str(one) for one in found)
    assert called == []


def test_names_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that are a path or an address are no feed: neither is opened."""
    (tmp_path / "other.xml").write_text(RSS, "utf-8")
    called: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda *given: called.append(given))
    for raw in (str(tmp_path / "other.xml"), "http://bote.example/feed"):
        assert all(isinstance(one, ArticleError) for one in read(raw))
    assert called == []


@pytest.mark.parametrize("element", ["item", "div", "description"])
def test_deep(element: str) -> None:
    """Tens of thousands of open elements are no trouble."""
    raw = f"<rss><channel><item><title>A</title><description>{f'<{element}>' * 40_000}Text"
    started = time.process_time()
    assert all(isinstance(one, Article | ArticleError) for one in read(raw))
    assert time.process_time() - started < 20


def test_too_large() -> None:
    """A feed beyond the limit is refused."""
    (error,) = read(b"<rss>" + b" " * feed.MOST_BYTES)
    assert isinstance(error, ArticleTooLarge)


def test_without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the error says how to install it."""
    monkeypatch.setitem(sys.modules, "feedparser", None)
    with pytest.raises(MissingExtra, match=r"pip install 'datasette-claims\[feeds\]'"):
        read(RSS)


def test_library_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever feedparser raises is an error of this input."""
    import feedparser  # noqa: PLC0415 - only here

    monkeypatch.setattr(feedparser, "parse", lambda *_, **__: 1 / 0)
    with pytest.raises(UnreadableInput, match="no feed that can be read"):
        read(RSS)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet="<>/!-&;[]item=rs\"' x", max_size=200).map(str.encode)))
def test_any_bytes(raw: bytes) -> None:
    """Any bytes are articles or errors."""
    assert all(isinstance(one, Article | ArticleError) for one in [*read(raw), *read(RSS.encode()[:900] + raw)])


@pytest.mark.parametrize(
    ("begin", "encoding"),
    [("", "utf-8"), ("<?xml version='1.0'?>\n<!-- a --> ", "utf-8"), ("", "utf-8-sig"), ("", "utf-16")],
)
def test_declared_entities(begin: str, encoding: str) -> None:
    """A feed that declares entities is refused, as other XML is; one that only names its DTD is read."""
    item = "<item><title>T</title><description>Er sagte, &a; sei da.</description></item>"
    channel = f"<rss version='2.0'><channel>{item}</channel></rss>"
    declared = f"{begin}<!DOCTYPE rss [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]>{channel}"
    (error,) = read(declared.encode(encoding))
    assert "declares entities" in str(error)
    (article,) = read(f"{begin}<!DOCTYPE rss SYSTEM 'rss-0.91.dtd'>{channel.replace('&a;', 'es')}")
    assert isinstance(article, Article)


def test_prolog_without_end() -> None:
    """A beginning that never ends takes no time."""
    for piece in (b"<?", b"<??>", b"<!---->", b"<!-- -- "):
        assert feed._DECLARING.match(piece * 12_000) is None  # noqa: SLF001 - no reader would take it
