"""Answers about runs: what loads and re-extractions did to claims, and what people should look at."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass

from datasette_claims.database import outcomes
from datasette_claims.database.outcomes import Outcome, Run
from datasette_claims.plugin import addresses
from datasette_claims.plugin.place import Place

MOST_RUNS = 50
MOST_OUTCOMES = 200
"""So many claims of one fate are listed, those with a verdict apart from the others."""


@dataclass(frozen=True, slots=True)
class RunShown(Run):
    """A run with the address of its page."""

    url: str


@dataclass(frozen=True, slots=True)
class OutcomeShown(Outcome):
    """What became of a claim; ``may_be`` are the claims that may be what it was, if it is gone."""

    may_be: tuple[str, ...]
    url: str | None


@dataclass(frozen=True, slots=True)
class RunList:
    """The newest runs, and the claims with a verdict that the newest wordings of their articles no longer hold."""

    ok: bool
    runs: tuple[RunShown, ...]
    orphans: tuple[OutcomeShown, ...]


@dataclass(frozen=True, slots=True)
class RunWithOutcomes:
    """A run with what became of claims, those with a verdict first; of many of one fate the first are listed."""

    ok: bool
    run: RunShown
    outcomes: tuple[OutcomeShown, ...]


def runs(connection: sqlite3.Connection, place: Place) -> RunList:
    """Return the newest runs and what has lost its place."""
    return RunList(
        ok=True,
        runs=tuple(_run(place, one) for one in outcomes.runs(connection, MOST_RUNS)),
        orphans=tuple(_outcome(connection, place, one) for one in outcomes.orphans(connection, MOST_OUTCOMES)),
    )


def run(connection: sqlite3.Connection, place: Place, run_id: int) -> RunWithOutcomes | None:
    """Return one run; None if there is none of that number."""
    found = outcomes.run(connection, run_id)
    if found is None:
        return None
    kinds = sorted(outcomes.tally(connection, run_id), key=lambda kind: (not kind[1], kind[0]))
    listed = (
        one
        for fate, judged in kinds
        for one in outcomes.outcomes(connection, run_id, fate, judged=judged, most=MOST_OUTCOMES)
    )
    return RunWithOutcomes(
        ok=True, run=_run(place, found), outcomes=tuple(_outcome(connection, place, one) for one in listed)
    )


def _run(place: Place, one: Run) -> RunShown:
    url = addresses.of(place.datasette, place.database, addresses.RUN, run=str(one.id))
    return RunShown(**asdict(one), url=url)


def _outcome(connection: sqlite3.Connection, place: Place, one: Outcome) -> OutcomeShown:
    heirs = outcomes.successors(connection, one.claim_id) if one.fate == "gone" else ()
    url = addresses.claim(place.datasette, place.database, one.claim_id) if one.is_there else None
    return OutcomeShown(**asdict(one), may_be=tuple(heir.new_id for heir in heirs), url=url)
