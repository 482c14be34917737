"""What agencies write around a text: each file in ``conventions`` is an input and, below it, what is read in it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from datasette_claims.model import Article, Correction
from datasette_claims.readers import ReadOptions, text

CASES = sorted(Path(__file__).parent.joinpath("conventions").glob("*.txt"))
BORDER = "=====\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_convention(case: Path) -> None:
    """Stamp, datelines, sign-off, headline, crossheads and notes are told from the text; all else is text."""
    given, fields, stored = case.read_text("utf-8").split(BORDER)
    (article,) = text.read(io.BytesIO(given.encode()), ReadOptions(case.name))
    assert isinstance(article, Article)
    assert shown(article) == dict(line.split(": ", 1) for line in fields.splitlines())
    assert article.text == stored.rstrip("\n")


def corrected(one: Correction) -> str:
    """Return a correction as a case writes it."""
    return f"{one.new} <- {one.old}" + (f" ({one.place})" if one.place else "")


def shown(article: Article) -> dict[str, str]:
    """Return what a case may say of an article, without what is empty."""
    known = {
        "title": article.title,
        "place": article.place,
        "agency": article.agency,
        "published": article.published,
        "authors": " ".join(article.authors),
        "crossheads": " | ".join(article.text[start:end] for start, end in article.crossheads),
        "sections": " | ".join(f"{one.place}, {one.source}" for one in article.sections),
        "signals": " ".join(signal.value for signal in article.signals),
        "source kind": "issuer" if article.is_release else "",
        "corrections": " | ".join(map(corrected, article.corrections)),
    }
    return {name: value for name, value in known.items() if value}
