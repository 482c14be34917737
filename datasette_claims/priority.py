"""What a desk should look at first: one number a claim, the highest first."""

from __future__ import annotations

import math
from datetime import date

_LEAST_WORTH = 0.05
_DAYS_THAT_HALVE = 30
_FIRST_DAY = date(2000, 1, 1)
_UNKNOWN_WORTH = 0.5


def priority(worthiness: float | None, repeats: int, published: str | None) -> float:
    """Return a claim's place in the queue from its check-worthiness (0 to 1), its repeats and its age.

    Twice the check-worthiness counts as much as being published 30 days later, and as much as having been said three
    times before (``repeats``). As the age counts by its difference, the order of two claims never changes with time,
    and the number can be stored. ``published`` is an ISO 8601 date of any precision; an unknown one counts as old.
    """
    worth = math.log2(max(_UNKNOWN_WORTH if worthiness is None else worthiness, _LEAST_WORTH))
    said_before = math.log2(1 + repeats) / 2
    return round(worth + said_before + _days(published) / _DAYS_THAT_HALVE, 4)


def _days(published: str | None) -> int:
    year, month, day = [*(published or "")[:10].split("-"), "", ""][:3]
    try:
        return (date(int(year), int(month or "1"), int(day or "1")) - _FIRST_DAY).days
    except ValueError:
        return 0
