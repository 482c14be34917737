"""The steps in their order, alone and as spaCy components."""

from __future__ import annotations

import dataclasses

import pytest
import spacy
from steps import claims

from datasette_claims.claims import STAGES, begin, extract_claims
from datasette_claims.claims.components import claims_of
from datasette_claims.model import Span

TEXT = (
    "„Der Damm ist alt“, sagte Ministerin Ida Sommer der Zeitung. Laut Polizei ist er „sehr alt“ und morsch."
    " Er sei hoch. „Ja, bald.“ Alles „Gute“."
)
FIELDS = ["blocks", "quotations", "sentences", "cues", "frames", "attributions", *["claims"] * 6]


def test_names() -> None:
    """Each step is named after the module that holds it."""
    assert [stage.__name__ for stage in STAGES] == [stage.__module__.rpartition(".")[2] for stage in STAGES]


def test_fields() -> None:
    """Each step fills a field of its own and leaves all others as they are."""
    reading = begin(TEXT, "de")
    for stage, field in zip(STAGES, FIELDS, strict=True):
        before, reading = reading, stage(reading)
        changed = {f.name for f in dataclasses.fields(reading) if getattr(before, f.name) != getattr(reading, f.name)}
        assert field in changed
        assert changed <= {field, "quoted"}


def test_extract_claims() -> None:
    """All steps in one call; names that another component found change nothing that the rules know."""
    assert extract_claims(TEXT, "de") == claims(TEXT)
    assert extract_claims(TEXT, "de", ((Span(37, 47), "PER"),)) == claims(TEXT)
    with pytest.raises(KeyError):
        extract_claims(TEXT, "fr")


@pytest.mark.parametrize("pipes", [["claims"], [f"claims_{stage.__name__}" for stage in STAGES]])
def test_components(pipes: list[str]) -> None:
    """One component runs all steps, or each step is a component; claims and spans stand in the document."""
    nlp = spacy.blank("de")
    for pipe in pipes:
        nlp.add_pipe(pipe)
    doc = nlp(TEXT)
    assert claims_of(doc) == doc._.claims == claims(TEXT)
    assert [span.label_ for span in doc.spans["claims"]] == [claim.quote_type.value for claim in claims(TEXT)]


def test_component_language() -> None:
    """A component for a language without a lexicon is refused, with those that there are."""
    with pytest.raises(ValueError, match="de, en, not in 'fr'"):
        spacy.blank("fr").add_pipe("claims")
