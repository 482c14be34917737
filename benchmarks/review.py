"""How fast the review desk answers on a million claims: ``python benchmarks/review.py [--python PYTHON]…``.

The database is made once and kept under ``build``; each ``--python``, the interpreter of an environment, serves a copy
of it. Requests come one after another over one connection, those of a signed-in reviewer. The first row is an answer
that Datasette gives without looking at any table: the floor that aims are measured from.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import newsroom
import rounds
from served import ROOT, Answer, Server, served

from datasette_claims.database import listing
from datasette_claims.database.filtering import Filters
from datasette_claims.database.opening import open_for_reading
from datasette_claims.identity import digest
from datasette_claims.migrations import filters as filters_schema
from datasette_claims.migrations import reviews as schema

CLAIMS = 1_000_000
REVIEWS = 10_000
TURNS = 40
DEEP = 20_000
MEMORY = 200
_WARM = 2
_SLOW = 2000
DESK = "/newsroom/-/claims"
PROOF = {"bearing": "refutes", "url": "https://example.org/statistik", "title": "Statistik"}
VERDICT = {
    "ratings": {"veracity": "false", "attribution": "verbatim"},
    "summary": "Das stimmt nicht.",
    "evidence": [PROOF],
}

Select = Mapping[str, str]
Act = Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what happens once a turn, and the p95 in ms that it should keep to.

    ``above`` says that the aim is measured from the floor; ``before`` makes ready for a turn and is not measured.
    """

    name: str
    act: Act
    aim: float | None = None
    above: bool = False
    before: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Known:
    """Values to filter by, the most frequent first."""

    speakers: Sequence[str]
    sources: Sequence[str]
    claims: Sequence[str]


def database(claims: int, reviews: int) -> Path:
    """Return the database, made unless it is there; with another schema or size it is another file."""
    folder = ROOT / "build" / "review" / f"{claims}-{reviews}-{_fingerprint()}"
    path = folder / "newsroom.db"
    if not path.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        started = time.perf_counter()
        newsroom.build(folder / "part.db", claims)
        print(f"{claims} claims made in {time.perf_counter() - started:.0f} s", flush=True)
        rounds.review(folder / "part.db", reviews)
        (folder / "part.db.private").rename(folder / "newsroom.db.private")
        (folder / "part.db").rename(path)
        print(f"reviewed in {time.perf_counter() - started:.0f} s", flush=True)
    return path


def _fingerprint() -> str:
    parts = (schema, filters_schema, newsroom, rounds)
    return digest("".join(Path(str(part.__file__)).read_text("utf-8") for part in parts))[:8]


def known(path: Path) -> Known:
    """Read what the database holds."""

    def column(sql: str) -> list[str]:
        return [str(row[0]) for row in connection.execute(sql)]

    with closing(open_for_reading(path)) as connection:
        return Known(
            column("SELECT speaker FROM claims GROUP BY 1 ORDER BY count(*) DESC, 1"),
            column("SELECT source FROM claims GROUP BY 1 ORDER BY count(*) DESC, 1"),
            column("SELECT id FROM claims WHERE rowid % 997 = 1 AND retired_at IS NULL LIMIT 500"),
        )


def selections(found: Known) -> Iterator[tuple[str, Select]]:
    """Yield filters, two or more, of frequent, middling and rare values."""
    top, middle, rare = found.speakers[0], found.speakers[300], found.speakers[-1]
    source, small = found.sources[0], found.sources[-1]
    yield "no filter", {}
    yield "frequent speaker, new", {"speaker": top, "state": "new"}
    yield "frequent speaker, queued", {"speaker": top, "state": "queued"}
    yield "frequent speaker, decided", {"speaker": top, "state": "decided"}
    yield "rare speaker, new", {"speaker": rare, "state": "new"}
    yield "frequent speaker, false", {"speaker": top, "verdict": "false"}
    yield "frequent speaker, unreviewed", {"speaker": top, "verdict": "unreviewed"}
    yield "speaker, source", {"speaker": middle, "source": source}
    yield "frequent speaker, source", {"speaker": top, "source": source}
    yield "queued, frequent source", {"state": "queued", "source": source}
    yield "queued, rare source", {"state": "queued", "source": small}
    yield "decided, frequent source", {"state": "decided", "source": source}
    yield "rejected, rare source", {"state": "rejected", "source": small}
    yield "unreviewed, frequent source", {"verdict": "unreviewed", "source": source}
    yield "false, rare source", {"verdict": "false", "source": small}
    yield "queued, direct", {"state": "queued", "quote_type": "direct"}
    yield "queued, free indirect", {"state": "queued", "quote_type": "free_indirect"}
    yield "English, false", {"language": "en", "verdict": "false"}
    yield "English, reported, rare source", {"language": "en", "quote_type": "reported", "source": small}
    yield "queued, a month", {"state": "queued", "published_from": "2015-03", "published_to": "2015-03"}
    yield "rare source, until 2010", {"source": small, "published_to": "2010-06"}
    yield "frequent speaker, from 2025", {"speaker": top, "published_from": "2025-10"}
    yield "very common words, queued", {"text": "die der", "state": "queued"}
    yield "common word, decided", {"text": "das", "state": "decided"}
    yield "common word, rare speaker", {"text": "das", "speaker": rare}
    yield "word of some, queued", {"text": "Vorjahr", "state": "queued"}
    yield "rare words, queued", {"text": '"mal so viel" 77', "state": "queued"}
    yield "words of nobody, queued", {"text": "xylophonisten", "state": "queued"}
    yield "topic of many, queued", {"topic": "die", "state": "queued"}
    yield "topic of none, queued", {"topic": "xylophon", "state": "queued"}
    yield "checkworthy, queued", {"checkworthiness": "0.95", "state": "queued"}


def filters(select: Select) -> Filters:
    """Return a selection as the database's filters."""
    typed = {name: float(value) if name == "checkworthiness" else value for name, value in select.items()}
    return Filters(**typed)  # type: ignore[arg-type]


def lists(path: Path, found: Known, get: Callable[[str], Answer]) -> Iterator[Row]:
    """Yield the first and a deep page of every list in every order."""
    with closing(open_for_reading(path)) as connection:
        for (name, select), sort in product(selections(found), listing.SORTS):
            asked = dict(select) | {"sort": sort}
            yield _page(f"list: {name} by {sort}", asked, get)
            after = _deep(connection, select, sort)
            if after:
                yield _page(f"list: {name} by {sort}, deep", asked | {"after": after}, get)


def _page(name: str, asked: Select, get: Callable[[str], Answer]) -> Row:
    path = f"{DESK}.json?{urlencode(asked)}"
    return Row(name, lambda: get(path), aim=60)


def _deep(connection: object, select: Select, sort: str) -> str | None:
    """Return what leads to the last full page, or to one after as many claims as ``DEEP``."""
    page = listing.page(connection, filters(select), sort, None, DEEP)  # type: ignore[arg-type]
    if page.after or len(page.claims) <= 2 * 50:
        return page.after
    return listing.page(connection, filters(select), sort, None, len(page.claims) - 50).after  # type: ignore[arg-type]


def steps(found: Known, server: Server) -> Iterator[Row]:
    """Yield what reviewers do, and what they look at besides."""
    anna, busy = server.program("anna"), server.program(rounds.BUSY)
    taken: list[str] = []

    def take(select: Select, who: str = "anna") -> Answer:
        answer = (busy if who == rounds.BUSY else anna).post(f"{DESK}/next", select)
        taken.extend([answer.body["claim"]["id"]] if answer.body["claim"] else [])
        return answer

    yield Row("floor: versions.json", lambda: anna.get("/-/versions.json"))
    for name, select in selections(found):
        if "verdict" not in select and select.get("state") in {None, "new", "queued"}:
            plain = {key: value for key, value in select.items() if key != "state"}
            typed = plain | ({"checkworthiness": 0.95} if "checkworthiness" in plain else {})
            yield Row(f"next: {name}", lambda typed=typed: take(typed), 25, above=True)  # type: ignore[misc]
    yield Row("next: who has answered 10,000", lambda: take({}, rounds.BUSY), 25, above=True)
    claims = iter(found.claims * 9)
    yield Row("one claim", lambda: anna.get(f"{DESK}/{next(claims)}.json"), 25, above=True)
    yield Row("one claim, reviewed", lambda: anna.get(f"{DESK}/{taken[-1]}.json"), 25, above=True)
    yield Row("submit review", lambda: anna.post(f"{DESK}/{taken[-1]}/reviews", VERDICT), 40, before=lambda: take({}))
    yield Row("statistics", lambda: anna.get(f"{DESK}/stats.json"), 1000)
    yield Row("agreement", lambda: anna.get(f"{DESK}/agreement.json"), 1000)
    yield Row("dashboard", lambda: anna.get(f"{DESK}/dashboard.json"), 500, above=True)
    yield Row("table page", lambda: anna.get("/newsroom/claims.json?_size=50"))
    yield Row("table page, facets", lambda: anna.get("/newsroom/claims.json?_size=50&_facet=speaker&_facet=verdict"))


def measure(row: Row, turns: int) -> tuple[float, float]:
    """Return p50 and p95 of some turns in ms; raises RuntimeError if one is not answered well."""
    times = [_turn(row) for _ in range(_WARM)]
    # What takes seconds needs no repetition to be seen.
    if times[-1] < _SLOW:
        times = [_turn(row) for _ in range(turns)]
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


def _turn(row: Row) -> float:
    row.before()
    started = time.perf_counter()
    answer = row.act()
    seconds = time.perf_counter() - started
    if answer.status not in {200, 201}:
        raise RuntimeError(f"{row.name}: {answer.status} {answer.body}")
    return 1000 * seconds


def report(python: str, original: Path, turns: int, only: str) -> None:
    """Print the table of one environment."""
    with tempfile.TemporaryDirectory(dir=original.parent) as name:
        path = Path(name, "newsroom.db")
        for file in (original, original.with_name("newsroom.db.private")):
            shutil.copy(file, path.with_name(file.name))
        found = known(path)
        with served(path, Path(name), python) as server:
            anna = server.program("anna")
            version = anna.get("/-/versions.json").body["datasette"]["version"]
            print(f"\nDatasette {version}, p50 and p95 in ms of {turns} requests")
            _table((*steps(found, server), *lists(path, found, anna.get)), turns, only)
            _line("memory at most, MB", 0, server.memory(), MEMORY)


def _table(rows: Iterable[Row], turns: int, only: str) -> None:
    floor = 0.0
    for row in rows:
        if only in row.name or not floor:
            middle, high = measure(row, turns)
            floor = floor or high
            _line(row.name, middle, high, None if row.aim is None else row.aim + floor * row.above)


def _line(name: str, middle: float, high: float, most: float | None) -> None:
    verdict = "" if most is None else "ok" if high <= most else f"MISSES {most:.0f}"
    print(f"{name:52} {middle:8.1f} {high:8.1f}  {verdict}", flush=True)


def main() -> None:
    """Make the database if need be and print a table an environment."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--reviews", type=int, default=REVIEWS)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--only", default="", help="only the rows whose name holds this")
    parser.add_argument("--python", action="append", help="interpreter of an environment; this one unless given")
    asked = parser.parse_args()
    path = database(asked.claims, asked.reviews)
    for python in asked.python or [sys.executable]:
        report(python, path, asked.turns, asked.only)


if __name__ == "__main__":
    main()
