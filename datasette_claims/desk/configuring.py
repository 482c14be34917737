"""Changing the desk's own rules; each change is an event."""

from __future__ import annotations

from collections.abc import Mapping

from datasette_claims.database import settings
from datasette_claims.desk.visits import Visit, record, require
from datasette_claims.errors import InvalidFields
from datasette_claims.steps import Permission

CONFIGURED = "configured"


def change(visit: Visit, changed: Mapping[str, int]) -> None:
    """Set some of the rules (``settings.DEFAULTS`` names them); rounds that have begun go on by the old ones."""
    require(visit, Permission.ADMIN)
    wrong = {name: _wrong(name, value) for name, value in changed.items()}
    if not changed or any(wrong.values()):
        raise InvalidFields({name: why for name, why in wrong.items() if why} or {"body": "name a rule to change"})
    settings.change(visit.connection, changed)
    record(visit, CONFIGURED, changed)


def _wrong(name: str, value: int) -> str:
    if name not in settings.RANGES:
        return f"there is no such rule; there are {', '.join(settings.RANGES)}"
    least, most = settings.RANGES[name]
    return "" if least <= value <= most else f"must be {least} to {most}"
