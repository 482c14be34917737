"""A watch whose clock the test turns, and what a server on this machine answers."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from datasette_claims.watching import Loaded, Options, Tell, Watched, World, watch

NOW = 1_900_000_000.0
LONG_AGO = NOW - 86_400


@dataclass
class Watching:
    """A watch of one database: ``during`` is called at each wait and may end it by returning False."""

    database: Path
    now: float = NOW
    waits: list[float] = field(default_factory=list)
    loaded: list[Loaded] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    stopped: bool = False

    def run(
        self,
        *places: str | Path,
        during: Callable[[int], bool] = lambda _: False,
        stopped: Callable[[], bool] | None = None,
        **wishes: object,
    ) -> Watched:
        """Watch until ``during``, which is given the number of the wait, says that it is enough."""
        self.stopped = False
        turn = iter(range(1000))

        def wait(seconds: float) -> None:
            self.waits.append(seconds)
            self.now += seconds
            self.stopped = not during(next(turn)) and not wishes.get("once")

        world = World(lambda: self.now, wait, stopped or (lambda: self.stopped))
        tell = Tell(self.loaded.append, self.messages.append, self.details.append)
        run = partial(watch, self.database, places, Options("fast"), world=world, tell=tell)
        return run(**wishes)  # type: ignore[arg-type]

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the database."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(sql).fetchall()


def put(file: Path, text: str, at: float = LONG_AGO) -> Path:
    """Write a file that was changed at that time."""
    file.write_text(text)
    os.utime(file, (at, at))
    return file


@dataclass
class Asked:
    """A request that the server got."""

    path: str
    headers: Mapping[str, str]


@dataclass
class Server:
    """What the server answers by path (status, headers, body), and what it was asked for."""

    address: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def says(self, path: str, status: int = 200, body: bytes = b"", **headers: str) -> str:
        """Answer so from now on; return the address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, named, body)
        return self.address + path
