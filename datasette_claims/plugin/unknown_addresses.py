"""Keeping 404 for addresses that nothing answers.

Datasette prints errors through ``rich`` where that is installed, as it is with spaCy. An address that matches no route
raises nothing, so that ``rich`` finds no exception to print and fails itself: on both lines the answer is then 500.
"""

from __future__ import annotations

from datasette import handle_exception


def keep_404() -> None:
    """Let Datasette print errors as it does without ``rich``, which also keeps request variables out of its log."""
    handle_exception.rich = None
