"""Templates compiled once for all the Datasettes of a test run: compiling them took more time than all else."""

from __future__ import annotations

from types import CodeType

from datasette.app import Datasette
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """Keeps what a template was compiled to as long as its source is the same."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def shared(datasette: Datasette) -> Datasette:
    """Let a Datasette use the templates that others before it have compiled."""
    environment = datasette.jinja_env if hasattr(datasette, "jinja_env") else datasette._jinja_env  # noqa: SLF001
    environment.bytecode_cache = _COMPILED
    return datasette
