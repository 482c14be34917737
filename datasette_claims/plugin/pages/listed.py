"""Claims in a list, each as a row that leads to everything it names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from datasette_claims.database import listing
from datasette_claims.database.listing import Listed
from datasette_claims.database.scales import Label
from datasette_claims.model import Reason
from datasette_claims.plugin import addresses, highlighting, labels, translation
from datasette_claims.plugin.highlighting import Part
from datasette_claims.plugin.pages import narrowing, parts
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.narrowing import Wanted
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message

LONGEST = 320
"""So many code points of a quote are shown in a list."""

_SHORT = 90


@dataclass(frozen=True, slots=True)
class Row:
    """One claim of the list; ``quote`` is in parts, of which a search has found some, and ``language`` is the text's.

    ``worthiness`` is a written percentage with its ``reasons``. ``holder`` says who has it in work and until when,
    ``retired`` that the article's newest wording lacks it; each is empty if there is nothing to say.
    """

    id: str
    url: str
    quote: tuple[Part, ...]
    language: str
    speaker: Link | None
    source: Link | None
    published: str
    quote_type: str
    state: Link
    verdict: Link
    verdict_key: str
    worthiness: str
    reasons: tuple[str, ...]
    holder: str
    retired: str


@dataclass(frozen=True, slots=True)
class Further:
    """What lists of claims do not hold: why each is worth checking, and which of the retired ones carry reviews."""

    reasons: Mapping[str, tuple[str, ...]]
    orphans: frozenset[str]


def further(connection: sqlite3.Connection, claims: Sequence[Listed], *, sees_reviews: bool) -> Further:
    """Return what a list of claims does not hold; orphans only for who may see reviews."""
    retired = [one.id for one in claims if one.retired_at]
    orphans = listing.reviewed(connection, retired) if sees_reviews else frozenset()
    return Further(listing.reasons(connection, [one.id for one in claims]), orphans)


def rows(
    asked: Asked, want: Wanted, claims: Iterable[Listed], more: Further, verdicts: Sequence[Label]
) -> tuple[Row, ...]:
    """Return claims as rows of a list that is narrowed as ``want`` says."""
    query = narrowing.as_query(want)
    words = narrowing.words(asked, verdicts)
    return tuple(
        Row(
            id=one.id,
            url=addresses.with_query(asked.link(addresses.CLAIM, claim=one.id), queue=query),
            quote=highlighting.shortened(highlighting.highlighted(one.quote, want.selection.text or ""), LONGEST),
            language=one.language,
            speaker=parts.speaker(asked, one.speaker_id, one.speaker or ""),
            source=Link(one.source, narrowing.address(asked, want, source=one.source)) if one.source else None,
            published=translation.written_date(one.published, asked.place.language),
            quote_type=words["quote_type"](one.quote_type),
            state=Link(words["state"](one.state), narrowing.address(asked, want, state=one.state)),
            verdict=Link(words["verdict"](one.verdict), narrowing.address(asked, want, verdict=one.verdict)),
            verdict_key=one.verdict,
            worthiness=_worthiness(asked, one),
            reasons=tuple(asked.say(labels.REASONS[Reason(reason)]) for reason in more.reasons.get(one.id, ())),
            holder=_holder(asked, one),
            retired=_retired(asked, one, is_orphan=one.id in more.orphans),
        )
        for one in claims
    )


def link(asked: Asked, claim_id: str, quote: str) -> Link:
    """Return the beginning of a quote, which leads to its claim."""
    short = highlighting.shortened((Part(quote, is_hit=False),), _SHORT)
    return Link("".join(part.text for part in short), asked.link(addresses.CLAIM, claim=claim_id))


def _worthiness(asked: Asked, one: Listed) -> str:
    score = one.checkworthiness
    return "" if score is None else translation.written_share(score, asked.place.language)


def _holder(asked: Asked, one: Listed) -> str:
    if one.holder is None:
        return ""
    until = translation.written_moment(one.lease_until, asked.place.language)
    if one.holder == asked.visitor.actor:
        return asked.say(message("In work with you until %(time)s")) % {"time": until}
    return asked.say(message("In work with %(name)s until %(time)s")) % {"name": one.holder, "time": until}


def _retired(asked: Asked, one: Listed, *, is_orphan: bool) -> str:
    if one.retired_at is None:
        return ""
    day = translation.written_date(one.retired_at, asked.place.language)
    if is_orphan:
        text = message("Orphaned: the article no longer holds it since %(date)s, but people have judged it.")
    else:
        text = message("Retired on %(date)s: the article no longer holds it.")
    return asked.say(text) % {"date": day}
