"""What the review desk does when things go wrong: ``python benchmarks/faults.py [--python PYTHON]…``.

The server is killed while people review; two save the same claim again and again; a loader writes while five review.
Each is a function that returns what was found, whose small sizes are tests (``tests/faults``).
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import newsroom
from articles import write
from served import ROOT, Answer, Program, Server, served

from datasette_claims.database import settings
from datasette_claims.database.opening import open_for_reading, open_for_writing

DESK = "/newsroom/-/claims"
REVIEWERS = ("anna", "bernd", "cem", "dora", "emil")
POSTS = 200
ROUNDS = 1_000
CLAIMS = 100_000
BUSY = 503
_CLAIMS_AN_ARTICLE = 13
_TRIES = 400
_LOAD = (
    "import sys; from datasette_claims.loader import load;"
    " print(load(sys.argv[1], sys.argv[2:], language='de', pipeline='fast').added)"
)


@dataclass(slots=True)
class Given:
    """An answer that somebody gives: the key that it is sent with, and what came back."""

    claim: str
    actor: str
    key: str
    verdict: str
    answer: Answer = field(default_factory=lambda: Answer(0))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What happened while a loader wrote: the claims that it added, and of each answer status and seconds."""

    added: int
    seconds: float
    answers: Sequence[tuple[int, float]]
    given: Sequence[Given]
    faults: Sequence[str]

    def line(self) -> str:
        """Return the figures in one line."""
        statuses = Counter(status for status, _ in self.answers)
        waits = sorted(seconds for _, seconds in self.answers)
        share = 100 * statuses[BUSY] / max(1, len(waits))
        middle, high, longest = (1000 * waits[int(part * (len(waits) - 1))] for part in (0.5, 0.95, 1))
        return (
            f"{self.added} claims loaded in {self.seconds:.0f} s; {len(waits)} requests, {len(self.given)} verdicts,"
            f" 503: {share:.2f} %, p50 {middle:.0f} ms, p95 {high:.0f} ms, longest {longest:.0f} ms;"
            f" statuses {dict(statuses)}"
        )


def newsroom_of(folder: Path, claims: int, required: int) -> Path:
    """Make a small database whose claims take ``required`` verdicts each."""
    path = folder / "newsroom.db"
    newsroom.build(path, claims)
    with closing(open_for_writing(path)) as connection:
        settings.change(connection, {settings.REQUIRED_REVIEWS: required})
    return path


def verdict_of(given: Given) -> dict[str, object]:
    """Return the body of an answer, a part of it confidential."""
    proof = {"bearing": "refutes", "title": given.key, "confidential": True}
    return {"ratings": {"veracity": given.verdict}, "summary": given.key, "evidence": [proof]}


def send(program: Program, given: Given) -> Answer:
    """Give an answer."""
    given.answer = program.post(f"{DESK}/{given.claim}/reviews", verdict_of(given), Idempotency_Key=given.key)
    return given.answer


def together(tasks: Iterable[Callable[[], object]]) -> None:
    """Run tasks at the same time and wait for all; raises what one of them raised."""
    failed: list[BaseException] = []

    def run(task: Callable[[], object]) -> None:
        try:
            task()
        except BaseException as error:  # noqa: BLE001 - raised again below
            failed.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def killed(path: Path, python: str, required: int, posts: int) -> list[Given]:
    """Let people give ``posts`` answers, kill the server after half of them came back, and send again what did not."""
    actors = REVIEWERS[: 2 + required]
    answers = _planned(path, actors, required, posts)
    with served(path, path.parent, python) as server:
        done = _Countdown(posts // 2, server.kill)
        together(lambda actor=actor: _give(server, actor, answers, done) for actor in actors)  # type: ignore[misc]
    with served(path, path.parent, python) as server:
        again = {actor: server.program(actor) for actor in actors}
        for given in answers:
            if given.answer.status == 0:
                send(again[given.actor], given)
    return answers


class _Countdown:
    """Does something once a number of answers have come."""

    def __init__(self, count: int, act: Callable[[], None]) -> None:
        self._left = count
        self._act = act
        self._lock = threading.Lock()

    def one(self) -> None:
        """Count an answer."""
        with self._lock:
            self._left -= 1
            if self._left == 0:
                self._act()


def _planned(path: Path, actors: Sequence[str], required: int, posts: int) -> list[Given]:
    chance = random.Random(required)
    with closing(open_for_reading(path)) as connection:
        sql = "SELECT id FROM claims WHERE retired_at IS NULL ORDER BY id LIMIT ?"
        claims = [key for (key,) in connection.execute(sql, [posts // required])]
    found = []
    for place, claim in enumerate(claims):
        whose = [actors[(place + number) % len(actors)] for number in range(required)]
        found += [Given(claim, actor, f"{claim}-{actor}", chance.choice(("true", "false"))) for actor in whose]
    return found


def _give(server: Server, actor: str, answers: Iterable[Given], done: _Countdown) -> None:
    program = server.program(actor)
    for given in answers:
        if given.actor == actor:
            if send(program, given).status == 0:
                return
            done.one()


def same_claim(path: Path, python: str, rounds: int) -> list[tuple[list[int], int]]:
    """Let two people save one claim at the same time, again and again; return each round's statuses and version."""
    with served(path, path.parent, python) as server:
        first, second = server.program("anna"), server.program("bernd")
        claim = first.get(f"{DESK}.json?size=1").body["claims"][0]["id"]
        return [_round(claim, (first, second), number) for number in range(rounds)]


def _round(claim: str, programs: Sequence[Program], version: int) -> tuple[list[int], int]:
    line = threading.Barrier(len(programs))
    answers: list[Answer] = []

    def save(program: Program, key: str) -> None:
        line.wait()
        body = {"ratings": {"attribution": key}}
        answers.append(program.post(f"{DESK}/{claim}/assessments", body, If_Match=str(version)))

    keys = ("verbatim", "faithful")
    together(lambda at=at: save(programs[at], keys[at]) for at in (0, 1))  # type: ignore[misc]
    versions = {answer.body["claim"]["version"] for answer in answers}
    return sorted(answer.status for answer in answers), versions.pop() if len(versions) == 1 else -1


def load_meanwhile(path: Path, python: str, articles: int) -> Loaded:
    """Let people review while another process loads made-up articles."""
    folder = write(path.parent / "articles", articles)
    with served(path, path.parent, python) as server:
        started = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", _LOAD, str(path), str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        ) as loader:
            work = [_Work(server.program(actor)) for actor in REVIEWERS]
            together(lambda one=one: one.review(loader) for one in work)  # type: ignore[misc]
            added = int(loader.communicate()[0])
        seconds = time.perf_counter() - started
        faults = [line for line in server.lines if "Traceback" in line]
    answers = [answer for one in work for answer in one.answers]
    return Loaded(added, seconds, answers, [given for one in work for given in one.given], faults)


@dataclass(slots=True)
class _Work:
    """One reviewer's work: statuses and seconds of all answers, and the verdicts that were taken."""

    program: Program
    answers: list[tuple[int, float]] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)

    def review(self, loader: subprocess.Popen[str]) -> None:
        """Take the next claim and give a verdict until the loader has ended."""
        while loader.poll() is None:
            claim = self._asked(lambda: self.program.post(f"{DESK}/next")).body["claim"]
            if claim:
                given = Given(claim["id"], self.program.actor, f"{claim['id']}-{self.program.actor}", "false")
                self._asked(lambda given=given: send(self.program, given))  # type: ignore[misc]
                self.given.append(given)

    def _asked(self, ask: Callable[[], Answer]) -> Answer:
        for _ in range(_TRIES):
            started = time.perf_counter()
            answer = ask()
            self.answers.append((answer.status, time.perf_counter() - started))
            if answer.status != BUSY:
                return answer
            if "retry-after" not in {name.lower() for name in answer.headers}:
                raise RuntimeError("503 without Retry-After")
        raise RuntimeError(f"{_TRIES} times 503")


def _lines(python: str, folder: Path) -> Iterator[str]:
    for required in (1, 2):
        path = newsroom_of(_made(folder / f"killed{required}"), 2 * POSTS, required)
        answers = killed(path, python, required, POSTS)
        yield f"killed, {required} verdicts a claim: statuses {dict(Counter(one.answer.status for one in answers))}"
    path = newsroom_of(_made(folder / "same"), 40, 1)
    started = time.perf_counter()
    rounds = Counter(tuple(statuses) for statuses, _ in same_claim(path, python, ROUNDS))
    yield f"same claim, {ROUNDS} rounds in {time.perf_counter() - started:.0f} s: statuses {dict(rounds)}"
    path = newsroom_of(_made(folder / "loaded"), 20_000, 1)
    yield f"loader: {load_meanwhile(path, python, CLAIMS // _CLAIMS_AN_ARTICLE).line()}"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    """Print what happens in each environment."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--python", action="append", help="interpreter of an environment; this one unless given")
    asked: Any = parser.parse_args()
    for python in asked.python or [sys.executable]:
        with tempfile.TemporaryDirectory() as name:
            print(python, flush=True)
            for line in _lines(python, Path(name)):
                print(f"  {line}", flush=True)


if __name__ == "__main__":
    main()
