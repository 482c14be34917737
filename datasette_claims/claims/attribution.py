"""Step 6: attributions: every frame, quotation and free sentence becomes a typed quote with cue and mention."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from datasette_claims.claims.clauses import subjunctive
from datasette_claims.claims.free import PLAN, free_rule, introduced, named_before
from datasette_claims.claims.nouns import can_speak
from datasette_claims.claims.reading import Attribution, CueKind, CueWords, Frame, Range, Reading
from datasette_claims.model import Cue, Mention, QuoteType, Span, excerpt

LONG_QUOTATION = 8
"""Words in marks from which on a quotation without any frame counts as speech: nearly all are (98 % from 10)."""

FRAGMENT = 2
"""Words in marks from which on a fragment inside somebody's words counts as theirs."""

LONGEST_TITLE = 6
"""Words in marks that can be the name of a paper, a film or a ship."""

QUOTATION = "quotation"
"""The rule of a long quotation in a sentence of the author's: whose it is stays open (7 % were right when guessed)."""

_RECENT = 4
_SOURCES = frozenset({CueKind.BEFORE, CueKind.NACH, CueKind.AFTER})
_FREE = frozenset({QuoteType.INDIRECT_FREE_INDIRECT, QuoteType.FREE_INDIRECT})


@dataclass(frozen=True)
class _Found:
    """An attribution still in words; ``mention`` is None where it follows from the sentences before."""

    quote_type: QuoteType
    parts: tuple[Range, ...]
    cue: CueWords | None
    mention: Range | None
    sentence: Range
    rule: str


def attribution(reading: Reading) -> Reading:
    """Type every quote and give those without a frame the speaker of the sentences before."""
    by_sentence: dict[Range, list[Frame]] = {}
    for frame in reading.frames:
        by_sentence.setdefault(frame.sentence, []).append(frame)
    found: list[_Found] = []
    for sentence in reading.sentences:
        here = list(_framed(reading, sentence, by_sentence.get(sentence, [])))
        found.extend(here or _unframed(reading, sentence, _recent(reading, sentence, found)))
    whole = _distinct(_with_speakers(reading, _merged(reading, found)))
    placed = sorted(whole, key=lambda item: (item.parts[0].start, -item.parts[-1].end))
    return replace(reading, attributions=tuple(_as_text(reading, item) for item in placed))


def _recent(reading: Reading, sentence: Range, found: Sequence[_Found]) -> list[Range]:
    """Return the sentences of the last attributions before a sentence, in its own section."""
    here = reading.section(sentence.start)
    return [item.sentence for item in found[-_RECENT:] if reading.section(item.sentence.start) == here]


# Framed sentences


def _framed(reading: Reading, sentence: Range, frames: Sequence[Frame]) -> Iterator[_Found]:
    contents = [_within_verb(frame, frames) for frame in frames if frame.content]
    free = bool(frames) and not _told_by_author(reading, frames)
    if free:
        yield _Found(QuoteType.INDIRECT_FREE_INDIRECT, (sentence,), None, None, sentence, "subjunctive")
    used: set[Range] = set()
    for frame in contents:
        direct = _quotations_only(reading, frame.content)
        used.update(direct)
        yield from _direct(reading, frame, direct) if direct else _indirect(reading, frame, contents)
    for quotation in _quotations_in(reading, sentence):
        if quotation not in used:
            yield from _fragment(reading, quotation, frames, contents)
    if not free and not contents:
        yield from _reported(reading, sentence, frames)


def _indirect(reading: Reading, frame: Frame, contents: Sequence[Frame]) -> Iterator[_Found]:
    if not _is_thought_of_another(reading, frame, contents):
        yield _Found(QuoteType.INDIRECT, frame.content, frame.cue, frame.mention, frame.sentence, frame.rule)


def _within_verb(frame: Frame, frames: Sequence[Frame]) -> Frame:
    """Cut a source phrase's content to that of the verb it stands in or beside (X sagte, dass laut Polizei)."""
    if frame.cue is None or frame.cue.kind not in _SOURCES:
        return frame
    bounds = list(_contents_around(frame.cue.head, frames))
    if bounds:
        return replace(frame, content=_clipped(frame.content, bounds) or frame.content)
    beside = next((other.content for other in frames if other.rule == "verb-trailing"), frame.content)
    return replace(frame, content=beside)


def _clipped(parts: Sequence[Range], bounds: Sequence[Range]) -> tuple[Range, ...]:
    """Return the parts of a content that lie within all bounds."""
    low, high = max(bound.start for bound in bounds), min(bound.end for bound in bounds)
    cut = (Range(max(part.start, low), min(part.end, high)) for part in parts)
    return tuple(part for part in cut if part.end > part.start)


def _contents_around(word: int, frames: Sequence[Frame]) -> Iterator[Range]:
    """Yield the contents of verbs in which a word stands."""
    for frame in frames:
        if frame.cue is not None and frame.cue.kind is CueKind.VERB:
            yield from (part for part in frame.content if part.start <= word < part.end)


def _is_thought_of_another(reading: Reading, frame: Frame, contents: Sequence[Frame]) -> bool:
    """Tell whether a mere thought is part of somebody else's words: Moskau hoffe, dass …, sagte X."""
    cue = frame.cue
    if cue is None or cue.kind is not CueKind.VERB or reading.lexicon.opens("speech", cue.lemma):
        return False
    return any(part.start <= cue.head < part.end for other in contents if other is not frame for part in other.content)


def _told_by_author(reading: Reading, frames: Sequence[Frame]) -> bool:
    """Tell whether some frame of the sentence has a verb in the indicative, or is a source phrase."""
    for frame in frames:
        if frame.cue is None or frame.cue.kind is not CueKind.VERB:
            return True
        head = frame.cue.head
        if subjunctive(reading, Range(head, head + 1), strict=True) is None:
            return True
    return False


def _quotations_only(reading: Reading, content: Sequence[Range]) -> list[Range]:
    """Return the quotations that make up the content if nothing but marks stands between them, else nothing."""
    bare = any(_has_bare_word(reading, part) for part in content)
    return [] if bare else [quotation for part in content for quotation in _quotations_in(reading, part)]


def _has_bare_word(reading: Reading, part: Range) -> bool:
    """Tell whether a word stands outside the quotations that lie whole within a part."""
    covered = {i for start, end in _quotations_in(reading, part) for i in range(start, end)}
    return any(reading.words.texts[i][0].isalnum() for i in range(*part) if i not in covered)


def _direct(reading: Reading, frame: Frame, quotations: Sequence[Range]) -> Iterator[_Found]:
    """Yield one claim for words that a frame interrupts, one more for each sentence of its own."""
    texts = reading.words.texts
    parts = [quotations[0]]
    for quotation in quotations[1:]:
        if any(text in {".", "!", "?"} for text in texts[parts[-1].end - 2 : parts[-1].end]):
            yield _Found(QuoteType.DIRECT, (quotation,), None, frame.mention, frame.sentence, frame.rule)
        else:
            parts.append(quotation)
    yield _Found(QuoteType.DIRECT, tuple(parts), frame.cue, frame.mention, frame.sentence, frame.rule)


def _fragment(
    reading: Reading, quotation: Range, frames: Sequence[Frame], contents: Sequence[Frame]
) -> Iterator[_Found]:
    """Yield a quotation inside a framed sentence: within somebody's words, or what a naming verb points at."""
    size = _size(reading, quotation)
    if not frames or _is_title(reading, quotation, size):
        return
    sentence = frames[0].sentence
    holder = next((frame for frame in contents if _holds(frame, quotation)), None)
    owner = _pointing(reading, frames, size) if holder is None else holder
    if owner is not None and (holder is None or size >= FRAGMENT):
        yield _Found(QuoteType.DIRECT, (quotation,), owner.cue, owner.mention, sentence, "fragment")
    elif owner is None and size >= LONG_QUOTATION:
        yield _Found(QuoteType.DIRECT, (quotation,), None, None, sentence, QUOTATION)


def _pointing(reading: Reading, frames: Sequence[Frame], size: int) -> Frame | None:
    """Return the frame whose verb points at words in marks: a naming one at any, another at more than a fragment."""
    naming = _first(frames, lambda cue: reading.lexicon.opens("naming", cue.lemma.split()[-1]))
    if naming is not None or size <= FRAGMENT:
        return naming
    return _first(frames, lambda cue: cue.kind is CueKind.VERB)


def _holds(frame: Frame, quotation: Range) -> bool:
    return any(part.start <= quotation.start < part.end for part in frame.content)


def _first(frames: Sequence[Frame], wanted: Callable[[CueWords], bool]) -> Frame | None:
    return next((frame for frame in frames if frame.cue is not None and wanted(frame.cue)), None)


def _is_title(reading: Reading, quotation: Range, size: int) -> bool:
    """Tell whether marks hold the name of what stands before them: die Zeitung „Diário do Sul“."""
    before = reading.words.lower[quotation.start - 1] if quotation.start else ""
    titled = reading.lexicon.ends("names.titled", before) or reading.lexicon.ends("names.organisations", before)
    return size <= LONGEST_TITLE and titled


def _reported(reading: Reading, sentence: Range, frames: Sequence[Frame]) -> Iterator[_Found]:
    """Yield a sentence that sums up what somebody holds, with the speaker inside."""
    holders = (frame.mention for frame in frames if _tells_stance(reading, frame))
    for mention in holders:
        if mention is not None and _is_main_subject(reading, mention) and can_speak(reading, mention):
            yield _Found(QuoteType.REPORTED, (sentence,), None, mention, sentence, "stance")
            return


def _tells_stance(reading: Reading, frame: Frame) -> bool:
    cue = frame.cue
    return cue is not None and cue.kind is CueKind.VERB and reading.lexicon.opens("stance", cue.lemma)


def _is_main_subject(reading: Reading, mention: Range) -> bool:
    """Tell whether no conjunction stands right before a subject."""
    before = reading.words.lower[mention.start - 1] if mention.start else ""
    return not reading.lexicon.has("clauses", "subordinators", before)


# Sentences without a frame


def _unframed(reading: Reading, sentence: Range, spoken: Sequence[Range]) -> Iterator[_Found]:
    """Yield quotations that stand alone, sentences in the subjunctive, plans after an attributed sentence."""
    inside = _quotations_in(reading, sentence)
    speaker = named_before(reading, sentence, inside[0]) if inside else None
    if speaker is not None:
        yield _Found(QuoteType.DIRECT, (inside[0],), None, speaker, sentence, "name-colon")
        return
    if inside and _quotations_only(reading, (sentence,)):
        yield from _alone(reading, sentence, inside, FRAGMENT, "quotation-alone")
        return
    rule = free_rule(reading, sentence, spoken)
    if rule is None:
        yield from _alone(reading, sentence, inside, LONG_QUOTATION, QUOTATION)
        return
    kind = QuoteType.FREE_INDIRECT if rule == PLAN else QuoteType.INDIRECT_FREE_INDIRECT
    yield _Found(kind, (sentence,), None, None, sentence, rule)
    yield from _alone(reading, sentence, inside, FRAGMENT, "fragment")


def _alone(reading: Reading, sentence: Range, quotations: Sequence[Range], least: int, rule: str) -> Iterator[_Found]:
    for quotation in quotations:
        if _size(reading, quotation) >= least:
            yield _Found(QuoteType.DIRECT, (quotation,), None, None, sentence, rule)


# All of them


def _merged(reading: Reading, found: Iterable[_Found]) -> list[_Found]:
    """Join free sentences that follow one another in a paragraph into one quote."""
    merged: list[_Found] = []
    last = -1
    for item in found:
        if item.quote_type in _FREE and last >= 0 and _continues(reading, merged[last], item):
            before = merged[last]
            merged[last] = replace(
                before,
                parts=(Range(before.parts[0].start, item.parts[0].end),),
                sentence=Range(before.sentence.start, item.sentence.end),
            )
            continue
        merged.append(item)
        if item.quote_type in _FREE:
            last = len(merged) - 1
    return merged


def _continues(reading: Reading, first: _Found, second: _Found) -> bool:
    if first.quote_type is not second.quote_type or first.parts[0].end != second.parts[0].start:
        return False
    words = reading.words
    return "\n" not in reading.text[words.ends[first.parts[0].end - 1] : words.starts[second.parts[0].start]]


def _with_speakers(reading: Reading, found: Sequence[_Found]) -> Iterator[_Found]:
    """Give quotes without a mention whoever the sentence before introduces, else the nearest speaker before."""
    last: Range | None = None
    section = 0
    spoken = {word for sentence in {item.sentence for item in found} for word in range(*sentence)}
    for item in found:
        if reading.section(item.sentence.start) != section:
            section, last = reading.section(item.sentence.start), None
        if _follows_from_context(item):
            yield replace(item, mention=introduced(reading, item.sentence, spoken) or last)
            continue
        yield item
        if item.rule != CueKind.ANAPHOR.value:
            last = item.mention or last


def _follows_from_context(item: _Found) -> bool:
    """Tell whether the sentences before say who speaks."""
    return item.mention is None and item.cue is None and item.rule != QUOTATION


def _distinct(found: Iterable[_Found]) -> Iterable[_Found]:
    kept: dict[tuple[object, ...], _Found] = {}
    for item in found:
        kept.setdefault((item.quote_type, item.parts, item.mention), item)
    return kept.values()


def _quotations_in(reading: Reading, words: Range) -> list[Range]:
    first = bisect_left(reading.quotations, (words.start, 0))
    last = first
    while last < len(reading.quotations) and reading.quotations[last].end <= words.end:
        last += 1
    return list(reading.quotations[first:last])


def _size(reading: Reading, quotation: Range) -> int:
    return sum(word[0].isalnum() for word in reading.words.texts[slice(*quotation)])


def _as_text(reading: Reading, item: _Found) -> Attribution:
    text, words = reading.text, reading.words
    mention = words.span(item.mention) if item.mention else None
    spans = _joined(reading, item.cue.words) if item.cue else ()
    return Attribution(
        quote_type=item.quote_type,
        spans=tuple(words.span(part) for part in item.parts),
        cue=Cue(spans, excerpt(text, spans), item.cue.lemma) if item.cue else None,
        mention=Mention((mention,), text[slice(*mention)]) if mention else None,
        sentence=words.span(item.sentence),
        rule=item.rule,
    )


def _joined(reading: Reading, indices: Sequence[int]) -> tuple[Span, ...]:
    """Return words as spans, neighbours joined: forderte dazu auf is one."""
    spans: list[Span] = []
    for place, i in enumerate(indices):
        start, end = reading.words.starts[i], reading.words.ends[i]
        if place and indices[place - 1] == i - 1:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return tuple(spans)
