"""What loading one extracted article would change, worked out before anything is written.

What people said of the extraction holds: the claims that they made or changed go where exactly their words stand, and
those that they put aside stay put aside, whatever the extractor finds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from datasette_claims.anchors import found_again, parents, text_order
from datasette_claims.identity import article_key, claim_keys, version_key
from datasette_claims.model import Article, Claim


@dataclass(frozen=True, slots=True)
class Decided:
    """A claim that people decided on, with the text of the wording that it stands in.

    ``is_replaced`` if they put it aside for another; else they made or changed it.
    """

    claim: Claim
    text: str
    is_replaced: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the database already holds of an article.

    ``claims`` maps claim ids to whether they are retired; ``decided`` are those of them that people decided on.
    """

    article_id: str
    seq: int
    claims: Mapping[str, bool] = field(default_factory=dict)
    decided: Mapping[str, Decided] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows that one article adds, moves and retires; claims carry their ids, ``order`` their places in the text.

    ``parents`` maps a claim's id to that of the claim whose quote holds it. ``manual`` are those that people made or
    changed.
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


def decide(article: Article, claims: Sequence[Claim], known: Known | None) -> Changes:
    """Compare an article's claims (in text order) with what is ``known`` of it.

    A claim that the new wording still holds moves to it, a retired one that is back revives, one that is gone
    is retired; nothing is deleted.
    """
    before = known or Known(article_id=article_key(article.text), seq=0)
    keyed = _keyed(article.text, claims, before)
    order = {key: place for place, (key, _) in enumerate(keyed)}
    return Changes(
        article=article,
        article_id=before.article_id,
        version_id=version_key(before.article_id, article.text),
        seq=before.seq + 1,
        added=tuple(pair for pair in keyed if pair[0] not in before.claims),
        moved=tuple(pair for pair in keyed if pair[0] in before.claims),
        retired=_gone(before.claims, order.keys()),
        order=order,
        parents=_parents(keyed),
        manual=before.decided.keys() & order.keys(),
    )


def _keyed(text: str, claims: Sequence[Claim], before: Known) -> list[tuple[str, Claim]]:
    """Return the claims that a wording holds, by people's word and the extractor's, with their ids in text order."""
    placed = {key: found_again(one.claim, one.text, text) for key, one in before.decided.items()}
    again = {key: claim for key, claim in placed.items() if claim is not None}
    # What people decided on is not the extractor's any more; what is elsewhere is not what they decided on.
    spoken_for = {claim.spans for claim in again.values()}
    others = [claim for claim in claims if claim.spans not in spoken_for]
    extracted = zip(claim_keys(before.article_id, others, _taken(before, again)), others, strict=True)
    free = [(key, claim) for key, claim in extracted if key not in before.decided]
    manual = [(key, claim) for key, claim in again.items() if not before.decided[key].is_replaced]
    return sorted([*free, *manual], key=lambda pair: text_order(pair[1].spans))


def _taken(before: Known, again: Mapping[str, Claim]) -> AbstractSet[str]:
    """Return the ids that no other claim may get: of what people decided on, also where it is not found for sure."""
    lost = {key for key, one in before.decided.items() if key not in again and not one.is_replaced}
    return again.keys() | lost


def _parents(keyed: Sequence[tuple[str, Claim]]) -> dict[str, str]:
    holders = zip(keyed, parents([claim.spans for _, claim in keyed]), strict=True)
    return {key: keyed[parent][0] for (key, _), parent in holders if parent is not None}


def _gone(before: Mapping[str, bool], found: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(key for key, retired in before.items() if key not in found and not retired)
