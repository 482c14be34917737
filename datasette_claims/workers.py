"""Extraction in several processes, in the order of the input; a process that dies costs one article at most.

spaCy's own ``nlp.pipe(n_process=…)`` waits for ever when one of its processes dies (explosion/spaCy#7934), so the
processes are ours.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from datasette_claims.errors import ArticleError, ExtractionFailed
from datasette_claims.extraction import extract_article
from datasette_claims.model import Article, Claim

Result = tuple[Article, tuple[Claim, ...]] | ArticleError

_BATCH = 32
_BATCHES_AHEAD = 4


def extract_many(articles: Iterable[Article], pipeline: str, jobs: int = 1) -> Iterator[Result]:
    """Yield each article with its claims, or why it has none, in the order given; ``jobs`` processes extract."""
    if jobs <= 1:
        yield from (_extract(article, pipeline) for article in articles)
        return
    source = iter(articles)
    pool = _pool(jobs)
    try:
        while window := list(islice(source, _BATCH * _BATCHES_AHEAD * jobs)):
            batches = [window[i : i + _BATCH] for i in range(0, len(window), _BATCH)]
            broken = False
            for batch, future in zip(batches, [_submit(pool, batch, pipeline) for batch in batches], strict=True):
                results = _results(future)
                broken = broken or results is None
                yield from _one_by_one(batch, pipeline) if results is None else results
            if broken:
                pool.shutdown()
                pool = _pool(jobs)
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, batch: list[Article], pipeline: str) -> Future[list[Result]] | None:
    """Hand a batch to the processes; None if one has died before."""
    try:
        return pool.submit(_extract_batch, batch, pipeline)
    except BrokenProcessPool:
        return None


def _results(future: Future[list[Result]] | None) -> list[Result] | None:
    """Wait for the results of a batch; None if a process has died on it or beside it."""
    try:
        return future.result() if future else None
    except BrokenProcessPool:
        return None


def _pool(jobs: int) -> ProcessPoolExecutor:
    # A forked process would inherit the open database.
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_quiet)


def _quiet() -> None:
    # Ctrl-C reaches every process of a terminal; the first one decides what it means for the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def _one_by_one(articles: list[Article], pipeline: str) -> list[Result]:
    """Extract articles in one process, begun anew behind each that kills it, so that the others live."""
    results: list[Result] = []
    while rest := articles[len(results) :]:
        with _pool(1) as pool:
            for article in rest:
                try:
                    results.append(pool.submit(_extract, article, pipeline).result())
                except BrokenProcessPool:
                    reason = f"the process of the pipeline {pipeline!r} died on it."
                    results.append(ExtractionFailed(article.origin, reason))
                    break
    return results


def _extract_batch(articles: list[Article], pipeline: str) -> list[Result]:
    return [_extract(article, pipeline) for article in articles]


def _extract(article: Article, pipeline: str) -> Result:
    try:
        return extract_article(article, pipeline)
    except ArticleError as error:
        return error
