"""Clauses by their borders and verbs: commas, colons and dashes outside quotations; moods from the lexicon."""

from __future__ import annotations

import re

from datasette_claims.claims.reading import Range, Reading, Segment
from datasette_claims.claims.sentences import STOPS

_BORDERS = frozenset({",", ";", ":", "–", "—", "-"})


def core(reading: Reading, sentence: Range) -> Range:
    """Return a sentence without its final stop."""
    end = sentence.end
    while end > sentence.start and reading.words.texts[end - 1] in STOPS and not reading.quoted[end - 1]:
        end -= 1
    return Range(sentence.start, end)


def segments(reading: Reading, sentence: Range) -> list[Segment]:
    """Cut a sentence at the commas, colons, semicolons and dashes outside its quotations."""
    words, quoted = reading.words, reading.quoted
    found = []
    start, opener = sentence.start, ""
    end = core(reading, sentence).end
    for i in range(sentence.start, end):
        if words.texts[i] in _BORDERS and not quoted[i] and _is_border(reading, i):
            if i > start:
                found.append(Segment(start, i, opener))
            start, opener = i + 1, words.texts[i]
        elif _closes(reading, i) and i + 1 < end:
            found.append(Segment(start, i + 1, opener))
            start, opener = i + 1, ","
    if end > start:
        found.append(Segment(start, end, opener))
    return found


def _closes(reading: Reading, i: int) -> bool:
    """Tell whether a quotation ends here with its comma or stop inside: "…," she said; „…!“ rief er."""
    words, quoted = reading.words, reading.quoted
    if not quoted[i] or i + 1 >= len(words) or quoted[i + 1] or words.texts[i - 1] not in {",", ".", "!", "?"}:
        return False
    return words.texts[i + 1] not in _BORDERS and words.texts[i + 1] not in STOPS


def _is_border(reading: Reading, i: int) -> bool:
    """Tell a dash between clauses from a hyphen inside a word or a score."""
    words = reading.words
    if words.texts[i] not in {"-", "–", "—"}:
        return True
    return i > 0 and words.ends[i - 1] < words.starts[i] and i + 1 < len(words) and words.ends[i] < words.starts[i + 1]


def is_subordinate(reading: Reading, clause: Segment) -> bool:
    """Tell whether a conjunction subordinates a clause; one that is a preposition too needs its verb at the end."""
    lexicon, first = reading.lexicon, reading.words.lower[clause.start]
    if not lexicon.has("clauses", "subordinators", first):
        return False
    if not lexicon.verb_second or not lexicon.has("phrases", "prepositions", first):
        return True
    last = Range(clause.end - 1, clause.end)
    return finite(reading, last) is not None or subjunctive(reading, last) is not None


def subjunctive(reading: Reading, words: Range, *, strict: bool = False) -> int | None:
    """Return the index of the first subjunctive verb outside quotations, or None.

    ``strict`` asks for subjunctive I, which hardly occurs but in reported speech. Rule and figures: a closed list
    and, for the rest, a form whose infinitive is itself with n (hoffe, missfalle), unless somebody says I.
    """
    if not reading.lexicon.verb_second:
        return None
    texts = reading.words.texts
    verbs = (i for i in range(*words) if not reading.quoted[i] and (texts[i][0].islower() or i == words.start))
    return next((i for i in verbs if _is_subjunctive(reading, i, strict=strict)), None)


def _is_subjunctive(reading: Reading, i: int, *, strict: bool) -> bool:
    word = reading.words.lower[i]
    uses = ("subjunctive",) if strict else ("subjunctive", "conditional")
    return reading.lexicon.has_any("forms", word, *uses) or _regular_subjunctive(reading, i)


def _regular_subjunctive(reading: Reading, i: int) -> bool:
    lexicon, lower = reading.lexicon, reading.words.lower
    ending, infinitive = lexicon.lists["forms.suffix_subjunctive"][0], lexicon.lists["forms.suffix_infinitive"][0]
    word = lower[i]
    if not word.endswith(ending) or reading.words.texts[i][0].isupper():
        return False
    lemma = lexicon.lemma(word)
    # wandern, sammeln: wandere, sammele; bitten: the form alone is taken for the particle bitte
    stem = word[:-1] if word.endswith(("ere", "ele")) else word
    regular = lemma == stem + infinitive or lexicon.has_any("verbs", word + infinitive, "speech", "demand")
    near = lower[max(0, i - 6) : i + 7]
    return regular and not any(lexicon.has("forms", "first_person", other) for other in near)


def finite(reading: Reading, words: Range) -> int | None:
    """Return the index of the first word outside quotations that the lexicon knows as a finite verb."""
    lexicon = reading.lexicon
    for i in range(*words):
        if reading.quoted[i]:
            continue
        word = reading.words.lower[i]
        if any(lexicon.has("forms", use, word) for use in ("have", "be", "modals", "subjunctive", "conditional")):
            return i
    return None


def infinitive(reading: Reading, words: Range) -> bool:
    """Tell whether a clause ends in an infinitive with its particle: zu lösen, vorzugehen."""
    particle = reading.lexicon.lists["clauses.infinitive"][0]
    return any(_is_infinitive(reading, words, i, particle) for i in range(*words))


def _is_infinitive(reading: Reading, words: Range, i: int, particle: str) -> bool:
    word = reading.words.lower[i]
    if not word.endswith("n") or reading.words.texts[i][0].isupper() or _within_marks(reading, words, i):
        return False
    if i > words.start and reading.words.lower[i - 1] == particle:
        return True
    match = re.match(rf"(\w+?){particle}\w+$", word)
    return match is not None and reading.lexicon.has("phrases", "separable", match[1])


def _within_marks(reading: Reading, words: Range, i: int) -> bool:
    return reading.quoted[i] and i + 1 < words.end and reading.quoted[i + 1]
