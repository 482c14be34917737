"""The Python API."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import datasette_claims
from datasette_claims import Extraction, extract
from datasette_claims.errors import ArticleError, ClaimsError, NotAnArticle
from datasette_claims.model import Claim

TEXT = "„Wir prüfen alles“, sagte die Ministerin Anna Ackerbach am Dienstag in Altenrode."


def test_names() -> None:
    """These are the public names; one that is taken away breaks other people's programs."""
    assert datasette_claims.__all__ == ["Again", "Extraction", "Summary", "extract", "load", "reextract"]
    for name in datasette_claims.__all__:
        assert getattr(datasette_claims, name).__module__.startswith("datasette_claims.")


def test_unknown_name() -> None:
    """Another name is an error as in any module."""
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        _ = datasette_claims.lod


def test_light() -> None:
    """Importing the package loads no language machinery."""
    code = "import sys, datasette_claims; assert not {'spacy', 'sqlite_utils', 'click'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", ["extract", "load", "reextract"])
def test_documented(name: str) -> None:
    """The docstrings name every parameter and the errors."""
    function = getattr(datasette_claims, name)
    text = inspect.getdoc(function) or ""
    assert [parameter for parameter in inspect.signature(function).parameters if f"``{parameter}``" not in text] == []
    assert "Raises" in text


@pytest.mark.parametrize("source", [TEXT, TEXT.encode(), TEXT.encode("cp1252")], ids=["text", "utf-8", "cp1252"])
def test_text_or_bytes(source: str | bytes) -> None:
    """Extract takes a text or the bytes of a file and gives the article and its claims with their ids."""
    found = extract(source)
    assert isinstance(found, Extraction)
    ((key, claim),) = found.claims
    assert isinstance(claim, Claim)
    assert (key[0], claim.quote, claim.speaker and claim.speaker.name) == ("c", "„Wir prüfen alles“", "Anna Ackerbach")


def test_errors() -> None:
    """What can go wrong is one tree; an error of an article knows the article and the reason."""
    with pytest.raises(NotAnArticle) as raised:
        extract("", origin="leer.txt")
    assert isinstance(raised.value, ArticleError)
    assert isinstance(raised.value, ClaimsError)
    assert (raised.value.origin, str(raised.value)) == ("leer.txt", "leer.txt: empty: there are no words in it.")


@pytest.mark.parametrize("source", ["[]", '{"items": []}', '<rss version="2.0"><channel/></rss>'])
def test_empty_list(source: str) -> None:
    """What may hold many articles and holds none is said to hold none."""
    with pytest.raises(NotAnArticle) as raised:
        extract(source, origin="leer")
    assert str(raised.value) == "leer: there is no article in it."
