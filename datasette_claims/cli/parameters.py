"""What several commands take, and how they say what went wrong."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import click

from datasette_claims.errors import ClaimsError

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DATABASE = click.Path(dir_okay=False, path_type=Path)
DEFAULT_PIPELINE = "accurate"

language_option = click.option(
    "--lang", "language", metavar="CODE", help="Language of all articles (de, en); detected by default."
)
pipeline_option = click.option(
    "--pipeline",
    default=DEFAULT_PIPELINE,
    show_default=True,
    metavar="NAME",
    help="What finds the claims: accurate, fast, a folder that train wrote, or an installed spaCy pipeline"
    " (de_core_news_lg).",
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that extract."
)

_FIELDS = ("text", "title", "url", "id", "version", "date", "source", "language", "author", "place", "embargo")
columns_option = click.option(
    "--column",
    "columns",
    type=(click.Choice(_FIELDS), str),
    multiple=True,
    metavar="FIELD NAME",
    help=f"Which column of a table, or key of JSON, holds a field: {', '.join(_FIELDS)}; usual names are known.",
)
query_option = click.option("--query", metavar="SQL", help="The SELECT that SQLite files are read with.")


class explained(AbstractContextManager[None]):  # noqa: N801 - used as a statement
    """Print one of our errors as a sentence and exit with 1; let others through."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Turn the error into click's."""
        if isinstance(error, ClaimsError):
            raise click.ClickException(str(error)) from error
