"""What wire formats have in common: embargoes, what may not be published, kinds of items that are no prose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from datasette_claims.claims.datelines import dateline
from datasette_claims.claims.lexicon import words_of_datelines
from datasette_claims.errors import NotAnArticle, NotForPublication, NotProse
from datasette_claims.readers import embargoes, records
from datasette_claims.readers.markup import Paragraph
from datasette_claims.readers.records import Record

USABLE = frozenset({"", "usable", "stat:usable"})

_CLOSING = " »«\"'”“’)]\u00a0"
_FINAL = (".", "!", "?", "…")


def check(origin: str, *, status: str = "", embargoed: str = "", genres: Iterable[str] = ()) -> str:
    """Raise an ArticleError for an item that may not be shown, or is no prose; return until when it is embargoed.

    That is UTC and ISO 8601, or ``embargoes.UNKNOWN`` for what is no time; empty if it may be shown.
    """
    if status.strip().casefold() not in USABLE:
        raise NotForPublication(origin, f"its status is {status!r}: withheld or cancelled. Nothing of it was kept.")
    for genre in genres:
        if genre.casefold() in words_of_datelines()["no_prose"]:
            raise NotProse(origin, f"{genre}: no running text.")
    return embargoes.pending(embargoed)


def filed(line: str) -> tuple[str, str]:
    """Return the place and the agency of a dateline that stands apart from its text: ``New York (dpa) - ``."""
    if found := dateline(f"{line.strip()} A"):
        return found.place, found.agency or ""
    place = line.partition("(")[0].strip(" ,-–—_\u00a0")
    return ("" if any(character.isdecimal() for character in place) else place), ""


def with_paragraphs(made: Record, found: Sequence[Paragraph], origin: str, *, has_table: bool) -> Record:
    """Return the record with these paragraphs; raises an ArticleError if they are no running text.

    A first one that is nothing but a dateline is taken off, and what it says goes before what stands apart.
    """
    kept = tuple(found)
    if all(one.is_heading for one in kept):
        kept = ()
    check_prose(origin, (one.text for one in kept), has_table=has_table)
    line = dateline(f"{kept[0].text} A") if len(kept) > 1 else None
    if line is not None and line.end >= len(kept[0].text):
        made, kept = replace(made, place=line.place, source=line.agency or made.source), kept[1:]
    return records.of_markup(made, kept)


def check_prose(origin: str, found: Iterable[str], *, has_table: bool) -> None:
    """Raise an ArticleError if no paragraph has text in it, or none but headings of what stood in tables."""
    paragraphs = tuple(found)
    if has_table and not any(one.rstrip(_CLOSING).endswith(_FINAL) for one in paragraphs):
        raise NotProse(origin, "tables, no running text.")
    if not paragraphs:
        raise NotAnArticle(origin, "no text in it, as of a picture, a sound or a mere headline.")
