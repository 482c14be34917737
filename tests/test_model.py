"""The field's things as values."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims import model
from datasette_claims.model import GAP, Article, QuoteType, Span, excerpt, hull


def spans_in(text: str) -> st.SearchStrategy[tuple[Span, ...]]:
    places = st.lists(st.integers(0, len(text)), min_size=2, max_size=8, unique=True).map(sorted)
    return places.map(lambda ends: tuple(Span(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False)))


def test_frozen() -> None:
    """Every dataclass of the model is frozen: what has been found is not changed, only replaced."""
    classes = [thing for thing in vars(model).values() if dataclasses.is_dataclass(thing)]
    assert len(classes) == 10
    assert all(thing.__dataclass_params__.frozen for thing in classes)


def test_no_dict() -> None:
    """A misspelt attribute is an error and not a new attribute."""
    article = Article(text="Text.", title="Titel", origin="a.txt", raw_sha256="")
    with pytest.raises((AttributeError, TypeError)):
        article.titel = "x"  # type: ignore[attr-defined]


def test_quote_types() -> None:
    """There are five quote types, named as in the research corpora."""
    assert [kind.value for kind in QuoteType] == [
        "direct",
        "indirect",
        "indirect_free_indirect",
        "free_indirect",
        "reported",
    ]


def test_excerpt_of_one_span() -> None:
    """The text under one span is the slice of it, astral characters counting one."""
    assert excerpt("🚨 Alarm", (Span(2, 7),)) == "Alarm"


def test_excerpt_of_parts() -> None:
    """The parts of a discontinuous quote are joined by an ellipsis."""
    assert excerpt("„Wir hoffen“, sagte sie, „auf Regen“.", (Span(1, 11), Span(26, 35))) == f"Wir hoffen{GAP}auf Regen"


@given(st.text(min_size=2, max_size=40).flatmap(lambda text: st.tuples(st.just(text), spans_in(text))))
def test_hull_covers(case: tuple[str, tuple[Span, ...]]) -> None:
    """The hull begins where the first part begins and ends where the last one ends."""
    text, spans = case
    start, end = hull(spans)
    assert all(start <= span.start <= span.end <= end for span in spans)
    assert excerpt(text, spans).startswith(text[start : spans[0].end])
