"""Speakers that may be the same: compared by their keys whenever a name changes. Callers own the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from datasette_claims.database import speakers
from datasette_claims.model import SpeakerKind
from datasette_claims.naming.comparing import Candidate, Likeness, compare
from datasette_claims.naming.suggesting import FAMILY, MOST, SHORT, is_last_name, is_only, keys, probes


@dataclass(frozen=True, slots=True)
class Alike:
    """Two speakers that may be the same: their ids, how likely (0 to 1), and the reasons, the weightiest first."""

    one: str
    other: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Somebody of whom people said that it is not this speaker: who decided that, and when."""

    id: str
    name: str
    by: str
    at: str


def pairs(connection: sqlite3.Connection, most: int, after: Alike | None = None) -> tuple[Alike, ...]:
    """Return speakers that may be the same, the likeliest first, at most ``most``, from behind ``after`` on."""
    sql = "SELECT one, other, score, reasons FROM _claims_speaker_pairs INDEXED BY speaker_pairs_score"
    behind = " WHERE (score, one, other) < (?, ?, ?)" if after else ""
    values = [after.score, after.one, after.other] if after else []
    rows = connection.execute(f"{sql}{behind} ORDER BY score DESC, one DESC, other DESC LIMIT ?", [*values, most])
    return tuple(map(_alike, rows))


def pair(connection: sqlite3.Connection, one: str, other: str) -> Alike | None:
    """Return what is known of two speakers, by their ids in alphabetical order; None if nothing is."""
    sql = "SELECT one, other, score, reasons FROM _claims_speaker_pairs WHERE one = ? AND other = ?"
    row = connection.execute(sql, [one, other]).fetchone()
    return _alike(row) if row else None


def pairs_of(connection: sqlite3.Connection, speaker_id: str, most: int) -> tuple[Alike, ...]:
    """Return with whom a speaker may be the same, the likeliest first."""
    sql = (
        "SELECT one, other, score, reasons FROM _claims_speaker_pairs WHERE one = ? UNION ALL"
        " SELECT one, other, score, reasons FROM _claims_speaker_pairs INDEXED BY speaker_pairs_other WHERE other = ?"
        " ORDER BY score DESC, one DESC, other DESC LIMIT ?"
    )
    return tuple(map(_alike, connection.execute(sql, [speaker_id, speaker_id, most])))


def count(connection: sqlite3.Connection) -> int:
    """Return how many pairs of speakers may be the same."""
    return int(connection.execute("SELECT count(*) FROM _claims_speaker_pairs").fetchone()[0])


def _alike(row: Sequence[str]) -> Alike:
    one, other, score, reasons = row
    return Alike(one, other, float(score), tuple(json.loads(reasons)))


def keep_apart(connection: sqlite3.Connection, one: str, other: str, by: str, at: str) -> bool:
    """Record that two speakers are two; tell whether nobody had said so."""
    sql = "INSERT INTO speakers_apart VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
    return connection.execute(sql, [*sorted((one, other)), by, at]).rowcount == 1


def let_together(connection: sqlite3.Connection, one: str, other: str) -> bool:
    """Take back that two speakers are two; tell whether anybody had said so."""
    sql = "DELETE FROM speakers_apart WHERE one = ? AND other = ?"
    return connection.execute(sql, sorted((one, other))).rowcount == 1


def kept_apart(connection: sqlite3.Connection, speaker_id: str) -> tuple[Apart, ...]:
    """Return those of whom people said that they are not this speaker, by name."""
    sql = (
        "SELECT p.id, p.name, a.decided_by, a.decided_at FROM (SELECT other AS id, decided_by, decided_at"
        " FROM speakers_apart WHERE one = ? UNION ALL SELECT one, decided_by, decided_at FROM speakers_apart"
        " INDEXED BY speakers_apart_other WHERE other = ?) a JOIN speakers p ON p.id = a.id ORDER BY p.name, p.id"
    )
    return tuple(Apart(*row) for row in connection.execute(sql, [speaker_id, speaker_id]))


def refresh(connection: sqlite3.Connection, *changed: str) -> None:
    """Compare speakers anew whose names, kinds, ids or merges changed, and whoever that decides about.

    A family name alone stands for the only full one, so that it is compared again when another full one comes or goes.
    """
    everybody = {one for speaker_id in changed for one in (speaker_id, _surviving(connection, speaker_id))}
    affected = set[str]()
    for one in sorted(everybody):
        affected.update(_short(connection, _held(connection, one)))
        _forget(connection, one)
        found = candidate(connection, one)
        if found is not None:
            rows = [(key, one) for key in keys(found)]
            connection.executemany("INSERT INTO _claims_speaker_keys VALUES (?, ?)", rows)
            affected.update(_short(connection, [key for key, _ in rows]))
    for one in sorted(everybody | affected):
        _compare(connection, one)


def _surviving(connection: sqlite3.Connection, speaker_id: str) -> str:
    present = speakers.surviving(connection, speaker_id)
    return present[0] if present else speaker_id


def _forget(connection: sqlite3.Connection, speaker_id: str) -> None:
    connection.execute("DELETE FROM _claims_speaker_keys WHERE speaker_id = ?", [speaker_id])
    connection.execute("DELETE FROM _claims_speaker_pairs WHERE one = ? OR other = ?", [speaker_id, speaker_id])


def candidate(connection: sqlite3.Connection, speaker_id: str) -> Candidate | None:
    """Return a speaker with all other names, as it is compared; None for one that was merged into another."""
    sql = "SELECT id, name, kind, wikidata_id, gnd_id FROM speakers WHERE id = ? AND merged_into IS NULL"
    row = connection.execute(sql, [speaker_id]).fetchone()
    if row is None:
        return None
    key, name, kind, wikidata, gnd = row
    return Candidate(key, name, SpeakerKind(kind), tuple(speakers.known_as(connection, key)), wikidata, gnd)


def called(connection: sqlite3.Connection, name: str, is_same: Callable[[str, str], bool]) -> tuple[str, ...]:
    """Return the speakers, but none that was merged into another, that have a name which is the same as ``name``."""
    wanted = keys(Candidate("", name, SpeakerKind.UNKNOWN))
    near = (candidate(connection, one) for key in sorted(wanted) for one in _block(connection, key))
    found = (one.id for one in near if one and any(is_same(name, own) for own in (one.name, *one.aliases)))
    return tuple(dict.fromkeys(found))


def _held(connection: sqlite3.Connection, speaker_id: str) -> list[str]:
    """Return the keys that a speaker has in the database."""
    sql = "SELECT key FROM _claims_speaker_keys WHERE speaker_id = ?"
    return [key for (key,) in connection.execute(sql, [speaker_id])]


def _short(connection: sqlite3.Connection, own: Iterable[str]) -> set[str]:
    """Return those who are known by the family name that one of the keys stands for."""
    wanted = [SHORT + key[1:] for key in own if key.startswith(FAMILY)]
    return {one for key in wanted for one in _block(connection, key)}


def _block(connection: sqlite3.Connection, key: str) -> list[str]:
    """Return who has a key, nobody if that are too many."""
    sql = "SELECT speaker_id FROM _claims_speaker_keys WHERE key = ? LIMIT ?"
    found = [one for (one,) in connection.execute(sql, [key, MOST + 1])]
    return found if len(found) <= MOST else []


def _compare(connection: sqlite3.Connection, speaker_id: str) -> None:
    """Write with whom a speaker may be the same, by the keys in the database."""
    connection.execute("DELETE FROM _claims_speaker_pairs WHERE one = ? OR other = ?", [speaker_id, speaker_id])
    own = candidate(connection, speaker_id)
    if own is None:
        return
    wanted = probes(_held(connection, speaker_id))
    near = {one for key in wanted for one in _block(connection, key)} - {speaker_id}
    apart = _apart(connection, speaker_id) if near else frozenset()
    for one in sorted(near):
        other = candidate(connection, one)
        if other is not None:
            _write(connection, own, other, is_apart=one in apart)


def _write(connection: sqlite3.Connection, one: Candidate, other: Candidate, *, is_apart: bool) -> None:
    comparison = compare(one, other, is_apart=is_apart)
    if comparison.reasons and _is_only(connection, one, other, comparison.reasons):
        reasons = json.dumps([reason.value for reason in comparison.reasons])
        sql = "INSERT INTO _claims_speaker_pairs VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
        connection.execute(sql, [*sorted((one.id, other.id)), comparison.score, reasons])


def _is_only(connection: sqlite3.Connection, one: Candidate, other: Candidate, reasons: Iterable[Likeness]) -> bool:
    if Likeness.LAST_NAME not in reasons:
        return True
    short = one if is_last_name(one) else other
    families = [key for key in probes(keys(short)) if key.startswith(FAMILY)]
    full = {
        key for family in families for key in {*_block(connection, family)} - {*_block(connection, SHORT + family[1:])}
    }
    return is_only(one, other, len(full))


def _apart(connection: sqlite3.Connection, speaker_id: str) -> frozenset[str]:
    """Return who is not a speaker as people said, of it and of all who were merged into it."""
    found = set[str]()
    for one in speakers.merged(connection, speaker_id):
        found.update(_surviving(connection, apart.id) for apart in kept_apart(connection, one))
    return frozenset(found)
