"""Step 5: frames, each a cue with its speaker's words and the content it governs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from datasette_claims.claims.clauses import Segment, core, finite, infinitive, segments, subjunctive
from datasette_claims.claims.cues import AFTER, ANAPHOR, BEFORE, NACH, SO, VERB
from datasette_claims.claims.phrases import noun_phrase, skip_adverbials, subject_after, subject_before
from datasette_claims.claims.reading import CueWords, Frame, Range, Reading


@dataclass(frozen=True)
class _Place:
    """A cue in its sentence: the clauses, and which of them holds the cue."""

    reading: Reading
    sentence: Range
    clauses: list[Segment]
    at: int
    cue: CueWords
    others: list[CueWords]

    @property
    def clause(self) -> Segment:
        return self.clauses[self.at]


def frames(reading: Reading) -> Reading:
    """Build the frames of every sentence, in the order of their cues."""
    found = []
    cues = iter(reading.cues)
    cue = next(cues, None)
    for number, sentence in enumerate(reading.sentences):
        mine = []
        while cue is not None and cue.head < sentence.end:
            mine.append(cue)
            cue = next(cues, None)
        if mine:
            before = reading.sentences[number - 1] if number else None
            found.extend(_in_sentence(reading, sentence, mine, before))
    return replace(reading, frames=tuple(found))


def _in_sentence(
    reading: Reading, sentence: Range, cues: list[CueWords], before: Range | None
) -> Iterator[Frame]:
    clauses = segments(reading, sentence)
    for cue in cues:
        at = next((k for k, clause in enumerate(clauses) if clause.start <= cue.head < clause.end), None)
        if at is None:
            continue
        place = _Place(reading, sentence, clauses, at, cue, cues)
        frame = _verb_frame(place, before) if cue.kind == VERB else _source_frame(place)
        if frame is not None:
            yield frame


# Verbs


def _verb_frame(place: _Place, before: Range | None) -> Frame | None:
    reading, clause, cue = place.reading, place.clause, place.cue
    lower, lexicon = reading.words.lower, reading.lexicon
    last = cue.words[-1] >= clause.end - 1
    if lexicon.has("sources", "as", lower[clause.start]) and cue.words[-1] >= clause.end - 2:
        return _as_frame(place)
    subordinate = _subordinate(place) and last
    if subordinate and not lexicon.has("clauses", "conjunctions", lower[clause.start]) and _relative(place, clause.start):
        return None
    mention = _subject_of_subordinate(place) if subordinate else _subject(place)
    it = _it(place)
    if it is not None:
        cue = cue._replace(words=tuple(sorted({*cue.words, it})))
        mention = _speaker_of_it(place, it)
    elif mention is None:
        return None
    content, rule = _content(place, mention)
    if not content and before is not None and _points_back(place):
        content, rule = (core(reading, before),), "demonstrative"
    return Frame(cue, mention, content, place.sentence, rule)


def _subordinate(place: _Place) -> bool:
    first = place.reading.words.lower[place.clause.start]
    uses = ("conjunctions", "questions", "subordinators", "relatives")
    return any(place.reading.lexicon.has("clauses", use, first) for use in uses)


def _relative(place: _Place, start: int) -> bool:
    """Tell whether a clause hangs on a noun or a question word: der sagt, wer empfehle."""
    lexicon, first = place.reading.lexicon, place.reading.words.lower[start]
    if lexicon.has("clauses", "questions", first):
        return True
    return place.at > 0 and lexicon.has("clauses", "relatives", first)


def _subject_of_subordinate(place: _Place) -> Range | None:
    """Return the subject after a conjunction: nachdem die Behörde mitgeteilt hatte."""
    clause = place.clause
    lexicon, lower = place.reading.lexicon, place.reading.words.lower
    determined = lexicon.has("clauses", "relatives", lower[clause.start]) and place.at == 0
    start = clause.start if determined else clause.start + 1
    after = noun_phrase(place.reading, start, clause.end)
    return Range(start, after) if after is not None else None


def _subject(place: _Place) -> Range | None:
    """Return the speaker's words before the finite verb, else after it."""
    reading, clause, head = place.reading, place.clause, place.cue.head
    start = clause.start if head > clause.start else place.clauses[0].start
    if start < head and (lead := subject_before(reading, start, head)):
        return lead
    if after := subject_after(reading, head + 1, place.sentence.end):
        return after
    return _shared_subject(place)


def _shared_subject(place: _Place) -> Range | None:
    """Return the subject of the verb before "und" in the same clause: bat um Spenden und wies darauf hin."""
    reading, clause, head = place.reading, place.clause, place.cue.head
    lower, lexicon = reading.words.lower, reading.lexicon
    joined = any(lexicon.has("clauses", "coordinators", lower[i]) for i in range(clause.start + 1, head))
    if not joined:
        return None
    after = noun_phrase(reading, clause.start, head)
    return Range(clause.start, after) if after is not None else None


def _it(place: _Place) -> int | None:
    """Return the index of the "es" that stands for a speaker beside heißen, or the verb itself (verlautete aus)."""
    reading, cue = place.reading, place.cue
    lexicon, lower = reading.lexicon, reading.words.lower
    if not lexicon.has("sources", "it_verbs", cue.lemma):
        return None
    it = lexicon.lists["sources.it"][0]
    near = (cue.head + 1, cue.head - 1)
    return next((i for i in near if place.clause.start <= i < place.clause.end and lower[i] == it), cue.head)


def _speaker_of_it(place: _Place, it: int) -> Range | None:
    """Return whose words "heißt es" reports: hieß es aus Regierungskreisen, in der Mitteilung heißt es."""
    reading, clause = place.reading, place.clause
    for i in (max(it, place.cue.head) + 1, clause.start):
        if i + 1 < clause.end and reading.lexicon.has("sources", "after_it", reading.words.lower[i]):
            after = noun_phrase(reading, i + 1, clause.end, oblique=True)
            if after is not None:
                return Range(i + 1, after)
    return None


def _points_back(place: _Place) -> bool:
    """Tell whether a bare "das" before the verb stands for the sentence before: Das teilte die Polizei mit."""
    first = place.reading.words.lower[place.clause.start]
    bare = place.cue.head == place.clause.start + 1
    return place.at == 0 and bare and place.reading.lexicon.has("sources", "demonstratives", first)


def _content(place: _Place, mention: Range | None) -> tuple[tuple[Range, ...], str]:
    """Return the parts of the content that a verb governs and the rule that found them."""
    if place.at and place.cue.head == place.clause.start and _trails(place, mention):
        return _trailing(place, mention)
    if not place.reading.lexicon.verb_second and (found := english_content(place, mention)):
        return found
    if _governs_more(place):
        return (), "stance"
    return _leading(place, mention)


def english_content(place: _Place, mention: Range | None) -> tuple[tuple[Range, ...], str] | None:
    """Return the content where none but a quotation needs a comma: she said (that) …; …, he said; urged them to …"""
    reading, clause, cue = place.reading, place.clause, place.cue
    done = skip_adverbials(reading, max(cue.words[-1] + 1, mention.end if mention else 0), clause.end)
    if done >= clause.end:
        before = mention is not None and mention.start >= clause.start
        return _trailing(place, mention) if place.at and before else None
    if cue.head == clause.start and place.at and _trails(place, mention):
        return _trailing(place, mention)
    end = core(reading, place.sentence).end
    if addressee := _addressee(place, done, end):
        done = addressee
    rule = _bare_rule(place, done)
    if rule is None:
        return None
    last = _last_clause(place, place.at)
    return ((Range(done, place.clauses[last].end),), rule) if done < place.clauses[last].end else None


def _addressee(place: _Place, i: int, end: int) -> int | None:
    """Return the end of those who are told or urged, if a content follows them."""
    reading = place.reading
    if place.cue.lemma not in {"tell", "urge", "ask", "accuse", "warn", "inform", "advise", "order", "promise"}:
        return None
    after = noun_phrase(reading, i, end, oblique=True)
    if after is None and reading.words.texts[i].isalpha() and not reading.lexicon.has("clauses", "conjunctions", reading.words.lower[i]):
        after = i + 1
    if after is None or after >= end:
        return None
    after = skip_adverbials(reading, after, end)
    return after if after < end and reading.words.texts[after] not in {",", "."} else None


def _bare_rule(place: _Place, i: int) -> str | None:
    reading, lexicon = place.reading, place.reading.lexicon
    word = reading.words.lower[i]
    lemma = place.cue.lemma
    speech = lexicon.opens("speech", lemma) or " " in lemma
    if reading.quoted[i]:
        return "verb-leading-quotation" if speech else None
    if word == lexicon.lists["clauses.infinitive"][0] or word == "of" and lemma == "accuse" and reading.words.lower[i + 1].endswith("ing"):
        return "verb-leading-infinitive" if lexicon.opens("demand", lemma) else None
    if lexicon.has("clauses", "conjunctions", word):
        return "verb-leading-that" if speech or lexicon.opens("thought", lemma) else None
    if lexicon.has("clauses", "questions", word):
        return "verb-leading-question" if speech else None
    if lexicon.opens("stance", lemma) or not speech:
        return None
    rest = Range(i, place.clauses[-1].end)
    return "verb-leading-bare" if finite(reading, rest) is not None or _subject_and_verb(reading, rest) else None


def _subject_and_verb(reading: Reading, words: Range) -> bool:
    """Tell whether a noun phrase and something that can be its verb follow one another."""
    after = noun_phrase(reading, words.start, words.end)
    return (
        after is not None
        and after < words.end
        and reading.words.texts[after][0].islower()
        and not reading.lexicon.has("phrases", "prepositions", reading.words.lower[after])
    )


def _governs_more(place: _Place) -> bool:
    """Tell whether a later cue of the same clause takes the content that follows: bat um Hilfe und wies darauf hin, …"""
    return any(
        other.kind == VERB and place.cue.head < other.head < place.clause.end and other.words[0] > place.cue.words[0]
        for other in place.others
    )


def _trails(place: _Place, mention: Range | None) -> bool:
    """Tell whether the frame follows its content: „…“, sagte X.

    It does not if only a subordinate clause or a condition stands before it (Wie X erklärte, sieht Y …; Käme es
    dazu, drohten …), or if a colon follows that opens the content.
    """
    reading = place.reading
    if mention is not None and mention.start < place.cue.head:
        return False
    first = place.clauses[0]
    if place.at == 1 and not reading.quoted[first.start]:
        lexicon, word = reading.lexicon, reading.words.lower[first.start]
        if lexicon.has("clauses", "subordinators", word) or lexicon.has("sources", "as", word):
            return False
        if any(lexicon.has("forms", use, word) for use in ("conditional", "modals")) or _begins_with_verb(reading, first):
            return False
    return not any(clause.opener == ":" for clause in place.clauses[place.at + 1 :][:1])


def _begins_with_verb(reading: Reading, clause: Segment) -> bool:
    """Tell whether a clause is a condition that begins with its verb: Kippe die Stimmung."""
    word = reading.words.texts[clause.start].lower()
    return reading.lexicon.verb_second and len(word) > 3 and reading.lexicon.lemma(word) == word + "n"


def _trailing(place: _Place, mention: Range | None) -> tuple[tuple[Range, ...], str]:
    reading = place.reading
    first = Range(place.clauses[0].start, place.clauses[place.at - 1].end)
    end = max(place.clause.end, mention.end if mention else 0)
    rest = [clause for clause in place.clauses[place.at + 1 :] if clause.start >= end]
    more = _continuation(reading, rest)
    return (first, *more), "verb-trailing"


def _continuation(reading: Reading, rest: list[Segment]) -> tuple[Range, ...]:
    """Return what goes on with the content after the frame: …, sagte X, doch die Gegenseite habe …"""
    if not rest:
        return ()
    clause = rest[0]
    if not reading.lexicon.verb_second:
        return (Range(clause.start, rest[-1].end),) if _resumes(reading, clause) else ()
    goes_on = reading.quoted[clause.start] or (
        subjunctive(reading, Range(clause.start, clause.end)) is not None
        and not reading.lexicon.has("clauses", "relatives", reading.words.lower[clause.start])
    )
    return (Range(clause.start, rest[-1].end),) if goes_on else ()


def _resumes(reading: Reading, clause: Segment) -> bool:
    """Tell whether an English sentence goes on after "he said" in the middle of it."""
    lexicon, word = reading.lexicon, reading.words.lower[clause.start]
    hangs_on = any(lexicon.has("clauses", use, word) for use in ("relatives", "subordinators"))
    return reading.quoted[clause.start] or not hangs_on and not word.endswith("ing")


def _leading(place: _Place, mention: Range | None) -> tuple[tuple[Range, ...], str]:
    """Return the content after the frame: sagte, dass …; sagte, die Lage sei …; forderte, … zu lösen; sagte: …"""
    done = max(place.clause.end, mention.end if mention else 0)
    rest = [k for k, clause in enumerate(place.clauses) if clause.start >= done]
    if not rest:
        return (), "stance"
    first = rest[0]
    rule = _opening(place, first)
    if rule is None and len(rest) > 1 and _is_relative(place, first):
        first = rest[1]
        rule = _opening(place, first)
    if rule is None:
        return (), "stance"
    last = _last_clause(place, first)
    return (Range(place.clauses[first].start, place.clauses[last].end),), rule


def _is_relative(place: _Place, k: int) -> bool:
    first = place.reading.words.lower[place.clauses[k].start]
    return place.reading.lexicon.has("clauses", "relatives", first)


def _opening(place: _Place, k: int) -> str | None:
    """Return the rule by which clause ``k`` begins the content of the cue, or None."""
    reading, clause, lemma = place.reading, place.clauses[k], place.cue.lemma
    lexicon, words = reading.lexicon, Range(clause.start, clause.end)
    first = reading.words.lower[clause.start]
    speech = lexicon.opens("speech", lemma) or " " in lemma
    clausal = speech or lexicon.opens("thought", lemma) or lexicon.opens("stance", lemma)
    if clause.opener == ":":
        return "colon" if clausal else None
    if reading.quoted[clause.start] and clausal:
        return "verb-leading-quotation"
    if lexicon.has("clauses", "conjunctions", first):
        return "verb-leading-that"
    if lexicon.has("clauses", "questions", first) and speech:
        return "verb-leading-question"
    if lexicon.has("clauses", "subordinators", first) or lexicon.has("clauses", "coordinators", first):
        return None
    everything = Range(clause.start, place.clauses[-1].end)
    if lexicon.opens("demand", lemma) and infinitive(reading, _near(place, k)):
        return "verb-leading-infinitive"
    if _is_relative(place, k) and finite(reading, Range(clause.end - 1, clause.end)) is not None:
        return None
    if clausal and subjunctive(reading, words) is not None or speech and _late_subjunctive(place, k, everything):
        return "verb-leading-subjunctive"
    return "verb-leading-indicative" if speech and _second(reading, words) else None


def _near(place: _Place, k: int) -> Range:
    """Return clause ``k`` and the next two: an infinitive may wait behind a relative clause."""
    return Range(place.clauses[k].start, place.clauses[min(k + 2, len(place.clauses) - 1)].end)


def _late_subjunctive(place: _Place, k: int, words: Range) -> bool:
    """Tell whether the content opens with a list or an insertion and has its subjunctive later."""
    reading = place.reading
    return finite(reading, Range(place.clauses[k].start, place.clauses[k].end)) is None and (
        subjunctive(reading, words, strict=True) is not None
    )


def _second(reading: Reading, words: Range) -> bool:
    """Tell whether a clause has its verb in second place, as main clauses do: die Lage ist ernst."""
    verb = finite(reading, words)
    return verb is not None and verb > words.start and subject_before(reading, words.start, verb) is not None


def _last_clause(place: _Place, first: int) -> int:
    """Return the clause with which the content ends: before a clause that goes on with the frame's own verb."""
    reading = place.reading
    for k in range(first + 1, len(place.clauses)):
        clause = place.clauses[k]
        word = reading.words.lower[clause.start]
        if reading.lexicon.has("clauses", "coordinators", word) and any(
            cue.kind == VERB and clause.start < cue.head <= clause.start + 1 for cue in place.others
        ):
            return k - 1
        if any(_trails_from(place, other, k) for other in place.others):
            return k - 1
    return len(place.clauses) - 1


def _trails_from(place: _Place, other: CueWords, k: int) -> bool:
    """Tell whether clause ``k`` is a frame that follows all that stands before it: …, sagte X."""
    clause = place.clauses[k]
    if other is place.cue or other.kind not in {VERB, SO} or other.head != clause.start:
        return False
    return other.kind == SO or subject_after(place.reading, other.head + 1, place.sentence.end) is not None


# Sources


def _as_frame(place: _Place) -> Frame | None:
    """wie die Polizei mitteilte: the rest of the sentence is the content."""
    reading, clause = place.reading, place.clause
    after = noun_phrase(reading, clause.start + 1, clause.end)
    it = None
    if after is None:
        it = next((i for i in range(clause.start + 1, clause.end) if reading.words.lower[i] in reading.lexicon.lists["sources.it"]), None)
        if it is None:
            return None
    extra = {clause.start} | ({it} if it is not None else set())
    cue = place.cue._replace(words=tuple(sorted({*place.cue.words, *extra})))
    mention = Range(clause.start + 1, after) if after is not None else _speaker_of_it(place, it or clause.start)
    return Frame(cue, mention, _without(place, Range(clause.start, clause.end)), place.sentence, "as")


def _source_frame(place: _Place) -> Frame | None:
    """laut Polizei, nach Angaben der Polizei, der Polizei zufolge, so die Polizei, demnach."""
    reading, clause, cue = place.reading, place.clause, place.cue
    at = cue.head
    if cue.kind == ANAPHOR:
        whole = _without(place, Range(at, at + 1))
        dependent = place.at > 0 and at == clause.start
        return Frame(cue, Range(at, at + 1), whole[-1:] if dependent else whole, place.sentence, cue.kind)
    mention = _before_postposition(place) if cue.kind == AFTER else _after_preposition(place)
    if mention is None:
        return None
    inside = Range(min(at, mention.start), max(at + 1, mention.end))
    if cue.kind == SO:
        inside = Range(clause.start, skip_adverbials(reading, mention.end, max(clause.end, mention.end)))
    content = _without(place, inside)
    return Frame(cue, mention, content, place.sentence, cue.kind) if content else None


def _after_preposition(place: _Place) -> Range | None:
    reading, at = place.reading, place.cue.words[-1]
    end = place.sentence.end if place.cue.kind == SO else place.clause.end
    after = noun_phrase(reading, at + 1, end, oblique=place.cue.kind in {BEFORE, NACH})
    return Range(at + 1, after) if after is not None else None


def _before_postposition(place: _Place) -> Range | None:
    """Return the phrase that ends right before zufolge: the longest that begins in the clause."""
    reading, at = place.reading, place.cue.head
    for i in range(place.clause.start, at):
        if noun_phrase(reading, i, at, oblique=True) == at:
            return Range(i, at)
    return None


def _without(place: _Place, inside: Range) -> tuple[Range, ...]:
    """Return the sentence's parts before and after the words of the frame, without bordering marks."""
    reading = place.reading
    whole = core(reading, place.sentence)
    parts = (Range(whole.start, min(inside.start, whole.end)), Range(max(inside.end, whole.start), whole.end))
    trimmed = [_trimmed(reading, part) for part in parts]
    return tuple(part for part in trimmed if part.end > part.start)


def _trimmed(reading: Reading, part: Range) -> Range:
    start, end = part
    marks = {",", ";", ":", "–", "—", "-", "(", ")"}
    while start < end and reading.words.texts[start] in marks and not reading.quoted[start]:
        start += 1
    while end > start and reading.words.texts[end - 1] in marks - {")"} and not reading.quoted[end - 1]:
        end -= 1
    return Range(start, end)
