"""Noun phrases and subjects: determiner, modifiers, noun, name, genitives, appositions.

Functions take a word index and return the index after the phrase, or None.
"""

from __future__ import annotations

import re

from datasette_claims.claims.nouns import (
    bracket,
    is_body,
    is_name_word,
    is_role,
    is_small,
    noun_end,
    quoted_name,
    role_of,
)
from datasette_claims.claims.reading import Range, Reading

_ADJECTIVE = re.compile(r"[\w-]{2,}(?:e|en|er|es|em)$")
_MOST_MODIFIERS = 5
_MOST_OF_OFFICE = 2
_MOST_ATTRIBUTES = 3
_FINITE = ("have", "be", "modals", "subjunctive", "conditional")
_CUE_VERBS = ("speech", "thought", "demand", "stance")


def noun_phrase(reading: Reading, i: int, end: int, *, oblique: bool = False) -> int | None:
    """Return the end of the noun phrase that begins with word ``i`` and lies before ``end``.

    ``oblique`` admits phrases that cannot be a subject (dem Minister). A name, a pronoun or an organisation is a
    noun phrase too; a comma ends it, but for an apposition that names a role's holder.
    """
    j = _head(reading, i, end, oblique=oblique)
    if j is None:
        return i + 1 if i < end and reading.lexicon.has("phrases", "pronouns", reading.words.lower[i]) else None
    return _apposition(reading, i, _attributes(reading, i, j, end), end)


def prepositional_phrase(reading: Reading, i: int, end: int) -> int | None:
    """Return the end of the phrase that begins with the preposition ``i`` (am Montag, bei einer Sitzung)."""
    if i + 1 >= end or not reading.lexicon.has("phrases", "prepositions", reading.words.lower[i]):
        return None
    if not reading.lexicon.verb_second and reading.lexicon.has("phrases", "adverbs", reading.words.lower[i + 1]):
        return i + 2  # on Tuesday
    return noun_phrase(reading, i + 1, end, oblique=True)


def skip_adverbials(reading: Reading, i: int, end: int) -> int:
    """Return the index after the adverbs and prepositional phrases that begin with word ``i``."""
    while i < end:
        after = prepositional_phrase(reading, i, end)
        if after is None and reading.lexicon.has("phrases", "adverbs", reading.words.lower[i]):
            after = i + 1
        if after is None:
            return i
        i = after
    return i


def subject_after(reading: Reading, i: int, end: int) -> Range | None:
    """Return the subject that follows a finite verb: sagte [am Montag] die Ministerin."""
    lexicon, words = reading.lexicon, reading.words
    i = skip_adverbials(reading, i, end)
    if i < end and lexicon.has("phrases", "oblique", words.lower[i]):
        after = noun_phrase(reading, i, end, oblique=True)
        i = i if after is None else skip_adverbials(reading, after, end)
    after = noun_phrase(reading, i, end)
    if after is None or any(lexicon.has("phrases", "times", word) for word in words.texts[i:after]):
        return None
    return Range(i, after)


def subject_before(reading: Reading, i: int, verb: int) -> Range | None:
    """Return the subject that begins a clause with word ``i`` and precedes its finite verb."""
    if i < verb and reading.lexicon.has("clauses", "coordinators", reading.words.lower[i]):
        i += 1
    after = noun_phrase(reading, i, verb)
    return Range(i, after) if after is not None and _reaches(reading, after, verb) else None


def _reaches(reading: Reading, after: int, verb: int) -> bool:
    """Tell whether nothing but adverbials, or an insertion between commas, stands before the verb."""
    texts = reading.words.texts
    rest = skip_adverbials(reading, after, verb)
    if rest == verb or (rest == verb - 1 and texts[rest] == ","):
        return True
    return texts[rest] == "," and texts[verb - 1] == "," and _is_insertion(reading, rest + 1, verb - 1)


def _is_insertion(reading: Reading, i: int, end: int) -> bool:
    """Tell whether a relative clause or an apposition, not another main clause, stands between two commas."""
    if reading.lexicon.has("clauses", "relatives", reading.words.lower[i]):
        return "," not in reading.words.texts[i:end]
    return noun_phrase(reading, i, end, oblique=True) == end


# Heads


def _head(reading: Reading, i: int, end: int, *, oblique: bool) -> int | None:
    """Return the end of determiner, modifiers, noun and name."""
    lexicon = reading.lexicon
    uses = ("determiners", "oblique") if oblique else ("determiners",)
    determined = i < end and lexicon.has_any("phrases", reading.words.lower[i], *uses)
    j = i + determined
    if not lexicon.verb_second:
        return _lower_case_head(reading, j, end, determined=determined)
    last = min(end, j + _MOST_MODIFIERS)
    while j < last and _is_modifier(reading, j):
        j += 1
    return _noun(reading, j, end, alone=j == i, oblique=oblique) if j < end else None


def _noun(reading: Reading, j: int, end: int, *, alone: bool, oblique: bool) -> int | None:
    """Return the end of a noun or a name in marks; one that stands alone must be no mere sentence opening."""
    if reading.quoted[j]:
        named = oblique or not alone or _names_a_paper(reading, j, end)
        return quoted_name(reading, j, end) if named else None
    if not is_name_word(reading.words.texts[j]) or (alone and is_small(reading, j)):
        return None
    return noun_end(reading, j, end)


def _names_a_paper(reading: Reading, j: int, end: int) -> bool:
    """Tell whether a short quotation can be a name by itself („Haaretz“ berichtet), not what is said („Ja“, sagte)."""
    after = quoted_name(reading, j, end)
    if after is None:
        return False
    texts = reading.words.texts
    return texts[after - 2] not in {".", "!", "?", ","} and (after >= end or texts[after] not in {",", ":"})


def _is_modifier(reading: Reading, i: int) -> bool:
    word, lexicon = reading.words.texts[i], reading.lexicon
    if word.isdigit():
        return True
    if not word[0].islower() or lexicon.has_any("forms", word, *_FINITE):
        return False
    other = lexicon.has_any("phrases", word, "prepositions", "pronouns", "determiners", "oblique")
    return not other and bool(_ADJECTIVE.match(word))


def _lower_case_head(reading: Reading, start: int, end: int, *, determined: bool) -> int | None:
    """Return the end of a noun in a language without capitals: before a verb, a preposition or a mark."""
    j = start
    while j < end and not reading.quoted[j] and _continues(reading, j, first=j == start, determined=determined):
        j = noun_end(reading, j, end) if reading.words.texts[j][0].isupper() else j + 1
    return j if j > start else None


def _continues(reading: Reading, j: int, *, first: bool, determined: bool) -> bool:
    """Tell whether word ``j`` belongs to a lower-case noun phrase."""
    word = reading.words.texts[j]
    if is_small(reading, j):
        return False
    if word[0].isupper() or word[0].isdigit():
        return True
    if not word.isalpha() or (first and not determined and not _begins_bare(reading, j)):
        return False
    return first or not _is_verb(reading, word)


def _begins_bare(reading: Reading, j: int) -> bool:
    """Tell whether a noun without an article begins with word ``j``: a role, or whatever stands before a name.

    The latter only right behind a quotation, where no verb or conjunction is likely: "…," keeper Owen Marsh said.
    """
    texts = reading.words.texts
    if role_of(reading, texts[j]) is not None:
        return True
    if j == 0 or not reading.quoted[j - 1]:
        return False
    k = j + 1
    while k < j + _MOST_OF_OFFICE and k < len(texts) and texts[k].islower():
        k += 1
    named = [word[0].isupper() for word in texts[k : k + 2]] == [True, True]
    return named and not any(is_small(reading, i) or _is_verb(reading, texts[i]) for i in range(j, k))


def _is_verb(reading: Reading, word: str) -> bool:
    lexicon, lemma = reading.lexicon, reading.lexicon.lemma(word)
    known = lexicon.has_any("forms", word, *_FINITE) or lexicon.has_any("verbs", lemma, *_CUE_VERBS)
    if known or word.endswith("ed"):
        return True
    # broke, fell: a form that is neither its own dictionary form nor a plural
    return lemma != word and not word.endswith("s") and not lexicon.has("phrases", "irregular_plurals", word)


# What follows the head


def _attributes(reading: Reading, i: int, j: int, end: int) -> int:
    """Return the end of the brackets, genitives, origins and purposes that follow a head ending at ``j``."""
    j = bracket(reading, j, end)
    for _ in range(_MOST_ATTRIBUTES):
        after = _attribute(reading, i, j, end) if j < end else None
        if after is None:
            break
        j = bracket(reading, after, end)
    return j


def _attribute(reading: Reading, i: int, j: int, end: int) -> int | None:
    lexicon, words = reading.lexicon, reading.words
    if reading.quoted[j]:
        return quoted_name(reading, j, end) if words.texts[j - 1][0].isupper() else None
    word = words.lower[j]
    if lexicon.has("phrases", "genitives", word) and words.texts[j][0].islower():
        return None if _is_addressee(reading, i, j, end) else _head(reading, j, end, oblique=True)
    purpose = lexicon.has("phrases", "purposes", word) and is_body(reading, words.texts[j - 1])
    linked = purpose or lexicon.has_any("phrases", word, "links", "origins")
    return _head(reading, j + 1, end, oblique=True) if linked else None


def _is_addressee(reading: Reading, i: int, j: int, end: int) -> bool:
    """Tell whether a feminine dative names the outlet that somebody spoke to: sagte der Minister der Zeitung."""
    after = _head(reading, j, end, oblique=True)
    feminine = reading.words.lower[j] in reading.lexicon.lists["names.feminine_datives"]
    if after is None or not feminine or not is_role(reading, Range(i, j)):
        return False
    return any(reading.lexicon.ends("names.outlets", word) for word in reading.words.lower[j + 1 : after])


def _apposition(reading: Reading, i: int, j: int, end: int) -> int:
    """Return the end of the phrase with its apposition: die Sprecherin …, Maria Sacharowa; Jan Pohl, Chef der Bank."""
    texts = reading.words.texts
    if texts[j : j + 1] != (",",) or j + 1 >= end:
        return j
    if texts[j + 1].isdigit() and texts[j + 2 : j + 3] == (",",):
        return _apposition(reading, i, j + 2, end)  # an age: Luis Armendariz, 34, a foreman
    after = _name_after_role(reading, i, j, end) or _role_after_name(reading, i, j, end)
    return after if after is not None and _closes_apposition(reading, after, end) else j


def _closes_apposition(reading: Reading, i: int, end: int) -> bool:
    if i >= end or reading.words.texts[i] in {",", ".", ":", ";"}:
        return True
    return reading.lexicon.opens("speech", reading.lexicon.lemma(reading.words.texts[i]))


def _name_after_role(reading: Reading, i: int, comma: int, end: int) -> int | None:
    if not is_role(reading, Range(i, comma)) or not is_name_word(reading.words.texts[comma + 1]):
        return None
    if is_small(reading, comma + 1):
        return None
    after = bracket(reading, noun_end(reading, comma + 1, end), end)
    return after if after - comma > 2 else None  # noqa: PLR2004 - a full name has two words at least


def _role_after_name(reading: Reading, i: int, comma: int, end: int) -> int | None:
    name = reading.words.texts[i:comma]
    if len(name) < 2 or not all(map(is_name_word, name)) or is_role(reading, Range(i, comma)):  # noqa: PLR2004 - as above
        return None
    head = _head(reading, comma + 1, end, oblique=False)
    if head is None or not is_role(reading, Range(comma + 1, head)):
        return None
    return _attributes(reading, comma + 1, head, end)
