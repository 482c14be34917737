"""From what was typed to what the API takes for the same, and from its refusals back to the options."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from datasette_claims.cli.parameters import explained
from datasette_claims.errors import InvalidFields, ReviewError
from datasette_claims.model import Bearing

_RATINGS = {"verdict": "veracity", "attribution": "attribution", "extraction": "extraction"}


def body(options: Mapping[str, object]) -> dict[str, object]:
    """Return options as the JSON that the API takes for the same; what was not given is left out."""
    given = {name: value for name, value in options.items() if value not in (None, ())}
    ratings = {aspect: given.pop(name) for name, aspect in _RATINGS.items() if name in given}
    evidence = [*_linked(given.pop("evidence", ())), *_filed(given.pop("evidence_file", None))]
    parts = {"ratings": ratings, "evidence": evidence}
    return {**given, **{name: part for name, part in parts.items() if part}}


def _linked(links: Any) -> list[dict[str, str]]:  # noqa: ANN401 - click leaves it untyped
    known = {bearing.value for bearing in Bearing}
    found = []
    for link in links:
        bearing, separator, url = link.partition("=")
        named = bool(separator) and bearing in known
        found.append({"bearing": bearing, "url": url} if named else {"bearing": Bearing.CONTEXT.value, "url": link})
    return found


def _filed(file: Any) -> list[object]:  # noqa: ANN401 - as above
    if file is None:
        return []
    stream: BinaryIO = file
    try:
        found = json.loads(stream.read())
    except (ValueError, RecursionError) as error:
        raise InvalidFields({"evidence_file": f"{stream.name} is no JSON ({error})"}) from None
    return found if isinstance(found, list) else [found]


_OPTIONS = {
    "ratings.veracity": "--verdict",
    "ratings.attribution": "--attribution",
    "ratings.extraction": "--extraction",
    "ratings": "--verdict, --attribution, --extraction",
    "flags": "--flag",
    "published_from": "--from",
    "published_to": "--to",
    "quote_type": "--type",
    "language": "--lang",
    "claims": "--claim",
    "alias": "NAME",
    "name": "NAME",
    "into": "INTO",
    "other": "OTHER",
    "wikidata_id": "--wikidata",
    "gnd_id": "--gnd",
    "body": "",
}


@contextmanager
def in_options() -> Iterator[None]:
    """Print one of our errors as a sentence and exit with 1; fields are called by their options."""
    with explained():
        try:
            yield
        except InvalidFields as error:
            raise ReviewError("; ".join(map(_in_option, error.fields.items()))) from error


def _in_option(field: tuple[str, str]) -> str:
    path, reason = field
    if path.startswith("evidence."):
        number, _, rest = path.removeprefix("evidence.").partition(".")
        return f"evidence {int(number) + 1}{f', {rest}' if rest else ''}: {reason}"
    known = next((option for name, option in _OPTIONS.items() if path == name or path.startswith(f"{name}.")), None)
    option = f"--{path.partition('.')[0].replace('_', '-')}" if known is None else known
    return f"{option}: {reason}" if option else reason
