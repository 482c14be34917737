"""Datasette over the database of ``world``, in this process."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from datasette.app import Datasette

sys.path.insert(0, str(Path(__file__).parent))

import calls
import reviewed
from templates import shared
from world import build, copied

Serve = Callable[..., Awaitable[Datasette]]


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a claims database once; tests only read it."""
    return build(tmp_path_factory.mktemp("world") / "claims.db")


@pytest.fixture(scope="session")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the desk at work of ``reviewed`` once; tests only read it."""
    return reviewed.build(tmp_path_factory.mktemp("reviewed") / "claims.db")


@pytest_asyncio.fixture
async def serve(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Serve]:
    """Start Datasette with what the test names; closed afterwards."""
    async with AsyncExitStack() as stack:

        async def started(*files: Path, **options: Any) -> Datasette:
            datasette = shared(Datasette([str(file) for file in files], **options))
            await datasette.invoke_startup()
            # The 1.0 line builds its application anew for each request of its client: longer work than most answers.
            monkeypatch.setattr(datasette, "app", partial(lambda built: built, datasette.app()))
            if hasattr(datasette, "close"):
                stack.callback(datasette.close)
            return datasette

        yield started


@pytest_asyncio.fixture
async def served(serve: Serve, database: Path) -> Datasette:
    """Start ``datasette claims.db`` and nothing else."""
    return await serve(database)


@pytest_asyncio.fixture
async def api(serve: Serve, database: Path, tmp_path: Path) -> calls.Api:
    """Start a desk of its own for a test to write to, its people those of ``calls.WHO``."""
    datasette = await serve(copied(database, tmp_path, "claims.db"), metadata=calls.ALLOWED)
    return await calls.api(datasette)
