"""Watching folders and feeds: what is new in them is loaded, round by round, until somebody ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from datasette_claims import due
from datasette_claims.clock import now
from datasette_claims.database import embargoes, private
from datasette_claims.errors import DatabaseLocked
from datasette_claims.watching.feeds import WatchedFeed
from datasette_claims.watching.folders import WatchedFolder
from datasette_claims.watching.loading import Loaded, Options, load_batch
from datasette_claims.watching.memory import Memory, explaining
from datasette_claims.watching.surroundings import Place, Surroundings, Tell, World

__all__ = ["Loaded", "Options", "Tell", "Watched", "World", "watch"]


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watch did in all; ``troubles`` counts how often a place could not be read, or what was new not stored."""

    loaded: Loaded
    troubles: int


def watch(
    database: Path,
    places: Sequence[str | Path],
    options: Options,
    *,
    world: World,
    tell: Tell,
    every: float = due.FLOOR,
    once: bool = False,
    retry: bool = False,
) -> Watched:
    """Load what is new in ``places`` (folders as paths, feeds as addresses), and again each ``every`` seconds.

    Ends when ``world.stopped``, behind the first round if ``once``, or when no place is left. With ``retry`` the first
    round also reads what could not be loaded before. Raises a ``DatabaseError`` if the database cannot be used for
    more than a while, ``UnknownPipeline`` if there is no such pipeline.
    """
    around = Surroundings(Memory(database), options, world, tell, every)
    watched: list[Place] = [WatchedFolder(one) if isinstance(one, Path) else WatchedFeed(one) for one in places]
    rounds = _Rounds(around)
    rounds.read(watched, retry=retry)
    if once:
        _look_again(around, watched, rounds)
    else:
        _go_on(around, watched, rounds)
    return Watched(rounds.loaded, rounds.troubles + sum(one.troubles for one in watched))


def _look_again(around: Surroundings, watched: Sequence[Place], rounds: _Rounds) -> None:
    """Read what somebody may have been writing in the one round, if it has not changed after a few seconds."""
    unsettled = [one for one in watched if one.is_unsettled]
    if unsettled and not around.world.stopped():
        around.world.wait(due.SETTLED)
        rounds.read(unsettled)


def _go_on(around: Surroundings, watched: Sequence[Place], rounds: _Rounds) -> None:
    """Wait and read, in turn, until somebody ends it or no place is left."""
    while not around.world.stopped():
        times = [at for one in watched if (at := one.next_at(around)) is not None]
        if not times:
            around.tell.message("Nothing is left to be watched.")
            return
        around.world.wait(due.next_round(times, around.world.now(), around.every))
        rounds.read([one for one in watched if _is_due(one, around)])


def _is_due(place: Place, around: Surroundings) -> bool:
    at = place.next_at(around)
    return at is not None and at <= around.world.now()


class _Rounds:
    """Rounds through places, with what they did in all."""

    def __init__(self, around: Surroundings) -> None:
        self.loaded = Loaded()
        self.troubles = 0
        self._around = around
        self._is_ready = False
        self._trouble = ""

    def read(self, places: Sequence[Place], *, retry: bool = False) -> None:
        """Read places in turn; one that cannot be stored for now is read again in a later round."""
        before = self.loaded
        self.loaded = Loaded()
        for place in places:
            if not self._around.world.stopped():
                self._take(partial(place.read, self._around, retry=retry))
        if not (self._trouble or self._around.world.stopped()):
            self._take(self._released)
        if self.loaded.is_news:
            self._around.tell.loaded(self.loaded)
        self.loaded += before

    def _released(self) -> Iterator[Loaded]:
        """Load what was held back until now: every load releases it, so that one of nothing else does."""
        around = self._around
        if embargoes.held(private.beside(around.memory.database), now()):
            yield load_batch(around.memory.database, (), around.options, around.world.stopped).loaded

    def _take(self, load: Callable[[], Iterator[Loaded]]) -> None:
        try:
            with explaining(self._around.memory.database):
                if not self._is_ready:
                    self._around.memory.prepare()
                    self._is_ready = True
                for loaded in load():
                    self.loaded += loaded
        except DatabaseLocked as error:
            self.troubles += 1
            if str(error) != self._trouble:
                self._around.tell.message(f"{error} What is new is loaded in a later round.")
            self._trouble = str(error)
        else:
            self._trouble = ""
