"""One article with its claims: in its newest wording or an older one, or two wordings compared."""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from datasette.utils.asgi import NotFound

from datasette_claims.database import appearing, corrections, reading, versions
from datasette_claims.database.appearing import Appearance, Relative
from datasette_claims.database.corrections import StoredCorrection
from datasette_claims.database.versions import Life, Version
from datasette_claims.model import StoredArticle, StoredClaim
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.api.admission import APPEARANCE_TABLES, CORRECTION_TABLES, TABLES
from datasette_claims.plugin.marking import Block, Mark, blocks
from datasette_claims.plugin.pages import copies, parts, wordings
from datasette_claims.plugin.pages.copies import Elsewhere
from datasette_claims.plugin.pages.differences import difference
from datasette_claims.plugin.pages.forms import OPERATIONS, Form
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.pages.parts import ArticleHead, Choice, ClaimSummary, Corrected
from datasette_claims.plugin.pages.wordings import Between, Comparison, WordingRow
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message
from datasette_claims.steps import Permission

_PAIR = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an article beside its head, in words; ``warnings`` are the reader's, as it wrote them."""

    language: str
    origin: str
    first_seen: str
    warnings: tuple[str, ...]
    signals: tuple[str, ...]
    is_release: bool
    corrections: tuple[Corrected, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A claim in the margin, beside the paragraph where it begins.

    ``number`` stands in the text too, 0 for a claim that was put aside and is not marked there; ``depth`` counts the
    claims that hold it. ``retired`` is the day on which it was, written out; ``replaced_by`` leads to the claims that
    took its place.
    """

    claim: ClaimSummary
    number: int
    depth: int
    retired: str
    replaced_by: tuple[Link, ...]
    needs_recheck: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A wording with its claims: ``notes`` are one tuple for each of ``blocks``.

    ``headings`` name place and source of the section that a block opens, one for each, mostly empty.

    The marks in ``blocks`` carry claim ids, which ``urls`` leads from to the claims' pages and ``numbers`` to their
    numbers. ``count`` is how many are marked, ``elsewhere`` how many more the wording held that later ones still hold.
    """

    wording: WordingRow
    blocks: tuple[Block, ...]
    notes: tuple[tuple[Note, ...], ...]
    headings: tuple[str, ...]
    urls: Mapping[str, str]
    numbers: Mapping[str, int]
    count: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Missed:
    """What the form that adds a claim offers."""

    quote_types: tuple[Choice, ...]
    speaker_kinds: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article's page: either ``text`` or a ``comparison``; ``newest`` is the address of the newest wording.

    ``missed`` is None for who may add no claims, and where no newest wording is shown to add them to.
    """

    article: ArticleHead
    facts: Facts
    elsewhere: Elsewhere
    newest: str
    wordings: tuple[WordingRow, ...]
    text: Text | None
    comparison: Comparison | None
    missed: Missed | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read: one wording with its claims and, to compare a ``pair``, what is known of all claims.

    ``elsewhere`` counts the claims of an older wording that later ones still hold.
    """

    stored: StoredArticle
    appearances: tuple[Appearance, ...]
    relatives: tuple[Relative, ...]
    wordings: tuple[Version, ...]
    successors: Mapping[str, tuple[str, ...]]
    elsewhere: int
    pair: tuple[int, int] | None
    between: Between | None
    corrections: tuple[StoredCorrection, ...]
    rechecked: AbstractSet[str]


def _read(connection: sqlite3.Connection, asked: Asked) -> _Found | None:
    article_id = asked.ids["article"]
    newest = reading.stored_article(connection, article_id)
    if newest is None:
        return None
    found = versions.versions(connection, article_id)
    ids = {one.seq: one.id for one in found}
    pair = _pair(asked, list(ids)) if "compare" in asked.query else None
    seq = pair[1] if pair else _seq(asked, list(ids))
    stored = newest if seq == newest.seq else reading.stored_article(connection, article_id, ids[seq]) or newest
    successors = versions.successors(connection, article_id)
    beyond = _beyond(connection, article_id, found, (seq, pair))
    between = Between(*beyond, successors) if pair and beyond else None
    places = appearing.appearances(connection, article_id), appearing.relatives(connection, article_id)
    corrected = corrections.of_article(connection, article_id)
    rechecked = corrections.rechecked(connection, article_id)
    return _Found(stored, *places, found, successors, _elsewhere(beyond, seq), pair, between, corrected, rechecked)


def _beyond(
    connection: sqlite3.Connection,
    article_id: str,
    found: tuple[Version, ...],
    shown: tuple[int, tuple[int, int] | None],
) -> tuple[tuple[StoredClaim, ...], Mapping[str, Life]] | None:
    """Return all claims of all wordings, and in which of them they stood; None if the newest wording alone is shown."""
    seq, pair = shown
    if seq == found[-1].seq and pair is None:
        return None
    every = reading.every_claim(connection, article_id) if pair else ()
    return every, versions.lives(connection, article_id, found)


def _elsewhere(beyond: tuple[tuple[StoredClaim, ...], Mapping[str, Life]] | None, seq: int) -> int:
    return sum(life.covers(seq) and life.last > seq for life in beyond[1].values()) if beyond else 0


def _seq(asked: Asked, seqs: Sequence[int]) -> int:
    """Return the number of the wording that is asked for, the newest unless one is named; raises NotFound."""
    wanted = asked.query.get("version", "")
    return _known(asked, wanted, seqs) if wanted else seqs[-1]


def _pair(asked: Asked, seqs: Sequence[int]) -> tuple[int, int]:
    """Return the numbers of the wordings to compare, the older first, else the two newest; raises NotFound."""
    wanted = asked.query["compare"] or "-".join(map(str, seqs[-2:]))
    found = _PAIR.fullmatch(wanted)
    old, new = sorted(_known(asked, number, seqs) for number in found.groups()) if found else (0, 0)
    if old == new:
        raise NotFound(asked.say(message("This article has no such wording.")))
    return old, new


def _known(asked: Asked, number: str, seqs: Sequence[int]) -> int:
    if not re.fullmatch("[0-9]{1,6}", number) or int(number) not in seqs:
        raise NotFound(asked.say(message("This article has no such wording.")))
    return int(number)


def _context(asked: Asked, found: _Found) -> ArticlePage:
    stored, newest = found.stored, found.wordings[-1]
    listed = wordings.rows(asked, found.wordings, 0 if found.pair else stored.seq)
    by_number = {row.seq: row for row in listed}
    may_add = Permission.EDIT_EXTRACTION in asked.visitor.may and stored.seq == newest.seq and found.pair is None
    return ArticlePage(
        article=parts.head(asked, stored),
        facts=_facts(asked, found),
        elsewhere=copies.elsewhere(asked, found.appearances, found.relatives),
        newest=by_number[newest.seq].url,
        wordings=listed,
        text=None if found.pair else _text(asked, found, by_number[stored.seq]),
        comparison=_comparison(asked, found, by_number),
        missed=_missed(asked) if may_add else None,
    )


def _facts(asked: Asked, found: _Found) -> Facts:
    stored = found.stored
    return Facts(
        language=translation.written_language(stored.article.language, asked.place.language),
        origin=stored.article.origin,
        first_seen=translation.written_moment(stored.first_seen_at, asked.place.language),
        warnings=stored.article.warnings,
        signals=tuple(asked.say(labels.SIGNALS[signal]) for signal in stored.article.signals),
        is_release=stored.article.is_release,
        corrections=tuple(parts.corrected(asked, one) for one in found.corrections),
    )


def _text(asked: Asked, found: _Found, wording: WordingRow) -> Text:
    """Return a wording with its claims; of the newest those in force are marked, of an older one all."""
    stored = found.stored
    marked = stored.in_force if wording.is_newest else stored.claims
    marks = [Mark(span, held.id, "claim") for held in marked for span in held.claim.spans]
    numbers = {held.id: number for number, held in enumerate(marked, start=1)}
    cut = blocks(stored.article.text, stored.article.crossheads, marks)
    notes = _notes(asked, found, cut, numbers)
    return Text(
        wording=wording,
        blocks=cut,
        notes=notes,
        headings=_headings(stored, cut),
        urls={note.claim.id: note.claim.quote.url for beside in notes for note in beside},
        numbers=numbers,
        count=len(marked),
        elsewhere=found.elsewhere,
    )


def _notes(
    asked: Asked, found: _Found, cut: Sequence[Block], numbers: Mapping[str, int]
) -> tuple[tuple[Note, ...], ...]:
    """Return the notes of each block: of the claims that begin in it."""
    starts = _starts(cut)
    held_by = {held.id: held.parent_id for held in found.stored.claims}
    notes: list[list[Note]] = [[] for _ in cut]
    for held in found.stored.claims:
        place = bisect_right(starts, held.claim.spans[0].start) - 1
        notes[place].append(_note(asked, found, held, numbers.get(held.id, 0), _depth(held.id, held_by)))
    return tuple(map(tuple, notes))


def _starts(cut: Sequence[Block]) -> list[int]:
    """Return the first code point of each block."""
    lengths = (sum(len(segment.text) for segment in block.segments) for block in cut)
    return list(accumulate(lengths, initial=0))[:-1]


def _headings(stored: StoredArticle, cut: Sequence[Block]) -> tuple[str, ...]:
    """Return the places and sources of the sections that begin in each block."""
    starts = _starts(cut)
    found = [""] * len(cut)
    for section in stored.article.sections:
        named = ", ".join(filter(None, (section.place, section.source)))
        at = bisect_right(starts, section.span.start) - 1
        found[at] = "; ".join(filter(None, (found[at], named)))
    return tuple(found)


def _note(asked: Asked, found: _Found, held: StoredClaim, number: int, depth: int) -> Note:
    return Note(
        claim=parts.summary(asked, held),
        number=number,
        depth=depth,
        retired=translation.written_date(held.retired_at, asked.place.language),
        replaced_by=_links(asked, found.successors.get(held.id, ())),
        needs_recheck=held.id in found.rechecked,
    )


def _links(asked: Asked, keys: Iterable[str]) -> tuple[Link, ...]:
    return tuple(Link(key, asked.link(addresses.CLAIM, claim=key)) for key in keys)


def _depth(claim_id: str, held_by: Mapping[str, str | None]) -> int:
    """Count the claims that hold one, which what is written wrong could let hold each other."""
    seen = {claim_id}
    parent = held_by[claim_id]
    while parent in held_by and parent not in seen:
        seen.add(str(parent))
        parent = held_by[str(parent)]
    return len(seen) - 1


def _comparison(asked: Asked, found: _Found, listed: Mapping[int, WordingRow]) -> Comparison | None:
    if found.pair is None or found.between is None:
        return None
    texts = {one.seq: one.text for one in found.wordings}
    changed = difference(texts[found.pair[0]], texts[found.pair[1]])
    return wordings.comparison(asked, changed, listed, found.pair, found.between)


def _missed(asked: Asked) -> Missed:
    return Missed(parts.choices(asked, labels.QUOTE_TYPES), parts.choices(asked, labels.SPEAKER_KINDS))


def _leads_to_added(asked: Asked, answer: Mapping[str, Any]) -> str:
    return addresses.with_query(asked.link(addresses.CLAIM, claim=answer["claim"]["id"]), said="add_claim")


PAGE: Page[_Found] = Page(
    path=addresses.ARTICLE,
    template="datasette_claims/article.html",
    read=_read,
    context=_context,
    missing=message("This database holds no such article."),
    tables=(*TABLES, *APPEARANCE_TABLES, *CORRECTION_TABLES),
    stylesheets=("article.css",),
    table="articles",
    forms={"add_claim": Form(OPERATIONS["add_claim"], leads=_leads_to_added)},
)
