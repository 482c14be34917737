"""Frames as characters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from steps import claims, read

from datasette_claims.claims.framing import framing
from datasette_claims.model import Claim, Cue, QuoteType, Span, excerpt


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        ("Ministerin Ida Sommer sagte, dass der Damm alt sei.", ["Ministerin Ida Sommer sagte,"]),
        ("Der Damm sei alt, sagte Ministerin Ida Sommer.", [", sagte Ministerin Ida Sommer"]),
        ("„Der Damm“, sagte Ida Sommer am Montag, „ist alt.“", [", sagte Ida Sommer am Montag,"]),
        ("Der Damm ist laut Polizei in Kiel sicher.", ["laut Polizei"]),
        ("Nach Angaben der Polizei ist der Damm sicher.", ["Nach Angaben der Polizei"]),
        ("Demnach ist der Damm sicher.", ["Demnach"]),
        ("Der Damm sei alt, teilte die Stadt Kiel am Montag mit.", [", teilte die Stadt Kiel am Montag mit"]),
    ],
)
def test_frame(text: str, frames: list[str]) -> None:
    """A verb's frame is its clause with the comma, that of a source the cue and the words for the speaker."""
    (claim,) = claims(text)
    assert [excerpt(text, (span,)) for span in claim.frame] == frames


def test_two_frames() -> None:
    """Two speakers side by side have a frame each, without the other's words."""
    text = "Es regne, sagte Ida Sommer; Jan Pohl erklärte, der Damm halte."
    first, second = claims(text)
    assert excerpt(text, first.frame) == ", sagte Ida Sommer"
    assert excerpt(text, second.frame) == "; Jan Pohl erklärte,"


def test_mark_as_cue() -> None:
    """A stop that the network takes for a cue frames nothing."""
    reading = read("Es regne. Er ging.", "resolution")
    stop = Span(8, 9)
    claim = Claim(QuoteType.INDIRECT, (Span(0, 8),), "Es regne", Span(0, 9), Cue((stop,), ".", ""), None, None, "", 0.5)
    (framed,) = framing(replace(reading, claims=(claim,))).claims
    assert framed.frame == ()


def test_no_frame() -> None:
    """Free and reported speech has no cue and so no frame."""
    for claim in claims("Ida Sommer kritisierte den Minister. Ida Sommer sagte, es regne. Der Damm sei alt."):
        assert (claim.frame == ()) == (claim.cue is None)
        assert claim.addressee is None
