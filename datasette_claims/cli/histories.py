"""``datasette claims history``: what has happened to a claim and where it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datasette_claims.cli.parameters import EXISTING_FILE
from datasette_claims.cli.steps import json_option

if TYPE_CHECKING:
    from datasette_claims.database.listing import Listed
    from datasette_claims.review import Standing

Row = Mapping[str, object]


def _history(database: Path, claim: str, *, on: str | None, as_json: bool) -> None:
    from datasette_claims import review  # noqa: PLC0415 - with the others
    from datasette_claims.cli import visiting  # noqa: PLC0415 - pydantic and sqlite-utils start slowly
    from datasette_claims.database import history, log  # noqa: PLC0415 - as above
    from datasette_claims.desk import requests, validation  # noqa: PLC0415 - as above

    with visiting.reading(database) as connection:
        day = validation.from_query(requests.ClaimQuery, {"on": [on]} if on else {}).on
        key = visiting.the_claim(connection, claim)
        happened = log.events(connection, key)
        known = review.until(happened, day) if day else happened
        last = known[-1].seq if known else 0
        listed = visiting.present(connection, key)
        events = history.events(connection, key, last)
        told = {"reviews": history.reviews(connection, key, last), "evidence": history.evidence(connection, key, last)}
    at = review.standing(known)
    if as_json:
        visiting.print_json({"claim": asdict(listed), "on": day, "standing": _plain(at), **told, "events": events})
    else:
        _print(listed, at, events, day)


def _plain(at: Standing) -> dict[str, object]:
    return {
        "state": at.state.value,
        "verdict": at.verdict,
        "ratings": {aspect.value: key for aspect, key in at.ratings.items()},
        "disputed": [aspect.value for aspect in at.disputed],
        "required": at.required,
        "reviewers": list(at.reviewers),
        "holder": at.holder,
        "summary": at.summary,
        "reason": at.reason,
        "version": at.version,
    }


def _print(claim: Listed, at: Standing, events: Sequence[Row], day: str | None) -> None:
    from datasette_claims.cli.tables import table  # noqa: PLC0415 - beside the others

    said = [("claim", claim.id), ("speaker", claim.speaker or "?"), ("quote", " ".join(claim.quote.split()))]
    ratings = [(aspect.value, key) for aspect, key in at.ratings.items() if key != at.verdict]
    stood = [("on", day or ""), ("state", at.state.value), ("verdict", at.verdict), *ratings, ("summary", at.summary)]
    reviewed = [("reviewers", ", ".join(at.reviewers)), ("reason", at.reason), ("version", str(at.version))]
    for line in table([(name, value) for name, value in (*said, *stood, *reviewed) if value]):
        click.echo(line)
    if events:
        click.echo()
    for line in table([_row(event) for event in events]):
        click.echo(line)


def _row(event: Row) -> tuple[str, ...]:
    moved = f"{event['from_state']} → {event['to_state']}" if event["from_state"] != event["to_state"] else ""
    undone = f"event {event['undoes']}" if event["undoes"] else ""
    why = "; ".join(str(part) for part in (undone, event["reason"], event["note"]) if part)
    return str(event["seq"]), str(event["at"]), str(event["actor"]), str(event["type"]), moved, why


history = click.Command(
    "history",
    callback=_history,
    help="Print where a claim of DATABASE stands and everything that has happened to it. CLAIM is an id or its first"
    " characters.",
    params=[
        click.Argument(["database"], type=EXISTING_FILE),
        click.Argument(["claim"]),
        click.Option(["--on"], metavar="DATE", help="As it stood at the end of this day, or at this time."),
        json_option(),
    ],
)
