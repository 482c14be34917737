"""Measure how well the check-worthiness score separates claims that people marked, and how it spreads over quotes.

    python benchmarks/worthiness.py labels LANGUAGE SET …
    python benchmarks/worthiness.py quotes LANGUAGE GOLD.jsonl[.gz] …

A SET has a column for the text and one for the label: GermEval 2021 (csv, Sub3_FactClaiming), CheckThat! subjectivity
(tsv, OBJ or SUBJ) or ClaimBuster two_class (json). GOLD holds one annotated article a line: {"text", "annotations":
[{"quote": spans, "cue": spans}, …]}. Per cent, but for the scores.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import mean, quantiles

from datasette_claims.claims.lexicon import Lexicon, lexicon
from datasette_claims.claims.worthiness import worthiness_of
from datasette_claims.model import GAP, Reason, Worthiness

COLUMNS = (("comment_text", "Sub3_FactClaiming", "1"), ("sentence", "label", "OBJ"), ("text", "label", "1"))
PLACEHOLDER = re.compile(r"@[A-Z]+")  # GermEval's, for the names of users and media
HALF = 0.5
MICRO = 1e6

Marked = list[tuple[float, bool]]


def labelled(path: Path) -> list[tuple[str, bool]]:
    """Return the texts of a set with whether people marked them."""
    content = path.read_text("utf-8")
    if path.suffix == ".json":
        rows = json.loads(content)
    elif path.suffix == ".tsv":
        rows = list(csv.DictReader(content.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    else:
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    text, label, yes = next(columns for columns in COLUMNS if columns[0] in rows[0])
    return [(PLACEHOLDER.sub("", row[text]), str(row[label]) == yes) for row in rows]


def area(marked: Marked) -> float:
    """Return how often a marked text scores above another one, ties half: the area under the ROC curve."""
    at: dict[float, list[int]] = {}
    for score, yes in marked:
        at.setdefault(score, [0, 0])[yes] += 1
    above = below = 0.0
    for _, (no, yes) in sorted(at.items()):
        above += yes * (below + no / 2)
        below += no
    return above / (below * sum(yes for _, yes in marked))


def average_precision(marked: Marked) -> float:
    """Return the mean, over the marked texts, of the precision down to their score."""
    total = right = 0
    found = 0.0
    at: dict[float, list[bool]] = {}
    for score, yes in marked:
        at.setdefault(score, []).append(yes)
    for _, group in sorted(at.items(), reverse=True):
        total += len(group)
        right += sum(group)
        found += sum(group) * right / total
    return found / right


def f1(marked: Marked, threshold: float, *, of: bool = True) -> float:
    """Return F1 of one class (``of``), a text counting as worthy from the threshold on."""
    right = sum(yes is of and (score >= threshold) is of for score, yes in marked)
    called = sum((score >= threshold) is of for score, _ in marked)
    there = sum(yes is of for _, yes in marked)
    return 2 * right / (called + there) if called + there else 0.0


def macro(marked: Marked, threshold: float) -> float:
    """Return the mean of both classes' F1."""
    return mean((f1(marked, threshold), f1(marked, threshold, of=False)))


def print_labels(words: Lexicon, paths: list[Path]) -> None:
    """Print some figures a set, then how often each reason stands in marked and other texts.

    The second threshold is the best one of the first set, so that no other set chooses its own.
    """
    best = None
    for path in paths:
        rows = [(worthiness_of(text, words), yes) for text, yes in labelled(path)]
        marked = [(found.score, yes) for found, yes in rows]
        best = best or max({score for score, _ in marked}, key=lambda threshold: macro(marked, threshold))
        share = mean(yes for _, yes in marked)
        majority = macro(marked, 0.0 if share >= HALF else 2.0)
        print(f"\n{path.name}: {len(rows)} texts, {share:.0%} marked, macro-F1 of the majority {majority:.1%}")
        print(f"AUC {area(marked):.1%}  average precision {average_precision(marked):.1%}")
        for threshold in (HALF, best):
            figures = f"macro-F1 {macro(marked, threshold):.1%}  F1 of marked {f1(marked, threshold):.1%}"
            print(f"from {threshold:.2f} on: {figures}")
        print_reasons({"marked": [w for w, yes in rows if yes], "others": [w for w, yes in rows if not yes]})


def print_reasons(groups: dict[str, list[Worthiness]]) -> None:
    """Print in how many of each group's texts each reason was found."""
    counts = [(Counter(r for one in group for r in one.reasons), max(len(group), 1)) for group in groups.values()]
    print(f"{'reason':12}" + "".join(f"{name:>10}" for name in groups))
    for reason in Reason:
        print(f"{reason.value:12}" + "".join(f"{found[reason] / size:10.1%}" for found, size in counts))


def quotes(path: Path) -> list[str]:
    """Return the quotes of annotated articles; what their cues add is left aside."""
    raw = path.read_bytes()
    content = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    articles = [json.loads(line) for line in content.splitlines()]
    return [GAP.join(a["text"][slice(*span)] for span in one["quote"]) for a in articles for one in a["annotations"]]


def print_quotes(words: Lexicon, paths: list[Path]) -> None:
    """Print how the scores spread, how often each reason stands in quotes, and what a quote costs."""
    groups = {}
    for path in paths:
        texts = quotes(path)
        begun = time.process_time()
        groups[path.parent.name] = [worthiness_of(text, words) for text in texts]
        cost = (time.process_time() - begun) / len(texts) * MICRO
        scores = [one.score for one in groups[path.parent.name]]
        tenths = Counter(min(int(score * 10), 9) for score in scores)
        spread = " ".join(f"{tenths[k] / len(scores):.0%}" for k in range(10))
        low, middle, high = quantiles(scores, n=4)
        print(
            f"{path.parent.name}: {len(texts)} quotes, {cost:.0f} µs each; quartiles {low:.2f} {middle:.2f} {high:.2f}"
        )
        print(f"by tenths of the score: {spread}")
    print_reasons(groups)


if __name__ == "__main__":
    {"labels": print_labels, "quotes": print_quotes}[sys.argv[1]](lexicon(sys.argv[2]), list(map(Path, sys.argv[3:])))
