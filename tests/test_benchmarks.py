"""The benchmarks' articles are the same for everybody."""

from __future__ import annotations

import hashlib
from itertools import islice

from articles import articles

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
