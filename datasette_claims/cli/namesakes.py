"""``datasette claims speakers suggest``, ``dismiss`` and ``identify``: who may be the same, who is not, who is who."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datasette_claims.cli.parameters import EXISTING_FILE
from datasette_claims.cli.steps import actor_option, json_option

if TYPE_CHECKING:
    from datasette_claims.desk.authorities import Told
    from datasette_claims.readers.authorities import Entry

_SHOWN = 1_000


class _RehearsedError(Exception):
    """Ends a dry run, so that nothing of it stays."""


def _end_rehearsal(*, dry_run: bool) -> None:
    if dry_run:
        raise _RehearsedError


def _suggest(database: Path, *, limit: int, as_json: bool) -> None:
    from datasette_claims.cli import visiting  # noqa: PLC0415 - pydantic and sqlite-utils start slowly
    from datasette_claims.database import speaking, suggesting  # noqa: PLC0415 - as above

    with visiting.reading(database) as connection:
        found = suggesting.pairs(connection, limit)
        named = {key: speaking.present(connection, key) for one in found for key in (one.one, one.other)}
    rows = [
        {
            "one": {"id": one.one, "name": named[one.one].name, "claims": named[one.one].claims},
            "other": {"id": one.other, "name": named[one.other].name, "claims": named[one.other].claims},
            "score": one.score,
            "reasons": one.reasons,
        }
        for one in found
    ]
    if as_json:
        visiting.print_json({"suggestions": rows})
    elif not rows:
        click.echo("No two speakers look like the same one.")
    for one in [] if as_json else found:
        click.echo(
            f"{one.score:.2f}  {_who(one.one, named[one.one].name)}  =  {_who(one.other, named[one.other].name)}"
        )
        click.echo(f"      {', '.join(one.reasons)}")


def _who(key: str, name: str) -> str:
    return f"{name} ({key[:9]})"


def _dismiss(database: Path, speaker: str, other: str, *, undo: bool, actor: str | None, as_json: bool) -> None:
    from datasette_claims.cli import visiting  # noqa: PLC0415 - as above
    from datasette_claims.cli.typed import in_options  # noqa: PLC0415 - as above
    from datasette_claims.desk.speakers import keep_apart  # noqa: PLC0415 - as above

    with in_options(), visiting.visiting(database, actor) as visit:
        pair = [visiting.the_speaker(visit.connection, one) for one in (speaker, other)]
        keep_apart(visit, *pair, remove=undo)
    if as_json:
        visiting.print_json({"speakers": pair, "apart": not undo})
    else:
        click.echo(f"{speaker} and {other} {'may be the same again' if undo else 'are two'}.")


def _identify(
    database: Path,
    speaker: str | None,
    *,
    wikidata: str | None,
    gnd: str | None,
    file: Path | None,
    dry_run: bool,
    actor: str | None,
    as_json: bool,
) -> None:
    if (speaker is None) == (file is None) or (file is not None and (wikidata is not None or gnd is not None)):
        raise click.UsageError("Name a speaker with --wikidata or --gnd, or a --file.")
    if file is not None:
        _identify_all(database, file, dry_run=dry_run, actor=actor, as_json=as_json)
        return
    if wikidata is None and gnd is None or dry_run:
        raise click.UsageError("Say who the speaker is with --wikidata or --gnd; --dry-run goes with --file.")
    _identify_one(database, str(speaker), wikidata, gnd, actor=actor, as_json=as_json)


def _identify_one(
    database: Path, speaker: str, wikidata: str | None, gnd: str | None, *, actor: str | None, as_json: bool
) -> None:
    from datasette_claims.cli import visiting  # noqa: PLC0415 - as above
    from datasette_claims.cli.typed import in_options  # noqa: PLC0415 - as above
    from datasette_claims.database import history, speakers  # noqa: PLC0415 - as above
    from datasette_claims.desk.speakers import identify  # noqa: PLC0415 - as above

    with in_options(), visiting.visiting(database, actor) as visit:
        key = visiting.the_speaker(visit.connection, speaker)
        given = zip((wikidata, gnd), speakers.elsewhere(visit.connection, key), strict=True)
        ids = [before if new is None else new or None for new, before in given]
        identify(visit, key, *ids)
        shown = history.speaker(visit.connection, key)
    if as_json:
        visiting.print_json({"speaker": shown})
    else:
        click.echo(f"{speaker}: Wikidata {ids[0] or 'unknown'}, GND {ids[1] or 'unknown'}.")


def _identify_all(database: Path, file: Path, *, dry_run: bool, actor: str | None, as_json: bool) -> None:
    from datasette_claims.cli import visiting  # noqa: PLC0415 - as above
    from datasette_claims.cli.typed import in_options  # noqa: PLC0415 - as above
    from datasette_claims.desk.authorities import identify_all  # noqa: PLC0415 - as above

    entries, is_all_read = _entries(file)
    told: tuple[Told, ...] = ()
    try:
        with in_options(), visiting.visiting(database, actor) as visit:
            told = identify_all(visit, entries)
            _end_rehearsal(dry_run=dry_run)
    except _RehearsedError:
        pass
    if as_json:
        rows = [
            {"row": one.row, "name": one.name, "outcome": one.outcome.value, "speakers": one.speakers, "says": one.says}
            for one in told
        ]
        visiting.print_json({"entries": rows, "dry_run": dry_run})
    else:
        _print(told, dry_run=dry_run)
    if not told or not is_all_read or any(one.outcome.value == "wrong_id" for one in told):
        sys.exit(1)


def _says(told: Told) -> str:
    if told.outcome.value == "ambiguous":
        many = len(told.speakers)
        return f"{many} speakers are called so" if many > 1 else "several entries of the file are called so"
    return told.says


def _entries(file: Path) -> tuple[list[Entry], bool]:
    """Return the entries of a file, and whether they are all that is in it; what cannot be read is told on the side."""
    from datasette_claims.errors import UnreadableInput  # noqa: PLC0415 - as above
    from datasette_claims.readers.authorities import entries  # noqa: PLC0415 - as above

    found = entries(file.read_bytes(), file.name)
    read = [one for one in found if not isinstance(one, UnreadableInput)]
    for one in found:
        if isinstance(one, UnreadableInput):
            click.echo(f"Not read: {one}", err=True)
    return read, len(read) == len(found)


def _print(told: tuple[Told, ...], *, dry_run: bool) -> None:
    from datasette_claims.cli.tables import table  # noqa: PLC0415 - beside the others

    listed = [one for one in told if one.outcome.value != "unchanged"]
    for line in table([(str(one.row), one.outcome.value, one.name, _says(one)) for one in listed[:_SHOWN]]):
        click.echo(line)
    counts = Counter(one.outcome.value for one in told)
    total = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "no entries"
    click.echo(f"{total}.{' Nothing was changed.' if dry_run else ''}")


NAMESAKE_COMMANDS = (
    click.Command(
        "suggest",
        callback=_suggest,
        help="List speakers of DATABASE that may be the same, the likeliest first, with what speaks for it.",
        params=[
            click.Argument(["database"], type=EXISTING_FILE),
            click.Option(
                ["--limit"], type=click.IntRange(1), default=50, show_default=True, metavar="N", help="List at most N."
            ),
            json_option(),
        ],
    ),
    click.Command(
        "dismiss",
        callback=_dismiss,
        help="Say that SPEAKER and OTHER are two, so that they are suggested no more.",
        params=[
            click.Argument(["database"], type=EXISTING_FILE),
            click.Argument(["speaker"]),
            click.Argument(["other"]),
            click.Option(["--undo"], is_flag=True, help="Take that back."),
            actor_option(),
            json_option(),
        ],
    ),
    click.Command(
        "identify",
        callback=_identify,
        help="Say who SPEAKER is in Wikidata and the GND, or who many are by a file (docs/speakers.md).",
        params=[
            click.Argument(["database"], type=EXISTING_FILE),
            click.Argument(["speaker"], required=False),
            click.Option(["--wikidata"], metavar="ID", help="The Wikidata item, as Q42; an empty one takes it away."),
            click.Option(["--gnd"], metavar="ID", help="The id in the GND; an empty one takes it away."),
            click.Option(
                ["--file"],
                type=EXISTING_FILE,
                metavar="FILE",
                help="CSV, TSV or JSON with the columns name, aliases, wikidata_id and gnd_id, or Wikidata's own.",
            ),
            click.Option(["--dry-run"], is_flag=True, help="Change nothing; tell what the file would change."),
            actor_option(),
            json_option(),
        ],
    ),
)
"""The commands on who may be the same, and on who is who elsewhere."""
