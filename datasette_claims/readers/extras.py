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
    logger = logging.getLogger(library)
    before, logger.disabled = logger.disabled, True
    names = [name for name in logging.root.manager.loggerDict if name.startswith(f"{library}.")]
    states = {name: logging.getLogger(name).disabled for name in names}
    for name in names:
        logging.getLogger(name).disabled = True
    try:
        yield
    finally:
        logger.disabled = before
        for name, state in states.items():
            logging.getLogger(name).disabled = state
