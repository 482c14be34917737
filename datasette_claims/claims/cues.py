"""Step 4: cues, the words that signal reproduced speech: verbs with all their parts, idioms, source phrases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from datasette_claims.claims.clauses import segments
from datasette_claims.claims.nouns import is_name_word
from datasette_claims.claims.phrases import noun_phrase
from datasette_claims.claims.reading import CueKind, CueWords, Range, Reading, Segment

_VERB_LISTS = ("speech", "thought", "demand", "stance", "naming")
_AUXILIARIES = ("have", "be", "modals", "lets")
_SOURCE_WORDS = 4


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


# Verbs


def _verb_cues(reading: Reading, segment: Segment) -> Iterator[CueWords]:
    open_words = [i for i in range(segment.start, segment.end) if not reading.quoted[i]]
    for i in open_words:
        if not _can_be_verb(reading, i, segment):
            continue
        lemma, parts = _lexeme(reading, i, open_words[-1])
        cue = _idiom(reading, segment, lemma, parts) or _single(reading, segment, lemma, parts, open_words[-1])
        if cue:
            yield cue


def _is_verb(reading: Reading, lemma: str) -> bool:
    return reading.lexicon.has_any("verbs", lemma, *_VERB_LISTS)


def _can_be_verb(reading: Reading, i: int, segment: Segment) -> bool:
    """Tell whether a word can be a finite verb or a participle where it stands: no noun, no modifier of one."""
    text, lexicon = reading.words.texts[i], reading.lexicon
    if not text.isalpha() or not (text[0].islower() or _in_capitals(reading, segment)):
        return False
    if not lexicon.verb_second:
        before = reading.words.lower[i - 1] if i > segment.start else ""
        return not text.endswith("ing") and not _makes_noun_or_infinitive(reading, before)
    return i == segment.start or not _modifies_noun(reading, i, segment)


def _in_capitals(reading: Reading, segment: Segment) -> bool:
    """Tell whether a clause has no small letter: SAGTE ANNA WEBER."""
    return reading.text[slice(*reading.words.span(Range(segment.start, segment.end)))].isupper()


def _modifies_noun(reading: Reading, i: int, segment: Segment) -> bool:
    """Tell whether a word stands between an article and a noun: die genannte Summe; but Das sagte Pohl."""
    words, lexicon = reading.words, reading.lexicon
    before = words.lower[i - 1]
    if i + 1 >= segment.end or not words.texts[i + 1][0].isupper():
        return False
    points_back = i - 1 == segment.start and lexicon.has("sources", "demonstratives", before)
    return not points_back and lexicon.has_any("phrases", before, "determiners", "oblique")


def _makes_noun_or_infinitive(reading: Reading, before: str) -> bool:
    """Tell whether the word before makes an English word no finite verb: a report, to say, is said, will say."""
    lexicon = reading.lexicon
    if lexicon.has_any("phrases", before, "determiners", "links") or lexicon.has_any("forms", before, "be", "modals"):
        return True
    return before in lexicon.lists["clauses.infinitive"]


def _lexeme(reading: Reading, i: int, tail: int) -> tuple[str, tuple[int, ...]]:
    """Return the dictionary form of a verb and its parts; an empty form if its particle makes it another verb."""
    words, lexicon = reading.words, reading.lexicon
    lemma = lexicon.lemma(words.lower[i])
    if tail <= i or not lexicon.has("phrases", "separable", words.lower[tail]):
        return lemma, (i,)
    compound = words.lower[tail] + lemma
    if _is_verb(reading, compound) or compound in lexicon.idioms:
        return compound, (i, tail)
    other_verb = _is_verb(reading, lemma) and not lexicon.has("phrases", "adverbs", words.lower[tail])
    return ("", (i,)) if other_verb else (lemma, (i,))


def _idiom(reading: Reading, segment: Segment, lemma: str, parts: tuple[int, ...]) -> CueWords | None:
    """Find an idiom of a verb: all its words stand in the clause (hatte zuvor deutlich gemacht)."""
    for needed in reading.lexicon.idioms.get(lemma, ()):
        found = [k for word in needed for k in _places_of(reading, segment, word)[:1]]
        if len(found) == len(needed):
            joined = tuple(sorted({*parts, *found}))
            return CueWords(joined, _finite_of(reading, segment, parts), " ".join((*needed, lemma)), CueKind.VERB)
    return None


def _places_of(reading: Reading, segment: Segment, word: str) -> list[int]:
    lower, quoted = reading.words.lower, reading.quoted
    return [k for k in range(segment.start, segment.end) if lower[k] == word and not quoted[k]]


def _finite_of(reading: Reading, segment: Segment, parts: tuple[int, ...]) -> int:
    """Return the auxiliary that governs a participle at the end of its clause, else the verb itself."""
    lower, lexicon = reading.words.lower, reading.lexicon
    if not lexicon.verb_second:
        return parts[0]
    others = (i for i in range(segment.start, segment.end) if i != parts[0] and not reading.quoted[i])
    return next((i for i in others if lexicon.has_any("forms", lower[i], *_AUXILIARIES)), parts[0])


def _single(reading: Reading, segment: Segment, lemma: str, parts: tuple[int, ...], tail: int) -> CueWords | None:
    """Return the cue of a lone verb with its auxiliary, particle and correlate."""
    lower, lexicon = reading.words.lower, reading.lexicon
    i = parts[0]
    before = lower[i - 1] if i > segment.start else ""
    if not _is_verb(reading, lemma) or before in lexicon.lists["clauses.infinitive"]:
        return None
    if not lexicon.verb_second:
        perfect = lexicon.has("forms", "have", before)
        return CueWords((i - 1, *parts) if perfect else parts, i - perfect, lemma, CueKind.VERB)
    head = _finite_of(reading, segment, parts)
    if head == i:
        return CueWords(_with_correlate(reading, segment, parts), i, lemma, CueKind.VERB)
    governed = tail in {i, head} and lexicon.has_any("forms", lower[head], "have", "lets")
    return CueWords(tuple(sorted((head, *parts))), head, lemma, CueKind.VERB) if governed else None


def _with_correlate(reading: Reading, segment: Segment, parts: tuple[int, ...]) -> tuple[int, ...]:
    """Return a verb's words with the correlate beside them: forderte dazu auf."""
    beside = {parts[0] + 1, parts[-1] - 1} & set(range(segment.start, segment.end))
    lexicon, lower = reading.lexicon, reading.words.lower
    return tuple(sorted({*parts, *(k for k in beside if lexicon.has("phrases", "correlates", lower[k]))}))


def _split_verb(reading: Reading, segment: Segment, later: Sequence[Segment]) -> Iterator[CueWords]:
    """Find the verb whose other half waits behind an apposition: …, hatte der Chef, Jan Pohl, erklärt."""
    words, lexicon = reading.words, reading.lexicon
    head = segment.start
    if not later or reading.quoted[head] or reading.quoted[later[-1].end - 1]:
        return
    last = later[-1].end - 1
    lemma = ""
    if lexicon.has_any("forms", words.lower[head], "have", "lets"):
        lemma = lexicon.lemma(words.texts[last])
    elif lexicon.has("phrases", "separable", words.lower[last]):
        lemma = words.lower[last] + lexicon.lemma(words.texts[head])
    if _is_verb(reading, lemma):
        yield CueWords((head, last), head, lemma, CueKind.VERB)


# Sources


def _source_cues(reading: Reading, segment: Segment) -> Iterator[CueWords]:
    for i in range(segment.start, segment.end):
        kind = None if reading.quoted[i] else _source_kind(reading, segment, i)
        if kind is not None:
            words = (i, i + 1) if kind is CueKind.BEFORE and _takes_to(reading, i) else (i,)
            yield CueWords(words, i, " ".join(reading.words.lower[k] for k in words), kind)


def _source_kind(reading: Reading, segment: Segment, i: int) -> CueKind | None:
    """Return what sort of source phrase begins with a word, or None."""
    lexicon, word = reading.lexicon, reading.words.lower[i]
    if lexicon.has("sources", "before", word):
        start = i + 1 + _takes_to(reading, i)
        return CueKind.BEFORE if noun_phrase(reading, start, segment.end, oblique=True) else None
    if lexicon.has("sources", "after", word):
        return CueKind.AFTER
    if lexicon.has("sources", "prepositions", word):
        return CueKind.NACH if _source_noun(reading, i + 1, segment.end) else None
    if lexicon.has("sources", "anaphors", word):
        return CueKind.ANAPHOR
    return CueKind.SO if i == segment.start and _inverted_so(reading, segment) else None


def _takes_to(reading: Reading, i: int) -> bool:
    """Tell whether a second word completes the preposition: according to."""
    following = reading.words.lower[i + 1 : i + 2]
    return following != () and reading.lexicon.has("sources", "to", following[0])


def _inverted_so(reading: Reading, segment: Segment) -> bool:
    """Tell whether a clause is an inverted "so": …, so der Minister; not "so viele wie"."""
    at = segment.start
    so = reading.lexicon.has("sources", "so", reading.words.lower[at])
    if not so or segment.opener != "," or at + 1 >= segment.end:
        return False
    return _begins_subject(reading, segment) and noun_phrase(reading, at + 1, segment.end) is not None


def _begins_subject(reading: Reading, segment: Segment) -> bool:
    """Tell whether a name, an article or a lone pronoun follows the first word of a clause."""
    lexicon, words, i = reading.lexicon, reading.words, segment.start + 1
    if lexicon.has("phrases", "pronouns", words.lower[i]):
        return i + 1 == segment.end or is_name_word(words.texts[i])
    return is_name_word(words.texts[i]) or lexicon.has("phrases", "determiners", words.lower[i])


def _source_noun(reading: Reading, i: int, end: int) -> bool:
    """Tell whether the phrase that begins with word ``i`` names words or views: Angaben der Polizei."""
    after = noun_phrase(reading, i, end, oblique=True)
    words = reading.words.texts[i : min(after or i, i + _SOURCE_WORDS)]
    return any(reading.lexicon.has("sources", "nouns", word) for word in words)
