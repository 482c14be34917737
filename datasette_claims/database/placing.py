"""The rows of claims, with the speakers and mentions that they name. Callers own the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from datasette_claims.database import suggesting
from datasette_claims.database.speakers import surviving
from datasette_claims.identity import mention_key, speaker_key, wording_key
from datasette_claims.model import Claim, Speaker, SpeakerKind, StoredArticle, hull
from datasette_claims.naming.comparing import abbreviates
from datasette_claims.priority import priority

Value = str | int | float | None

_MOST_CLAIMS = 999_999
_MOST_REPEATS = 100
"""Repeats beyond this many no longer move a claim up."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording of an article that claims are anchored in, with what their rows show of it."""

    article_id: str
    version_id: str
    text: str
    published: str | None
    source: str | None
    language: str | None


def wording_of(stored: StoredArticle) -> Wording:
    """Return the wording of an article that was read."""
    article = stored.article
    return Wording(stored.id, stored.version_id, article.text, article.published, article.agency, article.language)


class ShownSpeaker(NamedTuple):
    """Who a claim shows as its speaker; both are None if nobody is known."""

    id: str | None
    name: str | None


def insert(connection: sqlite3.Connection, claim_id: str, wording: Wording, values: Mapping[str, Value]) -> None:
    """Add a claim with the ``values`` of its columns."""
    row = {
        **values,
        "id": claim_id,
        "source": wording.source,
        "article_id": wording.article_id,
        "language": wording.language,
    }
    row["priority"] = _priority(connection, claim_id, row)
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO claims({names}) VALUES ({marks})", row)


def update(connection: sqlite3.Connection, claim_id: str, values: Mapping[str, Value]) -> None:
    """Change columns of a claim."""
    row = {**values, "priority": _priority(connection, claim_id, values)}
    settings = ", ".join(f'"{name}" = :{name}' for name in row)
    connection.execute(f"UPDATE claims SET {settings} WHERE id = :claim_id", {**row, "claim_id": claim_id})


def _priority(connection: sqlite3.Connection, claim_id: str, values: Mapping[str, Value]) -> float:
    sql = "SELECT count(*) FROM (SELECT 1 FROM claims WHERE wording_key = ? AND id <> ? LIMIT ?)"
    repeats = connection.execute(sql, [values["wording_key"], claim_id, _MOST_REPEATS]).fetchone()[0]
    worthiness, published = values["checkworthiness"], values["published"]
    return priority(
        None if worthiness is None else float(worthiness), repeats, None if published is None else str(published)
    )


def columns(
    connection: sqlite3.Connection, wording: Wording, claim: Claim, named: str | None, run_id: int | None = None
) -> dict[str, Value]:
    """Return the columns that say what a claim is and where it stands in a wording; writes its mention.

    ``named`` is the speaker by the words of the text, or of people; shown is whoever that turned out to be.
    """
    start, end = hull(claim.spans)
    speaker = _shown(connection, named)
    return {
        "quote": claim.quote,
        "quote_type": claim.quote_type.value,
        "speaker": speaker.name,
        "speaker_id": speaker.id,
        "named_speaker_id": named,
        "cue": claim.cue.text if claim.cue else None,
        "cue_lemma": claim.cue.lemma if claim.cue else None,
        "cue_spans": json.dumps(claim.cue.spans if claim.cue else []),
        "context": wording.text[claim.sentence.start : claim.sentence.end],
        "context_start": claim.sentence.start,
        "confidence": claim.confidence,
        "rule": claim.rule,
        "start": start,
        "end": end,
        "spans": json.dumps(claim.spans),
        "article_version_id": wording.version_id,
        "mention_id": _insert_mention(connection, claim, wording.version_id, named, run_id),
        "published": wording.published,
        "frame_spans": json.dumps(claim.frame),
        "addressee": claim.addressee.text if claim.addressee else None,
        "addressee_spans": json.dumps(claim.addressee.spans if claim.addressee else []),
        "mood": claim.mood.value if claim.mood else None,
        "cue_stance": claim.stance.value,
        "checkworthiness": claim.worthiness.score if claim.worthiness else None,
        "checkworthiness_reasons": json.dumps(claim.worthiness.reasons if claim.worthiness else []),
        "wording_key": wording_key(claim.quote),
    }


def reading_order(published: str | None, article_id: str, place: int, claim_id: str) -> str:
    """Return a unique text that, sorted downwards, puts the newest article first and keeps each in reading order."""
    return f"{published or '':10} {article_id} {_MOST_CLAIMS - place:06} {claim_id[1:7]}"


def name_speaker(connection: sqlite3.Connection, claim: Claim) -> str | None:
    """Make sure that there is a row for a claim's speaker; return its id."""
    if claim.speaker is None:
        return None
    speaker_id = speaker_key(claim.speaker.name)
    changed = connection.execute(
        "INSERT INTO speakers(id, name, kind) VALUES (?, ?, ?)"
        " ON CONFLICT(id) DO UPDATE SET kind = excluded.kind WHERE kind = 'unknown' AND excluded.kind <> 'unknown'",
        [speaker_id, claim.speaker.name, claim.speaker.kind.value],
    ).rowcount
    if claim.mention and _is_alias(claim.mention.text, claim.speaker):
        sql = "INSERT INTO speaker_aliases(speaker_id, alias) VALUES (?, ?) ON CONFLICT DO NOTHING"
        changed += connection.execute(sql, [speaker_id, claim.mention.text]).rowcount
    if changed:
        suggesting.refresh(connection, speaker_id)
    return speaker_id


def _is_alias(mention: str, speaker: Speaker) -> bool:
    """Tell whether a text names a speaker by the end of the name, or a body by what shortens it there."""
    if mention == speaker.name:
        return False
    is_body = speaker.kind in {SpeakerKind.ORGANISATION, SpeakerKind.GROUP}
    return speaker.name.endswith(mention) or (is_body and abbreviates(mention, speaker.name))


def named_speaker(connection: sqlite3.Connection, claim_id: str) -> str | None:
    """Return whom the text, or people, name as the speaker of a claim, whoever that turned out to be."""
    row = connection.execute("SELECT named_speaker_id FROM claims WHERE id = ?", [claim_id]).fetchone()
    return row[0] if row else None


def _shown(connection: sqlite3.Connection, named: str | None) -> ShownSpeaker:
    if named is None:
        return ShownSpeaker(None, None)
    # Speakers that somebody merged in a circle, behind our back, stay who they are.
    own = connection.execute("SELECT id, name FROM speakers WHERE id = ?", [named]).fetchone()
    return ShownSpeaker(*(surviving(connection, named) or own))


def _insert_mention(
    connection: sqlite3.Connection, claim: Claim, version_id: str, speaker_id: str | None, run_id: int | None
) -> str | None:
    if claim.mention is None:
        return None
    spans = claim.mention.spans
    mention_id = mention_key(version_id, spans)
    connection.execute(
        'INSERT INTO mentions(id, article_version_id, start, "end", spans, surface, speaker_id, run_id)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [mention_id, version_id, *hull(spans), json.dumps(spans), claim.mention.text, speaker_id, run_id],
    )
    return mention_id
