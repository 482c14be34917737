"""What loading one extracted article would change, worked out before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from datasette_claims.identity import article_key, claim_keys, version_key
from datasette_claims.model import Article, Claim


@dataclass(frozen=True, slots=True)
class Known:
    """What the database already holds of an article; ``claims`` maps claim ids to whether they are retired."""

    article_id: str
    seq: int
    claims: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows that one article adds, moves and retires; claims carry their ids, ``order`` their places in the text.

    ``parents`` maps a claim's id to that of the claim whose quote holds it.
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


def decide(article: Article, claims: Sequence[Claim], known: Known | None) -> Changes:
    """Compare an article's claims (in text order) with what is ``known`` of it.

    A claim that the new wording still holds moves to it, a retired one that is back revives, one that is gone
    is retired; nothing is deleted.
    """
    before = known or Known(article_id=article_key(article.text), seq=0)
    keyed = list(zip(claim_keys(before.article_id, claims), claims, strict=True))
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
    )


def _parents(keyed: Sequence[tuple[str, Claim]]) -> dict[str, str]:
    return {key: keyed[claim.parent][0] for key, claim in keyed if claim.parent is not None}


def _gone(before: Mapping[str, bool], found: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(key for key, retired in before.items() if key not in found and not retired)
