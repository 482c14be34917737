"""How far a desk's work has come, in the few numbers that fit on a front page."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from datasette_claims.review import State

_SETTLED = (
    State.DISPUTED,
    State.DECIDED,
    State.PUBLISHED,
    State.CORRECTED,
    State.WITHDRAWN,
    State.REJECTED,
)
"""The states in which nobody is waited for to give a verdict."""


@dataclass(frozen=True, slots=True)
class Overview:
    """How much a database holds; retired claims are not counted.

    ``waiting`` are the claims that still need verdicts, ``decided`` those to be published, ``published`` those that
    stand published, corrected ones among them.
    """

    articles: int
    claims: int
    waiting: int
    decided: int
    published: int


def overview(connection: sqlite3.Connection) -> Overview:
    """Return the numbers; what waits is the rest, so that the many claims that nobody has touched are never read."""
    (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    (everything,) = connection.execute("SELECT count(*) FROM claims").fetchone()
    gone = "SELECT count(*) FROM claims INDEXED BY claims_retired WHERE retired_at IS NOT NULL"
    (retired,) = connection.execute(gone).fetchone()
    marks = ", ".join("?" for _ in _SETTLED)
    sql = (
        "SELECT state, count(*) FROM claims INDEXED BY claims_queue"
        f" WHERE state IN ({marks}) AND retired_at IS NULL GROUP BY state"
    )
    settled = dict(connection.execute(sql, [state.value for state in _SETTLED]).fetchall())
    return Overview(
        articles=articles,
        claims=everything - retired,
        waiting=everything - retired - sum(settled.values()),
        decided=settled.get(State.DECIDED.value, 0),
        published=settled.get(State.PUBLISHED.value, 0) + settled.get(State.CORRECTED.value, 0),
    )
