"""Libraries that only some formats need: imported when such an input is read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from datasette_claims.errors import MissingExtra


def imported(library: str, extra: str, origin: str) -> Any:  # noqa: ANN401 - most of them publish no types
    """Return a library's module; raises MissingExtra with the line that installs it."""
    try:
        return import_module(library)
    except ImportError as error:
        reason = f"{library} is not installed, which reads this. Run: pip install 'datasette-claims[{extra}]'"
        raise MissingExtra(origin, reason) from error


@contextmanager
def silent(library: str) -> Iterator[None]:
    """Keep a library from printing what it finds odd: what matters is a warning of the article, or its error."""
    logger, nowhere = logging.getLogger(library), logging.NullHandler()
    before, logger.propagate = logger.propagate, False
    # Loggers below this one, which some libraries make as they go, hand on to it what they say.
    logger.addHandler(nowhere)
    try:
        yield
    finally:
        logger.removeHandler(nowhere)
        logger.propagate = before
