"""Step 3: sentences, with quotations whole: a stop inside marks ends none."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from datasette_claims.claims.reading import Range, Reading

LONGEST = 200
"""Words outside quotations at which a sentence ends whatever follows, so that work grows with the text alone."""

STOPS = frozenset(".!?…")
CLOSING = frozenset('»«"“”’‘)]') | {"''"}
_BRACKETS = frozenset(")]")
_OPENING = frozenset("(–—-")


def sentences(reading: Reading) -> Reading:
    """Find the sentences of every paragraph."""
    found = []
    starts = reading.words.starts
    for block in reading.blocks:
        if block.crosshead:
            continue
        start, end = bisect_left(starts, block.span.start), bisect_left(starts, block.span.end)
        bare = 0
        for i in range(start, end - 1):
            bare += not reading.quoted[i]
            if _ends(reading, i) or (bare >= LONGEST and not reading.quoted[i]):
                found.append(Range(start, i + 1))
                start, bare = i + 1, 0
        if start < end:
            found.append(Range(start, end))
    return replace(reading, sentences=tuple(found))


def _ends(reading: Reading, i: int) -> bool:
    """Tell whether a sentence ends with word ``i``, which is not the last of its paragraph."""
    word = reading.words.texts[i]
    if word not in STOPS and word not in _BRACKETS and not reading.quoted[i]:
        return False
    return _begins(reading, i) and _stops(reading, i)


def _begins(reading: Reading, i: int) -> bool:
    """Tell whether the next sentence can begin after word ``i``: with a quotation or with a capital, in no marks."""
    if reading.quoted[i + 1]:
        return _border(reading, i) or not reading.quoted[i]
    return _opens(reading.words.texts[i + 1])


def _stops(reading: Reading, i: int) -> bool:
    """Tell whether word ``i`` is a stop or closes marks and brackets after one."""
    texts = reading.words.texts
    while i > 0 and texts[i] in CLOSING:
        i -= 1
    return texts[i] in STOPS and not _abbreviated(reading, i)


def _border(reading: Reading, i: int) -> bool:
    """Tell whether one quotation ends with word ``i`` and the next begins right after."""
    k = bisect_left(reading.quotations, (i + 1, 0))
    return k < len(reading.quotations) and reading.quotations[k].start == i + 1 and reading.quoted[i]


def _opens(word: str) -> bool:
    """Tell whether a word can begin a sentence."""
    return word[0].isupper() or word[0].isdigit() or word in _OPENING


def _abbreviated(reading: Reading, stop: int) -> bool:
    """Tell whether the full stop belongs to an abbreviation, an initial or an ordinal number."""
    words = reading.words
    if words.texts[stop] != "." or stop == 0 or words.ends[stop - 1] != words.starts[stop]:
        return False
    before = words.texts[stop - 1]
    if before.isdigit():
        return len(before) <= 2 and _takes_ordinal(reading, stop + 1)  # noqa: PLR2004 - days, no years
    initial = len(before) == 1 and before.isalpha()
    return initial or reading.lexicon.has("abbreviations", "words", before.lower())


def _takes_ordinal(reading: Reading, i: int) -> bool:
    """Tell whether a word can follow an ordinal number: 3. März, 18. Jahrhundert."""
    after = reading.words.texts[i] if i < len(reading.words) else ""
    return reading.lexicon.has_any("abbreviations", after, "months", "after_ordinals")
