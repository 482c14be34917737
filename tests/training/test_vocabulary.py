"""Which pieces of the base model the encoder keeps."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from datasette_claims.training.vocabulary import Vocabulary, listed_words, vocabulary

PIECES = {
    "<s>": 0.0,
    "<pad>": 0.0,
    "</s>": 0.0,
    "<unk>": 0.0,
    "▁": -9.0,
    "a": -9.0,
    "r": -9.0,
    "e": -9.0,
    "g": -9.0,
    "n": -9.0,
    "ж": -9.0,
    "€": -9.0,
    "2025": -8.0,
    "20252": -8.0,
    "▁Regen": -6.0,
    "▁regen": -6.5,
    "regen": -6.6,
    "▁rare": -7.123456789,
    "▁дом": -3.0,
    "▁großer": -5.0,
    "▁wind": -4.0,
    "▁l'an": -2.0,
}
ALWAYS = {"<s>", "<pad>", "</s>", "<unk>", "▁", "a", "r", "e", "g", "n", "€", "2025"}


def chosen(*texts: str, words: tuple[str, ...] = (), size: int = 0) -> Vocabulary:
    return vocabulary(list(PIECES), list(PIECES.values()), {}, texts=texts, words=words, size=size)


def test_always() -> None:
    """Special pieces, Latin characters, marks and numbers of up to four digits are always there."""
    assert set(chosen().pieces) == ALWAYS


def test_texts() -> None:
    """What a text uses stays, as the space before it asks."""
    assert set(chosen("Regen (regen) rare").pieces) == ALWAYS | {"▁Regen", "regen", "▁rare"} | {"<unk>"}


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (("regen",), set()),
        (("regen", "regen"), {"▁regen", "regen"}),
        (("regen", "Regen"), {"▁Regen"}),
    ],
)
def test_words(words: tuple[str, ...], more: set[str]) -> None:
    """A word list keeps what two words use: with a space, without, and capitalised (once)."""
    assert set(chosen(words=words).pieces) - ALWAYS == more


def test_full() -> None:
    """What room is left goes to the likeliest pieces in German and English letters, never to others."""
    assert set(chosen(size=len(ALWAYS) + 2).pieces) == ALWAYS | {"▁wind", "▁großer"}
    everything = set(chosen(size=len(PIECES)).pieces)
    assert everything == set(PIECES) - {"ж", "▁дом", "▁l'an", "20252"}


def test_order() -> None:
    """Pieces keep the base model's order, and their scores have five decimals."""
    kept = chosen("rare", size=len(ALWAYS) + 3)
    assert list(kept.pieces) == [piece for piece in PIECES if piece in kept.pieces]
    assert [list(PIECES)[i] for i in kept.kept] == list(kept.pieces)
    assert kept.scores[kept.pieces.index("▁rare")] == -7.12346


def test_reader() -> None:
    """The kept pieces cut words, by their new numbers."""
    kept = chosen("regen")
    assert [kept.pieces[i] for i in kept.reader().ids("regen", spaced=True)] == ["▁regen"]


def test_list(tmp_path: Path) -> None:
    """A word list is a column of a table, or the sentences of a treebank; it may be compressed."""
    table, treebank = tmp_path / "names.tsv.gz", tmp_path / "trees.conllu"
    table.write_bytes(gzip.compress(b"Anna\tB-PER\nsagt:\tO\n\n"))
    treebank.write_text("# text = Es regnet.\n# text_en = It rains.\n1\tEs\tes\n", "utf-8")
    assert list(listed_words(table)) == ["Anna", "sagt", ":"]
    assert list(listed_words(treebank)) == ["Es", "regnet", ".", "It", "rains", "."]
