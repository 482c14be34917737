"""How well and how fast speakers that may be the same are found: precision, recall, and the time for many names.

The pairs are those of ``tests/speaker_pairs.tsv``; the many names are made up, the same ones for a seed.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import click

from datasette_claims.model import SpeakerKind
from datasette_claims.naming.comparing import Candidate
from datasette_claims.naming.suggesting import suggest

PAIRS = Path(__file__).parent.parent / "tests" / "speaker_pairs.tsv"
_SIZES = (12_500, 25_000, 50_000, 100_000)
_SYLLABLES = [
    "ba",
    "del",
    "fin",
    "gor",
    "hu",
    "kam",
    "lie",
    "mo",
    "ner",
    "ost",
    "pla",
    "ri",
    "sen",
    "tau",
    "wer",
    "zin",
    "ow",
    "ski",
    "ew",
    "schu",
    "mü",
]
_FIRST, _LAST = 2_000, 60_000
_ALONE, _SHORT = 0.02, 0.06


def pairs(path: Path) -> list[tuple[str, Candidate, Candidate]]:
    """Return the pairs of a file with what they are: same, weak or other."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [(expected, candidate("a", one), candidate("b", other)) for expected, one, other in rows]


def candidate(key: str, said: str) -> Candidate:
    """Return a speaker; "=" leads the name of a body."""
    kind = SpeakerKind.ORGANISATION if said.startswith("=") else SpeakerKind.PERSON
    return Candidate(key, said.removeprefix("="), kind)


def names(count: int, seed: int = 1) -> list[str]:
    """Return so many different names; a few family names have many, as with people."""
    chance = random.Random(seed)
    first, last = ([_word(chance) for _ in range(many)] for many in (_FIRST, _LAST))
    weights = [[1 / (place + 20) for place in range(len(words))] for words in (first, last)]
    found: dict[str, None] = {}
    while len(found) < count:
        chosen = zip(chance.choices(first, weights[0], k=count), chance.choices(last, weights[1], k=count), strict=True)
        for given, family in chosen:
            way = chance.random()
            found[family if way < _ALONE else f"{given[0]}. {family}" if way < _SHORT else f"{given} {family}"] = None
    return list(found)[:count]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).title()


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=PAIRS)
def main(path: Path) -> None:
    """Print precision and recall on the pairs, those that went wrong, and the time for up to 100,000 names."""
    known = pairs(path)
    found = [bool(suggest([one, other])) for _, one, other in known]
    right = sum(hit and expected != "other" for hit, (expected, _, _) in zip(found, known, strict=True))
    wanted = sum(expected != "other" for expected, _, _ in known)
    print(f"{len(known)} pairs: precision {right / max(1, sum(found)):.3f}, recall {right / max(1, wanted):.3f}")
    for hit, (expected, one, other) in zip(found, known, strict=True):
        if hit is (expected == "other"):
            print(f"  wrong: {expected}: {one.name} / {other.name}")
    made = [Candidate(f"s{place}", name, SpeakerKind.PERSON) for place, name in enumerate(names(_SIZES[-1]))]
    random.Random(1).shuffle(made)
    for size in _SIZES:
        begun = time.process_time()
        count = len(suggest(made[:size]))
        print(f"{size:>8,} names: {time.process_time() - begun:6.2f} s of processor, {count:,} suggestions")


if __name__ == "__main__":
    main()
