"""The annotated development sets by which extraction is measured.

They are no part of the package: the folder that holds them is named by the environment variable CLAIMS_CORPORA, else
it is ``../shared/corpora`` beside the checkout.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from datasette_claims.evaluation.annotations import Part
from datasette_claims.evaluation.names import EVERY_KIND
from datasette_claims.evaluation.scores import Scores
from datasette_claims.measurement import Measurement, measure, read_articles, read_names

PIPELINES = ("fast", "accurate")


@dataclass(frozen=True, slots=True)
class Corpus:
    """One annotated file; ``note`` says how far its figures can be believed, ``named`` if names stand beside it."""

    name: str
    language: str
    note: str
    named: bool = False

    @property
    def gold(self) -> Path:
        """The file of annotated articles."""
        return folder() / f"{self.name}.jsonl.gz"

    @property
    def names(self) -> Path:
        """The file of names."""
        return folder() / f"{self.name}.names.jsonl"


_OURS = (
    "copy, written and annotated by the same people and guide as what the pipelines were made from. Thresholds and"
    " confidences of `accurate` were set, and its rules chosen, on this very set: figures and calibration flatter here"
)
CORPORA = (
    Corpus("agency-de/dev", "de", f"German agency {_OURS}"),
    Corpus("agency-en/dev", "en", f"English agency {_OURS}"),
    Corpus(
        "wikinews-de/dev",
        "de",
        "German news wiki, annotated by others; no weight, threshold or confidence was fitted to it, but its errors"
        " were read, and rules were kept for what they gained here",
        named=True,
    ),
)


def folder() -> Path:
    """Return where the corpora are, or should be."""
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
    return Path(os.environ.get("CLAIMS_CORPORA") or beside)


def fingerprint(corpus: Corpus) -> str:
    """Return the SHA-256 of the gold, decompressed."""
    return hashlib.sha256(gzip.decompress(corpus.gold.read_bytes())).hexdigest()


def measured(corpus: Corpus, pipeline: str) -> Measurement:
    """Run a pipeline over a corpus."""
    articles = read_articles(corpus.gold)
    names = read_names(corpus.names, articles) if corpus.named else None
    return measure(articles, pipeline, language=corpus.language, names=names)


def figures(scores: Scores) -> Mapping[str, float]:
    """Return the figures that have a floor, as ``floors.toml`` names them; parts that nobody annotated have none."""
    parts = [part.value for part in Part if part in scores.parts]
    found = {name: scores.published[name].f1 for name in (*parts, "joint", "type")}
    found["quote_hit"] = scores.hits["quote overlap"].f1
    found["quote_speaker_hit"] = scores.hits["quote+speaker"].f1
    if scores.names:
        found["names"] = scores.names[EVERY_KIND].recall
    return found
