"""The page that puts our pipelines beside other systems."""

from __future__ import annotations

import json

import pytest
import quality
from corpora import CORPORA, PIPELINES

from datasette_claims.evaluation.gold import annotated_articles
from datasette_claims.measurement import measure

PEERS = quality.tomllib.loads((quality.FOLDER / "peers.toml").read_text("utf-8"))["peer"]
TEXT = "„Wir prüfen alles“, sagte Ministerin Anna Ackerbach."
GOLD = {"id": 1, "text": TEXT, "annotations": [{"type": "Direct", "quote": [[0, 18]], "speaker": [[26, 51]]}]}


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: f"{peer['name']} {peer['split']}")
def test_peers(peer: dict[str, object]) -> None:
    """Every figure of others says who measured it, and stands in a column of the page."""
    assert peer["origin"] in {"published", "measured"}
    assert peer["source"]
    known = {"name", "corpus", "split", "origin", "source", *quality.COLUMNS}
    assert set(peer) <= known
    figures = [peer[column] for column in quality.COLUMNS if column in peer]
    numbers = [number for one in figures for number in (one if isinstance(one, list) else [one])]
    assert numbers
    assert all(0 <= number <= 100 for number in numbers)


def test_page() -> None:
    """Measured rows stand above those of others, each in its corpus; details follow for what was measured."""
    found = {"fast": measure(annotated_articles("gold", [json.dumps(GOLD)]), language="de")}
    lines = list(quality.page({("wikinews-de", "dev"): found}, PEERS))
    text = "\n".join(lines)
    sections = text.split("\n## ")
    mine = next(section for section in sections if section.startswith("wikinews-de/dev"))
    systems = [line.split(" | ")[0] for line in mine.splitlines() if line.startswith("| ")][1:3]
    assert systems == ["| **fast**", "| QUiTE: rules on spaCy's parser"]
    assert "| 100.0 / 100.0 / 100.0 | 100.0 |" in mine
    assert "Not annotated, and no part of roles and joint: addressee, cue, frame." in mine
    assert "| Confidence of fast | claims | mean | right |" in mine
    assert not [section for section in sections if section.startswith("PolNeAR") and "Confidence" in section]


def test_committed() -> None:
    """The page in the repository shows every pipeline on every corpus, and every other system."""
    text = quality.FILE.read_text("utf-8")
    for corpus in CORPORA:
        section = text.split(f"\n## {corpus.name}\n")[1].split("\n## ")[0]
        assert [name for name in PIPELINES if f"| **{name}** |" not in section] == []
    assert [peer["name"] for peer in PEERS if f"| {peer['name']} |" not in text] == []
