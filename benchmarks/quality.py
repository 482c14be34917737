"""Write ``benchmarks/quality.md``: both pipelines on the development sets, beside other systems.

    python benchmarks/quality.py [--polnear FILE]

Our figures are measured in this run; those of others stand in ``peers.toml`` with their sources. FILE is a split of
PolNeAR as JSON lines (docs/evaluation.md says how); its articles belong to their publishers and stay out of here.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpora import CORPORA, PIPELINES, measured

from datasette_claims.evaluation.figures import Figure
from datasette_claims.evaluation.reliability import calibration_error
from datasette_claims.evaluation.report import Cell, left_out, sections
from datasette_claims.evaluation.scores import Scores
from datasette_claims.measurement import Measurement, measure, read_articles

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).resolve().parent
FILE = FOLDER / "quality.md"
COLUMNS = {
    "quote": "quote P / R / F1",
    "speaker": "speaker",
    "cue": "cue",
    "roles": "roles",
    "joint": "joint",
    "type": "type",
    "quote_hit": "quote hit",
    "exact_trimmed": "quote exact",
    "quote_speaker_hit": "quote+speaker hit",
}
POLNEAR = "PolNeAR"
NOTES = {corpus.name: corpus.note for corpus in CORPORA}
OTHER_NOTE = (
    "English news of seven American publishers, annotated by others; nothing was fitted to it. It has no types of its"
    " own: Direct, Mixed and Indirect were told apart by quotation marks, so figures by type say little"
)

Found = Mapping[str, Measurement]
"""Measurements by pipeline."""


def page(corpora: Mapping[tuple[str, str], Found], peers: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of the page; ``corpora`` are measurements by name and split."""
    yield "# Quality\n"
    yield "Written by `make quality`; do not edit. What the figures mean: [evaluation.md](../docs/evaluation.md)."
    yield "Per cent; F1 where one number stands. Rows without a source were measured in this run, on"
    yield f"{', '.join(_versions())}; the words a second are those of that machine, one process.\n"
    named = dict.fromkeys([*corpora, *((peer["corpus"], peer["split"]) for peer in peers)])
    for name in named:
        yield from _corpus(name, corpora.get(name, {}), [one for one in peers if (one["corpus"], one["split"]) == name])


def _versions() -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    yield from (f"{name} {version(name)}" for name in ("datasette-claims", "spacy", "onnxruntime"))


def _corpus(name: tuple[str, str], found: Found, peers: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"## {'/'.join(name)}\n"
    scores = [one.scores for one in found.values()]
    if scores:
        missing = left_out(scores[0])
        without = f" Not annotated, and no part of roles and joint: {', '.join(missing)}." if missing else ""
        yield f"{NOTES.get('/'.join(name), OTHER_NOTE)}.\n"
        yield f"{scores[0].articles} articles, {scores[0].gold} annotations.{without}\n"
    rows = [[f"**{pipeline}**", *_ours(one), ""] for pipeline, one in found.items()]
    rows += [[peer["name"], *_theirs(peer), f"{peer['origin']}: {peer['source']}"] for peer in peers]
    yield from _table(["system", *COLUMNS.values(), "words a second", "source"], rows)
    if scores:
        yield from _details(list(found), scores)


def _ours(measurement: Measurement) -> Iterator[str]:
    scores = measurement.scores
    hits = {"quote_hit": "quote overlap", "exact_trimmed": "quote exact, trimmed", "quote_speaker_hit": "quote+speaker"}
    yield _shown(scores.published["quote"])
    for column in [*COLUMNS][1:]:
        figure = scores.hits[hits[column]] if column in hits else scores.published[column]
        yield f"{figure.f1:.1f}"
    yield f"{measurement.words_per_second:,.0f}"


def _theirs(peer: Mapping[str, Any]) -> Iterator[str]:
    for column in COLUMNS:
        figure = peer.get(column)
        numbers = figure if isinstance(figure, list) else [] if figure is None else [figure]
        yield " / ".join(f"{number:.1f}" for number in numbers)
    yield ""


def _details(pipelines: Sequence[str], scores: Sequence[Scores]) -> Iterator[str]:
    """Yield all other figures, and how far the confidences can be believed."""
    for section in sections(scores):
        rows = [[row.label, *map(_shown, row.cells)] for row in section.rows]
        yield from _table([section.heading, *pipelines], rows)
    for pipeline, one in zip(pipelines, scores, strict=True):
        bins = [
            [f"{b.low:.0f} to {b.high:.0f}", str(b.size), f"{b.confidence:.1f}", f"{b.right:.1f}"]
            for b in one.reliability
        ]
        error = ["expected calibration error", "", "", f"{calibration_error(one.reliability):.1f}"]
        yield from _table([f"Confidence of {pipeline}", "claims", "mean", "right"], [*bins, error])


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, Figure):
        return f"{cell.precision:.1f} / {cell.recall:.1f} / {cell.f1:.1f}"
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:.1f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def main(arguments: list[str]) -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description="Write benchmarks/quality.md.")
    parser.add_argument("--polnear", type=Path, metavar="FILE", help="a split of PolNeAR, as JSON lines")
    polnear = parser.parse_args(arguments).polnear
    found: dict[tuple[str, str], Found] = {}
    for corpus in CORPORA:
        name, _, split = corpus.name.partition("/")
        found[name, split] = {pipeline: measured(corpus, pipeline) for pipeline in PIPELINES}
    if polnear:
        articles = read_articles(polnear)
        split = polnear.name.partition(".")[0]
        found[POLNEAR, split] = {pipeline: measure(articles, pipeline, language="en") for pipeline in PIPELINES}
    peers = tomllib.loads((FOLDER / "peers.toml").read_text("utf-8"))["peer"]
    FILE.write_text("\n".join(page(found, peers)).rstrip("\n") + "\n", "utf-8")
    print(f"{FILE.name} is written")


if __name__ == "__main__":
    main(sys.argv[1:])
