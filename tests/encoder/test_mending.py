"""Borders of the network's quotes, moved to marks, clauses and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quotes import TYPES, read, tagged

from datasette_claims.claims.reading import Attribution
from datasette_claims.encoder.mending import covers_a_sentence, joined, mended
from datasette_claims.model import Span, excerpt


@pytest.mark.parametrize(
    ("text", "kind", "parts", "mended_to"),
    [
        ("Er nannte ihn «aus der Portokasse» bezahlt.", "D", ["aus"], ["«aus der Portokasse»"]),
        ("Er sagte: „Es regnet.", "D", ["Es regnet"], ["Es regnet"]),
        ("Er plant, die Befugnisse zu erweitern.", "I", ["die Befugnisse"], ["die Befugnisse zu erweitern"]),
        ("Er sagte, dass es regne, und ging.", "I", ["dass es regne,"], ["dass es regne"]),
        ("Es regne, sagte er, in Kiel.", "I", [", in Kiel"], ["in Kiel"]),
        ("Laut Ida soll es in Kiel regnen.", "I", ["soll", "es in"], ["soll es in Kiel regnen"]),
        ("Es sei spät, man gehe, sagte er.", "I", ["Es sei spät", "man gehe"], ["Es sei spät, man gehe"]),
        ("Es regnet. Er sei im Haus. Sie geht.", "IFI", ["sei im Haus"], ["Er sei im Haus."]),
        ("Es regnet. Zudem forderte sie mehr Geld.", "R", ["forderte sie mehr"], ["Zudem forderte sie mehr Geld."]),
        ("Er forderte Geld, weil alle sagten, es fehle ihm an allem sehr.", "R", ["Er forderte"], ["Er forderte Geld"]),
        ("Er sagte Eins zwei drei vier fünf sechs sieben acht neun zehn.", "I", ["Eins"], ["Eins"]),
    ],
)
def test_borders(text: str, kind: str, parts: list[str], mended_to: list[str]) -> None:
    """Marks hold direct quotes, clauses indirect ones, sentences the rest; nothing moves by more than its reach."""
    (item,) = mended(read(text), [tagged(text, kind, *parts)])
    assert [excerpt(text, (span,)) for span in item.spans] == mended_to


def test_own_cue() -> None:
    """A quote never grows over a cue, be it that of another quote."""
    text = "Der Damm sagte Ida Sommer sei alt."
    (item,) = mended(read(text), [tagged(text, "I", "Der Damm", cue="sagte")])
    assert excerpt(text, item.spans) == "Der Damm"


def test_nothing_left() -> None:
    """A quote of commas alone is gone."""
    text = "Es regne, sagte er."
    assert mended(read(text), [tagged(text, "I", ",")]) == []


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Er sei da. Sie sei weg.", ["Er sei da. Sie sei weg."]),
        ("Er sei da.\n\nSie sei weg.", ["Er sei da.", "Sie sei weg."]),
        ("Er sei da. Es regnet. Sie sei weg.", ["Er sei da.", "Sie sei weg."]),
    ],
)
def test_joined(text: str, quotes: list[str]) -> None:
    """Free sentences that follow one another in a paragraph are one quote."""
    found = [tagged(text, "IFI", "Er sei da."), tagged(text, "IFI", "Sie sei weg.")]
    assert [excerpt(text, item.spans) for item in joined(read(text), found)] == quotes


def test_joined_across_others() -> None:
    """A direct fragment inside the first sentence does not keep the second away; other types are never joined."""
    text = "Er sei „da“. Sie sei weg."
    found = [tagged(text, "IFI", "Er sei „da“."), tagged(text, "D", "„da“"), tagged(text, "IFI", "Sie sei weg.")]
    assert [excerpt(text, item.spans) for item in joined(read(text), found)] == [text, "„da“"]
    reported = [tagged(text, "R", "Er sei „da“."), tagged(text, "R", "Sie sei weg.")]
    assert joined(read(text), reported) == reported


def test_covers() -> None:
    """A quote covers a sentence from six of ten words on."""
    text = "Eins zwei drei vier fünf sechs sieben acht neun."
    assert covers_a_sentence(read(text), tagged(text, "R", "Eins zwei drei vier fünf sechs"))
    assert not covers_a_sentence(read(text), tagged(text, "R", "Eins zwei drei vier fünf"))


TEXT = "„Es regnet“, sagte Ida Sommer. Der Damm sei alt, und er „halte“ nicht.\n\nSie forderte: mehr Geld – bald."


@given(st.sampled_from(list(TYPES)), st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)))
def test_sound(kind: str, start: int, size: int) -> None:
    """Wherever the network's borders are, the mended ones lie in the text, in order, and nothing raises."""
    words = TEXT[start : start + size]
    item = Attribution(TYPES[kind], (Span(start, start + len(words)),), None, None, Span(0, len(TEXT)), "encoder-sure")
    for found in mended(read(TEXT), [item]):
        assert 0 <= found.sentence.start <= found.spans[0].start
        assert found.spans[-1].end <= found.sentence.end <= len(TEXT)
        assert all(span.start < span.end for span in found.spans)
