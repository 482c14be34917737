"""A route that writes one note, guarded as the real ones are; for tests of what every write stands on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import Request, Response
from world import copied

from datasette_claims.errors import DatabaseLocked
from datasette_claims.plugin import compat, guard
from datasette_claims.plugin.permissions import REVIEW
from datasette_claims.plugin.refusals import Refused

PATH = "/claims/-/test/notes"
LIMIT = 1000
ALLOWED = {"plugins": {"datasette-claims": {"allow": {REVIEW: {"id": "rita"}}}}}


async def keep(admitted: guard.Admitted) -> Response:
    if admitted.body.get("locked"):
        raise DatabaseLocked("claims: somebody else is writing.")
    note = [admitted.body.get("note"), admitted.actor_id]

    def insert(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO notes VALUES (?, ?)", note)
        if admitted.body.get("late"):
            raise Refused(409, "Somebody else was first.", {"ETag": '"2"'}, claim={"id": "c1"})

    await compat.write(admitted.database, insert)
    return Response.json({"ok": True}, status=201, headers={"ETag": '"1"'})


async def show(datasette: Datasette, request: Request) -> Response:
    return Response.json({"path": request.path}, headers=guard.cors_headers(datasette))


BOTH = guard.Route(r"^/(?P<database>[^/]+)/-/test/notes\Z", read=show, write=guard.Write(REVIEW, keep, LIMIT))
ONLY_WRITE = guard.Route(r"^/(?P<database>[^/]+)/-/test/note\Z", write=guard.Write(REVIEW, keep))


class Desk:
    """The plugin of the two routes."""

    __name__ = "desk"

    @hookimpl
    def register_routes(self) -> list[Any]:
        return guard.registered([BOTH, ONLY_WRITE])

    @hookimpl
    def skip_csrf(self, datasette: Datasette, scope: Mapping[str, Any]) -> bool:
        return guard.skips_csrf(datasette, scope, [BOTH, ONLY_WRITE])


@contextmanager
def opened() -> Iterator[None]:
    """Install the plugin for a while."""
    desk = Desk()
    pm.register(desk, name="desk")
    try:
        yield
    finally:
        pm.unregister(name="desk")


def with_notes(database: Path, folder: Path) -> Path:
    """Return a copy of the database that has a table of notes, and one of links to claims."""
    path = copied(database, folder, "claims.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (note TEXT, actor TEXT)")
        connection.execute("CREATE TABLE links (claim TEXT REFERENCES claims(id))")
    return path


def notes(path: Path) -> list[tuple[str, str]]:
    """Return what has been written."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT note, actor FROM notes ORDER BY rowid").fetchall()


async def post(datasette: Datasette, body: object = None, path: str = PATH, actor: Any = None, **headers: str) -> Any:
    """Post ``body``, as JSON unless it is bytes; ``a_b`` among the headers stands for ``a-b``."""
    content = body if isinstance(body, bytes) else json.dumps(body if body is not None else {"note": "n"}).encode()
    named = {"content-type": "application/json", **{key.replace("_", "-"): value for key, value in headers.items()}}
    cookies = {"ds_actor": datasette.sign({"a": actor}, "actor")} if actor else None
    return await datasette.client.post(path, content=content, headers=named, cookies=cookies)
