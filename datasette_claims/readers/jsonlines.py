"""JSON, JSON lines and arrays of objects: one article an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from datasette_claims.errors import ArticleError
from datasette_claims.model import Article
from datasette_claims.readers import columns, json_values, records
from datasette_claims.readers.records import Record

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "JSON"

_ENDINGS = (".json", ".jsonl", ".ndjson", ".jl")


def sniff(head: bytes, name: str) -> float:
    """Be fairly sure of what begins as JSON does, more so under its usual endings."""
    if not json_values.looks_like(head):
        return 0.0
    return 0.6 if name.lower().endswith(_ENDINGS) else 0.4


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Return an article an object."""
    text = json_values.Text(stream)

    def record(value: Mapping[str, Any], number: str, origin: str) -> Record:
        return columns.record(value, number, options.columns, origin)

    return records.articles(json_values.objects(text, options.origin), options, record, text.warnings)
