"""Writes the pages that come from the code: ``schema.md``, ``cli.md`` and ``operations.md`` (``make docs``)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from datasette_claims.cli import claims
from datasette_claims.database.opening import open_empty
from datasette_claims.database.reading import schema_comments
from datasette_claims.migrations import TABLES
from datasette_claims.plugin.api.openapi import document
from datasette_claims.plugin.routes import READS, WRITES

DOCS = Path(__file__).parent
WIDTH = 100


def pages() -> Mapping[str, str]:
    """Return the generated pages by file name."""
    with closing(open_empty()) as connection:
        schema = "\n".join(_schema(connection))
    return {
        "schema.md": schema + "\n",
        "cli.md": "\n".join(_cli()) + "\n",
        "operations.md": "\n".join(_operations(document(READS, WRITES, "/<database>"))) + "\n",
    }


def _schema(connection: sqlite3.Connection) -> Iterator[str]:
    yield "# Tables and columns\n"
    yield "Made from the comments in `datasette_claims/migrations` by `make docs`; do not edit.\n"
    yield "Offsets are code points into `article_versions.text`, half-open. Times are UTC ISO 8601."
    yield "What Datasette shows of it is said in `docs/pages.md`.\n"
    comments = schema_comments(connection)
    for table in TABLES:
        yield f"## {table}\n"
        yield f"{comments[table].table}\n"
        yield "| column | type | |\n|---|---|---|"
        for _, column, kind, required, _, key in connection.execute(f"PRAGMA table_info({table})"):
            notes = [note for note, holds in (("key", key), ("required", required and not key)) if holds]
            yield f"| `{column}` | {' '.join([kind.lower(), *notes])} | {comments[table].columns[column]} |"
        yield ""
        yield from _references(connection, table)
    yield "## claims_fts\n"
    yield "Full-text index (FTS5) over `quote`, `context` and `speaker` of `claims`, kept up to date by triggers.\n"
    yield "## Indexes\n"
    for name, table in connection.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"):
        yield f"- `{name}` on `{table}`"


def _references(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    found = [(row[3], row[2], row[4]) for row in connection.execute(f"PRAGMA foreign_key_list({table})")]
    if found:
        pointers = (f"`{column}` → `{target}.{key}`" for column, target, key in sorted(found))
        yield f"References: {', '.join(pointers)}.\n"


def _cli() -> Iterator[str]:
    yield "# Command line\n"
    yield "Made from `datasette claims … --help` by `make docs`; do not edit. `sqlite-utils claims …` is the same.\n"
    yield "Exit status: 0 all is well, 1 something could not be loaded or used (listed on standard error), 2 usage.\n"
    group = click.Context(claims, info_name="datasette claims", terminal_width=WIDTH, max_content_width=WIDTH)
    yield f"## datasette claims\n\n```text\n{claims.get_help(group)}\n```\n"
    for name, command in sorted(claims.commands.items()):
        context = click.Context(command, info_name=name, parent=group, terminal_width=WIDTH, max_content_width=WIDTH)
        yield f"## datasette claims {name}\n\n```text\n{command.get_help(context)}\n```\n"


def _operations(api: Mapping[str, Any]) -> Iterator[str]:
    yield "# Operations of the API\n"
    yield "Made from the operations in `datasette_claims/plugin/api` by `make docs`; do not edit."
    yield "How they work together is said in [api.md](api.md). Addresses are below `/<database>`; `?` marks what may be left out or be null.\n"
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            yield from _operation(method.upper(), path, operation)
    yield "# Shapes\n"
    for name, shape in sorted(api["components"]["schemas"].items()):
        yield from _shape(name, shape)


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {operation['operationId']}\n"
    yield f"`{method} {path}`: {operation['summary']}. {operation.get('description', '')}".rstrip() + "\n"
    if "requestBody" in operation:
        yield f"Body: {_kind(_json_of(operation['requestBody']))}.\n"
    queries = [one for one in operation["parameters"] if one["in"] == "query"]
    if queries:
        yield "| parameter | value |\n|---|---|"
        yield from (f"| `{one['name']}` | {_kind(one['schema'])} |" for one in queries)
        yield ""
    headers = [one["name"] for one in operation["parameters"] if one["in"] == "header"]
    yield f"Headers: {', '.join(f'`{name}`' for name in headers)}.\n"
    yield "| status | answer | |\n|---|---|---|"
    for status, answer in operation["responses"].items():
        told = _kind(_json_of(answer)) if "content" in answer else "nothing"
        yield f"| {status} | {told} | {answer['description']} |"
    yield ""


def _shape(name: str, shape: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"{' '.join(shape.get('description', '').split())}\n"
    if "enum" in shape:
        yield f"{_kind(shape)}\n"
        return
    if not shape.get("properties"):
        return
    required = shape.get("required", ())
    yield "| field | value |\n|---|---|"
    for field, value in shape["properties"].items():
        yield f"| `{field}{'' if field in required else '?'}` | {_kind(value)} |"
    yield ""


def _json_of(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = holder["content"]["application/json"]["schema"]
    return schema


def _kind(schema: Mapping[str, Any]) -> str:
    """Return a JSON schema in words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{one}`" for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}" if "prefixItems" not in schema else _tuple(schema)
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"object of {_kind(values)}" if isinstance(values, dict) else "object"
    return " ".join([schema.get("type", "anything"), *_limits(schema)])


def _tuple(schema: Mapping[str, Any]) -> str:
    return f"[{', '.join(_kind(one) for one in schema['prefixItems'])}]"


def _limits(schema: Mapping[str, Any]) -> Iterator[str]:
    least, most = schema.get("minimum", schema.get("minLength")), schema.get("maximum", schema.get("maxLength"))
    unit = " characters" if schema.get("type") == "string" else ""
    if most is not None:
        yield f"({least or 0} to {most}{unit})"


if __name__ == "__main__":
    for name, page in pages().items():
        (DOCS / name).write_text(page.rstrip("\n") + "\n", encoding="utf-8")
