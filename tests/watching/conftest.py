"""A watch of a database that is not there yet, and a server on this machine that answers as it is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

# What the tests of this folder share.
sys.path.insert(0, str(Path(__file__).parent))

from newsstand import Asked, Server, Watching


@pytest.fixture
def watching(database: Path) -> Watching:
    """A watch of a database that is not there yet."""
    return Watching(database)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on this machine."""
    monkeypatch.setenv("no_proxy", "*")
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(Asked(self.path, dict(self.headers)))
            status, headers, body = told.answers[self.path]
            if headers.get("ETag") and self.headers["If-None-Match"] == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        told.address = f"http://127.0.0.1:{listening.server_port}"
        yield told
        listening.shutdown()
        thread.join()
