"""Sentences without a frame that are somebody's words all the same: by their mood, or as quotations alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from datasette_claims.claims.clauses import is_subordinate, segments, subjunctive
from datasette_claims.claims.nouns import is_agent, is_role
from datasette_claims.claims.phrases import noun_phrase
from datasette_claims.claims.reading import Range, Reading, Segment

PLAN = "plan"
"""The rule of free indirect speech; the others here are those of indirect/free indirect speech."""

_EARLY = 6
"""Words among which a main clause has its finite verb."""


def free_rule(reading: Reading, sentence: Range, spoken: Sequence[Range]) -> str | None:
    """Return why a sentence is somebody's words, or None if it is the author's; ``spoken`` are the attributed before.

    Subjunctive I hardly occurs but in reported speech; subjunctive II and plans (sollen) report only right after
    somebody's words, and never as a condition.
    """
    clauses = segments(reading, sentence)
    main = _main_clause(reading, clauses) if spoken else None
    if main is None:
        return None
    if subjunctive(reading, Range(main.start, main.end), strict=True) is not None:
        return "subjunctive"
    return _rule_after_speech(reading, clauses, main) if _follows(reading, sentence, spoken) else None


def _rule_after_speech(reading: Reading, clauses: Sequence[Segment], main: Segment) -> str | None:
    verb = subjunctive(reading, Range(main.start, main.end))
    if verb is not None and not _conditional(reading, clauses, verb):
        return "conditional"
    lower = reading.words.lower[main.start : min(main.end, main.start + _EARLY)]
    return PLAN if any(reading.lexicon.has("forms", "plans", word) for word in lower) else None


def named_before(reading: Reading, sentence: Range, quotation: Range) -> Range | None:
    """Return the speaker of a quotation that stands behind a name and a colon: Schröder: „…“."""
    colon = quotation.start - 1
    if colon < sentence.start or reading.words.texts[colon] != ":":
        return None
    after = noun_phrase(reading, sentence.start, colon)
    return Range(sentence.start, after) if after == colon else None


def introduced(reading: Reading, sentence: Range, spoken: AbstractSet[int]) -> Range | None:
    """Return the person who is the subject of the sentence before, if that is nobody's words itself.

    ``spoken`` are the words of all sentences that are somebody's. So news copy introduces a speaker: Apotheker Jan Pohl
    hält davon wenig. Er glaube den Zusagen nicht.
    """
    k = bisect_left(reading.sentences, sentence) - 1
    before = reading.sentences[k] if k >= 0 else None
    if before is None or before.start in spoken or reading.section(before.start) != reading.section(sentence.start):
        return None
    after = noun_phrase(reading, before.start, before.end)
    subject = Range(before.start, after) if after is not None else None
    return subject if subject is not None and _names_person(reading, subject) else None


def _names_person(reading: Reading, subject: Range) -> bool:
    """Tell whether a phrase holds a role or a work and a name."""
    capitals = [word for word in reading.words.texts[slice(*subject)] if word[0].isupper()]
    works = any(is_agent(reading, word) for word in capitals)
    return len(capitals) > 1 and (works or is_role(reading, subject))


def _main_clause(reading: Reading, clauses: Sequence[Segment]) -> Segment | None:
    """Return the first clause that no conjunction subordinates."""
    lexicon, lower = reading.lexicon, reading.words.lower
    if len(clauses) == 1:
        return clauses[0]
    for k, clause in enumerate(clauses):
        first = lower[clause.start]
        subordinate = is_subordinate(reading, clause) or lexicon.has("clauses", "conjunctions", first)
        if not subordinate and (k == 0 or not lexicon.has("clauses", "relatives", first)):
            return clause
    return None


def _conditional(reading: Reading, clauses: Sequence[Segment], verb: int) -> bool:
    """Tell whether a subjunctive II states a condition: Käme es dazu, wäre …; wenn es käme."""
    lexicon, lower = reading.lexicon, reading.words.lower
    if verb == clauses[0].start:
        return True
    return any(lexicon.has("clauses", "conditions", lower[clause.start]) for clause in clauses)


def _follows(reading: Reading, sentence: Range, spoken: Sequence[Range]) -> bool:
    """Tell whether the sentence right before is somebody's words."""
    k = bisect_left(reading.sentences, sentence)
    return k > 0 and reading.sentences[k - 1] in spoken
