"""Which words of a phrase name somebody: the source behind what is said, the head with its name, the apposition."""

from __future__ import annotations

from datasette_claims.claims.nouns import is_agent, is_body, is_name_word, noun_end, role_of
from datasette_claims.claims.reading import Range, Reading

_FULL_NAME = 2
"""Words of a first and a last name."""


def source_of(reading: Reading, phrase: Range) -> Range:
    """Return the source that "Angaben der Polizei" or "eine Studie der Stiftung" names, else the phrase."""
    lexicon, words = reading.lexicon, reading.words
    for i in range(phrase.start, min(phrase.start + 3, phrase.end - 1)):
        following = i + 1
        word = words.texts[i]
        document = word.lower().endswith(lexicon.lists["names.documents"])
        genitive = lexicon.has("phrases", "genitives", words.lower[following])
        linked = lexicon.has("phrases", "links", words.lower[following]) and following + 1 < phrase.end
        if lexicon.has("sources", "nouns", word) or (document and (genitive or linked)):
            return Range(following + linked, phrase.end)
    return phrase


def head_end(reading: Reading, first: int, end: int) -> int:
    """Return where the noun and the name end and attributes or an apposition begin."""
    i = _noun_start(reading, _behind_owner(reading, first, end), end)
    j = noun_end(reading, i, end) if i < end and is_name_word(reading.words.texts[i]) else i
    j = _joined(reading, _before_origin(reading, i, j), end)
    while j < end and (reading.quoted[j] or _goes_on_in_english(reading, j)):
        j += 1
    return j


def _noun_start(reading: Reading, i: int, end: int) -> int:
    while i < end and _modifies(reading, i):
        i += 1
    return i


def _behind_owner(reading: Reading, first: int, end: int) -> int:
    """Return the word behind a genitive that stands before a lower-case adjective: Kiels oberster Lotse."""
    words = reading.words.texts
    if first + 1 >= end or not (reading.lexicon.verb_second and is_name_word(words[first])):
        return first
    small = reading.lexicon.has_any("phrases", words[first + 1], "determiners", "oblique", "prepositions", "genitives")
    noun = _noun_start(reading, first + 1, end)
    owner = words[first].endswith("s") and not small
    return noun if owner and first + 1 < noun < end and is_name_word(words[noun]) else first


def _before_origin(reading: Reading, first: int, end: int) -> int:
    """Return where a full name ends and begins of what body somebody is: Jan Pohl [von der Hafenunion]."""
    lexicon, texts = reading.lexicon, reading.words.texts
    for j in range(first + 2, end):
        full = all(is_name_word(texts[i]) and not _is_office(reading, texts[i]) for i in (j - 2, j - 1))
        if full and lexicon.has("phrases", "noble", texts[j]) and not is_name_word(texts[j + 1]):
            return j
    return end


def _is_office(reading: Reading, word: str) -> bool:
    office = role_of(reading, word) is not None or is_agent(reading, word)
    return office or is_body(reading, word) or reading.lexicon.has("names", "titles", word)


def _joined(reading: Reading, j: int, end: int) -> int:
    """Return the end of a name that goes on behind a small word: Harbour for All, Hafen- und Lotsenamt."""
    while step := _join(reading, j):
        if j + step >= end or not is_name_word(reading.words.texts[j + step]):
            break
        j = noun_end(reading, j + step, end)
    return j


def _join(reading: Reading, j: int) -> int:
    """Return of how many words and marks from ``j`` on a link between two parts of a name consists."""
    lexicon, next_words = reading.lexicon, reading.words.texts[j : j + 2]
    if next_words[:1] == ("-",) and lexicon.has("clauses", "coordinators", next_words[-1]):
        return 2
    return int(bool(next_words) and lexicon.has("names", "foreign_links", next_words[0]))


def _modifies(reading: Reading, i: int) -> bool:
    """Tell whether a word stands before the noun: no capital, no mark, and in English no preposition."""
    word = reading.words.texts[i]
    if reading.quoted[i] or not word[0].isalnum() or is_name_word(word):
        return False
    return reading.lexicon.verb_second or not reading.lexicon.has("phrases", "links", word.lower())


def _goes_on_in_english(reading: Reading, j: int) -> bool:
    word = reading.words.texts[j]
    lexicon = reading.lexicon
    return not lexicon.verb_second and word.isalpha() and not lexicon.has("phrases", "prepositions", word.lower())


def apposed(reading: Reading, end: int, phrase: Range) -> list[int]:
    """Return the words of the name that stands behind a comma or a genitive: die Sprecherin …, Maria Sacharowa."""
    texts = reading.words.texts
    for i in range(phrase.end - 2, end - 1, -1):
        article = i + 2 < phrase.end and reading.lexicon.has("phrases", "determiners", texts[i + 1])
        start = i + 1 + article
        if texts[i] == "," and is_name_word(texts[start]):
            found = list(range(start, noun_end(reading, start, phrase.end)))
            return found if not article or len(found) > _FULL_NAME else []
    return _behind_genitive(reading, end, phrase.end)


def _behind_genitive(reading: Reading, start: int, end: int) -> list[int]:
    """Return the full name that ends a genitive: der Chef des Hafenrats Jan Pohl."""
    lexicon, words = reading.lexicon, reading.words
    if start + 1 >= end or words.lower[start] not in lexicon.lists["names.masculine_genitives"]:
        return []
    noun = _noun_start(reading, start + 1, end)
    stop = noun_end(reading, noun, end) if noun < end else end
    name = list(range(stop - _FULL_NAME, stop))
    full = noun + 1 == name[0] and words.texts[noun].endswith("s")
    return name if full and not any(_is_office(reading, words.texts[i]) for i in name) else []
