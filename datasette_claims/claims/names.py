"""What a phrase calls somebody: proper name, role, gender and kind, read off its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from datasette_claims.claims.declension import is_adjective, nominative, of_compound, strong
from datasette_claims.claims.heads import apposed, head_end, source_of
from datasette_claims.claims.nouns import is_agent, is_body, is_first_name, is_name_word, role_of
from datasette_claims.claims.reading import Range, Reading
from datasette_claims.model import SpeakerKind

_FULL_NAME = 2
"""Words of a first and a last name."""

_QUOTED = re.compile(r"[„“”\"«»‚‘]([^„“”\"«»‚‘’]+)[“”\"«»‘’]")
_MARKS = " „“”\"«»,.'"


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

    ``noun`` is the common noun with what specifies it (Sprecher des Ministeriums), ``head`` that noun alone in lower
    case, ``abbreviation`` what a bracket gives: (HAU). ``own`` tells of a possessive (nach eigenen Angaben), ``said``
    of a word for what is said that names nobody (nach Angaben).
    """

    name: str
    noun: str
    head: str
    role: str | None
    gender: Gender
    kind: SpeakerKind
    definite: bool
    own: bool
    said: bool
    abbreviation: str | None


def called(reading: Reading, phrase: Range) -> Called:
    """Read name, role and gender off a noun phrase."""
    lexicon, words = reading.lexicon, reading.words
    source = source_of(reading, phrase)
    article = words.lower[source.start]
    determined = lexicon.has_any("phrases", article, "determiners", "oblique")
    first = source.start + (determined and source.end > source.start + 1)
    end = head_end(reading, first, source.end)
    nouns = [i for i in range(first, end) if _is_noun(reading, i)]
    role_at = _last_role(reading, nouns, determined=determined)
    proper = _own_or_apposed(reading, source, nouns, role_at, end, determined=determined)
    name = _without_ending(reading, article, proper) if role_at is None else _tidied(proper)
    office = _role_behind(reading, end, source) if name and role_at is None else role_at
    noun = _common(reading, source, nouns, role_at)
    return Called(
        name=name,
        noun=noun if name else _specified(reading, noun, source, end),
        head=noun.lower(),
        role=_role(reading, office),
        gender=_gender(reading, _article(reading, source), role_at, office, name),
        kind=_kind(reading, nouns, role_at, name),
        definite=lexicon.has("names", "articles", article),
        own=_is_own(reading, phrase),
        said=not name and lexicon.has("sources", "nouns", noun),
        abbreviation=_abbreviation(reading, end, source),
    )


# Which words of the phrase count


def _is_noun(reading: Reading, i: int) -> bool:
    """Tell whether a word of a phrase's head can be a noun: by its capital or a figure (n24), in English any."""
    word = reading.words.texts[i]
    figure = word[0].isalpha() and word[-1].isdigit()
    return is_name_word(word) or figure or reading.quoted[i] or not reading.lexicon.verb_second


def _last_role(reading: Reading, nouns: list[int], *, determined: bool) -> int | None:
    """Return the last of the nouns that names an office, a role or, before a name, somebody by their work."""
    texts = reading.words.texts
    last = next((i for i in reversed(nouns) if _names_role(reading, i) and not _is_surname(reading, nouns, i)), None)
    if last is not None or not nouns or not _is_agent(reading, texts[nouns[0]]):
        return last
    return nouns[0] if len(nouns) > 2 or determined else None  # noqa: PLR2004 - the noun, a first and a last name


def _is_surname(reading: Reading, nouns: list[int], i: int) -> bool:
    """Tell whether a role's word ends a name: Petra Hürlimann, but Bremens Innensenator."""
    before = reading.words.texts[i - 1]
    genitive = before.endswith("s") and not reading.lexicon.has("names", "first_names", before)
    adjective = reading.lexicon.verb_second and is_adjective(reading.lexicon, before)
    return i == nouns[-1] and len(nouns) > 1 and not genitive and not adjective


def _names_role(reading: Reading, i: int) -> bool:
    word = reading.words.texts[i]
    noun = is_name_word(word) or not reading.lexicon.verb_second
    if _is_council(reading, word):
        return False
    known = reading.lexicon.has("names", "titles", word) or reading.lexicon.ends("names.adjectival", word)
    return known or (noun and role_of(reading, word) is not None)


def _is_agent(reading: Reading, word: str) -> bool:
    return is_agent(reading, word) and not _is_council(reading, word)


def _is_council(reading: Reading, word: str) -> bool:
    return reading.lexicon.ends("names.councils", word)


def _own_or_apposed(
    reading: Reading, source: Range, nouns: list[int], role_at: int | None, end: int, *, determined: bool
) -> str:
    """Return the proper name that stands with a noun, or the fuller one in apposition to its role."""
    proper = _proper(reading, nouns, role_at, determined=determined)
    behind = _apposed(reading, end, source) if role_at is not None else ""
    return behind if behind and (" " in behind or not proper) else proper


def _without_ending(reading: Reading, article: str, proper: str) -> str:
    """Return a name in the nominative and without marks; one in quotation marks stands as it is."""
    name = _tidied(proper)
    declined = reading.lexicon.verb_second and name == proper
    return strong(reading.lexicon, article, name) if declined else name


def _role_behind(reading: Reading, end: int, phrase: Range) -> int | None:
    """Return the role in apposition to a name: Jan Pohl, der Sprecher der Stadt."""
    if end >= phrase.end or reading.words.texts[end] != ",":
        return None
    return next((i for i in range(end + 1, phrase.end) if _names_role(reading, i)), None)


def _apposed(reading: Reading, end: int, phrase: Range) -> str:
    """Return the name in apposition to a role, without a role before it: der General der Flotte, [General] Jan Pohl."""
    behind = apposed(reading, end, phrase)
    role_at = _last_role(reading, behind, determined=False)
    return _text(reading, [i for i in behind if role_at is None or i > role_at])


# What they say


def _proper(reading: Reading, nouns: list[int], role_at: int | None, *, determined: bool) -> str:
    """Return the proper name among the nouns of a phrase: what follows the role, or all of it if it has none."""
    if not nouns:
        return ""
    quoted = [i for i in nouns if reading.quoted[i]]
    if quoted or role_at is not None:
        return _text(reading, quoted or list(range((role_at or 0) + 1, nouns[-1] + 1)))
    if not reading.lexicon.verb_second:
        return _capitals(reading, nouns)
    return _after_article(reading, nouns) if determined else _without_article(reading, nouns)


def _without_article(reading: Reading, nouns: list[int]) -> str:
    if _is_what_is_said(reading, nouns):
        return ""
    return _text(reading, list(range(_name_start(reading, nouns), nouns[-1] + 1)))


def _name_start(reading: Reading, nouns: list[int]) -> int:
    """Return where a name begins, behind a genitive or a body that stands before it: [Boxstars] Jan Pohl."""
    texts = reading.words.texts
    start = 0
    while len(nouns) - start > _FULL_NAME and not is_first_name(reading, texts[nouns[start]]):
        start += 1
    full = len(nouns) - start == _FULL_NAME and not any(_names_body(reading, texts[i]) for i in nouns[start:])
    return nouns[start if full else 0]


def _is_what_is_said(reading: Reading, nouns: list[int]) -> bool:
    """Tell whether nothing but a word for what is said stands there: Angaben, Offiziellen Angaben, NASA-Angaben."""
    lexicon, last = reading.lexicon, reading.words.texts[nouns[-1]]
    said = lexicon.has("sources", "nouns", last) or of_compound(lexicon, last) != last
    return said and all(is_adjective(lexicon, reading.words.texts[i]) for i in nouns[:-1])


def _capitals(reading: Reading, nouns: list[int]) -> str:
    """Return the capitalised end of an English head, if it ends in one: the Northern Alliance."""
    capitals = [i for i in nouns if is_name_word(reading.words.texts[i])]
    return _text(reading, list(range(capitals[0], nouns[-1] + 1))) if capitals and capitals[-1] == nouns[-1] else ""


def _after_article(reading: Reading, nouns: list[int]) -> str:
    """Return the name behind an article: all of an organisation's, else what follows its common noun."""
    texts = reading.words.texts
    if len(nouns) == 1:
        return texts[nouns[0]] if texts[nouns[0]].isupper() else ""
    if not any(is_body(reading, texts[i]) for i in nouns) and not is_adjective(reading.lexicon, texts[nouns[0]]):
        return _text(reading, nouns[1:])
    return _text(reading, list(range(nouns[0], nouns[-1] + 1)))


def _common(reading: Reading, phrase: Range, nouns: list[int], role_at: int | None) -> str:
    """Return the common noun in the nominative; an English one is the last of its head, a German one the first."""
    if not nouns:
        return ""
    lexicon, texts = reading.lexicon, reading.words.texts
    if not lexicon.verb_second:
        return texts[nouns[-1] if role_at is None else role_at]
    at = next((i for i in nouns if not is_adjective(lexicon, texts[i])), nouns[0]) if role_at is None else role_at
    return nominative(lexicon, _article(reading, phrase), of_compound(lexicon, texts[at]))


def _article(reading: Reading, phrase: Range) -> str:
    """Return the word that shows a phrase's case: its first, or an article right before it that it lacks."""
    before = reading.words.lower[max(phrase.start - 1, 0)]
    shown = reading.lexicon.has("phrases", "oblique", before) or reading.lexicon.has("names", "introducing", before)
    return before if shown else reading.words.lower[phrase.start]


def _specified(reading: Reading, noun: str, phrase: Range, end: int) -> str:
    """Return a noun with the genitive or the purpose that specifies it: Sprecher des Ministeriums."""
    lexicon, words = reading.lexicon, reading.words
    if not noun or end >= phrase.end:
        return noun
    uses = ("genitives", "purposes", "links") if lexicon.verb_second else ("genitives", "purposes")
    if not lexicon.has_any("phrases", words.lower[end], *uses):
        return noun
    stop = next((i for i in range(end, phrase.end) if words.texts[i] in {",", "("}), phrase.end)
    return f"{noun} {_text(reading, list(range(end, stop)))}"


def _role(reading: Reading, role_at: int | None) -> str | None:
    if role_at is None:
        return None
    word = reading.words.texts[role_at]
    return role_of(reading, word) or word.lower()


def _gender(reading: Reading, article: str, role_at: int | None, office: int | None, name: str) -> Gender:
    lexicon = reading.lexicon
    if office is not None and reading.words.lower[office].endswith(lexicon.lists["names.feminine"]):
        return Gender.FEMININE
    if role_at is not None:
        feminine = article in lexicon.lists["names.feminine_articles"]
        if feminine or lexicon.verb_second:
            return Gender.FEMININE if feminine else Gender.MASCULINE
    return _gender_of(reading, name)


def _gender_of(reading: Reading, name: str) -> Gender:
    """Guess a gender by the first name: women's mostly end in a, German men's in a consonant."""
    first, *rest = name.split() or [""]
    if not rest:
        return Gender.UNKNOWN
    if first.endswith("a") or first in reading.lexicon.lists["names.feminine_names"]:
        return Gender.FEMININE
    open_end = first[-1] in "eiy" or not reading.lexicon.verb_second
    return Gender.UNKNOWN if open_end else Gender.MASCULINE


def _kind(reading: Reading, nouns: list[int], role_at: int | None, name: str) -> SpeakerKind:
    texts = [reading.words.texts[i] for i in nouns]
    if role_at is not None:
        return SpeakerKind.GROUP if _is_plural(reading, texts) else SpeakerKind.PERSON
    if any(_names_body(reading, word) for word in texts):
        return SpeakerKind.ORGANISATION
    person = sum(map(is_name_word, texts)) > 1 and is_first_name(reading, (name.split() or texts)[0])
    return SpeakerKind.PERSON if person else SpeakerKind.UNKNOWN


def _is_plural(reading: Reading, texts: list[str]) -> bool:
    """Tell whether a lone role noun is a plural: Experten."""
    lexicon, word = reading.lexicon, texts[-1]
    return lexicon.verb_second and len(texts) == 1 and word.endswith("n") and lexicon.lemma(word) != word


def _names_body(reading: Reading, word: str) -> bool:
    abbreviation = word.isupper() and len(word) > 1
    return abbreviation or is_body(reading, word) or reading.lexicon.ends("names.titled", word)


def _is_own(reading: Reading, phrase: Range) -> bool:
    """Tell whether a possessive and a noun for what is said stand there: [nach] eigenen Angaben, in whole or part."""
    lexicon, words = reading.lexicon, reading.words
    for i in range(max(phrase.start - 1, 0), phrase.start + 1):
        if lexicon.has("names", "possessives", words.lower[i]):
            return any(lexicon.has("sources", "nouns", word) for word in words.texts[i + 1 : max(phrase.end, i + 2)])
    return False


def _abbreviation(reading: Reading, end: int, phrase: Range) -> str | None:
    texts = reading.words.texts
    bracket = texts[end : min(end + 3, phrase.end)]
    whole = len(bracket) == 3 and bracket[0] == "(" and bracket[2] == ")"  # noqa: PLR2004 - (HAU)
    return bracket[1] if whole and bracket[1].isupper() else None


def _text(reading: Reading, indices: list[int]) -> str:
    if not indices:
        return ""
    return reading.text[reading.words.starts[indices[0]] : reading.words.ends[indices[-1]]]


def _tidied(name: str) -> str:
    """Return a name without marks; one in quotation marks stands for all of it: Zeitung „Haaretz“."""
    inner = _QUOTED.search(name)
    return inner[1].strip() if inner else name.strip(_MARKS)
