"""``datasette claims watch``: loading what is new, round by round."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from datasette_claims.cli import parameters
from datasette_claims.cli.parameters import explained

if TYPE_CHECKING:
    from datasette_claims.watching import Loaded


def _places(_: click.Context, __: click.Parameter, names: tuple[str, ...]) -> tuple[str | Path, ...]:
    """Return the addresses of feeds as they are, folders as paths."""
    return tuple(_address(name) if "://" in name else _folder(name) for name in names)


def _folder(name: str) -> Path:
    if not Path(name).is_dir():
        raise click.BadParameter(f"{name}: there is no such folder. Name a folder, or the http(s) address of a feed.")
    return Path(name)


def _address(name: str) -> str:
    try:
        parts = urlsplit(name)
        is_complete = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_complete = False
    if not is_complete:
        raise click.BadParameter(f"{name}: only http and https addresses can be watched.")
    if parts.username is not None:
        reason = "no names or passwords in addresses: every article would show them as its origin."
        raise click.BadParameter(f"{parts.scheme}://…@{parts.hostname}: {reason}")
    return name


def _watch(  # noqa: PLR0913 - the command's options
    database: Path,
    places: tuple[str | Path, ...],
    *,
    every: int,
    once: bool,
    retry: bool,
    verbose: bool,
    language: str | None,
    pipeline: str,
    jobs: int,
    columns: tuple[tuple[str, str], ...],
    query: str | None,
) -> None:
    from datasette_claims.watching import Options, Tell, World, watch  # noqa: PLC0415 - sqlite-utils starts slowly

    tell = Tell(
        lambda loaded: click.echo(_line(loaded)),
        lambda said: click.echo(said, err=True),
        lambda said: click.echo(said, err=True) if verbose else None,
    )
    started = time.monotonic()
    with explained(), _ended_by_signals() as (wait, stopped):
        done = watch(
            database,
            places,
            Options(pipeline, language, jobs, dict(columns), query),
            world=World(time.time, wait, stopped),
            tell=tell,
            every=every,
            once=once,
            retry=retry,
        )
        was_ended = stopped()
    if not once or was_ended:
        click.echo(f"watched for {time.monotonic() - started:.0f} s: {_line(done.loaded)}")
    if once and not was_ended and (done.loaded.errors or done.troubles):
        sys.exit(1)


def _line(loaded: Loaded) -> str:
    claims = f"{loaded.added} added, {loaded.moved} moved, {loaded.retired} retired"
    articles = f"loaded {loaded.articles} articles ({loaded.unchanged} unchanged) in {loaded.seconds:.1f} s"
    return f"{articles}; claims: {claims}; errors: {loaded.errors}"


@contextmanager
def _ended_by_signals() -> Iterator[tuple[Callable[[float], None], Callable[[], bool]]]:
    """Give a way to wait, and to know whether SIGINT or SIGTERM has come; a second one ends the process at once."""
    # A queue of this kind may be put into by a handler of signals whatever it interrupts.
    ends: SimpleQueue[int] = SimpleQueue()
    came: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        came.append(number)
        ends.put(number)
        signal.signal(number, before[signal.Signals(number)])

    def wait(seconds: float) -> None:
        try:
            ends.get(timeout=seconds)
        except Empty:
            return

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield wait, lambda: bool(came)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _parameters() -> Sequence[click.Parameter]:
    return [
        click.Argument(["database"], type=parameters.DATABASE),
        click.Argument(["places"], nargs=-1, required=True, callback=_places, metavar="FOLDER|URL..."),
        click.Option(
            ["--every"],
            type=click.IntRange(1, 86_400),
            default=60,
            show_default=True,
            metavar="SECONDS",
            help="Look again after so many seconds; feeds are asked for once a minute at most.",
        ),
        click.Option(["--once"], is_flag=True, help="One round, then end: for cron."),
        click.Option(["--retry"], is_flag=True, help="Begin with what could not be loaded before, changed or not."),
        click.Option(["--verbose"], is_flag=True, help="Also say what happens in rounds without news."),
    ]


watch = click.Command(
    "watch",
    callback=_watch,
    help="Load what is new in folders and feeds into DATABASE, round by round, until it is ended."
    "\n\nEach file is read once, and again when it has changed; a restart goes on where the last run ended. Only the"
    " feeds that are named here are asked for, and nothing that stands in them. Ctrl-C or SIGTERM end it behind the"
    " article in work, with status 0; --once has status 1 if something could not be loaded.",
    params=list(_parameters()),
)
for option in (
    parameters.language_option,
    parameters.pipeline_option,
    parameters.jobs_option,
    parameters.columns_option,
    parameters.query_option,
):
    option(watch)
