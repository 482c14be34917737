"""Whether the API keeps the contract of its OpenAPI document: Schemathesis makes up requests and judges the answers.

    python benchmarks/contract.py [--cases 2000] [--seed 1] [--phases coverage,fuzzing] [--schemathesis PATH]

Serves a copy of the demo database with the Datasette of this Python, sends requests right and wrong as an actor who
may do everything, and prints how many, and what broke: server errors, answers that the document does not describe,
wrong requests that were accepted. The exit status is 1 if anything did. Needs ``pip install schemathesis``, in this
environment or another whose command ``--schemathesis`` names.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from datasette_claims.database.opening import open_for_writing
from datasette_claims.plugin.permissions import ACTIONS

ROOT = Path(__file__).parent.parent
TOKEN = "contract"  # noqa: S105 - the server lives as long as the measurement
METADATA = {
    "plugins": {
        "datasette-auth-tokens": {"tokens": [{"token": TOKEN, "actor": {"id": "contract"}}]},
        "datasette-claims": {"allow": {action: {"id": "contract"} for action in ACTIONS}},
    }
}
# A request can be right by the document and still wrong for the claim it names, or for the words it uses.
SETTINGS = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "304", "401", "403", "404", "409", "422", "423", "503"]
"""
PATIENCE = 60
_BESIDE = shutil.which("schemathesis", path=str(Path(sys.executable).parent)) or shutil.which("schemathesis")
"""Seconds that a server may take to start."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a copy of the demo database; give its address."""
    database, metadata = Path(shutil.copy(ROOT / "claims.db", folder)), folder / "metadata.json"
    open_for_writing(database).close()
    metadata.write_text(json.dumps(METADATA), encoding="utf-8")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", str(database), "-m", str(metadata), "-p", str(port)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}/claims"
            wait_for(f"{address}.json")
            yield address
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(PATIENCE * 10):
        try:
            urlopen(address).close()  # noqa: S310 - our own server
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server does not answer.")


def with_names(document: dict[str, Any], database: Path) -> dict[str, Any]:
    """Return the document with ids that the database has in the place of patterns, so that requests reach something."""
    with closing(sqlite3.connect(database)) as connection:
        names = {
            kind: [key for (key,) in connection.execute(f"SELECT id FROM {kind}s")]
            for kind in ("claim", "article", "speaker")
        }
    for operation in (operation for methods in document["paths"].values() for operation in methods.values()):
        for parameter in operation["parameters"]:
            if parameter["in"] == "path" and parameter["name"] in names:
                parameter["schema"] = {"type": "string", "enum": names[parameter["name"]]}
    return document


def judged(program: str, address: str, folder: Path, given: argparse.Namespace) -> tuple[int, str]:
    """Return Schemathesis's exit status and what it says."""
    with urlopen(f"{address}/-/claims/openapi.json") as response:  # noqa: S310 - our own server
        document = with_names(json.load(response), folder / "claims.db")
    operations = sum(len(methods) for methods in document["paths"].values())
    (folder / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "schemathesis.toml").write_text(SETTINGS, encoding="utf-8")
    command = [program, "--config-file", "schemathesis.toml", "run", "openapi.json", "--url", address, "--no-color"]
    command += ["-n", str(-(-given.cases // operations)), "--seed", str(given.seed), "--phases", given.phases]
    command += ["-H", f"Authorization: Bearer {TOKEN}"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return done.returncode, done.stdout + done.stderr


def main() -> int:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=2000, help="how many random requests, at least (2000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes up the same requests (1)")
    parser.add_argument(
        "--phases", default="coverage,fuzzing", help="coverage: the edges of every field; fuzzing: chance"
    )
    parser.add_argument("--schemathesis", default=_BESIDE, help="the command, if not beside this interpreter")
    given = parser.parse_args()
    if given.schemathesis is None:
        parser.error("Schemathesis is missing. Install it, or say where it is: --schemathesis PATH")
    with TemporaryDirectory() as folder, served(Path(folder)) as address:
        status, said = judged(given.schemathesis, address, Path(folder), given)
    print(said)
    return status


if __name__ == "__main__":
    sys.exit(main())
