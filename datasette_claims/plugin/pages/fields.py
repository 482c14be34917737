"""What a form sends, as the JSON body of the operation that it asks for.

A field's name is its path in the body (``evidence.0.url``); ``#`` after it says how its text is to be read: ``#n`` a
whole number, ``#b`` yes, ``#j`` JSON, ``#l`` one of a list, ``#t`` a text that may be empty. Everything else that is
empty was left out by whoever filled the form in, and so is a list's entry of which nothing was filled in. Names that
begin with ``_`` are the form's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from datasette_claims.errors import InvalidFields
from datasette_claims.plugin.refusals import Refused

Fields = Mapping[str, tuple[str, ...]]

_MOST_FIELDS = 2_000
_ENTRY = re.compile(r"(\w+)\.([0-9]{1,3})\.")
_TOKEN = "csrftoken"  # noqa: S105 - a field's name


def parsed(body: bytes) -> Fields:
    """Return the fields of a URL-encoded form; raises Refused with 400 for what is none."""
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise Refused(400, f"The form cannot be read: {error}") from None
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value.replace("\r\n", "\n"))
    return _compacted(found)


def _compacted(fields: Fields) -> Fields:
    """Return fields in which every entry of a list has something filled in, and entries are counted from 0."""
    filled: dict[str, list[str]] = {}
    for name, values in fields.items():
        found = _ENTRY.match(name)
        if found and any(value.strip() for value in values):
            filled.setdefault(found[1], []).append(found[2])
    numbers = {
        (of, number): str(place)
        for of, entries in filled.items()
        for place, number in enumerate(sorted(set(entries), key=int))
    }
    kept: dict[str, tuple[str, ...]] = {}
    for name, values in fields.items():
        found = _ENTRY.match(name)
        if not found:
            kept[name] = values
        elif found.groups() in numbers:
            kept[f"{found[1]}.{numbers[found[1], found[2]]}.{name[found.end() :]}"] = values
    return kept


def rows(fields: Fields, name: str) -> int:
    """Return how many entries of a list were filled in."""
    return len({found[2] for field in fields if (found := _ENTRY.match(field)) and found[1] == name})


def only(fields: Fields, name: str) -> str:
    """Return the last value of a field, empty if there is none."""
    return fields.get(name, ("",))[-1]


def body(fields: Fields) -> dict[str, Any]:
    """Return the JSON object that the fields stand for; raises InvalidFields for text that cannot be read so."""
    found: dict[str, Any] = {}
    for name, values in fields.items():
        path, _, kind = name.partition("#")
        if name.startswith("_") or name == _TOKEN or not (kind == "t" or any(value.strip() for value in values)):
            continue
        _put(found, path.split("."), _read(path, kind, values))
    return {name: _listed(value) for name, value in found.items()}


def _read(path: str, kind: str, values: tuple[str, ...]) -> object:
    try:
        return _KINDS[kind](values)
    except (KeyError, ValueError, RecursionError):
        raise InvalidFields({path: "cannot be read"}) from None


_KINDS: Mapping[str, Callable[[tuple[str, ...]], object]] = {
    "": lambda values: values[-1].strip(),
    "t": lambda values: values[-1].strip(),
    "n": lambda values: int(values[-1]),
    "b": lambda values: values[-1] != "",
    "j": lambda values: json.loads(values[-1]),
    "l": lambda values: [value for value in values if value.strip()],
}


def _put(into: dict[str, Any], path: list[str], value: object) -> None:
    *parents, last = path
    for parent in parents:
        into = into.setdefault(parent, {})
        if not isinstance(into, dict):
            raise InvalidFields({".".join(path): "cannot be read"})
    into[last] = value


def _listed(value: object) -> object:
    """Return a mapping whose names are all numbers as a list, in their order."""
    if isinstance(value, dict) and value and all(name.isdecimal() for name in value):
        return [value[name] for name in sorted(value, key=int)]
    return value
