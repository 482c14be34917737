"""Asking a server for a feed: what is sent, what is taken, and what is refused with a reason."""

from __future__ import annotations

import gzip
import socket
from email.message import Message
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.due import Feed, Outcome
from datasette_claims.watching import fetching, headers, networks
from datasette_claims.watching.fetching import fetch

if TYPE_CHECKING:
    from newsstand import Server

FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Bote</title><item><guid>1</guid>'
    b"<description>Die Br\xc3\xbccke ist gesperrt, sagte Anna Ackerbach.</description></item></channel></rss>"
)
PAGE = b"""<!doctype html><html><head><title>Bote</title><link rel="stylesheet" href="/a.css">
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body><p>Text</p></body></html>"""
NOW = 1_900_000_000.0


def test_sent(server: Server) -> None:
    """The server reads who asks, that gzip is understood, and how it named its last answer."""
    address = server.says("/feed", body=FEED)
    fetch(address, Feed(), NOW)
    fetch(address, Feed(etag='"1"', last_modified="Tue, 01 Dec 2026 00:00:00 GMT"), NOW)
    first, second = server.asked
    assert first.headers["User-Agent"].startswith("datasette-claims/")
    assert first.headers["Accept-Encoding"] == "gzip"
    assert "If-None-Match" not in first.headers
    assert "If-Modified-Since" not in first.headers
    assert second.headers["If-None-Match"] == '"1"'
    assert second.headers["If-Modified-Since"] == "Tue, 01 Dec 2026 00:00:00 GMT"


@pytest.mark.parametrize("packing", ["", "gzip", "identity"])
def test_new(server: Server, packing: str) -> None:
    """A feed is its bytes, packed or not, with its names and for how long they hold."""
    body = gzip.compress(FEED) if packing == "gzip" else FEED
    said = {"Content_Encoding": packing} if packing else {}
    answer = fetch(server.says("/feed", body=body, ETag='"2"', Cache_Control="max-age=600", **said), Feed(), NOW)
    assert (answer.outcome, answer.raw, answer.etag, answer.wait) == (Outcome.NEW, FEED, '"2"', 600)


def test_unchanged(server: Server) -> None:
    """The server says that nothing has changed; without having been asked that, it makes no sense."""
    address = server.says("/feed", body=FEED, ETag='"2"')
    assert fetch(address, Feed(etag='"2"'), NOW).outcome is Outcome.UNCHANGED
    assert fetch(server.says("/odd", 304), Feed(), NOW).outcome is Outcome.FAILED


def test_gone(server: Server) -> None:
    """410 means for good."""
    assert fetch(server.says("/feed", 410), Feed(), NOW).outcome is Outcome.GONE


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(server: Server, status: int) -> None:
    """A server that wants to be left alone says for how long."""
    answer = fetch(server.says("/feed", status, Retry_After="900"), Feed(), NOW)
    assert (answer.outcome, answer.wait) == (Outcome.FAILED, 900)
    assert str(status) in answer.reason


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), "/end"), ((308, 301), "/end"), ((302,), ""), ((301, 307), ""), ((303, 301), ""), ((301,) * 5, "/end")],
)
def test_redirects(server: Server, statuses: tuple[int, ...], moved: str) -> None:
    """Up to five redirects are followed, and remembered if each of them is for good."""
    for number, status in enumerate(statuses):
        target = f"/{number + 1}" if number + 1 < len(statuses) else "/end"
        server.says(f"/{number}", status, Location=target)
    server.says("/end", body=FEED)
    answer = fetch(f"{server.address}/0", Feed(), NOW)
    assert answer.outcome is Outcome.NEW
    assert answer.moved_to == (server.address + moved if moved else "")


def test_moved_before(server: Server) -> None:
    """What has moved for good is asked for there, at once."""
    server.says("/new", body=FEED)
    answer = fetch(f"{server.address}/old", Feed(moved_to=f"{server.address}/new"), NOW)
    assert (answer.outcome, answer.moved_to) == (Outcome.NEW, "")
    assert [one.path for one in server.asked] == ["/new"]


def test_circle(server: Server) -> None:
    """Redirects in a circle end after the sixth request."""
    answer = fetch(server.says("/feed", 302, Location="/feed"), Feed(), NOW)
    assert (answer.outcome, len(server.asked)) == (Outcome.FAILED, 6)
    assert "more than 5 times" in answer.reason


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/feed", "data:text/xml,<a/>", "javascript:1"])
def test_other_schemes(server: Server, target: str) -> None:
    """No server leads to anything but http and https."""
    answer = fetch(server.says("/feed", 301, Location=target), Feed(), NOW)
    assert answer.outcome is Outcome.FAILED
    assert "neither http nor https" in answer.reason
    assert answer.raw == b""


@pytest.mark.parametrize(
    ("location", "is_followed"),
    [
        ("http://8.8.4.4/feed", True),
        ("http://127.0.0.1:9/feed", False),
        ("http://[::1]/feed", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("http://192.168.1.1/", False),
        ("//10.0.0.8/feed", False),
        ("http://localhost/feed", False),
    ],
)
def test_led_inside(server: Server, monkeypatch: pytest.MonkeyPatch, location: str, *, is_followed: bool) -> None:
    """A server outside leads nobody into their own network; here a proxy answers for the world outside."""
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.says("http://8.8.8.8/feed", 302, Location=location)
    server.says("http://8.8.4.4/feed", body=FEED)
    answer = fetch("http://8.8.8.8/feed", Feed(), NOW)
    assert answer.outcome is (Outcome.NEW if is_followed else Outcome.FAILED)
    assert is_followed or "into your own network" in answer.reason
    assert len(server.asked) == 1 + is_followed


def test_unknown_host() -> None:
    """A name that nobody knows here is left to the proxy, or to the error that asking for it brings."""
    assert not networks.is_inside("http://nirgends.invalid/feed")
    assert not networks.is_inside(f"http://{'a' * 70}.example/")


@pytest.mark.parametrize(
    ("body", "said", "reason"),
    [
        (PAGE, {}, "a web page, no feed. It names this feed: http://127.0.0.1:PORT/feed.xml"),
        (PAGE.replace(b"alternate", b"other"), {}, "a web page, no feed. It names no feed."),
        (b"Service unavailable. Please come back later.", {}, "mere text, no feed"),
        (b"no gzip", {"Content_Encoding": "gzip"}, "cannot be read"),
        (gzip.compress(FEED)[:-12], {"Content_Encoding": "gzip"}, "cannot be read"),
        (FEED, {"Content_Encoding": "br"}, "packed as 'br'"),
        (FEED, {"Content_Length": "99999"}, "broke off"),
        (b"z" * 20_000_001, {}, "more than 20 MB"),
        (gzip.compress(bytes(20_000_001)), {"Content_Encoding": "gzip"}, "more than 20 MB"),
    ],
    ids=["page", "page without", "text", "no gzip", "half gzip", "packed", "half", "large", "bomb"],
)
def test_refused(server: Server, body: bytes, said: dict[str, str], reason: str) -> None:
    """What is no feed, or too much, is refused with a reason that says what to do."""
    answer = fetch(server.says("/feed", body=body, **said), Feed(), NOW)
    assert answer.outcome is Outcome.FAILED
    assert reason.replace("PORT", server.address.rpartition(":")[2]) in answer.reason
    assert len(server.asked) == 1


def test_unknown_bytes(server: Server) -> None:
    """What no reader knows goes on to the loader, which says what was tried."""
    answer = fetch(server.says("/feed", body=b"\x00\x01\x02" * 99), Feed(), NOW)
    assert answer.outcome in {Outcome.NEW, Outcome.FAILED}


def test_slow(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that takes too long as a whole holds nobody up."""
    monkeypatch.setattr(fetching, "_LONGEST", -1.0)
    assert "took more than" in fetch(server.says("/feed", body=FEED), Feed(), NOW).reason


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://[::1", "http://a b/", "http://127.0.0.1:no/"])
def test_no_answer(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers, that is said; nothing is raised."""
    monkeypatch.setenv("no_proxy", "*")
    answer = fetch(address, Feed(), NOW)
    assert answer.outcome is Outcome.FAILED
    assert answer.reason


def test_no_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that speaks something else is no server of feeds."""
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=greet, args=[listening])
        thread.start()
        answer = fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/", Feed(), NOW)
        thread.join()
    assert answer.outcome is Outcome.FAILED
    assert "SSH-2.0" in answer.reason


def greet(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(65_536)
        connection.sendall(b"SSH-2.0-Server\r\n\r\n")


def test_other_letters(server: Server) -> None:
    """Letters beyond ASCII and blanks are sent as addresses write them."""
    server.says("/br%C3%BCcke?q=%C3%BC%20a", body=FEED)
    assert fetch(f"{server.address}/brücke?q=ü a", Feed(), NOW).outcome is Outcome.NEW


@pytest.mark.parametrize(
    ("cache_control", "age", "raw", "seconds"),
    [
        (None, None, b"", 0),
        ("max-age=300", None, b"", 300),
        ("public, Max-Age = 300", "100", b"", 200),
        ("max-age=300", "400", b"", 0),
        ("max-age=300", "x", b"", 300),
        ("s-maxage=300", None, b"", 0),
        ("no-cache, max-age=300", None, b"", 0),
        ("max-age=300", None, b"<rss><channel><ttl> 60 </ttl><item/>", 3600),
        (None, None, b"<rss><channel><item><ttl>60</ttl></item>", 0),
        (None, None, "<rss><ttl>5</ttl>".encode("utf-16"), 300),
    ],
)
def test_fresh_for(cache_control: str | None, age: str | None, raw: bytes, seconds: float) -> None:
    """What server and feed say of how long they hold; the longer counts."""
    said: Message[str, str] = Message()
    for name, value in (("Cache-Control", cache_control), ("Age", age)):
        if value is not None:
            said[name] = value
    assert headers.fresh_for(said, raw) == seconds


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, 0),
        ("120", 120),
        ("-5", 0),
        ("soon", 0),
        ("Sun, 17 Mar 2030 17:56:40 GMT", 600),
        ("Sun, 17 Mar 2000 17:56:40 GMT", 0),
        ("Sun, 99 Mar 2030 17:56:40 GMT", 0),
    ],
)
def test_when_again(said: str | None, seconds: float) -> None:
    """A number of seconds, or a date."""
    assert headers.retry_after(said, NOW) == pytest.approx(seconds)


@given(st.none() | st.text())
def test_any_header(said: str | None) -> None:
    """No header raises; only plain text is sent back, and no wait is below nought."""
    assert headers.retry_after(said, NOW) >= 0
    kept = headers.validator(said)
    assert kept == "" or (kept == (said or "").strip() and kept.isprintable() and kept.isascii())
    fresh: Message[str, str] = Message()
    fresh["Cache-Control"] = (said or "").replace("\n", "").replace("\r", "")
    assert headers.fresh_for(fresh, (said or "").encode("utf-8", "replace")) >= 0


@given(st.text())
def test_any_page(page: str) -> None:
    """No page raises, however broken."""
    assert headers.alternate(f'{page}<link rel="alternate">') is not None
