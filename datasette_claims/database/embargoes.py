"""Articles that may not be published yet: held back in the private file beside the database, which is never served."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from datasette_claims.database import private
from datasette_claims.errors import Embargoed
from datasette_claims.model import Article, Correction, Section, Signal, Span


@dataclass(frozen=True, slots=True)
class Held:
    """An article that is held back until ``due`` (UTC; None until its agency says more), since ``held_at``."""

    key: str
    due: str | None
    held_at: str
    article: Article


def key_of(origin: str) -> str:
    """Return what stays the same in new versions of an item: its number with its provider, else all of its origin."""
    number = origin.rpartition("#")[2]
    return origin if number == origin or number.replace(".", "").isdecimal() else number


def hold(file: Path, error: Embargoed, at: str) -> None:
    """Hold an embargoed article back, in the place of an earlier version."""
    if error.article is None:
        return
    content = json.dumps(asdict(error.article), ensure_ascii=False)
    sql = "INSERT OR REPLACE INTO embargoed VALUES (?, ?, ?, ?)"
    with private.written(file) as connection:
        connection.execute(sql, [key_of(error.origin), error.due, at, content])


def drop(file: Path, key: str) -> None:
    """Hold an item back no longer."""
    with private.written(file) as connection:
        connection.execute("DELETE FROM embargoed WHERE key = ?", [key])


def held(file: Path, due_by: str | None = None) -> tuple[Held, ...]:
    """Return what is held back, what is due first before the rest; with ``due_by`` only what is due by then."""
    if not file.exists():
        return ()
    with private.read(file) as connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'embargoed'").fetchone() is None:
            return ()
        sql = "SELECT key, due, held_at, content FROM embargoed WHERE :by IS NULL OR due <= :by"
        rows = connection.execute(f"{sql} ORDER BY due IS NULL, due, key", {"by": due_by}).fetchall()
        return tuple(Held(key, due, at, _article(json.loads(content))) for key, due, at, content in rows)


def _article(row: Mapping[str, Any]) -> Article:
    plain = {one.name: row[one.name] for one in fields(Article) if one.name in row}
    made: dict[str, Any] = {
        **plain,
        "authors": tuple(row["authors"]),
        "warnings": tuple(row["warnings"]),
        "crossheads": tuple(Span(*span) for span in row["crossheads"]),
        "sections": tuple(Section(Span(*span), place, source) for span, place, source in row["sections"]),
        "signals": tuple(map(Signal, row["signals"])),
        "corrections": tuple(Correction(**one) for one in row["corrections"]),
    }
    return Article(**made)
