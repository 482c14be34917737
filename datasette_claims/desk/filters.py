"""Keeping filters of the queue by name, for the whole desk; each change is an event."""

from __future__ import annotations

from dataclasses import fields
from urllib.parse import parse_qsl, urlencode

from datasette_claims.database import saved
from datasette_claims.database.saved import Saved
from datasette_claims.desk import validation
from datasette_claims.desk.requests import Selection
from datasette_claims.desk.visits import Visit, record, require
from datasette_claims.errors import InvalidFields, UnknownRow
from datasette_claims.steps import Permission

MOST = 100
"""So many filters a desk keeps."""


def save(visit: Visit, name: str, selection: Selection) -> Saved:
    """Keep filters under a name; those that had it before are replaced."""
    require(visit, Permission.REVIEW)
    made = Saved(name.strip(), query(selection), visit.actor, visit.at)
    names = {one.name for one in saved.filters(visit.connection)}
    wrong = {"name": "" if made.name else "give them a name", "where": "" if made.query else "there are no filters"}
    if any(wrong.values()):
        raise InvalidFields({field: why for field, why in wrong.items() if why})
    if made.name not in names and len(names) >= MOST:
        raise InvalidFields({"name": f"the desk keeps at most {MOST} filters; remove one first"})
    saved.keep(visit.connection, made)
    record(visit, "filter_saved", {"name": made.name, "query": made.query})
    return made


def remove(visit: Visit, name: str) -> None:
    """Keep the filters of that name no longer."""
    require(visit, Permission.REVIEW)
    if not saved.drop(visit.connection, name.strip()):
        raise UnknownRow(f"No filters are saved as {name.strip()}.")
    record(visit, "filter_removed", {"name": name.strip()})


def selection(query: str) -> Selection:
    """Return the filters that an address's query holds, whatever stands there besides; raises InvalidFields."""
    names = {field.name for field in fields(Selection)}
    held = {name: [value] for name, value in parse_qsl(query) if name in names}
    return validation.from_query(Selection, held)


def given(selection: Selection) -> dict[str, str | float]:
    """Return those of the filters that are given, as JSON holds them."""
    return {name: value for name, value in validation.plain(selection).items() if value is not None}


def query(selection: Selection) -> str:
    """Return filters as the query of an address, empty if there are none."""
    return urlencode(given(selection))
