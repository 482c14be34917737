"""Between JSON and the dataclasses of ``requests`` and ``answers``; pydantic checks, and names every wrong field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, to_jsonable_python

from datasette_claims.desk.values import MEANT
from datasette_claims.errors import InvalidFields

Kind = TypeVar("Kind")


_adapters: dict[type, TypeAdapter[Any]] = {}


def adapter(kind: type) -> TypeAdapter[Any]:
    """Return what checks and describes a dataclass; made once, as that takes a while."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def from_body(kind: type[Kind], body: Mapping[str, Any]) -> Kind:
    """Return the dataclass that a JSON object holds; raises InvalidFields, nothing is guessed or converted."""
    try:
        found: Kind = adapter(kind).validate_json(json.dumps(body))
    except ValidationError as error:
        raise _named(error) from None
    return found


def from_query(kind: type[Kind], query: Mapping[str, Sequence[str]]) -> Kind:
    """Return the dataclass that a query string holds, numbers and yes or no read from text; raises InvalidFields.

    Whoever says something twice means neither.
    """
    twice = {name: "this is there more than once" for name, values in query.items() if len(values) > 1}
    if twice:
        raise InvalidFields(twice)
    try:
        found: Kind = adapter(kind).validate_strings({name: values[0] for name, values in query.items()})
    except ValidationError as error:
        raise _named(error) from None
    return found


def plain(answer: object) -> dict[str, Any]:
    """Return an answer as what JSON can hold."""
    shown: dict[str, Any] = to_jsonable_python(answer)
    return shown


def _named(error: ValidationError) -> InvalidFields:
    fields = {".".join(str(part) for part in one["loc"]) or "body": _said(one) for one in error.errors()}
    return InvalidFields(fields)


def _said(one: ErrorDetails) -> str:
    return MEANT.get(str(one.get("ctx", {}).get("pattern")), one["msg"])
