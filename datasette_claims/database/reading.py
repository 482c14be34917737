"""Reading: what the loader must know, and what pages and statistics show."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from datasette_claims.model import (
    Article,
    Claim,
    Cue,
    Mention,
    Mood,
    QuoteType,
    Reason,
    Section,
    Signal,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    StoredArticle,
    StoredClaim,
    Worthiness,
)

_ADDED = re.compile(r", (\w+) (?:TEXT|REAL|INTEGER)\b[^\n/]*?/\*(.*?)\*/")
"""A column that a later step added, with the comment that it brought along."""


_ARTICLE = """
SELECT a.id, a.title, a.place, a.published, a.language, a.authors, a.origin, a.first_seen_at, s.name,
       v.id, v.seq, v.text, v.raw_sha256, v.crossheads, v.warnings, v.sections, v.signals, v.source_kind
FROM articles a JOIN article_versions v ON v.article_id = a.id LEFT JOIN sources s ON s.id = a.source_id
WHERE a.id = :article AND (:version IS NULL OR v.id = :version) ORDER BY v.seq DESC LIMIT 1
"""

CLAIM = """
SELECT c.id, c.quote_type, c.spans, c.quote, c.context_start, c.context, c.cue, c.cue_spans, c.cue_lemma,
       m.surface, m.spans, c.speaker, p.kind, c.rule, c.confidence, c.speaker_id, c.verdict, c.retired_at,
       c.frame_spans, c.addressee, c.addressee_spans, c.mood, c.cue_stance, c.parent_claim_id,
       c.checkworthiness, c.checkworthiness_reasons, c.state, c.version, c.inherited_from, c.is_manual"""
OF_CLAIM = "FROM claims c LEFT JOIN mentions m ON m.id = c.mention_id LEFT JOIN speakers p ON p.id = c.speaker_id"
_CLAIMS = f'{CLAIM} {OF_CLAIM} WHERE c.article_id = ? AND c.article_version_id = ? ORDER BY c.start, c."end", c.id'


def stored_article(
    connection: sqlite3.Connection, article_id: str, version_id: str | None = None
) -> StoredArticle | None:
    """Return a wording of an article, the newest unless named, with its claims; None if there is none."""
    row = connection.execute(_ARTICLE, {"article": article_id, "version": version_id}).fetchone()
    if row is None:
        return None
    article = Article(
        text=row[11],
        title=row[1],
        origin=row[6],
        raw_sha256=row[12],
        place=row[2],
        agency=row[8],
        published=row[3],
        language=row[4],
        authors=tuple(json.loads(row[5])),
        crossheads=_spans(row[13]),
        warnings=tuple(json.loads(row[14])),
        sections=tuple(Section(Span(start, end), place, source) for start, end, place, source in json.loads(row[15])),
        signals=tuple(map(Signal, json.loads(row[16]))),
        is_release=row[17] == "issuer",
    )
    claims = tuple(stored(claim) for claim in connection.execute(_CLAIMS, [row[0], row[9]]))
    return StoredArticle(
        id=row[0], article=article, version_id=row[9], seq=row[10], first_seen_at=row[7], claims=claims
    )


def article_ids(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the ids of all articles, in an order that stays; others may write meanwhile."""
    last = ""
    while page := connection.execute(_IDS, [last]).fetchall():
        yield from (key for (key,) in page)
        last = page[-1][0]


_IDS = "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT 500"


def every_claim(connection: sqlite3.Connection, article_id: str) -> tuple[StoredClaim, ...]:
    """Return all claims of an article, retired ones too, each as it stood last: in text order, wordings mixed."""
    sql = f'{CLAIM} {OF_CLAIM} WHERE c.article_id = ? ORDER BY c.start, c."end", c.id'
    return tuple(stored(row) for row in connection.execute(sql, [article_id]))


def holds_claim(connection: sqlite3.Connection, claim_id: str) -> bool:
    """Tell whether there is such a claim."""
    return connection.execute("SELECT 1 FROM claims WHERE id = ?", [claim_id]).fetchone() is not None


def wording_of_claim(connection: sqlite3.Connection, claim_id: str) -> tuple[str, str] | None:
    """Return the ids of the article and of the wording that a claim is anchored in; None if there is no such claim."""
    sql = "SELECT article_id, article_version_id FROM claims WHERE id = ?"
    row = connection.execute(sql, [claim_id]).fetchone()
    return (row[0], row[1]) if row else None


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much a database holds; retired claims are counted apart from the rest."""

    articles: int
    claims: int
    retired: int
    speakers: int
    errors: int
    claims_by_type: tuple[tuple[str, int], ...]
    claims_by_verdict: tuple[tuple[str, int], ...]
    claims_by_speaker: tuple[tuple[str, int], ...]


def statistics(connection: sqlite3.Connection, most: int = 10) -> Statistics:
    """Count what a database holds, with the ``most`` frequent speakers."""

    def count(table: str, where: str = "1") -> int:
        return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])

    def by(column: str, limit: int = -1) -> tuple[tuple[str, int], ...]:
        sql = (
            f"SELECT {column}, count(*) FROM claims WHERE retired_at IS NULL AND {column} IS NOT NULL"
            f" GROUP BY {column} ORDER BY 2 DESC, 1 LIMIT ?"
        )
        return tuple((row[0], row[1]) for row in connection.execute(sql, [limit]))

    return Statistics(
        articles=count("articles"),
        claims=count("claims", "retired_at IS NULL"),
        retired=count("claims", "retired_at IS NOT NULL"),
        speakers=count("speakers"),
        errors=count("load_errors", "resolved_at IS NULL"),
        claims_by_type=by("quote_type"),
        claims_by_verdict=by("verdict"),
        claims_by_speaker=by("speaker", most),
    )


def _spans(parts: str) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in json.loads(parts))


def stored(row: tuple[str, ...]) -> StoredClaim:
    """Return the claim of a row of ``CLAIM``."""
    (key, quote_type, spans, quote, at, context, cue, cue_spans, lemma, surface, places, name, kind) = row[:13]
    claim = Claim(
        quote_type=QuoteType(quote_type),
        spans=_spans(spans),
        quote=quote,
        sentence=Span(int(at), int(at) + len(context)),
        cue=Cue(_spans(cue_spans), cue, lemma) if cue else None,
        mention=Mention(_spans(places), surface) if surface else None,
        speaker=Speaker(name, SpeakerKind(kind)) if name else None,
        rule=row[13],
        confidence=float(row[14]),
        frame=_spans(row[18]),
        addressee=Mention(_spans(row[20]), row[19]) if row[19] else None,
        mood=Mood(row[21]) if row[21] else None,
        stance=Stance(row[22]) if row[22] else Stance.NEUTRAL,
        worthiness=Worthiness(float(row[24]), tuple(map(Reason, json.loads(row[25])))) if row[24] is not None else None,
    )
    return StoredClaim(
        id=key,
        claim=claim,
        speaker_id=row[15],
        verdict=row[16],
        retired_at=row[17],
        parent_id=row[23],
        state=row[26],
        version=int(row[27]),
        inherited_from=row[28],
        is_manual=bool(row[29]),
    )


def stored_claim(connection: sqlite3.Connection, claim_id: str) -> tuple[StoredArticle, StoredClaim] | None:
    """Return a claim with the wording that it is anchored in, which for a retired one is an older wording.

    None if there is no such claim. The caller holds the connection still (``snapshot``).
    """
    wording = wording_of_claim(connection, claim_id)
    held = stored_article(connection, *wording) if wording else None
    if held is None:
        return None
    return next(((held, claim) for claim in held.claims if claim.id == claim_id), None)


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Let several reads see one state of the database while others write; nests in any transaction."""
    connection.execute("SAVEPOINT claims_snapshot")
    try:
        yield
    finally:
        connection.execute("RELEASE claims_snapshot")


def holds_claims(connection: sqlite3.Connection) -> bool:
    """Tell whether the database is one of ours: made by our schema steps, whatever the file is called."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables >= {"claims", "articles", "article_versions", "_sqlite_migrations"}:
        return False
    sql = "SELECT 1 FROM _sqlite_migrations WHERE migration_set = 'datasette-claims'"
    return connection.execute(sql).fetchone() is not None


def holds_reviews(connection: sqlite3.Connection) -> bool:
    """Tell whether the database is one of ours and has the tables of the review desk, the newest included."""
    sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_claims_watched'"
    return connection.execute(sql).fetchone() is not None and holds_claims(connection)


@dataclass(frozen=True, slots=True)
class TableComments:
    """What the schema says of a table and of its columns, in their order."""

    table: str
    columns: Mapping[str, str]


def schema_comments(connection: sqlite3.Connection) -> dict[str, TableComments]:
    """Return the comments of every table that has some, as SQLite keeps them in its schema."""
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%-- %' ORDER BY name"
    return {name: _comments(statement) for name, statement in connection.execute(sql)}


def _comments(statement: str) -> TableComments:
    """Return the comments after ``--`` of a table and its columns, and those within a line of columns added later."""
    added = {match[1]: match[2].strip() for match in _ADDED.finditer(statement)}
    commented = [line.split("-- ", 1) for line in statement.splitlines() if "-- " in line]
    columns = {code.split()[0].strip('"'): comment.strip() for code, comment in commented if code.strip()}
    table = columns.pop("CREATE", "")
    return TableComments(table, columns | added)
