"""Authority files that users bring: who somebody is in Wikidata and in the GND; CSV, TSV or JSON, one entry a row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from datasette_claims.errors import UnreadableInput
from datasette_claims.model import SpeakerKind
from datasette_claims.naming.comparing import Candidate, compare
from datasette_claims.readers.decoding import decode

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "itemlabel", "label", "person", "personlabel", "preferredname", "bezeichnung"),
    "aliases": (
        "aliases",
        "alias",
        "itemaltlabel",
        "altlabel",
        "altlabels",
        "also_known_as",
        "variantname",
        "andere namen",
    ),
    "wikidata_id": ("wikidata_id", "wikidata", "wikidataid", "qid", "item", "person_id"),
    "gnd_id": ("gnd_id", "gnd", "gndid", "gnd-id", "gndidentifier", "p227"),
}
"""The names that a column may have, without regard to capitals; the first that is there counts."""

_DELIMITERS = ",;\t|"
_ADDRESS = re.compile(r"^<?(?:https?://\S*/|wd:|entity/)([^/\s>]+?)/?>?$", re.IGNORECASE)
_LISTED = re.compile(r"\s*[;|\n]\s*")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says of somebody; ``row`` is the first line or object that says it, counted from 1."""

    row: int
    name: str
    aliases: tuple[str, ...]
    wikidata_id: str | None
    gnd_id: str | None


def entries(raw: bytes, origin: str) -> tuple[Entry | UnreadableInput, ...]:
    """Return what a file says; rows on the same Wikidata item are one entry, and one without a name is none.

    Rows whose names cannot be the same person's or body's stay apart, as one of their ids is a slip.
    """
    text = decode(raw).text
    rows = _objects(text, origin) if text.lstrip()[:1] in {"{", "["} else _table(text, origin)
    found: list[Entry | UnreadableInput] = []
    places: dict[str, int] = {}
    for number, row in rows:
        entry = row if isinstance(row, UnreadableInput) else _entry(row, number, origin)
        key = entry.wikidata_id if isinstance(entry, Entry) else None
        before = found[places[key]] if key in places else None
        if isinstance(entry, Entry) and isinstance(before, Entry) and _is_alike(before, entry):
            found[places[str(key)]] = _joined(before, entry)
        else:
            places |= {key: len(found)} if key and key not in places else {}
            found.append(entry)
    return tuple(found)


def _is_alike(one: Entry, other: Entry) -> bool:
    """Tell whether two rows can mean the same: one name is the other's alias, part of it or another spelling."""
    first, second = (frozenset(key.name.casefold().split()) for key in (one, other))
    if other.name in one.aliases or one.name in other.aliases or first <= second or second <= first:
        return True
    kinds = (SpeakerKind.PERSON, SpeakerKind.ORGANISATION)
    return any(compare(*(Candidate(key.name, key.name, kind) for key in (one, other))).reasons for kind in kinds)


def _joined(one: Entry, other: Entry) -> Entry:
    """Return two rows on one item as one entry; two GND ids of one item cannot both be right, so none is kept."""
    names = dict.fromkeys((*one.aliases, other.name, *other.aliases))
    ids = {gnd for gnd in (one.gnd_id, other.gnd_id) if gnd}
    return replace(
        one,
        aliases=tuple(name for name in names if name != one.name),
        gnd_id=ids.pop() if len(ids) == 1 else None,
    )


def _table(text: str, origin: str) -> Iterator[tuple[int, Mapping[str, Any] | UnreadableInput]]:
    lines = io.StringIO(text, newline="")
    header = lines.readline()
    delimiter = max(_DELIMITERS, key=header.count)
    lines.seek(0)
    rows = csv.reader(lines, delimiter=delimiter)
    try:
        names = next(rows, [])
        for row in rows:
            if any(row):
                yield rows.line_num, dict(zip(names, row, strict=False))
    except csv.Error as error:
        yield rows.line_num, UnreadableInput(f"{origin}#{rows.line_num}", f"no CSV from here on ({error}).")


def _objects(text: str, origin: str) -> Iterator[tuple[int, Mapping[str, Any] | UnreadableInput]]:
    """Yield the objects of an array, of the answer of a SPARQL endpoint, or of lines."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        yield from _lines(text, origin)
        return
    if isinstance(found, dict) and isinstance(found.get("results"), dict):
        found = found["results"].get("bindings")
    for number, one in enumerate(found if isinstance(found, list) else [found], 1):
        yield number, one if isinstance(one, dict) else UnreadableInput(f"{origin}#{number}", "no JSON object.")


def _lines(text: str, origin: str) -> Iterator[tuple[int, Mapping[str, Any] | UnreadableInput]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                found = json.loads(line)
            except (ValueError, RecursionError) as error:
                found = error
            is_object = isinstance(found, dict)
            yield number, found if is_object else UnreadableInput(f"{origin}#{number}", f"no JSON object ({found}).")


def _entry(row: Mapping[str, Any], number: int, origin: str) -> Entry | UnreadableInput:
    named = {str(name).strip().lstrip("?").casefold(): value for name, value in row.items() if name is not None}
    found = {field: _value(named, names) for field, names in COLUMNS.items()}
    name = " ".join(_text(found["name"]).split())
    if not name:
        reason = f"no name in it (there are: {', '.join(map(str, row))[:200]}). Call the column name or itemLabel."
        return UnreadableInput(f"{origin}#{number}", reason)
    from_wikidata = "itemaltlabel" in named or "altlabel" in named
    aliases = dict.fromkeys(_aliases(found["aliases"], by_comma=from_wikidata))
    ids = (_id(found["wikidata_id"]), _id(found["gnd_id"]))
    return Entry(number, name, tuple(alias for alias in aliases if alias != name), *ids)


def _value(named: Mapping[str, Any], names: tuple[str, ...]) -> object:
    return next((named[name] for name in names if named.get(name) not in (None, "", [])), "")


def _text(value: object) -> str:
    """Return a value as text; SPARQL's JSON wraps each in an object."""
    if isinstance(value, Mapping):
        return _text(value.get("value", ""))
    return str(value).strip() if isinstance(value, str | int) else ""


def _aliases(value: object, *, by_comma: bool) -> list[str]:
    """Return the names of a list; Wikidata's label service joins them by commas."""
    if isinstance(value, list):
        parts = [_text(one) for one in value]
    else:
        said = _text(value)
        parts = _LISTED.split(said) if not by_comma or _LISTED.search(said) else said.split(", ")
    return [" ".join(part.split()) for part in parts if part.strip()]


def _id(value: object) -> str | None:
    """Return an id without the address that it may be part of; None for none."""
    said = _text(value)
    found = _ADDRESS.match(said)
    return (found[1] if found else said) or None
