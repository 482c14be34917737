"""Whatever an input holds, its reader gives an article or an error for it, and the other articles of the input."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from datasette_claims.errors import ArticleError, UnreadableInput
from datasette_claims.extraction import read as read_any
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, dates, markup

SAID = "Die Ministerin Anna Ackerbach sagte, die Brücke sei gesperrt."
GOOD = json.dumps({"text": SAID})


class Pipe(io.RawIOBase):
    """Bytes that can be read once, as those of standard input."""

    def __init__(self, raw: bytes) -> None:
        self._left = io.BytesIO(raw)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        part = self._left.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def read(raw: bytes | str, origin: str) -> list[Article | ArticleError]:
    data = raw.encode() if isinstance(raw, str) else raw
    return list(read_any(io.BufferedReader(io.BytesIO(data)), ReadOptions(origin)))


def kinds(found: list[Article | ArticleError]) -> str:
    return "".join("a" if isinstance(one, Article) else "e" for one in found)


def zipped(name: str, content: str, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize("section", ["<![foo[bar]]>", "<![ x", "<![endif]>", "<![CDATA[x]]>", "<![", "<![if !a]>"])
def test_marked_sections(section: str) -> None:
    """A section of an unknown kind is left out of markup."""
    assert markup.paragraphs(f"<p>{SAID}</p>{section}")[0].text == SAID


@pytest.mark.parametrize("depth", [700, 5000, 100_000])
def test_nested(depth: int) -> None:
    """A value that is nested deeply is an error of its own; the next article is read."""
    assert kinds(read(f'{{"text": {"[" * depth}"x"{"]" * depth}}}\n{GOOD}', "a.jsonl")) == "ea"


@pytest.mark.parametrize("genres", ["5", "true", '"Korrektur"', "{}"])
def test_genres(genres: str) -> None:
    """Genres that are no list are none."""
    item: dict[str, object] = {
        "version": "digitalwires@1",
        "urn": "u",
        "pubstatus": "usable",
        "article_html": f"<p>{SAID}</p>",
    }
    item["genre_names"] = json.loads(genres)
    assert kinds(read(json.dumps(item), "a.json")) == "a"


def test_long_rank() -> None:
    """A headline may have a rank of however many digits; it comes last then."""
    raw = (Path(__file__).parent / "wire" / "newsmlg2_message.xml").read_text("utf-8")
    before = read(raw, "a.xml")
    after = read(raw.replace('rank="3"', f'rank="{"9" * 5000}"'), "a.xml")
    assert [getattr(one, "title", None) for one in after] == [getattr(one, "title", None) for one in before]
    assert "a" in kinds(after)


def test_damaged_lzma() -> None:
    """A damaged member of a zip file is an error, whatever it was packed with."""
    whole = zipped("a.txt", SAID, zipfile.ZIP_LZMA)
    for place in range(35, 60):
        damaged = whole[:place] + b"\xff" + whole[place + 1 :]
        assert all(isinstance(one, Article | ArticleError) for one in read(damaged, "a.zip"))


@pytest.mark.parametrize("encoding", ["foo", "hex"])
def test_unknown_encoding(encoding: str) -> None:
    """A document in an encoding that is none is an error."""
    raw = zipped("word/document.xml", f'<?xml version="1.0" encoding="{encoding}"?><a/>')
    assert kinds(read(raw, "a.docx")) == "e"


def test_far_zone() -> None:
    """A date in a zone that there cannot be is none."""
    assert dates.iso("1-Jan-2025 00:00:00 +9999999999999999") is None


@pytest.mark.parametrize("name", ["artikel", "Fulltext", "inhalt", "full_text"])
@pytest.mark.parametrize("listed", [[], [{"a": 1}]])
def test_lists_beside_text(name: str, listed: list[dict[str, int]]) -> None:
    """An object with a text, whatever its column is called, is an article, whatever lists it has besides."""
    assert kinds(read(json.dumps({name: SAID, "items": listed}), "a.json")) == "a"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (f"[{GOOD}]\n", "a"),
        (f"[{GOOD},]", "a"),
        (f"[{GOOD}]\n[{GOOD}]", "ae"),
        (f"[{GOOD}] x", "ae"),
    ],
)
def test_ends_of_arrays(raw: str, found: str) -> None:
    """What follows an array is told."""
    assert kinds(read(raw, "a.json")) == found


def test_zip_that_cannot_be_sought() -> None:
    """A zip file is read from a pipe too."""
    piped = io.BufferedReader(Pipe(zipped("a.txt", SAID)))
    assert kinds(list(read_any(piped, ReadOptions("-")))) == "a"
    broken = io.BufferedReader(Pipe(zipped("a.txt", SAID)[:-30]))
    assert [type(one) for one in read_any(broken, ReadOptions("-"))] == [UnreadableInput]
