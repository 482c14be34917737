"""What a program is told when its request is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from datasette.utils.asgi import Forbidden, NotFound, Response

from datasette_claims.database.transactions import is_locked
from datasette_claims.errors import (
    DatabaseLocked,
    DatabaseReadOnly,
    InvalidFields,
    LeasedByAnother,
    NotPermitted,
    ReviewError,
    StepRefused,
    UnknownRow,
)
from datasette_claims.plugin import compat

RETRY_SECONDS = 2


class Refused(Exception):
    """A request that is answered with an error; ``further`` keys stand in the answer beside the message."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None, **further: object) -> None:
        """Take the HTTP status, one English sentence for people, and what else programs read."""
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.further = further


_STATUSES: Mapping[type[Exception], int] = {
    NotFound: 404,
    UnknownRow: 404,
    NotPermitted: 403,
    LeasedByAnother: 423,
    StepRefused: 409,
    InvalidFields: 422,
    Forbidden: 403,
    DatabaseReadOnly: 403,
}

ANSWERED = (Refused, Forbidden, NotFound, DatabaseLocked, DatabaseReadOnly, ReviewError, sqlite3.OperationalError)
"""What ``answer`` has an answer for; anything else is a fault of ours and Datasette's to report."""


def answer(error: Exception, headers: Mapping[str, str]) -> Response:
    """Return the JSON answer to one of ``ANSWERED``, with ``headers`` beside its own.

    Raises SQLite's errors again unless somebody else has the database: Datasette itself reads it for permissions.
    """
    told = refused(error)
    return compat.json_error(str(told), told.status, {**headers, **told.headers}, **told.further)


def refused(error: Exception) -> Refused:
    """Return what one of ``ANSWERED`` says to who asked; raises SQLite's errors again as ``answer`` does."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, sqlite3.OperationalError):
        if not is_locked(error):
            raise error
        error = DatabaseLocked("Somebody else is writing to the database. Try again in a few seconds.")
    if isinstance(error, DatabaseLocked):
        return Refused(503, str(error), {"Retry-After": str(RETRY_SECONDS)})
    fields = {"fields": error.fields} if isinstance(error, InvalidFields) else {}
    return Refused(status_of(error), str(error), None, **fields)


def status_of(error: Exception) -> int:
    """Return the HTTP status that tells what kind of refusal an error is."""
    return next(status for kind, status in _STATUSES.items() if isinstance(error, kind))
