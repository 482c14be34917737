"""What a watch reads now and when it looks again: decided from what it knows and the time, before anything is touched.

Times are seconds since 1970 but for those of files, which are nanoseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

SETTLED = 5.0
"""A file that has not changed for so many seconds is whole."""
FLOOR = 60.0
"""A server is asked for a feed once in so many seconds at most, whatever the user wishes."""
HOUR = 3600.0
DAY = 86400.0

_NANOSECONDS = 1_000_000_000


class Look(NamedTuple):
    """What a file looks like from outside: its bytes, and when it was changed."""

    size: int
    mtime_ns: int


class Read(NamedTuple):
    """What is kept of a file: how it looked when it was read, and whether something in it could not be loaded.

    ``not_before`` is when it is worth to try that again although the file has not changed, None for never.
    """

    look: Look
    failed: bool = False
    not_before: float | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Which files to read now, which may still be written, and which of those read before are no longer there."""

    now: tuple[str, ...]
    unsettled: tuple[str, ...]
    vanished: tuple[str, ...]


def files(
    found: Mapping[str, Look], before: Mapping[str, Look], known: Mapping[str, Read], now: float, *, retry: bool = False
) -> Due:
    """Return what to do about the files ``found``, as they looked in the round ``before`` and when they were read.

    With ``retry`` those of which something could not be loaded are read again. From a folder without any file none is
    thought to have vanished: it may be the place of a disk that is not there for a while.
    """
    wanted = [name for name, look in found.items() if _is_wanted(look, known.get(name), now, retry=retry)]
    settled = {name for name in wanted if is_settled(found[name], before.get(name), now)}
    vanished = known.keys() - found.keys() if found else ()
    return Due(
        now=tuple(name for name in wanted if name in settled),
        unsettled=tuple(name for name in wanted if name not in settled),
        vanished=tuple(sorted(vanished)),
    )


def _is_wanted(look: Look, known: Read | None, now: float, *, retry: bool) -> bool:
    if known is None or known.look != look:
        return True
    return known.failed and (retry or (known.not_before is not None and known.not_before <= now))


def is_settled(look: Look, before: Look | None, now: float) -> bool:
    """Tell whether nobody is writing the file: it looks as it did, or has not changed for some seconds."""
    return look == before or now - look.mtime_ns / _NANOSECONDS >= SETTLED


@dataclass(frozen=True, slots=True)
class Feed:
    """What is kept of a feed: how its server named its last answer, when it was asked, and when it may be again.

    ``failures`` counts those in a row. ``moved_to`` is where it is for good, or empty.
    """

    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    asked_at: float | None = None
    not_before: float | None = None
    failures: int = 0
    gone: bool = False


class Outcome(Enum):
    """How asking for a feed ended."""

    NEW = "new"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer; ``wait`` is for how many seconds it wants not to be asked again.

    ``raw`` holds the bytes of a new feed, ``reason`` says why there is none, ``moved_to`` where it is for good.
    """

    outcome: Outcome
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    wait: float = 0.0
    raw: bytes = b""
    reason: str = ""


def look_at(looked_at: float | None, every: float, now: float) -> float:
    """Return when a folder is looked at next; a clock that has gone back makes nobody wait."""
    return now if looked_at is None or looked_at > now else looked_at + every


def feed_at(feed: Feed, every: float, now: float) -> float:
    """Return when a feed is asked for next; a clock that has gone back makes nobody wait."""
    if feed.asked_at is None or feed.asked_at > now:
        return now
    return max(feed.asked_at + max(every, FLOOR), feed.not_before or 0.0)


def after(feed: Feed, answer: Answer, now: float) -> Feed:
    """Return what is kept of a feed when its server has answered."""
    asked = replace(feed, asked_at=now, not_before=now + min(answer.wait, DAY))
    if answer.outcome is Outcome.GONE:
        return replace(asked, gone=True)
    if answer.outcome is Outcome.FAILED:
        # What the last address for good does not give, the one that the user named may.
        failures = feed.failures + 1
        wait = max(min(answer.wait, DAY), pause(failures))
        kept = replace(forgotten(asked), moved_to="") if feed.moved_to else asked
        return replace(kept, failures=failures, not_before=now + wait)
    if answer.outcome is Outcome.UNCHANGED:
        return replace(asked, failures=0, moved_to=answer.moved_to or feed.moved_to)
    return replace(
        asked,
        etag=answer.etag,
        last_modified=answer.last_modified,
        moved_to=answer.moved_to or feed.moved_to,
        failures=0,
    )


def forgotten(feed: Feed) -> Feed:
    """Return a feed that is asked for whole next time."""
    return replace(feed, etag="", last_modified="")


def pause(failures: int) -> float:
    """Return how many seconds to wait after so many failures in a row: twice as long each time, up to an hour."""
    return min(HOUR, FLOOR * float(1 << min(failures - 1, 10)))


def next_round(times: Iterable[float], now: float, every: float) -> float:
    """Return how many seconds to wait until the first of ``times``: one at least, ``every`` at most."""
    return min(every, max(1.0, min(times, default=now + every) - now))
