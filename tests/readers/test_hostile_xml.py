"""XML as attackers write it: refused at once, nothing else read, nothing fetched, little memory."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from datasette_claims.errors import ArticleError, ArticleTooLarge, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, newsml, newsml1, nitf, xml

CANARY = "Der Kanarienvogel singt."
ITEM = "<newsItem guid='{}'><contentSet><inlineData>It rains in {}.</inlineData></contentSet></newsItem>"
NITF = "<nitf><body><body.content><p>{}</p></body.content></body></nitf>"
MOST_SECONDS = 10.0
"""A tenth of it on a quiet machine; what is refused here would take hours, or never end."""
MOST_MEGABYTES = 250


class Repeated(io.RawIOBase):
    """A stream of a beginning, a piece as often as wanted, and an end: a gigabyte that takes no memory."""

    def __init__(self, begin: bytes, piece: bytes, times: int, end: bytes = b"") -> None:
        self._parts = self._pieces(begin, piece, times, end)
        self._left = b""

    @staticmethod
    def _pieces(begin: bytes, piece: bytes, times: int, end: bytes) -> Iterator[bytes]:
        block = piece * 1000
        yield begin
        for _ in range(times // 1000):
            yield block
        yield piece * (times % 1000)
        yield end

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size:
            part = next(self._parts, None)
            if part is None:
                break
            self._left += part
        given, self._left = self._left[:size], self._left[size:]
        return given


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever opens a socket fails."""
    opened = []

    def refuse(*arguments: object, **options: object) -> None:
        opened.append((arguments, options))
        raise OSError

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    yield
    assert opened == []


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file that no input may reach."""
    path = tmp_path / "canary.txt"
    path.write_text(CANARY, "utf-8")
    path.with_suffix(".dtd").write_text(f"<!ENTITY read '{CANARY}'>", "utf-8")
    return path


def found(raw: bytes | io.RawIOBase, *, reader: object = nitf) -> list[Article | ArticleError]:
    stream = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    started = time.process_time()
    articles = list(reader.read(stream, ReadOptions("hostile")))  # type: ignore[attr-defined]
    if isinstance(raw, bytes):
        assert time.process_time() - started < MOST_SECONDS
    return articles


LAUGHS = "<!DOCTYPE nitf [<!ENTITY a '" + "ha" * 10 + "'>"
LAUGHS += "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(20)) + "]>"
DECLARING = {
    "laughs": LAUGHS + NITF.format("&u;"),
    "laughs in an attribute": LAUGHS + NITF.format("<a href='&u;'>It rains.</a>"),
    "quadratic": f"<!DOCTYPE nitf [<!ENTITY a '{'a' * 100_000}'>]>" + NITF.format("&a;" * 50_000),
    "quadratic in attributes": f"<!DOCTYPE nitf [<!ENTITY a '{'a' * 9000}'>]>" + NITF.format("<a b='&a;'/>" * 50_000),
    "defaults": f"<!DOCTYPE nitf [<!ATTLIST p a CDATA '{'a' * 9000}'>]>" + NITF.format("<p/>" * 50_000),
    "recursion": "<!DOCTYPE nitf [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>" + NITF.format("&a;"),
    "entity": "<!DOCTYPE nitf [<!ENTITY a 'It rains.'>]>" + NITF.format("&a;"),
    "element": "<!DOCTYPE nitf [<!ELEMENT nitf ANY>]>" + NITF.format("It rains."),
    "notation": "<!DOCTYPE nitf [<!NOTATION a SYSTEM 'b'>]>" + NITF.format("It rains."),
    "behind its own image": "<!-- <!DOCTYPE nitf> --><!DOCTYPE nitf [<!ENTITY a 'b'>]>" + NITF.format("It rains."),
    "bracket in a name": "<!DOCTYPE nitf SYSTEM 'a[b>' [<!ENTITY a 'b'>]>" + NITF.format("It rains."),
    "long": "<!DOCTYPE nitf [" + "<!ENTITY a SYSTEM 'b'>" * 100_000 + "]>" + NITF.format("It rains."),
}


@pytest.mark.parametrize("name", DECLARING)
def test_declarations(name: str) -> None:
    """A file that declares anything of its own is refused within a second."""
    (error,) = found(DECLARING[name].encode())
    assert isinstance(error, UnreadableInput)
    assert "Remove what is in its DOCTYPE" in error.reason or "no well-formed XML" in error.reason


def test_message() -> None:
    """The error says what is wrong and what to do."""
    (error,) = found(DECLARING["entity"].encode())
    assert str(error) == (
        "hostile: it declares entities or elements of its own (DTD), as attacks do. Remove what is in its DOCTYPE."
    )


REACHING = [
    "<!DOCTYPE nitf [<!ENTITY read SYSTEM '{uri}'>]>" + NITF.format("It rains. &read;"),
    "<!DOCTYPE nitf [<!ENTITY read SYSTEM '{path}'>]>" + NITF.format("It rains. &read;"),
    "<!DOCTYPE nitf [<!ENTITY % all SYSTEM '{dtd}'> %all;]>" + NITF.format("It rains. &read;"),
    "<!DOCTYPE nitf SYSTEM '{dtd}'>" + NITF.format("It rains. &read;"),
    "<!DOCTYPE nitf PUBLIC '-//IPTC//DTD NITF 3.2//EN' '{dtd}'>" + NITF.format("It rains. &read;"),
    "<!DOCTYPE nitf SYSTEM 'http://127.0.0.1:9/nitf.dtd'>" + NITF.format("It rains. &read;"),
    "<?xml-stylesheet href='{uri}'?>" + NITF.format("It rains."),
    NITF.format("It rains. <i:include xmlns:i='http://www.w3.org/2001/XInclude' href='{uri}' parse='text'/>"),
    NITF.format("<a xmlns:s='http://www.w3.org/2001/XMLSchema-instance' s:schemaLocation='a {uri}'>It rains.</a>"),
]


@pytest.mark.parametrize("number", range(len(REACHING)))
def test_other_files(number: int, canary: Path) -> None:
    """No way of naming another file or address in XML leads to it."""
    places = {"uri": canary.as_uri(), "path": str(canary), "dtd": canary.with_suffix(".dtd").as_uri()}
    hostile = REACHING[number]
    for name, place in places.items():
        hostile = hostile.replace(f"{{{name}}}", place)
    for one in found(hostile.encode()):
        assert "Kanarienvogel" not in repr(one)


def test_dtd_by_name() -> None:
    """A file that only names the DTD of its format is read without it; what that declares is HTML's."""
    (article,) = found(("<!DOCTYPE nitf SYSTEM 'nitf.dtd'>" + NITF.format("Die Br&uuml;cke ist gesperrt.")).encode())
    assert isinstance(article, Article)
    assert article.text == "Die Brücke ist gesperrt."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-7", "no-such-code", "ascii", "cp037"])
def test_encodings(encoding: str) -> None:
    """What is declared behind an odd encoding is refused as well."""
    hostile = f"<?xml version='1.0' encoding='{encoding}'?>" + DECLARING["entity"]
    raw = hostile.encode("ascii" if encoding == "no-such-code" else encoding)
    (error,) = found(raw)
    assert isinstance(error, UnreadableInput)


DEEP = {
    "elements": "<a>" * 100_000 + "</a>" * 100_000,
    "open": "<a>" * 100_000,
    "in an item": "<nitf>" * 100_000,
    "paragraphs": NITF.format("<em>" * 200 + "It rains." + "</em>" * 200),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep(name: str) -> None:
    """A hundred thousand elements in each other are refused, two hundred are read."""
    (one,) = found(DEEP[name].encode())
    assert isinstance(one, Article if name == "paragraphs" else ArticleError)


ODD = {
    "nothing": b"",
    "blanks": b" \n" * 20_000,
    "end tags": b"</a>" * 10_000,
    "nul": b"<nitf>\x00</nitf>",
    "marks": b"<" * 100_000,
    "attributes": b"<nitf " + b" ".join(b"a%d=''" % number for number in range(50_000)) + b"/>",
    "same attribute": b"<nitf a='' a=''/>",
    "prefix": b"<a:nitf/>",
    "bytes": "<nitf>Brücke</nitf>".encode("cp1252"),
    "two roots": b"<nitf/><nitf/>",
    "comment": b"<!--" + b"-" * 100_000,
    "data": b"<nitf><![CDATA[" + b"]" * 100_000,
}


@pytest.mark.parametrize("name", ODD)
def test_odd(name: str) -> None:
    """What is no XML, or hardly any, gives errors."""
    assert all(isinstance(one, ArticleError) for one in found(ODD[name]))


def test_too_large_item() -> None:
    """An item of more than five megabytes is refused, and those around it are read."""
    large = "<newsItem>" + "<a>It rains.</a>" * 400_000 + "</newsItem>"
    raw = f"<newsMessage>{ITEM.format(1, 'Bonn')}{large}{ITEM.format(2, 'Rom')}</newsMessage>".encode()
    first, error, last = newsml.read(io.BytesIO(raw), ReadOptions("hostile"))
    assert isinstance(first, Article)
    assert isinstance(error, ArticleTooLarge)
    assert str(error) == "hostile#2: more than 5 MB in one item. Leave out what is no text."
    assert isinstance(last, Article)
    assert (first.text, last.text) == ("It rains in Bonn.", "It rains in Rom.")


ENDLESS = {
    "header": (b"<newsMessage><header>", b"<a>b</a>", b"</header></newsMessage>"),
    "item": (b"<newsMessage><newsItem>", b"<a>b</a>", b"</newsItem></newsMessage>"),
    "text": (b"<newsMessage><newsItem>", b"It rains. ", b"</newsItem></newsMessage>"),
    "comments": (b"<newsMessage>", b"<!-- a -->", b"</newsMessage>"),
    "entities": (b"<!DOCTYPE newsMessage SYSTEM 'a'><newsMessage>", b"&b;", b"</newsMessage>"),
    "entities in an item": (
        b"<!DOCTYPE newsMessage SYSTEM 'a'><newsMessage><newsItem>",
        b"&b;",
        b"</newsItem></newsMessage>",
    ),
    "items": (b"<newsMessage>", ITEM.format(1, "Bonn").encode(), b"</newsMessage>"),
    "empty elements": (b"<newsMessage><newsItem>", b"<a/>", b"</newsItem></newsMessage>"),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says how much memory was taken")
@pytest.mark.parametrize("name", ENDLESS)
def test_memory(name: str) -> None:
    """Ten megabytes of anything take less than 250 MB of memory, all of Python included."""
    script = "import runpy, sys; runpy.run_path(sys.argv[1])['measured'](sys.argv[2])"
    command = [sys.executable, "-c", script, __file__, name]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    megabytes, kinds = done.stdout.split(maxsplit=1)
    assert int(megabytes) < MOST_MEGABYTES, kinds


def measured(name: str) -> None:
    """Print how much memory a case has taken in this process, and what has been found."""
    begin, piece, end = ENDLESS[name]
    times = (1_000_000 if name == "items" else 10_000_000) // len(piece)
    kinds: dict[str, int] = {}
    for one in newsml.read(Repeated(begin, piece, times, end), ReadOptions("endless")):  # type: ignore[arg-type]
        kinds[type(one).__name__] = kinds.get(type(one).__name__, 0) + 1
    # What getrusage counts begins with the memory of the process that started this one.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    print(int(status["VmHWM"].split()[0]) // 1024, kinds)  # noqa: T201 - another process reads it


COSTLY = {
    "components": (
        "<NewsItem><NewsComponent>",
        "<ContentItem><DataContent>a</DataContent></ContentItem>",
        "<Role FormalName='Picture'/></NewsComponent></NewsItem>",
    ),
    "bylines": ("<nitf><body><body.head>", "<byline>By A, B</byline>", "</body.head></body></nitf>"),
    "datelines": (
        "<nitf><body><body.head>",
        "<dateline> </dateline>",
        "</body.head><body.content><p>A</p></body.content></body></nitf>",
    ),
    "renditions": ("<newsItem><contentSet>", "<inlineXML><p/></inlineXML>", "</contentSet></newsItem>"),
    "headlines": ("<newsItem><contentMeta>", "<headline rank='9'>A</headline>", "</contentMeta></newsItem>"),
    "tables": ("<nitf><body><body.content>", "<table/>", "</body.content></body></nitf>"),
}


@pytest.mark.parametrize("name", COSTLY)
def test_linear_items(name: str) -> None:
    """Twice as much of anything in one item takes about twice the time."""
    begin, piece, end = COSTLY[name]

    def seconds(times: int) -> float:
        raw = f"{begin}{piece * times}{end}".encode()
        reader = newsml1 if "NewsItem" in begin else newsml if "newsItem" in begin else nitf
        started = time.process_time()
        assert len(list(reader.read(io.BytesIO(raw), ReadOptions("costly")))) == 1
        return time.process_time() - started

    seconds(100)
    assert min(seconds(8_000) for _ in range(3)) < 3 * min(seconds(4_000) for _ in range(3)) + 0.2


def test_linear() -> None:
    """Twice as many items take about twice the time."""

    def seconds(times: int) -> float:
        raw = f"<newsMessage>{ITEM.format(1, 'Bonn') * times}</newsMessage>".encode()
        started = time.process_time()
        assert sum(1 for _ in xml.items(io.BytesIO(raw), "linear", frozenset({"newsItem"}))) == times
        return time.process_time() - started

    seconds(100)
    assert min(seconds(20_000) for _ in range(3)) < 3 * min(seconds(10_000) for _ in range(3)) + 0.2
