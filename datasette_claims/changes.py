"""What loading or re-extracting one article would change, worked out before anything is written.

What people said of the extraction holds: the claims that they made or changed go where exactly their words stand,
those that they put aside stay put aside, and a claim that they judged keeps the speaker they judged it by, whatever
the extractor finds. Nothing is deleted, and no decision goes to other words: where that is not certain, a person is
asked (``Successor``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import Enum

from datasette_claims.anchors import found_again, parents, text_order
from datasette_claims.identity import article_key, claim_keys, normalised, said_by, version_key
from datasette_claims.matching import similarity
from datasette_claims.model import Article, Claim

LEAST_ALIKE = 0.5
"""Least similarity of quotes at which one may be what the other was."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A claim that people decided on, with the text of the wording that it stands in.

    ``is_replaced`` if they put it aside for another; else they made or changed it.
    """

    claim: Claim
    text: str
    is_replaced: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A claim as it stood last; ``speaker`` is whom the text names, ``is_judged`` if people gave a verdict on it."""

    claim: Claim
    speaker: str | None = None
    is_retired: bool = False
    is_judged: bool = False
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the database already holds of an article: its newest wording, ``text``, is the ``seq``-th.

    ``claims`` are all that it ever had, by their ids; ``decided`` are those of them that people decided on.
    """

    article_id: str
    seq: int
    claims: Mapping[str, Held] = field(default_factory=dict)
    decided: Mapping[str, Decided] = field(default_factory=dict)
    text: str = ""


class Fate(str, Enum):
    """What becomes of a claim; ``SAME`` is said of the same words about the same, wherever else they now stand."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    BACK = "back"
    ADDED = "added"
    GONE = "gone"


class Resemblance(str, Enum):
    """Why a claim may be what another was: the same quote of another speaker, or a quote of much the same words."""

    SPEAKER = "speaker"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Successor:
    """A claim that is gone, and one that came with the same change and may be what it was; people decide."""

    old: str
    new: str
    resemblance: Resemblance
    score: float


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows that one article adds, moves and retires; claims carry their ids, ``order`` their places in the text.

    ``moved`` are the known claims whose rows change. ``parents`` maps a claim's id to that of the claim whose quote
    holds it. ``manual`` are those that people made or changed; ``kept`` tells of those that keep the speaker they were
    judged by whom the text is now read to name. ``fates`` tells of every claim, known or found, what becomes of it;
    ``before`` are the known ones as they were.
    """

    article: Article
    article_id: str
    version_id: str
    seq: int
    added: tuple[tuple[str, Claim], ...]
    moved: tuple[tuple[str, Claim], ...]
    retired: tuple[str, ...]
    order: Mapping[str, int]
    parents: Mapping[str, str]
    manual: AbstractSet[str] = frozenset()
    kept: Mapping[str, str | None] = field(default_factory=dict)
    fates: Mapping[str, Fate] = field(default_factory=dict)
    successors: tuple[Successor, ...] = ()
    before: Mapping[str, Held] = field(default_factory=dict)
    is_new_wording: bool = True


def decide(article: Article, claims: Sequence[Claim], known: Known | None) -> Changes:
    """Compare an article's claims (in text order) with what is ``known`` of it.

    A claim that the article still holds moves to its new place, a retired one that is back revives, one that is gone
    is retired; nothing is deleted. Of the wording that is there already no version is made.
    """
    before = known or Known(article_id=article_key(article.text), seq=0)
    is_new = before.seq == 0 or article.text != before.text
    keyed = _keyed(article.text, claims, before)
    holders, order = _parents(keyed), {key: place for place, (key, _) in enumerate(keyed)}
    gone, added = _gone(before.claims, order.keys()), _added(keyed, before)
    stay = frozenset() if is_new else _staying(keyed, before, holders)
    return Changes(
        article=article,
        article_id=before.article_id,
        version_id=version_key(before.article_id, article.text),
        seq=before.seq + is_new,
        added=added,
        moved=tuple(pair for pair in keyed if pair[0] in before.claims and pair[0] not in stay),
        retired=gone,
        order=order,
        parents=holders,
        manual=before.decided.keys() & order.keys(),
        kept=_kept(keyed, before),
        fates=_fates(keyed, before) | dict.fromkeys(gone, Fate.GONE),
        successors=tuple(_successors({key: before.claims[key] for key in gone}, added)),
        before=before.claims,
        is_new_wording=is_new,
    )


def _added(keyed: Sequence[tuple[str, Claim]], before: Known) -> tuple[tuple[str, Claim], ...]:
    return tuple(pair for pair in keyed if pair[0] not in before.claims)


def _fates(keyed: Sequence[tuple[str, Claim]], before: Known) -> dict[str, Fate]:
    return {key: _fate(before.claims.get(key), claim) for key, claim in keyed}


def _staying(keyed: Sequence[tuple[str, Claim]], before: Known, holders: Mapping[str, str]) -> AbstractSet[str]:
    """Return the claims of a wording that was there whose rows stay as they are."""
    return {
        key
        for key, claim in keyed
        if _fate(before.claims.get(key), claim) is Fate.SAME
        and _is_unchanged(before.claims[key], claim, holders.get(key))
    }


def _keyed(text: str, claims: Sequence[Claim], before: Known) -> list[tuple[str, Claim]]:
    """Return the claims that a wording holds, by people's word and the extractor's, with their ids in text order."""
    again = {
        key: claim
        for key, one in before.decided.items()
        if (claim := one.claim if one.text == text else found_again(one.claim, one.text, text)) is not None
    }
    # What people decided on is not the extractor's any more; what is elsewhere is not what they decided on.
    spoken_for = {claim.spans for claim in again.values()}
    others = [claim for claim in claims if claim.spans not in spoken_for]
    extracted = zip(claim_keys(before.article_id, others, _taken(before, again)), others, strict=True)
    free = _recognised([(key, claim) for key, claim in extracted if key not in before.decided], before)
    manual = [(key, claim) for key, claim in again.items() if not before.decided[key].is_replaced]
    return sorted([*free, *manual], key=lambda pair: text_order(pair[1].spans))


def _taken(before: Known, again: Mapping[str, Claim]) -> AbstractSet[str]:
    """Return the ids that no other claim may get: of what people decided on, also where it is not found for sure."""
    lost = {key for key, one in before.decided.items() if key not in again and not one.is_replaced}
    return again.keys() | lost


def _recognised(keyed: Sequence[tuple[str, Claim]], before: Known) -> list[tuple[str, Claim]]:
    """Return the claims, those under their old ids that differ only in the words by which the same speaker is named.

    So it is if one claim of that quote and speaker is missing and one is new: which is which is then certain.
    """
    missing = _by_words(_missing(before, {key for key, _ in keyed}))
    new = _by_words((key, claim, _name(claim)) for key, claim in _added(keyed, before))
    old_ids = {keys[0]: missing[said][0] for said, keys in new.items() if len(keys) == len(missing.get(said, ())) == 1}
    return [(old_ids.get(key, key), claim) for key, claim in keyed]


def _missing(before: Known, found: AbstractSet[str]) -> Iterator[tuple[str, Claim, str | None]]:
    """Yield the claims that were there until now, and on which people did not decide; each with its speaker."""
    for key, held in before.claims.items():
        if key not in found and key not in before.decided and not held.is_retired:
            yield key, held.claim, held.speaker


def _by_words(claims: Iterable[tuple[str, Claim, str | None]]) -> dict[tuple[str, str], list[str]]:
    """Return claims whose speakers are known by quote and speaker."""
    found: dict[tuple[str, str], list[str]] = {}
    for key, claim, speaker in claims:
        if speaker:
            found.setdefault((normalised(claim.quote), speaker), []).append(key)
    return found


def _parents(keyed: Sequence[tuple[str, Claim]]) -> dict[str, str]:
    holders = zip(keyed, parents([claim.spans for _, claim in keyed]), strict=True)
    return {key: keyed[parent][0] for (key, _), parent in holders if parent is not None}


def _gone(before: Mapping[str, Held], found: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(key for key, held in before.items() if key not in found and not held.is_retired)


def _fate(held: Held | None, claim: Claim) -> Fate:
    if held is None:
        return Fate.ADDED
    if held.is_retired:
        return Fate.BACK
    if _shown(held.claim) != _shown(claim) or (_name(claim) != held.speaker and not held.is_judged):
        return Fate.CHANGED
    return Fate.SAME if held.claim.spans == claim.spans else Fate.MOVED


def _shown(claim: Claim) -> tuple[object, ...]:
    """Return what people see of a claim besides its quote, its place and its speaker."""
    words = (part.text if part else "" for part in (claim.cue, claim.mention, claim.addressee))
    return (claim.quote_type, claim.mood, claim.stance, *words)


def _name(claim: Claim) -> str | None:
    return claim.speaker.name if claim.speaker else None


def _is_unchanged(held: Held, claim: Claim, parent: str | None) -> bool:
    """Tell whether the row of a claim that is the same stays as it is, what nobody sees included."""
    return held.parent == parent and replace(held.claim, parent=None, speaker=None) == replace(
        claim, parent=None, speaker=None
    )


def _kept(keyed: Sequence[tuple[str, Claim]], before: Known) -> dict[str, str | None]:
    """Return whom the text now names as the speakers of claims that were judged as somebody else's."""
    extracted = [(key, _name(claim)) for key, claim in keyed if key in before.claims and key not in before.decided]
    return {key: name for key, name in extracted if before.claims[key].is_judged and name != before.claims[key].speaker}


def _successors(gone: Mapping[str, Held], added: Sequence[tuple[str, Claim]]) -> list[Successor]:
    """Return for claims that are gone what may have taken their place; for words alone only if people judged them."""
    quotes: dict[str, str] = {}
    for key, claim in added:
        quotes.setdefault(said_by(claim)[0], key)
    found = []
    for old, held in gone.items():
        if same := quotes.get(normalised(held.claim.quote)):
            found.append(Successor(old, same, Resemblance.SPEAKER, 1.0))
        elif held.is_judged and added:
            score, new = max((similarity(held.claim.quote, claim.quote), key) for key, claim in added)
            if score >= LEAST_ALIKE:
                found.append(Successor(old, new, Resemblance.WORDS, score))
    return found
