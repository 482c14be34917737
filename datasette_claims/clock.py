"""The time that is written into rows."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def now() -> str:
    """Return the present time as UTC ISO 8601 to the second, or the one that SOURCE_DATE_EPOCH fixes.

    A database built with that variable set is the same whenever it is built
    (reproducible-builds.org/docs/source-date-epoch).
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(fixed), timezone.utc) if fixed else datetime.now(timezone.utc)
    return moment.strftime(_FORMAT)


def later(at: str, minutes: int) -> str:
    """Return the time ``minutes`` after ``at``."""
    moment = datetime.strptime(at, _FORMAT).replace(tzinfo=timezone.utc) + timedelta(minutes=minutes)
    return moment.strftime(_FORMAT)


def seconds(at: str) -> float:
    """Return a time as seconds since 1970."""
    return datetime.strptime(at, _FORMAT).replace(tzinfo=timezone.utc).timestamp()


def at(seconds: float) -> str:
    """Return the time so many seconds after the beginning of 1970, to the second."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime(_FORMAT)
