"""What the rules confirm, mend and veto of the network's finds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from quotes import read, tagged

from datasette_claims.claims.reading import Attribution, Reading
from datasette_claims.encoder.agreement import DOUBTFUL, LIKELY, SURE, agreed
from datasette_claims.model import Cue, Mention, QuoteType, Span, excerpt

SAID = "Ida Sommer sprach lange. „Der Damm ist alt“, sagte Jan Pohl."


def named(text: str, item: Attribution, who: str) -> Attribution:
    span = Span(text.index(who), text.index(who) + len(who))
    return replace(item, mention=Mention((span,), who))


def only(reading: Reading, item: Attribution) -> Attribution:
    (found,) = agreed(reading, [item])
    return found


def test_confirmed() -> None:
    """The rule that finds the same quote is named beside the network; its cue fills the gap or replaces a part."""
    for cue in ("", "sagte"):
        found = only(read(SAID), tagged(SAID, "D", "„Der Damm ist alt“", cue=cue))
        assert found.rule == "encoder-sure+verb-trailing"
        assert found.cue
        assert (found.cue.text, found.cue.lemma) == ("sagte", "sagen")


def test_other_cue() -> None:
    """A cue elsewhere is the network's own, with its speaker."""
    item = named(SAID, tagged(SAID, "D", "„Der Damm ist alt“", cue="sprach"), "Ida Sommer")
    found = only(read(SAID), item)
    assert (found.cue, found.mention) == (item.cue, item.mention)


@pytest.mark.parametrize(("who", "right"), [("Ida Sommer", "Jan Pohl"), ("Jan", "Jan")])
def test_speaker(who: str, right: str) -> None:
    """A speaker from another sentence gives way to the one beside the cue; one who stands there stays."""
    found = only(read(SAID), named(SAID, tagged(SAID, "D", "„Der Damm ist alt“"), who))
    assert found.mention
    assert found.mention.text == right


def test_borders_of_free_speech() -> None:
    """The rules know better where free speech begins and ends."""
    text = "Ida Sommer sagte, es regne. Der Damm sei alt. Er halte nicht."
    found = only(read(text), tagged(text, "IFI", "Damm sei alt. Er halte nicht"))
    assert excerpt(text, found.spans) == "Der Damm sei alt. Er halte nicht."


@pytest.mark.parametrize(
    ("kind", "quote", "rule", "kept"),
    [
        ("I", "es den Leuten reiche", SURE, True),
        ("I", "es den Leuten reiche", LIKELY, True),
        ("I", "es den Leuten reiche", DOUBTFUL, False),
        ("I", "es den", SURE, False),
        ("D", "es den", DOUBTFUL, True),
        ("R", "Er war da und ging, weil es den Leuten reiche.", LIKELY, True),
        ("R", "Er war da", SURE, False),
    ],
)
def test_alone(kind: str, quote: str, rule: str, *, kept: bool) -> None:
    """Without a rule beside it, doubtful finds and splinters are left out, and reports of less than a sentence."""
    text = "Er war da und ging, weil es den Leuten reiche."
    assert len(agreed(read(text), [replace(tagged(text, kind, quote), rule=rule)])) == kept


@pytest.mark.parametrize(("rule", "kept"), [(SURE, True), (LIKELY, False)])
def test_free_alone(rule: str, *, kept: bool) -> None:
    """Free indirect speech, which has the fewest signs, needs a sure network or a rule."""
    text = "Der Damm wird bald gebaut."
    item = replace(tagged(text, "IFI", text), quote_type=QuoteType.FREE_INDIRECT, rule=rule)
    assert len(agreed(read(text), [item])) == kept


def test_overlooked_source() -> None:
    """What laut attributes is added when the network saw only the other speaker."""
    text = "Der Zoll komme im Mai, sagte Karl Weber laut „Rhein-Zeitung“."
    found = agreed(read(text), [tagged(text, "I", "Der Zoll komme im Mai", cue="sagte")])
    assert [item.rule for item in found] == ["encoder-sure+verb-trailing", "before"]


def test_source_seen() -> None:
    """What laut attributes is not added twice."""
    text = "Laut Polizei ist der Damm sicher."
    item = tagged(text, "I", "ist der Damm", cue="Laut")
    assert [found.rule for found in agreed(read(text), [item])] == ["encoder-sure+before"]
    assert isinstance(item.cue, Cue)
