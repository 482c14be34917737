"""What comes in other encodings, or is no article at all: records, code, markup, links in archives."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from datasette_claims.errors import ArticleError, Embargoed, UnknownFormat, UnreadableInput
from datasette_claims.extraction import read
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, choose

JSON = json.dumps({"title": "Brücke", "text": "Die Brücke sei baufällig, sagte Jürgen Müller."}, ensure_ascii=False)
TABLE = "title\ttext\nBrücke\tDie Brücke sei baufällig, sagte Jürgen Müller.\n"


@pytest.mark.parametrize(("text", "name"), [(JSON, "a.json"), (f"[{JSON}]", "a.json"), (TABLE, "a.tsv"), (TABLE, "a")])
@pytest.mark.parametrize(("encoding", "warning"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-8-sig", "")])
def test_records(text: str, name: str, encoding: str, warning: str) -> None:
    """Records in another encoding are read like texts, and say so."""
    (found,) = read(io.BufferedReader(io.BytesIO(text.encode(encoding))), ReadOptions(name))
    assert isinstance(found, Article)
    assert (found.title, found.text) == ("Brücke", "Die Brücke sei baufällig, sagte Jürgen Müller.")
    assert warning in " ".join(found.warnings)
    assert bool(found.warnings) == bool(warning)


def test_damaged_letters() -> None:
    """A letter that is damaged makes no other encoding of a whole file."""
    (found,) = read(io.BufferedReader(io.BytesIO(JSON.encode().replace("ä".encode(), b"\xe4"))), ReadOptions("a.json"))
    assert isinstance(found, Article)
    assert found.text == "Die Brücke sei bauf\ufffdllig, sagte Jürgen Müller."
    assert found.warnings == ("not all of it is UTF-8: letters are lost",)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<?xml version='1.0'?><report><p>Die Brücke sei baufällig, sagte sie.</p></report>", "a.xml"),
        ("<report><p>Die Brücke sei baufällig, sagte sie.</p></report>", "a"),
        ("<!DOCTYPE note [" + "<!ENTITY a 'b'>" * 999, "a.xml"),
        (r"{\rtf1\ansi Die Brücke sei baufällig, sagte sie.}", "a.rtf"),
        ("p { color: red; }", "a.css"),
        ("print('Die Brücke')", "a.py"),
    ],
)
def test_no_prose(head: str, name: str) -> None:
    """Markup that no reader knows, and code, is refused with the list of what was tried."""
    with pytest.raises(UnknownFormat, match=r"tried: .*HTML.*text"):
        choose(head.encode(), name)


@pytest.mark.parametrize(
    "text", ["<Anna Weber> Die Brücke sei baufällig.", "<3 ist ein Herz, sagte sie.", "<<Nein>>, sagte sie."]
)
def test_prose(text: str) -> None:
    """Prose that merely begins with a bracket is prose."""
    assert choose(text.encode(), "a.txt").NAME == "text"


def test_link_in_zip() -> None:
    """A link in a zip file is no article."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "../../etc/passwd")
        archive.writestr("a.txt", "Die Brücke sei baufällig, sagte Jürgen Müller.")
    raw.seek(0)
    link_read, article = read(io.BufferedReader(raw), ReadOptions("a.zip"))
    assert isinstance(link_read, UnreadableInput)
    assert str(link_read).startswith("a.zip/link.txt: a link to another file")
    assert isinstance(article, Article)


def test_embargo_in_table() -> None:
    """A row that is held back, or for editors alone, ends no table."""
    rows = "title,text,embargo\nA,Eins sagte Anna.,2099-01-01\nB,NOT FOR PUBLICATION,\nC,Drei sagte Anna.,\n"
    first, second, third = read(io.BufferedReader(io.BytesIO(rows.encode())), ReadOptions("a.csv"))
    assert isinstance(first, Embargoed)
    assert isinstance(second, ArticleError)
    assert isinstance(third, Article)
    assert third.title == "C"
