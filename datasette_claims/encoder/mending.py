"""Where quotes may begin and end: the network's borders moved to marks, clauses and whole sentences.

The network tags word by word and now and then stops short of a clause's verb, or takes one sentence of three. What
marks and stops say is certain, so they decide; what that gains stands in ``docs/models.md``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from datasette_claims.claims.reading import Attribution, Range, Reading
from datasette_claims.model import QuoteType, Span

REACH = 8
"""The most words that a border moves."""

WHOLE = 0.5
"""Share of a sentence's words from which on free or reported speech takes the whole of it."""

MOST = 0.6
"""Share of a sentence below which nothing counts as a report of what somebody holds."""

FREE = frozenset({QuoteType.INDIRECT_FREE_INDIRECT, QuoteType.FREE_INDIRECT})

_BORDERS = frozenset(',;:–—-.!?„“”«»"()')
_SEPARATORS = frozenset(",;:")

_Indices = frozenset[int]


def mended(reading: Reading, found: Sequence[Attribution]) -> list[Attribution]:
    """Return attributions with their borders where they belong; those of which nothing is left are gone."""
    framing = frozenset(_framing(reading, found))
    parts = ((item, _parts(reading, item, framing)) for item in found)
    return [with_parts(reading, item, words) for item, words in parts if words]


def with_parts(reading: Reading, item: Attribution, parts: Sequence[Range]) -> Attribution:
    """Return an attribution whose quote covers ``parts``, words in text order, and whose sentence covers them all."""
    first, last = _sentences(reading, parts[0]), _sentences(reading, parts[-1])
    around = Range(first[0].start, last[-1].end) if first and last else Range(parts[0].start, parts[-1].end)
    return replace(item, spans=tuple(map(reading.words.span, parts)), sentence=reading.words.span(around))


def joined(reading: Reading, found: Iterable[Attribution]) -> list[Attribution]:
    """Join free sentences of one type that follow one another in a paragraph into one quote."""
    whole: list[Attribution] = []
    last = -1
    for item in found:
        if item.quote_type not in FREE:
            whole.append(item)
        elif last >= 0 and _continues(reading, whole[last], item):
            whole[last] = _together(whole[last], item)
        else:
            whole.append(item)
            last = len(whole) - 1
    return whole


def _continues(reading: Reading, first: Attribution, second: Attribution) -> bool:
    between = reading.text[first.spans[-1].end : second.spans[0].start]
    return first.quote_type is second.quote_type and not between.strip() and "\n" not in between


def _together(first: Attribution, second: Attribution) -> Attribution:
    end = max(first.spans[-1].end, second.spans[-1].end)
    spans = (Span(first.spans[0].start, end),)
    return replace(
        first, spans=spans, sentence=Span(first.sentence.start, max(first.sentence.end, second.sentence.end))
    )


# Borders


def _framing(reading: Reading, found: Iterable[Attribution]) -> Iterator[int]:
    """Yield the words of all cues and of those who speak beside them, as network and rules see them."""
    for item in found:
        for span in _framing_spans(item):
            yield from range(*reading.words.under(span))
    for frame in reading.frames:
        yield from frame.cue.words if frame.cue else ()
        yield from range(*frame.mention) if frame.mention else ()


def _framing_spans(item: Attribution) -> tuple[Span, ...]:
    cue = item.cue.spans if item.cue else ()
    indirect = item.quote_type is QuoteType.INDIRECT
    return (*cue, *item.mention.spans) if item.mention is not None and indirect else cue


def _parts(reading: Reading, item: Attribution, framing: _Indices) -> list[Range]:
    tagged = (part for part in map(reading.words.under, item.spans) if part.end > part.start)
    found = (_part(reading, part, item.quote_type, framing) for part in tagged)
    return _distinct(reading, (part for part in found if part.end > part.start))


def _part(reading: Reading, part: Range, quote_type: QuoteType, framing: _Indices) -> Range:
    if quote_type is QuoteType.DIRECT:
        return _in_marks(reading, part)
    return _clause(reading, part, framing) if quote_type is QuoteType.INDIRECT else _whole(reading, part)


def _distinct(reading: Reading, parts: Iterable[Range]) -> list[Range]:
    """Return parts in text order, those with nothing but commas between them as one."""
    kept: list[Range] = []
    for part in sorted(parts):
        if kept and _SEPARATORS.issuperset(reading.words.texts[kept[-1].end : part.start]):
            kept[-1] = Range(kept[-1].start, max(kept[-1].end, part.end))
        else:
            kept.append(part)
    return kept


def _in_marks(reading: Reading, part: Range) -> Range:
    """Return the quotation that holds at least half of a direct quote's words, marks included."""
    near = _touching(reading.quotations, part)
    best = max(near, key=lambda quotation: _overlap(quotation, part), default=part)
    return best if 2 * _overlap(best, part) >= part.end - part.start else part


def _clause(reading: Reading, part: Range, framing: _Indices) -> Range:
    """Return an indirect quote up to its clause's end, without the commas around it."""
    texts = reading.words.texts
    start, end = part.start, _forward(reading, part, framing)
    while end > start and texts[end - 1] in _SEPARATORS:
        end -= 1
    while start < end and texts[start] in _SEPARATORS:
        start += 1
    return Range(start, end)


def _whole(reading: Reading, part: Range) -> Range:
    """Return the sentences that a free or reported quote mostly covers, else the clauses it lies in."""
    clause = Range(_backward(reading, part), _forward(reading, part, frozenset()))
    covered = [
        sentence
        for sentence in _sentences(reading, clause)
        if _overlap(sentence, clause) >= WHOLE * (sentence.end - sentence.start)
    ]
    return Range(covered[0].start, covered[-1].end) if covered else clause


def _forward(reading: Reading, part: Range, framing: _Indices) -> int:
    """Return the next border behind some words within their sentence and within reach, else their end."""
    sentences = _sentences(reading, part)
    last = min(sentences[-1].end if sentences else part.end, part.end + REACH)
    end = part.end
    while end < last and not _is_border(reading, end) and end not in framing:
        end += 1
    reached = end < part.end + REACH or _is_border(reading, end)
    return end if reached else part.end


def _backward(reading: Reading, part: Range) -> int:
    """Return the next border before some words within their sentence and within reach, else their start."""
    sentences = _sentences(reading, part)
    first = max(sentences[0].start if sentences else part.start, part.start - REACH)
    start = part.start
    while start > first and not _is_border(reading, start):
        start -= 1
    reached = start > part.start - REACH or _is_border(reading, start)
    return start if reached else part.start


def _is_border(reading: Reading, i: int) -> bool:
    """Tell whether a mark stands before or at a word."""
    texts = reading.words.texts
    return i == 0 or i == len(texts) or texts[i - 1] in _BORDERS or texts[i] in _BORDERS


def covers_a_sentence(reading: Reading, item: Attribution) -> bool:
    """Tell whether a quote makes up most of some sentence."""
    parts = [reading.words.under(span) for span in item.spans]
    return any(
        _overlap(sentence, part) >= MOST * (sentence.end - sentence.start)
        for part in parts
        for sentence in _sentences(reading, part)
    )


def _sentences(reading: Reading, part: Range) -> Sequence[Range]:
    return _touching(reading.sentences, part)


def _touching(ranges: Sequence[Range], part: Range) -> Sequence[Range]:
    """Return those of ordered ranges without overlaps that share words with ``part``."""
    first = bisect_right(ranges, part.start, key=lambda found: found.end)
    last = bisect_left(ranges, part.end, key=lambda found: found.start)
    return ranges[first:last]


def _overlap(one: Range, other: Range) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
