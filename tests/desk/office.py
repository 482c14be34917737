"""A database file with a few claims, and people who work on it, each step in a transaction of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasette_claims.changes import decide
from datasette_claims.database import recognising
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.database.private import beside
from datasette_claims.database.proofs import Finding, verify
from datasette_claims.database.settings import change
from datasette_claims.database.storing import Stamp, begin_run, store
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.desk.visits import Outcome, Visit, settle
from datasette_claims.model import (
    Article,
    Bearing,
    Claim,
    Cue,
    Evidence,
    Mention,
    QuoteType,
    Span,
    Speaker,
    SpeakerKind,
)
from datasette_claims.review import Aspect
from datasette_claims.steps import Permission

LOADED = "2026-01-01T08:00:00Z"
NINE = "2026-01-02T09:00:00Z"
ANNA = Speaker("Anna Ackerbach", SpeakerKind.PERSON)
SAID = ("die Brücke sei gesperrt", "der Fluss sei sauber", "das Wetter sei schlecht", "die Schule habe 700 Kinder")
SOURCE = Evidence("", Bearing.REFUTES, url="https://example.org/a", title="Akte", quote="offen")
SECRET = Evidence("", Bearing.REFUTES, title="Anruf beim Amt", quote="Streng vertraulich: offen", confidential=True)


def article(origin: str, said: Sequence[str], lead: str = "🚨 Altenrode.") -> tuple[Article, list[Claim]]:
    """Return an article that consists of what Anna Ackerbach said."""
    text = " ".join([lead, *(f"Anna Ackerbach sagte, {words}." for words in said)])
    claims, at = [], len(lead)
    for words in said:
        who, cue = text.index("Anna", at), text.index("sagte", at)
        at = text.index(words, cue)
        spans = (Span(at, at + len(words)),)
        claims.append(
            Claim(
                quote_type=QuoteType.INDIRECT,
                spans=spans,
                quote=words,
                sentence=Span(who, spans[0].end + 1),
                cue=Cue((Span(cue, cue + 5),), "sagte", "sagen"),
                mention=Mention((Span(who, who + 14),), "Anna Ackerbach"),
                speaker=ANNA,
                rule="by hand",
                confidence=0.5,
            )
        )
    made = Article(text=text, title=origin, origin=origin, raw_sha256="0" * 64, published="2026-01-01", language="de")
    return made, claims


def verdict(key: str = "false", *evidence: Evidence, attribution: str = "", **more: Any) -> Judgement:
    """Return a judgement on the truth of a claim, and on who said it if that is given."""
    ratings = {Aspect.VERACITY: key}
    if attribution:
        ratings[Aspect.ATTRIBUTION] = attribution
    return Judgement(ratings, evidence=evidence, **{"summary": f"Das ist {key}.", **more})


@dataclass(frozen=True)
class Newsroom:
    """The file ``path`` and the ids of its claims, those of the first article first."""

    path: Path
    ids: tuple[str, ...]

    @property
    def private(self) -> Path:
        """The private file beside it."""
        return beside(self.path)

    def do(self, who: str, step: Callable[..., Any], *arguments: Any, at: str = NINE, **more: Any) -> Any:
        """Let somebody who may do everything take a step at the desk."""
        with closing(open_for_writing(self.path)) as connection:
            with transaction(connection, self.path):
                outcome = step(Visit(connection, self.path, who, frozenset(Permission), at), *arguments, **more)
            settle(self.private, [outcome] if isinstance(outcome, Outcome) else getattr(outcome, "outcomes", []))
        return outcome

    def rule(self, **changed: int) -> None:
        """Change the desk's rules."""
        self.write(change, changed)

    def write(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function of the database in a transaction."""
        with closing(open_for_writing(self.path)) as connection, transaction(connection, self.path):
            return function(connection, *arguments)

    def sql(self, *statements: str) -> None:
        """Write behind the back of everything, foreign keys included."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            return connection.execute(sql, values).fetchall()

    def claim(self, claim_id: str) -> tuple[Any, ...]:
        """Return state, verdict and inherited_from of a claim."""
        (row,) = self.rows("SELECT state, verdict, inherited_from FROM claims WHERE id = ?", claim_id)
        return row

    def findings(self) -> list[Finding]:
        """Return everything that is wrong."""
        return [finding for proof in verify(self.path) for finding in proof.findings]

    def load(self, made: Article, claims: Sequence[Claim], before: str | None = None) -> list[str]:
        """Store an article, or a new wording of the one ``before``; return the ids of the claims that it adds."""

        def storing(connection: sqlite3.Connection) -> list[str]:
            changes = decide(made, claims, recognising.held(connection, before) if before else None)
            store(connection, changes, Stamp(begin_run(connection, "0", "fast", LOADED), LOADED))
            return [key for key, _ in changes.added]

        found: list[str] = self.write(storing)
        return found

    def group(self, stands: str, *repeats: str) -> None:
        """Let claims repeat another."""
        self.sql(f"INSERT INTO claim_groups VALUES ('g{stands}', '{stands}', 'anna', '{LOADED}')")
        for key in (stands, *repeats):
            self.sql(f"INSERT INTO claim_group_members VALUES ('g{stands}', '{key}', 'confirmed', 'anna', '{LOADED}')")


def newsroom(path: Path, said: Sequence[str] = SAID) -> Newsroom:
    """Make the file with an article and one that repeats its first claim."""
    room = Newsroom(path, ())
    first = room.load(*article("eins.txt", said))
    second = room.load(*article("zwei.txt", said[:1], "Erneut in Altenrode."))
    return Newsroom(path, (*first, *second))
