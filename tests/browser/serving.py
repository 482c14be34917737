"""Serving a database by a ``datasette`` process of its own, and signing in there."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer
from playwright.sync_api import BrowserContext, Page

HOST = "127.0.0.1"
SECRET = "known to the tests"  # noqa: S105 - of servers that live for a test
START_SECONDS = 60.0


@dataclass(frozen=True)
class Served:
    """A database that is being served: the site's address without a slash at its end, and the database's file."""

    address: str
    path: Path

    def __call__(self, path: str) -> str:
        """Return the address of a page: ``desk(f"/claims/-/claims/{CLAIM}")``."""
        return self.address + path


@contextmanager
def served(database: Path, metadata: Mapping[str, Any] | None = None) -> Iterator[Served]:
    """Serve a database, alone in its folder, until the block ends."""
    folder = database.parent
    (folder / "metadata.json").write_text(json.dumps(metadata or {}))
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "datasette", str(database), "-h", HOST, "-p", port, "--secret", SECRET]
    command += ["-m", str(folder / "metadata.json")]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        address = f"http://{HOST}:{port}"
        try:
            _wait(address, process, folder / "log")
            yield Served(address, database)
        finally:
            process.terminate()


def copied(database: Path, folder: Path) -> Path:
    """Return a copy of a database and of the private file beside it."""
    for file in database.parent.glob(f"{database.name}*"):
        shutil.copy(file, folder / file.name)
    return folder / database.name


def signed_in(visitor: Page | BrowserContext, who: str | None) -> None:
    """Let whoever sits before a page, or before all pages of a profile, be ``who``; None signs out."""
    context = visitor.context if isinstance(visitor, Page) else visitor
    context.clear_cookies(name="ds_actor")
    if who is not None:
        value = URLSafeSerializer(SECRET, "actor").dumps({"a": {"id": who}})
        context.add_cookies([{"name": "ds_actor", "value": value, "domain": HOST, "path": "/"}])


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while not _answers(address):
        if process.poll() is not None or time.monotonic() > end:
            pytest.fail(f"datasette did not start: {log.read_text()}")
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/-/versions.json", timeout=1):
            return True
    except OSError:
        return False
