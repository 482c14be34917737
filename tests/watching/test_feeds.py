"""Feeds that are watched: asked politely, loaded once, remembered over restarts."""

from __future__ import annotations

import gzip
import socket
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from datasette_claims.database.opening import open_for_writing
from datasette_claims.readers import extras
from datasette_claims.watching import memory

if TYPE_CHECKING:
    from newsstand import Server, Watching

TEXTS = (
    "Die Brücke im Tal ist seit Montag gesperrt, sagte die Ministerin Anna Ackerbach.",
    "Der Regen hört am Mittwoch auf, teilte der Sprecher Emil Eschenlohr in Altenrode mit.",
    "Die Schule bleibt bis Freitag geschlossen, sagte der Direktor Bernd Birkenau.",
)


def feed(*texts: str, ttl: int = 0) -> bytes:
    items = "".join(
        f"<item><guid>{number}</guid><title>T</title><description>{text}</description></item>"
        for number, text in enumerate(texts, 1)
    )
    said = f"<ttl>{ttl}</ttl>" if ttl else ""
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Bote</title><language>de</language>'
    return f"{head}{said}{items}</channel></rss>".encode()


def test_loaded_once(server: Server, watching: Watching) -> None:
    """An entry is loaded once; the next request asks for what is newer, and what is new is loaded then."""
    address = server.says("/feed", body=feed(*TEXTS[:1]), ETag='"1"')

    def during(number: int) -> bool:
        if number == 1:
            server.says("/feed", body=gzip.compress(feed(*TEXTS[:2])), ETag='"2"', Content_Encoding="gzip")
        return number < 2

    done = watching.run(address, during=during)
    assert [(one.articles, one.unchanged) for one in watching.loaded] == [(1, 0), (1, 1)]
    assert (done.loaded.articles, done.loaded.errors, watching.messages) == (2, 0, [])
    assert [one.headers.get("If-None-Match") for one in server.asked] == [None, '"1"', '"1"']
    assert watching.rows("SELECT origin FROM articles ORDER BY origin") == [(f"{address}#1",), (f"{address}#2",)]


def test_restart(server: Server, watching: Watching) -> None:
    """A restart within the minute asks nothing, one after it for what is newer."""
    address = server.says("/feed", body=feed(*TEXTS), ETag='"1"')
    watching.run(address, once=True)
    watching.now += 59
    watching.run(address, once=True)
    assert len(server.asked) == 1
    watching.now += 2
    watching.run(address, once=True)
    assert [one.headers.get("If-None-Match") for one in server.asked] == [None, '"1"']
    assert len(watching.loaded) == 1


@pytest.mark.parametrize(
    ("said", "ttl", "every", "seconds"),
    [({}, 0, 1, 60), ({}, 0, 300, 300), ({"Cache_Control": "max-age=900"}, 0, 60, 900), ({}, 30, 60, 1800)],
)
def test_how_often(
    server: Server, watching: Watching, said: dict[str, str], ttl: int, every: int, seconds: int
) -> None:
    """At most once a minute, once a period, and once in the time for which server and feed say nothing new comes."""
    address = server.says("/feed", body=feed(*TEXTS[:1], ttl=ttl), **said)
    times = []

    def during(_: int) -> bool:
        times.append((watching.now, len(server.asked)))
        return len(server.asked) < 2

    began = watching.now
    watching.run(address, during=during, every=every)
    assert next(at - began for at, asked in times if asked == 2) >= seconds
    assert max(at - began for at, asked in times if asked == 1) >= seconds


def test_failures(server: Server, watching: Watching) -> None:
    """Failures are said once in a row, with longer and longer pauses; then it is said that the server answers again."""
    address = server.says("/feed", 500)

    def during(_: int) -> bool:
        if len(server.asked) == 5:
            server.says("/feed", body=feed(*TEXTS[:1]))
        return len(server.asked) < 6

    began = watching.now
    done = watching.run(address, during=during)
    assert watching.messages == [
        f"{address}: the server answers 500 Internal Server Error.",
        f"{address}: answers again.",
    ]
    assert done.troubles == 5
    assert watching.now - began >= 60 * (1 + 2 + 4 + 8 + 16)
    assert done.loaded.articles == 1


def test_retry_after(server: Server, watching: Watching) -> None:
    """A server that asks for quiet is left alone, also by the next process."""
    address = server.says("/feed", 429, Retry_After="7200")
    watching.run(address, once=True)
    watching.now += 7100
    watching.run(address, once=True, retry=True)
    assert len(server.asked) == 1
    watching.now += 101
    watching.run(address, once=True)
    assert len(server.asked) == 2


def test_gone(server: Server, folder: Path, watching: Watching) -> None:
    """A feed that is gone is said to be, and not asked for again but by a retry; alone it ends the watch."""
    address = server.says("/feed", 410)
    assert watching.run(address, during=lambda _: True).troubles == 1
    assert watching.messages == [
        f"{address}: is gone for good (410). It is no longer watched.",
        "Nothing is left to be watched.",
    ]
    watching.now += 1_000_000
    assert watching.run(address, folder, during=lambda number: number < 3).troubles == 1
    assert watching.messages[2:] == [f"{address}: is gone for good, and not asked for. Ask again with --retry."]
    assert len(server.asked) == 1
    server.says("/feed", body=feed(*TEXTS[:1]))
    assert watching.run(address, once=True, retry=True).loaded.articles == 1
    assert watching.rows("SELECT gone FROM _claims_watched") == [(0,)]


def test_moved(server: Server, watching: Watching) -> None:
    """What has moved for good is asked for there from then on, and said; when that fails, the old address is asked."""
    address = server.says("/old", 301, Location="/new")
    new = server.says("/new", body=feed(*TEXTS[:1]))
    watching.run(address, once=True)
    watching.now += 60
    watching.run(address, once=True)
    assert watching.messages == [f"{address}: has moved for good to {new}. Name that address from now on."]
    server.says("/new", 404)
    server.says("/old", body=feed(*TEXTS))
    for _ in range(2):
        watching.now += 60
        watching.run(address, once=True)
    assert [one.path for one in server.asked] == ["/old", "/new", "/new", "/new", "/old"]
    assert watching.rows("SELECT DISTINCT substr(origin, 1, length(origin) - 2) FROM articles") == [(address,)]
    assert sum(one.articles for one in watching.loaded) == 3


def test_links_are_not_followed(server: Server, watching: Watching) -> None:
    """Nothing that stands in a feed is asked for."""
    body = feed(*TEXTS).replace(b"<title>T</title>", f"<link>{server.address}/article</link>".encode())
    watching.run(server.says("/feed", body=body), once=True)
    assert [one.path for one in server.asked] == ["/feed"]


def test_errors_are_said_once(server: Server, watching: Watching) -> None:
    """An entry that cannot be loaded is said once, however often its feed comes."""
    address = server.says("/feed", body=feed(TEXTS[0], ""))
    watching.run(address, during=lambda number: number < 3)
    assert len(server.asked) == 4
    assert [said.split(":")[2].split("#")[1] for said in watching.messages] == ["2"]
    assert [(one.articles, one.errors) for one in watching.loaded] == [(1, 1)]
    assert watching.run(address, once=True).loaded.errors == 0


def test_missing_library(server: Server, watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library that reads feeds its extra is named, and later the whole feed is asked for again."""
    address = server.says("/feed", body=feed(TEXTS[0]), ETag='"1"')
    with monkeypatch.context() as patched:
        patched.setattr(extras, "import_module", refuse)
        assert watching.run(address, once=True).loaded.errors == 1
    assert "pip install 'datasette-claims[feeds]'" in watching.messages[0]
    watching.now += 60
    assert watching.run(address, once=True).loaded.articles == 1
    assert server.asked[1].headers.get("If-None-Match") is None


def refuse(name: str) -> object:
    raise ImportError(name)


def test_ended_in_the_middle(server: Server, watching: Watching) -> None:
    """Ended while a feed is loaded: what is left of it comes with the next answer, which is asked for whole."""
    address = server.says("/feed", body=feed(*TEXTS), ETag='"1"')
    looked = iter([False] * 3)
    done = watching.run(address, once=True, stopped=lambda: next(looked, True))
    assert 0 < done.loaded.articles < 3
    watching.now += 60
    assert watching.run(address, once=True).loaded.articles == 3 - done.loaded.articles
    assert server.asked[1].headers.get("If-None-Match") is None


def test_locked(server: Server, watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database is locked the server is not asked; once it is free, what is new is loaded."""
    monkeypatch.setattr(memory, "open_for_writing", partial(open_for_writing, wait=0.05))
    address = server.says("/feed", body=feed(*TEXTS))
    with closing(open_for_writing(watching.database)) as other:
        other.execute("BEGIN IMMEDIATE")

        def during(number: int) -> bool:
            if number == 1:
                assert server.asked == []
                other.execute("ROLLBACK")
            return number < 2

        done = watching.run(address, during=during)
    assert (done.loaded.articles, len(server.asked), len(watching.messages)) == (3, 1, 1)


def test_no_socket(folder: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an address no socket is opened, whatever addresses stand in the files."""
    calls: list[object] = []
    monkeypatch.setattr(socket, "socket", calls.append)
    monkeypatch.setattr(socket, "create_connection", calls.append)
    monkeypatch.setattr(socket, "getaddrinfo", calls.append)
    body = feed(*TEXTS).replace(b"<title>T</title>", b"<link>http://127.0.0.1:9/article</link>")
    (folder / "a.rss").write_bytes(body.replace(b"<rss", b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss'))
    (folder / "http:").mkdir()
    watching.now = 4_000_000_000.0
    done = watching.run(folder, during=lambda number: number < 3)
    assert done.loaded.articles == 3
    assert calls == []
