"""``datasette claims queue``: what comes next, and taking it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datasette_claims.cli.parameters import EXISTING_FILE
from datasette_claims.cli.steps import actor_option, json_option

if TYPE_CHECKING:
    from datasette_claims.database.filtering import Filters
    from datasette_claims.database.listing import Listed

_FILTERS = (
    (["--speaker"], "NAME", "Claims of this speaker."),
    (["--source"], "NAME", "Claims from this agency or publication."),
    (["--state"], "NAME", "Claims that are new, queued or awaiting_second."),
    (["--verdict"], "KEY", "Claims with this verdict."),
    (["--type", "quote_type"], "NAME", "Claims of this quote type: direct, indirect …"),
    (["--lang", "language"], "CODE", "Claims in this language (de, en)."),
    (["--article"], "ID", "Claims of this article."),
    (["--from", "published_from"], "DATE", "Published on this day or later."),
    (["--to", "published_to"], "DATE", "Published on this day or earlier."),
    (["--topic"], "WORDS", "Part of the article's title."),
    (["--text"], "WORDS", "Words of quote, context or speaker."),
    (["--checkworthiness"], "NUMBER", "The least check-worthiness, 0 to 1."),
    (["--aspect"], "NAME", "Claims of which this was judged: extraction, attribution or veracity."),
)
_WIDTH = 60


def _queue(database: Path, *, actor: str | None, take: bool, limit: int, as_json: bool, **filters: str | None) -> None:
    from datasette_claims.cli.typed import in_options  # noqa: PLC0415 - pydantic and sqlite-utils start slowly
    from datasette_claims.desk import requests, validation  # noqa: PLC0415 - as above
    from datasette_claims.desk.wanted import filters as meant  # noqa: PLC0415 - as above

    with in_options():
        given = {name: value for name, value in filters.items() if value is not None}
        wanted = meant(validation.from_query(requests.Selection, {name: [value] for name, value in given.items()}))
    _take(database, actor, wanted, as_json=as_json) if take else _look(database, actor, wanted, limit, as_json=as_json)


def _look(database: Path, actor: str | None, wanted: Filters, limit: int, *, as_json: bool) -> None:
    from datasette_claims.cli import visiting  # noqa: PLC0415 - as above
    from datasette_claims.clock import now  # noqa: PLC0415 - as above
    from datasette_claims.database import leases  # noqa: PLC0415 - as above

    with visiting.reading(database) as connection:
        keys = leases.upcoming(connection, visiting.name_of(actor), wanted, now(), limit)
        claims = [visiting.present(connection, key) for key in keys]
    if as_json:
        visiting.print_json({"claims": [asdict(claim) for claim in claims]})
    else:
        _print(claims)


def _take(database: Path, actor: str | None, wanted: Filters, *, as_json: bool) -> None:
    from datasette_claims.cli import visiting  # noqa: PLC0415 - as above
    from datasette_claims.cli.typed import in_options  # noqa: PLC0415 - as above
    from datasette_claims.desk import queue  # noqa: PLC0415 - as above

    with in_options(), visiting.visiting(database, actor) as visit:
        taken = queue.take_next(visit, wanted)
        claim = visiting.present(visit.connection, taken.claim_id) if taken else None
    if as_json:
        visiting.print_json({"claim": asdict(claim) if claim else None})
        return
    _print([claim] if claim else [])
    if claim:
        click.echo(f"{claim.holder} has it in work until {claim.lease_until}.")


def _print(claims: Sequence[Listed]) -> None:
    from datasette_claims.cli.tables import table  # noqa: PLC0415 - beside the others

    if not claims:
        click.echo("No claim is waiting.")
    rows = [(one.id, one.state, one.published or "", one.speaker or "?", _short(one.quote)) for one in claims]
    for line in table(rows):
        click.echo(line)


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


queue = click.Command(
    "queue",
    callback=_queue,
    help="List the claims of DATABASE that wait for a verdict, the most urgent first; --take hands out the first."
    "\n\nClaims that somebody has in work, and those that you have answered, are left out.",
    params=[
        click.Argument(["database"], type=EXISTING_FILE),
        *(click.Option(names, metavar=metavar, help=says) for names, metavar, says in _FILTERS),
        click.Option(["--take"], is_flag=True, help="Take the first into work, so that nobody else gets it."),
        click.Option(
            ["--limit"], type=click.IntRange(1, 500), default=10, show_default=True, metavar="N", help="List at most N."
        ),
        actor_option(),
        json_option(),
    ],
)
