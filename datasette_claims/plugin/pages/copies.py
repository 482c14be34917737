"""Where else an article's text appeared, and which articles are copies of it or much like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasette_claims.database.appearing import COPY, Appearance, Relative
from datasette_claims.plugin import addresses, translation
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.history import web
from datasette_claims.plugin.place import Link


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text appeared: under which headline in which outlet and when; ``url`` is a page of the web or empty."""

    title: str
    url: str
    source: str
    published: str
    origin: str


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that shares paragraphs; ``share`` is that of the shorter text's, written out."""

    article: Link
    source: str
    published: str
    share: str
    is_copy: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """All places where a text appeared, if more than the one it was first loaded from; and what is like it."""

    places: tuple[Place, ...]
    copies: tuple[Copy, ...]


def elsewhere(asked: Asked, appearances: Sequence[Appearance], relatives: Sequence[Relative]) -> Elsewhere:
    """Return where else a text is."""
    known = len(appearances) > 1 or any(web(one.url) for one in appearances)
    return Elsewhere(
        places=tuple(_place(asked, one) for one in appearances) if known else (),
        copies=tuple(_copy(asked, one) for one in relatives),
    )


def _place(asked: Asked, one: Appearance) -> Place:
    published = translation.written_date(one.published, asked.place.language)
    return Place(one.title, web(one.url), one.source or "", published, one.origin)


def _copy(asked: Asked, one: Relative) -> Copy:
    language = asked.place.language
    return Copy(
        article=Link(one.title, asked.link(addresses.ARTICLE, article=one.article_id)),
        source=one.source or "",
        published=translation.written_date(one.published, language),
        share=translation.written_share(one.share, language),
        is_copy=one.share >= COPY,
    )
