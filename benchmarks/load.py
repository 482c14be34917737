"""How fast articles are loaded, beside spaCy's tokens alone: ``python benchmarks/load.py [COUNT]``.

Each row runs in a process of its own, whose largest memory is the system's count. The floor reads the same files and
only cuts them into tokens with ``spacy.blank("de")``.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from articles import write

COUNT = 1000


def floor(folder: Path) -> None:
    """Cut every article into tokens."""
    import spacy  # noqa: PLC0415 - it is part of what is measured

    nlp = spacy.blank("de")
    for path in sorted(folder.iterdir()):
        nlp(path.read_text("utf-8"))


def load(folder: Path, jobs: int) -> None:
    """Load every article."""
    from datasette_claims import load as load_articles  # noqa: PLC0415 - it is part of what is measured

    load_articles(folder.with_name(f"jobs{jobs}.db"), [folder], jobs=jobs)


ROWS: dict[str, Callable[[Path], None]] = {
    "spacy.blank tokens": floor,
    "load, 1 job": lambda folder: load(folder, 1),
    "load, 2 jobs": lambda folder: load(folder, 2),
    "load again": lambda folder: load(folder, 1),
}


def measure(row: str, folder: Path) -> dict[str, float]:
    """Run one row in this process; return its seconds and its largest memory in MB, children's the largest one."""
    started = time.perf_counter()
    ROWS[row](folder)
    seconds = time.perf_counter() - started
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"seconds": seconds, "own": own / 1024, "children": children / 1024}


def main(count: int) -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name, "articles"), count)
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        print(f"{count} articles, {size:.1f} MB of text")
        print(f"{'':20} {'seconds':>8} {'articles/s':>11} {'MB':>6} {'MB, child':>10}")
        for row in ROWS:
            command = [sys.executable, __file__, "--row", row, str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found = json.loads(done.stdout)
            rate = count / found["seconds"]
            print(
                f"{row:20} {found['seconds']:8.1f} {rate:11.0f} {found['own']:6.0f} {found['children']:10.0f}",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--row"]:
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]))))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else COUNT)
