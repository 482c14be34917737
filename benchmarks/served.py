"""A real Datasette in a process of its own, and programs that talk to it; for benchmarks and for tests of faults."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO, Any

from itsdangerous import URLSafeSerializer

ROOT = Path(__file__).resolve().parent.parent
ACTIONS = ("claims-review", "claims-adjudicate", "claims-publish", "claims-edit-extraction", "claims-admin")
_SECRET = "benchmark"  # noqa: S105 - of a server that lives for seconds
_STARTED = re.compile(r"running on http://127\.0\.0\.1:(\d+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``status`` 0 if the connection broke before there was an answer."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Program:
    """Somebody who sends requests over one connection that is kept open."""

    port: int
    actor: str
    _connection: HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Ask for a page; asks again if the server had hung up on an idle connection."""
        answer = self._send("GET", path, None, {})
        return answer if answer.status else self._send("GET", path, None, {})

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        """Post JSON; ``a_b`` among the headers stands for ``a-b``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._send("POST", path, json.dumps(body or {}).encode(), {"Content-Type": "application/json", **named})

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Answer:
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        cookie = {"Cookie": f"ds_actor={URLSafeSerializer(_SECRET, 'actor').dumps({'a': {'id': self.actor}})}"}
        try:
            self._connection.request(method, path, content, {**cookie, **headers})
            response = self._connection.getresponse()
            received = response.read()
        except (OSError, HTTPException):
            self.close()
            return Answer(0)
        return Answer(response.status, _json(received), dict(response.getheaders()))


def _json(received: bytes) -> object:
    try:
        return json.loads(received)
    except ValueError:
        return received.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Server:
    """A Datasette that runs: its process, its port, and the lines that it has written."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str]
    programs: list[Program] = field(default_factory=list)

    def program(self, actor: str) -> Program:
        """Return somebody who may do everything; hangs up when the server ends."""
        self.programs.append(Program(self.port, actor))
        return self.programs[-1]

    def memory(self) -> float:
        """Return the most memory that the process has had, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait()


@contextmanager
def served(database: Path, folder: Path, python: str = sys.executable) -> Iterator[Server]:
    """Serve ``database`` with ``python -m datasette``; ``folder`` takes the configuration. Ended afterwards."""
    configuration = folder / "metadata.json"
    allow = {action: {"id": "*"} for action in ACTIONS}
    configuration.write_text(json.dumps({"plugins": {"datasette-claims": {"allow": allow}}}), "utf-8")
    # The server's folder is another; an environment's interpreter must keep its name, which may be a link.
    interpreter = str(Path(python).absolute())
    command = [interpreter, "-m", "datasette", str(database), "-m", str(configuration), "-p", "0", "--secret", _SECRET]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*command, "--setting", "suggest_facets", "off"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=folder,
    ) as process:
        try:
            server = _started(process)
            yield server
            for program in server.programs:
                program.close()
        finally:
            process.kill()


def _started(process: subprocess.Popen[str]) -> Server:
    lines: list[str] = []
    log: IO[str] = process.stderr  # type: ignore[assignment]
    for line in log:
        lines.append(line)
        if found := _STARTED.search(line):
            threading.Thread(target=lines.extend, args=(log,), daemon=True).start()
            return Server(process, int(found[1]), lines)
    raise RuntimeError(f"Datasette did not start:\n{''.join(lines)}")
