"""Measure how often each rule's finds are right, as the table [confidence] of a lexicon file.

    python benchmarks/confidence.py LANGUAGE PIPELINE GOLD.jsonl[.gz] …

GOLD holds one annotated article a line: {"text", "annotations": [{"quote": spans, "speaker": spans}, …]}. A find is
right if its quote and its speaker overlap with the same annotation by half (token-free: Dice over code points).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from datasette_claims.claims.components import claims_of
from datasette_claims.claims.confidence import measured_as
from datasette_claims.language import pipeline
from datasette_claims.model import Claim

HALF = 0.5


def covered(spans: Iterable[tuple[int, int]] | None) -> set[int]:
    """Return the code points under spans."""
    return {i for start, end in spans or () for i in range(start, end)}


def alike(one: set[int], other: set[int]) -> bool:
    """Tell whether two sets of code points overlap by half; two empty ones do."""
    return not (one or other) or 2 * len(one & other) >= HALF * 2 * (len(one) + len(other)) / 2


def right(claim: Claim, annotations: list[dict[str, Any]]) -> bool:
    """Tell whether some annotation has this quote and this speaker."""
    quote, speaker = covered(claim.spans), covered(claim.mention.spans if claim.mention else ())
    return any(alike(quote, covered(a["quote"])) and alike(speaker, covered(a.get("speaker"))) for a in annotations)


def main(language: str, name: str, *paths: str) -> None:
    """Print the table of one pipeline's rules; measure a trained one on texts that it was not trained on."""
    nlp = pipeline(language, name)
    found: Counter[str] = Counter()
    correct: Counter[str] = Counter()
    for path in paths:
        raw = Path(path).read_bytes()
        text = (gzip.decompress(raw) if path.endswith(".gz") else raw).decode("utf-8")
        for article in map(json.loads, text.splitlines()):
            for claim in claims_of(nlp(article["text"])):
                key = measured_as(claim.rule, claim.quote_type)
                found[key] += 1
                correct[key] += right(claim, article["annotations"])
    print("[confidence]")
    for key, count in sorted(found.items()):
        # One right and one wrong find more than were seen, so that rare rules claim nothing.
        print(f'"{key}" = {(correct[key] + 1) / (count + 2):.2f} # {count}')


if __name__ == "__main__":
    main(*sys.argv[1:])
