"""What a proof says: how much it looked at, and what is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass

RESTORE = "Restore a copy of the database."
MEND = "Run: datasette claims doctor DATABASE --repair"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: ``where`` names table and row, ``remedy`` says what to do.

    ``is_mendable`` if it can be worked out from what is intact, so that ``mending.mend`` may put it right.
    """

    where: str
    what: str
    remedy: str = RESTORE
    is_mendable: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True)
class Proof:
    """What one proof came to; ``said`` sums it up for the case that nothing is wrong."""

    name: str
    said: str
    findings: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {f'{len(self.findings):,} wrong; ' if self.findings else ''}{self.said}"


def mendable(where: str, what: str) -> Finding:
    """Return a finding about something that follows from what is intact."""
    return Finding(where, what, MEND, is_mendable=True)
