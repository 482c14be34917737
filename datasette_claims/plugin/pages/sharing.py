"""What other sites and programs are told of a published verdict, and how they can show it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from datasette_claims.exports.claimreview import in_html
from datasette_claims.plugin import addresses, publishing
from datasette_claims.plugin.pages import json_ld
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.publication import Published
from datasette_claims.plugin.translation import message

_LONGEST_TITLE = 110
_LOCALES = {"de": "de_DE", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Shared:
    """What other sites and programs are told of the page: its addresses, its words, and its data as JSON-LD.

    ``published`` and ``modified`` are times (ISO 8601); ``embedding`` is the HTML that shows the verdict elsewhere.
    """

    canonical: str
    data: str
    title: str
    summary: str
    site: str
    locale: str
    published: str
    modified: str
    document: Markup
    embedding: str


def shared(asked: Asked, found: Published) -> Shared:
    """Return what other sites are told of a published verdict."""
    language = asked.place.language
    words = {"verdict": json_ld.word(asked, found, found.at.verdict), "quote": _shortened(found.held.claim.quote)}
    title = asked.say(message("%(verdict)s: “%(quote)s”")) % words
    data = addresses.with_query(asked.absolute(addresses.JSON_LD, claim=found.held.id), lang=language)
    return Shared(
        canonical=asked.absolute(addresses.PUBLISHED, claim=found.held.id),
        data=data,
        title=title,
        summary=found.at.summary,
        site=publishing.desk(asked.place.datasette, asked.place.database).name,
        locale=_LOCALES[language],
        published=found.told.at,
        modified=found.changes[-1].event.at if found.changes else "",
        # Escaped for where it stands; a data block is never run, so that the policy needs no exception for it.
        document=Markup(in_html(json_ld.document(asked, found))),  # noqa: S704 - as said above
        embedding=_embedding(asked, found, title),
    )


def _embedding(asked: Asked, found: Published, title: str) -> str:
    address = addresses.with_query(asked.absolute(addresses.EMBEDDED, claim=found.held.id), lang=asked.place.language)
    html = '<iframe src="{}" title="{}" width="100%" height="320" loading="lazy"></iframe>'
    return str(Markup(html).format(address, title))  # noqa: S704 - what is put into it is escaped


def _shortened(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_TITLE else f"{quote[:_LONGEST_TITLE].rsplit(' ', 1)[0]} …"
