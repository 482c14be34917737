"""What a watch acts through: the clock, waiting, who listens, where it remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from datasette_claims.watching.loading import Loaded, Options
from datasette_claims.watching.memory import Memory


@dataclass(frozen=True, slots=True)
class World:
    """The clock (seconds since 1970), waiting for some seconds, and whether somebody wants the watch to end."""

    now: Callable[[], float]
    wait: Callable[[float], None]
    stopped: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Tell:
    """Who listens: to what a round has loaded, to what people must know, and to what only the curious ask for."""

    loaded: Callable[[Loaded], None]
    message: Callable[[str], None]
    detail: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All of it, with what the user wishes: a look each ``every`` seconds, loading by ``options``."""

    memory: Memory
    options: Options
    world: World
    tell: Tell
    every: float


class Place(Protocol):
    """A folder or a feed that is watched, with what is known of it in this process."""

    troubles: int
    """How often it could not be read."""

    def next_at(self, around: Surroundings) -> float | None:
        """Return when it is looked at next, None for never again."""
        ...

    def read(self, around: Surroundings, *, retry: bool) -> Iterator[Loaded]:
        """Load what is new, and yield what each load did; with ``retry`` also what could not be loaded before."""
        ...

    @property
    def is_unsettled(self) -> bool:
        """Whether somebody may have been writing when it was last looked at."""
        ...
