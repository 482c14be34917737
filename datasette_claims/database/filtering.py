"""Which claims are meant: filters as SQL conditions on the table ``claims``, called ``c``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Filters:
    """Which claims are meant; what is None does not matter.

    ``published_from`` and ``published_to`` are ISO 8601 dates of any precision, both inclusive; ``topic`` is words
    of the article's title, ``text`` words of quote, context or speaker (all of them, "…" around a phrase);
    ``checkworthiness`` is the least, ``aspect`` one that has been judged and not taken back. Claims that the newest
    wording of their article lacks are left out unless ``retired`` is set, or ``recheck``: those that a correction of
    their article calls for another look at.
    """

    speaker: str | None = None
    source: str | None = None
    verdict: str | None = None
    state: str | None = None
    quote_type: str | None = None
    language: str | None = None
    article: str | None = None
    published_from: str | None = None
    published_to: str | None = None
    topic: str | None = None
    text: str | None = None
    checkworthiness: float | None = None
    aspect: str | None = None
    recheck: str | None = None
    retired: bool = False


_CONDITIONS: Mapping[str, str] = {
    "speaker": "c.speaker = :speaker",
    "source": "c.source = :source",
    "verdict": "c.verdict = :verdict",
    "state": "c.state = :state",
    "quote_type": "c.quote_type = :quote_type",
    "language": "c.language = :language",
    "article": "c.article_id = :article",
    "published_from": "c.published >= :published_from",
    # A day that begins with the date lies within it: 2025-02 holds 2025-02-26, which sorts before 2025-02~.
    "published_to": "c.published < :published_to || '~'",
    "topic": "EXISTS (SELECT 1 FROM articles a WHERE a.id = c.article_id AND a.title LIKE :topic ESCAPE '!')",
    "text": "c.rowid IN (SELECT rowid FROM claims_fts WHERE claims_fts MATCH :text)",
    "checkworthiness": "c.checkworthiness >= :checkworthiness",
    "recheck": "c.needs_recheck = 1",
    "aspect": "EXISTS (SELECT 1 FROM reviews r INDEXED BY reviews_claim WHERE r.claim_id = c.id AND r.aspect = :aspect"
    " AND NOT EXISTS (SELECT 1 FROM review_events u WHERE u.undoes = r.event_seq))",
}


def conditions(filters: Filters) -> tuple[list[str], dict[str, Value]]:
    """Return SQL conditions and the values that are bound in them."""
    wanted = {name: getattr(filters, name) for name in _CONDITIONS}
    values: dict[str, Value] = {name: value for name, value in wanted.items() if value is not None}
    if filters.topic is not None:
        literal = re.sub(r"([!%_])", r"!\1", filters.topic.strip())
        values["topic"] = f"%{literal}%"
    if filters.text is not None:
        values["text"] = phrases(filters.text)
    found = [_CONDITIONS[name] for name in values]
    # What a correction took out of its article is what needs another look most.
    return found if filters.retired or filters.recheck else [*found, "c.retired_at IS NULL"], values


def condition(name: str) -> str:
    """Return the SQL condition of one filter."""
    return _CONDITIONS[name]


_MARKS = '"“”„«»'
_PARTS = re.compile(rf"[{_MARKS}]([^{_MARKS}]*)[{_MARKS}]|([^\s{_MARKS}]+)")
"""A phrase between quotation marks of any kind, or a word."""


def phrases(text: str) -> str:
    """Return a full-text query for all words of ``text``, whatever characters it holds; phrases stay whole."""
    return " ".join(f'"{part}"' for part in searched(text)) or '""'


def searched(text: str) -> tuple[str, ...]:
    """Return the words and the phrases, as they were written, that ``phrases`` looks for."""
    # A query ends at a NUL, whatever follows; the index takes it for a blank.
    parts = (quoted or word for quoted, word in _PARTS.findall(text.replace("\0", " ")))
    return tuple(part for part in parts if re.search(r"\w", part))
