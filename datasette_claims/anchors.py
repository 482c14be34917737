"""Where claims stand in a text: which spans can be, what surrounds them, which holds which, and where they went.

Nothing here guesses: a claim is found again in another wording at exactly one place, or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from datasette_claims.model import GAP, Claim, Cue, Mention, Span, excerpt, hull

Spans = tuple[Span, ...]

_ZERO_WIDTH_JOINER = "\u200d"
_STOP = re.compile(r"(?:(?<=\w{4})[.]|[.](?=\s+[\"„“»«‚])|[!?…])[\"“”»«’‘)\]]*(?=\s)")
"""The end of a sentence; a stop behind fewer than four letters may end an abbreviation, but not before a quotation."""


def wrong_spans(text: str, spans: Spans) -> str:
    """Return what is wrong with the parts of a quote, cue or mention in ``text``; nothing for none at all."""
    end = -1
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            return f"[{span.start}, {span.end}) is not within the text, which has {len(text)} characters"
        if span.start <= end:
            return "the parts must follow each other, with something between them"
        if not text[slice(*span)].strip():
            return f"[{span.start}, {span.end}) holds nothing but white space"
        if any(_cuts_character(text, at) for at in span):
            return f"[{span.start}, {span.end}) cuts a character in two"
        end = span.end
    return ""


def _cuts_character(text: str, at: int) -> bool:
    """Tell whether what readers see as one character stands on both sides of an offset."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _extends(after) or before == _ZERO_WIDTH_JOINER:
        return not before.isspace()
    flags = len(text[:at]) - len(text[:at].rstrip(_FLAG_LETTERS))
    return after in _FLAG_LETTERS and flags % 2 == 1


_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
"""Two of these are a flag."""


def _extends(character: str) -> bool:
    """Tell whether a character belongs to the one before: accents, joiners, skin tones, tags of flags."""
    code = ord(character)
    return (
        unicodedata.category(character).startswith("M")
        or character == _ZERO_WIDTH_JOINER
        or 0x1F3FB <= code <= 0x1F3FF  # noqa: PLR2004 - skin tones
        or 0xE0020 <= code <= 0xE007F  # noqa: PLR2004 - tags
    )


def sentence_around(text: str, spans: Spans) -> Span:
    """Return the sentence or sentences around some spans, none longer than its line."""
    start, end = hull(spans)
    first = text.rfind("\n", 0, start) + 1
    newline = text.find("\n", end)
    last = len(text) if newline < 0 else newline
    stops = [match.end() for match in _STOP.finditer(text, first, last)]
    start = max((stop for stop in stops if stop <= start), default=first)
    end = min((stop for stop in stops if stop >= end), default=last)
    within = text[start:end]
    return Span(start + len(within) - len(within.lstrip()), end - len(within) + len(within.rstrip()))


def parents(quotes: Sequence[Spans]) -> Iterator[int | None]:
    """Yield the place of the smallest quote that holds each; quotes are in text order, the longer of two first."""
    begun: list[int] = []
    for place, spans in enumerate(quotes):
        begun = [other for other in begun if hull(quotes[other]).end > spans[0].start]
        holders = [other for other in begun if _holds(quotes[other], spans)]
        yield min(holders, key=lambda other: _length(quotes[other]), default=None)
        begun.append(place)


def text_order(spans: Spans) -> tuple[int, int]:
    """Return a key that sorts quotes as they are read, the longer of two first."""
    return spans[0].start, -spans[-1].end


def _holds(outer: Spans, inner: Spans) -> bool:
    """Tell whether every part of a quote lies within a part of a longer one."""
    if _length(outer) <= _length(inner):
        return False
    return all(any(start <= part.start and part.end <= end for start, end in outer) for part in inner)


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def nearest(text: str, words: str, near: int) -> Spans:
    """Return where ``words`` stand in a text, the first of them as near to the offset ``near`` as can be.

    Parts that ``GAP`` keeps apart follow each other; white space is equal to any other. Nothing for words that do not
    stand there. In time linear in the text, even where one place overlaps the next.
    """
    parts = [" ".join(part.split()) for part in words.split(GAP.strip()) if part.strip()]
    places = [at for at, char in enumerate(text) if not char.isspace() or not text[at - 1 : at].isspace()]
    plain = "".join(" " if text[at].isspace() else text[at] for at in places)
    starts = _starts(plain, parts, bisect_left(places, near)) if parts else []
    start = min(starts, key=lambda at: abs(places[at] - near), default=None)
    return () if start is None else tuple(_spans(plain, parts, start, places))


def _starts(plain: str, parts: Sequence[str], near: int) -> list[int]:
    """Return the last place before ``near`` and the first from there on, where all parts can still follow each other.

    They can wherever the first ends before a certain offset: what follows one place follows each place before it.
    """
    first, *others = parts
    end = len(plain)
    for part in reversed(others):
        end = max(_last(plain, part, end), 0)
    before = _last(plain, first, min(end, near - 1 + len(first)))
    return [at for at in (before, plain.find(first, near, end)) if at >= 0]


def _last(text: str, part: str, end: int) -> int:
    """Return where a part last stands before ``end``, or -1; ``str.rfind`` is not linear."""
    at = text[:end][::-1].find(part[::-1]) if end >= len(part) else -1
    return end - at - len(part) if at >= 0 else -1


def _spans(plain: str, parts: Sequence[str], start: int, places: Sequence[int]) -> Iterator[Span]:
    """Yield the places in the text itself of parts that follow each other from ``start``; ``places`` leads there."""
    for part in parts:
        start = plain.find(part, start)
        yield Span(places[start], places[start + len(part) - 1] + 1)
        start += len(part)


def found_again(claim: Claim, old: str, new: str) -> Claim | None:
    """Return a claim of the wording ``old`` as it stands in the wording ``new``; None if that is not certain.

    It is where its context is, if that is in both wordings once; else where its quote is, if every part of that is in
    both once. A cue, mention or addressee that cannot be found beside it is left out.
    """
    moved = _by_context(claim, old, new) or _by_quote(claim, old, new)
    return moved if moved and not wrong_spans(new, moved.spans) else None


def _by_context(claim: Claim, old: str, new: str) -> Claim | None:
    start = min(claim.sentence.start, claim.spans[0].start)
    end = max(claim.sentence.end, claim.spans[-1].end)
    at = _only(old[start:end], old, new)
    if at is None:
        return None
    shifted = tuple(_shifted(claim.spans, at - start))
    sentence = Span(claim.sentence.start + at - start, claim.sentence.end + at - start)
    return _with_rest(claim, replace(claim, spans=shifted, sentence=sentence), old, new)


def _by_quote(claim: Claim, old: str, new: str) -> Claim | None:
    places = [(_only(old[slice(*span)], old, new), span.end - span.start) for span in claim.spans]
    spans = tuple(Span(at, at + length) for at, length in places if at is not None)
    if len(spans) < len(places) or wrong_spans(new, spans):
        return None
    return _with_rest(claim, replace(claim, spans=spans, sentence=sentence_around(new, spans)), old, new)


def _with_rest(claim: Claim, moved: Claim, old: str, new: str) -> Claim:
    """Move what stands around a quote: with it where the same words are there, else to their only place nearby."""
    by = moved.spans[0].start - claim.spans[0].start

    def place(spans: Spans) -> Spans:
        beside = tuple(_shifted(spans, by))
        if beside and beside[0].start >= 0 and _with_edges(new, beside) == _with_edges(old, spans):
            return () if wrong_spans(new, beside) else beside
        return _nearby([old[slice(*span)] for span in spans], new, moved.sentence)

    cue, mention, addressee = claim.cue, claim.mention, claim.addressee
    cue_spans = place(cue.spans) if cue else ()
    return replace(
        moved,
        quote=excerpt(new, moved.spans),
        cue=Cue(cue_spans, excerpt(new, cue_spans), cue.lemma) if cue and cue_spans else None,
        mention=_mention(new, place(mention.spans)) if mention else None,
        addressee=_mention(new, place(addressee.spans)) if addressee else None,
        frame=place(claim.frame),
    )


def _with_edges(text: str, spans: Spans) -> list[tuple[str, list[bool]]]:
    """Return the words under spans, and of each end whether a word goes on there."""
    return [
        (
            text[start:end],
            [re.match(r"\w", beside) is not None for beside in (text[max(start - 1, 0) : start], text[end : end + 1])],
        )
        for start, end in spans
    ]


def _mention(text: str, spans: Spans) -> Mention | None:
    return Mention(spans, excerpt(text, spans)) if spans else None


def _shifted(spans: Iterable[Span], by: int) -> Iterator[Span]:
    return (Span(start + by, end + by) for start, end in spans)


def _nearby(parts: Sequence[str], text: str, within: Span) -> Spans:
    """Return where words stand that a sentence holds once each, as words of their own and in their order."""
    pattern = r"(?<!\w){}(?!\w)"
    found = [
        [match.span() for match in re.compile(pattern.format(re.escape(part))).finditer(text, *within)]
        for part in parts
    ]
    spans = tuple(Span(*places[0]) for places in found if len(places) == 1)
    return spans if len(spans) == len(parts) and not wrong_spans(text, spans) else ()


def _only(part: str, old: str, new: str) -> int | None:
    """Return where ``new`` holds a part, if both wordings hold it once."""
    at = new.find(part)
    once = at >= 0 and all(text.find(part, text.find(part) + 1) < 0 for text in (old, new))
    return at if once else None
