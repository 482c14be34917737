"""What a program is told when its request is refused."""

from __future__ import annotations

from collections.abc import Mapping

from datasette.utils.asgi import Forbidden, NotFound, Response

from datasette_claims.errors import DatabaseLocked, DatabaseReadOnly
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


ANSWERED = (Refused, Forbidden, NotFound, DatabaseLocked, DatabaseReadOnly)
"""What ``answer`` has an answer for; anything else is a fault of ours and Datasette's to report."""


def answer(error: Exception, headers: Mapping[str, str]) -> Response:
    """Return the JSON answer to one of ``ANSWERED``, with ``headers`` beside its own."""
    refused = _refused(error)
    return compat.json_error(str(refused), refused.status, {**headers, **refused.headers}, **refused.further)


def _refused(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, DatabaseLocked):
        return Refused(503, str(error), {"Retry-After": str(RETRY_SECONDS)})
    return Refused(404 if isinstance(error, NotFound) else 403, str(error))
