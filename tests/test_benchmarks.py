"""The benchmarks' articles are the same for everybody."""

from __future__ import annotations

import hashlib
import json
from io import StringIO
from itertools import islice
from pathlib import Path

import extract as benchmark
import pytest
from articles import articles, english_articles

from datasette_claims import extract


def test_same_again() -> None:
    """The same seed gives the same articles, another seed others."""
    assert list(articles(5)) == list(islice(articles(50), 5))
    assert list(articles(5)) != list(articles(5, seed=2))


def test_same_on_every_python() -> None:
    """Figures from different machines and versions of Python are about the same texts."""
    text = "".join(articles(20))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "59bd0ecacfe525b9"


def test_like_agency_articles() -> None:
    """Each reads like an agency's: stamp, dateline, sign-off, and speech that is found."""
    found = [extract(text) for text in articles(20)]
    assert all(one.article.place and one.article.agency and one.article.published for one in found)
    assert all(one.article.authors == ("abc", "DP", "xyz") for one in found)
    assert {claim.quote_type.value for one in found for _, claim in one.claims} >= {"direct", "indirect"}


def test_like_news_in_english() -> None:
    """The English ones are detected as such, and speech is found in each."""
    found = [extract(text) for text in english_articles(20)]
    assert {one.article.language for one in found} == {"en"}
    assert all(len(one.claims) > len(one.article.text.split()) / 50 for one in found)


@pytest.mark.parametrize("size", benchmark.SIZES)
def test_long_article(size: int) -> None:
    """A long article has the length asked for, and its text goes on to its end."""
    text = benchmark.long_article(size)
    assert len(text) == size
    assert text[: size // 2] != text[size // 2 :]


def test_made_up_without_corpora(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is no corpora folder, made-up articles are read, and the source says so."""
    monkeypatch.setenv("CLAIMS_CORPORA", str(tmp_path))
    benchmark.texts_of.cache_clear()
    assert benchmark.texts_of("en") == ("made up", list(english_articles(benchmark.COUNT)))
    benchmark.texts_of.cache_clear()


def test_missing_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that is not installed is named as such instead of being measured."""
    monkeypatch.setitem(benchmark.ROWS, "peer", benchmark.Row(benchmark.blank, ("spacy", "no_such_module")))
    assert benchmark.absent("peer") == "no_such_module is not installed"
    assert benchmark.missing("fast") == ""


def test_measured_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A row's figures come as one line of numbers: the pipeline is loaded before its first claims come."""
    monkeypatch.setattr("sys.stdin", StringIO(json.dumps(list(articles(2)))))
    monkeypatch.setattr(benchmark, "bind", lambda: None)
    figures = benchmark.child("fast", "de")
    assert 0 < figures["load"] < figures["first"]
    assert min(figures.values()) > 0
    assert capsys.readouterr().out == ""


def test_row() -> None:
    """A row shows the medians of its rounds, and its part of the floor's speed in the same round."""
    floor = [{"load": 1.0, "first": 1.0, "wall": 1.0, "cpu": cpu, "memory": 100.0} for cpu in (1.0, 2.0, 3.0)]
    own = [{**figures, "cpu": figures["cpu"] * 4, "wall": 9.0} for figures in floor]
    assert benchmark.line(8000, own, floor).split() == ["1,000", "889", "25.0%", "1.00", "1.00", "100"]
