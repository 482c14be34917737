"""What an operation of the API is, whoever it is carried out by."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datasette_claims.desk.requests import NoQuery
from datasette_claims.desk.visits import Outcome, Visit
from datasette_claims.plugin.place import Place
from datasette_claims.steps import Permission


@dataclass(frozen=True, slots=True)
class Sent:
    """What a program sent: the parts of the address, the checked query or body, and the version it has seen."""

    ids: Mapping[str, str]
    content: Any
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: by what name, empty if unknown; where the database is; whether they see reviews, and groups."""

    actor: str
    path: Path | None
    reviews: bool
    groups: bool


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to a write, and what the private file must hear of once it is committed.

    A write whose changes must not stay (a preview, a refused bulk step) has ``kept`` False, and perhaps a ``status``
    of its own.
    """

    answer: object
    outcomes: tuple[Outcome, ...] = ()
    kept: bool = True
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A read: ``name`` is its operation id, ``query`` and ``answer`` the dataclasses of what it takes and gives.

    ``tables`` are shown beside those behind every answer; ``missing`` is said if there is nothing to show.
    """

    name: str
    path: str
    summary: str
    answer: type
    run: Callable[[sqlite3.Connection, Place, Reader, Sent], object | None]
    query: type = NoQuery
    tables: tuple[str, ...] = ()
    missing: str = "This database holds nothing of that name."


@dataclass(frozen=True, slots=True)
class Write:
    """A write: ``permission`` is what its actor needs, ``further`` are rights that it takes into account."""

    name: str
    path: str
    summary: str
    permission: Permission
    body: type
    answer: type
    run: Callable[[Visit, Place, Sent], Done]
    status: int = 200
    further: tuple[Permission, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """What its address names besides the database."""
        return tuple(name for name in re.findall(r"\{(\w+)\}", self.path) if name != "database")


def pattern(path: str) -> str:
    """Return the regular expression of an address like ``/{database}/-/claims/{claim}/reviews``.

    It lets any name through: one that can be none (``admission.ids``) is refused like one that nothing has.
    """
    parts = re.split(r"\{(\w+)\}", path)
    named = (f"(?P<{part}>[^/]+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return f"^{''.join(named)}\\Z"
