"""Steps 1 to 5 over many articles: one bad article never stops the rest, and each is stored whole or not at all."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from datasette_claims.changes import Changes, decide
from datasette_claims.clock import now
from datasette_claims.database.opening import (
    checkpoint,
    open_empty,
    open_for_reading,
    open_for_writing,
    transaction,
)
from datasette_claims.database.reading import holds_text, known
from datasette_claims.database.storing import (
    Stamp,
    begin_run,
    finish_run,
    record_error,
    resolve_errors,
    store,
)
from datasette_claims.errors import ArticleError
from datasette_claims.identity import digest
from datasette_claims.inputs import Input, articles, inputs
from datasette_claims.language import DEFAULT_PIPELINE
from datasette_claims.model import Article
from datasette_claims.workers import Result, extract_many

_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a load did; ``seconds`` is wall time, ``speakers`` the number of different ones in what it loaded."""

    articles: int
    unchanged: int
    added: int
    moved: int
    retired: int
    claims_by_type: tuple[tuple[str, int], ...]
    speakers: int
    errors: tuple[ArticleError, ...]
    seconds: float


@dataclass(slots=True)
class _Tally:
    """The running count behind a ``Summary``."""

    articles: int = 0
    unchanged: int = 0
    moved: int = 0
    retired: int = 0
    by_type: Counter[str] = field(default_factory=Counter)
    speakers: set[str] = field(default_factory=set)
    errors: list[ArticleError] = field(default_factory=list)

    def count(self, changes: Changes) -> None:
        self.articles += 1
        self.moved += len(changes.moved)
        self.retired += len(changes.retired)
        self.by_type.update(claim.quote_type.value for _, claim in changes.added)
        self.speakers.update(claim.speaker.name for _, claim in (*changes.added, *changes.moved) if claim.speaker)


Progress = Callable[[Input], None]
Report = Callable[[Changes], None]


def load(  # noqa: PLR0913 - the documented interface: the same options as the command has
    database: str | Path,
    paths: Iterable[str | Path],
    *,
    language: str | None = None,
    pipeline: str = DEFAULT_PIPELINE,
    limit: int | None = None,
    jobs: int = 1,
    dry_run: bool = False,
    progress: Progress | None = None,
    report: Report | None = None,
) -> Summary:
    """Load the articles under ``paths`` (files, folders, ``-``) into the SQLite file ``database``, made if missing.

    Articles whose wording is already there are left alone. ``language`` (de, en) is detected for each unless given;
    ``pipeline`` names what finds the claims; ``limit`` is the most articles that are read; ``jobs``
    the number of processes that extract; with ``dry_run`` nothing is written. ``progress`` is called with each
    input that has been read, ``report`` with the changes of each article. What cannot be loaded is a row in
    ``load_errors`` and part of the summary. Raises a ``DatabaseError`` if the database cannot be used (articles
    stored before stay), ``UnknownPipeline`` if there is no such pipeline.
    """
    started = time.monotonic()
    path = Path(database)
    tally = _Tally()
    with closing(_open(path, dry_run=dry_run)) as connection:
        writer = _Writer(connection, path, pipeline, dry_run=dry_run)
        read = islice(_articles((str(name) for name in paths), language, progress), limit)
        fresh = _fresh(read, writer, tally)
        for result in extract_many(fresh, pipeline, jobs):
            _take(result, writer, tally, report)
        writer.finish()
    return Summary(
        articles=tally.articles,
        unchanged=tally.unchanged,
        added=sum(tally.by_type.values()),
        moved=tally.moved,
        retired=tally.retired,
        claims_by_type=tuple(tally.by_type.most_common()),
        speakers=len(tally.speakers),
        errors=tuple(tally.errors),
        seconds=time.monotonic() - started,
    )


def _open(path: Path, *, dry_run: bool) -> sqlite3.Connection:
    if dry_run:
        return open_for_reading(path) if path.exists() else open_empty()
    return open_for_writing(path, _WAIT_SECONDS)


def _articles(
    paths: Iterable[str], language: str | None, progress: Progress | None
) -> Iterator[Article | ArticleError]:
    for source in inputs(paths):
        yield from articles(source, language)
        if progress is not None:
            progress(source)


def _fresh(read: Iterable[Article | ArticleError], writer: _Writer, tally: _Tally) -> Iterator[Article]:
    """Yield the articles whose wording is new; count the others and record what could not be read."""
    for item in read:
        if isinstance(item, ArticleError):
            writer.failed(item)
            tally.errors.append(item)
        elif writer.holds(item.text):
            writer.loaded(item)
            tally.unchanged += 1
        else:
            yield item


def _take(result: Result, writer: _Writer, tally: _Tally, report: Report | None) -> None:
    if isinstance(result, ArticleError):
        writer.failed(result)
        tally.errors.append(result)
        return
    article, claims = result
    if writer.holds(article.text):  # the same text came twice in one load
        tally.unchanged += 1
        return
    changes = decide(article, claims, known(writer.connection, article))
    writer.store(changes)
    tally.count(changes)
    if report is not None:
        report(changes)


class _Writer:
    """The database side of one load: begins a run with its first change, and none without; a dry one only looks."""

    def __init__(self, connection: sqlite3.Connection, path: Path, pipeline: str, *, dry_run: bool) -> None:
        self.connection = connection
        self._path = path
        self._pipeline = pipeline
        self._dry = dry_run
        self._run: int | None = None
        self._looked_at: set[str] = set()

    def holds(self, text: str) -> bool:
        """Tell whether the database has this wording, or a dry run has met it."""
        return digest(text) in self._looked_at or holds_text(self.connection, text)

    def store(self, changes: Changes) -> None:
        if self._dry:
            self._looked_at.add(digest(changes.article.text))
            return
        with transaction(self.connection, self._path):
            at = now()
            if self._run is None:
                self._run = begin_run(self.connection, version("datasette-claims"), self._pipeline, at)
            store(self.connection, changes, Stamp(self._run, at))
            resolve_errors(self.connection, [changes.article.origin], at)

    def loaded(self, article: Article) -> None:
        if not self._dry:
            with transaction(self.connection, self._path):
                resolve_errors(self.connection, [article.origin], now())

    def failed(self, error: ArticleError) -> None:
        if not self._dry:
            row = (error.origin, type(error).__name__, error.reason, "")
            with transaction(self.connection, self._path):
                record_error(self.connection, row, now())

    def finish(self) -> None:
        if self._run is not None:
            with transaction(self.connection, self._path):
                finish_run(self.connection, Stamp(self._run, now()))
            checkpoint(self.connection)
