"""``datasette claims speakers …``: who is who."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datasette_claims.cli.namesakes import NAMESAKE_COMMANDS
from datasette_claims.cli.parameters import EXISTING_FILE
from datasette_claims.cli.steps import actor_option, json_option

if TYPE_CHECKING:
    from datasette_claims.desk.visits import Visit

Change = Callable[["Visit", str], str]
"""Changes a speaker, given by id; returns the sentence that tells what was done."""


@click.group()
def speakers() -> None:
    """Say who speakers are: one and the same, two, also called. SPEAKER is an id, its first characters or a name."""


def _merge(database: Path, speaker: str, into: str, *, actor: str | None, as_json: bool) -> None:
    from datasette_claims.cli.visiting import the_speaker  # noqa: PLC0415 - pydantic and sqlite-utils start slowly
    from datasette_claims.desk.speakers import merge  # noqa: PLC0415 - as above

    def change(visit: Visit, key: str) -> str:
        changed = merge(visit, key, the_speaker(visit.connection, into))
        return f"{speaker} is {into} now: {_counted(changed)} changed hands."

    _carry_out(database, speaker, actor, change, as_json=as_json)


def _split(database: Path, speaker: str, *, actor: str | None, as_json: bool) -> None:
    from datasette_claims.desk.speakers import split  # noqa: PLC0415 - as above

    def change(visit: Visit, key: str) -> str:
        return f"{speaker} is a speaker again: {_counted(split(visit, key))} changed hands."

    _carry_out(database, speaker, actor, change, as_json=as_json)


def _divide(
    database: Path, speaker: str, name: str, *, claims: tuple[str, ...], kind: str, actor: str | None, as_json: bool
) -> None:
    from datasette_claims.cli.visiting import the_claim  # noqa: PLC0415 - as above
    from datasette_claims.desk import requests, validation  # noqa: PLC0415 - as above
    from datasette_claims.desk.speakers import divide  # noqa: PLC0415 - as above

    def change(visit: Visit, key: str) -> str:
        meant = [the_claim(visit.connection, one) for one in claims]
        wanted = validation.from_body(requests.Division, {"claims": meant, "name": name, "kind": kind})
        outcomes = divide(visit, key, wanted.claims, wanted.name, wanted.kind)
        return f"{_counted(len(outcomes))} went from {speaker} to {wanted.name}."

    _carry_out(database, speaker, actor, change, as_json=as_json)


def _alias(database: Path, speaker: str, name: str, *, remove: bool, actor: str | None, as_json: bool) -> None:
    from datasette_claims.desk import requests, validation  # noqa: PLC0415 - as above
    from datasette_claims.desk.speakers import alias  # noqa: PLC0415 - as above

    def change(visit: Visit, key: str) -> str:
        wanted = validation.from_body(requests.Alias, {"alias": name, "remove": remove})
        alias(visit, key, wanted.alias, remove=wanted.remove)
        return f"{speaker} is {'no longer' if remove else 'also'} called {wanted.alias}."

    _carry_out(database, speaker, actor, change, as_json=as_json)


def _carry_out(database: Path, speaker: str, actor: str | None, change: Change, *, as_json: bool) -> None:
    from datasette_claims.cli import visiting  # noqa: PLC0415 - as above
    from datasette_claims.cli.typed import in_options  # noqa: PLC0415 - as above
    from datasette_claims.database import history  # noqa: PLC0415 - as above

    with in_options(), visiting.visiting(database, actor) as visit:
        key = visiting.the_speaker(visit.connection, speaker)
        said = change(visit, key)
        shown = history.speaker(visit.connection, key)
    if as_json:
        visiting.print_json({"speaker": shown})
    else:
        click.echo(said)


def _counted(claims: int) -> str:
    return "1 claim" if claims == 1 else f"{claims} claims"


def _command(
    name: str, run: Callable[..., None], says: str, arguments: tuple[str, ...], *options: click.Option
) -> click.Command:
    return click.Command(
        name,
        callback=run,
        help=says,
        params=[
            click.Argument(["database"], type=EXISTING_FILE),
            *(click.Argument([argument]) for argument in arguments),
            *options,
            actor_option(),
            json_option(),
        ],
    )


_KINDS = ("person", "organisation", "group", "unknown")

for _one in (
    _command("merge", _merge, "Let SPEAKER turn out to be INTO, in DATABASE and in later loads.", ("speaker", "into")),
    _command("split", _split, "Take back that SPEAKER was merged into another.", ("speaker",)),
    _command(
        "divide",
        _divide,
        "Let some claims of SPEAKER belong to somebody else, called NAME.",
        ("speaker", "name"),
        click.Option(
            ["--claim", "claims"],
            multiple=True,
            required=True,
            metavar="CLAIM",
            help="A claim, by its id or the first characters; give it again for more.",
        ),
        click.Option(
            ["--kind"], type=click.Choice(_KINDS), default="person", show_default=True, help="What the other is."
        ),
    ),
    _command(
        "alias",
        _alias,
        "Add NAME to what SPEAKER is called.",
        ("speaker", "name"),
        click.Option(["--remove"], is_flag=True, help="Take a name away that people added."),
    ),
):
    speakers.add_command(_one)

for _one in NAMESAKE_COMMANDS:
    speakers.add_command(_one)
