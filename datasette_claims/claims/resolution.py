"""Step 7: who a mention names, through the whole article: last names, roles, pronouns, abbreviations."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

from datasette_claims.claims.confidence import confidence
from datasette_claims.claims.names import Called, Gender, called
from datasette_claims.claims.nouns import is_name_word, is_small, noun_end, without_article
from datasette_claims.claims.reading import Attribution, Range, Reading
from datasette_claims.model import Claim, Mention, Span, Speaker, SpeakerKind, excerpt, hull

_ENTITY_KINDS = {
    "PER": SpeakerKind.PERSON,
    "PERSON": SpeakerKind.PERSON,
    "ORG": SpeakerKind.ORGANISATION,
}
"""Labels of spaCy's German and English pipelines."""

_MEMORY = 200
"""How many names back a reader of the article still has in mind."""


@dataclass(frozen=True)
class _Sighting:
    """A place where the article names somebody in full or by last name; ``at`` is a word index."""

    at: int
    name: str
    role: str | None
    gender: Gender
    kind: SpeakerKind
    speaks: bool = False


def resolution(reading: Reading) -> Reading:
    """Turn attributions into claims with resolved speakers."""
    names: list[_Names] = []
    for section, phrases in _phrases(reading):
        names.append(_Names(reading, section, phrases, names[-1] if names else None))
    claims = tuple(_claim(reading, item, names) for item in reading.attributions)
    return replace(reading, claims=claims)


_Phrases = dict[tuple[Span, ...], Range]


def _phrases(reading: Reading) -> list[tuple[Range, _Phrases]]:
    """Return each section with the words of the mentions in it, by their spans."""
    found: list[tuple[Range, _Phrases]] = [
        (Range(*borders), {}) for borders in pairwise([0, *reading.sections, len(reading.words)])
    ]
    for spans in dict.fromkeys(item.mention.spans for item in reading.attributions if item.mention):
        phrase = reading.words.under(hull(spans))
        found[reading.section(phrase.start)][1][spans] = phrase
    return found


def _section(reading: Reading, mention: Mention) -> int:
    return reading.section(reading.words.under(hull(mention.spans)).start)


def _claim(reading: Reading, item: Attribution, names: Sequence[_Names]) -> Claim:
    return Claim(
        quote_type=item.quote_type,
        spans=item.spans,
        quote=excerpt(reading.text, item.spans),
        sentence=item.sentence,
        cue=item.cue,
        mention=item.mention,
        speaker=names[_section(reading, item.mention)].speaker(item.mention) if item.mention else None,
        rule=item.rule,
        confidence=confidence(item.rule, item.quote_type, reading.lexicon),
    )


class _Names:
    """Everybody whom one section of an article names, by place: looks up who a phrase means there."""

    def __init__(self, reading: Reading, section: Range, phrases: _Phrases, before: _Names | None) -> None:
        """Read all names off a section and off the mentions in it; full names from ``before`` it still count."""
        self._reading = reading
        self._phrases = phrases
        sayers = (phrase for phrase in self._phrases.values() if not _stands_for_another(reading, phrase))
        speaking = {phrase.start: called(reading, phrase) for phrase in sayers}
        named = {run.start: called(reading, run) for run in _runs(reading, section)}
        self._kinds = _entity_kinds(reading, section)
        own = _full_names(reading.words.texts[slice(*section)], named, speaking) | _last_names(self._kinds)
        self.full: dict[str, str] = before.full | own if before else own
        self._by_first = _by_first_name(self.full)
        self._sightings = _sightings(named | speaking, speaking.keys() | _introduced(reading, named), self.full)
        said = {who.abbreviation: who.name or who.noun for who in speaking.values() if who.abbreviation}
        self.abbreviations: dict[str, str] = before.abbreviations | said if before else said
        self._found: dict[tuple[Span, ...], Speaker | None] = {}

    def speaker(self, mention: Mention) -> Speaker | None:
        """Return whom a mention names; None for a pronoun that could be anybody."""
        if mention.spans not in self._found:
            self._found[mention.spans] = self._resolve(self._phrases[mention.spans])
        return self._found[mention.spans]

    def _resolve(self, phrase: Range) -> Speaker | None:
        reading = self._reading
        word = reading.words.lower[phrase.start]
        if reading.lexicon.has("sources", "anaphors", word):
            return self._latest(phrase.start)
        if _stands_for_another(reading, phrase):
            return self._pronoun(phrase.start, _pronoun_gender(reading, word))
        who = called(reading, phrase)
        if who.own:
            return self._latest(phrase.start)
        if who.name:
            return self._named(who)
        return self._unnamed(phrase.start, who)

    def _unnamed(self, before: int, who: Called) -> Speaker | None:
        """Return whom a common noun means: somebody known if it is definite, a last name, else what it says."""
        if not who.definite and who.noun in self.full:
            return self._named(replace(who, name=who.noun))
        known = self._known(before, who) if who.definite else None
        return known or (Speaker(who.noun, who.kind) if who.noun else None)

    def _known(self, before: int, who: Called) -> Speaker | None:
        """Return whom a definite noun without a name means: der Minister, die Gewerkschaft."""
        if who.role and who.kind is SpeakerKind.PERSON:
            return self._by_role(before, who)
        return self._by_noun(before, who)

    def _named(self, who: Called) -> Speaker:
        name = self.abbreviations.get(who.name, who.name)
        genitive = name.removesuffix("s")
        full = self.full.get(without_article(name)) or self.full.get(genitive) or self._by_first.get(name)
        return Speaker(full, SpeakerKind.PERSON) if full else Speaker(name, self._kinds.get(name, who.kind))

    def _latest(self, before: int) -> Speaker | None:
        """Return the nearest speaker before a word, else the nearest person."""
        earlier = self._before(before)
        return _nearest([s for s in earlier if s.speaks] or earlier)

    def _pronoun(self, before: int, gender: Gender) -> Speaker | None:
        """Return the nearest person of that gender before a word, or the nearest speaker if it tells no gender.

        Without any person a feminine one means the nearest group or body that spoke: they, or die Gewerkschaft.
        """
        if gender is Gender.UNKNOWN:
            return self._latest(before)
        spoke = (s for s in self._before(before) if s.speaks and s.kind is not SpeakerKind.PERSON)
        others = list(spoke) if gender is Gender.FEMININE else []
        return _nearest(self._people(before, gender) or others)

    def _by_role(self, before: int, who: Called) -> Speaker | None:
        """Return whom a role means: who held it last, else who spoke last, gets it later, or holds another one.

        All are of the gender that it shows; who spoke without being named is called by no other role.
        """
        people = self._people(before, who.gender)
        colleagues = [s for s in people if self._same_office(s.role, who.role)]
        spoke = [s for s in people if s.speaks and not s.name.lower().endswith(s.role or " ")]
        return (
            _nearest(colleagues or spoke) or self._named_later(before, who) or _nearest([s for s in people if s.role])
        )

    def _named_later(self, before: int, who: Called) -> Speaker | None:
        """Return the first person of that very role whom the article names only after a word."""
        later = (s for s in self._sightings if s.at > before and s.kind is SpeakerKind.PERSON)
        return _nearest([s for s in later if s.role == who.role and s.gender.agrees(who.gender)][:1])

    def _people(self, before: int, gender: Gender) -> list[_Sighting]:
        return [s for s in self._before(before) if s.kind is SpeakerKind.PERSON and s.gender.agrees(gender)]

    def _by_noun(self, before: int, who: Called) -> Speaker | None:
        """Return the nearest organisation that a generic noun can stand for: die Gewerkschaft, das Unternehmen."""
        noun = self._generic(who.head)
        if noun is None:
            return None
        bodies = self._bodies(before, besides=who.head)
        named = [s for s in bodies if noun in s.name.lower()]
        if named or who.head != noun:
            return _nearest(named)
        return _nearest([s for s in bodies if self._may_be(noun, s)])

    def _bodies(self, before: int, besides: str) -> list[_Sighting]:
        return [s for s in self._before(before) if s.kind is not SpeakerKind.PERSON and s.name.lower() != besides]

    def _may_be(self, noun: str, body: _Sighting) -> bool:
        """Tell whether an organisation that spoke can be what a generic noun says: no Behörde is a Konzern."""
        if not body.speaks or not body.name[0].isupper():
            return False
        lexicon = self._reading.lexicon
        said = {generic for generic in lexicon.lists["names.generic_bodies"] if generic in body.name.lower()}
        companies = set(lexicon.lists["names.companies"])
        return not said or (noun in companies and bool(said & companies))

    def _generic(self, noun: str) -> str | None:
        """Return the longest generic word for an organisation that ends a noun: Lobbyverband: lobbyverband."""
        generic = self._reading.lexicon.lists["names.generic_bodies"]
        return max((body for body in generic if noun.endswith(body)), key=len, default=None)

    def _same_office(self, one: str | None, other: str | None) -> bool:
        if one is None or other is None:
            return False
        return one == other or any(one in line and other in line for line in self._reading.lexicon.offices)

    def _before(self, word: int) -> list[_Sighting]:
        end = bisect_left(self._sightings, word, key=lambda sighting: sighting.at)
        return self._sightings[max(0, end - _MEMORY) : end]


def _nearest(sightings: list[_Sighting]) -> Speaker | None:
    return Speaker(sightings[-1].name, sightings[-1].kind) if sightings else None


def _entity_kinds(reading: Reading, section: Range) -> dict[str, SpeakerKind]:
    """Return the persons and organisations that another component of the pipeline named up to a section's end."""
    end = reading.words.ends[section.end - 1] if section.end else 0
    return {
        " ".join(reading.text[slice(*span)].split()): _ENTITY_KINDS[label]
        for span, label in reading.entities
        if label in _ENTITY_KINDS and span.end <= end
    }


def _last_names(kinds: Mapping[str, SpeakerKind]) -> dict[str, str]:
    """Return the full names of the persons among named entities by their last word."""
    persons = (name for name, kind in kinds.items() if kind is SpeakerKind.PERSON and " " in name)
    return {without_article(name.rpartition(" ")[2]): name for name in persons}


def _stands_for_another(reading: Reading, phrase: Range) -> bool:
    """Tell whether a mention is a lone pronoun or demnach: it names nobody by itself."""
    word, lexicon = reading.words.lower[phrase.start], reading.lexicon
    alone = phrase.end - phrase.start == 1
    return alone and (lexicon.has("phrases", "pronouns", word) or lexicon.has("sources", "anaphors", word))


def _pronoun_gender(reading: Reading, word: str) -> Gender:
    if reading.lexicon.has("names", "masculine_pronouns", word):
        return Gender.MASCULINE
    return Gender.FEMININE if reading.lexicon.has("names", "feminine_pronouns", word) else Gender.UNKNOWN


def _runs(reading: Reading, section: Range) -> list[Range]:
    """Return every run of capitalised words in a section, without the determiner or adverb that begins its sentence."""
    words, lexicon = reading.words, reading.lexicon
    found = []
    i = section.start
    while i < section.end:
        article = any(lexicon.has("phrases", use, words.lower[i]) for use in ("determiners", "oblique"))
        if article or not is_name_word(words.texts[i]) or is_small(reading, i):
            i += 1
            continue
        end = noun_end(reading, i, section.end)
        found.append(Range(i, end))
        i = end
    return found


def _full_names(words: Sequence[str], named: Mapping[int, Called], speaking: Mapping[int, Called]) -> dict[str, str]:
    """Return the full names of persons by their last word; the first that the article gives counts.

    Two capitals side by side are a person's name if a role stands before them, if they speak, or if the last of
    them stands alone somewhere.
    """
    seen = Counter(map(without_article, words))
    likely = [who for _, who in sorted(named.items()) if who.role or seen[_last_name(who)] > 1]
    full: dict[str, str] = {}
    for who in (*likely, *(who for _, who in sorted(speaking.items()))):
        if who.kind is SpeakerKind.PERSON and " " in who.name:
            full.setdefault(_last_name(who), " ".join(who.name.split()))
    return full


def _by_first_name(full: Mapping[str, str]) -> dict[str, str]:
    """Return the full names of persons by their first word, which is the last name in some languages: Li Fei."""
    seen = Counter(name.split()[0] for name in full.values())
    return {first: name for name in full.values() if seen[first := name.split()[0]] == 1}


def _introduced(reading: Reading, named: Mapping[int, Called]) -> set[int]:
    """Return the places that bring in somebody without a name, by role: von einer Hafensprecherin."""
    before = reading.words.lower
    new = (at for at in named if at > 0 and reading.lexicon.has("names", "introducing", before[at - 1]))
    return {at for at in new if not named[at].name and named[at].role and named[at].kind is SpeakerKind.PERSON}


def _last_name(who: Called) -> str:
    return without_article(who.name.rpartition(" ")[2])


def _sightings(places: Mapping[int, Called], speaking: AbstractSet[int], full: Mapping[str, str]) -> list[_Sighting]:
    """Return every place that names a person with a role or known last name, and every named speaker."""
    found = []
    known: dict[str, _Sighting] = {}
    for at, who in sorted(places.items()):
        sighting = _sighting(at, who, full, speaks=at in speaking)
        if sighting is None:
            continue
        before = known.get(sighting.name)
        if before is not None and who.role is None:
            sighting = replace(sighting, role=before.role, gender=before.gender)
        known[sighting.name] = sighting
        found.append(sighting)
    return found


def _sighting(at: int, who: Called, full: Mapping[str, str], *, speaks: bool) -> _Sighting | None:
    """Return what a place tells of somebody: any speaker who has a name or is new, and any known person."""
    if who.own or who.said:
        return None
    person = _person(who, full)
    if person is not None:
        return _Sighting(at, person, who.role, who.gender, SpeakerKind.PERSON, speaks)
    name = who.name or ("" if who.role is not None and who.definite else who.noun)
    return _Sighting(at, name, who.role, who.gender, who.kind, speaks) if speaks and name else None


def _person(who: Called, full: Mapping[str, str]) -> str | None:
    """Return the full name of a person whom a phrase calls by last name, or of a namesake of theirs."""
    if not who.name or who.kind is SpeakerKind.ORGANISATION:
        return None
    *first, last = who.name.split()
    person = full.get(without_article(last))
    if person and first and not person.startswith(first[0].rstrip(".")):
        return " ".join(who.name.split()) if who.role else None  # Anna Berg is not Jan Berg; A. Berg may be
    return person
