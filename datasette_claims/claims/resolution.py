"""Step 7: who a mention names, through the whole article: last names, roles, pronouns, abbreviations."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from datasette_claims.claims.confidence import confidence
from datasette_claims.claims.names import Called, Gender, called
from datasette_claims.claims.phrases import is_name_word, noun_end, role_of
from datasette_claims.claims.reading import Attribution, Range, Reading
from datasette_claims.model import Claim, Mention, Span, Speaker, SpeakerKind, excerpt


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
    names = _Names(reading)
    claims = tuple(_claim(reading, item, names) for item in reading.attributions)
    return replace(reading, claims=claims)


def _claim(reading: Reading, item: Attribution, names: _Names) -> Claim:
    return Claim(
        quote_type=item.quote_type,
        spans=item.spans,
        quote=excerpt(reading.text, item.spans),
        sentence=item.sentence,
        cue=item.cue,
        mention=item.mention,
        speaker=names.speaker(item.mention) if item.mention else None,
        rule=item.rule,
        confidence=confidence(item.rule, item.quote_type, reading.lexicon.language),
    )


class _Names:
    """Everybody whom one article names, by place: looks up who a phrase means there."""

    def __init__(self, reading: Reading) -> None:
        """Read all names off the text and off the mentions of its attributions."""
        self._reading = reading
        self._phrases = {
            item.mention.spans: _words_under(reading, item.mention) for item in reading.attributions if item.mention
        }
        speaking = {phrase.start: called(reading, phrase) for phrase in self._phrases.values()}
        self._full = _full_names(reading, speaking)
        self._sightings = _sightings(reading, speaking, self._full)
        self._abbreviations = {
            who.abbreviation: who.name or who.noun for who in speaking.values() if who.abbreviation
        }
        self._found: dict[tuple[Span, ...], Speaker | None] = {}

    def speaker(self, mention: Mention) -> Speaker | None:
        """Return whom a mention names; None for a pronoun that could be anybody."""
        if mention.spans not in self._found:
            self._found[mention.spans] = self._resolve(self._phrases[mention.spans])
        return self._found[mention.spans]

    def _resolve(self, phrase: Range) -> Speaker | None:
        reading = self._reading
        word = reading.words.lower[phrase.start]
        lexicon = reading.lexicon
        if lexicon.has("sources", "anaphors", word):
            return self._latest(phrase.start, Gender.UNKNOWN)
        if phrase.end - phrase.start == 1 and lexicon.has("phrases", "pronouns", word):
            return self._latest(phrase.start, _pronoun_gender(reading, word))
        who = called(reading, phrase)
        if who.name:
            return self._named(who)
        if who.role and who.definite and (known := self._by_role(phrase.start, who)):
            return known
        if who.definite and who.kind is SpeakerKind.ORGANISATION and (known := self._by_noun(phrase.start, who)):
            return known
        return Speaker(who.noun, who.kind) if who.noun else None

    def _named(self, who: Called) -> Speaker:
        name = self._abbreviations.get(who.name, who.name)
        full = self._full.get(name.split()[-1]) if " " not in name else None
        kind = SpeakerKind.PERSON if full else who.kind
        return Speaker(full or name, kind)

    def _latest(self, before: int, gender: Gender) -> Speaker | None:
        """Return the nearest speaker before a word, else the nearest person."""
        earlier = self._before(before)
        for wanted in (True, False):
            for sighting in reversed(earlier):
                if sighting.speaks is wanted and sighting.gender.agrees(gender) and sighting.name:
                    return Speaker(sighting.name, sighting.kind)
        return None

    def _by_role(self, before: int, who: Called) -> Speaker | None:
        """Return the nearest person of that role before, else the nearest speaker of that gender."""
        people = [s for s in self._before(before) if s.kind is SpeakerKind.PERSON and s.gender.agrees(who.gender)]
        for sighting in reversed(people):
            if sighting.role and who.role and self._same_office(sighting.role, who.role):
                return Speaker(sighting.name, sighting.kind)
        for sighting in reversed(people):
            if sighting.speaks:
                return Speaker(sighting.name, sighting.kind)
        return Speaker(people[-1].name, people[-1].kind) if people else None

    def _by_noun(self, before: int, who: Called) -> Speaker | None:
        """Return the nearest organisation that a generic noun can stand for: die Gewerkschaft."""
        if who.noun.lower() not in self._reading.lexicon.lists["names.organisations"]:
            return None
        noun = who.noun.lower()
        return next(
            (
                Speaker(s.name, s.kind)
                for s in reversed(self._before(before))
                if s.kind is SpeakerKind.ORGANISATION and s.name.lower() != noun and noun in s.name.lower()
            ),
            None,
        )

    def _same_office(self, one: str, other: str) -> bool:
        return one == other or any(one in line and other in line for line in self._reading.lexicon.offices)

    def _before(self, word: int) -> list[_Sighting]:
        return self._sightings[: bisect_left(self._sightings, word, key=lambda sighting: sighting.at)]


def _words_under(reading: Reading, mention: Mention) -> Range:
    words = reading.words
    first, last = mention.spans[0], mention.spans[-1]
    return Range(bisect_left(words.starts, first.start), bisect_left(words.starts, last.end))


def _pronoun_gender(reading: Reading, word: str) -> Gender:
    if reading.lexicon.has("names", "masculine_pronouns", word):
        return Gender.MASCULINE
    return Gender.FEMININE if reading.lexicon.has("names", "feminine_pronouns", word) else Gender.UNKNOWN


def _runs(reading: Reading) -> list[Range]:
    """Return every run of capitalised words, without the determiner or adverb that begins its sentence."""
    words, lexicon = reading.words, reading.lexicon
    found = []
    i = 0
    while i < len(words):
        small = any(
            lexicon.has("phrases", use, words.lower[i])
            for use in ("determiners", "pronouns", "prepositions", "adverbs", "oblique")
        )
        if small or not is_name_word(words.texts[i]):
            i += 1
            continue
        end = noun_end(reading, i, len(words))
        found.append(Range(i, end))
        i = end
    return found


def _full_names(reading: Reading, speaking: dict[int, Called]) -> dict[str, str]:
    """Return the full names of persons by their last word; the first that the article gives counts."""
    full: dict[str, str] = {}
    for who in (*(called(reading, run) for run in _runs(reading)), *speaking.values()):
        words = who.name.split()
        if len(words) > 1 and who.kind is SpeakerKind.PERSON:
            full.setdefault(words[-1], who.name)
    return full


def _sightings(reading: Reading, speaking: dict[int, Called], full: dict[str, str]) -> list[_Sighting]:
    """Return every place that names a person with a role or known last name, and every named speaker."""
    found = []
    roles: dict[str, tuple[str | None, Gender]] = {}
    places = {run.start: called(reading, run) for run in _runs(reading)} | speaking
    for at, who in sorted(places.items()):
        name = who.name or ("" if at not in speaking else who.noun)
        if not name or at not in speaking and not (who.role or name.split()[-1] in full):
            continue
        known = full.get(name.split()[-1]) if who.kind is not SpeakerKind.ORGANISATION else None
        name = known or name
        role, gender = roles.get(name, (None, Gender.UNKNOWN))
        if who.name:
            role, gender = who.role or role, gender if gender is not Gender.UNKNOWN else who.gender
            roles[name] = (role, gender)
        elif at in speaking and who.role and who.definite:
            continue
        kind = SpeakerKind.PERSON if known else who.kind
        found.append(_Sighting(at, name, role, gender, kind, speaks=at in speaking))
    return found
