"""The walk in the README: its commands, word for word, against a server of their own."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from datasette_claims import load

Environment = dict[str, str]
README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
SECTION = README.split("## Review them\n")[1].split("\n## ")[0]
(CONFIGURATION,) = re.findall(r"^```yaml\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
START, WALK, AT_THE_FILE = (
    [line for line in block.replace("\\\n", " ").splitlines() if line]
    for block in re.findall(r"^```sh\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
)
CLAIM = "ccd485c2bbce0c6f56443"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, seed: Path) -> Path:
    """The demo article; the rules alone find the claim of the walk, too."""
    path = tmp_path_factory.mktemp("loaded") / "claims.db"
    load(path, [seed], pipeline="fast")
    return path


@pytest.fixture
def folder(tmp_path: Path, loaded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with ``claims.db`` and ``desk.yml``, which the commands run in."""
    shutil.copy(loaded, tmp_path / "claims.db")
    (tmp_path / "desk.yml").write_text(CONFIGURATION)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def exported(lines: list[str], port: int) -> Environment:
    """Return what the walk's ``export`` lines set, the port replaced by a free one."""
    words = [shlex.split(line, comments=True) for line in lines]
    pairs = [word.partition("=") for first, *rest in words if first == "export" for word in rest]
    return {name: value.replace(":8001", f":{port}") for name, _, value in pairs}


@contextmanager
def serving(environment: Mapping[str, str], port: int) -> Iterator[None]:
    """Run the walk's ``datasette`` line on ``port`` until the block ends."""
    (line,) = [line for line in START if line.startswith("datasette ")]
    command = [sys.executable, "-m", *shlex.split(line), "-h", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            said = next((line for line in process.stderr if "running on" in line), None)
            assert said, "datasette did not start"
            yield
        finally:
            process.terminate()


def curl(line: str, environment: Mapping[str, str]) -> Any:
    """Run a line as a shell does."""
    environment = {**os.environ, **environment}
    done = subprocess.run(["sh", "-c", f"{line} --silent"], env=environment, capture_output=True, check=True)
    return json.loads(done.stdout)


def urllib_request(line: str, environment: Mapping[str, str]) -> Any:
    """Do what a line of curl with an address, -H and --json asks for."""
    words = iter([re.sub(r"\$(\w+)", lambda name: environment[name[1]], word) for word in shlex.split(line)[1:]])
    address, headers, body = next(words), {}, None
    for option in words:
        if option == "--json":
            body = next(words).encode()
            headers["Content-Type"] = "application/json"
        else:
            assert option == "-H"
            name, _, value = next(words).partition(": ")
            headers[name] = value
    with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as response:  # noqa: S310 - our own
        return json.load(response)


def verdicts(facets: Any) -> dict[str, int]:
    """Return how many claims the facet counts by verdict; 1.0 has it one level deeper."""
    found = facets["facet_results"]
    return {row["value"]: row["count"] for row in found.get("results", found)["verdict"]["results"]}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("ask", [curl, urllib_request])
def test_walk(ask: Callable[[str, Mapping[str, str]], Any]) -> None:
    """A reviewer with a token lists, takes the next claim, says that it is false, and the facet counts it."""
    if ask is curl and shutil.which("curl") is None:
        pytest.skip("no curl here; the other walk asks for the same")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = exported([*START, *WALK], port)
    with serving(environment, port):
        asked = [line for line in WALK if line.startswith("curl ")]
        before = verdicts(ask(asked[-1], environment))
        listed, taken, reviewed, facets = (ask(line, environment) for line in asked)
    assert {(row["verdict"], row["speaker"]) for row in listed["claims"]} == {("unreviewed", "Wladimir Putin")}
    assert (taken["claim"]["id"], taken["claim"]["holder"]) == (CLAIM, "rita")
    assert (reviewed["claim"]["state"], reviewed["claim"]["verdict"]) == ("decided", "false")
    assert verdicts(facets) == {"unreviewed": before["unreviewed"] - 1, "false": 1}


@pytest.mark.usefixtures("folder")
def test_at_the_file(claims: Callable[..., Result]) -> None:
    """The same at the file: the claim is taken, false, and its history says both."""
    results = [claims(*shlex.split(line)[2:]) for line in AT_THE_FILE]
    assert [result.exit_code for result in results] == [0, 0, 0]
    taken, reviewed, history = (result.stdout for result in results)
    assert taken.startswith(f"{CLAIM}  in_review")
    assert reviewed == f"{CLAIM}: answered. It is decided now, verdict false, version 2.\n"
    assert re.findall(r"taken|answered", history) == ["taken", "answered"]
