"""What is held back until its embargo is over, for those alone who may see it: nothing of it is in the database."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from datasette_claims.database import embargoes, private
from datasette_claims.database.embargoes import Held
from datasette_claims.plugin import addresses, translation
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.steps import Permission


@dataclass(frozen=True, slots=True)
class HeldArticle:
    """An article that is held back; ``due`` is written out, empty until its agency says more."""

    title: str
    source: str
    place: str
    language: str
    due: str
    origin: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmbargoedPage:
    """All that is held back, what is due first before the rest."""

    articles: tuple[HeldArticle, ...]


def _read(_: sqlite3.Connection, asked: Asked) -> tuple[Held, ...]:
    return embargoes.held(private.beside(asked.visitor.path)) if asked.visitor.path else ()


def _context(asked: Asked, found: tuple[Held, ...]) -> EmbargoedPage:
    return EmbargoedPage(tuple(_shown(asked, one) for one in found))


def _shown(asked: Asked, one: Held) -> HeldArticle:
    article = one.article
    return HeldArticle(
        title=article.title,
        source=article.agency or "",
        place=article.place or "",
        language=article.language or "",
        due=translation.written_moment(one.due, asked.place.language) if one.due else "",
        origin=article.origin,
        paragraphs=tuple(part for part in article.text.split("\n\n") if part.strip()),
    )


PAGE: Page[tuple[Held, ...]] = Page(
    path=addresses.EMBARGOED,
    template="datasette_claims/embargoed.html",
    read=_read,
    context=_context,
    twin="",
    permission=Permission.SEE_EMBARGOED,
)
