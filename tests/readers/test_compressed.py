"""Compressed files and zip files are read as what is inside, within bounds, and nothing is written."""

from __future__ import annotations

import gzip
import io
import json
import random
import time
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.errors import ArticleError, ArticleTooLarge, UnknownFormat, UnreadableInput
from datasette_claims.extraction import read as read_any
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, archives, choose

SAID = "Die Ministerin Anna Ackerbach sagte, die Brücke sei gesperrt."
LINES = "\n".join(json.dumps({"id": number, "text": f"{SAID} {number}"}) for number in range(3))


def read(raw: bytes, origin: str = "a.zip") -> list[Article | ArticleError]:
    return list(read_any(io.BufferedReader(io.BytesIO(raw)), ReadOptions(origin)))


def zip_of(members: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_gzip() -> None:
    """What is compressed is read by its own reader and keeps the file's name."""
    found = read(gzip.compress(LINES.encode()), "a.jsonl.gz")
    assert [one.origin for one in found] == ["a.jsonl.gz#0", "a.jsonl.gz#1", "a.jsonl.gz#2"]
    (article,) = read(gzip.compress(SAID.encode()), "a.txt.gz")
    assert isinstance(article, Article)
    assert article.text == SAID


def test_gzip_parts() -> None:
    """Compressed files put one behind the other are one."""
    (article,) = read(gzip.compress(SAID.encode()) + gzip.compress(b" Auch dort."), "a.gz")
    assert isinstance(article, Article)
    assert article.text == f"{SAID} Auch dort."


def test_zip() -> None:
    """Each member is read in turn by its own reader; folders, hidden files and what systems add are passed over."""
    found = read(
        zip_of({"b/c.json": LINES, "a.txt": SAID, "d/": "", ".e": "x", "__MACOSX/a.txt": "x", "f.png": b"\x89\x00" * 9})
    )
    assert [one.origin for one in found] == [
        "a.zip/b/c.json#0",
        "a.zip/b/c.json#1",
        "a.zip/b/c.json#2",
        "a.zip/a.txt",
        "a.zip/f.png",
    ]
    assert isinstance(found[-1], UnknownFormat)
    assert all(isinstance(one, Article) for one in found[:-1])


@pytest.mark.parametrize("name", ["/etc/a.txt", "../../a.txt", "C:\\a.txt", "a\x1b[31m.txt"])
def test_names_are_only_names(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A member's path leads nowhere: nothing is written."""
    monkeypatch.chdir(tmp_path)
    (article,) = read(zip_of({name: SAID}))
    assert isinstance(article, Article)
    assert list(tmp_path.iterdir()) == []


def test_stored() -> None:
    """A zip file that only holds and does not compress is no text."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", SAID * 100)
    assert choose(made.getvalue()[:4096], "a.txt") is archives


@pytest.mark.parametrize(
    "raw",
    [
        gzip.compress(gzip.compress(SAID.encode())),
        gzip.compress(zip_of({"a.txt": SAID})),
        zip_of({"b.zip": zip_of({"a.txt": SAID})}),
    ],
)
def test_nested(raw: bytes) -> None:
    """An archive in an archive is not opened."""
    (error,) = read(raw)
    assert isinstance(error, UnreadableInput)
    assert "archive in an archive" in error.reason


def test_database_inside() -> None:
    """A database in an archive must be unpacked first, as SQLite reads files alone."""
    (error,) = read(gzip.compress(b"SQLite format 3\x00" + bytes(100)))
    assert isinstance(error, UnreadableInput)
    assert "must be a file" in error.reason


def zeros(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)), packer.flush()])


def patched(raw: bytes, stated: int) -> bytes:
    """Return a zip file of one member whose directory states another size."""
    at = raw.rfind(b"PK\x01\x02")
    return raw[: at + 24] + stated.to_bytes(4, "little") + raw[at + 28 :]


def test_bombs() -> None:
    """A thousand to one is refused in a short time, whatever is inside."""
    started = time.process_time()
    text = b'{"text": "' + b"a" * 300_000_000
    for raw in (
        zeros(300_000_000),
        gzip.compress(text, 1),
        zip_of({"a.json": text}),
        zip_of({"a": bytes(50_000_000), "b.txt": SAID}),
    ):
        assert any(isinstance(one, ArticleError) for one in read(raw))
    assert time.process_time() - started < 20


def test_nothing_is_unpacked_of_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the directory states is enough to refuse it."""
    raw = zip_of({"a.txt": b"a" * 20_000_000})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: 1 / 0)
    (error,) = read(raw)
    assert isinstance(error, ArticleTooLarge)


def test_directory_lies() -> None:
    """Of a member no more is read than the directory states."""
    (error,) = read(patched(zip_of({"a.txt": b"a " * 10_000_000}), 1000))
    assert isinstance(error, UnreadableInput)


def test_many_members() -> None:
    """A directory that would fill the memory is not read."""
    raw = zip_of({"a.txt": SAID})
    at = raw.rfind(b"PK\x05\x06")
    for damaged in (
        raw[: at + 12] + b"\xff\xff\xff\x7f" + raw[at + 16 :],
        raw[:at] + b"PK\x06\x07" + bytes(16) + raw[at:],
    ):
        (error,) = read(damaged)
        assert isinstance(error, ArticleTooLarge)


def test_large_stays_small() -> None:
    """Thousands of lines that compress as news does are read one by one."""
    letters = random.Random(1)  # the same lines for everybody
    lines = [json.dumps({"id": n, "text": f"{SAID} {letters.random()}"}) + "\n" for n in range(3000)]
    found = read(gzip.compress("".join(lines).encode()), "a.jsonl.gz")
    assert sum(isinstance(one, Article) for one in found) == 3000


@pytest.mark.parametrize("cut", [5, 30, -20, -4])
def test_damaged(cut: int) -> None:
    """An archive that breaks off is an error, and what was whole before is read."""
    assert any(isinstance(one, ArticleError) for one in read(gzip.compress(LINES.encode())[:cut]))
    assert any(isinstance(one, ArticleError) for one in read(zip_of({"a.txt": SAID})[:cut]))


def test_one_damaged_member() -> None:
    """A damaged member is an error of that member, and the others are read."""
    raw = zip_of({"a.txt": SAID * 9, "b.txt": SAID})
    at = raw.index(b"a.txt") + 10
    error, article = read(raw[:at] + b"\xff\xff\xff" + raw[at + 3 :])
    assert isinstance(error, UnreadableInput)
    assert error.origin == "a.zip/a.txt"
    assert isinstance(article, Article)


def test_encrypted_member() -> None:
    """A member with a password is an error of that member."""
    raw = zip_of({"a.txt": SAID})
    at = raw.rfind(b"PK\x01\x02")
    (error,) = read(raw[:6] + b"\x01" + raw[7 : at + 8] + b"\x01" + raw[at + 9 :])
    assert isinstance(error, UnreadableInput)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 250))
def test_any_bytes(raw: bytes, at: int) -> None:
    """Any bytes in the place of some of an archive are articles or errors."""
    for made in (gzip.compress(LINES.encode()), zip_of({"a.txt": SAID, "b.json": LINES})):
        found = read(made[:at] + raw + made[at + len(raw) :])
        assert all(isinstance(one, Article | ArticleError) for one in found)
    assert all(
        isinstance(one, Article | ArticleError) for one in [*read(b"\x1f\x8b\x08" + raw), *read(b"PK\x03\x04" + raw)]
    )
