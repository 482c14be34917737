"""What a watch keeps in the database between its rounds; no connection stays open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from datasette_claims.database import watched
from datasette_claims.database.opening import explained, open_for_reading, open_for_writing, transaction
from datasette_claims.due import Feed, Read
from datasette_claims.errors import DatabaseError


@contextmanager
def explaining(database: Path) -> Iterator[None]:
    """Turn what SQLite says of a damaged or full disk into a DatabaseError that says what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise explained(database, error) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseError(f"{database}: the SQLite file is damaged ({error}). Restore a copy.") from error


@dataclass(frozen=True, slots=True)
class Memory:
    """The table ``_claims_watched`` of a database; every function raises a DatabaseError if it cannot be used."""

    database: Path

    def prepare(self) -> None:
        """Make the database, or bring its schema up to date."""
        with explaining(self.database):
            open_for_writing(self.database).close()

    def files(self, folder: str) -> dict[str, Read]:
        """Return what was read under a folder."""
        with self._reading() as connection:
            return watched.files(connection, folder)

    def feed(self, address: str) -> Feed:
        """Return what is known of a feed."""
        with self._reading() as connection:
            return watched.feed(connection, address)

    def open_errors(self, origins: Sequence[str]) -> set[tuple[str, str]]:
        """Return what could not be loaded of these inputs so far: origin and reason."""
        if not origins:
            return set()
        with self._reading() as connection:
            return set().union(*(watched.open_errors(connection, origin) for origin in origins))

    def keep_files(self, read: Mapping[str, Read], vanished: Iterable[str] = ()) -> None:
        """Keep how files looked when they were read, and nothing of those that have vanished."""
        with self._writing() as connection:
            watched.keep_files(connection, read)
            watched.forget(connection, vanished)

    def keep_feed(self, address: str, feed: Feed) -> None:
        """Keep what is known of a feed."""
        with self._writing() as connection:
            watched.keep_feed(connection, address, feed)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with explaining(self.database), closing(open_for_reading(self.database)) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with (
            explaining(self.database),
            closing(open_for_writing(self.database)) as connection,
            transaction(connection, self.database),
        ):
            yield connection
