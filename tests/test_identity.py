"""Content keys: the same thing has the same id, whenever, wherever and by whatever it is found."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.identity import (
    article_key,
    claim_keys,
    containment,
    digest,
    free_claim_key,
    mention_key,
    normalised,
    speaker_key,
    version_key,
    wording_key,
)
from datasette_claims.model import Claim, Mention, QuoteType, Span, Speaker, SpeakerKind

TEXT = "Der Minister sagte am Dienstag in Altenrode, es regne stark im ganzen Land und das bleibe auch so."


def claim(quote: str, mention: str | None = "Anna Ackerbach", at: int = 0) -> Claim:
    return Claim(
        quote_type=QuoteType.INDIRECT,
        spans=(Span(at, at + len(quote)),),
        quote=quote,
        sentence=Span(at, at + len(quote)),
        cue=None,
        mention=Mention((Span(0, len(mention)),), mention) if mention else None,
        speaker=Speaker("Anna Ackerbach", SpeakerKind.PERSON),
        rule="by hand",
        confidence=1.0,
    )


@pytest.mark.parametrize(
    ("key", "shape"),
    [
        (article_key(TEXT), r"a[0-9a-f]{16}"),
        (version_key("a0", TEXT), r"v[0-9a-f]{16}"),
        (speaker_key("Anna"), r"s[0-9a-f]{16}"),
        (mention_key("v0", (Span(0, 1),)), r"m[0-9a-f]{16}"),
        (claim_keys("a0", [claim("es regne")])[0], r"c[0-9a-f]{20}"),
        (wording_key("es regne"), r"w[0-9a-f]{16}"),
    ],
)
def test_shapes(key: str, shape: str) -> None:
    """A key's first letter tells what it is of; the rest are hexadecimal digits."""
    assert re.fullmatch(shape, key)


def test_stable() -> None:
    """Keys stand in addresses and exports, so they never change from one version to the next."""
    assert article_key(TEXT) == "a46053d11940a9e76"
    assert claim_keys("a0", [claim("es regne")]) == ["cd1c77a80cfdac9f2d5e1"]


@given(st.text())
def test_normalised_once(text: str) -> None:
    """White space at the ends and in runs counts nothing, and normalising leaves a normalised text's key alone."""
    assert normalised(f" \n{text}\t ") == normalised(text)


@given(st.text())
def test_composition(text: str) -> None:
    """Composed and decomposed letters give the same article."""
    assert article_key(unicodedata.normalize("NFD", text)) == article_key(unicodedata.normalize("NFC", text))


def test_any_characters() -> None:
    """A lone surrogate, which a broken decoder can leave, has a digest too."""
    assert len(digest("\ud800")) == 64


def test_place_counts_nothing() -> None:
    """A claim that stands elsewhere in a later wording keeps its id."""
    assert claim_keys("a0", [claim("es regne", at=5)]) == claim_keys("a0", [claim("es regne", at=99)])


def test_finder_counts_nothing() -> None:
    """Another rule, confidence or quote type does not make another claim."""
    found = claim("es regne")
    better = replace(found, rule="model", confidence=0.5, quote_type=QuoteType.REPORTED, speaker=None, cue=None)
    assert claim_keys("a0", [found]) == claim_keys("a0", [better])


def test_other_speaker_other_claim() -> None:
    """The same words by another mention, or in another article, are another claim."""
    keys = [
        *claim_keys("a0", [claim("es regne")]),
        *claim_keys("a0", [claim("es regne", "Bernd Brunnhöfer")]),
        *claim_keys("a0", [claim("es regne", None)]),
        *claim_keys("a1", [claim("es regne")]),
    ]
    assert len(set(keys)) == 4


@given(st.lists(st.sampled_from(["es regne", "es schneie", "es hagle"]), max_size=12))
def test_all_differ(quotes: list[str]) -> None:
    """However often the same words come back in an article, each time is a claim with its own id."""
    keys = claim_keys("a0", [claim(quote) for quote in quotes])
    assert len(set(keys)) == len(quotes)


def test_occurrences_count() -> None:
    """A further occurrence at the end leaves the ids of the earlier ones alone."""
    once, twice = [claim("es regne")], [claim("es regne"), claim("es regne", at=50)]
    assert claim_keys("a0", twice)[:1] == claim_keys("a0", once)


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("Es regne, sagte man.", "„es regne“ – sagte man"),
        ("Wir prüfen … alles", "Wir prüfen alles!"),
        ("Die  Straße\nbleibt zu", "die strasse bleibt zu"),
        ("um −0,5 Prozent", "um -0,5 Prozent"),
        ("Mu\u0308ller", "Müller"),
        ("it's over", "it’s over"),
        ("2020-2025", "2020–2025"),
        ("- 5 Tote", "• 5 Tote"),
    ],
)
def test_same_wording(said: str, again: str) -> None:
    """A quote repeated with other marks, blanks or capitals has the same wording key."""
    assert wording_key(said) == wording_key(again)


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("Es regne", "Es regne nicht"),
        ("um 0,5 Prozent", "um -0,5 Prozent"),
        ("+5 Grad", "-5 Grad"),
        ("5 % mehr", "5 € mehr"),
        ("5 % mehr", "5 mehr"),
        ("ab c", "a bc"),
        ("!", "?"),
        ("", "…"),
    ],
)
def test_other_wording(said: str, other: str) -> None:
    """Another word, another sign before a number or another unit makes another wording."""
    assert wording_key(said) != wording_key(other)


@given(st.text(), st.sampled_from(['"{}"', "„{}“", " {}\n", "»{}«"]))
def test_marks_around(quote: str, marks: str) -> None:
    """Marks around a quote that has words count nothing."""
    said = f"x {quote} x"
    assert wording_key(marks.format(said)) == wording_key(said)


@pytest.mark.parametrize(
    ("new", "least", "most"),
    [
        (TEXT, 1.0, 1.0),
        (TEXT[: len(TEXT) // 2], 0.8, 1.0),
        (f"Berichtigung vom Mittwoch. {TEXT} Am Abend kam die Sonne.", 1.0, 1.0),
        (TEXT.replace("Dienstag", "Mittwoch"), 0.6, 0.9),
        ("Ganz andere Worte stehen in dieser neuen Nachricht aus einem fernen Land.", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_containment(new: str, least: float, most: float) -> None:
    """Cut, extended and corrected copies share most of their words in order; another text shares none."""
    assert least <= containment(TEXT, new) <= most


@given(st.text(), st.text())
def test_containment_is_a_share(old: str, new: str) -> None:
    """Containment lies between 0 and 1 and does not depend on which text is the older."""
    assert 0.0 <= containment(old, new) == containment(new, old) <= 1.0


@given(st.lists(st.sampled_from(["es regne", "es schneie"]), max_size=6), st.integers(0, 3))
def test_taken_ids_are_passed_over(quotes: list[str], taken: int) -> None:
    """Ids that others have are passed over, and the same is found for a single claim."""
    found = [claim(quote) for quote in quotes]
    others = set(claim_keys("a0", [claim("es regne")] * taken))
    keys = claim_keys("a0", found, others)
    assert len({*keys, *others}) == len(keys) + len(others)
    assert claim_keys("a0", [claim("es regne")], others) == [
        free_claim_key("a0", claim("es regne"), others.__contains__)
    ]
