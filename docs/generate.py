"""Writes the references that come from the code: ``docs/schema.md`` and ``docs/cli.md`` (``make docs``)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import click

from datasette_claims.cli import claims
from datasette_claims.database.opening import open_empty
from datasette_claims.database.reading import schema_comments
from datasette_claims.migrations import TABLES

DOCS = Path(__file__).parent
WIDTH = 100


def pages() -> Mapping[str, str]:
    """Return the generated pages by file name."""
    with closing(open_empty()) as connection:
        schema = "\n".join(_schema(connection))
    return {"schema.md": schema + "\n", "cli.md": "\n".join(_cli()) + "\n"}


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


if __name__ == "__main__":
    for name, page in pages().items():
        (DOCS / name).write_text(page.rstrip("\n") + "\n", encoding="utf-8")
