"""Published verdicts as ClaimReview (schema.org), which fact-check indexes read.

One claim is one ``Claim`` with every place where it was said; the verdict is its ``Rating``. A verdict that lies off
its scale has no number, and none is made up for it. What is not known is left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from datasette_claims.model import Evidence, SpeakerKind

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who publishes the verdict; ``url`` is empty if the desk has none."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who made the claim; ``same_as`` are addresses that say who that is."""

    name: str
    kind: SpeakerKind
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """One article in which the claim was made; ``published`` is a date of any precision, what is unknown is empty."""

    title: str
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict in words; ``value`` is its place between ``worst`` and ``best``, None off the scale."""

    label: str
    value: float | None = None
    worst: float | None = None
    best: float | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was changed after publication, in a sentence for readers; ``at`` is a date."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A published verdict: all that a ClaimReview says.

    ``url`` is where readers find it, ``claim_url`` names the claim. ``utterances`` are the places where it was made,
    that of the quote among them, in any order; ``language`` is that of the verdict's words. ``published`` and the
    corrections' dates are days (ISO 8601). ``licence`` is an address, empty if none is given.
    """

    url: str
    claim_url: str
    quote: str
    claimant: Claimant | None
    utterances: tuple[Utterance, ...]
    verdict: Verdict
    summary: str
    published: str
    desk: Desk
    language: str
    corrections: tuple[Correction, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    licence: str = ""


def claim_review(publication: Publication) -> Json:
    """Return the ClaimReview as JSON-LD; of confidential evidence nothing is told."""
    desk, corrections = _desk(publication.desk), publication.corrections
    modified = max((one.at for one in corrections), default="")
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": f"{publication.url}#review",
            "url": publication.url,
            "datePublished": publication.published,
            "dateModified": modified,
            "inLanguage": publication.language,
            "reviewAspect": "veracity",
            "claimReviewed": publication.quote,
            "author": desk,
            "reviewRating": _rating(publication.verdict, publication.summary),
            "itemReviewed": _claim(publication),
            "citation": [_work(one) for one in publication.evidence if not one.confidential],
            "correction": _one_or_all([_comment(one) for one in corrections]),
            "sdPublisher": desk,
            "sdDatePublished": modified or publication.published,
            "sdLicense": publication.licence,
        }
    )


def in_html(document: Json) -> str:
    """Return JSON that can stand in a ``script`` element: nothing in it ends the element or begins another."""
    text = json.dumps(document, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _claim(publication: Publication) -> Json:
    said = sorted(publication.utterances, key=_when)
    first = _article(said[0]) if said else {}
    return _known(
        {
            "@type": "Claim",
            "@id": publication.claim_url,
            "text": publication.quote,
            "datePublished": next((one.published for one in said if one.published), ""),
            "author": _claimant(publication.claimant) if publication.claimant else {},
            "claimInterpreter": _desk(publication.desk),
            "firstAppearance": first,
            "appearance": [_article(one) for one in said],
        }
    )


def _when(utterance: Utterance) -> tuple[bool, str]:
    """Order utterances from the earliest on; of those without a date nobody knows that they are earlier."""
    return (not utterance.published, utterance.published)


def _article(utterance: Utterance) -> Json:
    return _known(
        {
            "@type": "NewsArticle",
            "headline": utterance.title,
            "datePublished": utterance.published,
            "inLanguage": utterance.language,
            "publisher": {"@type": "Organization", "name": utterance.source} if utterance.source else {},
            "url": utterance.url,
        }
    )


def _claimant(claimant: Claimant) -> Json:
    # The vocabulary knows persons and organisations only; a speaker that gives no sign is most often a person.
    several = claimant.kind in {SpeakerKind.ORGANISATION, SpeakerKind.GROUP}
    kind = "Organization" if several else "Person"
    return _known({"@type": kind, "name": claimant.name, "sameAs": _one_or_all(claimant.same_as)})


def _desk(desk: Desk) -> Json:
    return _known({"@type": "Organization", "name": desk.name, "url": desk.url})


def _rating(verdict: Verdict, summary: str) -> Json:
    on_scale: Json = {}
    if verdict.value is not None:
        numbers = {"ratingValue": verdict.value, "worstRating": verdict.worst, "bestRating": verdict.best}
        on_scale = {name: _whole(number) for name, number in numbers.items()}
    return _known({"@type": "Rating", **on_scale, "alternateName": verdict.label, "ratingExplanation": summary})


def _comment(correction: Correction) -> Json:
    return {"@type": "CorrectionComment", "datePublished": correction.at, "text": correction.text}


def _work(evidence: Evidence) -> Json:
    return _known(
        {
            "@type": "CreativeWork",
            "name": evidence.title,
            "url": evidence.url,
            "publisher": {"@type": "Organization", "name": evidence.publisher} if evidence.publisher else {},
            "datePublished": evidence.published_at,
            "text": evidence.quote,
            "archivedAt": evidence.archive_url,
        }
    )


def _whole(number: float | None) -> float | None:
    return int(number) if number is not None and number == int(number) else number


def _one_or_all(values: Sequence[object]) -> object:
    return values[0] if len(values) == 1 else list(values)


def _known(properties: Json) -> Json:
    """Return those properties that say something."""
    return {name: value for name, value in properties.items() if value not in (None, "", [], {})}
