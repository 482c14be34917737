"""Words that can be nouns and names, and what their endings tell: offices, work, organisations.

No tagger is asked, since none for German can be installed from the registries; German writes nouns with a
capital, which carries most of the way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from datasette_claims.claims.lexicon import Lexicon, arabic_articles
from datasette_claims.claims.reading import Range, Reading

_LONG_NOUN = 9
"""Letters from which on a noun is hardly a first name."""

_LONG_DECLINED = 8
"""Letters from which on a word that is not in its dictionary form is hardly a first name."""

_LONGEST_BRACKET = 6
_LONGEST_QUOTED_NAME = 5
_FEMININE = re.compile(r"in(?:nen)?$")
_DECLENSION = re.compile(r"(?:in|innen|en|n|s)$")


def is_name_word(word: str) -> bool:
    """Tell whether a word can be a noun or a name: a capital, a figure with a noun (54-Jährige), or al-Gaddafi."""
    if word[0].isupper() or "-" not in word:
        return word[0].isupper()
    before, _, rest = word.rpartition("-")
    return rest[:1].isupper() and (word[0].isdigit() or before in arabic_articles())


def without_article(word: str) -> str:
    """Return a last name without the Arabic article, which is often left out: al-Gaddafi is Gaddafi."""
    before, _, rest = word.partition("-")
    return rest if rest[:1].isupper() and before in arabic_articles() else word


def is_small(reading: Reading, i: int) -> bool:
    """Tell whether a capitalised word only begins a sentence: an adverb, a preposition, a conjunction."""
    word = reading.words.lower[i]
    return reading.lexicon.has_any("phrases", word, "small", "adverbs", "prepositions", "pronouns")


def is_body(reading: Reading, word: str) -> bool:
    """Tell whether a word names an organisation, also in the genitive."""
    return _is_body(word, reading.lexicon)


def is_role(reading: Reading, phrase: Range) -> bool:
    """Tell whether a phrase holds a word for an office or role."""
    return any(
        role_of(reading, word)
        for word in reading.words.texts[slice(*phrase)]
        if word[0].isupper() or "-" in word or not reading.lexicon.verb_second
    )


def can_speak(reading: Reading, phrase: Range, *, bare: bool = True) -> bool:
    """Tell whether a phrase can name a person or an organisation: a pronoun, a role, a body or a proper name.

    ``bare`` takes any noun without an article for a name.
    """
    lexicon, words = reading.lexicon, reading.words
    first = words.lower[phrase.start]
    if lexicon.has("phrases", "pronouns", first) or is_role(reading, phrase):
        return True
    capital = lexicon.verb_second
    if any((word[0].isupper() or not capital) and is_body(reading, word) for word in words.texts[slice(*phrase)]):
        return True
    return bare and not lexicon.has("phrases", "determiners", first)


def role_of(reading: Reading, word: str) -> str | None:
    """Return the office or role that ends a word, the longest that fits: Konzernchef: chef, Ministerin: minister."""
    return _role(word, reading.lexicon)


def is_agent(reading: Reading, word: str) -> bool:
    """Tell whether a long noun ends as those for people by their work do: Neuroethologe, Lobbyistin."""
    agent = len(word) >= _LONG_NOUN and word[0].isupper() and reading.lexicon.ends("names.agents", word)
    return agent and not reading.lexicon.has("names", "first_names", word)


def is_first_name(reading: Reading, word: str) -> bool:
    """Tell whether a name can begin with a word: neither an inflected noun or adjective (Boxstars) nor a thing."""
    lexicon = reading.lexicon
    inflected = lexicon.verb_second and len(word) >= _LONG_DECLINED and lexicon.lemma(word) != word
    known = lexicon.has_any("names", word, "first_names", "feminine_names")
    return known or not (inflected or lexicon.ends("names.things", word))


def noun_end(reading: Reading, j: int, end: int) -> int:
    """Return the end of the run of capitalised words that begins with ``j``, with the particles and stops of names."""
    j += 1
    while j < end and (step := _name_goes_on(reading, j, end)):
        j += step
    return j


def quoted_name(reading: Reading, j: int, end: int) -> int | None:
    """Return the end of a name in quotation marks (der „Spiegel“), at most three words of it."""
    k = j
    while k < end and reading.quoted[k]:
        k += 1
    return k if k - j <= _LONGEST_QUOTED_NAME else None


def bracket(reading: Reading, j: int, end: int) -> int:
    """Return the index after a short bracket that begins with word ``j``, or ``j`` if none does."""
    texts = reading.words.texts
    if j < end and texts[j] == "(" and ")" in texts[j : min(end, j + _LONGEST_BRACKET)]:
        return texts.index(")", j) + 1
    return j


def _name_goes_on(reading: Reading, j: int, end: int) -> int:
    """Return by how many words a name goes on with word ``j``: 0 if it ends before it."""
    texts = reading.words.texts
    if reading.quoted[j] or _new_line(reading, j) or reading.lexicon.has("phrases", "times", texts[j]):
        return 0
    if is_name_word(texts[j]):
        return 1
    followed = j + 1 < end and is_name_word(texts[j + 1])
    if followed and _links_names(reading, j):
        return 2
    return _arabic(texts[j : min(end, j + 3)]) or _particles(reading, j, end)


def _arabic(words: Sequence[str]) -> int:
    """Return how many of the next words are the Arabic article and its name; in English the hyphen is a word."""
    article, *rest = words
    is_name = article in arabic_articles() and rest[:1] == ["-"] and is_name_word(rest[-1])
    return len(words) if is_name else 0


def _links_names(reading: Reading, j: int) -> bool:
    """Tell whether a mark joins two parts of a name: Zapp & Pay, Dr. Pohl."""
    word = reading.words.texts[j]
    return word == "&" or (word == "." and _takes_stop(reading, j - 1))


def _new_line(reading: Reading, j: int) -> bool:
    """Tell whether a word begins a line of its own: no name goes on in the next paragraph."""
    words = reading.words
    return "\n" in reading.text[words.ends[j - 1] : words.starts[j]]


def _takes_stop(reading: Reading, i: int) -> bool:
    word = reading.words.texts[i]
    return len(word) == 1 or reading.lexicon.has("names", "titles", word)


def _particles(reading: Reading, j: int, end: int) -> int:
    """Return how many small words from ``j`` on belong to a name (von der Leyen): none open a phrase (der Partei)."""
    lexicon, texts = reading.lexicon, reading.words.texts
    k = j
    while k < end and lexicon.has("phrases", "particles", texts[k]):
        k += 1
    if k >= end or not _is_proper(reading, texts[k]):
        return 0
    if lexicon.has("phrases", "doubtful_particles", texts[j]):
        return k - j if lexicon.has("phrases", "noble", texts[j]) and k - j > 1 else 0
    return int(k == j + 1 and lexicon.lemma(texts[k]) == texts[k])


def _is_proper(reading: Reading, word: str) -> bool:
    """Tell whether a word can be a last name: capitalised, and neither a body nor a role."""
    return is_name_word(word) and not is_body(reading, word) and role_of(reading, word) is None


@lru_cache(maxsize=1 << 16)
def _role(word: str, lexicon: Lexicon) -> str | None:
    lower = word.lower().rstrip(".")
    roles = lexicon.groups["names"]["roles"]
    masculine = _FEMININE.sub("e", lower)  # Expertin: Experte
    for form in (lower, lexicon.lemma(word).lower(), _DECLENSION.sub("", lower), masculine):
        role = next((form[i:] for i in range(len(form)) if form[i:] in roles), None)
        if role:
            return role
    return None


@lru_cache(maxsize=1 << 16)
def _is_body(word: str, lexicon: Lexicon) -> bool:
    return lexicon.ends("names.organisations", word) or lexicon.ends("names.organisations", lexicon.lemma(word))
