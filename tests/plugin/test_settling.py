"""What the server leaves in the private file once a round is over."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette
from desk import post
from world import DIRECT_ID, copied

from datasette_claims.database import private, settings

pytestmark = pytest.mark.asyncio

ALLOWED = {"plugins": {"datasette-claims": {"allow": {"claims-review": {"id": ["rita", "ruth"]}}}}}


async def test_settled(serve: Callable[..., Awaitable[Datasette]], database: Path, tmp_path: Path) -> None:
    """When the round is over, its hidden answers leave the private file, and the database gets no further table."""
    path = copied(database, tmp_path, "claims.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        settings.change(connection, {settings.REQUIRED_REVIEWS: 2})
        before = connection.execute("SELECT name FROM sqlite_master").fetchall()
    served = await serve(path, metadata=ALLOWED)
    kept = []
    for name in ("rita", "ruth"):
        address = f"/claims/-/claims/{DIRECT_ID}/reviews"
        response = await post(served, {"ratings": {"veracity": "false"}}, address, {"id": name})
        assert response.status_code == 201, response.text
        kept.append(len(private.kept(private.beside(path))))
    assert kept == [1, 0]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == before
