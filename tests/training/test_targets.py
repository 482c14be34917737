"""What the network learns from an annotated article."""

from __future__ import annotations

import numpy as np
import pytest

from datasette_claims.encoder.pieces import Pieces
from datasette_claims.model import Span
from datasette_claims.training.annotations import Annotated, Annotation
from datasette_claims.training.targets import TAGS, Target, examples, target

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß.,:„“"
SPLIT = "„Ja“, sagte Anna, „das stimmt.“"
LONG = "Anna " + "ja " * 500 + "sagte Ben"


def letters() -> Pieces:
    """A vocabulary in which every character is a piece and "ja" is one, too."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *LETTERS, "▁", "▁ja"]
    return Pieces(pieces, [-1.0] * len(pieces), {})


def spans(text: str, *parts: str) -> tuple[Span, ...]:
    return tuple(Span(text.index(part), text.index(part) + len(part)) for part in parts)


def quote(text: str, kind: str, *parts: str, speaker: str | None = None, cue: str | None = None) -> Annotation:
    said = ((part,) if part else () for part in (speaker, cue))
    return Annotation(kind, spans(text, *parts), *(spans(text, *part) for part in said))


def learn(text: str, *annotations: Annotation) -> Target:
    return target(Annotated(text, annotations), letters())


def tagged(learned: Target, layer: str) -> str:
    """Return the tags of a layer by their first letters."""
    return "".join(TAGS[layer][number][0] for number in learned.tags[layer])


def words(learned: Target, indices: tuple[int, ...]) -> list[str]:
    return [learned.read.text[slice(*learned.read.words[i])] for i in indices]


def test_layers() -> None:
    """Quote, speaker and cue have a layer each, begun by B and continued by I."""
    text = "Anna Beck sagte, es regne."
    learned = learn(text, quote(text, "Indirect", "es regne", speaker="Anna Beck", cue="sagte"))
    assert {layer: tagged(learned, layer) for layer in TAGS} == {
        "direct": "OOOOOOO",
        "clause": "OOOOBIO",
        "sent": "OOOOOOO",
        "speaker": "BIOOOOO",
        "cue": "OOBOOOO",
    }


@pytest.mark.parametrize("kind", ["IndirectFreeIndirect", "Reported", "FreeIndirect"])
def test_sentences(kind: str) -> None:
    """Three types share the layer of sentences and keep their names in it."""
    learned = learn("es regne.", quote("es regne.", kind, "es regne."))
    assert [TAGS["sent"][number] for number in learned.tags["sent"]] == [f"B-{kind}", f"I-{kind}", f"I-{kind}"]


def test_discontinuous() -> None:
    """A quote in two parts is two fragments, and each knows the words of the whole."""
    learned = learn(SPLIT, quote(SPLIT, "Direct", "„Ja“", "„das stimmt.“", speaker="Anna", cue="sagte"))
    assert tagged(learned, "direct") == "BIIOOOOBIIII"
    assert [(one.start, one.end) for one in learned.fragments] == [(0, 3), (7, 12)]
    for one in learned.fragments:
        assert words(learned, one.quote) == ["„", "Ja", "“", "„", "das", "stimmt", ".", "“"]
        assert (words(learned, one.speaker), words(learned, one.cue)) == (["Anna"], ["sagte"])


def test_nested() -> None:
    """Of two quotes of one type the inner one has the words that both cover; the outer one is what remains."""
    text = "sie meint, er wisse, es regne."
    learned = learn(text, quote(text, "Indirect", "es regne"), quote(text, "Indirect", "er wisse, es regne"))
    assert tagged(learned, "clause") == "OOOBIIBIO"
    assert [(one.start, one.end) for one in learned.fragments] == [(3, 6), (6, 8)]


def test_overlap() -> None:
    """Quotes of different layers share words."""
    text = "es sei „gut“."
    learned = learn(text, quote(text, "Direct", "„gut“"), quote(text, "Reported", "es sei „gut“"))
    assert (tagged(learned, "direct"), tagged(learned, "sent")) == ("OOBIIO", "BIIIIO")


def test_empty() -> None:
    """A quote that covers no word is left out, and a text without words has no example."""
    assert learn("es regne", Annotation("Direct", (Span(2, 3),))).fragments == ()
    assert list(examples(learn(" "))) == []


def test_links() -> None:
    """A fragment is linked to the speaker, the cue and all of its quote."""
    learned = learn(SPLIT, quote(SPLIT, "Direct", "„Ja“", "„das stimmt.“", speaker="Anna", cue="sagte"))
    ((_, tags, (link, _)),) = examples(learned)
    speaker, cue, same = (np.flatnonzero(row).tolist() for row in link.gold)
    assert (speaker, cue, same) == ([5], [4], [0, 1, 2, 7, 8, 9, 10, 11])
    assert (link.kind, link.certain) == (0, True)
    assert np.array_equal(tags["direct"], learned.tags["direct"])


def test_nobody() -> None:
    """A quote without a speaker surely has none."""
    ((_, _, (link,)),) = examples(learn("es regne", quote("es regne", "FreeIndirect", "es regne")))
    assert link.certain
    assert not link.gold[0].any()


def test_far_speaker() -> None:
    """In a window that does not show the speaker it is not certain that there is none."""
    learned = learn(LONG, quote(LONG, "Reported", "sagte Ben", speaker="Anna"))
    first, last = examples(learned)
    assert first.links == []
    assert [(link.certain, bool(link.gold[0].any())) for link in last.links] == [(False, False)]


def test_first_window() -> None:
    """The first window can be made smaller, which moves all borders."""
    learned = learn(LONG)
    assert next(examples(learned, 200)).window.end < next(examples(learned)).window.end
