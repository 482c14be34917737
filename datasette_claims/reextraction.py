"""Claims found again in the texts that are there, by another extractor or a newer one; no decision is lost by it.

Only each article's newest wording is read, and nothing but its claims changes. Each article is changed whole or not at
all, so that an interrupted run can be run again.
"""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from datasette_claims.changes import Changes, decide
from datasette_claims.database import recognising
from datasette_claims.database.opening import open_for_writing
from datasette_claims.database.reading import article_ids, stored_article
from datasette_claims.errors import ArticleError, UnknownRow
from datasette_claims.language import DEFAULT_PIPELINE
from datasette_claims.model import Article, Claim
from datasette_claims.runs import Run
from datasette_claims.workers import extract_many

_WAIT_SECONDS = 30.0

Report = Callable[[Changes], None]


@dataclass(frozen=True, slots=True)
class Again:
    """What a re-extraction did, or with ``is_preview`` would do; ``seconds`` is wall time.

    ``counts`` are claims by what became of them (``Fate``), ``kept`` those that keep the speaker they were judged by,
    ``gone_judged`` the gone ones that have a verdict. ``run_id`` names the run, None if nothing changed.
    """

    articles: int
    counts: Mapping[str, int]
    errors: tuple[ArticleError, ...]
    run_id: int | None
    is_preview: bool
    seconds: float


def reextract(
    database: str | Path,
    articles: Sequence[str] = (),
    *,
    pipeline: str = DEFAULT_PIPELINE,
    jobs: int = 1,
    dry_run: bool = False,
    report: Report | None = None,
) -> Again:
    """Find the claims of ``articles`` (by id; all of them unless named) again in their newest wordings in ``database``.

    ``pipeline`` names what finds them, ``jobs`` the number of processes that do. With ``dry_run`` the claims stay as
    they are: what would become of them is written down as a run of its own, a preview, for people to look at.
    ``report`` is called with the changes of each article. Raises a ``DatabaseError`` if the database cannot be used,
    ``UnknownPipeline`` and ``UnknownRow`` for names that nothing has; articles that were done before that stay done.
    """
    started, path = time.monotonic(), Path(database)
    errors: list[ArticleError] = []
    looked_at = 0
    with closing(open_for_writing(path, _WAIT_SECONDS)) as connection:
        run = Run(connection, path, "preview" if dry_run else "reextract", pipeline)
        # Results come in the order of the articles.
        waiting: deque[str] = deque()
        for result in extract_many(_texts(connection, articles, waiting), pipeline, jobs):
            article_id = waiting.popleft()
            looked_at += 1
            if isinstance(result, ArticleError):
                errors.append(result)
                continue
            changes = _apply(run, article_id, *result, dry_run=dry_run)
            if changes is not None:
                run.count(changes)
                if report is not None:
                    report(changes)
        run_id = run.finish()
    return Again(looked_at, dict(+run.counts), tuple(errors), run_id, dry_run, time.monotonic() - started)


def _texts(connection: sqlite3.Connection, wanted: Sequence[str], waiting: deque[str]) -> Iterator[Article]:
    """Yield the newest wordings; whose they are waits in ``waiting``."""
    for key in wanted or article_ids(connection):
        stored = stored_article(connection, key)
        if stored is None:
            raise UnknownRow(f"There is no article {key}.")
        waiting.append(key)
        yield replace(stored.article, origin=f"{key} ({stored.article.origin})")


def _apply(run: Run, article_id: str, article: Article, claims: Sequence[Claim], *, dry_run: bool) -> Changes | None:
    """Change what an article's claims have become; None if a load has given it another wording meanwhile."""
    with run.writing():
        known = recognising.held(run.connection, article_id)
        if known is None or known.text != article.text:
            return None
        changes = decide(article, claims, known)
        if dry_run:
            run.preview(changes)
        else:
            run.store(changes)
    return changes
