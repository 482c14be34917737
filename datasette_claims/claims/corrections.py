"""What agencies say was wrong in an item: „1997“ statt „1992“, 3,5 Milliarden (NICHT: 5,3 Milliarden), X, not Y."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from datasette_claims.claims.lexicon import words_of_datelines
from datasette_claims.model import Correction

LONGEST_NOTE = 1200
"""Characters; a longer paragraph is no note."""

_LONGEST_VALUE = 300
_MARKS = "«»\"„“”‚‘’'›‹"
_CHARACTER = r"(?:[^;()\n.,:]|[.,:](?=\d))"
_VALUE = rf"{_CHARACTER}{{1,{_LONGEST_VALUE}}}"
_CHANGES = (
    re.compile(rf"\bto (?P<new>(?:(?!\bto\b){_CHARACTER}){{1,100}}?),? from (?P<old>{_VALUE})", re.IGNORECASE),
    re.compile(rf"\bfrom (?P<old>(?:(?!\bfrom\b){_CHARACTER}){{1,100}}?) to (?P<new>{_VALUE})", re.IGNORECASE),
)
_SENTENCE = re.compile(r"(?<=[.!?])[\s»“\"]+(?=[A-ZÄÖÜ])")
_STRIPPED = f" .,;:…\u00a0{_MARKS}()"
# Notes to editors hold numbers and addresses of desks, which are never kept.
_CONTACT = re.compile(r"@|\+\d{2}|\b0\d{2,5}[ /-]\d{3,}")
_COLON = re.compile(r":\s")
_LONGER = 1


def corrections(notes: Iterable[str]) -> tuple[Correction, ...]:
    """Return the pairs of what was wrong and what is right that notes state; none for one that states none."""
    found = (pair for note in notes for pair in _pairs(" ".join(note.split())[:LONGEST_NOTE]))
    return tuple(dict.fromkeys(found))


def is_correction(paragraph: str) -> bool:
    """Tell whether a paragraph is a note that corrects the text, and none of it."""
    if len(paragraph) > LONGEST_NOTE:
        return False
    if _opener().match(paragraph):
        return True
    if not _correcting().search(paragraph.lower()):
        return False
    return paragraph.lstrip().startswith("(") or paragraph.rstrip().endswith(":") or bool(corrections([paragraph]))


def names_part(words: str) -> bool:
    """Tell whether words name a part of a text, as notes do: 4. Absatz, headline."""
    return _parts().search(words) is not None


def _pairs(note: str) -> list[Correction]:
    """Return the pairs of the first shape that a note has."""
    for language in ("de", "en"):
        for shape in (_quoted, _bracketed, _plain, _from, _told):
            found = [
                Correction(old, new, _place(note, at), language)
                for new, old, at in shape(note, language)
                if old and new and old != new and not _CONTACT.search(f"{old} {new}")
            ]
            if found:
                return found
    return []


_Pair = tuple[str, str, int]
"""What is right, what was wrong, and where in the note that stands."""


def _quoted(note: str, language: str) -> Iterator[_Pair]:
    """Yield pairs in quotation marks: „1997“ statt „1992“, «… 1997 …» (statt: «1992»)."""
    new, old = (
        rf"[{_MARKS}]\s*(?P<{name}>[^«»\"„“”\n]{{1,{_LONGEST_VALUE}}}?)\s*[{_MARKS}]" for name in ("new", "old")
    )
    for found in re.finditer(rf"{new}[\s,(]*\b(?:{_instead(language)})\b\s*:?\s*{old}", note, re.IGNORECASE):
        yield _bare(found["new"]), _bare(found["old"]), found.start()


def _bracketed(note: str, language: str) -> Iterator[_Pair]:
    """Yield pairs of which the wrong one stands in brackets: 3,5 Milliarden (NICHT: 5,3 Milliarden)."""
    for found in re.finditer(
        rf"\(\s*(?:{_instead(language)})\b\s*:?\s*(?P<old>(?:[^()\n]|\([^()\n]*\)){{1,300}})\)", note, re.IGNORECASE
    ):
        yield _before(note[: found.start()], _bare(found["old"])), _bare(found["old"]), found.start()


def _plain(note: str, language: str) -> Iterator[_Pair]:
    """Yield pairs without marks: 12 statt 21; X, not Y."""
    weak = words_of_datelines()["instead_weak"]
    links = [word for word in words_of_datelines()[f"instead_{language}"] if word not in weak]
    links += [rf"(?<=,\s){word}" for word in words_of_datelines()[f"instead_{language}"] & weak]
    for found in re.finditer(rf"\b(?:{'|'.join(links)})\s+(?P<old>{_VALUE})", note, re.IGNORECASE):
        old = _without_verbs(found["old"])
        yield _before(note[: found.start()], old), old, found.start()


def _from(note: str, language: str) -> Iterator[_Pair]:
    """Yield the English pairs of a change: to 12 from 21, from 21 to 12."""
    if language == "en":
        for shape in _CHANGES:
            for found in shape.finditer(note):
                yield _bare(found["new"]), _without_verbs(found["old"]), found.start()


def _told(note: str, language: str) -> Iterator[_Pair]:
    """Yield what an earlier version said and what is right, each as a clause: hieß es, … Richtig ist, …."""
    wrong, right = (_any(f"{use}_{language}") for use in ("wrong_said", "right_said"))
    said = rf"\b(?:{wrong})\b[,:]?\s*(?P<old>[^\n]{{1,300}}?)[.;]\s+"
    shape = rf"{said}[^.]{{0,20}}?\b(?:{right})\b[,:]?\s*(?P<new>[^\n]{{1,300}}?)(?:[.)]\s|[.)]*$)"
    for found in re.finditer(shape, note, re.IGNORECASE):
        yield _bare(found["new"]), _bare(found["old"]), found.start()


def _before(words: str, old: str) -> str:
    """Return what is right, which ends right before what was wrong: what is quoted, or follows a colon.

    Where that is much longer than what was wrong, it begins behind *to*, *auf* and the like.
    """
    words = words.rstrip(" ,(")
    if (
        words[-1:]
        and words[-1] in _MARKS
        and (quoted := re.search(rf"[{_MARKS}]([^«»\"„“”]{{1,300}})[{_MARKS}]$", words))
    ):
        return _bare(quoted[1])
    said = _COLON.split(words)[-1]
    # The place goes first: the full stop of its number ends no sentence.
    said = _parts().split(said)[-1].strip() or said
    sentence = re.sub(rf"^(?:{_any('right_after')})\s+", "", _SENTENCE.split(said)[-1], flags=re.IGNORECASE)
    if len(sentence.split()) <= len(old.split()) + _LONGER:
        return _bare(sentence)
    after = list(re.finditer(rf"\b(?:{_any('right_after')})\s+", sentence, re.IGNORECASE))
    return _bare(sentence[after[-1].end() :] if after else sentence)[-_LONGEST_VALUE:]


def _without_verbs(words: str) -> str:
    kept = words.split()
    while kept and kept[-1].lower() in words_of_datelines()["corrected_verbs"]:
        kept.pop()
    return _bare(" ".join(kept))


def _bare(words: str) -> str:
    bare = words.strip(_STRIPPED)
    return bare + ")" * (bare.count("(") - bare.count(")"))


def _place(note: str, at: int) -> str:
    """Return the part of the text that a note names last before a pair, else first of all; empty without one."""
    found = list(_parts().finditer(note))
    before = [one for one in found if one.start() <= at]
    chosen = before[-1:] or found[:1]
    return chosen[0].group().strip() if chosen else ""


def _any(use: str) -> str:
    return "|".join(map(re.escape, sorted(words_of_datelines()[use], key=len, reverse=True)))


def _instead(language: str) -> str:
    return _any(f"instead_{language}")


@cache
def _correcting() -> re.Pattern[str]:
    said = "|".join(_any(f"wrong_said_{language}") for language in ("de", "en"))
    version = rf"(?:{_any('versions')})\s+(?:{_any('of_this_text')}|(?:(?:{_any('wrongly')})\s+)?(?:{said})\b)"
    return re.compile(f"{_any('correcting_de')}|{_any('correcting_en')}|{version}")


@cache
def _opener() -> re.Pattern[str]:
    words = _any("corrects")
    return re.compile(rf"\s*(?:\(\s*(?:{words})\b|(?:{words})(?:\s*:|\s[-–—]\s)|(?:eds:\s*)?CORRECTS\b)", re.IGNORECASE)


@cache
def _parts() -> re.Pattern[str]:
    number = rf"(?:\d{{1,2}}(?:\.|st|nd|rd|th)|{_any('ordinals')})"
    several = r"(?:\s*(?:,|und|and|sowie)\s+{0})*"
    parts = _any("parts")
    return re.compile(
        rf"{number}{several.format(number)}\s+(?:{parts})\b"
        rf"|\b(?:{parts})\s+\d{{1,2}}{several.format('[0-9]{1,2}')}\b"
        rf"|\b(?:{_any('unnumbered_parts')})\b",
        re.IGNORECASE,
    )
