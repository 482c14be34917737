"""A feed that is watched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from datasette_claims import due
from datasette_claims.due import Answer, Feed, Outcome
from datasette_claims.watching.fetching import fetch
from datasette_claims.watching.folders import tell_errors
from datasette_claims.watching.loading import PASSING, Found, Loaded, load_batch
from datasette_claims.watching.surroundings import Surroundings


class WatchedFeed:
    """A feed by its address, with what is known of it; what could not be stored for a while is kept here."""

    is_unsettled = False

    def __init__(self, address: str) -> None:
        self.address = address
        self.troubles = 0
        self._known: Feed | None = None
        self._reason = ""

    def next_at(self, around: Surroundings) -> float | None:
        """Return when its server is asked next, None once it is gone."""
        if self._known is None:
            return around.world.now()
        return None if self._known.gone else due.feed_at(self._known, around.every, around.world.now())

    def read(self, around: Surroundings, *, retry: bool) -> Iterator[Loaded]:
        """Ask the server unless it is too early, and load what is new."""
        if self._known is None:
            self._known = around.memory.feed(self.address)
            if self._known.gone and retry:
                self._known = replace(self._known, gone=False)
            if self._known.gone:
                self.troubles += 1
                around.tell.message(f"{self.address}: is gone for good, and not asked for. Ask again with --retry.")
        at = self.next_at(around)
        if at is None or at > around.world.now():
            around.tell.detail(f"{self.address}: too early to ask again")
            return
        yield from self._ask(around, self._known)

    def _ask(self, around: Surroundings, known: Feed) -> Iterator[Loaded]:
        now = around.world.now()
        answer = fetch(self.address, known, now)
        kept = due.after(known, answer, now)
        # Until its bytes are loaded, the next answer must hold them again.
        self._known = replace(kept, etag=known.etag, last_modified=known.last_modified) if answer.raw else kept
        around.memory.keep_feed(self.address, self._known)
        self._say(around, known, answer)
        if answer.outcome is Outcome.NEW:
            yield self._load(around, kept, answer.raw)

    def _load(self, around: Surroundings, kept: Feed, raw: bytes) -> Loaded:
        before = around.memory.open_errors([self.address])
        found = [Found(self.address, raw=raw)]
        batch = load_batch(around.memory.database, found, around.options, around.world.stopped)
        if self.address in batch.ended:
            errors = [error for found in batch.errors.values() for error in found]
            may_pass = any(isinstance(error, PASSING) for error in errors)
            self._known = due.forgotten(kept) if may_pass else kept
            around.memory.keep_feed(self.address, self._known)
        return tell_errors(around, batch, before)

    def _say(self, around: Surroundings, known: Feed, answer: Answer) -> None:
        """Say what somebody must know of an answer: failures once in a row, and what holds for good."""
        if answer.outcome is Outcome.FAILED:
            self.troubles += 1
            is_new = not known.failures or self._reason not in {"", answer.reason}
            say = around.tell.message if is_new else around.tell.detail
            say(f"{self.address}: {answer.reason}")
            self._reason = answer.reason
            return
        self._reason = ""
        if answer.outcome is Outcome.GONE:
            self.troubles += 1
            around.tell.message(f"{self.address}: is gone for good (410). It is no longer watched.")
        elif known.failures:
            around.tell.message(f"{self.address}: answers again.")
        if answer.moved_to and answer.moved_to != known.moved_to:
            advice = "Name that address from now on."
            around.tell.message(f"{self.address}: has moved for good to {answer.moved_to}. {advice}")
        around.tell.detail(f"{self.address}: {answer.outcome.value}")
