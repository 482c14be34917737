"""Noun phrases by their own signs: determiner, modifiers, capitals, genitives, titles, appositions.

No tagger is asked, since none for German can be installed from the registries; German writes nouns with a
capital, which carries most of the way. Functions take a word index and return the index after the phrase, or None.
"""

from __future__ import annotations

import re
from functools import lru_cache

from datasette_claims.claims.lexicon import Lexicon
from datasette_claims.claims.reading import Range, Reading

_ADJECTIVE = re.compile(r"\w{2,}(?:e|en|er|es|em|te|ten|ter)$")
_MOST_MODIFIERS = 5
_LONGEST_BRACKET = 6


def noun_phrase(reading: Reading, i: int, end: int, *, oblique: bool = False) -> int | None:
    """Return the end of the noun phrase that begins with word ``i`` and lies before ``end``.

    ``oblique`` admits phrases that cannot be a subject (dem Minister). A name, a pronoun or an organisation is a
    noun phrase too; a comma ends it, but for an apposition that names a role's holder.
    """
    j = _head(reading, i, end, oblique=oblique)
    if j is None:
        return i + 1 if i < end and reading.lexicon.has("phrases", "pronouns", reading.words.lower[i]) else None
    return _extended(reading, i, j, end)


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
        if after is not None:
            i = skip_adverbials(reading, after, end)
    after = noun_phrase(reading, i, end)
    return Range(i, after) if after is not None else None


def subject_before(reading: Reading, i: int, verb: int) -> Range | None:
    """Return the subject that begins a clause with word ``i`` and precedes its finite verb."""
    lexicon, words = reading.lexicon, reading.words
    if i < verb and lexicon.has("clauses", "coordinators", words.lower[i]):
        i += 1
    after = noun_phrase(reading, i, verb)
    if after is None:
        return None
    rest = skip_adverbials(reading, after, verb)
    if rest == verb or rest == verb - 1 and words.texts[rest] == ",":
        return Range(i, after)
    between = words.texts[rest] == "," and words.texts[verb - 1] == ","
    return Range(i, after) if between and _is_insertion(reading, rest + 1, verb - 1) else None


def _is_insertion(reading: Reading, i: int, end: int) -> bool:
    """Tell whether a relative clause or an apposition, not another main clause, stands between two commas."""
    first = reading.words.lower[i]
    if reading.lexicon.has("clauses", "relatives", first):
        return not any(word == "," for word in reading.words.texts[i:end])
    return noun_phrase(reading, i, end, oblique=True) == end


def _head(reading: Reading, i: int, end: int, *, oblique: bool) -> int | None:
    """Return the end of determiner, modifiers, noun and name."""
    lexicon, words = reading.lexicon, reading.words
    j = i
    if j < end and (
        lexicon.has("phrases", "determiners", words.lower[j])
        or oblique
        and lexicon.has("phrases", "oblique", words.lower[j])
    ):
        j += 1
    if not lexicon.verb_second:
        return _english_head(reading, j, end, determined=j > i)
    modifiers = 0
    while j < end and modifiers < _MOST_MODIFIERS and _is_modifier(reading, j):
        j += 1
        modifiers += 1
    if j < end and reading.quoted[j]:
        return _quoted_name(reading, j, end)
    if j >= end or not is_name_word(words.texts[j]) or j == i and is_small(reading, j):
        return None
    return noun_end(reading, j, end)


def _english_head(reading: Reading, j: int, end: int, *, determined: bool) -> int | None:
    """Return the end of an English noun with its modifiers: it ends before a verb, a preposition or a mark."""
    words, lexicon = reading.words, reading.lexicon
    start = j
    while j < end and not reading.quoted[j]:
        word = words.texts[j]
        if word[0].isupper() and not is_small(reading, j) or word[0].isdigit():
            j = noun_end(reading, j, end) if word[0].isupper() else j + 1
            continue
        first = j == start and determined
        if not word.isalpha() or is_small(reading, j) or not determined and word[0].islower() and j == start:
            break
        if not first and (_is_verb(reading, word) or _cue_like(reading, word)):
            break
        j += 1
    return j if j > start else None


def _cue_like(reading: Reading, word: str) -> bool:
    lexicon, lemma = reading.lexicon, reading.lexicon.lemma(word)
    return any(lexicon.opens(use, lemma) for use in ("speech", "thought", "demand", "stance")) or word.endswith("ed")


def is_small(reading: Reading, i: int) -> bool:
    """Tell whether a capitalised word only begins a sentence: an adverb, a preposition, a conjunction."""
    word = reading.words.lower[i]
    return any(reading.lexicon.has("phrases", use, word) for use in ("small", "adverbs", "prepositions", "pronouns"))


def _is_modifier(reading: Reading, i: int) -> bool:
    word = reading.words.texts[i]
    if word.isdigit():
        return True
    if not word[0].islower() or reading.lexicon.has("phrases", "prepositions", word):
        return False
    if reading.lexicon.has("phrases", "determiners", word) or reading.lexicon.has("phrases", "oblique", word):
        return False
    return bool(_ADJECTIVE.match(word)) and not _is_verb(reading, word)


def _is_verb(reading: Reading, word: str) -> bool:
    lexicon = reading.lexicon
    return any(lexicon.has("forms", use, word) for use in ("have", "be", "modals", "subjunctive", "conditional"))


def is_name_word(word: str) -> bool:
    """Tell whether a word can be a noun or a name: a capital, or a figure with a noun (54-Jährige)."""
    return word[0].isupper() or (word[0].isdigit() and "-" in word and word.split("-")[-1][:1].isupper())


def noun_end(reading: Reading, j: int, end: int) -> int:
    """Return the end of the run of capitalised words that begins with ``j``, with the particles and stops of names."""
    lexicon, texts = reading.lexicon, reading.words.texts
    j += 1
    while j < end and not reading.quoted[j]:
        word = texts[j]
        if is_name_word(word):
            j += 1
        elif word == "." and j + 1 < end and is_name_word(texts[j + 1]) and _takes_stop(reading, j - 1):
            j += 2
        elif lexicon.has("phrases", "particles", word) and _is_particle(reading, j, end):
            j += 1
        elif word == "&" and j + 1 < end and is_name_word(texts[j + 1]):
            j += 2
        else:
            break
    return j


def _takes_stop(reading: Reading, i: int) -> bool:
    word = reading.words.texts[i]
    return len(word) == 1 or reading.lexicon.has("names", "titles", word)


def _is_particle(reading: Reading, j: int, end: int) -> bool:
    """Tell whether a small word belongs to a name (von der Leyen) and opens no new phrase (der Partei)."""
    texts, lower = reading.words.texts, reading.words.lower
    k = j
    while k < end and reading.lexicon.has("phrases", "particles", texts[k]):
        k += 1
    if k >= end or not is_name_word(texts[k]):
        return False
    article = lower[j] in {"der", "den"}
    return not article and (reading.lexicon.lemma(texts[k]) == texts[k]) and k + 1 - j <= 2 and lower[j] not in {"von", "zu"} or (
        k - j == 2  # noqa: PLR2004 - von der Leyen
        and lower[j] == "von"
    )


def _quoted_name(reading: Reading, j: int, end: int) -> int | None:
    """Return the end of a name in quotation marks (der „Spiegel“), at most three words of it."""
    k = j
    while k < end and reading.quoted[k]:
        k += 1
    return k if k - j <= 5 else None  # noqa: PLR2004 - three words and two marks


def _extended(reading: Reading, i: int, j: int, end: int) -> int:
    """Return the end of the phrase with its bracket, genitives, origin and apposition."""
    return _apposition(reading, i, _attributes(reading, j, end, i), end)


def _attributes(reading: Reading, j: int, end: int, i: int | None = None) -> int:
    """Return the end of the bracket, genitives and origins that follow a noun or name ending at ``j``."""
    lexicon, words = reading.lexicon, reading.words
    j = _bracket(reading, j, end)
    for _ in range(3):
        after = None
        if j < end and lexicon.has("phrases", "genitives", words.lower[j]) and words.texts[j][0].islower():
            to_outlet = i is not None and _is_addressee(reading, i, j, end)
            after = None if to_outlet else _head(reading, j, end, oblique=True)
        elif j < end and (
            lexicon.has("phrases", "links", words.lower[j]) or lexicon.has("phrases", "origins", words.lower[j])
        ):
            after = _head(reading, j + 1, end, oblique=True)
        elif j < end and reading.quoted[j] and words.texts[j - 1][0].isupper():
            after = _quoted_name(reading, j, end)
        if after is None:
            break
        j = _bracket(reading, after, end)
    return j


def _is_addressee(reading: Reading, i: int, j: int, end: int) -> bool:
    """Tell whether a feminine dative names the outlet that somebody spoke to: sagte der Minister der Zeitung."""
    after = _head(reading, j, end, oblique=True)
    if after is None or reading.words.lower[j] != "der" or not is_role(reading, Range(i, j)):
        return False
    return any(word.endswith(reading.lexicon.lists["names.outlets"]) for word in reading.words.lower[j + 1 : after])


def _bracket(reading: Reading, j: int, end: int) -> int:
    texts = reading.words.texts
    if j < end and texts[j] == "(" and ")" in texts[j : min(end, j + _LONGEST_BRACKET)]:
        return texts.index(")", j) + 1
    return j


def _apposition(reading: Reading, i: int, j: int, end: int) -> int:
    """Return the end of the phrase with its apposition: die Sprecherin …, Maria Sacharowa; Jan Pohl, Chef der Bank."""
    texts = reading.words.texts
    if j + 1 >= end or texts[j] != ",":
        return j
    if texts[j + 1].isdigit() and j + 2 < end and texts[j + 2] == ",":
        return _apposition(reading, i, j + 2, end)  # an age: Luis Armendariz, 34, a foreman
    if is_role(reading, Range(i, j)) and is_name_word(texts[j + 1]) and not is_small(reading, j + 1):
        after = _bracket(reading, noun_end(reading, j + 1, end), end)
        full = after - j > 2  # noqa: PLR2004 - a full name has two words at least
    else:
        head = _head(reading, j + 1, end, oblique=False) if _is_bare_name(reading, i, j) else None
        after = _attributes(reading, head, end) if head is not None else j
        full = head is not None and is_role(reading, Range(j + 1, head))
    closed = after >= end or texts[after] in {",", ".", ":", ";"} or _opens_speech(reading, after)
    return after if full and closed else j


def _opens_speech(reading: Reading, i: int) -> bool:
    return reading.lexicon.opens("speech", reading.lexicon.lemma(reading.words.texts[i]))


def _is_bare_name(reading: Reading, i: int, j: int) -> bool:
    """Tell whether a phrase is a name of two words or more, without article or role."""
    return j - i > 1 and all(is_name_word(word) for word in reading.words.texts[i:j]) and not is_role(reading, Range(i, j))


def is_role(reading: Reading, phrase: Range) -> bool:
    """Tell whether a phrase holds a word for an office or role."""
    return any(
        role_of(reading, word)
        for word in reading.words.texts[slice(*phrase)]
        if word[0].isupper() or "-" in word or not reading.lexicon.verb_second
    )


def role_of(reading: Reading, word: str) -> str | None:
    """Return the office or role that ends a word, the longest that fits: Konzernchef: chef, Ministerin: minister."""
    return _role(word, reading.lexicon)


@lru_cache(maxsize=1 << 16)
def _role(word: str, lexicon: Lexicon) -> str | None:
    lower = word.lower().rstrip(".")
    roles = lexicon.lists["names.roles"]
    for form in (lower, lexicon.lemma(word).lower(), re.sub(r"(?:in|innen|en|n|s)$", "", lower)):
        role = max((role for role in roles if form.endswith(role)), key=len, default=None)
        if role:
            return role
    return None


def is_agent(reading: Reading, word: str) -> bool:
    """Tell whether a long noun ends as those for people by their work do: Neuroethologe, Lobbyistin."""
    return (
        len(word) >= 9  # noqa: PLR2004 - longer than nearly all first names
        and word[0].isupper()
        and word.lower().endswith(reading.lexicon.lists["names.agents"])
        and word not in reading.lexicon.lists["names.first_names"]
    )
