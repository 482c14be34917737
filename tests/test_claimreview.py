"""Published verdicts as ClaimReview: every property, and what must never be told or made up."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from datasette_claims.exports.claimreview import (
    Claimant,
    Correction,
    Desk,
    Publication,
    Utterance,
    Verdict,
    claim_review,
    in_html,
)
from datasette_claims.model import Bearing, Evidence, SpeakerKind

DESK = {"@type": "Organization", "name": "Beispielredaktion", "url": "https://claims.example/"}
WHOLE = Publication(
    url="https://claims.example/c1/published",
    claim_url="https://claims.example/c1",
    quote="Russland ist immer zu Verhandlungen bereit gewesen.",
    claimant=Claimant("Wladimir Putin", SpeakerKind.PERSON, ("https://www.wikidata.org/wiki/Q7747",)),
    utterances=(
        Utterance("Ohne Datum"),
        Utterance("Später", "2026-02-01", "dpa", "https://example.org/2", "de"),
        Utterance("Zuerst", "2026-01", "dpa-AFX"),
    ),
    verdict=Verdict("Teilweise falsch", 3.0, 1.0, 5.0),
    summary="2022 war es anders.",
    published="2026-02-03",
    desk=Desk("Beispielredaktion", "https://claims.example/"),
    language="de",
    corrections=(Correction("2026-02-04", "Bewertung geändert."),),
    evidence=(
        Evidence(
            "e1",
            Bearing.REFUTES,
            url="https://example.org/a",
            title="Amtsblatt",
            publisher="Amt",
            quote="Nein.",
            published_at="2025",
            archive_url="https://archive.example/a",
        ),
        Evidence("e2", Bearing.CONTEXT, title="Geheimer Anruf", confidential=True, commitment="0" * 64),
    ),
    licence="https://creativecommons.org/licenses/by/4.0/",
)
BARE = replace(WHOLE, claimant=None, utterances=(), corrections=(), evidence=(), licence="", desk=Desk("Redaktion"))

# Google's table of required and recommended properties, by the entity that has them.
REQUIRED = {
    "ClaimReview": ("claimReviewed", "reviewRating", "url"),
    "Rating": ("alternateName",),
}
RECOMMENDED = {
    "ClaimReview": ("author", "datePublished", "itemReviewed"),
    "Claim": ("appearance", "author", "datePublished", "firstAppearance"),
    "Rating": ("ratingValue", "bestRating", "worstRating"),
}


def entities(document: object) -> list[dict[str, object]]:
    """Return everything in a document that has a type."""
    if isinstance(document, list):
        return [one for part in document for one in entities(part)]
    if not isinstance(document, dict):
        return []
    return [document, *(one for part in document.values() for one in entities(part))]


def test_whole() -> None:
    """Everything that is known stands where schema.org has it, the earliest utterance first."""
    first = {
        "@type": "NewsArticle",
        "headline": "Zuerst",
        "datePublished": "2026-01",
        "publisher": {"@type": "Organization", "name": "dpa-AFX"},
    }
    later = {
        "@type": "NewsArticle",
        "headline": "Später",
        "datePublished": "2026-02-01",
        "inLanguage": "de",
        "publisher": {"@type": "Organization", "name": "dpa"},
        "url": "https://example.org/2",
    }
    assert claim_review(WHOLE) == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": "https://claims.example/c1/published#review",
        "url": "https://claims.example/c1/published",
        "datePublished": "2026-02-03",
        "dateModified": "2026-02-04",
        "inLanguage": "de",
        "reviewAspect": "veracity",
        "claimReviewed": "Russland ist immer zu Verhandlungen bereit gewesen.",
        "author": DESK,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 3,
            "worstRating": 1,
            "bestRating": 5,
            "alternateName": "Teilweise falsch",
            "ratingExplanation": "2022 war es anders.",
        },
        "itemReviewed": {
            "@type": "Claim",
            "@id": "https://claims.example/c1",
            "text": "Russland ist immer zu Verhandlungen bereit gewesen.",
            "datePublished": "2026-01",
            "author": {
                "@type": "Person",
                "name": "Wladimir Putin",
                "sameAs": "https://www.wikidata.org/wiki/Q7747",
            },
            "claimInterpreter": DESK,
            "firstAppearance": first,
            "appearance": [first, later, {"@type": "NewsArticle", "headline": "Ohne Datum"}],
        },
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "Amtsblatt",
                "url": "https://example.org/a",
                "publisher": {"@type": "Organization", "name": "Amt"},
                "datePublished": "2025",
                "text": "Nein.",
                "archivedAt": "https://archive.example/a",
            }
        ],
        "correction": {"@type": "CorrectionComment", "datePublished": "2026-02-04", "text": "Bewertung geändert."},
        "sdPublisher": DESK,
        "sdDatePublished": "2026-02-04",
        "sdLicense": "https://creativecommons.org/licenses/by/4.0/",
    }


@pytest.mark.parametrize("publication", [WHOLE, BARE, replace(WHOLE, verdict=Verdict("Unbelegt"))])
def test_required(publication: Publication) -> None:
    """Whatever is published has every property that fact-check indexes require."""
    for entity in entities(claim_review(publication)):
        missing = [name for name in REQUIRED.get(str(entity["@type"]), ()) if not entity.get(name)]
        assert (entity["@type"], missing) == (entity["@type"], [])


def test_recommended() -> None:
    """A verdict of which everything is known has the recommended properties, too."""
    for entity in entities(claim_review(WHOLE)):
        missing = [name for name in RECOMMENDED.get(str(entity["@type"]), ()) if not entity.get(name)]
        assert (entity["@type"], missing) == (entity["@type"], [])


def test_bare() -> None:
    """What is not known is left out, not told as empty."""
    found = claim_review(BARE)
    assert {"dateModified", "correction", "citation", "sdLicense"}.isdisjoint(found)
    assert found["sdDatePublished"] == "2026-02-03"
    assert found["author"] == {"@type": "Organization", "name": "Redaktion"}
    claim = found["itemReviewed"]
    assert isinstance(claim, dict)
    assert claim.keys() == {"@type", "@id", "text", "claimInterpreter"}
    assert all(value not in (None, "", [], {}) for entity in entities(found) for value in entity.values())


def test_off_the_scale() -> None:
    """A verdict beside the scale has its words and no number."""
    rating = claim_review(replace(WHOLE, verdict=Verdict("Unbelegt")))["reviewRating"]
    assert rating == {"@type": "Rating", "alternateName": "Unbelegt", "ratingExplanation": "2022 war es anders."}


def test_zero_is_a_number() -> None:
    """The worst value of a scale that begins at 0 is told; halves stay halves."""
    rating = claim_review(replace(WHOLE, verdict=Verdict("Falsch", 0.0, 0.0, 2.5)))["reviewRating"]
    assert isinstance(rating, dict)
    assert (rating["ratingValue"], rating["worstRating"], rating["bestRating"]) == (0, 0, 2.5)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (SpeakerKind.PERSON, "Person"),
        (SpeakerKind.UNKNOWN, "Person"),
        (SpeakerKind.ORGANISATION, "Organization"),
        (SpeakerKind.GROUP, "Organization"),
    ],
)
def test_claimants(kind: SpeakerKind, written: str) -> None:
    """The vocabulary has two kinds of speaker; several addresses that say who it is are a list."""
    claim = claim_review(replace(WHOLE, claimant=Claimant("X", kind, ("https://a.example", "https://b.example"))))
    found = claim["itemReviewed"]
    assert isinstance(found, dict)
    assert found["author"] == {"@type": written, "name": "X", "sameAs": ["https://a.example", "https://b.example"]}


def test_several_corrections() -> None:
    """Each correction is told, and the newest date is that of the whole."""
    two = (Correction("2026-02-04", "Eins."), Correction("2026-03-01", "Zwei."))
    found = claim_review(replace(WHOLE, corrections=two))
    correction = found["correction"]
    assert isinstance(correction, list)
    assert ([one["text"] for one in correction], found["dateModified"]) == (["Eins.", "Zwei."], "2026-03-01")


def test_confidential() -> None:
    """Nothing of confidential evidence is told, also if it was handed over by mistake."""
    assert "Geheimer Anruf" not in json.dumps(claim_review(WHOLE), ensure_ascii=False)


def test_in_html() -> None:
    """In a page, no quote can end the element that holds the data; what is read back is the same."""
    quote = "</script><script>window.pwned = 1</script><!-- & \u2028\u2029 „Ende“"
    document = claim_review(replace(WHOLE, quote=quote))
    written = in_html(document)
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == document
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(f'<script type="application/ld+json">{written}</script>')
    assert tags == ["script"]
