"""What the database itself guarantees, whoever writes to it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from datasette_claims.changes import decide
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.database.reading import statistics, stored_article, stored_claim
from datasette_claims.database.recognising import known
from datasette_claims.database.storing import Stamp, begin_run, store
from datasette_claims.identity import article_key, claim_keys, speaker_key, wording_key
from datasette_claims.migrations import TABLES
from datasette_claims.model import (
    GAP,
    UNREVIEWED,
    Article,
    Claim,
    Cue,
    Mention,
    QuoteType,
    Span,
    Speaker,
    SpeakerKind,
    excerpt,
)
from datasette_claims.priority import priority

TEXT = (
    "🚨 In Altenrode: „Wir hoffen“, teilte Anna Ackerbach gestern mit, „auf Regen“. Sie sagte, das Wetter sei schlecht."
)
NEWER = f"Neu gefasst. {TEXT}"
ARTICLE = Article(
    text=TEXT, title="Wetter", origin="a.txt", raw_sha256="0" * 64, agency="dpa", published="2025-02-26", language="de"
)
AT = "2025-02-26T08:00:00Z"
ANNA = Speaker("Anna Ackerbach", SpeakerKind.PERSON)


def parts(text: str, *words: str) -> tuple[Span, ...]:
    return tuple(Span(text.index(word), text.index(word) + len(word)) for word in words)


def claim(text: str, kind: QuoteType, quote: tuple[str, ...], cue: tuple[str, ...], lemma: str, mention: str) -> Claim:
    spans, cue_spans = parts(text, *quote), parts(text, *cue)
    return Claim(
        quote_type=kind,
        spans=spans,
        quote=excerpt(text, spans),
        sentence=Span(spans[0].start, spans[-1].end),
        cue=Cue(cue_spans, excerpt(text, cue_spans), lemma),
        mention=Mention(parts(text, mention), mention),
        speaker=ANNA,
        rule="by hand",
        confidence=0.5,
    )


def both(text: str) -> tuple[Claim, Claim]:
    """Return a quote in two parts with a cue in two parts, and an indirect one."""
    broken = claim(
        text, QuoteType.DIRECT, ("„Wir hoffen“", "„auf Regen“"), ("teilte", "mit"), "mitteilen", "Anna Ackerbach"
    )
    whole = claim(text, QuoteType.INDIRECT, ("das Wetter sei schlecht",), ("sagte",), "sagen", "Sie")
    return broken, whole


@pytest.fixture
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    """A database with one article of two claims, the first of them in two parts."""
    with closing(open_for_writing(database)) as opened:
        with transaction(opened, database):
            store(opened, decide(ARTICLE, both(TEXT), None), Stamp(begin_run(opened, "0", "fast", AT), AT))
        yield opened


BROKEN, WHOLE = claim_keys(article_key(TEXT), both(TEXT))


def refused(connection: sqlite3.Connection, sql: str, *values: object, why: str) -> None:
    before = list(connection.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=why):
        connection.execute(sql, values)
    assert list(connection.iterdump()) == before


def copy_of_claim(connection: sqlite3.Connection, key: str, **other: object) -> tuple[str, list[object]]:
    """Return the statement that inserts a claim once more under another id, with other values in some columns."""
    connection.row_factory = sqlite3.Row
    row = dict(connection.execute("SELECT * FROM claims WHERE id = ?", [key]).fetchone()) | {"id": "c0", **other}
    connection.row_factory = None
    names = ", ".join(f'"{name}"' for name in row)
    return f"INSERT INTO claims({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())


def test_anchors_hold(connection: sqlite3.Connection) -> None:
    """What is stored is exactly what stands there, counted in code points even after an emoji."""
    sql = (
        'SELECT c.quote, substr(v.text, c.start + 1, c."end" - c.start) FROM claims c'
        " JOIN article_versions v ON v.id = c.article_version_id WHERE c.id = ?"
    )
    quote, under = connection.execute(sql, [WHOLE]).fetchone()
    assert quote == under == "das Wetter sei schlecht"


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": "das Wetter sei gut"},
        {"start": 0},
        {"end": len(TEXT)},
        {"spans": "[[0, 5]]"},
        {"spans": "[]"},
        {"cue": "brüllte"},
        {"cue_spans": "[]"},
        {"cue": None},
    ],
    ids=str,
)
@pytest.mark.parametrize("key", [BROKEN, WHOLE])
def test_wrong_anchor(connection: sqlite3.Connection, key: str, wrong: dict[str, object]) -> None:
    """A claim whose quote or cue does not stand where it says is refused, inserted or updated, in parts or whole."""
    ((column, value),) = wrong.items()
    refused(connection, f'UPDATE claims SET "{column}" = ? WHERE id = ?', value, key, why="anchor")
    sql, values = copy_of_claim(connection, key, **wrong)
    refused(connection, sql, *values, why="anchor")


def test_right_anchor(connection: sqlite3.Connection) -> None:
    """A true copy under another id is accepted, so what the test above refuses is the wrong anchor alone."""
    for number, key in enumerate((BROKEN, WHOLE)):
        sql, values = copy_of_claim(connection, key, id=f"c{number}")
        connection.execute(sql, values)
    assert connection.execute("SELECT count(*) FROM claims").fetchone() == (4,)


def test_parts(connection: sqlite3.Connection) -> None:
    """A quote in two parts is stored with both, the words between left out."""
    row = connection.execute("SELECT quote, spans, cue FROM claims WHERE id = ?", [BROKEN]).fetchone()
    assert row[0] == f"„Wir hoffen“{GAP}„auf Regen“"
    assert [TEXT[slice(*span)] for span in json.loads(row[1])] == ["„Wir hoffen“", "„auf Regen“"]
    assert row[2] == f"teilte{GAP}mit"


def test_broken_spans_are_no_text(connection: sqlite3.Connection) -> None:
    """Spans that are no JSON are refused."""
    with pytest.raises(sqlite3.Error):
        connection.execute("UPDATE claims SET spans = 'x' WHERE id = ?", [WHOLE])


def test_wrong_mention(connection: sqlite3.Connection) -> None:
    """A mention that does not stand where it says is refused."""
    refused(connection, "UPDATE mentions SET surface = 'Emil'", why="anchor")
    refused(connection, "UPDATE mentions SET start = 0", why="anchor")
    sql = 'INSERT INTO mentions(id, article_version_id, start, "end", spans, surface) SELECT ?, id, 0, 1, ?, ? FROM '
    refused(connection, sql + "article_versions", "m0", "[[0, 1]]", "x", why="anchor")


_COPY = (
    "INSERT OR REPLACE INTO article_versions(id, article_id, seq, text, text_sha256, raw_sha256, retrieved_at)"
    " SELECT {}, raw_sha256, '' FROM article_versions"
)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE article_versions SET text = 'gefälscht'",
        "UPDATE article_versions SET retrieved_at = 'gestern'",
        "DELETE FROM article_versions",
        _COPY.format("id, article_id, seq, 'gefälscht', 'f'"),
        _COPY.format("'v0', article_id, seq, 'gefälscht', 'f'"),
        _COPY.format("'v0', article_id, 9, 'gefälscht', text_sha256"),
        "REPLACE INTO article_versions SELECT * FROM article_versions",
    ],
)
def test_wordings_are_append_only(connection: sqlite3.Connection, sql: str) -> None:
    """The text under an anchor cannot be changed, also not by replacing its row."""
    refused(connection, sql, why="append-only")


@pytest.mark.parametrize("sql", ["DELETE FROM claims", "INSERT OR REPLACE INTO claims SELECT * FROM claims"])
def test_claims_stay(connection: sqlite3.Connection, sql: str) -> None:
    """A claim is retired, never deleted or replaced."""
    refused(connection, sql, why="never deleted")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE claims SET article_id = 'a0'",
        "UPDATE claims SET speaker_id = 's0'",
        "UPDATE claims SET mention_id = 'm0'",
        "UPDATE articles SET source_id = 'o0'",
        "DELETE FROM speakers",
        "DELETE FROM articles",
        "UPDATE speaker_aliases SET speaker_id = 's0'",
    ],
)
def test_foreign_keys(connection: sqlite3.Connection, sql: str) -> None:
    """Nothing points at a row that is not there."""
    connection.execute("INSERT OR IGNORE INTO speaker_aliases(speaker_id, alias) SELECT id, 'A.' FROM speakers")
    refused(connection, sql, why="FOREIGN KEY")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE claims SET quote_type = 'rumour'",
        "UPDATE claims SET confidence = 1.5",
        "UPDATE speakers SET kind = 'dog'",
        "UPDATE rating_scales SET aspect = 'beauty'",
    ],
)
def test_known_values_only(connection: sqlite3.Connection, sql: str) -> None:
    """Types, kinds, aspects and shares hold known values only."""
    refused(connection, sql, why="CHECK")


@pytest.mark.parametrize(("words", "key"), [("schlecht", WHOLE), ("hoffen", BROKEN), ("Ackerbach", BROKEN)])
def test_search(connection: sqlite3.Connection, words: str, key: str) -> None:
    """A claim is found by its quote, its context and its speaker."""
    sql = "SELECT id FROM claims WHERE rowid IN (SELECT rowid FROM claims_fts WHERE claims_fts MATCH ?)"
    assert (key,) in connection.execute(sql, [words]).fetchall()


def test_search_follows(connection: sqlite3.Connection) -> None:
    """The search index follows what changes."""
    connection.execute("UPDATE claims SET speaker = 'Emil Eschenlohr' WHERE id = ?", [WHOLE])
    sql = "SELECT count(*) FROM claims_fts WHERE claims_fts MATCH ?"
    assert connection.execute(sql, ["Eschenlohr"]).fetchone() == (1,)
    assert connection.execute(sql, ["Ackerbach"]).fetchone() == (1,)
    connection.execute("INSERT INTO claims_fts(claims_fts, rank) VALUES ('integrity-check', 1)")


def test_scales(connection: sqlite3.Connection) -> None:
    """The three default scales are there, each for its own aspect; only veracity has an order."""
    scales = connection.execute("SELECT id, aspect, worst, best FROM rating_scales ORDER BY id").fetchall()
    assert scales == [
        ("attribution-1", "attribution", None, None),
        ("extraction-1", "extraction", None, None),
        ("veracity-1", "veracity", 1, 5),
    ]


def test_verdicts(connection: sqlite3.Connection) -> None:
    """The verdicts of the default scale, in German and English, five of them in order."""
    sql = "SELECT key, label_de, label_en, value FROM rating_values WHERE scale_id = 'veracity-1' ORDER BY sort"
    assert connection.execute(sql).fetchall() == [
        ("true", "Richtig", "True", 5),
        ("mostly_true", "Größtenteils richtig", "Mostly true", 4),
        ("partly_false", "Teilweise falsch", "Partly false", 3),
        ("mostly_false", "Größtenteils falsch", "Mostly false", 2),
        ("false", "Falsch", "False", 1),
        ("missing_context", "Fehlender Kontext", "Missing context", None),
        ("unproven", "Unbelegt", "Unproven", None),
        ("uncheckable", "Nicht überprüfbar", "Not checkable", None),
        ("opinion", "Meinung, keine Tatsachenbehauptung", "Opinion, not a factual claim", None),
    ]


@pytest.mark.parametrize(
    ("scale", "keys"),
    [
        ("attribution-1", "verbatim faithful distorted not_said wrong_speaker unconfirmed"),
        ("extraction-1", "ok span_wrong speaker_wrong not_a_claim duplicate split_needed"),
    ],
)
def test_other_scales(connection: sqlite3.Connection, scale: str, keys: str) -> None:
    """What a reviewer can say of an attribution and of an extraction."""
    sql = "SELECT key FROM rating_values WHERE scale_id = ? ORDER BY sort"
    assert [key for (key,) in connection.execute(sql, [scale])] == keys.split()


def test_hotkeys(connection: sqlite3.Connection) -> None:
    """Within a scale each verdict has a key of its own."""
    sql = "SELECT scale_id, count(*), count(DISTINCT hotkey) FROM rating_values GROUP BY scale_id"
    assert all(values == keys for _, values, keys in connection.execute(sql))


@pytest.mark.parametrize(
    ("column", "also"),
    [("speaker", "verdict"), ("verdict", "speaker"), ("quote_type", "verdict"), ("source", "verdict")],
)
def test_facets_are_covered(connection: sqlite3.Connection, column: str, also: str) -> None:
    """A facet, alone or beside a filter that reviewers combine with it, is counted from an index alone."""
    plan = "EXPLAIN QUERY PLAN SELECT {0}, count(*) FROM claims {1} GROUP BY {0} ORDER BY 2 DESC LIMIT 31"
    alone = connection.execute(plan.format(column, f"WHERE {column} IS NOT NULL")).fetchall()
    beside = connection.execute(plan.format(also, f"WHERE {column} = 'x'")).fetchall()
    assert "USING COVERING INDEX" in str(alone)
    assert "USING COVERING INDEX" in str(beside)


@pytest.mark.parametrize("order", ["published DESC", "reading_order", "reading_order DESC"])
def test_no_sorting(connection: sqlite3.Connection, order: str) -> None:
    """The first page in an order that the table offers is read from an index."""
    plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM claims ORDER BY {order} LIMIT 101").fetchall()
    assert "USE TEMP B-TREE" not in str(plan)


def test_wal(connection: sqlite3.Connection) -> None:
    """Readers need not wait for the loader."""
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_unreviewed(connection: sqlite3.Connection) -> None:
    """A claim that nobody has reviewed has a verdict that says so."""
    assert connection.execute("SELECT DISTINCT verdict FROM claims").fetchall() == [(UNREVIEWED,)]


def test_stored_claims_come_back(connection: sqlite3.Connection) -> None:
    """What was stored is read as it was, in text order."""
    stored = stored_article(connection, article_key(TEXT))
    assert stored is not None
    assert stored.article == ARTICLE
    assert [one.claim for one in stored.claims] == list(both(TEXT))
    assert [one.id for one in stored.claims] == [BROKEN, WHOLE]


def test_versions(connection: sqlite3.Connection, database: Path) -> None:
    """A new wording moves what it holds; a claim that it lacks is retired and keeps its anchor in the older wording."""
    newer = replace(ARTICLE, text=NEWER)
    before = known(connection, newer)
    assert before is not None
    assert (before.article_id, before.seq, before.text) == (article_key(TEXT), 1, TEXT)
    assert {key: held.is_retired for key, held in before.claims.items()} == {BROKEN: False, WHOLE: False}
    later = "2025-02-27T08:00:00Z"
    with transaction(connection, database):
        store(
            connection, decide(newer, both(NEWER)[1:], before), Stamp(begin_run(connection, "0", "fast", later), later)
        )
    moved, retired = stored_claim(connection, WHOLE), stored_claim(connection, BROKEN)
    assert moved is not None
    assert retired is not None
    assert (moved[0].seq, moved[1].retired_at) == (2, None)
    assert (retired[0].seq, retired[1].retired_at) == (1, later)
    assert statistics(connection).claims == 1


def test_nothing_there(connection: sqlite3.Connection) -> None:
    """What is not there is None."""
    assert stored_article(connection, "a0") is None
    assert stored_claim(connection, "c0") is None


def test_all_or_nothing(connection: sqlite3.Connection, database: Path) -> None:
    """An article of which one claim cannot be stored is not stored at all."""
    other = replace(ARTICLE, text="Ganz anderer Text, der nichts davon hält.", origin="b.txt")
    before = list(connection.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match="anchor"), transaction(connection, database):
        store(connection, decide(other, both(TEXT), None), Stamp(1, AT))
    assert list(connection.iterdump()) == before


def test_every_table_is_ours(connection: sqlite3.Connection) -> None:
    """The schema holds the tables that are documented, the search index, and the list of schema steps."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'claims_fts*'")
    assert {name for (name,) in names} - set(TABLES) <= {"_sqlite_migrations", "sqlite_sequence"}


def add(connection: sqlite3.Connection, database: Path, text: str, **other: str) -> None:
    """Load an article, or a new wording of one, with its two claims."""
    article = replace(ARTICLE, text=text, **other)
    with transaction(connection, database):
        stamp = Stamp(begin_run(connection, "0", "fast", AT), AT)
        store(connection, decide(article, both(text), known(connection, article)), stamp)


def column(connection: sqlite3.Connection, name: str) -> list[object]:
    return [value for (value,) in connection.execute(f"SELECT {name} FROM claims ORDER BY rowid")]


def test_queue_columns(connection: sqlite3.Connection, database: Path) -> None:
    """Every claim has the key of its words, and a place in the queue that rises with what was said before."""
    add(connection, database, f"Aus Buchtal. {TEXT} Gez. dpa", origin="b.txt")
    keys = [wording_key(quote) for quote in (f"„Wir hoffen“{GAP}„auf Regen“", "das Wetter sei schlecht")]
    assert column(connection, "wording_key") == keys * 2
    ranks = [priority(None, repeats, "2025-02-26") for repeats in (0, 1)]
    assert column(connection, "priority") == [ranks[0], ranks[0], ranks[1], ranks[1]]


def test_repeats_within_an_article(connection: sqlite3.Connection, database: Path) -> None:
    """Repeats in one article count, but no more than a hundred, so that loading stays quick."""
    once = both(TEXT)[1]
    with transaction(connection, database):
        many = decide(replace(ARTICLE, text=f"{TEXT}!", origin="b.txt"), [once] * 103, None)
        store(connection, many, Stamp(1, AT))
    highest = priority(None, 100, "2025-02-26")
    assert column(connection, "priority")[-3:] == [highest] * 3
    assert column(connection, "priority")[2] == priority(None, 1, "2025-02-26")


def test_new_date_new_place(connection: sqlite3.Connection, database: Path) -> None:
    """A claim that moves to a wording of another date takes the place in the queue that goes with it."""
    add(connection, database, NEWER, published="2025-03-01")
    assert column(connection, "priority") == [priority(None, 0, "2025-03-01")] * 2


def merge(connection: sqlite3.Connection, *names: str) -> None:
    """Let each of some speakers turn out to be the next."""
    for name in names:
        sql = "INSERT INTO speakers(id, name, kind) VALUES (?, ?, 'person') ON CONFLICT DO NOTHING"
        connection.execute(sql, [speaker_key(name), name])
    for one, other in pairwise(names):
        sql = "UPDATE speakers SET merged_into = ? WHERE id = ?"
        connection.execute(sql, [speaker_key(other), speaker_key(one)])


def test_merged_speakers(connection: sqlite3.Connection, database: Path) -> None:
    """What is loaded after a merge, new or moved, shows the surviving speaker; whom extraction named stays known."""
    merge(connection, "Anna Ackerbach", "A. Ackerbach", "Anna von Ackerbach")
    for text, other in ((NEWER, "a.txt"), (f"Ganz anders: {TEXT}", "b.txt")):
        add(connection, database, text, origin=other)
    assert column(connection, "speaker") == ["Anna von Ackerbach"] * 4
    assert column(connection, "speaker_id") == [speaker_key("Anna von Ackerbach")] * 4
    assert column(connection, "named_speaker_id") == [speaker_key("Anna Ackerbach")] * 4
    search = "SELECT count(*) FROM claims_fts WHERE claims_fts MATCH 'von'"
    assert connection.execute(search).fetchone() == (4,)


def test_speakers_merged_in_a_circle(connection: sqlite3.Connection, database: Path) -> None:
    """Speakers who, by mistake, turned out to be each other are themselves, and loading ends."""
    merge(connection, "Anna Ackerbach", "A. Ackerbach", "Anna Ackerbach")
    add(connection, database, NEWER)
    assert column(connection, "speaker") == ["Anna Ackerbach"] * 2


def test_nobody_speaks(connection: sqlite3.Connection, database: Path) -> None:
    """A claim of nobody in particular has no speaker, by extraction or otherwise."""
    silent = replace(both(TEXT)[1], speaker=None, mention=None)
    for text in (f"{TEXT}?", f"{TEXT}!"):
        article = replace(ARTICLE, text=text, origin="b.txt")
        with transaction(connection, database):
            store(connection, decide(article, [silent], known(connection, article)), Stamp(1, AT))
    row = connection.execute("SELECT speaker, speaker_id, named_speaker_id FROM claims ORDER BY rowid DESC").fetchone()
    assert row == (None, None, None)


def test_better_type(connection: sqlite3.Connection, database: Path) -> None:
    """A new wording lets the extractor correct how it says the speech is reproduced."""
    better = replace(both(NEWER)[1], quote_type=QuoteType.REPORTED)
    article = replace(ARTICLE, text=NEWER)
    with transaction(connection, database):
        store(connection, decide(article, [better], known(connection, article)), Stamp(1, AT))
    assert connection.execute("SELECT quote_type FROM claims WHERE id = ?", [WHOLE]).fetchone() == ("reported",)
