"""From what was asked for (``requests``) to what the desk's functions take."""

from __future__ import annotations

from dataclasses import asdict, fields

from datasette_claims.database.filtering import Filters
from datasette_claims.desk.requests import Given, Selection
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.model import Evidence


def filters(selection: Selection, *, retired: bool = False) -> Filters:
    """Return a selection as the database's filters."""
    wanted = {field.name: getattr(selection, field.name) for field in fields(Selection)}
    plain = {name: getattr(value, "value", value) for name, value in wanted.items()}
    return Filters(**plain, retired=retired)


def judgement(given: Given) -> Judgement:
    """Return what is said of a claim as a judgement."""
    return Judgement(
        ratings=dict(given.ratings),
        summary=given.summary,
        rationale=given.rationale,
        flags=tuple(flag.value for flag in given.flags),
        as_of=given.as_of,
        evidence=tuple(Evidence(id="", **asdict(item)) for item in given.evidence),
    )
