"""Cutting a text into blocks and segments."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st
from world import PLAIN, PLAIN_ARTICLE, PLAIN_CLAIMS, spans

from datasette_claims.model import Span
from datasette_claims.plugin.marking import Block, Mark, Segment, blocks

TEXTS = st.text(alphabet=st.sampled_from("ab \n\t\u00a0\u0301\U0001f4f0<&\u202e"), max_size=60)
SPANS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Span(*pair))
MARKS = st.lists(st.builds(Mark, SPANS, st.sampled_from("xyz"), st.sampled_from(["quote", "cue"])), max_size=8)


def joined(cut: tuple[Block, ...]) -> str:
    return "".join(segment.text for block in cut for segment in block.segments)


def under(cut: tuple[Block, ...], kind: str) -> str:
    return "".join(segment.text for block in cut for segment in block.segments if kind in segment.kinds)


@settings(deadline=None)
@given(TEXTS, st.lists(SPANS, max_size=3), MARKS)
def test_every_character_once(text: str, crossheads: list[Span], marks: list[Mark]) -> None:
    """The segments' texts, put together, are the text, whatever is marked."""
    assert joined(blocks(text, crossheads, marks)) == text


@settings(deadline=None)
@given(TEXTS, MARKS)
def test_marks_cover_their_spans(text: str, marks: list[Mark]) -> None:
    """A character is under a kind exactly if a mark of that kind covers it; depth counts all marks."""
    held = [mark for mark in marks if mark.span.start < mark.span.end <= len(text)]
    position = 0
    for block in blocks(text, (), marks):
        for segment in block.segments:
            for at in range(position, position + len(segment.text)):
                covering = [mark for mark in held if mark.span.start <= at < mark.span.end]
                assert segment.kinds == {mark.kind for mark in covering}
                assert segment.depth == len(covering)
                assert (segment.key is None) == (not covering)
            position += len(segment.text)


@settings(deadline=None)
@given(TEXTS, MARKS)
def test_each_key_begins_once(text: str, marks: list[Mark]) -> None:
    """Every key that marks something begins in exactly one segment, so that it can be an anchor."""
    held = {mark.key for mark in marks if mark.span.start < mark.span.end <= len(text)}
    begun = [key for block in blocks(text, (), marks) for segment in block.segments for key in segment.begins]
    assert sorted(begun) == sorted(held)


def test_paragraphs() -> None:
    """Blank lines end a paragraph, single line breaks do not."""
    cut = blocks("one\ntwo\n \nthree\n\n\nfour", (), ())
    assert [joined((block,)) for block in cut] == ["one\ntwo\n \n", "three\n\n\n", "four"]


def test_crossheads() -> None:
    """A crosshead is a block of its own, with the white space after it."""
    cut = blocks(PLAIN, PLAIN_ARTICLE.crossheads, ())
    assert [joined((block,)) for block in cut if block.is_crosshead] == ["Gespräch in Istanbul\n\n"]
    assert [block.is_crosshead for block in cut] == [False, True, False]


def test_crosshead_amid_lines() -> None:
    """A crosshead without blank lines around it is still set apart."""
    cut = blocks("one\nHead\ntwo", (Span(4, 8),), ())
    assert [(block.is_crosshead, joined((block,))) for block in cut] == [
        (False, "one\n"),
        (True, "Head\n"),
        (False, "two"),
    ]


def test_nested() -> None:
    """Where claims nest, the inner one names the segment and the depth tells of the outer."""
    cut = blocks("abcd", (), [Mark(Span(0, 4), "outer", "claim"), Mark(Span(1, 3), "inner", "claim")])
    claim = frozenset({"claim"})
    assert cut == (
        Block(
            is_crosshead=False,
            segments=(
                Segment("a", claim, "outer", 1, ("outer",)),
                Segment("bc", claim, "inner", 2, ("inner",)),
                Segment("d", claim, "outer", 1),
            ),
        ),
    )


def test_same_span() -> None:
    """Two claims about the same words both have their anchor."""
    (block,) = blocks("ab", (), [Mark(Span(0, 1), "one", "claim"), Mark(Span(0, 1), "two", "claim")])
    assert block.segments[0].begins == ("one", "two")
    assert block.segments[0].depth == 2


def test_discontinuous() -> None:
    """The parts of one quote are marked apart and begin once."""
    parts = spans(PLAIN, "Wir hoffen", "auf Vertrauen")
    cut = blocks(PLAIN, (), [Mark(part, "quote", "quote") for part in parts])
    assert under(cut, "quote") == "Wir hoffenauf Vertrauen"
    assert sum("quote" in segment.begins for block in cut for segment in block.segments) == 1


def test_code_points() -> None:
    """Emoji and combining marks before a quote do not shift it."""
    for claim in PLAIN_CLAIMS:
        cut = blocks(PLAIN, (), [Mark(span, "quote", "quote") for span in claim.spans])
        assert under(cut, "quote") == claim.quote.replace(" … ", "")


def test_many_nested() -> None:
    """Ten thousand nested claims are cut in seconds: nothing grows with the square of their number."""
    count = 10_000
    marks = [Mark(Span(i, 2 * count - i), str(i), "claim") for i in range(count)]
    began = time.perf_counter()
    (block,) = blocks("x" * 2 * count, (), marks)
    assert max(segment.depth for segment in block.segments) == count
    assert time.perf_counter() - began < 5
