"""What a phrase calls somebody: proper name, role, gender and kind, read off its words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from datasette_claims.claims.phrases import is_agent, is_name_word, noun_end, role_of
from datasette_claims.claims.reading import Range, Reading
from datasette_claims.model import SpeakerKind


class Gender(Enum):
    """Grammatical gender of a person's name or role, as far as the words show it."""

    MASCULINE = "m"
    FEMININE = "f"
    UNKNOWN = "?"

    def agrees(self, other: Gender) -> bool:
        """Tell whether both can mean the same person."""
        return self is other or Gender.UNKNOWN in {self, other}


@dataclass(frozen=True)
class Called:
    """What a phrase calls somebody; ``name`` is empty for a bare role or common noun (der Kremlchef).

    ``noun`` is the common noun in its dictionary form, ``abbreviation`` what a bracket gives: (HAU).
    """

    name: str
    noun: str
    role: str | None
    gender: Gender
    kind: SpeakerKind
    definite: bool
    abbreviation: str | None = None


def called(reading: Reading, phrase: Range) -> Called:
    """Read name, role and gender off a noun phrase."""
    lexicon, words = reading.lexicon, reading.words
    phrase = _without_source_noun(reading, phrase)
    start = phrase.start
    article = words.lower[start]
    determined = lexicon.has("phrases", "determiners", article) or lexicon.has("phrases", "oblique", article)
    first = start + 1 if determined else start
    end = _head_end(reading, first, phrase.end)
    nouns = [i for i in range(first, end) if _is_noun(reading, i)]
    last_role = _last_role(reading, nouns, determined=determined)
    proper = _proper(reading, nouns, last_role, determined=determined)
    apposed = _apposed(reading, end, phrase)
    role = _role(reading, last_role)
    name = " ".join(words.texts[slice(*apposed)]) if apposed and last_role is not None else proper
    noun = _common(reading, phrase, nouns, last_role)
    return Called(
        name=_tidied(name),
        noun=noun,
        role=role,
        gender=_gender(reading, article if determined else "", last_role),
        kind=_kind(reading, name or noun, role),
        definite=article in lexicon.lists["names.masculine_articles"][:1] + lexicon.lists["names.feminine_articles"][:1],
        abbreviation=_abbreviation(reading, end, phrase),
    )


def _head_end(reading: Reading, first: int, end: int) -> int:
    """Return where the noun and the name end and attributes or an apposition begin."""
    words, lexicon = reading.words, reading.lexicon
    i = first
    while i < end and not is_name_word(words.texts[i]) and not reading.quoted[i] and words.texts[i].isalpha():
        if not lexicon.verb_second and lexicon.has("phrases", "links", words.lower[i]):
            return i
        i += 1
    j = noun_end(reading, i, end) if i < end and is_name_word(words.texts[i]) else i
    while j < end and (
        reading.quoted[j] or (not lexicon.verb_second and words.texts[j].isalpha() and not lexicon.has("phrases", "prepositions", words.lower[j]))
    ):
        j += 1
    return j


def _is_noun(reading: Reading, i: int) -> bool:
    """Tell whether a word of a phrase's head can be a noun: by its capital, in English any."""
    return is_name_word(reading.words.texts[i]) or reading.quoted[i] or not reading.lexicon.verb_second


def _without_source_noun(reading: Reading, phrase: Range) -> Range:
    """Return the source that "Angaben der Polizei" names, else the phrase."""
    lexicon, words = reading.lexicon, reading.words
    for i in range(phrase.start, min(phrase.start + 3, phrase.end - 1)):
        if lexicon.has("sources", "nouns", words.texts[i]):
            following = i + 1
            if lexicon.has("phrases", "links", words.lower[following]) and following + 1 < phrase.end:
                following += 1
            return Range(following, phrase.end)
    return phrase


def _last_role(reading: Reading, nouns: list[int], *, determined: bool) -> int | None:
    """Return the last of the nouns that names an office, a role or, before a name, somebody by their work."""
    texts = reading.words.texts
    last = next((i for i in reversed(nouns) if _names_role(reading, i)), None)
    if last is not None or not nouns or not is_agent(reading, texts[nouns[0]]):
        return last
    return nouns[0] if len(nouns) > 2 or determined else None  # noqa: PLR2004 - the noun, a first and a last name


def _names_role(reading: Reading, i: int) -> bool:
    word = reading.words.texts[i]
    noun = is_name_word(word) or not reading.lexicon.verb_second
    return reading.lexicon.has("names", "titles", word) or (noun and role_of(reading, word) is not None)


def _proper(reading: Reading, nouns: list[int], last_role: int | None, *, determined: bool) -> str:
    """Return the proper name among the nouns of a phrase: what follows the role, or all of it if it has none."""
    words = reading.words
    if not nouns:
        return ""
    if last_role is not None:
        rest = [i for i in range(last_role + 1, nouns[-1] + 1)]
        return _text(reading, rest)
    if not reading.lexicon.verb_second:
        capitals = [i for i in nouns if is_name_word(words.texts[i])]
        return _text(reading, list(range(capitals[0], nouns[-1] + 1))) if capitals and capitals[-1] == nouns[-1] else ""
    if not determined:
        return _text(reading, list(range(nouns[0], nouns[-1] + 1)))
    if len(nouns) == 1:
        return ""
    return _text(reading, list(range(nouns[0], nouns[-1] + 1))) if _is_organisation(reading, words.texts[nouns[0]]) else _text(
        reading, nouns[1:]
    )


def _text(reading: Reading, indices: list[int]) -> str:
    if not indices:
        return ""
    return reading.text[reading.words.starts[indices[0]] : reading.words.ends[indices[-1]]]


def _role(reading: Reading, last_role: int | None) -> str | None:
    if last_role is None:
        return None
    word = reading.words.texts[last_role]
    return role_of(reading, word) or word.lower()


def _common(reading: Reading, phrase: Range, nouns: list[int], last_role: int | None) -> str:
    """Return the common noun in the nominative; an English one is the last of its head, a German one the first."""
    if not nouns:
        return ""
    lexicon = reading.lexicon
    at = last_role if last_role is not None else nouns[0] if lexicon.verb_second else nouns[-1]
    word = reading.words.texts[at]
    article = reading.words.lower[phrase.start]
    oblique = lexicon.has("phrases", "oblique", article) or lexicon.has("phrases", "genitives", article)
    cases = ("s", "n") if oblique or not lexicon.has("phrases", "determiners", article) else ()
    lemma = lexicon.lemma(word)
    declined = lexicon.verb_second and word.endswith(cases) and word.startswith(lemma) if cases else False
    return lemma if declined else word


def _apposed(reading: Reading, end: int, phrase: Range) -> Range | None:
    """Return the name that stands behind a comma: die Sprecherin …, Maria Sacharowa."""
    texts = reading.words.texts
    for i in range(phrase.end - 2, end - 1, -1):
        if texts[i] == "," and is_name_word(texts[i + 1]):
            return Range(i + 1, noun_end(reading, i + 1, phrase.end))
    return None


def _gender(reading: Reading, article: str, last_role: int | None) -> Gender:
    lexicon = reading.lexicon
    if last_role is not None:
        word = reading.words.texts[last_role].lower()
        if word.endswith(lexicon.lists["names.feminine"]) or word in {"frau", "ms", "mrs"}:
            return Gender.FEMININE
        if article == "die":
            return Gender.FEMININE
        return Gender.MASCULINE
    return Gender.UNKNOWN


def _is_organisation(reading: Reading, word: str) -> bool:
    lower = word.lower()
    ends = reading.lexicon.lists["names.organisations"]
    return lower.endswith(ends) or reading.lexicon.lemma(word).lower().endswith(ends)


def _kind(reading: Reading, name: str, role: str | None) -> SpeakerKind:
    words = name.split()
    if role is not None and not any(_is_organisation(reading, word) and word.isupper() for word in words):
        return SpeakerKind.PERSON
    if any(_is_organisation(reading, word) for word in words) or name.isupper():
        return SpeakerKind.ORGANISATION
    if len(words) > 1:
        return SpeakerKind.PERSON
    return SpeakerKind.UNKNOWN


def _abbreviation(reading: Reading, end: int, phrase: Range) -> str | None:
    texts = reading.words.texts
    if end + 2 < len(texts) and end + 2 < phrase.end and texts[end] == "(" and texts[end + 2] == ")" and texts[end + 1].isupper():
        return texts[end + 1]
    return None


def _tidied(name: str) -> str:
    return name.strip(" „“”\"«»,.")
