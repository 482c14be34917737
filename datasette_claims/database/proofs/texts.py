"""That texts are those that were stored, and that every anchor stands on them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from functools import lru_cache

from datasette_claims.database.proofs.findings import Finding, Proof
from datasette_claims.identity import digest
from datasette_claims.model import Span, excerpt

Texts = Callable[[str], "tuple[str, str]"]
"""From the id of a wording to its article and its text."""


def text_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that every wording has the digest that was stored with it."""
    count, found = 0, []
    for key, text, stored in connection.execute("SELECT id, text, text_sha256 FROM article_versions"):
        count += 1
        if digest(text) != stored:
            found.append(Finding(f"article_versions {key}", "the text is not the one whose SHA-256 is beside it"))
    return Proof("texts", f"{count:,} wordings fit their SHA-256", tuple(found))


def claim_anchor_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that quote, cue, addressee and context of every claim are what stands at their places."""
    texts, count, found = _texts(connection), 0, []
    sql = (
        "SELECT id, article_version_id, article_id, quote, spans, start, \"end\", coalesce(cue, ''), cue_spans,"
        " coalesce(addressee, ''), addressee_spans, context, context_start FROM claims"
    )
    for row in connection.execute(sql):
        count += 1
        if wrong := _wrong_of_claim(row, *texts(row[1])):
            found.append(Finding(f"claims {row[0]}", f"{' and '.join(wrong)} not what the text says there"))
    return Proof("anchors of claims", f"{count:,} claims stand on their texts", tuple(found))


def mention_anchor_proof(connection: sqlite3.Connection) -> Proof:
    """Prove that every mention is what stands at its place."""
    texts, count, found = _texts(connection), 0, []
    sql = 'SELECT id, article_version_id, surface, spans, start, "end" FROM mentions'
    for key, version, surface, spans, start, end in connection.execute(sql):
        count += 1
        _, text = texts(version)
        if _under(text, spans) != surface or _hull(spans) != (start, end):
            found.append(Finding(f"mentions {key}", "surface is not what the text says there"))
    return Proof("anchors of mentions", f"{count:,} mentions stand on their texts", tuple(found))


def _texts(connection: sqlite3.Connection) -> Texts:
    @lru_cache(maxsize=64)
    def text(version: str) -> tuple[str, str]:
        sql = "SELECT article_id, text FROM article_versions WHERE id = ?"
        row = connection.execute(sql, [version]).fetchone()
        return (row[0], row[1]) if row else ("", "")

    return text


def _wrong_of_claim(row: tuple[object, ...], article: str, text: str) -> list[str]:
    quote, spans, start, end, cue, cue_spans, addressee, addressee_spans, context, at = row[3:]
    wrong = dict(_differing(text, ((quote, spans), (cue, cue_spans), (addressee, addressee_spans))))
    names = [name for place, name in enumerate(("quote", "cue", "addressee")) if wrong[place]]
    if _hull(spans) != (start, end):
        names.append("start and end")
    if not isinstance(at, int) or at < 0 or text[at : at + len(str(context))] != context:
        names.append("context")
    if row[2] != article:
        names.append("article")
    return names and [*names[:-1], f"{names[-1]} {'is' if len(names) == 1 else 'are'}"]


def _differing(text: str, parts: tuple[tuple[object, object], ...]) -> Iterator[tuple[int, bool]]:
    for place, (words, spans) in enumerate(parts):
        yield place, _under(text, spans) != words


def _under(text: str, spans: object) -> str | None:
    """Return the text under the JSON list ``spans``, None if that is no list of places in the text."""
    if spans == "[]":
        return ""
    places = _places(spans)
    if places is None or not all(0 <= place.start < place.end <= len(text) for place in places):
        return None
    return excerpt(text, places)


def _hull(spans: object) -> tuple[int, int] | None:
    places = _places(spans)
    return (places[0].start, places[-1].end) if places else None


def _places(spans: object) -> tuple[Span, ...] | None:
    try:
        return tuple(Span(int(start), int(end)) for start, end in json.loads(str(spans)))
    except (ValueError, TypeError):
        return None
