"""Claims as the pages of speakers and claim groups list them: the quote, who said it where and when, the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from datasette_claims.database.groups import Member
from datasette_claims.database.listing import Listed
from datasette_claims.database.scales import Label
from datasette_claims.model import UNREVIEWED
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.pages import parts
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.history import Scales
from datasette_claims.plugin.place import Link
from datasette_claims.review import Aspect


@dataclass(frozen=True, slots=True)
class Utterance:
    """A claim in a list; ``speaker`` and ``source`` are None where the text names none, ``published`` is written out.

    ``version`` is the claim's, for steps that depend on it.
    """

    id: str
    quote: Link
    speaker: Link | None
    source: Link | None
    article: Link
    published: str
    verdict: Link
    verdict_key: str
    version: int
    is_retired: bool


def utterance(asked: Asked, one: Listed | Member, title: str, scales: Scales) -> Utterance:
    """Return a claim as it is listed, in the article of that title."""
    return Utterance(
        id=one.id,
        quote=Link(one.quote, asked.link(addresses.CLAIM, claim=one.id)),
        speaker=parts.speaker(asked, one.speaker_id, one.speaker or ""),
        source=parts.where(asked, "source", one.source) if one.source else None,
        article=Link(title, asked.link(addresses.ARTICLE, article=one.article_id)),
        published=translation.written_date(one.published, asked.place.language),
        verdict=Link(verdict(asked, one.verdict, scales), parts.where(asked, "verdict", one.verdict).url),
        verdict_key=one.verdict,
        is_retired=one.retired_at is not None,
        version=one.version,
    )


def verdict(asked: Asked, key: str, scales: Scales) -> str:
    """Return a verdict in words; a key that no scale knows stands for itself."""
    if key == UNREVIEWED:
        return asked.say(labels.VERDICTS[UNREVIEWED])
    return next((one.text(asked.place.language) for one in verdicts(scales) if one.key == key), key)


def verdicts(scales: Scales) -> tuple[Label, ...]:
    """Return the labels of verdicts, in the order of their scale."""
    return scales.get(Aspect.VERACITY, ())
