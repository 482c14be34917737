"""What others can add by pluggy hooks: entry point group ``datasette_claims``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from spacy.language import Language

    from datasette_claims.readers import Reader

hookspec = pluggy.HookspecMarker("datasette_claims")
hookimpl = pluggy.HookimplMarker("datasette_claims")


@hookspec
def register_claims_readers() -> Iterable[Reader]:  # type: ignore[empty-body]
    """Return readers of further input formats."""


@hookspec
def register_claims_pipelines() -> Mapping[str, Callable[[str], Language]]:  # type: ignore[empty-body]
    """Return pipelines by name: functions from a language code to a spaCy pipeline."""


@cache
def plugins() -> pluggy.PluginManager:
    """Return the manager that knows these hooks and every installed plugin."""
    manager = pluggy.PluginManager("datasette_claims")
    manager.add_hookspecs(__import__(__name__, fromlist=["hookspecs"]))
    manager.load_setuptools_entrypoints("datasette_claims")
    return manager
