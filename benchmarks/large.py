"""How long the pages of large articles take: ``python benchmarks/large.py [--python PYTHON]…``.

One article is of a megabyte and holds ten claims, one holds 2,000 claims. The bar is a second.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

from served import Program, served

from datasette_claims.changes import decide
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.database.storing import Stamp, begin_run, store
from datasette_claims.identity import article_key, claim_keys
from datasette_claims.model import Article, Claim, Cue, Mention, QuoteType, Span

SENTENCE = "„Es gibt den Willen auf beiden Seiten “, sagte Anna Ackerbach am Mittwoch. "
"""A sentence with one claim."""

_LOADED = "2026-05-04T10:00:00Z"
_TURNS = 10


def repeated(number: int) -> list[Claim]:
    """Return as many claims, one in each sentence of a text that repeats ``SENTENCE``."""
    return [_claim(by) for by in range(0, number * len(SENTENCE), len(SENTENCE))]


def _claim(by: int) -> Claim:
    def at(words: str) -> Span:
        start = SENTENCE.index(words) + by
        return Span(start, start + len(words))

    quote, cue, mention = "Es gibt den Willen auf beiden Seiten ", "sagte", "Anna Ackerbach"
    sentence = Span(by, by + len(SENTENCE.rstrip()))
    return Claim(
        quote_type=QuoteType.DIRECT,
        spans=(at(quote),),
        quote=quote,
        sentence=sentence,
        cue=Cue((at(cue),), cue, "sagen"),
        mention=Mention((at(mention),), mention),
        speaker=None,
        rule="by hand",
        confidence=0.5,
    )


def load(path: Path, text: str, claims: list[Claim]) -> tuple[str, str]:
    """Store an article; return its id and that of its first claim."""
    article = Article(text=text, title="Groß", origin="large.txt", raw_sha256="0" * 64, language="de")
    with closing(open_for_writing(path)) as connection, transaction(connection, path):
        stamp = Stamp(begin_run(connection, "test", "by hand", _LOADED), _LOADED)
        store(connection, decide(article, claims, None), stamp)
    return article_key(text), claim_keys(article_key(text), claims)[0]


def _seconds(program: Program, address: str) -> list[float]:
    took = []
    for _ in range(_TURNS):
        begun = time.perf_counter()
        answer = program.get(address)
        took.append(time.perf_counter() - begun)
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"{address}: {answer.status}")
    return took


def report(python: str) -> None:
    """Print how long an environment takes."""
    for sentences, number in ((14_000, 10), (2_000, 2_000)):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name, "claims.db")
            article, claim = load(path, SENTENCE * sentences, repeated(number))
            with served(path, Path(name), python) as server:
                program = server.program("anna")
                version = program.get("/-/versions.json").body["datasette"]["version"]
                for address in (f"/claims/-/articles/{article}", f"/claims/-/claims/{claim}"):
                    took = _seconds(program, address)
                    what = f"{version:8} {sentences * len(SENTENCE):9,} characters, {number:5,} claims"
                    print(
                        f"{what} {address.split('/')[3]:8} {statistics.median(took):6.3f} s, at most {max(took):6.3f} s"
                    )


def main() -> None:
    """Print a table an environment."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--python", action="append", help="interpreter of an environment; this one unless given")
    for python in parser.parse_args().python or [sys.executable]:
        report(python)


if __name__ == "__main__":
    main()
