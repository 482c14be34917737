"""Which of many speakers may be the same: those that share a key are compared, and no others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from datasette_claims.model import SpeakerKind
from datasette_claims.naming.comparing import Candidate, Comparison, Likeness, called, compare, initials
from datasette_claims.naming.names import Name, body, person
from datasette_claims.naming.spelling import lines, sounds, spellings
from datasette_claims.naming.words import words

MOST = 200
"""Speakers with one key beyond this many are not compared: so many namesakes say nothing."""

FAMILY, SHORT = "l", "s"
"""A family name has the first of these before it; if it is all that somebody is known by, it is there with both."""

_WHOLE = {SHORT: FAMILY, "j": "f"}
"""The keys of what is shortened, by those of everything that it can stand for; ``f``: a family name with an initial."""
_SHORTENED = {whole: short for short, whole in _WHOLE.items()}

_BODIES = frozenset({SpeakerKind.ORGANISATION, SpeakerKind.GROUP})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two speakers, by their ids in alphabetical order, that may be the same, and why."""

    one: str
    other: str
    comparison: Comparison


def suggest(
    candidates: Sequence[Candidate], apart: Collection[tuple[str, str]] = frozenset()
) -> tuple[Suggestion, ...]:
    """Return who of many may be the same, the likeliest first; ``apart`` are ordered pairs of those who are not."""
    by_id = {candidate.id: candidate for candidate in candidates}
    blocks = _blocks(candidates)
    found = []
    for pair in sorted(set(_pairs(blocks))):
        comparison = compare(by_id[pair[0]], by_id[pair[1]], is_apart=pair in apart)
        if comparison.reasons and _is_only(by_id, pair, comparison, blocks):
            found.append(Suggestion(*pair, comparison))
    return tuple(sorted(found, key=lambda one: (-one.comparison.score, one.one, one.other)))


def _is_only(
    by_id: Mapping[str, Candidate], pair: tuple[str, str], comparison: Comparison, blocks: Mapping[str, Sequence[str]]
) -> bool:
    if Likeness.LAST_NAME not in comparison.reasons:
        return True
    one, other = (by_id[key] for key in pair)
    full = set[str]()
    for key in probes(keys(one if is_last_name(one) else other)):
        if key.startswith(FAMILY):
            full.update(set(blocks.get(key, ())) - set(blocks.get(SHORT + key[1:], ())))
    return is_only(one, other, len(full))


def is_only(one: Candidate, other: Candidate, full: int) -> bool:
    """Tell whether a family name can stand for a full one: both are persons, and nobody else has a name like that."""
    return one.kind is other.kind is SpeakerKind.PERSON and full == 1


def is_last_name(candidate: Candidate) -> bool:
    """Tell whether a speaker is known by a family name alone."""
    name = person(candidate.name)
    return name is not None and not name.given


def _blocks(candidates: Iterable[Candidate]) -> dict[str, list[str]]:
    blocks: dict[str, list[str]] = defaultdict(list)
    for candidate in candidates:
        for key in keys(candidate):
            blocks[key].append(candidate.id)
    return blocks


def _pairs(blocks: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of each block in which not too many stand; what is not shortened meets only what is."""
    for key, block in blocks.items():
        found: Iterable[tuple[str, str]]
        if key[0] in _WHOLE:
            whole = blocks[_WHOLE[key[0]] + key[1:]]
            found = product(block, whole if len(whole) <= MOST else ())
        else:
            found = combinations(block if len(block) <= MOST and key[0] not in _SHORTENED else (), 2)
        yield from ((min(pair), max(pair)) for pair in found if pair[0] != pair[1])


def keys(candidate: Candidate) -> frozenset[str]:
    """Return the keys of a speaker: two that may be the same have one in common.

    ``n`` stands before the letters of a whole name, ``o`` before its words in order, ``g`` before a family and a
    given name, ``b`` before the letters of a body or its abbreviation, ``i`` before an id; for others see ``_WHOLE``.
    """
    ids = (("w", candidate.wikidata_id), ("g", candidate.gnd_id))
    found = {f"i{kind}{value}" for kind, value in ids if value}
    names = called(candidate)
    if candidate.kind is not SpeakerKind.PERSON:
        found.update(key for name in names for key in _of_body(name))
    if candidate.kind not in _BODIES:
        found.update(key for place, name in enumerate(names) for key in _of_person(name, is_main=place == 0))
    return frozenset(found)


def probes(own: Iterable[str]) -> frozenset[str]:
    """Return the keys by which to look for those to compare a speaker with, from the speaker's own keys.

    Who is known by something short looks through all that it can stand for, the others only for what is short.
    """
    known = frozenset(own)
    found = set()
    for key in known:
        short = _SHORTENED.get(key[0], "") + key[1:]
        if key[0] not in _WHOLE:
            found.add(short if key[0] in _SHORTENED and short not in known else key)
    return frozenset(found)


def _of_body(text: str) -> Iterator[str]:
    found = body(text)
    if found:
        yield from (f"b{one}" for one in spellings(found.letters))
        if found.short:
            yield f"b{found.short}"


def _of_person(text: str, *, is_main: bool) -> Iterator[str]:
    name = person(text)
    if name is None:
        return
    yield from (f"n{one}" for one in spellings("".join(name.words)))
    lasts = _last(name)
    if is_main or not name.given:
        yield from (FAMILY + last for last in lasts)
    if not name.given:
        yield from (SHORT + last for last in lasts)
        return
    yield from _in_any_order(name)
    shared = _of_given(name.given[0], name.families)
    if len(name.given) > 1:  # Hans Peter is Hans-Peter, too.
        shared |= _heard("".join(name.given), name.families)
    yield from (f"{kind}{last} {given}" for last in lasts for kind, given in shared)


def _in_any_order(name: Name) -> Iterator[str]:
    if len(name.given) == 1:
        pairs = product(spellings(name.given[0]), spellings(name.last))
        yield from (f"o{' '.join(sorted(pair))}" for pair in pairs)
    else:
        yield f"o{' '.join(sorted(spellings(word)[0] for word in name.words))}"


def _of_given(given: str, families: frozenset[int]) -> frozenset[tuple[str, str]]:
    """Return the keys of a given name: its initials, and what it shares with those that can be the same person's."""
    others = {other for line in lines(given) for other in words().lines[line]}
    letters = initials(given, families).union(*(initials(other, families) for other in others))
    if len(given) == 1:
        return frozenset((kind, letter) for kind in ("f", "j") for letter in letters)
    in_lines = {("g", f"#{line}") for line in lines(given)}
    return frozenset({*(("f", letter) for letter in letters), *in_lines}) | _heard(given, families)


def _heard(given: str, families: frozenset[int]) -> frozenset[tuple[str, str]]:
    """Return the keys of a given name that is written out, by its spellings and sounds."""
    return frozenset(("g", one) for one in _spelled(given, families))


def _last(name: Name) -> frozenset[str]:
    """Return a family name in its spellings and, marked as such, its sounds."""
    return _spelled(name.last, name.families)


def _spelled(word: str, families: frozenset[int]) -> frozenset[str]:
    heard = {f"={family}{sound}" for family in families for sound in sounds(word, family)}
    return frozenset({*spellings(word), *heard})
