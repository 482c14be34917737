"""What is known of the files and feeds that are watched. Callers own the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from datasette_claims import clock
from datasette_claims.due import Feed, Look, Read


def files(connection: sqlite3.Connection, folder: str) -> dict[str, Read]:
    """Return what was read under a folder, by absolute path."""
    below = folder.rstrip("/") + "/"
    # The sign that follows the slash.
    sql = (
        "SELECT place, size, mtime_ns, failures, not_before FROM _claims_watched"
        " WHERE place >= ? AND place < ? AND size IS NOT NULL"
    )
    found = connection.execute(sql, [below, below[:-1] + "0"])
    return {
        place: Read(Look(size, mtime_ns), bool(failures), _seconds(not_before))
        for place, size, mtime_ns, failures, not_before in found
    }


def keep_files(connection: sqlite3.Connection, read: Mapping[str, Read]) -> None:
    """Keep how files looked when they were read."""
    sql = "INSERT OR REPLACE INTO _claims_watched(place, size, mtime_ns, failures, not_before) VALUES (?, ?, ?, ?, ?)"
    rows = [
        (place, one.look.size, one.look.mtime_ns, int(one.failed), _text(one.not_before)) for place, one in read.items()
    ]
    connection.executemany(sql, rows)


def forget(connection: sqlite3.Connection, places: Iterable[str]) -> None:
    """Keep nothing of these any longer."""
    connection.executemany("DELETE FROM _claims_watched WHERE place = ?", [(place,) for place in places])


def feed(connection: sqlite3.Connection, address: str) -> Feed:
    """Return what is known of a feed; nothing but defaults if it is new."""
    sql = (
        "SELECT etag, last_modified, moved_to, asked_at, not_before, failures, gone FROM _claims_watched"
        " WHERE place = ? AND size IS NULL"
    )
    row = connection.execute(sql, [address]).fetchone()
    if row is None:
        return Feed()
    etag, last_modified, moved_to, asked_at, not_before, failures, gone = row
    return Feed(etag, last_modified, moved_to, _seconds(asked_at), _seconds(not_before), failures, bool(gone))


def keep_feed(connection: sqlite3.Connection, address: str, one: Feed) -> None:
    """Keep what is known of a feed."""
    sql = (
        "INSERT OR REPLACE INTO _claims_watched"
        "(place, etag, last_modified, moved_to, asked_at, not_before, failures, gone) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    times = (_text(one.asked_at), _text(one.not_before))
    row = [address, one.etag, one.last_modified, one.moved_to, *times, one.failures, int(one.gone)]
    connection.execute(sql, row)


def open_errors(connection: sqlite3.Connection, origin: str) -> set[tuple[str, str]]:
    """Return origin and reason of what an input holds that could not be loaded so far."""
    sql = "SELECT origin, reason FROM load_errors WHERE origin >= ? AND origin < ? AND resolved_at IS NULL"
    return set(connection.execute(sql, [origin, origin + "\U0010ffff"]))


def _seconds(at: str | None) -> float | None:
    return None if at is None else clock.seconds(at)


def _text(seconds: float | None) -> str | None:
    return None if seconds is None else clock.at(seconds)
