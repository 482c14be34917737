"""Speakers that may be the same, and what is known of one speaker, as the API answers."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from datasette_claims.database import history, roles, speaking, suggesting
from datasette_claims.database.suggesting import Alike
from datasette_claims.desk.requests import SuggestionQuery
from datasette_claims.plugin import addresses
from datasette_claims.plugin.api.answers import SpeakerShown
from datasette_claims.plugin.api.operations import Read, Reader, Sent
from datasette_claims.plugin.place import Place

TABLES = ("speaker_aliases", "speakers_apart")
"""The tables behind suggestions, beside those behind every answer."""

_MOST = 100
"""So many roles and suggestions are told of one speaker at most."""


@dataclass(frozen=True, slots=True)
class SpeakerNamed:
    """A speaker by name, with how many claims name it."""

    id: str
    name: str
    kind: str
    claims: int
    url: str


@dataclass(frozen=True, slots=True)
class SuggestionShown:
    """Two speakers that may be the same: ``score`` is 0 to 1; ``reasons`` are explained in docs/speakers.md."""

    one: SpeakerNamed
    other: SpeakerNamed
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuggestionList:
    """A page of suggestions, the likeliest first; ``next`` is the address of the next, null behind the last."""

    ok: bool
    count: int
    suggestions: tuple[SuggestionShown, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class RoleShown:
    """What texts call a speaker besides the name, how many times, and the first and the last date; empty for none."""

    words: str
    times: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class ApartShown:
    """Somebody of whom people said that it is not this speaker."""

    id: str
    name: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class SpeakerInFull(SpeakerShown):
    """A speaker with roles, suggestions, and whom people keep apart from it."""

    roles: tuple[RoleShown, ...]
    suggestions: tuple[SuggestionShown, ...]
    apart: tuple[ApartShown, ...]


def _list(connection: sqlite3.Connection, place: Place, _: Reader, sent: Sent) -> SuggestionList:
    query: SuggestionQuery = sent.content
    found = suggesting.pairs(connection, query.size + 1, behind(query.after))
    shown = found[: query.size]
    after = token(shown[-1]) if len(found) > query.size else None
    own = addresses.of(place.datasette, place.database, addresses.NAMESAKES)
    return SuggestionList(
        ok=True,
        count=suggesting.count(connection),
        suggestions=tuple(_suggestion(connection, place, one) for one in shown),
        next=f"{own}.json?{urlencode({'size': query.size, 'after': after})}" if after else None,
    )


def token(alike: Alike) -> str:
    """Return what stands for a suggestion in the address of the page behind it."""
    return f"{alike.one}.{alike.other}.{alike.score}"


def behind(after: str | None) -> Alike | None:
    """Return the suggestion that a token stands for."""
    if after is None:
        return None
    one, other, score = after.split(".", 2)
    return Alike(one, other, float(score), ())


def _suggestion(connection: sqlite3.Connection, place: Place, alike: Alike) -> SuggestionShown:
    one, other = (_named(connection, place, key) for key in (alike.one, alike.other))
    return SuggestionShown(one, other, alike.score, alike.reasons)


def _named(connection: sqlite3.Connection, place: Place, speaker_id: str) -> SpeakerNamed:
    known = speaking.present(connection, speaker_id)
    url = addresses.of(place.datasette, place.database, addresses.SPEAKER, speaker=speaker_id)
    return SpeakerNamed(known.id, known.name, known.kind, known.claims, url)


def _speaker(connection: sqlite3.Connection, place: Place, _: Reader, sent: Sent) -> SpeakerInFull | None:
    key = sent.ids["speaker"]
    found = history.speaker(connection, key)
    if found is None:
        return None
    alike = suggesting.pairs_of(connection, key, _MOST)
    return SpeakerInFull(
        ok=True,
        **found,  # type: ignore[arg-type]
        roles=tuple(RoleShown(**asdict(one)) for one in roles.roles(connection, key, _MOST)),
        suggestions=tuple(_suggestion(connection, place, one) for one in alike),
        apart=tuple(ApartShown(**asdict(one)) for one in suggesting.kept_apart(connection, key)),
    )


SPEAKER_READS = (
    Read(
        "list_suggestions",
        "/{database}/-/speakers.json",
        "Speakers that may be the same, with reasons",
        SuggestionList,
        _list,
        SuggestionQuery,
        tables=TABLES,
    ),
    Read(
        "show_speaker",
        "/{database}/-/speakers/{speaker}.json",
        "One speaker",
        SpeakerInFull,
        _speaker,
        tables=(*TABLES, "speaker_roles"),
        missing="This database holds no such speaker.",
    ),
)
"""The reads that concern speakers."""
