"""Articles as a newsroom has them, beside the claims that are right: ``articles/NAME.txt``, ``NAME.expected.toml``.

They hold for both pipelines. ``wrong_today`` in the second file says why one does not find them yet, as in
``wrong_today = { accurate = "…" }``; a reason without a name is that of ``fast``. The day the pipeline finds
them, its reason must go.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datasette_claims import extract
from datasette_claims.model import Claim

pytestmark = pytest.mark.house

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ARTICLES = Path(__file__).parent / "articles"
PIPELINES = {"fast": [], "accurate": [pytest.mark.house]}
"""By name, with marks: what the slower one finds does not depend on Datasette, so it is asked once."""


def expected(article: Path) -> dict[str, Any]:
    """Return what stands beside an article."""
    return tomllib.loads(article.with_suffix(".expected.toml").read_text("utf-8"))


def wrong_today(right: dict[str, Any]) -> dict[str, str]:
    """Return by pipeline why it does not find what is right."""
    reasons = right.get("wrong_today", {})
    return {"fast": reasons} if isinstance(reasons, str) else reasons


def pairs() -> Iterator[object]:
    for article in sorted(ARTICLES.glob("*.txt")):
        reasons = wrong_today(expected(article))
        for pipeline, always in PIPELINES.items():
            reason = reasons.get(pipeline)
            wrong = [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)] if reason else []
            yield pytest.param(article, pipeline, id=f"{article.stem}-{pipeline}", marks=[*always, *wrong])


def shown(claim: Claim) -> dict[str, str]:
    """Return a claim as a pair writes it, with nothing for a speaker or a cue that it lacks."""
    return {
        "type": claim.quote_type.value,
        "quote": claim.quote,
        "speaker": claim.speaker.name if claim.speaker else "",
        "cue": claim.cue.text if claim.cue else "",
    }


@pytest.mark.parametrize(("article", "pipeline"), list(pairs()))
def test_article(article: Path, pipeline: str) -> None:
    """An article gives exactly these claims, in text order."""
    right = expected(article)
    found = extract(article.read_bytes(), language=right.get("language"), pipeline=pipeline, origin=article.name)
    assert [shown(claim) for _, claim in found.claims] == right["claims"]


def test_every_article_has_a_pair() -> None:
    """No text stands without its claims, no claims without their text, and a pair says nothing that is not read."""
    texts = {path.stem for path in ARTICLES.glob("*.txt")}
    assert texts == {path.name.removesuffix(".expected.toml") for path in ARTICLES.glob("*.toml")}
    for article in ARTICLES.glob("*.txt"):
        right = expected(article)
        assert set(right) <= {"language", "wrong_today", "claims"}
        assert set(wrong_today(right)) <= set(PIPELINES)
        assert all(wrong_today(right).values())
        assert all(list(claim) == ["type", "quote", "speaker", "cue"] for claim in right["claims"])
