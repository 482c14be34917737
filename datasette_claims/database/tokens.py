"""How SQLite's full-text index takes characters: which belong to words, and what it knows them as.

That is asked of the SQLite that runs. Its tables are of an older Unicode than Python's, and it takes every character
that they lack for a letter: emoji, marks of younger scripts, brackets of text direction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache

_BLOCK = 128
"""Characters that are asked about at once; neighbours belong to one script and are needed together."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index knows a character as: at the start of a word and within one; None where it belongs to none."""

    first: str | None
    within: str | None


def indexed(char: str) -> Indexed:
    """Return how the index (tokenizer ``unicode61``) takes a character."""
    return _block(ord(char) // _BLOCK)[ord(char) % _BLOCK]


@cache
def _block(number: int) -> tuple[Indexed, ...]:
    """Let SQLite take apart each character alone and between two letters; code points are counted in blocks."""
    chars = [chr(code) for code in range(number * _BLOCK, (number + 1) * _BLOCK)]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE texts USING fts5(text)")
        connection.execute("CREATE VIRTUAL TABLE words USING fts5vocab(texts, 'instance')")
        connection.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", _asked(chars))
        words = dict(connection.execute('SELECT doc, term FROM words ORDER BY doc, "offset"'))
    between = [words[place] for place in range(1, 2 * _BLOCK, 2)]
    return tuple(
        Indexed(words.get(2 * place), text[1:-1] if text != _AFTER else None) for place, text in enumerate(between)
    )


_AFTER = "x"
"""What a character stands between, and what is the last word if the character parts the two."""


def _asked(chars: list[str]) -> Iterator[tuple[int, str]]:
    for place, char in enumerate(chars):
        # Halves of surrogates are no characters and cannot be stored.
        stored = "" if "\ud800" <= char <= "\udfff" else char
        yield 2 * place, stored
        yield 2 * place + 1, f"{_AFTER}{stored or ' '}{_AFTER}"
