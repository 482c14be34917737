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
    words, quoted = reading.words, reading.quoted
    if words.texts[i] not in STOPS and words.texts[i] not in _BRACKETS and not quoted[i]:
        return False
    starts_quotation = _border(reading, i) or (quoted[i + 1] and not quoted[i])
    if (quoted[i + 1] and not starts_quotation) or not (starts_quotation or _opens(words.texts[i + 1])):
        return False
    stop = i
    while stop > 0 and words.texts[stop] in CLOSING:
        stop -= 1
    return words.texts[stop] in STOPS and not _abbreviated(reading, stop)


def _border(reading: Reading, i: int) -> bool:
    """Tell whether one quotation ends with word ``i`` and the next begins right after."""
    k = bisect_left(reading.quotations, (i + 1, 0))
    return k < len(reading.quotations) and reading.quotations[k].start == i + 1 and reading.quoted[i]


def _opens(word: str) -> bool:
    """Tell whether a word can begin a sentence."""
    return word[0].isupper() or word[0].isdigit() or word in _OPENING


def _abbreviated(reading: Reading, stop: int) -> bool:
    """Tell whether the full stop belongs to an abbreviation, an initial or an ordinal number."""
    words, lexicon = reading.words, reading.lexicon
    if words.texts[stop] != "." or stop == 0 or words.ends[stop - 1] != words.starts[stop]:
        return False
    before = words.texts[stop - 1]
    after = words.texts[stop + 1] if stop + 1 < len(words) else ""
    if before.isdigit():
        return len(before) <= 2 and (  # noqa: PLR2004 - days and ordinals; a year ends a sentence
            lexicon.has("abbreviations", "months", after) or lexicon.has("abbreviations", "after_ordinals", after)
        )
    return len(before) == 1 and before.isalpha() or lexicon.has("abbreviations", "words", before.lower())
