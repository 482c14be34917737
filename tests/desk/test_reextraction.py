"""Re-extraction: whatever another extractor finds, no decision is lost, and none goes to other words."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from office import SAID, Newsroom, article, newsroom, verdict

from datasette_claims.changes import Changes, Fate, Held, Known, Resemblance, decide
from datasette_claims.correction import Correction
from datasette_claims.database import outcomes, recognising
from datasette_claims.database.opening import open_for_writing
from datasette_claims.desk import extraction, reviewing
from datasette_claims.identity import article_key, claim_keys, normalised
from datasette_claims.model import Article, Claim, Mention, QuoteType, Span, Speaker, SpeakerKind
from datasette_claims.runs import Run

BERND = Speaker("Bernd Birkental", SpeakerKind.PERSON)
MADE, CLAIMS = article("eins.txt", SAID)
KEY = article_key(MADE.text)


def again(room: Newsroom, claims: Sequence[Claim], made: Article = MADE, *, dry: bool = False) -> Changes:
    """Let an extractor find ``claims`` in an article, as a re-extraction does, or a load of another wording."""
    with closing(open_for_writing(room.path)) as connection:
        run = Run(connection, room.path, "preview" if dry else "reextract", "by hand")
        with run.writing():
            changes = decide(made, claims, recognising.held(connection, KEY))
            (run.preview if dry else run.store)(changes)
        run.count(changes)
        run.finish()
    return changes


def said_by(claim: Claim, speaker: Speaker | None) -> Claim:
    return replace(claim, speaker=speaker)


def named(claim: Claim, words: str) -> Claim:
    """Return a claim whose mention is other words of the text."""
    start = MADE.text.index(words)
    return replace(claim, mention=Mention((Span(start, start + len(words)),), words))


def told(room: Newsroom, run: int) -> dict[str, str]:
    return dict(room.rows("SELECT claim_id, fate FROM run_changes WHERE run_id = ?", run))


def test_nothing_new(room: Newsroom) -> None:
    """What finds the same changes no row, and is no run."""
    before = room.rows("SELECT * FROM claims"), room.rows("SELECT * FROM runs")
    changes = again(room, CLAIMS)
    assert (room.rows("SELECT * FROM claims"), room.rows("SELECT * FROM runs")) == before
    assert set(changes.fates.values()) == {Fate.SAME}


def test_fates(room: Newsroom) -> None:
    """Each claim is told what becomes of it, and the run remembers, but for those that stay the same."""
    same, changed, gone, other = CLAIMS
    keys = dict(zip(("same", "changed", "gone", "other"), room.ids, strict=False))
    longer = replace(gone, quote=f"{gone.quote}.", spans=(Span(gone.spans[0].start, gone.spans[0].end + 1),))
    changes = again(room, [same, replace(changed, quote_type=QuoteType.REPORTED), longer, said_by(other, BERND)])
    (added,) = (key for key, _ in changes.added)
    expected = {keys["changed"]: "changed", keys["gone"]: "gone", keys["other"]: "changed", added: "added"}
    ((run, counts),) = room.rows("SELECT id, counts FROM runs WHERE kind = 'reextract'")
    assert told(room, run) == expected
    assert counts == '{"articles": 1, "same": 1, "changed": 2, "added": 1, "gone": 1}'
    assert room.rows("SELECT count(*) FROM article_versions WHERE article_id = ?", KEY) == [(1,)]
    assert again(room, CLAIMS).fates[keys["gone"]] is Fate.BACK
    assert room.rows("SELECT retired_at FROM claims WHERE id = ?", keys["gone"]) == [(None,)]


def test_preview(room: Newsroom) -> None:
    """A preview leaves the claims as they are, and says what would become of them."""
    before = room.rows("SELECT * FROM claims")
    again(room, CLAIMS[:2], dry=True)
    assert room.rows("SELECT * FROM claims") == before
    ((run,),) = room.rows("SELECT id FROM runs WHERE kind = 'preview'")
    assert told(room, run) == dict.fromkeys(room.ids[2:4], "gone")


def test_judged_speaker(room: Newsroom) -> None:
    """A claim keeps the speaker it was judged by, also at the next run; one that nobody judged gets the new one."""
    judged, free = room.ids[:2]
    room.do("anna", reviewing.answer, judged, verdict())
    for _ in range(2):
        changes = again(room, [said_by(claim, BERND) for claim in CLAIMS])
        assert (changes.kept, changes.fates[judged]) == ({judged: "Bernd Birkental"}, Fate.SAME)
    speakers = dict(room.rows("SELECT id, speaker FROM claims"))
    assert (speakers[judged], speakers[free]) == ("Anna Ackerbach", "Bernd Birkental")
    with closing(sqlite3.connect(room.path)) as connection:
        first, second = outcomes.runs(connection, 2)[::-1]
        (kept,) = outcomes.outcomes(connection, first.id, "kept", judged=True, most=9)
        assert (kept.claim_id, kept.speaker, kept.found_speaker, kept.verdict) == (
            judged,
            "Anna Ackerbach",
            "Bernd Birkental",
            "false",
        )
        assert outcomes.tally(connection, second.id) == {("kept", True): 1}
    assert room.findings() == []


def test_other_words_for_the_speaker(room: Newsroom) -> None:
    """A claim whose speaker is named by other words is the same claim, and stays so."""
    room.do("anna", reviewing.answer, room.ids[0], verdict())
    first = named(CLAIMS[0], "Anna")
    for _ in range(2):
        changes = again(room, [first, *CLAIMS[1:]])
        assert (changes.added, changes.retired, changes.order[room.ids[0]]) == ((), (), 0)
    sql = "SELECT m.surface FROM claims c JOIN mentions m ON m.id = c.mention_id WHERE c.id = ?"
    assert room.rows(sql, room.ids[0]) == [("Anna",)]


def test_other_speaker(room: Newsroom) -> None:
    """The same quote of another speaker, named by other words, is another claim; people are told it may be this."""
    judged = room.ids[0]
    room.do("anna", reviewing.answer, judged, verdict())
    changes = again(room, [said_by(named(CLAIMS[0], "Altenrode"), BERND), *CLAIMS[1:]])
    ((new, _),) = changes.added
    assert room.claim(judged) == ("decided", "false", None)
    assert room.claim(new) == ("new", "unreviewed", None)
    with closing(sqlite3.connect(room.path)) as connection:
        (heir,) = outcomes.successors(connection, judged)
        assert (heir.new_id, heir.resemblance, heir.score, heir.old_verdict) == (new, "speaker", 1.0, "false")
        assert outcomes.predecessors(connection, new) == (heir,)
        (orphan,) = outcomes.orphans(connection, 9)
        assert (orphan.claim_id, orphan.verdict) == (judged, "false")
    again(room, CLAIMS)
    with closing(sqlite3.connect(room.path)) as connection:
        assert (outcomes.successors(connection, judged), outcomes.orphans(connection, 9)) == ((), ())


def test_alike(room: Newsroom) -> None:
    """A quote of much the same words is proposed for one that was judged, for no other."""
    judged, free = room.ids[:2]
    room.do("anna", reviewing.answer, judged, verdict())

    def longer(claim: Claim) -> Claim:
        spans = (Span(claim.spans[0].start, claim.spans[0].end + 1),)
        return replace(claim, spans=spans, quote=MADE.text[slice(*spans[0])] and f"{claim.quote}.")

    changes = again(room, [longer(claim) for claim in CLAIMS])
    assert {one.old: one.resemblance for one in changes.successors} == {judged: Resemblance.WORDS}
    assert free in changes.retired


def test_manual(room: Newsroom) -> None:
    """What people corrected and added stays, also where its words stand in the text more than once."""
    made, claims = article("zweimal.txt", (SAID[0], SAID[0]))
    room.load(made, claims)
    key = claim_keys(article_key(made.text), claims)[1]
    start = claims[1].spans[0].start
    fixed = room.do("anna", extraction.fix, key, Correction(spans=(Span(start, start + len("die Brücke")),)))
    with closing(open_for_writing(room.path)) as connection:
        run = Run(connection, room.path, "reextract", "by hand")
        with run.writing():
            changes = decide(made, claims, recognising.held(connection, article_key(made.text)))
            run.store(changes)
    assert fixed.claim_id in changes.order or changes.manual
    assert changes.retired == ()


# Laws.

OF_ARTICLE = "SELECT id, quote, coalesce(speaker, '') FROM claims WHERE article_id = ? ORDER BY id"
QUOTES = st.sampled_from(SAID)
FOUND = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from([None, "Altenrode", "Anna"]),
        st.sampled_from([None, BERND, CLAIMS[0].speaker]),
        st.integers(0, 6),
        st.sampled_from(list(QuoteType)),
    ),
    max_size=6,
    unique_by=lambda one: (one[0], one[3]),
)
LEADS = st.sampled_from(["🚨 Altenrode.", "Altenrode.", "🚨 Altenrode. Anna kam. Es regnete auf die Brücke."])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("find"), FOUND),
        st.tuples(st.just("edit"), st.tuples(LEADS, st.lists(QUOTES, max_size=5), FOUND)),
        st.tuples(st.just("judge"), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=6,
)


def extracted(made: Article, claims: Sequence[Claim], found: Sequence[tuple[Any, ...]]) -> list[Claim]:
    """Return what some extractor makes of an article: fewer claims, shorter ones, of others, by other words."""
    made_of = []
    for number, words, speaker, cut, kind in found:
        if number >= len(claims):
            continue
        claim = claims[number]
        span = Span(claim.spans[0].start, claim.spans[0].end - cut)
        mention = claim.mention
        if words is not None:
            start = made.text.index(words)
            mention = Mention((Span(start, start + len(words)),), words)
        made_of.append(
            replace(
                claim, spans=(span,), quote=made.text[slice(*span)], mention=mention, speaker=speaker, quote_type=kind
            )
        )
    return sorted(made_of, key=lambda one: (one.spans[0].start, -one.spans[0].end))


@settings(max_examples=40)
@given(STEPS)
def test_no_review_is_lost(steps: list[tuple[str, Any]]) -> None:
    """After any edits and any extractors each review is there, on the words and the speaker that were judged."""
    with TemporaryDirectory() as folder:
        room = newsroom(Path(folder) / "claims.db")
        judged: dict[str, tuple[str, str]] = {}
        made, claims = MADE, CLAIMS
        for kind, what in steps:
            if kind == "judge":
                live = room.rows(OF_ARTICLE, KEY)
                key, quote, speaker = live[what % len(live)]
                if key not in judged:
                    room.do("anna", reviewing.answer, key, verdict())
                    judged[key] = (normalised(quote), speaker)
            elif kind == "find":
                again(room, extracted(made, claims, what), made)
            else:
                lead, said, found = what
                newer, others = article("eins.txt", said, lead)
                if room.rows("SELECT 1 FROM article_versions WHERE text = ?", newer.text):
                    continue
                made, claims = newer, others
                again(room, extracted(made, claims, found), made)
        kept = {
            key: (normalised(quote), speaker or "")
            for key, quote, speaker in room.rows(
                "SELECT c.id, c.quote, c.speaker FROM claims c JOIN reviews r ON r.claim_id = c.id"
            )
        }
        assert kept == judged
        assert room.findings() == []


@given(FOUND, FOUND)
def test_every_claim_has_a_fate(before: list[tuple[Any, ...]], after: list[tuple[Any, ...]]) -> None:
    """Of every claim known or found it is said what becomes of it, and what is told agrees with what is done."""
    old, new = extracted(MADE, CLAIMS, before), extracted(MADE, CLAIMS, after)
    held = {
        key: Held(claim, claim.speaker.name if claim.speaker else None)
        for key, claim in zip(claim_keys(KEY, old), old, strict=True)
    }
    changes = decide(MADE, new, Known(KEY, 1, held, text=MADE.text))
    assert changes.fates.keys() == held.keys() | changes.order.keys()
    assert len(changes.order) == len(new)
    of = {fate: {key for key, one in changes.fates.items() if one is fate} for fate in Fate}
    assert of[Fate.GONE] == set(changes.retired)
    assert of[Fate.ADDED] == {key for key, _ in changes.added}
    assert of[Fate.MOVED] | of[Fate.CHANGED] | of[Fate.BACK] <= {key for key, _ in changes.moved}
    assert {(one.old in changes.retired, one.new in of[Fate.ADDED]) for one in changes.successors} <= {(True, True)}
    assert (changes.seq, changes.is_new_wording) == (1, False)
    now = {
        key: Held(claim, claim.speaker.name if claim.speaker else None, parent=changes.parents.get(key))
        for key, claim in (*changes.added, *changes.moved)
    }
    gone = {key: replace(held[key], is_retired=True) for key in changes.retired}
    settled = decide(MADE, new, Known(KEY, 1, {**held, **now, **gone}, text=MADE.text))
    assert (settled.added, settled.moved, settled.retired) == ((), (), ())
