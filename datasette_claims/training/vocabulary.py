"""Which of the base model's 250,002 pieces the encoder keeps; most are of other languages.

Kept are, in this order: the special pieces, all that the training texts use, those that two or more words of the word
lists use, single characters and short numbers, and then the likeliest pieces in German and English letters until the
vocabulary is full.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from datasette_claims.encoder.pieces import Pieces, word_spans

SIZE = 66_000
"""Pieces that are kept."""

DIGITS = 5
"""Decimals of a score in ``pieces.tsv``; training reads the same."""

_SPECIAL = range(4)
_SPACE = "▁"
_TWICE = 2
_LATIN_END = 0x250
_PUNCTUATION = range(0x2000, 0x2070)
_MORE_CHARACTERS = "€№™−"
_LONGEST_NUMBER = 4
_LETTERS = re.compile(f"{_SPACE}?[A-Za-zÄÖÜäöüßéèáàâêçñóíúëïôšžčćłńøåæ]+$")
_TREEBANK_TEXT = "# text"


@dataclass(frozen=True)
class Vocabulary:
    """The kept pieces: their ids in the base model, ascending, texts and rounded log-probabilities."""

    kept: tuple[int, ...]
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    characters: Mapping[str, str]

    def reader(self) -> Pieces:
        """Return what cuts words into these pieces."""
        return Pieces(self.pieces, self.scores, self.characters)


def vocabulary(
    pieces: Sequence[str],
    scores: Sequence[float],
    characters: Mapping[str, str],
    *,
    texts: Iterable[str],
    words: Iterable[str] = (),
    size: int = SIZE,
) -> Vocabulary:
    """Choose ``size`` pieces (more, if texts and words need more) for texts like these."""
    reader = Pieces(pieces, scores, characters)
    needed = set(_SPECIAL) | in_texts(reader, texts) | in_words(reader, Counter(words)) | set(characters_of(pieces))
    kept = sorted(needed | set(likeliest(pieces, scores, needed)[: max(0, size - len(needed))]))
    rounded = tuple(float(f"{scores[i]:.{DIGITS}f}") for i in kept)
    return Vocabulary(tuple(kept), tuple(pieces[i] for i in kept), rounded, characters)


def in_texts(reader: Pieces, texts: Iterable[str]) -> set[int]:
    """Return the pieces that occur in texts."""
    found: set[int] = set()
    for text in texts:
        for start, end in word_spans(text):
            found.update(reader.ids(text[start:end], spaced=start == 0 or text[start - 1].isspace()))
    return found


def in_words(reader: Pieces, words: Mapping[str, int]) -> set[int]:
    """Return the pieces that occur twice in counted words, with and without a space before or capitalised."""
    found: Counter[int] = Counter()
    for word, count in words.items():
        for spaced in (True, False):
            for piece in reader.ids(word, spaced=spaced):
                found[piece] += count
        found.update(reader.ids(word[:1].upper() + word[1:], spaced=True))
    return {piece for piece, count in found.items() if count >= _TWICE}


def characters_of(pieces: Sequence[str]) -> Iterator[int]:
    """Yield the pieces that are one character, of the Latin script or a mark, or a number of up to four digits."""
    for i, piece in enumerate(pieces):
        bare = piece.lstrip(_SPACE)
        number = bare.isdigit() and bare.isascii() and len(bare) <= _LONGEST_NUMBER
        if number or len(bare) <= 1 and all(map(_common, bare)):
            yield i


def likeliest(pieces: Sequence[str], scores: Sequence[float], needed: set[int]) -> list[int]:
    """Return the pieces in German and English letters that are not needed anyway, likeliest first."""
    found = [i for i, piece in enumerate(pieces) if i not in needed and _LETTERS.match(piece)]
    return sorted(found, key=lambda i: -scores[i])


def listed_words(path: Path) -> Iterator[str]:
    """Yield the words of a list, plain or gzip: what stands before the first tab, or a treebank's sentences.

    A treebank is a file of CoNLL-U; its sentences and their translations stand behind ``# text``, ``# text_en``.
    """
    treebank = path.name.removesuffix(".gz").endswith(".conllu")
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if not treebank:
                text = line.partition("\t")[0]
            else:
                text = line.partition("=")[2] if line.startswith(_TREEBANK_TEXT) else ""
            yield from (text[start:end] for start, end in word_spans(text))


def _common(character: str) -> bool:
    point = ord(character)
    return point < _LATIN_END or point in _PUNCTUATION or character in _MORE_CHARACTERS
