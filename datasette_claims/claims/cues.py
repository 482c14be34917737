"""Step 4: cues, the words that signal reproduced speech: verbs with all their parts, idioms, source phrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from datasette_claims.claims.clauses import Segment, segments
from datasette_claims.claims.phrases import is_name_word, noun_phrase
from datasette_claims.claims.reading import CueWords, Range, Reading

VERB, AS, SO, BEFORE, AFTER, NACH, ANAPHOR = "verb", "as", "so", "before", "after", "nach", "anaphor"

_VERB_LISTS = ("speech", "thought", "demand", "stance", "naming")


def cues(reading: Reading) -> Reading:
    """Find the cues of every sentence, outside quotations, in text order."""
    found = [cue for sentence in reading.sentences for cue in _in_sentence(reading, sentence)]
    return replace(reading, cues=tuple(found))


def _in_sentence(reading: Reading, sentence: Range) -> Iterator[CueWords]:
    clauses = segments(reading, sentence)
    for k, segment in enumerate(clauses):
        found = [*_verb_cues(reading, segment), *_source_cues(reading, segment)]
        if not found and k:
            found = list(_split_verb(reading, segment, clauses[k + 1 :]))
        yield from sorted(found, key=lambda cue: cue.head)


def _split_verb(reading: Reading, segment: Segment, later: list[Segment]) -> Iterator[CueWords]:
    """Find the verb whose other half waits behind an apposition: …, hatte der Chef, Jan Pohl, erklärt."""
    words, lexicon = reading.words, reading.lexicon
    head = segment.start
    if not later or reading.quoted[head]:
        return
    last = later[-1].end - 1
    if lexicon.has("forms", "have", words.lower[head]) or lexicon.has("forms", "lets", words.lower[head]):
        lemma = lexicon.lemma(words.texts[last])
    elif lexicon.has("phrases", "separable", words.lower[last]):
        lemma = words.lower[last] + lexicon.lemma(words.texts[head])
    else:
        return
    if is_verb(reading, lemma) and not reading.quoted[last]:
        yield CueWords((head, last), head, lemma, VERB)


def is_verb(reading: Reading, lemma: str) -> bool:
    """Tell whether a verb can be a cue by itself."""
    return any(reading.lexicon.opens(use, lemma) for use in _VERB_LISTS)


def _verb_cues(reading: Reading, segment: Segment) -> Iterator[CueWords]:
    words, lexicon = reading.words, reading.lexicon
    open_words = [i for i in range(segment.start, segment.end) if not reading.quoted[i]]
    tail = open_words[-1] if open_words else -1
    for i in open_words:
        text = words.texts[i]
        if not text[0].islower() or not text.isalpha() or _attributive(reading, i, segment):
            continue
        if not lexicon.verb_second and _english_noun(reading, i, segment):
            continue
        lemma = lexicon.lemma(text)
        parts: tuple[int, ...] = (i,)
        if tail > i and lexicon.has("phrases", "separable", words.lower[tail]):
            compound = words.lower[tail] + lemma
            if is_verb(reading, compound) or compound in lexicon.idioms:
                lemma, parts = compound, (i, tail)
            elif is_verb(reading, lemma) and not lexicon.has("phrases", "adverbs", words.lower[tail]):
                continue
        elif tail == i and segment.end < len(words) and lexicon.has("phrases", "separable", text):
            continue
        cue = _idiom(reading, segment, lemma, parts) or _single(reading, segment, lemma, parts, tail)
        if cue:
            yield cue


def _attributive(reading: Reading, i: int, segment: Segment) -> bool:
    """Tell whether a word shaped like a verb modifies a noun: die genannte Summe."""
    words, lexicon = reading.words, reading.lexicon
    if i == segment.start or i + 1 >= segment.end or not words.texts[i + 1][0].isupper():
        return False
    before = words.lower[i - 1]
    return lexicon.has("phrases", "determiners", before) or lexicon.has("phrases", "oblique", before)


def _english_noun(reading: Reading, i: int, segment: Segment) -> bool:
    """Tell whether a word shaped like a verb is a noun or an infinitive here: a report, to say, saying."""
    lexicon, lower = reading.lexicon, reading.words.lower
    if lower[i].endswith("ing"):
        return True
    if i == segment.start:
        return False
    before = lower[i - 1]
    return (
        lexicon.has("phrases", "determiners", before)
        or lexicon.has("phrases", "links", before)
        or before == lexicon.lists["clauses.infinitive"][0]
        or lexicon.has("forms", "be", before)
        or lexicon.has("forms", "modals", before)
    )


def _idiom(reading: Reading, segment: Segment, lemma: str, parts: tuple[int, ...]) -> CueWords | None:
    lower = reading.words.lower
    for needed in reading.lexicon.idioms.get(lemma, ()):
        places = [
            next((k for k in range(segment.start, segment.end) if lower[k] == word and not reading.quoted[k]), None)
            for word in needed
        ]
        if None not in places:
            joined = tuple(sorted({*parts, *(k for k in places if k is not None)}))
            return CueWords(joined, _finite_of(reading, segment, parts), " ".join((*needed, lemma)), VERB)
    return None


def _finite_of(reading: Reading, segment: Segment, parts: tuple[int, ...]) -> int:
    """Return the auxiliary that governs a participle at the end of its clause, else the verb itself."""
    lower, lexicon = reading.words.lower, reading.lexicon
    if not lexicon.verb_second:
        return parts[0]
    for i in range(segment.start, segment.end):
        if i != parts[0] and not reading.quoted[i] and any(
            lexicon.has("forms", use, lower[i]) for use in ("have", "be", "modals", "lets")
        ):
            return i
    return parts[0]


def _single(
    reading: Reading, segment: Segment, lemma: str, parts: tuple[int, ...], tail: int
) -> CueWords | None:
    lower, lexicon = reading.words.lower, reading.lexicon
    i = parts[0]
    if not is_verb(reading, lemma) or (i > segment.start and lower[i - 1] == lexicon.lists["clauses.infinitive"][0]):
        return None
    if not lexicon.verb_second:
        auxiliary = i > segment.start and lexicon.has("forms", "have", lower[i - 1])
        return CueWords((i - 1, *parts) if auxiliary else parts, i - 1 if auxiliary else i, lemma, VERB)
    head = _finite_of(reading, segment, parts)
    if head != i:
        if i != tail and head != tail:
            return None
        governed = any(lexicon.has("forms", use, lower[head]) for use in ("have", "lets"))
        return CueWords(tuple(sorted((head, *parts))), head, lemma, VERB) if governed else None
    near = {k for k in (i + 1, parts[-1] - 1) if k < segment.end and lexicon.has("phrases", "correlates", lower[k])}
    return CueWords(tuple(sorted({*parts, *near})), i, lemma, VERB)


def _source_cues(reading: Reading, segment: Segment) -> Iterator[CueWords]:
    words, lexicon = reading.words, reading.lexicon
    for i in range(segment.start, segment.end):
        if reading.quoted[i]:
            continue
        word = words.lower[i]
        if lexicon.has("sources", "before", word):
            end = i + 2 if words.lower[i + 1 : i + 2] == lexicon.lists.get("sources.to", ("",)) else i + 1
            if noun_phrase(reading, end, segment.end, oblique=True):
                yield CueWords(tuple(range(i, end)), i, " ".join(words.lower[i:end]), BEFORE)
        elif lexicon.has("sources", "after", word):
            yield CueWords((i,), i, word, AFTER)
        elif lexicon.has("sources", "prepositions", word):
            if _source_noun(reading, i + 1, segment.end):
                yield CueWords((i,), i, word, NACH)
        elif lexicon.has("sources", "anaphors", word):
            yield CueWords((i,), i, word, ANAPHOR)
        elif i == segment.start:
            yield from _opening_cue(reading, segment)


def _opening_cue(reading: Reading, segment: Segment) -> Iterator[CueWords]:
    """Find the inverted "so": …, so der Minister; not "so viele wie"."""
    lexicon, words, at = reading.lexicon, reading.words, segment.start
    if not lexicon.has("sources", "so", words.lower[at]) or segment.opener != "," or at + 1 >= segment.end:
        return
    named = is_name_word(words.texts[at + 1]) or lexicon.has("phrases", "determiners", words.lower[at + 1])
    alone = at + 2 == segment.end and lexicon.has("phrases", "pronouns", words.lower[at + 1])
    if (named or alone) and noun_phrase(reading, at + 1, segment.end):
        yield CueWords((at,), at, words.lower[at], SO)


def _source_noun(reading: Reading, i: int, end: int) -> bool:
    """Tell whether the phrase that begins with word ``i`` names words or views: Angaben der Polizei."""
    words = reading.words
    after = noun_phrase(reading, i, end, oblique=True)
    return after is not None and any(
        reading.lexicon.has("sources", "nouns", word) for word in words.texts[i : min(after, i + 4)]
    )
