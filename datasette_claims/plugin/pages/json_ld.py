"""A published verdict as ClaimReview: what the public view carries along, and ``.jsonld`` serves by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Response

from datasette_claims.database.repeats import Utterance as Said
from datasette_claims.exports import claimreview
from datasette_claims.exports.claimreview import Claimant, Correction, Json, Publication, Utterance, Verdict
from datasette_claims.model import Bearing, Evidence
from datasette_claims.plugin import addresses, guard, publishing, refusals, translation
from datasette_claims.plugin.api.answers import EvidenceShown
from datasette_claims.plugin.pages import frame
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.pages.history import web
from datasette_claims.plugin.pages.publication import Published
from datasette_claims.plugin.translation import message

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

_WIKIDATA = "https://www.wikidata.org/wiki/"
_GND = "https://d-nb.info/gnd/"
_DAY = len("2026-02-13")
_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}


async def answer(page: Page[Published], datasette: Datasette, request: Request) -> Response:
    """Answer GET with the ClaimReview of what ``page`` shows; its words are English unless ``lang`` names another."""
    headers = {**guard.cors_headers(datasette), **_HEADERS}
    try:
        language = translation.chosen(None, request.args.get("lang"))
        asked = await frame.asked(page, datasette, request, language)
        found = await frame.found(page, asked)
        if found.is_withdrawn:
            raise NotFound(asked.say(page.missing))
    except refusals.ANSWERED as error:
        return refusals.answer(error, headers)
    body = json.dumps(document(asked, found), ensure_ascii=False, indent=1)
    return Response(body, headers=headers, content_type="application/ld+json; charset=utf-8")


def document(asked: Asked, found: Published) -> Json:
    """Return the ClaimReview of a published claim."""
    datasette, database = asked.place.datasette, asked.place.database
    held = found.held
    return claimreview.claim_review(
        Publication(
            url=asked.absolute(addresses.PUBLISHED, claim=held.id),
            claim_url=asked.absolute(addresses.CLAIM, claim=held.id),
            quote=held.claim.quote,
            claimant=_claimant(found),
            utterances=tuple(map(_utterance, found.utterances)),
            verdict=verdict(asked, found),
            summary=found.at.summary,
            published=found.told.at[:_DAY],
            desk=publishing.desk(datasette, database),
            language=asked.place.language,
            corrections=tuple(_corrections(asked, found)),
            evidence=tuple(map(_evidence, found.evidence)),
            licence=publishing.licence(datasette, database),
        )
    )


def verdict(asked: Asked, found: Published) -> Verdict:
    """Return the verdict in force with its place on its scale."""
    label = word(asked, found, found.at.verdict)
    numbers = {one.key: one.value for one in found.scale if one.value is not None}
    if found.at.verdict not in numbers:
        return Verdict(label)
    return Verdict(label, numbers[found.at.verdict], min(numbers.values()), max(numbers.values()))


def word(asked: Asked, found: Published, key: str) -> str:
    """Return a verdict in words; one that its scale does not know stands for itself."""
    named = {label.key: label.text(asked.place.language) for label in found.scale}
    return named.get(key, key)


def _claimant(found: Published) -> Claimant | None:
    speaker, (wikidata, gnd) = found.held.claim.speaker, found.elsewhere
    if speaker is None:
        return None
    same_as = (f"{_WIKIDATA}{wikidata}" if wikidata else "", f"{_GND}{gnd}" if gnd else "")
    return Claimant(speaker.name, speaker.kind, tuple(filter(None, same_as)))


def _utterance(said: Said) -> Utterance:
    return Utterance(
        title=said.title,
        published=said.published or "",
        source=said.source or "",
        # Where an article was loaded from is its address only if that was the web, never a file of the desk's.
        url=web(said.origin),
        language=said.language,
    )


def _corrections(asked: Asked, found: Published) -> Iterator[Correction]:
    for change in found.changes:
        changed = changed_verdict(asked, found, change.before, change.after)
        yield Correction(change.event.at[:_DAY], " ".join(filter(None, (changed, change.note))))


def changed_verdict(asked: Asked, found: Published, before: str, after: str) -> str:
    """Return a sentence that says from what to what a correction changed the verdict, empty if it stayed."""
    if before == after:
        return ""
    words = {"before": word(asked, found, before), "after": word(asked, found, after)}
    return asked.say(message("The verdict was changed from “%(before)s” to “%(after)s”.")) % words


def _evidence(shown: EvidenceShown) -> Evidence:
    return Evidence(
        id=shown.id,
        bearing=Bearing(shown.bearing),
        url=web(shown.url) or None,
        title=shown.title,
        publisher=shown.publisher,
        quote=shown.quote,
        published_at=shown.published_at,
        archive_url=web(shown.archive_url) or None,
        confidential=shown.confidential,
    )
