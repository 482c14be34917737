"""Bytes become clean text, whatever wrote them."""

from __future__ import annotations

import hashlib
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.errors import ArticleTooLarge, NotAnArticle, UnknownFormat
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, choose, text
from datasette_claims.readers.decoding import decode, looks_binary

GERMAN = "„Äpfel für 3 €“, sagte Frau Öztürk – größer als üblich."


def read(raw: bytes) -> Article:
    (article,) = text.read(io.BytesIO(raw), ReadOptions("a.txt"))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    """The same text comes out of UTF-8 with and without a mark, UTF-16 with one, and Windows-1252."""
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert decode(mark + GERMAN.encode(encoding)).text == GERMAN


@pytest.mark.parametrize(
    ("raw", "warnings"),
    [
        (GERMAN.encode(), ()),
        (GERMAN.encode("utf-8-sig"), ()),
        (GERMAN.encode("utf-16"), ("read as UTF-16",)),
        ("Größe".encode("cp1252"), ("not UTF-8 (byte 2): read as Windows-1252",)),
        (b"Gr\xf6\xdfe \x81", ("not UTF-8 (byte 2): read as Latin-1",)),
    ],
)
def test_guesses_are_said(raw: bytes, warnings: tuple[str, ...]) -> None:
    """What had to be guessed is a warning that stays with the article; UTF-8 needs none."""
    assert decode(raw).warnings == warnings


def test_latin_1() -> None:
    """Bytes that Windows-1252 leaves undefined make a text Latin-1."""
    assert decode(b"Gr\xf6\xdfe \x81").text.startswith("Größe")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_line_ends(end: str) -> None:
    """There is one kind of line end."""
    assert decode(f"eins{end}zwei".encode()).text == "eins\nzwei"


def test_composed() -> None:
    """Letters and their marks become one code point (NFC)."""
    assert decode(unicodedata.normalize("NFD", GERMAN).encode()).text == GERMAN


@pytest.mark.parametrize("character", "\x00\x07\x1f\x7f\u00ad\u200b\u200c\u200d\u2060\ufeff")
def test_invisible(character: str) -> None:
    """Characters that nobody sees but that break every search are removed."""
    assert decode(f"Brü{character}cke".encode()).text == "Brücke"


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_no_break_spaces_stay(space: str) -> None:
    """No-break spaces are part of what was printed."""
    assert decode(f"3{space}Euro".encode()).text == f"3{space}Euro"


@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    """Any bytes decode, and what comes out is clean: decoding it again changes nothing."""
    clean = decode(raw).text
    assert decode(clean.encode()).text == clean


@pytest.mark.parametrize("raw", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty(raw: bytes) -> None:
    """An empty file is no article."""
    with pytest.raises(NotAnArticle, match=r"a\.txt: empty"):
        read(raw)


@pytest.mark.parametrize("given", ['"„“»«"', "... !!! ???", "1234 5678", "🚨"])
def test_only_marks(given: str) -> None:
    """A text without a letter is no article."""
    with pytest.raises(NotAnArticle, match=r"a\.txt: holds no words"):
        read(given.encode())


def test_too_large() -> None:
    """More than the limit is no single article; the limit itself is one."""
    assert len(read(b"a" * text.MOST_BYTES).text) == text.MOST_BYTES
    with pytest.raises(ArticleTooLarge, match="Split the file"):
        read(b"a" * (text.MOST_BYTES + 1))


def test_large_is_not_read_whole() -> None:
    """Of an endless stream no more is read than shows that it is too large."""

    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            self.given += len(buffer)
            buffer[:] = b"a" * len(buffer)
            return len(buffer)

    endless = Endless()
    with pytest.raises(ArticleTooLarge):
        next(text.read(io.BufferedReader(endless), ReadOptions("-")))
    assert endless.given < 2 * text.MOST_BYTES


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, b"\x7fELF\x02\x01\x01\x00" + bytes(99)])
def test_binary(raw: bytes) -> None:
    """A binary is refused by its bytes, whatever it is called."""
    with pytest.raises(UnknownFormat, match=r"a\.txt: no reader recognises"):
        choose(raw, "a.txt")
    with pytest.raises(UnknownFormat, match="binary data"):
        read(raw)


def test_stray_control_character() -> None:
    """One control character in a text does not make it a binary."""
    assert not looks_binary(b"Die Br\x00cke ist gesperrt.")
    assert choose(b"Die Br\x00cke ist gesperrt.", "a.txt") is text


def test_bytes_are_proven() -> None:
    """The SHA-256 of the bytes as they were is kept, so that anyone can check the file."""
    raw = GERMAN.encode("cp1252")
    assert read(raw).raw_sha256 == hashlib.sha256(raw).hexdigest()
