"""Whether two speakers may be the same: reasons for it, each with its weight, and reasons that rule it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import product

from datasette_claims.model import SpeakerKind
from datasette_claims.naming.names import Body, Name, body, is_abbreviation, person
from datasette_claims.naming.spelling import folded, letters, lines, sounds, spellings


class Likeness(Enum):
    """Why two speakers may be the same."""

    SAME_LETTERS = "same_letters"
    MARKS = "marks"
    BESIDE = "beside"
    LEGAL_FORM = "legal_form"
    ORDER = "order"
    TRANSLITERATION = "transliteration"
    GIVEN_NAME = "given_name"
    INITIAL = "initial"
    FURTHER_NAME = "further_name"
    LAST_NAME = "last_name"
    ABBREVIATION = "abbreviation"
    ALIAS = "alias"
    SAME_ID = "same_id"


class Difference(Enum):
    """Why two speakers are not the same, whatever they are called."""

    OTHER_NAME = "other_name"
    OTHER_GIVEN_NAME = "other_given_name"
    OTHER_GENERATION = "other_generation"
    OTHER_KIND = "other_kind"
    OTHER_ID = "other_id"
    SAID = "said"


# What is left of certainty for each reason; several multiply.
_WEIGHTS = {
    Likeness.SAME_LETTERS: 0.99,
    Likeness.MARKS: 0.97,
    Likeness.BESIDE: 0.96,
    Likeness.LEGAL_FORM: 0.94,
    Likeness.ORDER: 0.95,
    Likeness.TRANSLITERATION: 0.92,
    Likeness.GIVEN_NAME: 0.8,
    Likeness.INITIAL: 0.7,
    Likeness.FURTHER_NAME: 0.75,
    Likeness.LAST_NAME: 0.35,
    Likeness.ABBREVIATION: 0.9,
    Likeness.ALIAS: 0.95,
}
_CERTAIN = 0.99
_BODIES = frozenset({SpeakerKind.ORGANISATION, SpeakerKind.GROUP})

_Found = frozenset[Likeness] | Difference


@dataclass(frozen=True, slots=True)
class Candidate:
    """A speaker as others are compared with it; ``aliases`` are all its other names."""

    id: str
    name: str
    kind: SpeakerKind
    aliases: tuple[str, ...] = ()
    wikidata_id: str | None = None
    gnd_id: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What speaks for two speakers being the same, most weighty first, and the one thing that rules it out.

    ``score`` is 0 to 1, and 0 if it is ruled out.
    """

    reasons: tuple[Likeness, ...]
    against: Difference | None
    score: float


def compare(one: Candidate, other: Candidate, *, is_apart: bool = False) -> Comparison:
    """Compare two speakers; ``is_apart`` if people said that they are two. It does not matter which comes first."""
    against = Difference.SAID if is_apart else _ruled_out(one, other)
    if against:
        return Comparison((), against, 0.0)
    same_id = _shared(one.wikidata_id, other.wikidata_id) or _shared(one.gnd_id, other.gnd_id)
    found = _by_names(one, other)
    if isinstance(found, Difference):
        return Comparison((Likeness.SAME_ID,), None, _CERTAIN) if same_id else Comparison((), found, 0.0)
    reasons = found | {Likeness.SAME_ID} if same_id else found
    return Comparison(tuple(sorted(reasons, key=_ORDER.index)), None, _CERTAIN if same_id else _score(reasons))


_ORDER = (Likeness.SAME_ID, *sorted(_WEIGHTS, key=lambda reason: _WEIGHTS[reason]))


def _score(reasons: frozenset[Likeness]) -> float:
    score = 1.0
    for reason in sorted(reasons, key=_ORDER.index):
        score *= _WEIGHTS[reason]
    return round(score, 3)


def _shared(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _ruled_out(one: Candidate, other: Candidate) -> Difference | None:
    kinds = {one.kind, other.kind}
    if SpeakerKind.PERSON in kinds and kinds & _BODIES:
        return Difference.OTHER_KIND
    ids = ((one.wikidata_id, other.wikidata_id), (one.gnd_id, other.gnd_id))
    if any(mine and theirs and mine != theirs for mine, theirs in ids):
        return Difference.OTHER_ID
    return None


def is_body(one: Candidate, other: Candidate) -> bool:
    """Tell whether two speakers are compared as bodies, not as persons."""
    return bool({one.kind, other.kind} & _BODIES)


def called(candidate: Candidate) -> tuple[str, ...]:
    """Return what a speaker is called: the name first, then aliases, but none that merely ends the name."""
    name = folded(candidate.name)
    return (candidate.name, *(alias for alias in candidate.aliases if not name.endswith(folded(alias).strip())))


def _by_names(one: Candidate, other: Candidate) -> _Found:
    """Return the best reasons that names and aliases give."""
    match = _bodies if is_body(one, other) else _people
    main = match(one.name, other.name)
    found = [main] if isinstance(main, frozenset) else []
    is_strict = main in {Difference.OTHER_GIVEN_NAME, Difference.OTHER_GENERATION}
    for mine, theirs in product(_named(one), _named(other)):
        by_alias = _by_alias(match(mine[0], theirs[0]), is_strict=is_strict)
        if by_alias and not (mine[1] and theirs[1]) and not _is_weak(mine, theirs, is_strict=is_strict):
            found.append(by_alias)
    return max(found, key=lambda reasons: (_score(reasons), sorted(map(_ORDER.index, reasons)))) if found else main


def _by_alias(found: _Found, *, is_strict: bool) -> frozenset[Likeness] | None:
    """Return the reasons that two names give of which one is an alias, None if that is not enough."""
    if isinstance(found, Difference) or Likeness.LAST_NAME in found or (is_strict and not found <= _EQUAL):
        return None
    return found | {Likeness.ALIAS}


def _is_weak(mine: tuple[str, bool], theirs: tuple[str, bool], *, is_strict: bool) -> bool:
    """Tell whether two aliases say too little: of one word, or of people whose given names differ."""
    are_aliases = not (mine[1] or theirs[1])
    return are_aliases and (is_strict or not (_is_long(mine[0]) and _is_long(theirs[0])))


_EQUAL = frozenset({Likeness.SAME_LETTERS, Likeness.MARKS})


def _named(candidate: Candidate) -> Iterator[tuple[str, bool]]:
    """Yield what a speaker is called, with whether it is the name itself."""
    for place, name in enumerate(called(candidate)):
        yield name, place == 0


def _is_long(name: str) -> bool:
    return len(name.split()) > 1 or is_abbreviation(name)


def _bodies(one: str, other: str) -> _Found:
    mine, theirs = body(one), body(other)
    if mine is None or theirs is None:
        return Difference.OTHER_NAME
    found = _word(mine.letters, theirs.letters, frozenset())
    if found is not None:
        return found | {Likeness.LEGAL_FORM} if mine.is_bare != theirs.is_bare else found
    return frozenset({Likeness.ABBREVIATION}) if _shortens(mine, theirs) or _shortens(theirs, mine) else _OTHER


_OTHER = Difference.OTHER_NAME


def _shortens(short: Body, long: Body) -> bool:
    return bool(long.short) and long.short == short.letters


def _people(one: str, other: str) -> _Found:
    mine, theirs = person(one), person(other)
    if mine is None or theirs is None:
        return Difference.OTHER_NAME
    if mine.generation != theirs.generation:
        return Difference.OTHER_GENERATION
    beside = frozenset({Likeness.BESIDE} if mine.is_bare != theirs.is_bare else ())
    turned = frozenset({Likeness.ORDER} if mine.is_turned != theirs.is_turned else ())
    whole = _word("".join(mine.words), "".join(theirs.words), frozenset())
    if whole is not None:
        return (whole - {Likeness.SAME_LETTERS} | beside | turned) or whole
    last = _word(mine.last, theirs.last, mine.families & theirs.families)
    if last is None:
        return _reordered(mine, theirs)
    given = _given(mine, theirs)
    return given if isinstance(given, Difference) else (last | given | beside | turned) - {Likeness.SAME_LETTERS}


def _reordered(one: Name, other: Name) -> _Found:
    """Compare names whose words stand in another order: Orbán Viktor."""
    mine, theirs = sorted(one.words), sorted(other.words)
    pairs = [_word(first, second, frozenset()) for first, second in zip(mine, theirs, strict=False)]
    if len(mine) != len(theirs) or len(mine) == 1 or None in pairs:
        return Difference.OTHER_NAME
    marks = frozenset(reason for pair in pairs for reason in pair or ())
    return marks - {Likeness.SAME_LETTERS} | {Likeness.ORDER}


def _given(one: Name, other: Name) -> _Found:
    if not one.given or not other.given:
        return frozenset({Likeness.LAST_NAME} if one.given or other.given else ())
    came_from = one.families & other.families
    joined = _word("".join(one.given), "".join(other.given), came_from)
    return _given_names(one.given, other.given, came_from) if joined is None else joined


def _given_names(one: tuple[str, ...], other: tuple[str, ...], came_from: frozenset[int]) -> _Found:
    """Compare given names one by one; of several that one speaker has, the other has all or only the first."""
    pairs = [_given_name(mine, theirs, came_from) for mine, theirs in zip(one, other, strict=False)]
    fewest, most = sorted((len(one), len(other)))
    if None in pairs or (fewest != most and fewest > 1):
        return Difference.OTHER_GIVEN_NAME
    further = frozenset({Likeness.FURTHER_NAME} if fewest != most else ())
    return further.union(*(pair for pair in pairs if pair))


def _given_name(one: str, other: str, came_from: frozenset[int]) -> frozenset[Likeness] | None:
    found = _word(one, other, came_from)
    if found is not None:
        return found
    if 1 in {len(one), len(other)}:
        met = initials(one, came_from) & initials(other, came_from)
        return frozenset({Likeness.INITIAL}) if met and len(one) != len(other) else None
    return frozenset({Likeness.GIVEN_NAME}) if lines(one) & lines(other) else None


def initials(given: str, came_from: frozenset[int]) -> frozenset[str]:
    """Return the letters that a given name can be shortened to, as written and as it sounds."""
    heard = {sound[0] for family in came_from for sound in sounds(given, family) if sound}
    return frozenset({spelling[0] for spelling in spellings(given) if spelling} | heard)


def _word(one: str, other: str, came_from: frozenset[int]) -> frozenset[Likeness] | None:
    """Compare two words, or the letters of more."""
    if one == other:
        return frozenset({Likeness.SAME_LETTERS})
    if not set(spellings(one)).isdisjoint(spellings(other)):
        return frozenset({Likeness.MARKS})
    if any(not sounds(one, family).isdisjoint(sounds(other, family)) for family in came_from):
        return frozenset({Likeness.TRANSLITERATION})
    return None


def abbreviates(short: str, name: str) -> bool:
    """Tell whether a word can be an abbreviation of a name: its letters stand in the name in that order."""
    rest = iter(letters(folded(name)))
    wanted = letters(folded(short))
    if not is_abbreviation(short) or wanted[:1] != next(rest, ""):
        return False
    return all(letter in rest for letter in wanted[1:])
