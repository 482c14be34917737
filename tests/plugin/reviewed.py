"""A desk at work, made by hand: claims in every state, people who disagree, corrections, repeats.

``build(path)`` makes the database with its private file; the constants name what is in it. Everything happened in
February and March 2026, but for the claim in work (``IN_REVIEW``), which Rita took just now and keeps for a day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reported import (
    AFTER,
    AGAIN,
    AUTUMN,
    BEFORE,
    BRIDGE,
    BRIDGE_CLAIMS,
    CLASSES,
    ENGLISH,
    GUESTS,
    HELLO,
    HOMES,
    KNOWN,
    NO_CENT_AGAIN,
    PROMISE,
    REPAIR,
    SCHOOL,
    SIGNS,
    SPENT,
    TURNED_AWAY,
    members,
)
from world import spans

from datasette_claims.changes import decide
from datasette_claims.clock import now
from datasette_claims.correction import Correction
from datasette_claims.database import embargoes, private, recognising, suggesting
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.database.speakers import named
from datasette_claims.database.storing import Stamp, begin_run, finish_run, store
from datasette_claims.desk import configuring, extraction, queue, repeats, reviewing, speakers
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.desk.visits import Outcome, Visit, settle
from datasette_claims.errors import Embargoed
from datasette_claims.identity import article_key, claim_keys, digest, speaker_key
from datasette_claims.model import (
    Article,
    Bearing,
    Claim,
    Evidence,
    SourceKind,
)
from datasette_claims.review import Aspect
from datasette_claims.steps import Permission

EVERYTHING = "mia"
"""Who may do everything."""
REVIEWER = "rita"
"""Who may only review, and so may ben and zoe."""
NOBODY = "nobody"
"""Who may sign in and nothing else."""

PEOPLE = {
    Permission.REVIEW: ["rita", "ben", "zoe", EVERYTHING],
    Permission.ADJUDICATE: ["ada", EVERYTHING],
    Permission.PUBLISH: ["pia", EVERYTHING],
    Permission.EDIT_EXTRACTION: ["ed", EVERYTHING],
    Permission.ADMIN: ["anna", EVERYTHING],
    Permission.SEE_EMBARGOED: [EVERYTHING],
}
CONFIGURED: dict[str, Any] = {
    "plugins": {"datasette-claims": {"allow": {one.value: {"id": ids} for one, ids in PEOPLE.items()}}}
}
"""The metadata that grants them their rights."""

LOADED = "2026-02-12T05:00:00Z"
RELOADED = "2026-03-02T05:00:00Z"

BRIDGE_ID, AGAIN_ID, SCHOOL_ID = article_key(BRIDGE), article_key(AGAIN), article_key(SCHOOL)
SIGNS_ID, ENGLISH_ID, REWORDED_ID = article_key(SIGNS), article_key(ENGLISH), article_key(BEFORE)

(PUBLISHED, OUTER, INNER, CORRECTED, DISPUTED, QUEUED, REJECTED, AWAITING) = claim_keys(BRIDGE_ID, BRIDGE_CLAIMS)
(INHERITED, MERGED) = claim_keys(AGAIN_ID, (NO_CENT_AGAIN, KNOWN))
(IN_REVIEW, AGREED, NEW) = claim_keys(SCHOOL_ID, (TURNED_AWAY, CLASSES, PROMISE))
(EMOJI, RIGHT_TO_LEFT) = claim_keys(SIGNS_ID, (GUESTS, HELLO))
(DECIDED, WITHDRAWN, RULED) = claim_keys(ENGLISH_ID, (AUTUMN, SPENT, HOMES))
(ORPHAN, MOVED) = claim_keys(REWORDED_ID, (REPAIR, members(BEFORE)))
"""Claims by where they stand. ``ORPHAN`` is retired and was decided; ``INHERITED`` repeats ``CORRECTED``;
``DISPUTED`` waits for a ruling, ``RULED`` has had one; ``AWAITING`` waits for the second of two blind verdicts, the
first of which is Ben's; ``AGREED`` had two that agree; ``MERGED`` is by a speaker who turned out to be another;
``MOVED`` stands in both wordings of its article. ``DISPUTED`` is a quote in two parts. ``REPLACED`` was put aside
for another claim."""
REPLACED = RIGHT_TO_LEFT
GROUP = "g" + digest(CORRECTED)[:16]
SPEAKER, OTHER_SPEAKER, MERGED_SPEAKER = map(speaker_key, ("Jonas Feldmann", "Anna Ackerbach", "J. Feldmann"))

ARTICLES = (
    (BRIDGE, "Lindenbrücke bleibt gesperrt: Streit um die Kosten", "2026-02-11", "dpa", "de", BRIDGE_CLAIMS),
    (AGAIN, "Feldmann legt im Brückenstreit nach", "2026-02-13", "dpa", "de", (NO_CENT_AGAIN, KNOWN)),
    (SCHOOL, "Gesamtschule Nord muss Kinder abweisen", "2026-02-18", "epd", "de", (TURNED_AWAY, CLASSES, PROMISE)),
    (
        SIGNS,
        "3\u202f000 Ga\u0308ste bei \u05d3\u05d5\u05d3 \u05dc\u05d5\u05d9 \U0001f389",
        "2026-02",
        "KNA",
        "de",
        (GUESTS, HELLO),
    ),
    (ENGLISH, "River Ash defences “on time”", "2026-02-20", "PA", "en", (AUTUMN, SPENT, HOMES)),
    (BEFORE, "Hallenbad schließt", "2026-02-24", "dpa", "de", (REPAIR, members(BEFORE))),
)

ACTS = Evidence(
    "",
    Bearing.REFUTES,
    url="https://example.org/haushalt/2023",
    title="Haushaltsplan 2023 der Stadt Altenrode, Seite 114",
    publisher="Stadt Altenrode",
    quote="Brückeninstandsetzung Lindenbrücke: 410.000 Euro",
    kind=SourceKind.PRIMARY,
    published_at="2023-01-15",
    archive_url="https://archive.example.org/haushalt-2023",
)
REPORT = Evidence(
    "",
    Bearing.SUPPORTS,
    url="https://example.org/gutachten",
    title="Prüfbericht der Ingenieure",
    publisher="Büro Krause",
    quote="14 Risse, davon 3 durchgehend",
    kind=SourceKind.EXPERT,
    published_at="2026-01-30",
)
CALL = Evidence("", Bearing.CONTEXT, title="Gespräch mit der Kämmerei", quote="Zahlen vorab genannt", confidential=True)


def judged(key: str, *evidence: Evidence, attribution: str = "faithful", **more: Any) -> Judgement:
    """Return a verdict with who said it."""
    return Judgement({Aspect.VERACITY: key, Aspect.ATTRIBUTION: attribution}, evidence=evidence, **more)


@dataclass(frozen=True)
class Desk:
    """An open file in which people take steps, whoever they are and whatever it needs."""

    path: Path
    connection: sqlite3.Connection
    taken: list[Outcome]

    def take(self, who: str, at: str, step: Callable[..., Any], *arguments: Any, **more: Any) -> None:
        """Let somebody take a step, at a day and time of February 2026 (``12T09:00``) or at a whole time."""
        when = at if len(at) > 10 else f"2026-02-{at}:00Z"
        outcome = step(Visit(self.connection, self.path, who, frozenset(Permission), when), *arguments, **more)
        if isinstance(outcome, Outcome):
            self.taken.append(outcome)


@contextmanager
def at_work(path: Path) -> Iterator[Desk]:
    """Open a database for steps that are all written at the end of the block."""
    with closing(open_for_writing(path)) as connection:
        with transaction(connection, path):
            desk = Desk(path, connection, [])
            yield desk
        settle(private.beside(path), desk.taken)


def _load(path: Path, at: str, articles: Sequence[tuple[Article, Sequence[Claim], str | None]]) -> None:
    with closing(open_for_writing(path)) as connection:
        connection.execute("BEGIN")
        stamp = Stamp(begin_run(connection, "test", "by hand", at), at)
        for article, claims, before in articles:
            known = recognising.held(connection, before) if before else None
            store(connection, decide(article, claims, known), stamp)
        finish_run(connection, stamp)
        connection.execute("COMMIT")


def _article(text: str, title: str, published: str, agency: str, language: str) -> Article:
    heads = spans(text, "Kritik der Opposition") if text == BRIDGE else ()
    return Article(
        text=text,
        title=title,
        origin=f"{article_key(text)}.txt",
        raw_sha256="0" * 64,
        published=published,
        agency=agency,
        language=language,
        place="ALTENRODE" if language == "de" else "ASHFORD",
        authors=("mau",),
        crossheads=heads,
    )


def build(path: Path) -> Path:
    """Make the database at ``path`` and its private file beside it."""
    _load(path, LOADED, [(_article(*facts), claims, None) for *facts, claims in ARTICLES])
    with at_work(path) as desk:
        desk.take("anna", "12T08:00", configuring.change, {"lease_minutes": 1440})
        _decide(desk)
        _publish(desk)
        _dispute(desk)
        _edit(desk)
    newer = _article(AFTER, "Hallenbad schließt länger", "2026-03-01", "dpa", "de")
    _load(path, RELOADED, [(replace(newer, origin=f"{REWORDED_ID}.txt"), (members(AFTER),), REWORDED_ID)])
    with at_work(path) as desk:
        desk.take("rita", now(), queue.take, IN_REVIEW)
    _hold(path)
    with closing(open_for_writing(path)) as connection:
        suggesting.refresh(connection, named(connection, "Hélen Marsh", "person"))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


def _hold(path: Path) -> None:
    """Hold an article back whose embargo is not over, and one whose agency names no end of it."""
    text = "Ministerin Nora Voss stellt am Abend den Haushalt vor.\n\nVoss sagt, dass für Bäder mehr Geld da ist."
    for title, due in (("Voss stellt den Haushalt vor", "2999-01-01T18:00:00Z"), ("Rede im Landtag", None)):
        article = replace(_article(text, title, "2026-03-02", "dpa", "de"), origin=f"wire.xml#{title}")
        embargoes.hold(private.beside(path), Embargoed(article.origin, "It is held back.", article, due), RELOADED)


def _decide(desk: Desk) -> None:
    desk.take("ben", "12T09:00", reviewing.triage, QUEUED)
    desk.take("rita", "12T09:05", reviewing.reject, REJECTED, "opinion", "Ein Werturteil.")
    desk.take("rita", "20T10:00", reviewing.answer, DECIDED, judged("unproven", summary="No end date is on record."))
    repair = judged("mostly_true", summary="Geschätzt sind 3,8 Millionen Euro.", flags=("outdated",))
    desk.take("ben", "25T10:00", reviewing.answer, ORPHAN, repair)
    for who, at in (("rita", "19T10:00"), ("zoe", "19T15:00")):
        if who == "rita":
            desk.take("rita", "19T09:00", reviewing.triage, AGREED, 2)
        desk.take(who, at, reviewing.answer, AGREED, judged("true", summary="Das Schulamt nennt 31,2."))


def _publish(desk: Desk) -> None:
    found = judged(
        "true", REPORT, attribution="verbatim", summary="Der Prüfbericht nennt 14 Risse.", as_of="2026-02-13"
    )
    desk.take("rita", "13T09:00", reviewing.answer, PUBLISHED, found)
    desk.take("pia", "13T11:00", reviewing.publish, PUBLISHED, Judgement())
    wrong = judged("false", ACTS, CALL, summary="2023 gab die Stadt 410.000 Euro aus.", flags=("wrong_number",))
    desk.take("ben", "13T12:00", reviewing.answer, CORRECTED, replace(wrong, rationale="Haushaltspläne 2019 bis 2025."))
    desk.take("pia", "13T14:00", reviewing.publish, CORRECTED, Judgement())
    mostly = Judgement({Aspect.VERACITY: "mostly_false"}, summary="2023 gab die Stadt 410.000 Euro aus, sonst nichts.")
    note = "Wir hatten übersehen, dass 2019 bis 2022 tatsächlich nichts ausgegeben wurde."
    desk.take("pia", "16T09:00", reviewing.correct, CORRECTED, mostly, note)
    spent = judged("true", REPORT, attribution="verbatim", summary="The accounts show £14.2m.")
    desk.take("zoe", "21T09:00", reviewing.answer, WITHDRAWN, spent)
    desk.take("pia", "21T10:00", reviewing.publish, WITHDRAWN, Judgement())
    desk.take("pia", "23T10:00", reviewing.withdraw, WITHDRAWN, "The accounts were of another year.")


def _dispute(desk: Desk) -> None:
    for claim in (AWAITING, DISPUTED, RULED):
        desk.take("anna", "12T09:10", reviewing.triage, claim, 2)
    desk.take("ben", "14T09:00", reviewing.answer, AWAITING, judged("partly_false", CALL, summary="Zwei von drei."))
    debt = judged("false", ACTS, summary="Altenrode liegt auf Platz 9.", rationale="Statistisches Landesamt, 2024.")
    desk.take("rita", "14T10:00", reviewing.answer, DISPUTED, debt)
    other = judged("missing_context", REPORT, summary="Je Kopf stimmt es nicht, insgesamt schon.", flags=("outdated",))
    desk.take("ben", "14T11:00", reviewing.answer, DISPUTED, other)
    desk.take("rita", "21T10:00", reviewing.answer, RULED, judged("true", summary="The register lists 612 homes."))
    desk.take("zoe", "21T11:00", reviewing.answer, RULED, judged("mostly_true", summary="612, most at low risk."))
    ruling = Judgement({Aspect.VERACITY: "mostly_true"}, summary="612 homes are listed.", rationale="Zoe is right.")
    desk.take("ada", "22T09:00", reviewing.adjudicate, RULED, ruling)


def _edit(desk: Desk) -> None:
    desk.take("rita", "17T09:00", repeats.confirm, INHERITED, CORRECTED)
    desk.take("ed", "17T10:00", speakers.merge, MERGED_SPEAKER, SPEAKER)
    desk.take("ed", "17T10:05", speakers.alias, OTHER_SPEAKER, "A. Ackerbach")
    desk.take("ed", "17T10:10", speakers.identify, OTHER_SPEAKER, "Q4567", None)
    desk.take("ed", "18T09:00", extraction.fix, REPLACED, Correction(mention="Menge"))
