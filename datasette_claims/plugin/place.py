"""Where a page or an answer is made, and where its words lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is asked for: the served database, and the ``language`` to answer in."""

    datasette: Datasette
    database: str
    language: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str
