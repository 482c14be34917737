"""An article's wordings in words: the list of them, and what became of text and claims between two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from datasette_claims.database.versions import Life, Version
from datasette_claims.model import Span, StoredClaim
from datasette_claims.plugin import addresses, translation
from datasette_claims.plugin.pages import parts
from datasette_claims.plugin.pages.differences import Difference, Extent, Part, extent, is_changed, paragraphs, touch
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.parts import ClaimSummary
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message


@dataclass(frozen=True, slots=True)
class WordingRow:
    """One wording in the list of all; ``at`` is when it was loaded, written out.

    ``url`` shows it. ``changed`` is how it differs from the one before, None for the first; ``from_before`` and
    ``to_newest`` compare it with its neighbour and with the newest, empty where that is no further comparison.
    """

    seq: int
    at: str
    url: str
    is_newest: bool
    is_shown: bool
    changed: Extent | None
    from_before: str
    to_newest: str


class Fate(str, Enum):
    """What became of a claim between two wordings."""

    REPLACED = "replaced"
    GONE = "gone"
    NEW = "new"
    IN_PLACE = "in_place"
    MOVED = "moved"
    KEPT = "kept"
    HELD = "held"


FATES: Mapping[Fate, tuple[str, str]] = {
    Fate.GONE: (message("Gone"), message("The newer wording lacks them. They were retired and are kept.")),
    Fate.REPLACED: (message("Replaced"), message("People put another claim in their place.")),
    Fate.NEW: (message("New"), message("They were first found, or added by people, after the older wording.")),
    Fate.IN_PLACE: (message("In place of another"), message("People put them in the place of a claim put aside.")),
    Fate.MOVED: (message("Moved"), message("Both wordings hold them, but elsewhere or amid words that changed.")),
    Fate.KEPT: (message("Kept"), message("Both wordings hold them, in text that stayed.")),
    Fate.HELD: (message("Held"), message("A later wording holds them, so that their places here are not recorded.")),
}
"""What each fate is called and means, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Fated:
    """A claim whose fate is told; ``others`` are those that took its place, or whose place it took.

    ``gone_with`` is the wording that lost it, 0 if none did; ``is_reviewed`` if the reader may know that people
    judged it.
    """

    claim: ClaimSummary
    others: tuple[Link, ...]
    gone_with: int
    is_reviewed: bool


@dataclass(frozen=True, slots=True)
class Fates:
    """The claims of one fate; ``is_folded`` where there is nothing to do about them."""

    key: str
    name: str
    meaning: str
    claims: tuple[Fated, ...]
    is_folded: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of two wordings in one; ``change`` counts those that changed from 1, 0 for one that stayed."""

    parts: tuple[Part, ...]
    change: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two wordings beside each other, ``old`` and ``new`` by their number."""

    old: WordingRow
    new: WordingRow
    paragraphs: tuple[Paragraph, ...]
    changes: int
    fates: tuple[Fates, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """What is known of an article's claims across its wordings: all of them, their lives, and which replaced which."""

    claims: tuple[StoredClaim, ...]
    lives: Mapping[str, Life]
    successors: Mapping[str, tuple[str, ...]]

    @property
    def predecessors(self) -> Mapping[str, tuple[str, ...]]:
        """The claims whose place others took, by these."""
        found: dict[str, tuple[str, ...]] = {}
        for old, others in self.successors.items():
            for new in others:
                found[new] = (*found.get(new, ()), old)
        return found


def rows(asked: Asked, wordings: Sequence[Version], shown: int) -> tuple[WordingRow, ...]:
    """Return the list of an article's wordings, the newest first; ``shown`` is the one on the page, 0 for none."""
    changed = {new.seq: extent(old.text, new.text) for old, new in pairwise(wordings)}
    found = [_row(asked, one, wordings, changed.get(one.seq), is_shown=one.seq == shown) for one in wordings]
    return tuple(reversed(found))


def _row(
    asked: Asked, one: Version, wordings: Sequence[Version], changed: Extent | None, *, is_shown: bool
) -> WordingRow:
    own = asked.link(addresses.ARTICLE, **asked.ids)
    first, last = wordings[0].seq, wordings[-1].seq
    return WordingRow(
        seq=one.seq,
        at=translation.written_moment(one.retrieved_at, asked.place.language),
        url=own if one.seq == last else addresses.with_query(own, version=str(one.seq)),
        is_newest=one.seq == last,
        is_shown=is_shown,
        changed=changed,
        from_before=addresses.with_query(own, compare=f"{one.seq - 1}-{one.seq}") if one.seq > first else "",
        to_newest=addresses.with_query(own, compare=f"{one.seq}-{last}") if one.seq < last - 1 else "",
    )


def comparison(
    asked: Asked, found: Difference, listed: Mapping[int, WordingRow], pair: tuple[int, int], between: Between
) -> Comparison:
    """Return what became of the text and of the claims between the two wordings of a ``pair``."""
    told, changes = [], 0
    for cut in paragraphs(found.parts):
        has_changed = is_changed(cut)
        changes += has_changed
        told.append(Paragraph(cut, changes if has_changed else 0))
    return Comparison(
        old=listed[pair[0]],
        new=listed[pair[1]],
        paragraphs=tuple(told),
        changes=changes,
        fates=_fates(asked, between, pair, found),
    )


def _fates(asked: Asked, between: Between, pair: tuple[int, int], found: Difference) -> tuple[Fates, ...]:
    before, added = between.predecessors, found.added
    grouped: dict[Fate, list[StoredClaim]] = {}
    for held in between.claims:
        became = fate(held, between, pair, added, is_successor=held.id in before)
        if became is not None:
            grouped.setdefault(became, []).append(held)
    return tuple(
        Fates(
            key=became.value,
            name=asked.say(name),
            meaning=asked.say(meaning),
            claims=tuple(_fated(asked, held, became, between, before) for held in grouped[became]),
            is_folded=became in {Fate.KEPT, Fate.HELD},
        )
        for became, (name, meaning) in FATES.items()
        if became in grouped
    )


def fate(
    held: StoredClaim, between: Between, pair: tuple[int, int], added: Sequence[Span], *, is_successor: bool
) -> Fate | None:
    """Return what became of a claim between the wordings of a ``pair``; None if neither held it.

    ``added`` is what came with the newer one.
    """
    old, new = pair
    life = between.lives[held.id]
    was, is_now = life.covers(old), life.covers(new)
    if not was and not is_now:
        return None
    if held.id in between.successors and life.last <= new:
        return Fate.REPLACED
    if not is_now:
        return Fate.GONE
    if not was:
        return Fate.IN_PLACE if is_successor else Fate.NEW
    if life.last > new:
        return Fate.HELD
    return Fate.MOVED if touch(added, held.claim.spans) else Fate.KEPT


def _fated(
    asked: Asked, held: StoredClaim, became: Fate, between: Between, before: Mapping[str, tuple[str, ...]]
) -> Fated:
    life = between.lives[held.id]
    others: Iterable[str] = ()
    if became is Fate.REPLACED:
        others = between.successors[held.id]
    elif became is Fate.IN_PLACE:
        others = before[held.id]
    return Fated(
        claim=parts.summary(asked, held),
        others=tuple(Link(key, asked.link(addresses.CLAIM, claim=key)) for key in others),
        gone_with=life.last + 1 if became is Fate.GONE else 0,
        is_reviewed=life.is_reviewed and asked.visitor.sees_reviews,
    )
