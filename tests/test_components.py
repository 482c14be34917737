"""The steps as spaCy components in anybody's pipeline."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest
import spacy
from spacy.tokens import Doc

from datasette_claims.claims import STAGES, extract_claims
from datasette_claims.claims.components import claims_of

TEXT = (
    "Die Ministerin Anna Ackerbach hat am Dienstag den Bericht vorgestellt. „Wir hoffen“, sagte Ackerbach, „auf Regen“."
    " Sie betonte, dass die Reparatur zwölf Millionen Euro kosten werde. Das sei zu viel."
)
ENGLISH = 'Anna Ackerbach presented the report on Tuesday. "We check everything," Ackerbach said.'
FACTORIES = sorted(["claims", "claims_encoder", *(f"claims_{stage.__name__}" for stage in STAGES)])
STEPS = [f"claims_{stage.__name__}" for stage in STAGES]


@pytest.mark.parametrize(("language", "text"), [("de", TEXT), ("en", ENGLISH)])
def test_added(language: str, text: str) -> None:
    """``nlp.add_pipe("claims")`` is all: the claims are on the doc, as values and as spans."""
    nlp = spacy.blank(language)
    nlp.add_pipe("claims")
    doc = nlp(text)
    assert doc._.claims == extract_claims(text, language)
    assert [span.label_ for span in doc.spans["claims"]] == [claim.quote_type.value for claim in doc._.claims]
    for span, claim in zip(doc.spans["claims"], doc._.claims, strict=True):
        assert span.start_char <= claim.spans[0].start < claim.spans[-1].end <= span.end_char


def test_found() -> None:
    """Both languages have claims in these texts, so the test above compares something."""
    assert len(extract_claims(TEXT, "de")) >= 2
    assert len(extract_claims(ENGLISH, "en")) == 1


def test_steps() -> None:
    """The steps one by one give what the whole gives."""
    nlp = spacy.blank("de")
    for step in STEPS:
        nlp.add_pipe(step)
    assert nlp(TEXT)._.claims == extract_claims(TEXT, "de")


def test_step_replaced() -> None:
    """A pipeline may leave a step out or put its own there: without cues there are no frames, but no error."""
    nlp = spacy.blank("de")
    for step in STEPS:
        if step != "claims_cues":
            nlp.add_pipe(step)
    assert all(claim.cue is None for claim in nlp(TEXT)._.claims)


def test_stored() -> None:
    """A doc can be stored and read in a process that never saw the pipeline."""
    nlp = spacy.blank("de")
    nlp.add_pipe("claims")
    doc = nlp(TEXT)
    again = Doc(spacy.blank("de").vocab).from_bytes(doc.to_bytes())
    assert again._.claims == doc._.claims
    assert [(span.start, span.end, span.label_) for span in again.spans["claims"]] == [
        (span.start, span.end, span.label_) for span in doc.spans["claims"]
    ]


def test_saved(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A pipeline with our component can be saved and loaded."""
    nlp = spacy.blank("de")
    nlp.add_pipe("claims")
    folder = tmp_path_factory.mktemp("pipeline") / "mine"
    nlp.to_disk(folder)
    assert spacy.load(folder)(TEXT)._.claims == nlp(TEXT)._.claims


def test_processes() -> None:
    """``nlp.pipe`` with two processes gives the same claims."""
    nlp = spacy.blank("de")
    nlp.add_pipe("claims")
    texts = [TEXT, "Kein Zitat.", TEXT]
    found = [doc._.claims for doc in nlp.pipe(texts, n_process=2, batch_size=1)]
    assert found == [extract_claims(text, "de") for text in texts]


def test_untouched_doc() -> None:
    """A doc that no component of ours has seen has no claims."""
    doc = spacy.blank("de")(TEXT)
    assert doc._.claims == claims_of(doc) == ()


@pytest.mark.parametrize("factory", FACTORIES)
def test_other_language(factory: str) -> None:
    """A pipeline of another language is told so when the component is added."""
    with pytest.raises(ValueError, match="claims are found in de, en, not in 'fr'"):
        spacy.blank("fr").add_pipe(factory)


def test_registered() -> None:
    """The factories' names are registered and never change: pipelines on other people's disks name them."""
    names = [
        point.name for point in entry_points(group="spacy_factories") if point.value.startswith("datasette_claims.")
    ]
    assert sorted(names) == FACTORIES
    assert sorted(["claims", "claims_encoder", *STEPS]) == FACTORIES
    for point in entry_points(group="spacy_factories"):
        if point.value.startswith("datasette_claims."):
            assert callable(point.load())


def test_empty_doc() -> None:
    """A doc without words has no claims."""
    nlp = spacy.blank("de")
    nlp.add_pipe("claims")
    assert nlp("")._.claims == ()


def test_entities_help() -> None:
    """Names that another component found are taken into account without breaking anything."""
    nlp = spacy.blank("de")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PER", "pattern": "Anna Ackerbach"}])  # type: ignore[attr-defined]
    nlp.add_pipe("claims")
    assert {claim.speaker.name for claim in nlp(TEXT)._.claims if claim.speaker} == {"Anna Ackerbach"}
