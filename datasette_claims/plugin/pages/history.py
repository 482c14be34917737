"""What has been said of a claim and what has happened to it, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from datasette_claims.database.history import Row
from datasette_claims.database.scales import Label
from datasette_claims.model import Bearing, SourceKind
from datasette_claims.plugin import labels, translation
from datasette_claims.plugin.api.answers import EvidenceShown
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.review import Aspect, EventType
from datasette_claims.steps import Flag

Scales = Mapping[Aspect, tuple[Label, ...]]


@dataclass(frozen=True, slots=True)
class Rated:
    """One aspect of an answer: the ``key`` that was given, and both in words."""

    aspect: str
    key: str
    question: str
    label: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said at one time; ``at`` is written out, ``is_undone`` if they took it back."""

    id: str
    reviewer: str
    role: str
    at: str
    ratings: tuple[Rated, ...]
    summary: str
    rationale: str
    flags: tuple[str, ...]
    flag_keys: tuple[str, ...]
    as_of: str
    correction_note: str
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence in words; ``url`` and ``archive_url`` are empty unless they lead to the web.

    Of a hidden one, which is confidential and not for this reader, nothing is known but bearing, kind and commitment.
    """

    bearing: str
    bearing_key: str
    kind: str
    url: str
    title: str
    publisher: str
    published: str
    quote: str
    archive_url: str
    archived: str
    added_by: str
    is_confidential: bool
    commitment: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline: who did what when, with which verdict and why."""

    seq: int
    at: str
    stamp: str
    actor: str
    what: str
    verdict: str
    why: str
    is_undone: bool


def answers(asked: Asked, rows: Iterable[Row], scales: Scales) -> tuple[Said, ...]:
    """Return the answers that may be seen, the oldest first; each is one row an aspect."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(str(row["id"]).rpartition("-")[0], []).append(row)
    return tuple(_said(asked, key, found, scales) for key, found in grouped.items())


def _said(asked: Asked, key: str, rows: Sequence[Row], scales: Scales) -> Said:
    first = rows[0]
    flags = tuple(str(flag) for flag in first["flags"])  # type: ignore[attr-defined]
    return Said(
        id=key,
        reviewer=str(first["reviewer"]),
        role=asked.say(labels.ROLES[str(first["role"])]),
        at=translation.written_moment(str(first["created_at"]), asked.place.language),
        ratings=tuple(rated(asked, str(row["aspect"]), str(row["verdict"]), scales) for row in rows),
        summary=str(first["summary"]),
        rationale=str(first["rationale"]),
        flags=tuple(asked.say(labels.FLAGS[Flag(flag)]) for flag in flags),
        flag_keys=flags,
        as_of=translation.written_date(_text(first["as_of"]), asked.place.language),
        correction_note=_text(first["correction_note"]),
        is_undone=bool(first["is_undone"]),
    )


def rated(asked: Asked, aspect: str, key: str, scales: Scales) -> Rated:
    """Return one aspect's rating in words; a key that no scale knows stands for itself."""
    named = {label.key: label.text(asked.place.language) for label in scales.get(Aspect(aspect), ())}
    return Rated(aspect, key, asked.say(labels.ASPECTS[Aspect(aspect)]), named.get(key, key))


def proofs(asked: Asked, found: Iterable[EvidenceShown]) -> tuple[Proof, ...]:
    """Return evidence in words."""
    return tuple(_proof(asked, one) for one in found)


def _proof(asked: Asked, one: EvidenceShown) -> Proof:
    language = asked.place.language
    return Proof(
        bearing=asked.say(labels.BEARINGS[Bearing(one.bearing)]),
        bearing_key=one.bearing,
        kind=asked.say(labels.SOURCE_KINDS[SourceKind(one.kind)]) if one.kind else "",
        url=web(one.url),
        title=one.title,
        publisher=one.publisher,
        published=translation.written_date(one.published_at, language),
        quote=one.quote,
        archive_url=web(one.archive_url),
        archived=translation.written_date(one.archived_at, language),
        added_by=one.added_by,
        is_confidential=one.confidential,
        commitment=one.commitment or "",
    )


def web(url: str | None) -> str:
    """Return an address of the web as it is, and nothing for any other, which a reader must not be led to."""
    return url if url and url.lower().startswith(("https://", "http://")) else ""


def timeline(asked: Asked, rows: Sequence[Row], said: Iterable[Said]) -> tuple[Moment, ...]:
    """Return a claim's history in words, the oldest first."""
    undone = {row["undoes"] for row in rows if row["undoes"] is not None}
    verdicts = {one.id: ", ".join(rating.label for rating in one.ratings) for one in said}
    return tuple(_moment(asked, row, verdicts, is_undone=row["seq"] in undone) for row in rows)


def _moment(asked: Asked, row: Row, verdicts: Mapping[str, str], *, is_undone: bool) -> Moment:
    reason = _text(row["reason"])
    known = labels.REASONS_OUT.get(reason)
    why = ": ".join(part for part in (asked.say(known) if known else reason, _text(row["note"])) if part)
    return Moment(
        seq=int(str(row["seq"])),
        at=translation.written_moment(str(row["at"]), asked.place.language),
        stamp=str(row["at"]),
        actor=str(row["actor"]),
        what=asked.say(labels.EVENTS[EventType(str(row["type"]))]),
        verdict=verdicts.get(_text(row["answer_id"]), ""),
        why=why,
        is_undone=is_undone,
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)
