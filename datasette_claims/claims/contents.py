"""What a verb governs: the content before its frame (…, sagte X) or after it (sagte, dass …; sagte: …)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from datasette_claims.claims.clauses import finite, infinitive, is_subordinate, subjunctive
from datasette_claims.claims.phrases import subject_after, subject_before
from datasette_claims.claims.reading import CueKind, CueWords, Place, Range, Reading, Segment


class Content(NamedTuple):
    """The parts of a content and the rule that found them."""

    parts: tuple[Range, ...]
    rule: str


NOTHING = Content((), "stance")
"""A verb without content: at most the whole sentence is the claim."""


def content(place: Place, mention: Range | None) -> Content:
    """Return what a verb governs in a verb-second language, where a comma or a colon borders it."""
    if place.at and place.cue.head == place.clause.start and trails(place, mention):
        return trailing(place, mention)
    return NOTHING if _governs_less(place) else _leading(place, mention)


def _governs_less(place: Place) -> bool:
    """Tell whether a later verb of the clause takes the content that follows: bat um Hilfe und wies darauf hin."""
    return any(
        other.kind is CueKind.VERB
        and place.cue.head < other.head < place.clause.end
        and other.words[0] > place.cue.words[0]
        for other in place.cues
    )


# Before the frame


def trails(place: Place, mention: Range | None) -> bool:
    """Tell whether the frame follows its content: „…“, sagte X.

    It does not if only a subordinate clause or a condition stands before it (Wie X erklärte, sieht Y …; Käme es
    dazu, drohten …), or if a colon follows that opens the content.
    """
    if mention is not None and mention.start < place.cue.head:
        return False
    if place.at == 1 and _sets_the_scene(place.reading, place.clauses[0]):
        return False
    return not any(clause.opener == ":" for clause in place.clauses[place.at + 1 : place.at + 2])


def _sets_the_scene(reading: Reading, clause: Segment) -> bool:
    lexicon, word = reading.lexicon, reading.words.lower[clause.start]
    if reading.quoted[clause.start]:
        return False
    if is_subordinate(reading, clause) or lexicon.has("sources", "as", word):
        return True
    return lexicon.has_any("forms", word, "conditional", "modals") or _begins_with_verb(reading, clause)


def _begins_with_verb(reading: Reading, clause: Segment) -> bool:
    """Tell whether a clause is a condition that begins with its verb: Kippe die Stimmung."""
    word = reading.words.lower[clause.start]
    ending = reading.lexicon.lists["forms.suffix_infinitive"][0]
    long = len(word) > 3  # noqa: PLR2004 - no verb form is shorter
    return reading.lexicon.verb_second and long and reading.lexicon.lemma(word) == word + ending


def trailing(place: Place, mention: Range | None) -> Content:
    """Return all before the frame and what goes on with it after."""
    before = Range(place.clauses[0].start, place.clauses[place.at - 1].end)
    end = max(place.clause.end, mention.end if mention else 0)
    rest = [clause for clause in place.clauses[place.at + 1 :] if clause.start >= end]
    goes_on = bool(rest) and _goes_on(place.reading, rest[0])
    return Content((before, Range(rest[0].start, rest[-1].end)) if goes_on else (before,), "verb-trailing")


def _goes_on(reading: Reading, clause: Segment) -> bool:
    """Tell whether the content goes on after the frame: …, sagte X, doch die Gegenseite habe es."""
    lexicon, word = reading.lexicon, reading.words.lower[clause.start]
    if reading.quoted[clause.start]:
        return True
    if not lexicon.verb_second:
        return not lexicon.has_any("clauses", word, "relatives", "subordinators") and not word.endswith("ing")
    reported = subjunctive(reading, Range(clause.start, clause.end)) is not None
    return reported and not lexicon.has("clauses", "relatives", word)


# After the frame


def _leading(place: Place, mention: Range | None) -> Content:
    """Return the content after the frame: sagte, dass …; sagte, die Lage sei …; sagte: „…“."""
    done = max(place.clause.end, mention.end if mention else 0)
    rest = [k for k, clause in enumerate(place.clauses) if clause.start >= done]
    candidates = rest[: 2 if rest and _is_relative(place, rest[0]) else 1]
    for k in candidates:
        rule = _opening(place, k)
        if rule is not None:
            end = place.clauses[last_clause(place, k)].end
            return Content((Range(place.clauses[k].start, end),), rule)
    return NOTHING


def _is_relative(place: Place, k: int) -> bool:
    first = place.reading.words.lower[place.clauses[k].start]
    return place.reading.lexicon.has("clauses", "relatives", first)


def _opening(place: Place, k: int) -> str | None:
    """Return the rule by which clause ``k`` begins the content of the cue, or None."""
    lexicon, lemma = place.reading.lexicon, place.cue.lemma
    speech = lexicon.opens("speech", lemma) or " " in lemma
    if speech or lexicon.has_any("verbs", lemma, "thought", "stance"):
        return _mark_rule(place, k) or _word_rule(place, k, speech=speech)
    return _word_rule(place, k, speech=False, clausal=False)


def _mark_rule(place: Place, k: int) -> str | None:
    if place.clauses[k].opener == ":":
        return "colon"
    return "verb-leading-quotation" if place.reading.quoted[place.clauses[k].start] else None


def _word_rule(place: Place, k: int, *, speech: bool, clausal: bool = True) -> str | None:
    """Return the rule by which the first word, an infinitive or the mood opens the content."""
    lexicon, first = place.reading.lexicon, place.reading.words.lower[place.clauses[k].start]
    if place.clauses[k].opener == ":":
        return None
    if lexicon.has("clauses", "conjunctions", first):
        return "verb-leading-that"
    if lexicon.has("clauses", "questions", first) and speech:
        return "verb-leading-question"
    if is_subordinate(place.reading, place.clauses[k]) or lexicon.has("clauses", "coordinators", first):
        return None
    return _infinitive_rule(place, k) or (_main_clause(place, k, speech=speech) if clausal else None)


def _infinitive_rule(place: Place, k: int) -> str | None:
    demands = place.reading.lexicon.opens("demand", place.cue.lemma)
    return "verb-leading-infinitive" if demands and infinitive(place.reading, _near(place, k)) else None


def _main_clause(place: Place, k: int, *, speech: bool) -> str | None:
    """Return the rule by which clause ``k`` is a main clause in somebody's words, or None."""
    reading, clause = place.reading, place.clauses[k]
    if _is_relative(place, k) and finite(reading, Range(clause.end - 1, clause.end)) is not None:
        return None
    words = Range(clause.start, clause.end)
    if subjunctive(reading, words) is not None or (speech and _late_subjunctive(place, k)):
        return "verb-leading-subjunctive"
    return "verb-leading-indicative" if speech and _verb_is_second(reading, words) else None


def _verb_is_second(reading: Reading, words: Range) -> bool:
    """Tell whether a clause has its verb behind its subject, as main clauses do: die Lage ist ernst."""
    verb = finite(reading, words)
    return verb is not None and verb > words.start and subject_before(reading, words.start, verb) is not None


def _near(place: Place, k: int) -> Range:
    """Return clause ``k`` and the next two: an infinitive may wait behind a relative clause."""
    return Range(place.clauses[k].start, place.clauses[min(k + 2, len(place.clauses) - 1)].end)


def _late_subjunctive(place: Place, k: int) -> bool:
    """Tell whether the content opens with a list or an insertion and has its subjunctive later."""
    clause = place.clauses[k]
    if finite(place.reading, Range(clause.start, clause.end)) is not None:
        return False
    return subjunctive(place.reading, Range(clause.start, place.clauses[-1].end), strict=True) is not None


def last_clause(place: Place, first: int) -> int:
    """Return the clause with which a content ends that begins in clause ``first``: where no other frame begins."""
    for k in range(first + 1, len(place.clauses)):
        if _goes_back(place, place.clauses[k]) or any(_trails_from(place, other, k) for other in place.cues):
            return k - 1
    return len(place.clauses) - 1


def _goes_back(place: Place, clause: Segment) -> bool:
    """Tell whether a clause goes on with the speaker's doing, not with the words: …, und kündigte an."""
    first = place.reading.words.lower[clause.start]
    if not place.reading.lexicon.has("clauses", "coordinators", first):
        return False
    verbs: Sequence[CueWords] = [cue for cue in place.cues if cue.kind is CueKind.VERB]
    return any(clause.start < cue.head <= clause.start + 1 for cue in verbs)


def _trails_from(place: Place, other: CueWords, k: int) -> bool:
    """Tell whether clause ``k`` is a frame that follows all that stands before it: …, sagte X."""
    if other is place.cue or other.head != place.clauses[k].start:
        return False
    if other.kind is CueKind.SO:
        return True
    verb = other.kind is CueKind.VERB
    return verb and subject_after(place.reading, other.head + 1, place.sentence.end) is not None
