"""Makes the database of a large newsroom: a million claims by default, the same ones for a seed; everything invented.

Rows are written past the indexes and the triggers, which are made again from their own SQL; every anchor holds.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from datasette_claims.database.opening import open_for_writing
from datasette_claims.identity import article_key, digest, mention_key, speaker_key, version_key, wording_key
from datasette_claims.migrations.speakers import compare, count_roles
from datasette_claims.model import Span
from datasette_claims.priority import priority

CLAIMS_AN_ARTICLE = 20
SPEAKERS = 5000
SOURCES = 40
_BATCH = 500
_AT = "2026-01-02T03:04:05Z"
_TABLES = ("articles", "article_versions", "mentions", "claims")
_COMMON = ("die", "der", "und", "in", "nicht", "das", "mit", "für", "auf", "wird")
_TYPES = ("direct", "indirect", "reported", "indirect_free_indirect", "free_indirect")
_SYLLABLES = (
    "ba",
    "del",
    "fin",
    "gor",
    "hu",
    "kam",
    "lie",
    "mo",
    "ner",
    "ost",
    "pla",
    "ri",
    "sen",
    "tau",
    "wer",
    "zin",
)
_FIRST_DAY = date(2010, 1, 1)
_DAYS = 5800


@dataclass(frozen=True, slots=True)
class Choice:
    """Things of which the first are drawn most often (Zipf)."""

    things: Sequence[str]
    weights: Sequence[float]

    def of(self, chance: random.Random, count: int) -> list[str]:
        """Draw ``count`` of them."""
        return chance.choices(self.things, cum_weights=self.weights, k=count)


@dataclass(frozen=True, slots=True)
class World:
    """What the articles are made of."""

    words: Choice
    speakers: Choice
    sources: Choice


def build(path: Path, claims: int, seed: int = 1) -> None:
    """Make a database of ``claims`` claims at ``path``, none of them reviewed."""
    chance = random.Random(seed)
    world = _world(chance)
    with closing(open_for_writing(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        with _bare(connection):
            _write_names(connection, world)
            for batch in _batches(chance, world, claims // CLAIMS_AN_ARTICLE):
                for table, rows in batch.items():
                    _insert(connection, table, rows)
        connection.execute("INSERT INTO claims_fts(claims_fts) VALUES ('rebuild')")
        compare(connection)
        count_roles(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def zipf(things: Sequence[str], flatness: float = 0.0) -> Choice:
    """Return a choice in which the n-th thing has the weight 1 / (n + flatness)."""
    return Choice(things, list(accumulate(1 / (place + flatness) for place in range(1, len(things) + 1))))


def _world(chance: random.Random) -> World:
    words = list(dict.fromkeys((*_COMMON, *(_word(chance) for _ in range(30_000)))))
    names = list(dict.fromkeys(f"{_word(chance).title()} {_word(chance).title()}" for _ in range(2 * SPEAKERS)))
    sources = [f"Blatt {_word(chance).title()} {number}" for number in range(SOURCES)]
    return World(zipf(words, 2), zipf(names[:SPEAKERS], 2), zipf(sources, 2))


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5)))


@contextmanager
def _bare(connection: sqlite3.Connection) -> Iterator[None]:
    """Drop the triggers and indexes of the large tables for a while."""
    marks = ", ".join("?" for _ in _TABLES)
    sql = f"SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND tbl_name IN ({marks})"
    made = connection.execute(f"{sql} AND sql IS NOT NULL", _TABLES).fetchall()
    connection.execute("BEGIN IMMEDIATE")
    for kind, name, _ in made:
        connection.execute(f"DROP {kind} {name}")
    yield
    for _, _, statement in made:
        connection.execute(statement)
    connection.execute("COMMIT")


def _write_names(connection: sqlite3.Connection, world: World) -> None:
    run = "INSERT INTO runs(id, kind, tool_version, pipeline, started_at) VALUES (1, 'load', '0', 'made up', ?)"
    connection.execute(run, [_AT])
    speakers = [(speaker_key(name), name) for name in world.speakers.things]
    connection.executemany("INSERT INTO speakers(id, name, kind) VALUES (?, ?, 'person')", speakers)
    sources = [(_source_key(name), name) for name in world.sources.things]
    connection.executemany("INSERT INTO sources VALUES (?, ?)", sources)


def _source_key(name: str) -> str:
    return "o" + speaker_key(name)[1:]


Rows = dict[str, list[dict[str, Any]]]


def _batches(chance: random.Random, world: World, articles: int) -> Iterator[Rows]:
    seen: dict[str, int] = {}
    for first in range(0, articles, _BATCH):
        rows: Rows = {table: [] for table in _TABLES}
        for number in range(first, min(articles, first + _BATCH)):
            _article(chance, world, number, rows, seen)
        yield rows


def _article(chance: random.Random, world: World, number: int, rows: Rows, seen: dict[str, int]) -> None:
    cast = world.speakers.of(chance, 3)
    said = [(_quote(chance, world), chance.choice(cast)) for _ in range(CLAIMS_AN_ARTICLE)]
    sentences = [f"„{quote}“, sagte {speaker}." for quote, speaker in said]
    title = " ".join(world.words.of(chance, 6)).capitalize()
    text = "\n\n".join([f"{title}, Nummer {number}", *sentences])
    article_id = article_key(text)
    day = (_FIRST_DAY + timedelta(chance.randrange(_DAYS))).isoformat()[: chance.choice((10, 10, 10, 7))]
    article = {
        "id": article_id,
        "title": title,
        "source": world.sources.of(chance, 1)[0],
        "published": day,
        "language": chance.choices(("de", "en"), (8, 2))[0],
        "version": version_key(article_id, text),
    }
    _write_article(rows, article, text)
    at = text.index("\n\n") + 2
    for place, (spoken, sentence) in enumerate(zip(said, sentences, strict=True)):
        _claim(chance, rows, article, (place, at, *spoken), seen)
        at += len(sentence) + 2


def _quote(chance: random.Random, world: World) -> str:
    if chance.random() < 1 / 50:
        return f"Wir haben {chance.randint(1, 200)} mal so viel wie im Vorjahr"
    words = world.words.of(chance, chance.randint(6, 16))
    return f"{' '.join(words)} {chance.randint(1, 99)} Prozent".capitalize()


def _write_article(rows: Rows, article: dict[str, Any], text: str) -> None:
    own = {name: article[name] for name in ("id", "title", "published", "language")}
    source = {"source_id": _source_key(article["source"]), "origin": f"{article['id']}.txt", "first_seen_at": _AT}
    rows["articles"].append(own | source)
    sha = digest(text)
    version = {"id": article["version"], "article_id": article["id"], "seq": 1, "text": text, "text_sha256": sha}
    rows["article_versions"].append(version | {"raw_sha256": sha, "retrieved_at": _AT})


def _claim(
    chance: random.Random,
    rows: Rows,
    article: dict[str, Any],
    spoken: tuple[int, int, str, str],
    seen: dict[str, int],
) -> None:
    place, at, quote, speaker = spoken
    start, end = at + 1, at + 1 + len(quote)
    cue = end + 3
    mention = Span(cue + 6, cue + 6 + len(speaker))
    version, speaker_id = article["version"], speaker_key(speaker)
    mention_id = mention_key(version, [mention])
    named = {"id": mention_id, "article_version_id": version, "start": mention.start, "end": mention.end}
    rows["mentions"].append(
        named | {"spans": json.dumps([mention]), "surface": speaker, "speaker_id": speaker_id, "run_id": 1}
    )
    key, worth, wording = f"c{chance.getrandbits(80):020x}", round(chance.random(), 2), wording_key(quote)
    rows["claims"].append(
        {
            "id": key,
            "quote": quote,
            "speaker": speaker,
            "quote_type": chance.choices(_TYPES, (50, 30, 12, 5, 3))[0],
            "source": article["source"],
            "published": article["published"],
            "article_id": article["id"],
            "cue": "sagte",
            "cue_lemma": "sagen",
            "context": f"„{quote}“, sagte {speaker}.",
            "context_start": at,
            "language": article["language"],
            "confidence": 0.9,
            "rule": "made_up",
            "start": start,
            "end": end,
            "spans": json.dumps([[start, end]]),
            "cue_spans": json.dumps([[cue, cue + 5]]),
            "article_version_id": version,
            "speaker_id": speaker_id,
            "named_speaker_id": speaker_id,
            "mention_id": mention_id,
            "first_run_id": 1,
            "last_run_id": 1,
            "reading_order": f"{article['published']:10} {article['id']} {999_999 - place:06} {key[1:7]}",
            "retired_at": _AT if chance.random() < 1 / 100 else None,
            "checkworthiness": worth,
            "checkworthiness_reasons": '["number"]',
            "priority": priority(worth, seen.get(wording, 0), article["published"]),
            "wording_key": wording,
        }
    )
    seen[wording] = seen.get(wording, 0) + 1


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join(f":{name}" for name in rows[0])
    connection.executemany(f"INSERT INTO {table}({names}) VALUES ({marks})", rows)
