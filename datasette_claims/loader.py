"""Steps 1 to 5 over many articles: one bad article never stops the rest, and each is stored whole or not at all."""

from __future__ import annotations

import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, islice, takewhile
from pathlib import Path

from datasette_claims.changes import Changes, decide
from datasette_claims.clock import now
from datasette_claims.database import appearing, embargoes, private, recognising, storing
from datasette_claims.database.opening import open_empty, open_for_reading, open_for_writing
from datasette_claims.errors import ArticleError, Embargoed, NotForPublication, NotProse, Outdated
from datasette_claims.identity import body_key
from datasette_claims.inputs import Input, articles, inputs
from datasette_claims.language import DEFAULT_PIPELINE
from datasette_claims.model import Article, Claim
from datasette_claims.readers import ReadOptions
from datasette_claims.runs import Run
from datasette_claims.workers import Result, extract_many

_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a load did; ``seconds`` is wall time, ``speakers`` the number of different ones in what it loaded.

    ``unchanged`` articles were there; of these, ``appearances`` are copies from places where they were not known yet.
    ``released`` are articles whose embargo was over, ``skipped`` counts by kind what is no running text, ``embargoed``
    what is held back, by the time until then. ``empty`` names inputs that can hold articles and hold none.
    """

    articles: int
    unchanged: int
    appearances: int
    added: int
    moved: int
    retired: int
    claims_by_type: tuple[tuple[str, int], ...]
    speakers: int
    errors: tuple[ArticleError, ...]
    seconds: float
    released: int = 0
    skipped: tuple[tuple[str, int], ...] = ()
    embargoed: tuple[tuple[str, int], ...] = ()
    empty: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    """The running count behind a ``Summary``."""

    articles: int = 0
    unchanged: int = 0
    appearances: int = 0
    moved: int = 0
    retired: int = 0
    by_type: Counter[str] = field(default_factory=Counter)
    speakers: set[str] = field(default_factory=set)
    errors: list[ArticleError] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)

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
    paths: Iterable[str | Path | Input],
    *,
    language: str | None = None,
    pipeline: str = DEFAULT_PIPELINE,
    limit: int | None = None,
    jobs: int = 1,
    dry_run: bool = False,
    columns: Mapping[str, str] | None = None,
    query: str | None = None,
    progress: Progress | None = None,
    report: Report | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Summary:
    """Load the articles under ``paths`` (files, folders, ``-``) into the SQLite file ``database``, made if missing.

    Articles whose wording is already there are left alone; that a copy came from elsewhere is noted beside them.
    ``language`` (de, en) is detected for each unless given; ``pipeline`` names what finds the claims; ``limit`` is the
    most articles that are read; ``jobs`` the number of processes that extract; with ``dry_run`` nothing is written.
    ``columns`` and ``query`` say where tables and databases keep what (``ReadOptions``). ``progress`` is called with
    each input that has been read, ``report`` with the changes of each article; once ``stopped`` is true, no further
    one is read. What cannot be loaded is a row in ``load_errors`` and part of the summary. Raises a ``DatabaseError``
    if the database cannot be used (articles stored before stay), ``UnknownPipeline`` if there is no such pipeline.
    """
    started = time.monotonic()
    path = Path(database)
    tally = _Tally()
    with closing(_open(path, dry_run=dry_run)) as connection:
        writer = _Writer(connection, path, pipeline, dry_run=dry_run)
        due = () if dry_run else embargoes.held(private.beside(path), now())
        asked = ReadOptions("", language, columns or {}, query)
        read = islice(_articles(paths, asked, tally, progress), limit)
        fresh = _fresh(chain((one.article for one in due), takewhile(lambda _: not stopped(), read)), writer, tally)
        for result in extract_many(fresh, pipeline, jobs):
            _take(result, writer, tally, report)
        writer.finish()
    failed = {error.origin for error in tally.errors}
    released = sum(one.article.origin not in failed for one in due)
    return _summary(tally, released, time.monotonic() - started)


def release(database: str | Path, pipeline: str = DEFAULT_PIPELINE) -> Summary:
    """Load what is held back and due, and nothing else."""
    return load(database, (), pipeline=pipeline)


def _summary(tally: _Tally, released: int, seconds: float) -> Summary:
    held = (one.due or "its agency says more" for one in tally.errors if isinstance(one, Embargoed))
    kinds = (re.split("[:,]", one.reason)[0] for one in tally.errors if isinstance(one, NotProse))
    return Summary(
        articles=tally.articles,
        unchanged=tally.unchanged,
        appearances=tally.appearances,
        added=sum(tally.by_type.values()),
        moved=tally.moved,
        retired=tally.retired,
        claims_by_type=tuple(tally.by_type.most_common()),
        speakers=len(tally.speakers),
        errors=tuple(tally.errors),
        seconds=seconds,
        released=released,
        skipped=tuple(Counter(kinds).most_common()),
        embargoed=tuple(sorted(Counter(held).items())),
        empty=tuple(tally.empty),
    )


def _open(path: Path, *, dry_run: bool) -> sqlite3.Connection:
    if dry_run:
        return open_for_reading(path) if path.exists() else open_empty()
    return open_for_writing(path, _WAIT_SECONDS)


def _articles(
    paths: Iterable[str | Path | Input], asked: ReadOptions, tally: _Tally, progress: Progress | None
) -> Iterator[Article | ArticleError]:
    for source in inputs(paths):
        count = 0
        for item in articles(source, asked):
            count += 1
            yield item
        if not count:
            tally.empty.append(source.origin)
        if progress is not None:
            progress(source)


def _fresh(read: Iterable[Article | ArticleError], writer: _Writer, tally: _Tally) -> Iterator[Article]:
    """Yield the articles whose wording is new; count the others and record what could not be read."""
    for item in read:
        if isinstance(item, ArticleError):
            writer.failed(item)
            tally.errors.append(item)
        elif (holder := writer.holder(item)) is not None:
            tally.appearances += writer.appeared(holder, item)
            tally.unchanged += 1
        elif recognising.is_outdated(writer.connection, item):
            error = Outdated(item.origin, f"its version {item.provider_version} is older than what is there.")
            writer.failed(error)
            tally.errors.append(error)
        else:
            yield item


def _take(result: Result, writer: _Writer, tally: _Tally, report: Report | None) -> None:
    if isinstance(result, ArticleError):
        writer.failed(result)
        tally.errors.append(result)
        return
    holder = writer.holder(result[0])
    if holder is not None:  # the same text came twice in one load
        tally.appearances += writer.appeared(holder, result[0])
        tally.unchanged += 1
        return
    changes = writer.store(*result)
    if changes is None:
        tally.unchanged += 1
        return
    tally.count(changes)
    if report is not None:
        report(changes)


class _Writer:
    """The database side of one load; a dry one only looks."""

    def __init__(self, connection: sqlite3.Connection, path: Path, pipeline: str, *, dry_run: bool) -> None:
        self.connection = connection
        self._run = Run(connection, path, "load", pipeline)
        self._private = private.beside(path)
        self._held = set() if dry_run else {one.key for one in embargoes.held(self._private)}
        self._dry = dry_run
        self._failed = storing.failed(connection)
        self._looked_at: set[str] = set()

    def holder(self, article: Article) -> str | None:
        """Return the article that has this text, empty if it is one that a dry run has met; None for none."""
        if self._looked_at and body_key(article.text) in self._looked_at:
            return ""
        return recognising.holder_of_text(self.connection, article)

    def store(self, article: Article, claims: Sequence[Claim]) -> Changes | None:
        """Store an article with its claims; return what that changed, None if another load was first."""
        if self._dry:
            self._looked_at.add(body_key(article.text))
            return self._decided(article, claims)
        with self._run.writing():
            if (holder := self.holder(article)) is not None:
                appearing.add_appearance(self.connection, holder, article, now())
                return None
            changes = self._decided(article, claims)
            self._run.store(changes)
            storing.resolve_errors(self.connection, [article.origin], now())
        self._run.count(changes)
        self._let_go(article.origin)
        return changes

    def _decided(self, article: Article, claims: Sequence[Claim]) -> Changes:
        return decide(article, claims, recognising.known(self.connection, article))

    def appeared(self, holder: str, article: Article) -> bool:
        """Note where a known text comes from, and that it could be read; tell whether it was not known there."""
        if self._dry:
            return False
        is_new = not appearing.has_appeared(self.connection, holder, article)
        if is_new or article.origin in self._failed:
            with self._run.writing():
                appearing.add_appearance(self.connection, holder, article, now())
                storing.resolve_errors(self.connection, [article.origin], now())
        self._let_go(article.origin)
        return is_new

    def _let_go(self, origin: str) -> None:
        """Hold an item back no longer: it is in the database now, or was taken back."""
        key = embargoes.key_of(origin)
        if key in self._held:
            embargoes.drop(self._private, key)
            self._held.discard(key)

    def failed(self, error: ArticleError) -> None:
        if not self._dry:
            if isinstance(error, Embargoed):
                embargoes.hold(self._private, error, now())
                self._held.add(embargoes.key_of(error.origin))
            if isinstance(error, NotForPublication):
                self._let_go(error.origin)
            row = (error.origin, type(error).__name__, error.reason, "")
            with self._run.writing():
                storing.record_error(self.connection, row, now())
            self._failed.add(error.origin)

    def finish(self) -> None:
        self._run.finish()
