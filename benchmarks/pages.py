"""How fast every kind of page is on a million claims: ``python benchmarks/pages.py [--python PYTHON]…``.

The database is that of ``review.py``. Requests come one after another over one connection, as HTML for a browser. The
first row is an answer that Datasette gives without looking at any table.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path

import review
from review import DESK, PROOF, VERDICT, Row
from served import Answer, Program, Server, served

from datasette_claims.database.opening import open_for_reading
from datasette_claims.identity import digest
from datasette_claims.plugin import addresses
from datasette_claims.plugin.routes import PAGES

_MANY = "SELECT {0} FROM claims WHERE {0} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
_SOME = "SELECT {0} FROM claims WHERE rowid % 97 = 1 AND state = 'new' AND retired_at IS NULL LIMIT 200"
_QUEUES = ((", queued", "?state=queued"), (", some words", "?text=Vorjahr&state=queued"), (", false", "?verdict=false"))


def _rows(path: Path, server: Server) -> Iterator[Row]:
    """Yield a row for each kind of page, and for those that hold much a second for what holds most."""
    anna = server.program("anna")
    yield Row("floor: versions.json", lambda: anna.get("/-/versions.json"))
    made = _prepared(path, server)
    for page in PAGES:
        for name, parts in made[page.path]:
            yield _row(anna, f"{page.template.rpartition('/')[2].removesuffix('.html')}{name}", page.path, parts)
    for name, query in _QUEUES:
        yield _row(anna, f"queue{name}", addresses.QUEUE, [""], query)


def _row(program: Program, name: str, page: str, parts: list[str], query: str = "") -> Row:
    named = cycle(page.replace("{database}", "newsroom").format(**{_part(page): part}) + query for part in parts)
    return Row(name, lambda: _page(program, next(named)))


def _part(page: str) -> str:
    return next((part for part in addresses.PARTS if part != "database" and f"{{{part}}}" in page), "nothing")


def _page(program: Program, address: str) -> Answer:
    answer = program.get(address)
    if not str(answer.body).rstrip().endswith("</html>"):
        raise RuntimeError(f"{address}: {answer.status}, no page")
    return answer


def _prepared(path: Path, server: Server) -> dict[str, list[tuple[str, list[str]]]]:
    """Take what steps some pages need; return for each page what its rows are called and show."""
    with closing(open_for_reading(path)) as connection:

        def ids(sql: str) -> list[str]:
            return [str(row[0]) for row in connection.execute(sql)]

        claims, articles = ids(_SOME.format("id")), ids(_SOME.format("article_id"))
        speakers, busiest = ids(_SOME.format("speaker_id")), ids(_MANY.format("speaker_id"))
        fullest = ids(_MANY.format("article_id"))
    disputed, published, *repeats = claims[:60]
    group = _taken(server, disputed, published, repeats)
    one = [("", [published])]
    return {
        addresses.QUEUE: [("", [""])],
        addresses.DASHBOARD: [("", [""])],
        addresses.CLAIM: [("", claims), (", published", [published])],
        addresses.DISPUTE: [("", [disputed])],
        addresses.PUBLISHED: one,
        addresses.EMBEDDED: one,
        addresses.ARTICLE: [("", articles), (", most claims", fullest)],
        addresses.SPEAKER: [("", speakers), (", most claims", busiest)],
        addresses.GROUP: [(f", {len(repeats)} repeats", [group])],
    }


def _taken(server: Server, disputed: str, published: str, repeats: list[str]) -> str:
    """Have a claim disputed, one published and repeated by others; return the id of the group."""
    anna, ben = server.program("anna"), server.program("ben")
    _done(anna.post(f"{DESK}/{disputed}/triage", {"required": 2}), 200)
    _done(anna.post(f"{DESK}/{disputed}/reviews", VERDICT), 201)
    _done(ben.post(f"{DESK}/{disputed}/reviews", {**VERDICT, "ratings": {"veracity": "true"}}), 201)
    _done(anna.post(f"{DESK}/{published}/reviews", {**VERDICT, "evidence": [PROOF] * 5}), 201)
    _done(anna.post(f"{DESK}/{published}/publish"), 200)
    for claim in repeats:
        _done(anna.post(f"{DESK}/{claim}/repeats", {"of": published}), 200)
    return "g" + digest(published)[:16]


def _done(answer: Answer, status: int) -> None:
    if answer.status != status:
        raise RuntimeError(f"{answer.status} {answer.body}")


def report(python: str, original: Path, turns: int, only: str) -> None:
    """Print the table of one environment."""
    with tempfile.TemporaryDirectory(dir=original.parent) as name:
        path = Path(name, "newsroom.db")
        for file in (original, original.with_name("newsroom.db.private")):
            shutil.copy(file, path.with_name(file.name))
        with served(path, Path(name), python) as server:
            version = server.program("anna").get("/-/versions.json").body["datasette"]["version"]
            print(f"\nDatasette {version}, p50 and p95 in ms of {turns} pages")
            for row in _rows(path, server):
                if only in row.name:
                    middle, high = review.measure(row, turns)
                    print(f"{row.name:52} {middle:8.1f} {high:8.1f}", flush=True)


def main() -> None:
    """Make the database if need be and print a table an environment."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--claims", type=int, default=review.CLAIMS)
    parser.add_argument("--reviews", type=int, default=review.REVIEWS)
    parser.add_argument("--turns", type=int, default=review.TURNS)
    parser.add_argument("--only", default="", help="only the rows whose name holds this")
    parser.add_argument("--python", action="append", help="interpreter of an environment; this one unless given")
    asked = parser.parse_args()
    path = review.database(asked.claims, asked.reviews)
    for python in asked.python or [sys.executable]:
        report(python, path, asked.turns, asked.only)


if __name__ == "__main__":
    main()
