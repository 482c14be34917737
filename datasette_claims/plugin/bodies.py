"""The JSON object that a request carries, read no further than a limit."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NoReturn

from datasette_claims.plugin.refusals import Refused

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

LIMIT = 1024 * 1024
"""Most bytes that a body may have where a route says nothing else."""


async def json_object(request: Request, limit: int) -> dict[str, Any]:
    """Return the body as an object; Refused with 413 above ``limit`` bytes, with 400 if it is no clean JSON object."""
    return parsed(await received(request, limit))


async def received(request: Request, limit: int) -> bytes:
    """Return the body; Refused with 413 as soon as it is known to be longer than ``limit`` bytes."""
    too_large = Refused(413, f"The body is larger than {limit} bytes.", limit=limit)
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdecimal() and int(declared[:20]) > limit:
        raise too_large
    body, is_more = bytearray(), True
    while is_more:
        event = await request.receive()
        if event["type"] != "http.request":
            raise Refused(400, "The connection ended before the body did.")
        body += event.get("body", b"")
        if len(body) > limit:
            raise too_large
        is_more = event.get("more_body", False)
    return bytes(body)


def parsed(body: bytes) -> dict[str, Any]:
    """Return the object that ``body`` says, or raise Refused with 400 for anything that two readers could read twice.

    That is NaN and infinities, repeated keys, endless nesting and halves of surrogate pairs, beside what is no JSON.
    """
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_finite
        )
        # Halves of surrogate pairs can be escaped in JSON but not stored.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Refused(400, f"The body is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise Refused(400, "The body must be a JSON object.")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice.")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number.")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{digits} is too large.")
    return number
