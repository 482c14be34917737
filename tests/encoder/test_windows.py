"""Words, pieces and windows as the encoder reads them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.encoder.pieces import BEGIN, END, UNKNOWN, Pieces
from datasette_claims.encoder.windows import DISTANCES, OVERLAP, PIECES, distances, encodable, windows

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
KNOWN = ["▁", "a", "b", "ab", "▁ab", "„", "“", "▁„", "n"]
SCORES = [0.0, 0.0, 0.0, 0.0, -2.0, -3.0, -3.0, -4.0, -3.5, -2.0, -2.0, -3.0, -3.0]


@pytest.fixture(scope="module")
def vocabulary() -> Pieces:
    """A vocabulary of a few pieces."""
    return Pieces([*SPECIAL, *KNOWN], SCORES, {"A": "a", "\u200b": ""})


def names(ids: tuple[int, ...]) -> list[str]:
    """Return pieces by name."""
    return [[*SPECIAL, *KNOWN][i] for i in ids]


@pytest.mark.parametrize(
    ("word", "spaced", "pieces"),
    [
        ("ab", True, ["▁ab"]),
        ("ab", False, ["ab"]),
        ("aba", True, ["▁ab", "a"]),
        ("Ab", True, ["▁ab"]),
        ("axb", False, ["a", "<unk>", "b"]),
        ("\u200b", False, ["▁"]),
    ],
)
def test_pieces(vocabulary: Pieces, word: str, spaced: bool, pieces: list[str]) -> None:  # noqa: FBT001 - a case
    """The likeliest pieces are taken; what no piece covers is unknown."""
    assert names(vocabulary.ids(word, spaced=spaced)) == pieces


def test_long_word(vocabulary: Pieces) -> None:
    """Of a very long word the beginning is read, so that each fits into a window."""
    assert 0 < len(vocabulary.ids("b" * 10_000, spaced=False)) < PIECES / 4


def test_one_style(vocabulary: Pieces) -> None:
    """Quotation marks are read in one style; the features tell what they do and where a paragraph begins."""
    read = encodable("ab »ab«\nab", vocabulary)
    assert [names(ids) for ids in read.pieces] == [["▁ab"], ["▁„"], ["ab"], ["“"], ["▁ab"]]
    assert read.features == (4, 2, 1, 3, 4)


@pytest.mark.parametrize("text", ["", " \n"])
def test_empty(vocabulary: Pieces, text: str) -> None:
    """A text without words has no windows."""
    assert list(windows(encodable(text, vocabulary))) == []


@given(st.lists(st.sampled_from(["ab", "x", "bbbb", "\n", "„", "b" * 300]), max_size=900))
def test_windows_cover(vocabulary: Pieces, words: list[str]) -> None:
    """Windows cover every word in order, hold at most their size, overlap, and know each word's first piece."""
    read = encodable(" ".join(words), vocabulary)
    found = list(windows(read))
    ends = [0]
    for window in found:
        assert len(window.ids) == len(window.features) <= PIECES + 2
        assert (window.ids[0], window.ids[-1]) == (BEGIN, END)
        assert [window.ids[i] for i in window.first] == [read.pieces[k][0] for k in range(window.start, window.end)]
        assert window.start <= ends[-1] < window.end
        ends.append(window.end)
    assert ends[-1] == len(read.words)
    for one, other in pairwise(found):
        shared = sum(len(read.pieces[k]) for k in range(other.start, one.end))
        assert OVERLAP <= shared < PIECES
    assert UNKNOWN not in {BEGIN, END}


def test_distances() -> None:
    """Inside is 0, before it 1 to 12, after it 13 to 24; from four words on in half powers of two."""
    assert distances(9, 5, 6).tolist() == [5, 4, 3, 2, 1, 0, 13, 14, 15]
    assert [int(distances(far + 1, far, far + 1)[0]) for far in (5, 6, 8, 16, 64, 1000)] == [5, 6, 7, 9, 12, 12]
    assert set(distances(2000, 1000, 1001).tolist()) <= set(range(DISTANCES))
