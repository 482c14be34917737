"""How fast the review desk answers on a million claims: ``python benchmarks/review.py [--claims N] [--python PYTHON]…``.

The database is made once and kept under ``build``. Each ``--python`` names the interpreter of an environment, which
serves a copy of it; requests come one after another over one connection, a signed-in reviewer's. The first row is an
answer that Datasette gives without looking at any table: the floor that the aims are measured from.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import newsroom
import rounds
from served import ROOT, Answer, Program, Server, served

from datasette_claims.database.opening import open_for_reading

CLAIMS = 1_000_000
REVIEWS = 10_000
TURNS = 40
DEEP = 20
FLOOR = "/-/versions.json"
DESK = "/newsroom/-/claims"
VERDICT = {"ratings": {"veracity": "false", "attribution": "verbatim"}, "summary": "Das stimmt nicht."}
PROOF = {"bearing": "refutes", "url": "https://example.org/statistik", "title": "Statistik"}
SORTS = ("reading_order", "priority", "checkworthiness")

Act = Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what is asked, how long it may take beyond the floor (p95, ms), and one turn of it.

    ``before`` makes ready for each turn and is not measured.
    """

    name: str
    aim: float | None
    act: Act
    before: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Known:
    """Values of the database that filters are given: the most frequent of each column, a middling and a rare one."""

    speakers: Sequence[str]
    sources: Sequence[str]
    claims: Sequence[str]


def database(claims: int, reviews: int) -> Path:
    """Return the database, made unless it is there; another schema or size is another file."""
    schema = "".join(f"{step.name}" for step in ())
    folder = ROOT / "build" / "review"
    path = folder / f"newsroom-{claims}-{reviews}{schema}.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        started = time.perf_counter()
        part = path.with_suffix(".part")
        newsroom.build(part, claims)
        rounds.review(part, reviews)
        part.with_name(part.name + ".private").rename(path.with_name(path.name + ".private"))
        part.rename(path)
        print(f"made {path.name} in {time.perf_counter() - started:.0f} s", flush=True)
    return path
