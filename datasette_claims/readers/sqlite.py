"""A table or a query of an SQLite file, opened to read only: one article a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, BinaryIO

from datasette_claims.errors import ArticleError, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import columns, records

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "SQLite"

_MAGIC = b"SQLite format 3\x00"
_TABLES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - the bytes tell it
    """Be sure of what begins as SQLite's files do."""
    return 1.0 if head.startswith(_MAGIC) else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:  # noqa: ARG001 - SQLite reads files
    """Yield an article a row of the query, or of the only table that has texts."""
    if options.path is None:
        yield UnreadableInput(options.origin, "an SQLite database must be a file. Name it in the place of -.")
        return
    try:
        with closing(sqlite3.connect(f"{options.path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            connection.set_authorizer(_of_this_file)
            query = options.query or _query(connection, options)
            for number, row in enumerate(connection.execute(query), 1):
                yield _article(row, number, options)
    except (sqlite3.Error, sqlite3.Warning) as error:
        yield UnreadableInput(options.origin, f"cannot be read ({error}). Say with --query what to read.")
    except ArticleError as error:
        yield error


def _of_this_file(action: int, *_: object) -> int:
    """Refuse ATTACH, by which a query would reach, or make, other files."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK


def _article(row: sqlite3.Row, number: int, options: ReadOptions) -> Article | ArticleError:
    values = {name: row[name] for name in row.keys() if not isinstance(row[name], bytes)}  # noqa: SIM118 - rows are no mappings
    try:
        return records.unembargoed(columns.record(values, str(number), options.columns, options.origin), options)
    except ArticleError as error:
        return error


def _query(connection: sqlite3.Connection, options: ReadOptions) -> str:
    """Return a query for the only table with a column for texts; raises UnreadableInput if there is not just one."""
    wanted = {options.columns["text"].casefold()} if "text" in options.columns else set(columns.USUAL["text"])
    tables = [str(name) for (name,) in connection.execute(_TABLES)]
    fitting = [name for name in tables if wanted & _columns(connection, name)]
    if len(fitting) != 1:
        found = ", ".join(fitting or tables) or "none"
        raise UnreadableInput(options.origin, f"which table? There are: {found}. Say: --query 'SELECT … FROM …'.")
    quoted = fitting[0].replace('"', '""')
    return f'SELECT * FROM "{quoted}"'


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {str(row[0]).casefold() for row in connection.execute("SELECT name FROM pragma_table_info(?)", [table])}
