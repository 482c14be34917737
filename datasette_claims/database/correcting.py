"""Writing what people do to the extraction itself. Callers own the transaction."""

from __future__ import annotations

import json
import sqlite3

from datasette_claims.anchors import parents, text_order
from datasette_claims.database import placing, roles, suggesting
from datasette_claims.database.placing import Value, Wording
from datasette_claims.database.reading import holds_claim
from datasette_claims.identity import free_claim_key
from datasette_claims.model import Claim, Span, SpeakerKind


def free_id(connection: sqlite3.Connection, article_id: str, claim: Claim) -> str:
    """Return the id that a claim gets that people make."""
    return free_claim_key(article_id, claim, lambda key: holds_claim(connection, key))


def speaker(connection: sqlite3.Connection, claim: Claim, kind: SpeakerKind | None) -> str | None:
    """Return the speaker that people named, made if missing; their ``kind`` is what people say it is."""
    named = placing.name_speaker(connection, claim)
    set_kind(connection, named, kind)
    return named


def set_kind(connection: sqlite3.Connection, speaker_id: str | None, kind: SpeakerKind | None) -> None:
    """Let a speaker be of the ``kind`` that people say, if they say one."""
    if kind is not None and speaker_id is not None:
        connection.execute("UPDATE speakers SET kind = ? WHERE id = ?", [kind.value, speaker_id])
        suggesting.refresh(connection, speaker_id)


def insert(connection: sqlite3.Connection, claim_id: str, claim: Claim, wording: Wording, named: str | None) -> None:
    """Add a claim that people made."""
    order = placing.reading_order(wording.published, wording.article_id, 0, claim_id)
    with roles.following(connection, wording.article_id):
        values = _columns(connection, claim, wording, named)
        placing.insert(connection, claim_id, wording, {**values, "reading_order": order})
    _arrange(connection, wording)


def change(connection: sqlite3.Connection, claim_id: str, claim: Claim, wording: Wording, named: str | None) -> None:
    """Let a claim be what people say that it is."""
    with roles.following(connection, wording.article_id):
        placing.update(connection, claim_id, _columns(connection, claim, wording, named))
    _arrange(connection, wording)


def put_aside(connection: sqlite3.Connection, claim_id: str, at: str) -> None:
    """Retire a claim that another is to take the place of."""
    with roles.following(connection, roles.article_of(connection, claim_id)):
        connection.execute("UPDATE claims SET retired_at = ? WHERE id = ?", [at, claim_id])


def follow(connection: sqlite3.Connection, old: str, new: str, actor: str, at: str) -> None:
    """Record which claim took the place of which."""
    connection.execute("INSERT INTO claim_lineage VALUES (?, ?, 'manual', ?, ?)", [old, new, actor, at])


def _columns(connection: sqlite3.Connection, claim: Claim, wording: Wording, named: str | None) -> dict[str, Value]:
    values = placing.columns(connection, wording, claim, named)
    connection.execute("UPDATE mentions SET speaker_id = ? WHERE id = ?", [named, values["mention_id"]])
    return {**values, "is_manual": 1}


def _arrange(connection: sqlite3.Connection, wording: Wording) -> None:
    """Let the claims of a wording show their order in the text and which holds which."""
    sql = (
        "SELECT id, spans, reading_order, parent_claim_id FROM claims"
        " WHERE article_version_id = ? AND retired_at IS NULL"
    )
    rows = [
        (tuple(Span(*part) for part in json.loads(spans)), key, (order, parent))
        for key, spans, order, parent in connection.execute(sql, [wording.version_id])
    ]
    rows.sort(key=lambda row: (text_order(row[0]), row[1]))
    for place, (parent, (_, key, before)) in enumerate(zip(parents([row[0] for row in rows]), rows, strict=True)):
        order = placing.reading_order(wording.published, wording.article_id, place, key)
        after = (order, None if parent is None else rows[parent][1])
        if after != before:
            connection.execute("UPDATE claims SET reading_order = ?, parent_claim_id = ? WHERE id = ?", [*after, key])
