"""What reads and writes have in common: where they happen, and whether their actor may see what is answered."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from datasette.utils import tilde_decode
from datasette.utils.asgi import Forbidden, NotFound

from datasette_claims.database import reading
from datasette_claims.desk.requests import Selection
from datasette_claims.plugin import compat
from datasette_claims.plugin.addresses import PARTS
from datasette_claims.plugin.place import Place
from datasette_claims.plugin.translation import DEFAULT

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

TABLES = ("claims", "articles", "article_versions", "speakers", "mentions", "sources")
"""The tables behind every answer: who may not see one of them sees none."""

REVIEW_TABLES = ("reviews", "evidence", "review_events")
"""The tables behind what is told of reviews."""

GROUP_TABLES = ("claim_groups", "claim_group_members", "claim_successors")
"""The tables behind what is told of repeats, and of claims that may be what others were."""

RUN_TABLES = ("runs", "run_changes")
"""The tables behind what is told of loads and re-extractions."""

CORRECTION_TABLES = ("article_corrections", "claim_rechecks")
"""The tables behind what is told of what agencies corrected."""

APPEARANCE_TABLES = ("appearances", "article_links")
"""The tables behind what is told of where articles appeared, and of their copies."""


async def place(datasette: Datasette, request: Request, tables: Iterable[str]) -> Place:
    """Return where a request happens; raises NotFound, or Forbidden if its actor may not see one of ``tables``."""
    try:
        database = datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        raise NotFound("There is no such database.") from None
    if not await compat.may_view_tables(datasette, request.actor, database.name, tables):
        raise Forbidden("You do not have permission to read the claims of this database.")
    return Place(datasette, database.name, DEFAULT)


def behind(content: object) -> tuple[str, ...]:
    """Return the further tables behind what a request selects claims by."""
    selection = getattr(content, "where", None) or content
    return REVIEW_TABLES if isinstance(selection, Selection) and selection.aspect else ()


def check_ours(connection: sqlite3.Connection) -> None:
    """Raise NotFound unless the database is one of ours and up to date."""
    if not reading.holds_reviews(connection):
        raise NotFound("This database holds no claims, or needs: datasette claims migrate.")


def ids(request: Request) -> Mapping[str, str]:
    """Return the parts of the address that name something; raises NotFound for what can be no name."""
    return checked({name: value for name, value in request.url_vars.items() if name != "database"})


def checked(named: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is named, by what it is; raises NotFound for what can be no name."""
    for name, value in named.items():
        if not re.fullmatch(PARTS[name], value):
            raise NotFound(f"There can be no such {name}.")
    return named
