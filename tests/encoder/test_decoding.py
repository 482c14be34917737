"""From probabilities to quotes, on made-up networks."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.encoder.decoding import Quote, Words, decode
from datasette_claims.encoder.network import Fragment, Link, Marked

TAGS = {
    "direct": ["O", "B-Direct", "I-Direct"],
    "clause": ["O", "B-Indirect", "I-Indirect"],
    "sent": [
        "O",
        "B-IndirectFreeIndirect",
        "I-IndirectFreeIndirect",
        "B-Reported",
        "I-Reported",
        "B-FreeIndirect",
        "I-FreeIndirect",
    ],
    "speaker": ["O", "B-speaker", "I-speaker"],
    "cue": ["O", "B-cue", "I-cue"],
}
DECODE = {"bias": {"Reported": 1.5}, "cth": 0.5, "mth": 0.35, "nth": 1.0, "conflict": 0.5}


@dataclass
class Told:
    """A network that says of each fragment which words are its speaker, its cue and its own."""

    speaker: tuple[int, ...] = ()
    cue: tuple[int, ...] = ()
    same: tuple[int, ...] = ()
    window: tuple[int, int] = (0, 10)
    config: dict[str, Any] = field(default_factory=lambda: {"tags": TAGS, "decode": DECODE})

    def links(self, _marked: Marked, fragments: list[Fragment]) -> list[Link]:
        """Return the same links for every fragment."""
        start, end = self.window
        scores = np.full((end - start, 3), -9.0)
        for column, words in enumerate((self.speaker, self.cue, self.same)):
            scores[[word - start for word in words], column] = 9.0
        return [Link(start, end, 0.0, scores) for _ in fragments]


def marked(**layers: str) -> Marked:
    """Return what says of ten words one tag each: ``-`` is O, a digit its place in the layer."""
    logs = {}
    for name, names in TAGS.items():
        tags = layers.get(name, "----------")
        logs[name] = np.full((10, len(names)), -5.0)
        for i, tag in enumerate(tags):
            logs[name][i, 0 if tag == "-" else int(tag)] = 0.0
    return Marked(tuple((i, i + 1) for i in range(10)), logs, ())


def decoded(network: Told, said: Marked, *, verb_second: bool = True) -> list[Quote]:
    """Return the quotes that come out."""
    return decode(network, said, verb_second=verb_second)  # type: ignore[arg-type]


def test_quote() -> None:
    """A quote has its words, its speaker and its cue, each in parts if it is in parts."""
    network = Told(speaker=(5,), cue=(4, 7), same=(0, 1, 2, 8, 9))
    (quote,) = decoded(network, marked(direct="122-----12", speaker="-----1----", cue="----1--1--"))
    assert quote.quote_type == "Direct"
    assert quote.parts == (Words(0, 3), Words(8, 10))
    assert quote.speaker == Words(5, 6)
    assert quote.cue == (Words(4, 5), Words(7, 8))
    assert quote.sureness == pytest.approx(5.0, abs=0.1)


def test_apart() -> None:
    """Fragments that do not call for one another are quotes of their own, in text order."""
    quotes = decoded(Told(), marked(direct="122-----12", clause="----12----"))
    assert [(quote.quote_type, quote.parts) for quote in quotes] == [
        ("Direct", (Words(0, 3),)),
        ("Indirect", (Words(4, 6),)),
        ("Direct", (Words(8, 10),)),
    ]


def test_nobody() -> None:
    """Without a word that is likelier than nobody there is no speaker."""
    (quote,) = decoded(Told(), marked(direct="122-------", speaker="-----1----"))
    assert quote.speaker is None
    assert quote.cue == ()


@pytest.mark.parametrize("speaker", ["----------", "--------1-"])
def test_speaker_grown(speaker: str) -> None:
    """Where the layer of speakers shows another place or none, the likeliest words are taken."""
    (quote,) = decoded(Told(speaker=(4, 5)), marked(direct="122-------", speaker=speaker))
    assert quote.speaker == Words(4, 6)


def test_no_cue() -> None:
    """Only direct and indirect quotes have a cue."""
    (quote,) = decoded(Told(cue=(5,)), marked(sent="122-------", cue="-----1----"))
    assert quote.cue == ()


def test_inside_after_outside() -> None:
    """An inner tag without its beginning is no quote."""
    assert decoded(Told(), marked(direct="-2--------")) == []


@given(st.lists(st.tuples(*[st.floats(-20, 0)] * 3), min_size=10, max_size=10), st.integers(1, 6))
def test_likeliest(logs: list[tuple[float, float, float]], size: int) -> None:
    """No sequence of tags in which every inner one follows its own beginning or its like is likelier."""
    said = marked()
    said.layers["direct"][:size] = logs[:size]
    tags = [0] * size
    for quote in decoded(Told(), said):
        tags[quote.parts[0].start : quote.parts[0].end] = [1] + [2] * (quote.parts[0].end - quote.parts[0].start - 1)
    legal = (
        sequence
        for sequence in product(range(3), repeat=size)
        if all(tag != 2 or before for before, tag in zip((0, *sequence), sequence, strict=False))
    )
    best = max(sum(logs[i][tag] for i, tag in enumerate(sequence)) for sequence in legal)
    assert sum(logs[i][tag] for i, tag in enumerate(tags)) == pytest.approx(best)


def test_mood() -> None:
    """In a language without the mood, free indirect speech in reports counts as free indirect."""
    said = marked(sent="122-------")
    assert [quote.quote_type for quote in decoded(Told(), said)] == ["IndirectFreeIndirect"]
    assert [quote.quote_type for quote in decoded(Told(), said, verb_second=False)] == ["FreeIndirect"]


@pytest.mark.parametrize(("weaker", "kept"), [("clause", "IndirectFreeIndirect"), ("sent", "Indirect")])
def test_surer(weaker: str, kept: str) -> None:
    """Of a clause and a sentence over the same words the surer one stays."""
    said = marked(clause="-12222----", sent="122222----")
    said.layers[weaker][:, 0] += 3
    assert [quote.quote_type for quote in decoded(Told(), said)] == [kept]


def test_far_windows() -> None:
    """Fragments that no common window shows are quotes of their own, whatever each says of its own words."""

    class Two(Told):
        def links(self, _marked: Marked, fragments: list[Fragment]) -> list[Link]:
            whole = np.full((3, 3), 9.0)
            return [Link(*((0, 3) if fragment.start < 5 else (7, 10)), 0.0, whole) for fragment in fragments]

    assert len(decoded(Two(), marked(direct="12------12"))) == 2


def test_half_seen() -> None:
    """Parts that hang together only through one between them take the speaker that the first one sees."""

    class Three(Told):
        def links(self, _marked: Marked, fragments: list[Fragment]) -> list[Link]:
            windows = {0: (0, 5), 4: (0, 10), 8: (6, 10)}
            return [
                Link(start, end, 0.0, np.full((end - start, 3), 9.0))
                for start, end in (windows[fragment.start] for fragment in fragments)
            ]

    (quote,) = decoded(Three(), marked(direct="1---1---1-"))
    assert quote.parts == (Words(0, 1), Words(4, 5), Words(8, 9))
    assert quote.speaker == Words(0, 5)


def test_nothing() -> None:
    """No words, no quotes."""
    empty = Marked((), {name: np.zeros((0, len(names))) for name, names in TAGS.items()}, ())
    assert decoded(Told(), empty) == []
