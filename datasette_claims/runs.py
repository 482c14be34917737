"""One run over articles: begun with its first change, and none without; finished with what it did."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from datasette_claims.changes import Changes, Fate
from datasette_claims.clock import now
from datasette_claims.database import outcomes
from datasette_claims.database.opening import checkpoint, transaction
from datasette_claims.database.storing import Stamp, begin_run, finish_run, store


class Run:
    """The database side of a load, a re-extraction or a preview; ``counts`` are claims by what became of them.

    Those of articles that the run brought are not counted. ``gone_judged`` are those of the gone that have a verdict.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, kind: str, pipeline: str) -> None:
        self.connection = connection
        self.counts: Counter[str] = Counter()
        self._path = path
        self._kind = kind
        self._pipeline = pipeline
        self._id: int | None = None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Run a block as one transaction."""
        with transaction(self.connection, self._path):
            yield

    def store(self, changes: Changes) -> None:
        """Write what becomes of an article, within a transaction."""
        if _changes_nothing(changes):
            return
        store(self.connection, changes, self._stamp())

    def preview(self, changes: Changes) -> None:
        """Write what would become of an article's claims, within a transaction, and leave them as they are."""
        if not _changes_nothing(changes):
            outcomes.record_fates(self.connection, changes, self._stamp().run_id)

    def count(self, changes: Changes) -> None:
        """Count what becomes of the claims of an article that was there before."""
        if changes.is_new_wording and changes.seq == 1:
            return
        self.counts["articles"] += 1
        self.counts.update(fate.value for fate in changes.fates.values())
        self.counts[outcomes.KEPT] += len(changes.kept)
        self.counts["gone_judged"] += sum(changes.before[key].is_judged for key in changes.retired)

    def finish(self) -> int | None:
        """Record the end of the run and what it did; return its number, None if it changed nothing."""
        if self._id is not None:
            with self.writing():
                finish_run(self.connection, self._stamp(), +self.counts)
            checkpoint(self.connection)
        return self._id

    def _stamp(self) -> Stamp:
        at = now()
        if self._id is None:
            self._id = begin_run(self.connection, version("datasette-claims"), self._pipeline, at, self._kind)
        return Stamp(self._id, at)


def _changes_nothing(changes: Changes) -> bool:
    """Tell whether an article stays as it is, its claims that nobody sees a difference of included."""
    is_still = set(changes.fates.values()) <= {Fate.SAME} and not changes.moved
    return is_still and not changes.is_new_wording and not changes.kept
