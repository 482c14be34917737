"""Raise the floors of ``tests/quality/floors.toml`` to what is measured: ``python benchmarks/floors.py``.

A floor is the measured figure less 0.3, so that a tie that falls otherwise breaks no build. A figure below its floor,
or other gold than before, is refused, unless ``--lower REASON`` says why; the reason is written into the file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpora import CORPORA, PIPELINES, figures, fingerprint, measured

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).resolve().parent.parent / "tests" / "quality" / "floors.toml"
SLACK = 0.3
HEAD = """\
# The least that extraction may reach, per cent; the figures are explained in docs/evaluation.md.
# `make floors` raises them. It lowers none without a reason, which is kept at the end.
"""

Key = tuple[str, str, str]
"""Corpus, pipeline and figure."""


@dataclass(frozen=True, slots=True)
class Pins:
    """What the file holds: the corpora's fingerprints, the floors, and why some were lowered."""

    fingerprints: Mapping[str, str]
    floors: Mapping[Key, float]
    lowered: tuple[Mapping[str, str], ...] = ()


def read(text: str) -> Pins:
    """Return the pins of a file's text; none of an empty one."""
    table = tomllib.loads(text)
    floors = {
        (corpus, pipeline, figure): float(floor)
        for corpus, pipelines in table.get("floors", {}).items()
        for pipeline, found in pipelines.items()
        for figure, floor in found.items()
    }
    return Pins(table.get("fingerprints", {}), floors, tuple(table.get("lowered", ())))


def written(pins: Pins) -> str:
    """Return the text of the file, from which ``read`` returns the same pins."""
    return HEAD + "\n".join(_lines(pins)) + "\n"


def fallen(pins: Pins, fingerprints: Mapping[str, str], found: Mapping[Key, float]) -> list[str]:
    """Return, one a line, what no longer holds: other gold, figures below their floors, figures that are gone.

    Only corpora with a fingerprint in ``fingerprints`` and pipelines with a figure in ``found`` are looked at.
    """
    other = [name for name, sha in fingerprints.items() if name in pins.fingerprints and pins.fingerprints[name] != sha]
    lines = [f"{name}: the gold is not the one that was measured before" for name in other]
    seen = {key[:2] for key in found}
    for key, floor in pins.floors.items():
        if key not in found and key[:2] in seen:
            lines.append(f"{' '.join(key)}: not measured any more, floor {floor:.2f}")
        elif key in found and found[key] < floor:
            lines.append(f"{' '.join(key)}: {found[key]:.2f}, floor {floor:.2f}")
    return lines


def repinned(pins: Pins, fingerprints: Mapping[str, str], found: Mapping[Key, float], reason: str = "") -> Pins:
    """Return the pins raised to what was found, and lowered where a ``reason`` is given.

    Raises ValueError, with the lines of ``fallen``, if something fell and there is no reason.
    """
    lines = fallen(pins, fingerprints, found)
    if lines and not reason.strip():
        raise ValueError("\n".join(lines))
    floors = {key: _floor(pins.floors.get(key, 0.0), figure) for key, figure in found.items()}
    lowered = tuple({"what": line, "reason": reason.strip()} for line in lines)
    return Pins(dict(fingerprints), floors, (*pins.lowered, *lowered))


def _floor(old: float, figure: float) -> float:
    pinned = max(0.0, round(figure - SLACK, 2))
    return pinned if figure < old else max(old, pinned)


def _lines(pins: Pins) -> Iterator[str]:
    yield "\n[fingerprints]"
    yield "# SHA-256 of the gold, decompressed."
    yield from (f"{json.dumps(name)} = {json.dumps(sha)}" for name, sha in pins.fingerprints.items())
    for corpus, pipeline in dict.fromkeys(key[:2] for key in pins.floors):
        yield f"\n[floors.{json.dumps(corpus)}.{json.dumps(pipeline)}]"
        mine = {key[2]: floor for key, floor in pins.floors.items() if key[:2] == (corpus, pipeline)}
        yield from (f"{figure} = {floor:.2f}" for figure, floor in mine.items())
    for one in pins.lowered:
        yield "\n[[lowered]]"
        yield from (f"{key} = {_string(text)}" for key, text in one.items())


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML's only difference from JSON


def main(arguments: list[str]) -> None:
    """Measure everything and write the file."""
    parser = argparse.ArgumentParser(description="Raise the floors of extraction to what is measured.")
    parser.add_argument("--lower", metavar="REASON", default="", help="why floors may fall; kept in the file")
    reason = parser.parse_args(arguments).lower
    found = {}
    for corpus in CORPORA:
        for pipeline in PIPELINES:
            for name, figure in figures(measured(corpus, pipeline).scores).items():
                found[corpus.name, pipeline, name] = figure
    pins = read(FILE.read_text("utf-8") if FILE.exists() else "")
    try:
        new = repinned(pins, {corpus.name: fingerprint(corpus) for corpus in CORPORA}, found, reason)
    except ValueError as error:
        sys.exit(f'{error}\nNothing was written. If this has to be, say why: --lower "…".')
    FILE.write_text(written(new), "utf-8")
    raised = sum(floor > pins.floors.get(key, 0.0) for key, floor in new.floors.items())
    print(f"{FILE.name}: {raised} of {len(new.floors)} floors raised, {len(new.lowered) - len(pins.lowered)} lowered")


if __name__ == "__main__":
    main(sys.argv[1:])
