"""``datasette claims …`` and ``sqlite-utils claims …``: parses options, calls, prints.

Only click is imported at the top: ``datasette --help`` and the server start without the language machinery.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import click
import pluggy

from datasette_claims.cli.figures import agreement, settings
from datasette_claims.cli.histories import history
from datasette_claims.cli.parameters import (
    DATABASE,
    DEFAULT_PIPELINE,
    EXISTING_FILE,
    columns_option,
    explained,
    jobs_option,
    language_option,
    pipeline_option,
    query_option,
)
from datasette_claims.cli.proofs import doctor, verify
from datasette_claims.cli.queue import queue
from datasette_claims.cli.reextracting import reextract
from datasette_claims.cli.speakers import speakers
from datasette_claims.cli.steps import STEPS
from datasette_claims.cli.watching import watch
from datasette_claims.training.command import train

_SHOWN = 20
"""Errors and empty inputs beyond so many are counted; all errors are in the database."""

if TYPE_CHECKING:
    from datasette_claims.changes import Changes
    from datasette_claims.inputs import Input
    from datasette_claims.loader import Summary


@pluggy.HookimplMarker("datasette")
@pluggy.HookimplMarker("sqlite_utils")
def register_commands(cli: click.Group) -> None:
    """Add the command group to Datasette's and to sqlite-utils' command line."""
    cli.add_command(claims)


@click.group()
def claims() -> None:
    """Who said what, where, and is it true? Load articles as attributed claims, and review them."""


for command in (agreement, doctor, history, queue, reextract, settings, speakers, train, verify, watch, *STEPS):
    claims.add_command(command)


@claims.command()
@click.argument("database", type=DATABASE)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True))
@language_option
@pipeline_option
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Read at most N articles.")
@jobs_option
@click.option("--dry-run", is_flag=True, help="Print what would be added, moved and retired; write nothing.")
@columns_option
@query_option
def load(  # noqa: PLR0913 - the command's options
    database: Path,
    paths: tuple[str, ...],
    *,
    language: str | None,
    pipeline: str,
    limit: int | None,
    jobs: int,
    dry_run: bool,
    columns: tuple[tuple[str, str], ...],
    query: str | None,
) -> None:
    """Load articles from PATHS (files, folders, - for standard input) into DATABASE.

    Articles whose wording is already there are left alone. Input that cannot be loaded is listed, recorded in the
    table load_errors, and makes the exit status 1, unless it is passed over on purpose: tables, embargoed items.
    """
    from datasette_claims.inputs import inputs  # noqa: PLC0415 - spaCy must wait until it is needed
    from datasette_claims.loader import load as load_articles  # noqa: PLC0415 - as above

    total = sum(1 for _ in inputs(paths))
    with explained(), _progress(total) as progress:
        summary = load_articles(
            database,
            paths,
            language=language,
            pipeline=pipeline,
            limit=limit,
            jobs=jobs,
            dry_run=dry_run,
            columns=dict(columns),
            query=query,
            progress=progress,
            report=_print_changes if dry_run else None,
        )
    _print_summary(summary, dry_run=dry_run)
    if _wrong(summary):
        sys.exit(1)


@claims.command()
@click.argument("database", type=EXISTING_FILE)
@click.option("--release", is_flag=True, help="Load what is due, as every load does, and nothing else.")
@pipeline_option
def embargoes(database: Path, *, release: bool, pipeline: str) -> None:
    """List the articles that DATABASE holds back until their embargo is over."""
    from datasette_claims.database import embargoes as kept  # noqa: PLC0415 - as in load
    from datasette_claims.database import private  # noqa: PLC0415 - as in load
    from datasette_claims.loader import release as load_due  # noqa: PLC0415 - as in load

    with explained():
        if release:
            summary = load_due(database, pipeline)
            _print_summary(summary, dry_run=False)
            sys.exit(1 if _wrong(summary) else 0)
        held = kept.held(private.beside(database))
    for one in held:
        source = f"{one.article.agency}: " if one.article.agency else ""
        click.echo(f"{one.due or 'no time':20}  {source}{one.article.title}  ({one.article.origin})")
    click.echo(f"{len(held)} held back")


@claims.command()
@click.argument("file", type=click.File("rb", lazy=False))
@language_option
@pipeline_option
def extract(file: BinaryIO, *, language: str | None, pipeline: str) -> None:
    """Print the claims of one article FILE (or -) as JSON, without a database.

    Offsets are half-open code points into article.text.
    """
    from datasette_claims.exports.claims_json import article_json, claims_json  # noqa: PLC0415 - as in load
    from datasette_claims.extraction import extract as extract_claims  # noqa: PLC0415 - as in load

    with explained():
        found = extract_claims(file.read(), language=language, pipeline=pipeline, origin=getattr(file, "name", "-"))
    shown = {"article": article_json(found.article), "claims": claims_json(found.claims)}
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))


@claims.command()
@click.argument("database", type=DATABASE)
def migrate(database: Path) -> None:
    """Make DATABASE, or bring its schema up to date."""
    from datasette_claims.database.opening import open_for_writing  # noqa: PLC0415 - sqlite-utils starts slowly

    with explained():
        open_for_writing(database).close()
    click.echo(f"{database}: schema is up to date.")


@claims.command()
@click.argument("database", type=EXISTING_FILE)
def pack(database: Path) -> None:
    """Make DATABASE one compact file that can be read from read-only media and served with datasette -i."""
    from datasette_claims.database.opening import pack as pack_database  # noqa: PLC0415 - sqlite-utils starts slowly

    with explained():
        pack_database(database)
    click.echo(f"{database}: {database.stat().st_size / 1e6:.1f} MB, packed.")


@claims.command()
@click.argument("database", type=EXISTING_FILE)
def stats(database: Path) -> None:
    """Count articles, claims by type and verdict, and the most frequent speakers of DATABASE."""
    from contextlib import closing  # noqa: PLC0415 - beside the imports it serves

    from datasette_claims.database.opening import open_for_reading  # noqa: PLC0415 - sqlite-utils starts slowly
    from datasette_claims.database.reading import statistics  # noqa: PLC0415 - as above

    with explained(), closing(open_for_reading(database)) as connection:
        counts = statistics(connection)
    click.echo(f"articles  {counts.articles}\nclaims    {counts.claims}\nretired   {counts.retired}")
    click.echo(f"speakers  {counts.speakers}\nerrors    {counts.errors}")
    for heading, rows in (
        ("claims by type", counts.claims_by_type),
        ("claims by verdict", counts.claims_by_verdict),
        ("most frequent speakers", counts.claims_by_speaker),
    ):
        click.echo(f"\n{heading}")
        for name, count in rows:
            click.echo(f"  {count:>7}  {name}")


@claims.command()
@click.argument("gold", type=EXISTING_FILE)
@click.option(
    "--predictions",
    type=click.File("w", encoding="utf-8", lazy=True),
    metavar="FILE",
    help="Also write what was found, as JSON lines; for one pipeline only.",
)
@click.option(
    "--pipeline",
    "pipelines",
    multiple=True,
    default=[DEFAULT_PIPELINE],
    show_default=True,
    metavar="NAME",
    help="What is measured, as for load; give it again to see several side by side.",
)
@click.option("--lang", "language", metavar="CODE", help="Language of articles that name none; detected by default.")
@click.option("--names", type=EXISTING_FILE, metavar="FILE", help="Who speaks, to measure resolved names too.")
def evaluate(
    gold: Path, *, predictions: TextIO | None, pipelines: tuple[str, ...], language: str | None, names: Path | None
) -> None:
    """Measure extraction on the annotated articles of GOLD (JSON lines, perhaps gzip).

    Claims are extracted from the texts as they stand and compared with the annotation. What the figures mean, and the
    formats of all files, stand in docs/evaluation.md.
    """
    from datasette_claims import measurement  # noqa: PLC0415 - spaCy must wait until it is needed
    from datasette_claims.evaluation.report import report  # noqa: PLC0415 - as above

    if predictions and len(pipelines) > 1:
        raise click.UsageError("--predictions holds what one --pipeline found, not several.")
    with explained():
        articles = measurement.read_articles(gold)
        named = measurement.read_names(names, articles) if names else None
        found = {
            pipeline: measurement.measure(articles, pipeline, language=language, names=named) for pipeline in pipelines
        }
        if predictions:
            measurement.write_predictions(predictions, articles, found[pipelines[0]].predictions)
    scores = {name: one.scores for name, one in found.items()}
    speeds = {name: one.words_per_second for name, one in found.items()}
    click.echo("\n".join(report(str(gold), scores, speeds)))


def _progress(total: int) -> AbstractContextManager[Callable[[Input], None]]:
    """Return a bar with rate and time left on a terminal, else a line a hundred inputs."""
    return _Bar(total) if sys.stderr.isatty() else nullcontext(_lines(total))


class _Bar(AbstractContextManager["Callable[[Input], None]"]):
    """A progress bar on standard error."""

    def __init__(self, total: int) -> None:
        self._started = time.monotonic()
        self._bar = click.progressbar(
            length=total, label="Loading", file=sys.stderr, show_pos=True, item_show_func=self._rate
        )

    def __enter__(self) -> Callable[[Input], None]:
        self._bar.__enter__()
        return lambda source: self._bar.update(1, source)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._bar.__exit__(None, None, None)

    def _rate(self, source: Input | None) -> str:
        rate = self._bar.pos / max(time.monotonic() - self._started, 1e-6)
        return f"{rate:.0f}/s  {source.origin if source else ''}"


def _lines(total: int, every: int = 100) -> Callable[[Input], None]:
    started, done = time.monotonic(), 0

    def line(_: Input) -> None:
        nonlocal done
        done += 1
        if done % every == 0:
            rate = done / max(time.monotonic() - started, 1e-6)
            click.echo(f"{done} of {total} inputs, {rate:.0f}/s", err=True)

    return line


def _print_changes(changes: Changes) -> None:
    kind = "new article" if changes.seq == 1 else f"version {changes.seq}"
    click.echo(f"{changes.article.origin}: {kind}")
    for mark, pairs in (("+", changes.added), ("→", changes.moved)):
        for key, claim in pairs:
            speaker = claim.speaker.name if claim.speaker else "?"
            click.echo(f"  {mark} {key}  {claim.quote_type.value}  {speaker}: {claim.quote[:60]}")
    for key in changes.retired:
        click.echo(f"  - {key}")


def _print_summary(summary: Summary, *, dry_run: bool) -> None:
    verb = "would load" if dry_run else "loaded"
    known = f"{summary.unchanged} unchanged"
    if summary.appearances:
        known += f", {summary.appearances} of them from places where they were not known yet"
    click.echo(f"{verb} {summary.articles} articles ({known}) in {summary.seconds:.1f} s")
    types = _counted(summary.claims_by_type)
    click.echo(f"claims: {summary.added} added{types}, {summary.moved} moved, {summary.retired} retired")
    click.echo(f"speakers: {summary.speakers}")
    for line in _reasons(summary):
        click.echo(line)
    wrong = _wrong(summary)
    if over := len(summary.errors) - wrong:
        click.echo(f"passed over: {over}")
    click.echo(f"errors: {wrong}")
    for error in summary.errors[:_SHOWN]:
        click.echo(f"  {error}", err=True)
    if len(summary.errors) > _SHOWN:
        click.echo(f"  and {len(summary.errors) - _SHOWN} more: SELECT * FROM load_errors", err=True)


def _wrong(summary: Summary) -> int:
    """Return how many inputs could not be loaded though they should be."""
    from datasette_claims.errors import PassedOver  # noqa: PLC0415 - beside what it serves

    return sum(not isinstance(error, PassedOver) for error in summary.errors)


def _reasons(summary: Summary) -> Iterator[str]:
    """Yield what was released, skipped and held back, counted by reason."""
    if summary.released:
        yield f"released: {summary.released} whose embargo was over"
    if summary.skipped:
        yield f"skipped: {', '.join(f'{count} {kind}' for kind, count in summary.skipped)}"
    if summary.embargoed:
        yield f"embargoed: {', '.join(f'{count} until {until}' for until, count in summary.embargoed)}"
    if summary.empty:
        named = ", ".join(summary.empty[:_SHOWN])
        yield f"without any article: {len(summary.empty)} ({named}{', …' if len(summary.empty) > _SHOWN else ''})"


def _counted(rows: Sequence[tuple[str, int]]) -> str:
    return f" ({', '.join(f'{count} {name}' for name, count in rows)})" if rows else ""
