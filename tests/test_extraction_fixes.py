"""What people do to the extraction itself: correcting a claim, and adding one that was missed."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasette_claims.changes import decide
from datasette_claims.database import log
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.database.reading import stored_claim
from datasette_claims.database.recognising import known
from datasette_claims.database.speakers import hand_over
from datasette_claims.database.storing import Stamp, begin_run, store
from datasette_claims.desk import queue, reviewing
from datasette_claims.desk.extraction import Correction, add, fix
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.desk.visits import Outcome, Visit, events
from datasette_claims.errors import (
    InvalidFields,
    LeasedByAnother,
    NotPermitted,
    ReviewError,
    StaleVersion,
    StepRefused,
    UnknownRow,
)
from datasette_claims.identity import article_key, speaker_key, wording_key
from datasette_claims.model import (
    Article,
    Claim,
    Cue,
    Mention,
    QuoteType,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    StoredClaim,
    Worthiness,
)
from datasette_claims.review import Aspect, EventType, State, standing
from datasette_claims.steps import Permission

TEXT = (
    "Anna Ackerbach sagte am Montag, die Brücke sei seit Wochen gesperrt. Emil Eschenlohr widersprach ihr.\n"
    "Das Tal warte seit dem 3. Mai. "
    "„Wir bauen 👩🏽‍🔧 und 🇩🇪🇫🇷 bald“, rief Emil; teuer, meinte jener, sei das Werk. Und x̌."
)
BRIDGE, WORK = "die Brücke sei seit Wochen gesperrt", "sei das Werk"
ID = article_key(TEXT)
AT = "2025-02-26T08:00:00Z"
ANNA, EMIL = Speaker("Anna Ackerbach", SpeakerKind.PERSON), Speaker("Emil Eschenlohr", SpeakerKind.PERSON)
EDITOR = frozenset({Permission.EDIT_EXTRACTION})
ALL = frozenset(Permission)


def parts(*words: str, text: str = TEXT) -> tuple[Span, ...]:
    return tuple(Span(text.index(word), text.index(word) + len(word)) for word in words)


def claim(text: str, quote: str, cue: str, mention: str, speaker: Speaker, sentence: str) -> Claim:
    return Claim(
        quote_type=QuoteType.INDIRECT,
        spans=parts(quote, text=text),
        quote=quote,
        sentence=parts(sentence, text=text)[0],
        cue=Cue(parts(cue, text=text), cue, f"{cue[:-2]}en"),
        mention=Mention(parts(mention, text=text), mention),
        speaker=speaker,
        rule="verb-trailing",
        confidence=0.5,
        frame=parts(cue, text=text),
        stance=Stance.DISTANCING,
        worthiness=Worthiness(0.8, ()),
    )


def found(text: str) -> tuple[Claim, ...]:
    """Return what an extractor finds in a text that is TEXT or like it."""
    first = claim(text, BRIDGE, "sagte", "Anna Ackerbach", ANNA, f"Anna Ackerbach sagte am Montag, {BRIDGE}.")
    return first, claim(text, WORK, "meinte", "jener", EMIL, f"teuer, meinte jener, {WORK}.")


def loaded(connection: sqlite3.Connection, path: Path, text: str, claims: Sequence[Claim]) -> None:
    article = replace(ARTICLE, text=text)
    with transaction(connection, path):
        changes = decide(article, claims, known(connection, article))
        store(connection, changes, Stamp(begin_run(connection, "0", "fast", AT), AT))


ARTICLE = Article(
    text=TEXT, title="Brücke", origin="a.txt", raw_sha256="0" * 64, agency="dpa", published="2025-02-26", language="de"
)


@dataclass
class Desk:
    """A database with the claims of one article, and somebody who may do everything there."""

    connection: sqlite3.Connection
    path: Path

    def visit(self, actor: str = "root", may: frozenset[Permission] = ALL) -> Visit:
        return Visit(self.connection, self.path, actor, may, AT)

    def fix(self, key: str, correction: Correction, version: int | None = None) -> Outcome:
        with transaction(self.connection, self.path):
            return fix(self.visit(), key, correction, version)

    def add(self, correction: Correction, article: str = ID) -> str:
        with transaction(self.connection, self.path):
            return add(self.visit(), article, correction)

    def reviewed(self, key: str) -> None:
        with transaction(self.connection, self.path):
            reviewing.answer(self.visit(), key, Judgement(ratings={Aspect.VERACITY: "false"}))

    def load(self, text: str, claims: Sequence[Claim]) -> None:
        loaded(self.connection, self.path, text, claims)

    def claim(self, key: str) -> StoredClaim:
        held = stored_claim(self.connection, key)
        assert held is not None
        return held[1]

    def row(self, key: str, *columns: str) -> tuple[object, ...]:
        sql = f"SELECT {', '.join(columns)} FROM claims WHERE id = ?"
        return tuple(self.connection.execute(sql, [key]).fetchone())

    def live(self) -> dict[str, str]:
        """Return the ids of what the newest wording holds, by quote, in reading order."""
        sql = "SELECT quote, id FROM claims WHERE retired_at IS NULL ORDER BY reading_order DESC"
        return dict(self.connection.execute(sql).fetchall())


@pytest.fixture
def desk(database: Path) -> Iterator[Desk]:
    """Two claims of one article."""
    with closing(open_for_writing(database)) as connection:
        loaded(connection, database, TEXT, found(TEXT))
        yield Desk(connection, database)


def test_other_words(desk: Desk) -> None:
    """Other words are another claim, which takes the place of the old one and begins without its reviews."""
    old = desk.live()[BRIDGE]
    desk.reviewed(old)
    shorter = "die Brücke sei"
    outcome = desk.fix(old, Correction(spans=parts(shorter)))
    new = str(outcome.event.other_claim)
    assert (outcome.claim_id, outcome.event.type, outcome.standing.state) == (old, EventType.REPLACED, State.REJECTED)
    assert list(desk.live().items()) == [(shorter, new), (WORK, desk.live()[WORK])]
    assert desk.row(old, "state", "verdict", "retired_at") == ("rejected", "unreviewed", AT)
    begun = ("new", "unreviewed", 0, 1, "manual", 1.0, None, None, "distancing")
    assert begun == desk.row(
        new, "state", "verdict", "version", "is_manual", "rule", "confidence", "checkworthiness", "mood", "cue_stance"
    )
    assert desk.connection.execute("SELECT * FROM claim_lineage").fetchall() == [(old, new, "manual", "root", AT)]
    assert desk.connection.execute("SELECT claim_id FROM reviews").fetchall() == [(old,)]
    assert (desk.claim(new).claim.cue, desk.claim(new).claim.frame) == (desk.claim(old).claim.cue, ())


def test_other_mention(desk: Desk) -> None:
    """Another mention makes another claim, with the speaker that extraction named and that people left."""
    old = desk.live()[WORK]
    new = str(desk.fix(old, Correction(mention_spans=parts("Emil"))).event.other_claim)
    mention = desk.claim(new).claim.mention
    assert mention is not None
    assert mention.text == "Emil"
    assert desk.row(new, "speaker", "named_speaker_id") == desk.row(old, "speaker", "named_speaker_id")
    assert desk.row(new, "checkworthiness") == (0.8,)


def test_by_words(desk: Desk) -> None:
    """Words do in the place of offsets: the quote is looked for near where it was, cue and mention near the quote."""
    one, other = live_in_order(desk)
    outcome = desk.fix(one, Correction(quote="seit Wochen\ngesperrt", cue="sagte", mention=""))
    made = desk.claim(outcome.event.other_claim or "").claim
    assert (made.quote, made.spans, made.cue and made.cue.text, made.mention) == (
        "seit Wochen gesperrt",
        parts("seit Wochen gesperrt"),
        "sagte",
        None,
    )
    again = desk.fix(other, Correction(quote="teuer … sei das Werk"))
    assert desk.claim(again.event.other_claim or "").claim.spans == parts("teuer", WORK)


def test_words_that_are_not_there(desk: Desk) -> None:
    """Words that the article lacks are named, and nothing has changed; places, if given, go before words."""
    (one, _) = live_in_order(desk)
    for field in ("quote", "mention", "cue"):
        with pytest.raises(InvalidFields) as refused:
            desk.fix(one, Correction(**{field: "so nie gesagt"}))
        assert refused.value.fields == {field: "these words do not stand in the article"}
    assert desk.claim(one).version == 0
    outcome = desk.fix(one, Correction(spans=parts("gesperrt"), quote="so nie gesagt"))
    assert desk.claim(outcome.event.other_claim or "").claim.quote == "gesperrt"


def test_missed_by_words(desk: Desk) -> None:
    """A missed claim can be added by its words."""
    key = desk.add(Correction(quote="Das Tal warte", quote_type=QuoteType.INDIRECT, mention="Emil", speaker="Emil"))
    made = desk.claim(key).claim
    assert (made.spans, made.mention and made.mention.text) == (parts("Das Tal warte"), "Emil")


def live_in_order(desk: Desk) -> list[str]:
    return list(desk.live().values())


def test_other_speaker(desk: Desk) -> None:
    """Another speaker of the same words changes the claim itself, and whom its mention names."""
    key = desk.live()[WORK]
    outcome = desk.fix(key, Correction(speaker="  Frieda  Funk "))
    assert outcome.event.type is EventType.REATTRIBUTED
    assert outcome.event.note == "speaker: Emil Eschenlohr → Frieda Funk; speaker_kind: person → unknown"
    assert desk.live()[WORK] == key
    assert desk.row(key, "speaker", "is_manual", "version", "rule") == ("Frieda Funk", 1, 1, "verb-trailing")
    frieda = desk.connection.execute("SELECT id FROM speakers WHERE name = 'Frieda Funk'").fetchone()
    assert desk.row(key, "named_speaker_id") == frieda
    named = "SELECT s.name FROM mentions m JOIN speakers s ON s.id = m.speaker_id WHERE m.id = ?"
    assert desk.connection.execute(named, desk.row(key, "mention_id")).fetchall() == [("Frieda Funk",)]


ROOF = parts("rief")


@pytest.mark.parametrize(
    ("correction", "note"),
    [
        (Correction(quote_type=QuoteType.REPORTED), "quote_type: indirect → reported"),
        (Correction(speaker=""), "speaker: Emil Eschenlohr → –; speaker_kind: person → –"),
        (Correction(speaker_kind=SpeakerKind.GROUP), "speaker_kind: person → group"),
        (Correction(speaker="EMIL Eschenlohr", speaker_kind=SpeakerKind.GROUP), "speaker_kind: person → group"),
        (Correction(cue_lemma=" finden "), "cue_lemma: meinen → finden"),
        (Correction(cue_spans=()), "cue: meinte → –; cue_spans: {meinte} → []; cue_lemma: meinen → –"),
        (
            Correction(cue_spans=ROOF, cue_lemma="rufen"),
            "cue: meinte → rief; cue_spans: {meinte} → {rief}; cue_lemma: meinen → rufen",
        ),
        (Correction(cue_spans=ROOF), "cue: meinte → rief; cue_spans: {meinte} → {rief}; cue_lemma: meinen → rief"),
    ],
    ids=str,
)
def test_in_place(desk: Desk, correction: Correction, note: str) -> None:
    """What the claim's id does not stand for changes in place; the history says from what to what."""
    key = desk.live()[WORK]
    places = {word: repr([list(span) for span in parts(word)]) for word in ("meinte", "rief")}
    assert desk.fix(key, correction).event.note == note.format(**places)
    assert desk.live()[WORK] == key
    assert desk.claim(key).is_manual


def test_kind_of_a_speaker(desk: Desk) -> None:
    """What kind of speaker somebody is, is said of the speaker, in this claim and in others."""
    desk.fix(desk.live()[WORK], Correction(speaker="Stadtrat", speaker_kind=SpeakerKind.GROUP))
    desk.fix(desk.live()[BRIDGE], Correction(speaker="stadtrat", speaker_kind=SpeakerKind.ORGANISATION))
    kinds = desk.connection.execute("SELECT name, kind FROM speakers WHERE name LIKE 'stadtrat'").fetchall()
    assert kinds == [("Stadtrat", "organisation")]
    assert desk.row(desk.live()[BRIDGE], "speaker") == ("Stadtrat",)


def test_attribution_falls(desk: Desk) -> None:
    """Who confirmed that Emil said it has not confirmed that Frieda did; what is true stays true."""
    key = desk.live()[WORK]
    with transaction(desk.connection, desk.path):
        judged = {Aspect.VERACITY: "false", Aspect.ATTRIBUTION: "faithful"}
        reviewing.answer(desk.visit(), key, Judgement(ratings=judged))
    desk.fix(key, Correction(speaker="Frieda Funk"))
    assert desk.row(key, "state", "verdict", "attribution") == ("decided", "false", None)


def test_merged_speaker(desk: Desk) -> None:
    """Whoever names a speaker that was merged into another means that other."""
    desk.connection.execute(
        "UPDATE speakers SET merged_into = (SELECT id FROM speakers WHERE name = 'Anna Ackerbach')"
        " WHERE name = 'Emil Eschenlohr'"
    )
    key = desk.live()[BRIDGE]
    desk.fix(key, Correction(speaker="Frieda Funk"))
    desk.fix(key, Correction(speaker="Emil Eschenlohr"))
    assert desk.row(key, "speaker") == ("Anna Ackerbach",)


WOMAN, FLAGS = TEXT.index("👩"), TEXT.index("🇩")


@pytest.mark.parametrize(
    ("correction", "field", "why"),
    [
        (Correction(), "body", "name something to change; the claim is that already"),
        (Correction(spans=parts(WORK), speaker="emil eschenlohr"), "body", "name something to change"),
        (Correction(spans=()), "spans", "a quote has at least one part"),
        (Correction(spans=(Span(0, len(TEXT) + 1),)), "spans", "not within the text"),
        (Correction(spans=(Span(-3, 4),)), "spans", "not within the text"),
        (Correction(spans=(Span(4, 4),)), "spans", "not within the text"),
        (Correction(spans=(Span(9, 4),)), "spans", "not within the text"),
        (Correction(spans=(Span(9, 14), Span(0, 4))), "spans", "follow each other"),
        (Correction(spans=(Span(0, 4), Span(3, 14))), "spans", "follow each other"),
        (Correction(spans=(Span(0, 4), Span(4, 14))), "spans", "follow each other"),
        (Correction(spans=(Span(0, 4), Span(4 + 1, 14))), "", ""),
        (Correction(spans=(Span(4, 5),)), "spans", "nothing but white space"),
        (Correction(spans=(Span(WOMAN, WOMAN + 1),)), "spans", "cuts a character in two"),
        (Correction(spans=(Span(WOMAN, WOMAN + 2),)), "spans", "cuts a character in two"),
        (Correction(spans=(Span(WOMAN, WOMAN + 3),)), "spans", "cuts a character in two"),
        (Correction(spans=(Span(WOMAN, WOMAN + 4),)), "", ""),
        (Correction(spans=(Span(FLAGS, FLAGS + 1),)), "spans", "cuts a character in two"),
        (Correction(spans=(Span(FLAGS + 1, FLAGS + 3),)), "spans", "cuts a character in two"),
        (Correction(spans=(Span(FLAGS, FLAGS + 2),)), "", ""),
        (Correction(spans=(Span(len(TEXT) - 5, len(TEXT) - 2),)), "spans", "cuts a character in two"),
        (Correction(spans=parts(BRIDGE)), "spans", "stands there already"),
        (Correction(mention_spans=(Span(4, 5),)), "mention_spans", "white space"),
        (Correction(cue_spans=(Span(0, 999),)), "cue_spans", "not within the text"),
        (Correction(cue_spans=(), cue_lemma="sagen"), "cue_lemma", "there is no cue"),
        (Correction(cue_lemma="sa\x00gen"), "cue_lemma", "cannot be shown"),
        (Correction(cue_lemma="…"), "cue_lemma", "no letter"),
        (Correction(speaker="--"), "speaker", "no letter"),
        (Correction(speaker="Anna\x07"), "speaker", "cannot be shown"),
        (Correction(speaker="", speaker_kind=SpeakerKind.GROUP), "speaker_kind", "there is no speaker"),
    ],
    ids=str,
)
def test_wrong_fields(desk: Desk, correction: Correction, field: str, why: str) -> None:
    """What cannot be is refused with the field that is wrong, and nothing has changed; its neighbour can be."""
    before = list(desk.connection.iterdump())
    if not field:
        assert desk.fix(desk.live()[WORK], correction).event.other_claim in desk.live().values()
        return
    with pytest.raises(InvalidFields) as refused:
        desk.fix(desk.live()[WORK], correction)
    assert refused.value.fields.keys() == {field}
    assert why in refused.value.fields[field]
    assert list(desk.connection.iterdump()) == before


def test_refused(desk: Desk) -> None:
    """Nobody corrects without permission, an old version, what another has in work, what is out, or what is retired."""
    key, correction = desk.live()[WORK], Correction(speaker="Frieda Funk")
    with pytest.raises(NotPermitted, match="claims-edit-extraction"):
        fix(desk.visit(may=ALL - EDITOR), key, correction)
    with pytest.raises(NotPermitted, match="claims-edit-extraction"):
        add(desk.visit(may=ALL - EDITOR), ID, correction)
    with pytest.raises(UnknownRow):
        fix(desk.visit(), "c0", correction)
    with pytest.raises(UnknownRow):
        desk.add(correction, "a0")
    with pytest.raises(StaleVersion):
        desk.fix(key, correction, version=7)
    with transaction(desk.connection, desk.path):
        queue.take(desk.visit("Eva"), key)
    for change in (correction, Correction(spans=parts("Das Tal warte"))):
        with pytest.raises(LeasedByAnother):
            desk.fix(key, change)
    desk.fix(desk.live()[BRIDGE], Correction(spans=parts("die Brücke")))
    (old,) = desk.connection.execute("SELECT old_claim_id FROM claim_lineage").fetchone()
    with pytest.raises(StepRefused, match="retired"):
        desk.fix(old, Correction(spans=parts("sei seit Wochen")))


def test_editor(desk: Desk) -> None:
    """The permission to edit the extraction is all that it takes."""
    with transaction(desk.connection, desk.path):
        fix(desk.visit("Eva", EDITOR), desk.live()[WORK], Correction(speaker=""))
        key = add(desk.visit("Eva", EDITOR), ID, Correction(parts("Das Tal warte"), QuoteType.REPORTED))
    assert [event.actor for event in events(desk.connection, key)] == ["Eva"]


def test_context_grows(desk: Desk) -> None:
    """The context of a claim covers its new words as well as the old sentence."""
    words = "Das Tal warte"
    new = str(desk.fix(desk.live()[BRIDGE], Correction(spans=parts(words))).event.other_claim)
    assert desk.row(new, "context") == (TEXT[: TEXT.index(words) + len(words)],)


def test_first_free_occurrence(desk: Desk) -> None:
    """The same words once more are a claim of their own, also after the first was put aside."""
    shorter = Correction(spans=parts("die Brücke"))
    old = desk.live()[BRIDGE]
    first = str(desk.fix(old, shorter).event.other_claim)
    second = str(desk.fix(first, Correction(spans=parts(BRIDGE))).event.other_claim)
    third = str(desk.fix(second, shorter).event.other_claim)
    assert len({old, first, second, third}) == 4
    assert desk.live()["die Brücke"] == third


def test_children_follow(desk: Desk) -> None:
    """Claims within others know in which one, whichever takes its place."""
    outer = desk.live()[BRIDGE]
    inner = desk.add(Correction(parts("seit Wochen"), QuoteType.DIRECT))
    assert desk.row(inner, "parent_claim_id") == (outer,)
    wider = str(desk.fix(outer, Correction(spans=parts(f"{BRIDGE}."))).event.other_claim)
    assert desk.row(inner, "parent_claim_id") == (wider,)
    away = str(desk.fix(wider, Correction(spans=parts("am Montag"))).event.other_claim)
    assert desk.row(inner, "parent_claim_id") == (None,)
    assert list(desk.live().values()) == [away, inner, desk.live()[WORK]]


def test_missed_claim(desk: Desk) -> None:
    """A claim that was missed stands in its sentence, is known to be made by people, and its history says by whom."""
    words = "„Wir bauen 👩🏽‍🔧 und 🇩🇪🇫🇷 bald“"
    key = desk.add(
        Correction(
            spans=parts(words),
            quote_type=QuoteType.DIRECT,
            speaker="Emil Eschenlohr",
            mention_spans=parts("Emil;"[:4]),
            cue_spans=ROOF,
            cue_lemma="rufen",
        )
    )
    assert list(desk.live()) == [BRIDGE, words, WORK]
    context = TEXT[TEXT.index(words) : TEXT.index(" Und x")]
    assert desk.row(key, "speaker", "cue", "cue_lemma", "context", "is_manual", "rule", "version", "state") == (
        "Emil Eschenlohr", "rief", "rufen", context, 1, "manual", 1, "new",
    )  # fmt: skip
    (event,) = events(desk.connection, key)
    assert (event.type, event.actor, standing([event]).version) == (EventType.ADDED, "root", 1)
    assert desk.row(key, "named_speaker_id", "wording_key") == (speaker_key("Emil Eschenlohr"), wording_key(words))
    with pytest.raises(InvalidFields, match="stands there already"):
        desk.add(Correction(spans=parts(words), quote_type=QuoteType.INDIRECT))


@pytest.mark.parametrize(
    ("correction", "fields"),
    [
        (Correction(), {"spans", "quote_type"}),
        (Correction(spans=ROOF), {"quote_type"}),
        (Correction(quote_type=QuoteType.DIRECT), {"spans"}),
        (Correction(spans=(), quote_type=QuoteType.DIRECT), {"spans"}),
        (Correction(spans=(Span(0, 999),), quote_type=QuoteType.DIRECT), {"spans"}),
        (Correction(spans=ROOF, quote_type=QuoteType.DIRECT, cue_lemma="rufen"), {"cue_lemma"}),
        (Correction(spans=ROOF, quote_type=QuoteType.DIRECT, speaker_kind=SpeakerKind.GROUP), {"speaker_kind"}),
    ],
    ids=str,
)
def test_not_a_claim(desk: Desk, correction: Correction, fields: set[str]) -> None:
    """A missed claim needs a place and a type, and nothing is said of a cue or a speaker that is not there."""
    with pytest.raises(InvalidFields) as refused:
        desk.add(correction)
    assert refused.value.fields.keys() == fields
    assert len(desk.live()) == 2


def test_search_follows(desk: Desk) -> None:
    """What people make of a claim is found by its words."""
    desk.fix(desk.live()[WORK], Correction(speaker="Frieda Funk"))
    desk.add(Correction(parts("Das Tal warte"), QuoteType.REPORTED, speaker="Gerda Gans"))
    sql = "SELECT count(*) FROM claims_fts WHERE claims_fts MATCH ?"
    assert [desk.connection.execute(sql, [name]).fetchone() for name in ("Funk", "Gans")] == [(1,), (1,)]
    desk.connection.execute("INSERT INTO claims_fts(claims_fts, rank) VALUES ('integrity-check', 1)")


NEWER = f"Neu gefasst. {TEXT}"


def test_correction_outlasts_wordings(desk: Desk) -> None:
    """The speaker that people named stays in a new wording, whatever the extractor says again."""
    key = desk.live()[WORK]
    desk.fix(key, Correction(speaker="Frieda Funk", quote_type=QuoteType.REPORTED))
    desk.load(NEWER, found(NEWER))
    assert desk.live() == {BRIDGE: desk.live()[BRIDGE], WORK: key}
    assert desk.row(key, "speaker", "quote_type", "is_manual") == ("Frieda Funk", "reported", 1)
    assert desk.claim(key).claim.spans == parts(WORK, text=NEWER)
    assert desk.row(key, "named_speaker_id") == (speaker_key("Frieda Funk"),)


def test_replaced_stays_so(desk: Desk) -> None:
    """A claim that people put aside does not come back when the extractor finds it again."""
    old = desk.live()[BRIDGE]
    new = str(desk.fix(old, Correction(spans=parts("die Brücke sei"))).event.other_claim)
    for text in (NEWER, f"{TEXT} Nachtrag: Die Brücke bleibt gesperrt."):
        desk.load(text, found(text))
        assert list(desk.live().values()) == [new, desk.live()[WORK]]
    assert desk.row(old, "state", "retired_at") == ("rejected", AT)


def test_missed_claim_found_later(desk: Desk) -> None:
    """When the extractor learns to find what people added, it is still one claim, and theirs."""
    words = "Das Tal warte seit dem 3. Mai"
    key = desk.add(Correction(parts(words), QuoteType.REPORTED, speaker="Gerda Gans"))
    also = replace(found(NEWER)[0], spans=parts(words, text=NEWER), quote=words)
    desk.load(NEWER, sorted([*found(NEWER), also], key=lambda one: one.spans))
    assert list(desk.live()) == [BRIDGE, words, WORK]
    assert desk.row(desk.live()[words], "id", "speaker", "quote_type") == (key, "Gerda Gans", "reported")


def test_split_speaker_stays(desk: Desk) -> None:
    """A claim that people gave to somebody else keeps that speaker in a new wording, also if that one is merged."""
    key = desk.live()[WORK]
    for made, name in (("s1", "Emil Eschenlohr (Maler)"), ("s2", "E. Eschenlohr")):
        desk.connection.execute("INSERT INTO speakers(id, name, kind) VALUES (?, ?, 'person')", [made, name])
    hand_over(desk.connection, [key], "s1")
    desk.load(NEWER, found(NEWER))
    assert desk.row(key, "speaker_id", "speaker") == ("s1", "Emil Eschenlohr (Maler)")
    desk.connection.execute("UPDATE speakers SET merged_into = 's2' WHERE id = 's1'")
    newest = f"{NEWER} Und gut."
    desk.load(newest, found(newest))
    assert desk.row(key, "speaker_id", "speaker") == ("s2", "E. Eschenlohr")


# A law over many articles, extractors and people.

SAID = (
    "Anna sagte, es regne.",
    "Emil sagte, es regne.",
    "Anna sagte, das Tal warte.",
    "Frieda sagte, die Kosten seien hoch, sehr hoch.",
    "Die Brücke bleibt gesperrt.",
    "Anna sagte, es regne, und Emil schwieg.",
)


def extracted(text: str) -> list[Claim]:
    """Return what a simple extractor finds: who sagte what."""
    return [
        Claim(
            quote_type=QuoteType.INDIRECT,
            spans=(Span(*match.span(2)),),
            quote=match[2],
            sentence=Span(*match.span()),
            cue=Cue((Span(match.end(1) + 1, match.end(1) + 6),), "sagte", "sagen"),
            mention=Mention((Span(*match.span(1)),), match[1]),
            speaker=Speaker(match[1], SpeakerKind.PERSON),
            rule="by hand",
            confidence=0.5,
        )
        for match in re.finditer(r"(\w+) sagte, ([^.]+)\.", text)
    ]


TEXTS = st.lists(st.sampled_from(SAID), min_size=3, max_size=7).map(" ".join)
SPANS = st.lists(st.tuples(st.integers(0, 150), st.integers(1, 40)), min_size=1, max_size=2).map(
    lambda pairs: tuple(Span(start, start + length) for start, length in sorted(pairs))
)
EDITS = st.one_of(
    st.tuples(st.just("fix"), st.integers(0, 9), st.builds(Correction, spans=SPANS)),
    st.tuples(st.just("fix"), st.integers(0, 9), st.builds(Correction, mention_spans=SPANS)),
    st.tuples(st.just("fix"), st.integers(0, 9), st.builds(Correction, speaker=st.sampled_from(["", "Gerda", "Emil"]))),
    st.tuples(st.just("add"), st.just(0), st.builds(Correction, spans=SPANS, quote_type=st.just(QuoteType.REPORTED))),
    st.tuples(st.just("answer"), st.integers(0, 9), st.just(Correction())),
)


def edit(desk: Desk, what: str, place: int, correction: Correction) -> None:
    """Let people do something to one of the live claims; what is refused has not happened."""
    (article,) = desk.connection.execute("SELECT id FROM articles ORDER BY rowid DESC LIMIT 1").fetchone()
    live = list(desk.live().values())
    with suppress(ReviewError):
        if what == "add":
            desk.add(correction, article)
        elif live and what == "fix":
            desk.fix(live[place % len(live)], correction)
        elif live:
            desk.reviewed(live[place % len(live)])


def history(connection: sqlite3.Connection) -> list[object]:
    tables = ("review_events", "reviews", "claim_lineage")
    return [connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall() for table in tables]


def check_sound(connection: sqlite3.Connection) -> None:
    """Check what holds of every database: anchors, places, order, parents, keys, and the state that events lead to."""
    anchors = (
        "SELECT c.quote, c.spans, c.cue, c.cue_spans, m.surface, m.spans, v.text FROM claims c"
        " JOIN article_versions v ON v.id = c.article_version_id LEFT JOIN mentions m ON m.id = c.mention_id"
    )
    for *pairs, text in connection.execute(anchors):
        for words, spans in zip(pairs[::2], pairs[1::2], strict=True):
            assert (words or "") == " … ".join(text[start:end] for start, end in json.loads(spans or "[]"))
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute("INSERT INTO claims_fts(claims_fts, rank) VALUES ('integrity-check', 1)")
    newest = "SELECT v.id FROM article_versions v WHERE v.article_id = c.article_id ORDER BY v.seq DESC LIMIT 1"
    live = connection.execute(
        f"SELECT id, article_id, spans, start, quote, wording_key, article_version_id = ({newest}) FROM claims c"
        " WHERE retired_at IS NULL ORDER BY reading_order DESC"
    ).fetchall()
    assert len({row[1:3] for row in live}) == len(live)
    assert all(row[5] == wording_key(row[4]) and row[6] for row in live)
    assert live == sorted(live, key=lambda row: (row[1], -row[3]), reverse=True)
    parents = "SELECT 1 FROM claims c JOIN claims p ON p.id = c.parent_claim_id WHERE c.retired_at IS NULL AND"
    # Of a quote in several parts each stands within the parent's, with other words between them.
    outside = "instr(c.quote, ' … ') = 0 AND instr(p.quote, c.quote) = 0"
    assert connection.execute(f"{parents} (p.retired_at IS NOT NULL OR {outside})").fetchall() == []
    for key, state, version in connection.execute("SELECT id, state, version FROM claims").fetchall():
        at = standing(log.events(connection, key))
        assert (at.state.value, at.version) == (state, version)


def decided(connection: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    sql = "SELECT id, quote, speaker FROM claims WHERE is_manual"
    return {key: (quote, speaker) for key, quote, speaker in connection.execute(sql)}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.lists(EDITS, max_size=6), TEXTS, st.lists(EDITS, max_size=3), TEXTS)
def test_nothing_lost(
    first: str,
    edits: list[tuple[str, int, Correction]],
    second: str,
    later: list[tuple[str, int, Correction]],
    third: str,
) -> None:
    """Whatever people do between wordings, no event, review or claim of theirs is lost or overwritten."""
    with TemporaryDirectory() as folder, closing(open_for_writing(Path(folder, "a.db"))) as connection:
        desk = Desk(connection, Path(folder, "a.db"))
        desk.load(first, extracted(first))
        for edits_now, text in ((edits, second), (later, third)):
            for one in edits_now:
                edit(desk, *one)
            check_sound(connection)
            before, theirs = history(connection), decided(connection)
            ids = {key for (key,) in connection.execute("SELECT id FROM claims")}
            replaced = {key for (key,) in connection.execute("SELECT old_claim_id FROM claim_lineage")}
            if connection.execute("SELECT 1 FROM article_versions WHERE text = ?", [text]).fetchone() is None:
                desk.load(text, extracted(text))
            assert history(connection) == before
            assert decided(connection) == theirs
            assert ids <= {key for (key,) in connection.execute("SELECT id FROM claims")}
            assert not replaced & set(desk.live().values())
            check_sound(connection)
