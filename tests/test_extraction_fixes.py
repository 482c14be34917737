"""What people do to the extraction itself: correcting a claim, and adding one that was missed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from datasette_claims.changes import decide
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.database.reading import known, stored_claim
from datasette_claims.database.storing import Stamp, begin_run, store
from datasette_claims.desk import reviewing
from datasette_claims.desk.extraction import Correction, fix
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.desk.visits import Outcome, Visit
from datasette_claims.identity import article_key
from datasette_claims.model import (
    Article,
    Claim,
    Cue,
    Mention,
    QuoteType,
    Span,
    Speaker,
    SpeakerKind,
    StoredClaim,
    Worthiness,
)
from datasette_claims.review import Aspect, EventType, State
from datasette_claims.steps import Permission

TEXT = (
    "Anna Ackerbach sagte am Montag, die Brücke sei seit Wochen gesperrt. Emil Eschenlohr widersprach ihr.\n"
    "Das Tal warte. „Wir bauen 👩🏽‍🔧 bald“, sagte er; die Kosten seien hoch."
)
ARTICLE = Article(
    text=TEXT, title="Brücke", origin="a.txt", raw_sha256="0" * 64, agency="dpa", published="2025-02-26", language="de"
)
ID = article_key(TEXT)
AT = "2025-02-26T08:00:00Z"
ANNA, EMIL = Speaker("Anna Ackerbach", SpeakerKind.PERSON), Speaker("Emil Eschenlohr", SpeakerKind.PERSON)


def parts(text: str, *words: str) -> tuple[Span, ...]:
    return tuple(Span(text.index(word), text.index(word) + len(word)) for word in words)


def claim(text: str, quote: str, cue: str, mention: str, speaker: Speaker, sentence: str) -> Claim:
    return Claim(
        quote_type=QuoteType.INDIRECT,
        spans=parts(text, quote),
        quote=quote,
        sentence=parts(text, sentence)[0],
        cue=Cue(parts(text, cue), cue, "sagen"),
        mention=Mention(parts(text, mention), mention),
        speaker=speaker,
        rule="verb-trailing",
        confidence=0.5,
        frame=parts(text, cue),
        worthiness=Worthiness(0.8, ()),
    )


BRIDGE, COSTS = "die Brücke sei seit Wochen gesperrt", "die Kosten seien hoch"


def found(text: str) -> tuple[Claim, ...]:
    """Return what an extractor finds in a text that is TEXT or like it."""
    first = claim(text, BRIDGE, "sagte", "Anna Ackerbach", ANNA, f"Anna Ackerbach sagte am Montag, {BRIDGE}.")
    second = claim(text, COSTS, "sagte er"[:5], "er;"[:2], EMIL, COSTS)
    return first, second


def loaded(connection: sqlite3.Connection, path: Path, text: str, claims: tuple[Claim, ...]) -> None:
    article = replace(ARTICLE, text=text)
    with transaction(connection, path):
        changes = decide(article, claims, known(connection, article))
        store(connection, changes, Stamp(begin_run(connection, "0", "fast", AT), AT))


@dataclass
class Desk:
    """A database with the claims of one article, and what people may do there."""

    connection: sqlite3.Connection
    path: Path

    def visit(self, actor: str = "root", may: frozenset[Permission] = frozenset(Permission)) -> Visit:
        return Visit(self.connection, self.path, actor, may, AT)

    def do(self, work: Callable[..., Outcome | str], *given: object, **named: object) -> Outcome | str:
        with transaction(self.connection, self.path):
            return work(self.visit(), *given, **named)

    def claim(self, key: str) -> StoredClaim:
        held = stored_claim(self.connection, key)
        assert held is not None
        return held[1]

    def row(self, key: str, *columns: str) -> tuple[object, ...]:
        sql = f"SELECT {', '.join(columns)} FROM claims WHERE id = ?"
        return tuple(self.connection.execute(sql, [key]).fetchone())

    def live(self) -> dict[str, str]:
        rows = self.connection.execute(
            "SELECT quote, id FROM claims WHERE retired_at IS NULL ORDER BY reading_order DESC"
        )
        return dict(rows.fetchall())


@pytest.fixture
def desk(database: Path) -> Iterator[Desk]:
    """Two claims of one article."""
    with closing(open_for_writing(database)) as connection:
        loaded(connection, database, TEXT, found(TEXT))
        yield Desk(connection, database)


def test_other_words(desk: Desk) -> None:
    """Other words are another claim, which stands in the place of the old one and begins without reviews."""
    old = desk.live()[BRIDGE]
    desk.do(reviewing.answer, old, Judgement(ratings={Aspect.VERACITY: "false"}))
    shorter = "die Brücke sei"
    outcome = desk.do(fix, old, Correction(spans=parts(TEXT, shorter)))
    assert isinstance(outcome, Outcome)
    new = str(outcome.event.other_claim)
    assert (outcome.claim_id, outcome.event.type, outcome.standing.state) == (old, EventType.REPLACED, State.REJECTED)
    assert desk.live() == {shorter: new, COSTS: desk.live()[COSTS]}
    assert desk.row(old, "state", "verdict", "retired_at") == ("rejected", "unreviewed", AT)
    assert desk.row(new, "state", "verdict", "version", "is_manual", "rule", "confidence") == (
        "new",
        "unreviewed",
        0,
        1,
        "manual",
        1.0,
    )
    assert desk.connection.execute("SELECT * FROM claim_lineage").fetchall() == [(old, new, "manual", "root", AT)]
    assert desk.connection.execute("SELECT claim_id FROM reviews").fetchall() == [(old,)]
