"""Carrying out at the desk what the command line asks for: one transaction, and every refusal one sentence."""

from __future__ import annotations

import getpass
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from datasette_claims.cli.typed import body, in_options
from datasette_claims.clock import now
from datasette_claims.database import listing
from datasette_claims.database.listing import Listed
from datasette_claims.database.opening import open_for_reading, open_for_writing, transaction
from datasette_claims.desk import queue, requests, reviewing, validation
from datasette_claims.desk.visits import Outcome, Visit, settle
from datasette_claims.desk.wanted import judgement
from datasette_claims.errors import InvalidFields, UnknownRow
from datasette_claims.steps import Permission


@dataclass(frozen=True, slots=True)
class Asked:
    """A step on one claim as it was typed; ``options`` are those of the step alone, by their names in Python."""

    step: str
    database: Path
    claim: str
    actor: str | None
    version: int | None
    options: Mapping[str, object]


_NAMED = 3
"""How many claims are named where one was meant."""

Step = Callable[[Visit, str, Any, int | None], Outcome]

_STEPS: Mapping[str, tuple[type, Step]] = {
    "take": (requests.Nothing, lambda visit, key, _, seen: queue.take(visit, key, seen)),
    "release": (requests.Nothing, lambda visit, key, _, seen: queue.release(visit, key, seen)),
    "triage": (requests.Triage, lambda visit, key, given, seen: reviewing.triage(visit, key, given.required, seen)),
    "review": (requests.Given, lambda visit, key, given, seen: reviewing.answer(visit, key, judgement(given), seen)),
    "assess": (requests.Given, lambda visit, key, given, seen: reviewing.assess(visit, key, judgement(given), seen)),
    "adjudicate": (
        requests.Given,
        lambda visit, key, given, seen: reviewing.adjudicate(visit, key, judgement(given), seen),
    ),
    "publish": (requests.Given, lambda visit, key, given, seen: reviewing.publish(visit, key, judgement(given), seen)),
    "correct": (
        requests.Correction,
        lambda visit, key, given, seen: reviewing.correct(visit, key, judgement(given), given.note, seen),
    ),
    "withdraw": (
        requests.Withdrawal,
        lambda visit, key, given, seen: reviewing.withdraw(visit, key, given.reason, seen),
    ),
    "reject": (
        requests.Rejection,
        lambda visit, key, given, seen: reviewing.reject(visit, key, given.reason.value, given.note, seen),
    ),
    "reopen": (
        requests.Reopening,
        lambda visit, key, given, seen: reviewing.reopen(visit, key, given.note, given.required, seen),
    ),
    "uphold": (
        requests.Upholding,
        lambda visit, key, given, seen: reviewing.uphold(visit, key, given.note, seen),
    ),
    "undo": (requests.Nothing, lambda visit, key, _, seen: reviewing.undo(visit, key, seen)),
}


def take_step(asked: Asked, *, as_json: bool) -> None:
    """Take a step and print what became of the claim."""
    kind, step = _STEPS[asked.step]
    with in_options():
        content: object = validation.from_body(kind, body(asked.options))
        with visiting(asked.database, asked.actor) as visit:
            key = the_claim(visit.connection, asked.claim)
            outcome = step(visit, key, content, asked.version)
            shown = present(visit.connection, key)
        settle(visit.private, [outcome])
    if as_json:
        print_json({"event": outcome.event.seq, "type": outcome.event.type.value, "claim": asdict(shown)})
    else:
        said = f"{shown.id}: {outcome.event.type.value}. It is {shown.state} now"
        click.echo(f"{said}, verdict {shown.verdict}, version {shown.version}.")


@contextmanager
def visiting(database: Path, actor: str | None) -> Iterator[Visit]:
    """Let a block act in one transaction; whoever may write the file may do anything.

    A database that is not ours or not up to date is refused, not migrated.
    """
    name = name_of(actor)
    open_for_reading(database).close()
    with closing(open_for_writing(database)) as connection, transaction(connection, database):
        yield Visit(connection, database, name, frozenset(Permission), now())


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    """Let a block read one state of a database; a refusal is printed as a sentence."""
    with in_options(), closing(open_for_reading(database)) as connection:
        connection.execute("BEGIN")
        yield connection


def name_of(actor: str | None) -> str:
    """Return who acts, by default who is logged in; raises InvalidFields."""
    if actor is None:
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            raise InvalidFields({"actor": "nobody is logged in; name who acts"}) from None
    if not actor.strip() or not actor.isprintable():
        raise InvalidFields({"actor": "must be a name that can be printed"})
    return actor


def the_claim(connection: sqlite3.Connection, prefix: str) -> str:
    """Return the id of the one claim that begins with ``prefix``; raises UnknownRow if there is none, or several."""
    return _the_one("claim", prefix, listing.beginning_with(connection, prefix, _NAMED) if _is_text(prefix) else ())


def the_speaker(connection: sqlite3.Connection, called: str) -> str:
    """Return the id of the one speaker of that name, or whose id begins so; raises UnknownRow like ``the_claim``."""
    return _the_one("speaker", called, listing.speakers_called(connection, called, _NAMED) if _is_text(called) else ())


def _is_text(asked: str) -> bool:
    """Tell whether there are characters, and only such as SQLite can hold: bytes that are no UTF-8 are not."""
    return bool(asked) and not any("\ud800" <= character <= "\udfff" for character in asked)


def _the_one(kind: str, asked: str, found: tuple[str, ...]) -> str:
    if not found:
        raise UnknownRow(f"There is no {kind} {asked!r}.")
    if len(found) > 1 and asked not in found:
        raise UnknownRow(f"{asked!r} begins the ids of several {kind}s, as {', '.join(found)}. Write more of it.")
    return found[0]


def present(connection: sqlite3.Connection, claim_id: str) -> Listed:
    """Return a claim as it is now; raises UnknownRow."""
    found = listing.listed(connection, claim_id)
    if found is None:
        raise UnknownRow(f"There is no claim {claim_id}.")
    return found


def print_json(shown: object) -> None:
    """Print what programs read."""
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
