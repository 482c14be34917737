"""The pipeline ``accurate`` as its users have it, with the network that the package ships."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.claims.components import claims_of
from datasette_claims.encoder.attribution import STRETCH, stretches
from datasette_claims.encoder.decoding import decode
from datasette_claims.encoder.network import Fragment, network
from datasette_claims.errors import UnknownPipeline
from datasette_claims.extraction import extract
from datasette_claims.language import pipeline
from datasette_claims.model import excerpt

GERMAN = """Ministerin Anna Weber hat den Bericht vorgestellt. «Wir hoffen», sagte sie am Montag, «auf Regen.»

Die Ernte sei in Gefahr.

Nach Angaben der Behörde fehlen 40 Prozent des Wassers. Landwirt Jan Holm warnte, dass es noch
schlimmer werde.
"""
ENGLISH = """"We hope for rain," minister Anna Weber said on Monday. According to the agency, 40 percent of the water
is missing. Farmer Jan Holm warned that it would get worse.
"""


def found(text: str, language: str) -> list[tuple[str, str, str, str]]:
    """Return type, quote, cue and speaker of each claim."""
    claims = claims_of(pipeline(language, "accurate")(text))
    return [
        (
            claim.quote_type.value,
            claim.quote,
            claim.cue.text if claim.cue else "",
            claim.speaker.name if claim.speaker else "",
        )
        for claim in claims
    ]


def test_german() -> None:
    """Direct speech in two parts, free speech in the subjunctive, sources and subordinate clauses are found."""
    told = found(GERMAN, "de")
    assert [(kind, quote, cue) for kind, quote, cue, _ in told] == [
        ("direct", "«Wir hoffen» … «auf Regen.»", "sagte"),
        ("indirect_free_indirect", "Die Ernte sei in Gefahr.", ""),
        ("indirect", "fehlen 40 Prozent des Wassers", "Nach"),
        ("indirect", "dass es noch\nschlimmer werde", "warnte"),
    ]
    # Who says a free sentence that a source follows is told wrong: tests/articles/de_free_before_a_source.txt.
    assert [who for _, _, cue, who in told if cue] == ["Anna Weber", "Behörde", "Jan Holm"]


def test_links_one_by_one() -> None:
    """Fragments have the same links together, also of several windows, as each alone, in the order given."""
    net = network()
    said = net.mark(GERMAN * 12)
    size = len(said.words)
    assert len(said.hidden) > 1
    fragments = [Fragment(size - 9, size - 2, "Reported"), Fragment(3, 8, "Direct"), Fragment(2, 4, "Indirect")]
    for together, fragment in zip(net.links(said, fragments), fragments, strict=True):
        (alone,) = net.links(said, [fragment])
        assert together[:2] == alone[:2]
        assert together.nobody == pytest.approx(alone.nobody, abs=1e-4)
        assert together.scores == pytest.approx(alone.scores, abs=1e-4)


def test_english() -> None:
    """English goes through the same steps."""
    assert found(ENGLISH, "en") == [
        ("direct", '"We hope for rain,"', "said", "Anna Weber"),
        ("indirect", "40 percent of the water\nis missing", "According to", "agency"),
        ("indirect", "that it would get worse", "warned", "Jan Holm"),
    ]


@pytest.mark.parametrize(("opens", "closes"), ["„“", "»«", '""', "“”"])
def test_marks(opens: str, closes: str) -> None:
    """The house style of the quotation marks changes nothing."""
    text = GERMAN.replace("«", opens).replace("»", closes)
    assert [(kind, cue, who) for kind, _, cue, who in found(text, "de")] == [
        (kind, cue, who) for kind, _, cue, who in found(GERMAN, "de")
    ]


def test_confidence() -> None:
    """Each claim has the confidence that was measured for claims so sure."""
    claims = claims_of(pipeline("de", "accurate")(GERMAN))
    assert {claim.rule.partition("-")[0] for claim in claims} == {"encoder"}
    assert all(0.2 < claim.confidence < 1 and claim.confidence != 0.5 for claim in claims)


def test_lemma() -> None:
    """A cue has its dictionary form, also one in two parts."""
    text = "Die Polizei teilte mit, dass der Fahrer betrunken gewesen sei."
    (claim,) = claims_of(pipeline("de", "accurate")(text))
    assert claim.cue is not None
    assert claim.cue.lemma == "mitteilen"


def test_crosshead() -> None:
    """What stands in a crosshead, which belongs to no sentence, is no claim."""
    text = "Anna Weber sagte, die Lage sei ernst.\n\nMinister warnt vor Dürre\n\nDas Treffen endete ohne Ergebnis."
    marked = network().mark(text)
    assert len(decode(network(), marked, verb_second=True)) == 2
    claims = claims_of(pipeline("de", "accurate")(text))
    assert [claim.quote for claim in claims] == ["die Lage sei ernst"]


def test_no_word() -> None:
    """A mark alone is no claim, whatever the network takes it for."""
    claims = claims_of(pipeline("de", "accurate")("Sie sagte: „ ' \n„"))
    assert all(any(map(str.isalnum, claim.quote)) for claim in claims)


_BITS = [
    "„",
    "“",
    "«",
    "»",
    '"',
    "'",
    "‚",
    "‘",
    "\n",
    "\n\n",
    "sagte",
    "dass",
    "Er",
    "Putin",
    ".",
    ",",
    "😀",
    "\u05d0",
    "sei",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(_BITS) | st.text(max_size=8), max_size=80))
def test_anchored(bits: list[str]) -> None:
    """Whatever the text, every claim stands in it as it says, and nothing raises."""
    text = " ".join(bits)
    for claim in claims_of(pipeline("de", "accurate")(text)):
        assert claim.quote == excerpt(text, claim.spans)
        assert claim.sentence.start <= claim.spans[0].start < claim.spans[-1].end <= claim.sentence.end
        if claim.mention:
            assert claim.mention.text == excerpt(text, claim.mention.spans)
        if claim.cue:
            assert claim.cue.text == excerpt(text, claim.cue.spans)


@given(st.integers(0, 3 * STRETCH), st.sampled_from(["x", "x ", "x\n", "xx xx\n\n"]))
def test_stretches(size: int, bit: str) -> None:
    """A long text is read in stretches that make it up again."""
    text = (bit * (size // len(bit) + 1))[:size]
    parts = list(stretches(text))
    assert "".join(part for _, part in parts) == text
    assert all(text.startswith(part, start) and 0 < len(part) <= STRETCH for start, part in parts)


def test_long_text() -> None:
    """Claims beyond the first stretch stand where they should."""
    text = GERMAN * (STRETCH // len(GERMAN) + 2)
    claims = claims_of(pipeline("de", "accurate")(text))
    assert claims[-1].spans[0].start > STRETCH
    assert all(claim.quote == excerpt(text, claim.spans) for claim in claims)


def test_other_language() -> None:
    """The component refuses a language that nobody taught it."""
    with pytest.raises(ValueError, match="not in 'fr'"):
        spacy.blank("fr").add_pipe("claims_encoder")


def test_without_onnxruntime(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without onnxruntime the message says what to install."""
    find_spec = importlib.util.find_spec
    monkeypatch.setattr("datasette_claims.language.find_spec", lambda name: find_spec(f"{name}_that_is_missing"))
    pipeline.cache_clear()
    with pytest.raises(UnknownPipeline, match="pip install onnxruntime; or name --pipeline fast"):
        extract(GERMAN, language="de", pipeline="accurate")


def test_fast_without_onnxruntime() -> None:
    """Where onnxruntime cannot be installed, fast has no need of it: spaCy loads every factory, also the encoder's."""
    script = (
        "import sys; sys.modules['onnxruntime'] = None; from datasette_claims import extract;"
        " print(len(extract('„Es reicht“, sagte Ministerin Anna Weber.', language='de', pipeline='fast').claims))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("1\n", "")
