"""Extraction is at least as good as it was."""

from __future__ import annotations

import floors
import pytest
from corpora import CORPORA, PIPELINES, Corpus, figures, fingerprint, folder, measured

PINS = floors.read(floors.FILE.read_text("utf-8"))
needs_corpora = pytest.mark.skipif(
    not folder().is_dir(), reason="the corpora folder is not there; CLAIMS_CORPORA names it"
)


@pytest.mark.house
@needs_corpora
@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus.name)
def test_floors(corpus: Corpus, pipeline: str) -> None:
    """No figure is below its floor, and the gold is the one that the floors were measured on."""
    found = {
        (corpus.name, pipeline, name): figure for name, figure in figures(measured(corpus, pipeline).scores).items()
    }
    assert floors.fallen(PINS, {corpus.name: fingerprint(corpus)}, found) == []


def test_every_floor() -> None:
    """Every corpus has a fingerprint, and every pipeline floors on every corpus."""
    assert set(PINS.fingerprints) == {corpus.name for corpus in CORPORA}
    asked = {(corpus.name, pipeline) for corpus in CORPORA for pipeline in PIPELINES}
    assert {key[:2] for key in PINS.floors} == asked
    assert {key[:2] for key in PINS.floors if key[2] == "quote_speaker_hit"} == asked
    assert {key[0] for key in PINS.floors if key[2] == "names"} == {corpus.name for corpus in CORPORA if corpus.named}


def test_written_by_the_script() -> None:
    """The file is what ``make floors`` writes, so that none was changed by hand in passing."""
    assert floors.FILE.read_text("utf-8") == floors.written(PINS)
