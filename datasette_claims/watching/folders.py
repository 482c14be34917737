"""A folder that is watched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from datasette_claims import due, identity
from datasette_claims.due import Look, Read
from datasette_claims.errors import PassedOver
from datasette_claims.watching.listing import Listing, listing, place_of
from datasette_claims.watching.loading import PASSING, Batch, Found, Loaded, load_batch
from datasette_claims.watching.surroundings import Surroundings

BATCH = 100
"""So many files are loaded before it is written down that they were."""


class WatchedFolder:
    """A folder, with how the files looked that somebody may have been writing, and when that was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = place_of(folder)
        self.troubles = 0
        self._unsettled: dict[str, Look] = {}
        self._looked_at: float | None = None
        self._is_missing = False

    @property
    def is_unsettled(self) -> bool:
        """Whether somebody may have been writing when it was last looked at."""
        return bool(self._unsettled)

    def next_at(self, around: Surroundings) -> float:
        """Return when it is looked at next."""
        return due.look_at(self._looked_at, around.every, around.world.now())

    def read(self, around: Surroundings, *, retry: bool) -> Iterator[Loaded]:
        """Load what is new or has changed, and has been written to its end."""
        self._looked_at = now = around.world.now()
        found = self._listing(around)
        if found is None:
            return
        known = around.memory.files(self.place)
        todo = due.files(found.looks, self._unsettled, known, now, retry=retry)
        self._unsettled = {name: found.looks[name] for name in todo.unsettled}
        around.tell.detail(f"{self.folder}: {len(found.looks)} files, {len(todo.now)} to read")
        for start in range(0, len(todo.now), BATCH):
            if around.world.stopped():
                return
            yield _read(around, found, todo.now[start : start + BATCH], known)
        if todo.vanished and found.is_whole:
            around.memory.keep_files({}, todo.vanished)

    def _listing(self, around: Surroundings) -> Listing | None:
        """Return the folder's files; None, and said once, while it cannot be listed."""
        try:
            found = listing(self.folder)
        except OSError as error:
            if not self._is_missing:
                around.tell.message(f"{self.folder}: cannot be listed ({error.strerror}). Waiting for it.")
                self.troubles += 1
            self._is_missing = True
            return None
        if self._is_missing:
            around.tell.message(f"{self.folder}: is there again.")
        self._is_missing = False
        return found


def _read(around: Surroundings, found: Listing, places: Sequence[str], known: Mapping[str, Read]) -> Loaded:
    """Load a batch of files, then keep how those looked that were read to their end."""
    names = {place: identity.origin(Path(found.paths[place]).as_posix()) for place in places}
    again = [names[place] for place in places if place in known and known[place].look == found.looks[place]]
    before = around.memory.open_errors(again)
    files = [Found(names[place], Path(found.paths[place])) for place in places]
    batch = load_batch(around.memory.database, files, around.options, around.world.stopped)
    now = around.world.now()
    read = {
        place: _kept(found.looks[place], names[place], batch, now) for place in places if names[place] in batch.ended
    }
    around.memory.keep_files(read)
    return tell_errors(around, batch, before)


def _kept(look: Look, origin: str, batch: Batch, now: float) -> Read:
    errors = batch.errors.get(origin, ())
    may_pass = any(isinstance(error, PASSING) for error in errors)
    return Read(look, bool(errors), now + due.HOUR if may_pass else None)


def tell_errors(around: Surroundings, batch: Batch, before: set[tuple[str, str]]) -> Loaded:
    """Say which errors a batch brought that were not known ``before``; return its counts with those alone.

    What is passed over on purpose is said too, but is none.
    """
    errors = [error for found in batch.errors.values() for error in found]
    new = [error for error in errors if (error.origin, error.reason) not in before]
    for error in new:
        around.tell.message(str(error))
    return batch.loaded.with_errors(sum(not isinstance(error, PassedOver) for error in new))
