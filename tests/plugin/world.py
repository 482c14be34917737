"""A small database made by hand: what an unkind newsroom could load."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from datasette_claims.changes import decide
from datasette_claims.database import recognising
from datasette_claims.database.opening import open_for_writing
from datasette_claims.database.storing import Stamp, begin_run, finish_run, store
from datasette_claims.identity import article_key, claim_keys
from datasette_claims.model import (
    Article,
    Claim,
    Cue,
    Mention,
    Mood,
    QuoteType,
    Reason,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    Worthiness,
    excerpt,
)

FIRST = "2026-01-02T03:04:05Z"
SECOND = "2026-03-04T05:06:07Z"
SCRIPT = "<script>window.pwned = 1</script>"


def spans(text: str, *parts: str) -> tuple[Span, ...]:
    """Return where ``parts`` first stand in ``text``, each after the one before."""
    found, position = [], 0
    for part in parts:
        start = text.index(part, position)
        position = start + len(part)
        found.append(Span(start, position))
    return tuple(found)


def said(
    text: str,
    *quote: str,
    kind: QuoteType = QuoteType.DIRECT,
    cue: tuple[str, str] | None = None,
    mention: tuple[str, ...] = (),
    speaker: str | None = None,
    who: SpeakerKind = SpeakerKind.PERSON,
) -> Claim:
    """Return a claim whose parts stand in ``text``; ``mention`` ends with the words that name the speaker."""
    parts = spans(text, *quote)
    cue_spans = spans(text, cue[0]) if cue else ()
    mention_spans = spans(text, *mention)[-1:]
    return Claim(
        quote_type=kind,
        spans=parts,
        quote=excerpt(text, parts),
        sentence=Span(parts[0].start, parts[-1].end),
        cue=Cue(cue_spans, cue[0], cue[1]) if cue else None,
        mention=Mention(mention_spans, mention[-1]) if mention else None,
        speaker=Speaker(speaker, who) if speaker else None,
        rule="by_hand",
        confidence=0.87,
    )


PLAIN = (
    "\U0001f4f0 Cafe\u0301s und A\u0308mter: Wladimir Putin sieht Grund zur Hoffnung."
    " \u201eEs gibt den Willen auf beiden Seiten\u201c, sagte Putin in Moskau.\n\nGespräch in Istanbul\n\n"
    "\u201eWir hoffen\u201c, erklärte Sacharowa, \u201eauf Vertrauen\u201c. Der Kreml teilte mit,"
    " Sacharowa habe gesagt, dass Moskau auf Vertrauen setze."
    " Ziele seien eine Wiederannäherung und der Aufbau von Vertrauen."
)
HEAD = "Gespräch in Istanbul"
PLAIN_ARTICLE = Article(
    text=PLAIN,
    title="Putin sieht Grund zur Hoffnung",
    origin="plain.txt",
    raw_sha256="0" * 64,
    place="MOSKAU",
    agency="dpa-AFX",
    published="2025-02",
    language="de",
    authors=("mau", "DP"),
    crossheads=spans(PLAIN, HEAD),
)
DIRECT = said(
    PLAIN,
    "Es gibt den Willen auf beiden Seiten",
    cue=("sagte", "sagen"),
    mention=("sagte", "Putin"),
    speaker="Wladimir Putin",
)
OUTER = said(
    PLAIN,
    "Sacharowa habe gesagt, dass Moskau auf Vertrauen setze",
    kind=QuoteType.INDIRECT,
    cue=("teilte mit", "mitteilen"),
    mention=("Der Kreml",),
    speaker="Kreml",
    who=SpeakerKind.ORGANISATION,
)
INNER = replace(
    said(
        PLAIN,
        "dass Moskau auf Vertrauen setze",
        kind=QuoteType.INDIRECT,
        cue=("habe gesagt", "sagen"),
        speaker="Maria Sacharowa",
    ),
    parent=2,
    mood=Mood.SUBJUNCTIVE_1,
    stance=Stance.DISTANCING,
    addressee=Mention(spans(PLAIN, "Der Kreml"), "Der Kreml"),
    worthiness=Worthiness(0.42, (Reason.NAME, Reason.OPINION)),
)
BROKEN = said(
    PLAIN,
    "Wir hoffen",
    "auf Vertrauen",
    cue=("erklärte", "erklären"),
    mention=("Sacharowa",),
    speaker="Maria Sacharowa",
)
FRAMELESS = said(
    PLAIN,
    "Ziele seien eine Wiederannäherung und der Aufbau von Vertrauen.",
    kind=QuoteType.INDIRECT_FREE_INDIRECT,
    speaker="Maria Sacharowa",
)
PLAIN_CLAIMS = (DIRECT, BROKEN, OUTER, INNER, FRAMELESS)

NASTY = (
    f"Vorher {SCRIPT}. \u201eGlaubt {SCRIPT} & <b>nichts</b>\u201c, rief"
    " \u202eevil\u202c <img src=x onerror=window.pwned=2>. \u05e9\u05dc\u05d5\u05dd sagte er."
)
NASTY_ARTICLE = Article(
    text=NASTY,
    title=f"Titel {SCRIPT} \u202etxet",
    origin="nasty.txt",
    raw_sha256="1" * 64,
    place=f"ORT{SCRIPT}",
    agency=f"Quelle {SCRIPT}",
    published="2025",
    language="de",
    authors=(SCRIPT,),
)
NASTY_SPEAKER = f"Sprecher {SCRIPT} \u202eevil"
NASTY_CLAIM = replace(
    said(
        NASTY,
        f"Glaubt {SCRIPT} & <b>nichts</b>",
        cue=("rief", "rufen"),
        mention=("\u202eevil\u202c <img src=x onerror=window.pwned=2>",),
        speaker=NASTY_SPEAKER,
    ),
    addressee=Mention(spans(NASTY, "<img src=x onerror=window.pwned=2>"), "<img src=x onerror=window.pwned=2>"),
)
ANONYMOUS = said(NASTY, "Vorher", kind=QuoteType.REPORTED)

OLD = "Der Minister sagte, es regne stark im Land. Die Sonne schien trotzdem lange über dem Tal am Fluss."
NEW = "Korrigiert: Die Sonne schien trotzdem lange über dem Tal am Fluss. Der Minister schwieg im Land."
CHANGED_ARTICLE = Article(
    text=OLD, title="Regen", origin="changed.txt", raw_sha256="2" * 64, agency="dpa-AFX", language="de"
)
GONE = said(
    OLD,
    "es regne stark im Land",
    kind=QuoteType.INDIRECT,
    cue=("sagte", "sagen"),
    mention=("Der Minister",),
    speaker="Minister",
)

PLAIN_ID = article_key(PLAIN)
NASTY_ID = article_key(NASTY)
CHANGED_ID = article_key(OLD)
DIRECT_ID, BROKEN_ID, OUTER_ID, INNER_ID, FRAMELESS_ID = claim_keys(PLAIN_ID, PLAIN_CLAIMS)
ANONYMOUS_ID, NASTY_CLAIM_ID = claim_keys(NASTY_ID, (ANONYMOUS, NASTY_CLAIM))
(GONE_ID,) = claim_keys(CHANGED_ID, (GONE,))


def build(path: Path) -> Path:
    """Make the database at ``path``: three articles, the last of them in two wordings."""
    with closing(open_for_writing(path)) as connection:
        connection.execute("BEGIN")
        first = Stamp(begin_run(connection, "test", "by hand", FIRST), FIRST)
        store(connection, decide(PLAIN_ARTICLE, PLAIN_CLAIMS, None), first)
        store(connection, decide(NASTY_ARTICLE, (ANONYMOUS, NASTY_CLAIM), None), first)
        store(connection, decide(CHANGED_ARTICLE, (GONE,), None), first)
        finish_run(connection, first)
        second = Stamp(begin_run(connection, "test", "by hand", SECOND), SECOND)
        newer = Article(text=NEW, title="Regen", origin="changed.txt", raw_sha256="3" * 64, language="de")
        store(connection, decide(newer, (), recognising.held(connection, CHANGED_ID)), second)
        finish_run(connection, second)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


def copied(database: Path, folder: Path, name: str) -> Path:
    """Return a copy of ``database`` under another name."""
    return Path(shutil.copy(database, folder / name))
