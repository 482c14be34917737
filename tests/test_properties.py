"""Laws that hold for any text, however broken."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from datasette_claims import extract, load
from datasette_claims.claims import extract_claims
from datasette_claims.errors import ArticleError
from datasette_claims.identity import claim_keys
from datasette_claims.language import LANGUAGES
from datasette_claims.model import Claim, excerpt

pytestmark = pytest.mark.house

MARKS = (
    '"',
    "„",
    "“",
    "”",
    "»",
    "«",
    "'",
    "’",
    "‚",
    "‘",
    "''",
    "``",
    "(",
    ")",
    "[",
    "–",
    "-",
    ",",
    ".",
    ":",
    "?!",
    "…",
)
SENTENCES = """
Die Ministerin Anna Ackerbach sagte Merz Scholz er sie es dass ob wie habe sei werde müsse solle hätten teilte mit
erklärte warnte vor forderte dazu auf laut nach Angaben zufolge dem Kremlchef der Kreml Moskau Herr Dr. z. B. 3.
Wir haben genug gewartet und nicht aber weil The minister said told that she he has been according to by
"""
WORDS = tuple(re.findall(r"\S+", SENTENCES))
ODD = [
    "\n",
    "\n\n",
    "\r\n",
    "\u00a0",
    "\t",
    "🚨",
    "👩‍👧",
    "e\u0301",
    "A\u0308",
    "\u202e",
    "\u200b",
    "\x00",
    "ß",
    "İ",
    "ﬁ",
    "Ǆ",
    "/mau/DP/nas",
]
PIECES = st.one_of(st.sampled_from(MARKS), st.sampled_from(WORDS), st.sampled_from(ODD), st.characters())
TEXTS = st.tuples(st.lists(PIECES, max_size=60), st.sampled_from([" ", ""])).map(lambda case: case[1].join(case[0]))
LANGUAGE = st.sampled_from(LANGUAGES)


def holds(text: str, claim: Claim) -> None:
    """Check that a claim lies inside its text and gives its words back."""
    places = [claim.spans]
    assert claim.quote == excerpt(text, claim.spans)
    for named in (claim.cue, claim.mention):
        if named is not None:
            assert named.text == excerpt(text, named.spans)
            places.append(named.spans)
    for spans in places:
        assert spans
        ends = [end for span in spans for end in span]
        assert ends == sorted(ends)
        assert all(0 <= start < end <= len(text) for start, end in spans)
    assert 0 <= claim.sentence.start < claim.sentence.end <= len(text)
    assert 0 <= claim.confidence <= 1


@given(TEXTS, LANGUAGE)
@example('"' * 99, "de")
@example("„" * 50 + "“" * 50, "de")
@example("sagte", "de")
@example("", "en")
@settings(max_examples=400, deadline=None)
def test_any_text(text: str, language: str) -> None:
    """Any text yields claims or none, never an exception; each lies inside the text and gives its quote back."""
    for claim in extract_claims(text, language):
        holds(text, claim)


@given(TEXTS, LANGUAGE)
@settings(max_examples=200, deadline=None)
def test_text_order(text: str, language: str) -> None:
    """Claims come in text order, no two are the same, and each has an id of its own."""
    claims = extract_claims(text, language)
    places = [(claim.spans[0].start, claim.spans[-1].end) for claim in claims]
    assert places == sorted(places)
    assert len(set(claim_keys("a0", claims))) == len(claims)


@given(TEXTS, LANGUAGE)
@settings(max_examples=100, deadline=None)
def test_same_again(text: str, language: str) -> None:
    """The same text gives the same claims."""
    assert extract_claims(text, language) == extract_claims(text, language)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_as_an_article(text: str) -> None:
    """Read as an article, any text either is one, with anchored claims, or raises our own error."""
    with suppress(ArticleError):
        found = extract(text, language="de")
        assert found.article.text == unicodedata.normalize("NFC", found.article.text)
        for start, end in found.article.crossheads:
            assert 0 <= start < end <= len(found.article.text)
        for _, claim in found.claims:
            holds(found.article.text, claim)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes(raw: bytes) -> None:
    """Any bytes are an article or raise our own error."""
    with suppress(ArticleError):
        extract(raw, language="de")


@given(texts=st.lists(TEXTS, min_size=1, max_size=4), chance=st.randoms(use_true_random=False))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_loading_twice(texts: list[str], chance: random.Random, rows: Callable[[Path], object]) -> None:
    """Loading any texts twice, in any order, changes nothing the second time."""
    with TemporaryDirectory() as name:
        files = []
        for number, text in enumerate(texts):
            file = Path(name, f"{number}.txt")
            file.write_bytes(text.encode("utf-8", "surrogatepass"))
            files.append(file)
        database = Path(name, "claims.db")
        load(database, files, language="de")
        before = rows(database)
        chance.shuffle(files)
        load(database, files, language="de")
        assert rows(database) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "„" * 10_000 + " sagte er. " + "“" * 10_000,
        '„Sie sagte: "' * 10_000,
        "sagte " * 10_000,
        "sagte, dass " * 10_000,
        "Er sagte, sie sagte, " * 5_000,
        "\n\n".join(["Neue Zahlen"] * 10_000),
        "„Nein“, sagte er. " * 3_000,
    ],
    ids=["nested", "opened", "cues", "frames", "chain", "crossheads", "many"],
)
def test_monsters(text: str, language: str) -> None:
    """Texts that no journalist writes end in claims or none."""
    for claim in extract_claims(text, language):
        holds(text, claim)
