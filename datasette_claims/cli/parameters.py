"""What several commands take, and how they say what went wrong."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import click

from datasette_claims.errors import ClaimsError

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class explained(AbstractContextManager[None]):  # noqa: N801 - used as a statement
    """Print one of our errors as a sentence and exit with 1; let others through."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Turn the error into click's."""
        if isinstance(error, ClaimsError):
            raise click.ClickException(str(error)) from error
