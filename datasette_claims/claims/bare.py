"""The content of a verb in a language that needs no comma before it: she said (that) it rains, urged them to go."""

from __future__ import annotations

from datasette_claims.claims.clauses import finite
from datasette_claims.claims.contents import Content, last_clause, trailing, trails
from datasette_claims.claims.phrases import noun_phrase, skip_adverbials
from datasette_claims.claims.reading import Place, Range, Reading


def bare_content(place: Place, mention: Range | None) -> Content | None:
    """Return what a verb governs without a comma, or None if a comma or a colon must open it."""
    clause, cue = place.clause, place.cue
    said = max(cue.words[-1] + 1, mention.end if mention else 0)
    done = skip_adverbials(place.reading, said, clause.end)
    if done < clause.end:
        inverted = cue.head == clause.start and place.at > 0 and trails(place, mention)
        return trailing(place, mention) if inverted else _following(place, done)
    framed = mention is not None and mention.start >= clause.start
    return trailing(place, mention) if place.at and framed else None


def _following(place: Place, done: int) -> Content | None:
    """Return the content that follows the verb's own words, which end before ``done``."""
    done = _addressee(place, done, place.clauses[-1].end) or done
    rule = _rule(place, done)
    last = place.clauses[last_clause(place, place.at)].end
    return Content((Range(done, last),), rule) if rule and done < last else None


def _addressee(place: Place, i: int, end: int) -> int | None:
    """Return the end of those who are told or urged, if a content follows them."""
    reading, lexicon = place.reading, place.reading.lexicon
    if not lexicon.has("verbs", "addressing", place.cue.lemma):
        return None
    after = noun_phrase(reading, i, end, oblique=True)
    if after is None:
        opens = lexicon.has_any("clauses", reading.words.lower[i], "conjunctions", "questions", "infinitive")
        if opens or not reading.words.texts[i].isalpha():
            return None
        after = i + 1
    after = skip_adverbials(reading, after, end)
    return after if after < end and reading.words.texts[after] not in {",", "."} else None


def _rule(place: Place, i: int) -> str | None:
    """Return the rule by which the content begins with word ``i``, or None if it cannot."""
    reading, lexicon, lemma = place.reading, place.reading.lexicon, place.cue.lemma
    speech = lexicon.opens("speech", lemma) or " " in lemma
    if _begins_infinitive(place, i):
        return "verb-leading-infinitive" if lexicon.opens("demand", lemma) else None
    if lexicon.has("clauses", "conjunctions", reading.words.lower[i]):
        return "verb-leading-that" if speech or lexicon.opens("thought", lemma) else None
    return _speech_rule(place, i) if speech else None


def _speech_rule(place: Place, i: int) -> str | None:
    reading, lexicon = place.reading, place.reading.lexicon
    if reading.quoted[i]:
        return "verb-leading-quotation"
    if lexicon.has("clauses", "questions", reading.words.lower[i]):
        return "verb-leading-question"
    if lexicon.opens("stance", place.cue.lemma):
        return None
    rest = Range(i, place.clauses[-1].end)
    return "verb-leading-bare" if finite(reading, rest) is not None or _subject_and_verb(reading, rest) else None


def _begins_infinitive(place: Place, i: int) -> bool:
    lexicon, lower = place.reading.lexicon, place.reading.words.lower
    if lower[i] in lexicon.lists["clauses.infinitive"]:
        return True
    of = lower[i] in lexicon.lists["sources.of"] and lexicon.has("verbs", "with_of", place.cue.lemma)
    return of and i + 1 < len(lower) and lower[i + 1].endswith("ing")


def _subject_and_verb(reading: Reading, words: Range) -> bool:
    """Tell whether a noun phrase and something that can be its verb follow one another."""
    after = noun_phrase(reading, words.start, words.end)
    if after is None or after >= words.end or not reading.words.texts[after][0].islower():
        return False
    return not reading.lexicon.has("phrases", "prepositions", reading.words.lower[after])
