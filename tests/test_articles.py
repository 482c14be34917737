"""Articles as a newsroom has them, beside the claims that are right: ``articles/NAME.txt``, ``NAME.expected.toml``.

``wrong_today`` in the second file says why the extractor does not find them yet; the day it does, that line must go.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datasette_claims import extract
from datasette_claims.model import Claim

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ARTICLES = Path(__file__).parent / "articles"


def expected(article: Path) -> dict[str, Any]:
    """Return what stands beside an article."""
    return tomllib.loads(article.with_suffix(".expected.toml").read_text("utf-8"))


def pairs() -> Iterator[object]:
    for article in sorted(ARTICLES.glob("*.txt")):
        reason = expected(article).get("wrong_today")
        marks = [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)] if reason else []
        yield pytest.param(article, id=article.stem, marks=marks)


def shown(claim: Claim) -> dict[str, str]:
    """Return a claim as a pair writes it, with nothing for a speaker or a cue that it lacks."""
    return {
        "type": claim.quote_type.value,
        "quote": claim.quote,
        "speaker": claim.speaker.name if claim.speaker else "",
        "cue": claim.cue.text if claim.cue else "",
    }


@pytest.mark.parametrize("article", list(pairs()))
def test_article(article: Path) -> None:
    """An article gives exactly these claims, in text order."""
    right = expected(article)
    found = extract(article.read_bytes(), language=right.get("language"), origin=article.name)
    assert [shown(claim) for _, claim in found.claims] == right["claims"]


def test_every_article_has_a_pair() -> None:
    """No text stands without its claims, no claims without their text, and a pair says nothing that is not read."""
    texts = {path.stem for path in ARTICLES.glob("*.txt")}
    assert texts == {path.name.removesuffix(".expected.toml") for path in ARTICLES.glob("*.toml")}
    for article in ARTICLES.glob("*.txt"):
        right = expected(article)
        assert set(right) <= {"language", "wrong_today", "claims"}
        assert all(list(claim) == ["type", "quote", "speaker", "cue"] for claim in right["claims"])
