"""What a load decides before it writes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.changes import Known, decide
from datasette_claims.identity import article_key, claim_keys
from datasette_claims.model import Article, Claim, QuoteType, Span

ARTICLE = Article(text="Es regne, es schneie, es hagle.", title="Wetter", origin="a.txt", raw_sha256="")
QUOTES = ("Es regne", "es schneie", "es hagle")


def claims(*quotes: str) -> list[Claim]:
    return [
        Claim(
            quote_type=QuoteType.INDIRECT,
            spans=(Span(0, len(quote)),),
            quote=quote,
            sentence=Span(0, len(ARTICLE.text)),
            cue=None,
            mention=None,
            speaker=None,
            rule="by hand",
            confidence=1.0,
        )
        for quote in quotes
    ]


def test_new_article() -> None:
    """Of an article that is not known everything is added, as its first version."""
    changes = decide(ARTICLE, claims(*QUOTES), None)
    assert changes.article_id == article_key(ARTICLE.text)
    assert (changes.seq, len(changes.added), changes.moved, changes.retired) == (1, 3, (), ())


def test_next_version() -> None:
    """A new wording keeps the article's id, moves what it still holds, adds the new and retires the gone."""
    rain, snow = claim_keys("a0", claims("Es regne", "es schneie"))
    changes = decide(ARTICLE, claims("Es regne", "es hagle"), Known("a0", 3, {rain: False, snow: False}))
    assert (changes.article_id, changes.seq) == ("a0", 4)
    assert [key for key, _ in changes.moved] == [rain]
    assert [claim.quote for _, claim in changes.added] == ["es hagle"]
    assert changes.retired == (snow,)


def test_retired_once() -> None:
    """What is retired already is not retired again, so that its date stays."""
    (gone,) = claim_keys("a0", claims("es schneie"))
    assert decide(ARTICLE, (), Known("a0", 1, {gone: True})).retired == ()


def test_revival() -> None:
    """A retired claim that a new wording holds again moves there instead of being added twice."""
    (back,) = claim_keys("a0", claims("es schneie"))
    changes = decide(ARTICLE, claims("es schneie"), Known("a0", 2, {back: True}))
    assert ([key for key, _ in changes.moved], changes.added) == ([back], ())


@given(st.lists(st.sampled_from(QUOTES), max_size=6), st.lists(st.sampled_from(QUOTES), max_size=6))
def test_nothing_lost(before: list[str], after: list[str]) -> None:
    """Every claim known or found is in exactly one of added, moved and retired."""
    old = claim_keys("a0", claims(*before))
    changes = decide(ARTICLE, claims(*after), Known("a0", 1, dict.fromkeys(old, False)))
    added, moved = {key for key, _ in changes.added}, {key for key, _ in changes.moved}
    retired = set(changes.retired)
    assert added | moved | retired == set(old) | set(claim_keys("a0", claims(*after)))
    assert len(added) + len(moved) + len(retired) == len(added | moved | retired)
