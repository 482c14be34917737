"""Web pages become articles without what stands around them."""

from __future__ import annotations

import io
import socket
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.errors import ArticleError, ArticleTooLarge, MissingExtra, NotAnArticle
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, choose, html

SAID = "Die Ministerin Anna Ackerbach sagte am Montag in Altenrode, die Brücke sei seit dem Unwetter gesperrt."
WARNED = "Der Sprecher Emil Funk warnte, „die Zahlen“ müssten noch einmal gründlich geprüft werden, bevor gebaut wird."
META = """<meta property="og:site_name" content="Altenroder Bote"><meta name="author" content="Anna Weber">
<meta property="article:published_time" content="2025-02-26T10:00:00+01:00">
<link rel="canonical" href="https://bote.example/bruecke">"""


def page(body: str, head: str = META) -> str:
    return (
        f'<!doctype html><html lang="de-DE"><head><meta charset="utf-8"><title>Brücke | Bote</title>{head}</head><body>'
        f'<nav><a href="/">Start</a> <a href="/sport">Sport</a></nav>{body}'
        '<footer>Alle Rechte vorbehalten. <a href="/kontakt">Kontakt</a></footer></body></html>'
    )


ARTICLE = f"<article><h1>Brücke gesperrt</h1><p>{SAID}</p><h2>Streit im Rat</h2><p>{WARNED}</p><p>{SAID}</p></article>"


def read(raw: str | bytes, origin: str = "a.html") -> Article | ArticleError:
    (found,) = html.read(io.BytesIO(raw.encode() if isinstance(raw, str) else raw), ReadOptions(origin))
    return found


def test_page() -> None:
    """Text, title, author, site, date, language and address come from the page; the navigation does not."""
    article = read(page(ARTICLE))
    assert isinstance(article, Article)
    assert article.text == f"{SAID}\n\nStreit im Rat\n\n{WARNED}\n\n{SAID}"
    assert [article.text[start:end] for start, end in article.crossheads] == ["Streit im Rat"]
    assert (article.title, article.origin) == ("Brücke gesperrt", "a.html#https://bote.example/bruecke")
    assert (article.authors, article.agency, article.published) == (("Anna Weber",), "Altenroder Bote", "2025-02-26")
    assert (article.language, article.warnings) == ("de", ())


def test_date_only_from_metadata() -> None:
    """No date is guessed from the words of the text."""
    article = read(page(ARTICLE.replace("am Montag", "am 12. März 2019"), head=""))
    assert isinstance(article, Article)
    assert (article.published, article.origin, article.authors, article.agency) == (None, "a.html", (), None)


PARTIAL = {
    "<article><p>{said}</p></article>": "partial: very little text",
    '<article><p>{said}</p><p>{warned}</p></article><div class="c-paywall__box">Weiterlesen</div>': (
        "partial: the page is behind a paywall"
    ),
    '<script type="application/ld+json">{{"@type": "NewsArticle", "isAccessibleForFree": false}}</script>'
    "<article><p>{said}</p><p>{warned}</p></article>": "partial: the page is behind a paywall",
    "<article><p>{said}</p><p>{warned}</p><p>{warned}</p><p>{said} Doch dann …</p></article>": (
        "partial: the text breaks off"
    ),
}


@pytest.mark.parametrize(("body", "warning"), PARTIAL.items(), ids=PARTIAL.values())
def test_partial(body: str, warning: str) -> None:
    """A page that shows only the beginning of its article says so."""
    article = read(page(body.format(said=SAID, warned=WARNED)))
    assert isinstance(article, Article)
    assert article.warnings == (warning,)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "<html></html>",
        page(""),
        page("<ul>" + "<li><a href='/x'>Brücke gesperrt</a></li>" * 30 + "</ul>"),
        page("<form><input name=q><button>Suche</button></form>"),
    ],
    ids=["nothing", "no body", "no text", "links", "form"],
)
def test_no_article(raw: str) -> None:
    """A page without an article is none, and the error says what to look at."""
    error = read(raw)
    assert isinstance(error, NotAnArticle)
    assert "front page" in error.reason or "cannot be read" in error.reason


@pytest.mark.parametrize(
    ("raw", "warnings"),
    [
        (page(ARTICLE).encode(), ()),
        (page(ARTICLE).encode("utf-16"), ("read as UTF-16",)),
        (page(ARTICLE).replace("utf-8", "iso-8859-1").encode("cp1252"), ()),
        (page(ARTICLE).replace("utf-8", "iso-8859-1").encode(), ("read as UTF-8", "said to be iso-8859-1, but is not")),
        (page(ARTICLE).replace("utf-8", "foo").encode(), ("unknown character set 'foo'",)),
        (page(ARTICLE).replace("utf-8", "iso-8859-15").encode("iso-8859-15", "ignore"), ()),
    ],
)
def test_character_sets(raw: bytes, warnings: tuple[str, ...]) -> None:
    """The page's word on its character set is believed if it can be true; if not, it is mended and said."""
    article = read(raw)
    assert isinstance(article, Article)
    assert "Brücke" in article.text
    assert article.warnings == warnings


@pytest.mark.parametrize(
    "raw", [page(ARTICLE), "<!-- a --><HTML>", "\ufeff\n<!DOCTYPE  html>", "<?xml version='1.0'?><html>"]
)
def test_sniffed(raw: str) -> None:
    """A page is known by its first element; a fragment by its ending too."""
    assert choose(raw.encode()[:4096], "a") is html
    assert choose(b"<p>Text</p>", "a.HTM") is html


@pytest.mark.parametrize("raw", [b"Er sagte: <html>", b"<p>Text</p>", b"", b"<rss>"])
def test_not_sniffed(raw: bytes) -> None:
    """Text that names an element is no page."""
    assert html.sniff(raw, "a.txt") == 0


def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that the page names is fetched."""
    called: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda *given: called.append(given))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **_: called.append(given) or [])
    names = '<base href="http://canary.example/"><script src="a.js"></script><link rel="stylesheet" href="a.css">'
    assert isinstance(read(page(f'<img src="x.png"><iframe src="y"></iframe>{ARTICLE}', META + names)), Article)
    assert called == []


@pytest.mark.parametrize("tags", ["<div>", "<p><span>", "<table><tr><td>", "<b><i>", "<!--", "<a href='", "&#", "<"])
def test_deep(tags: str) -> None:
    """A hundred thousand open tags end soon, with an article or an error."""
    started = time.process_time()
    assert isinstance(
        read(f"<html><body>{ARTICLE}{tags * (99_000 // tags.count('<') if '<' in tags else 99_000)}"),
        Article | ArticleError,
    )
    assert time.process_time() - started < 20


def test_large() -> None:
    """A page of 5 MB is read; more tags than an article can have are refused."""
    started = time.process_time()
    assert isinstance(
        read(page(f"<article>{f'<p>{SAID * 4} {WARNED * 4}</p>' * 5000}</article>")), Article | ArticleError
    )
    assert time.process_time() - started < 20
    assert isinstance(read("<html>" + "<br>" * html.MOST_TAGS), ArticleTooLarge)
    assert isinstance(read(b"<html>" + b" " * html.MOST_BYTES), ArticleTooLarge)


def test_without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the error says how to install it."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    error = read(page(ARTICLE))
    assert isinstance(error, MissingExtra)
    assert "pip install 'datasette-claims[html]'" in error.reason


def test_library_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever trafilatura raises is an error of this page."""
    import trafilatura  # noqa: PLC0415 - only here

    monkeypatch.setattr(trafilatura, "bare_extraction", lambda *_, **__: 1 / 0)
    assert isinstance(read(page(ARTICLE)), NotAnArticle)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet="<>/!-&;[]divp=\"' x\n", max_size=200).map(str.encode)))
def test_any_bytes(raw: bytes) -> None:
    """Any bytes are an article or an error."""
    assert isinstance(read(raw), Article | ArticleError)
    assert isinstance(read(page(ARTICLE).encode()[:700] + raw), Article | ArticleError)
