"""Tokens in linear time, whatever the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.vocab import Vocab

LONGEST_RUN = 500
"""Code points without white space that spaCy's tokenizer still gets; ordinary texts hold none that long."""

_LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN}}}")
_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """spaCy's tokenizer, but for texts with very long runs, on which that one takes quadratic time.

    It takes marks off a word's ends one by one: 10,000 quotation marks in a row take 10 seconds, 100,000 a quarter
    of an hour. Such a text is cut at the borders of words, marks and white space instead.
    """

    ordinary: Callable[[str], Doc]
    vocab: Vocab

    def __call__(self, text: str) -> Doc:
        """Return the text as a ``Doc``."""
        if _LONG_RUN.search(text) is None:
            return self.ordinary(text)
        pieces = _PIECES.findall(text)
        return Doc(self.vocab, words=pieces, spaces=[False] * len(pieces))
