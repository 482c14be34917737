"""How long the command line takes to start: ``datasette claims --help`` beside ``datasette --help``."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

RUNS = 9
COMMANDS = {"datasette --help": ["--help"], "datasette claims --help": ["claims", "--help"]}


def seconds(arguments: list[str]) -> float:
    """Run Datasette once; return the wall time."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "datasette", *arguments], capture_output=True, check=True)
    return time.perf_counter() - started


def main() -> None:
    """Print the medians and their ratio; the runs alternate, so that a busy machine slows both."""
    found: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, arguments in COMMANDS.items():
            found[name].append(seconds(arguments))
    for name, times in found.items():
        print(f"{name:26} {median(times):.3f} s  (fastest {min(times):.3f}, slowest {max(times):.3f}, {RUNS} runs)")
    plain, ours = (median(times) for times in found.values())
    print(f"ratio {ours / plain:.2f}")


if __name__ == "__main__":
    main()
