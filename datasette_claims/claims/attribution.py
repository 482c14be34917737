"""Step 6: attributions: every frame, quotation and free sentence becomes a typed quote with cue and mention."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from datasette_claims.claims.clauses import Segment, segments, subjunctive
from datasette_claims.claims.phrases import is_role, noun_phrase
from datasette_claims.claims.reading import Attribution, CueWords, Frame, Range, Reading
from datasette_claims.model import Cue, Mention, QuoteType, Span, excerpt

LONG_QUOTATION = 8
"""Words in marks from which on a quotation without any frame counts as speech: nearly all are (98 % from 10)."""

FRAGMENT = 2
"""Words in marks from which on a fragment inside somebody's words counts as theirs."""


@dataclass(frozen=True)
class _Found:
    """An attribution still in words; ``mention`` is None where it follows from the sentences before."""

    quote_type: QuoteType
    parts: tuple[Range, ...]
    cue: CueWords | None
    mention: Range | None
    sentence: Range
    rule: str
    anaphoric: bool = False


def attribution(reading: Reading) -> Reading:
    """Type every quote and give those without a frame the speaker of the sentences before."""
    by_sentence: dict[Range, list[Frame]] = {}
    for frame in reading.frames:
        by_sentence.setdefault(frame.sentence, []).append(frame)
    found: list[_Found] = []
    for sentence in reading.sentences:
        here = list(_in_sentence(reading, sentence, by_sentence.get(sentence, [])))
        found.extend(here or _free(reading, sentence, found))
    placed = sorted(_distinct(_with_speakers(_merged(reading, found))), key=lambda item: (item.parts[0].start, -item.parts[-1].end))
    return replace(reading, attributions=tuple(_as_text(reading, item) for item in placed))


# Framed sentences


def _in_sentence(reading: Reading, sentence: Range, frames: list[Frame]) -> Iterator[_Found]:
    contents = [frame for frame in frames if frame.content]
    used: set[Range] = set()
    for frame in _outermost(contents):
        direct = _quotations_only(reading, frame.content)
        used.update(direct)
        if direct:
            yield from _direct(reading, frame, direct)
        elif not _thought_within(reading, frame, contents):
            yield _Found(QuoteType.INDIRECT, frame.content, frame.cue, frame.mention, sentence, frame.rule)
    inside = [q for q in _quotations_in(reading, sentence) if q not in used]
    yield from _fragments(reading, sentence, frames, contents, inside)
    if frames and not _spoken_by_author(reading, sentence, frames):
        yield _Found(QuoteType.INDIRECT_FREE_INDIRECT, (sentence,), None, None, sentence, "subjunctive")
    elif not contents:
        yield from _reported(reading, sentence, frames)


def _thought_within(reading: Reading, frame: Frame, contents: list[Frame]) -> bool:
    """Tell whether a mere thought is part of somebody else's words: Moskau hoffe, dass …, sagte X."""
    if frame.cue is None or reading.lexicon.opens("speech", frame.cue.lemma) or frame.cue.kind != "verb":
        return False
    head = frame.cue.head
    return any(part.start <= head < part.end for other in contents if other is not frame for part in other.content)


def _spoken_by_author(reading: Reading, sentence: Range, frames: list[Frame]) -> bool:
    """Tell whether some frame of the sentence has a verb in the indicative, or a source phrase."""
    for frame in frames:
        if frame.cue is None or frame.cue.kind != "verb":
            return True
        head = frame.cue.head
        if subjunctive(reading, Range(head, head + 1), strict=True) is None:
            return True
    return False


def _outermost(frames: list[Frame]) -> list[Frame]:
    """Drop a frame whose cue lies in another's frame words or whose content swallows another verb's whole frame."""
    kept = []
    for frame in frames:
        swallowed = any(
            other is not frame
            and other.cue is not None
            and frame.cue is not None
            and frame.cue.kind in {"before", "nach", "after"}
            and other.cue.kind == "verb"
            and any(part.start <= frame.cue.head < part.end for part in other.content)
            for other in frames
        )
        kept.append(_within(frame, frames) if swallowed else frame)
    return kept


def _within(frame: Frame, frames: list[Frame]) -> Frame:
    """Cut a source phrase's content to the content of the verb that it stands in."""
    head = frame.cue.head if frame.cue else 0
    bounds = [
        part
        for other in frames
        if other is not frame and other.cue is not None and other.cue.kind == "verb"
        for part in other.content
        if part.start <= head < part.end
    ]
    low, high = max(b.start for b in bounds), min(b.end for b in bounds)
    cut = tuple(Range(max(p.start, low), min(p.end, high)) for p in frame.content)
    return replace(frame, content=tuple(part for part in cut if part.end > part.start) or frame.content)


def _quotations_only(reading: Reading, content: tuple[Range, ...]) -> list[Range]:
    """Return the quotations that make up the content if nothing but marks stands between them, else nothing."""
    found = [quotation for part in content for quotation in _quotations_in(reading, part)]
    covered = {i for start, end in found for i in range(start, end)}
    bare = [i for part in content for i in range(*part) if i not in covered and reading.words.texts[i][0].isalnum()]
    return found if found and not bare else []


def _direct(reading: Reading, frame: Frame, quotations: list[Range]) -> Iterator[_Found]:
    """One claim for words that a frame interrupts, one more for each sentence of its own."""
    texts = reading.words.texts
    first, *rest = quotations
    parts = [first]
    for quotation in rest:
        if any(texts[i] in ".!?" for i in range(parts[-1].end - 2, parts[-1].end)):
            yield _Found(QuoteType.DIRECT, (quotation,), None, frame.mention, frame.sentence, frame.rule)
        else:
            parts.append(quotation)
    yield _Found(QuoteType.DIRECT, tuple(parts), frame.cue, frame.mention, frame.sentence, frame.rule)


def _fragments(
    reading: Reading, sentence: Range, frames: list[Frame], contents: list[Frame], quotations: list[Range]
) -> Iterator[_Found]:
    for quotation in quotations:
        size = _size(reading, quotation)
        holder = next(
            (f for f in contents if any(p.start <= quotation.start < p.end for p in f.content)), None
        )
        namer = next((f for f in frames if f.cue and reading.lexicon.opens("naming", f.cue.lemma.split()[-1])), None)
        verb = next((f for f in frames if f.cue and f.cue.kind == "verb"), None)
        if _is_title(reading, quotation, size):
            continue
        if holder is not None and size >= FRAGMENT:
            yield _Found(QuoteType.DIRECT, (quotation,), holder.cue, holder.mention, sentence, "fragment")
        elif holder is None and (chosen := namer or (verb if size > FRAGMENT else None)):
            yield _Found(QuoteType.DIRECT, (quotation,), chosen.cue, chosen.mention, sentence, "fragment")
        elif holder is None and size >= LONG_QUOTATION:
            yield _Found(QuoteType.DIRECT, (quotation,), None, None, sentence, "quotation")


def _is_title(reading: Reading, quotation: Range, size: int) -> bool:
    """Tell whether marks hold the name of what stands before them: die Zeitung „Diário do Sul“."""
    before = reading.words.texts[quotation.start - 1] if quotation.start else ""
    return size <= 6 and before[:1].isupper() and not is_role_like(before) and quotation.start > 0


def is_role_like(word: str) -> bool:
    """Tell whether a word is an article or pronoun with a capital, as at the start of a sentence."""
    return len(word) <= 3  # noqa: PLR2004 - no German noun for a work, ship or paper is as short


def _reported(reading: Reading, sentence: Range, frames: list[Frame]) -> Iterator[_Found]:
    """A sentence that sums up what somebody holds, with the speaker inside."""
    for frame in frames:
        if frame.cue is None or frame.mention is None or frame.cue.kind != "verb":
            continue
        subordinate = frame.mention.start > sentence.start and reading.lexicon.has(
            "clauses", "subordinators", reading.words.lower[frame.mention.start - 1]
        )
        if not subordinate and reading.lexicon.opens("stance", frame.cue.lemma) and _can_speak(reading, frame.mention):
            yield _Found(QuoteType.REPORTED, (sentence,), None, frame.mention, sentence, "stance")
            return


def _can_speak(reading: Reading, mention: Range) -> bool:
    """Tell whether a phrase can name a person or an organisation: a pronoun, a role, a body or a proper name."""
    lexicon, words = reading.lexicon, reading.words
    if lexicon.has("phrases", "pronouns", words.lower[mention.start]) or is_role(reading, mention):
        return True
    capitals = [word for word in words.texts[slice(*mention)] if word[0].isupper()]
    organisations = lexicon.lists["names.organisations"]
    if any(word.lower().endswith(organisations) for word in capitals):
        return True
    return not lexicon.has("phrases", "determiners", words.lower[mention.start])


# Sentences without a frame


def _free(reading: Reading, sentence: Range, before: list[_Found]) -> Iterator[_Found]:
    """Quotations that stand alone, subjunctive sentences, plans after an attributed sentence."""
    inside = _quotations_in(reading, sentence)
    speaker = _named_before(reading, sentence, inside)
    if speaker is not None:
        yield _Found(QuoteType.DIRECT, (inside[0],), None, speaker, sentence, "name-colon")
        return
    if inside and _quotations_only(reading, (sentence,)):
        for quotation in inside:
            if _size(reading, quotation) >= FRAGMENT:
                yield _Found(QuoteType.DIRECT, (quotation,), None, None, sentence, "quotation-alone")
        return
    rule = _free_rule(reading, sentence, before)
    if rule is not None:
        kind = QuoteType.FREE_INDIRECT if rule == "plan" else QuoteType.INDIRECT_FREE_INDIRECT
        yield _Found(kind, (sentence,), None, None, sentence, rule)
    for quotation in inside:
        size = _size(reading, quotation)
        if size >= LONG_QUOTATION or rule is not None and size >= FRAGMENT:
            yield _Found(QuoteType.DIRECT, (quotation,), None, None, sentence, "fragment" if rule else "quotation")


def _named_before(reading: Reading, sentence: Range, inside: list[Range]) -> Range | None:
    """Return the speaker of a quotation that stands behind a name and a colon: Schröder: „…“."""
    if not inside or reading.words.texts[inside[0].start - 1 : inside[0].start] != (":",):
        return None
    after = noun_phrase(reading, sentence.start, inside[0].start - 1)
    return Range(sentence.start, after) if after == inside[0].start - 1 else None


def _free_rule(reading: Reading, sentence: Range, before: list[_Found]) -> str | None:
    """Return why a sentence without a frame is somebody's words, or None if it is the author's."""
    if not before:
        return None
    clauses = segments(reading, sentence)
    main = _main_clause(reading, clauses)
    if main is None:
        return None
    words = Range(main.start, main.end)
    if subjunctive(reading, words, strict=True) is not None:
        return "subjunctive"
    attributed = _follows(reading, sentence, before)
    verb = subjunctive(reading, words)
    if verb is not None and attributed and not _conditional(reading, clauses, verb):
        return "conditional"
    lexicon, lower = reading.lexicon, reading.words.lower
    if attributed and any(lexicon.has("forms", "plans", lower[i]) for i in range(main.start, min(main.end, main.start + 6))):
        return "plan"
    return None


def _main_clause(reading: Reading, clauses: list[Segment]) -> Segment | None:
    """Return the first clause that no conjunction subordinates."""
    lexicon, lower = reading.lexicon, reading.words.lower
    if len(clauses) == 1:
        return clauses[0]
    for k, clause in enumerate(clauses):
        first = lower[clause.start]
        subordinate = lexicon.has("clauses", "subordinators", first) or lexicon.has("clauses", "conjunctions", first)
        if subordinate and k == 0 and lexicon.has("phrases", "prepositions", first):
            subordinate = subjunctive(reading, Range(clause.end - 1, clause.end)) is not None
        if not subordinate and (k == 0 or not lexicon.has("clauses", "relatives", first)):
            return clause
    return None


def _conditional(reading: Reading, clauses: list[Segment], verb: int) -> bool:
    """Tell whether a subjunctive II states a condition: Käme es dazu, … wäre …; wenn …"""
    lower = reading.words.lower
    return verb == clauses[0].start or any(lower[clause.start] in {"wenn", "falls", "sofern"} for clause in clauses)


def _follows(reading: Reading, sentence: Range, before: list[_Found]) -> bool:
    """Tell whether the sentence right before is somebody's words."""
    k = bisect_left(reading.sentences, sentence)
    return k > 0 and any(item.sentence == reading.sentences[k - 1] for item in before[-4:])


# All of them


def _merged(reading: Reading, found: list[_Found]) -> list[_Found]:
    """Join free sentences that follow one another in a paragraph into one quote."""
    merged: list[_Found] = []
    last: int | None = None
    for item in found:
        previous = merged[last] if last is not None else None
        free = item.quote_type in {QuoteType.INDIRECT_FREE_INDIRECT, QuoteType.FREE_INDIRECT}
        if free and previous and previous.quote_type is item.quote_type and _adjacent(reading, previous, item):
            joined = Range(previous.parts[0].start, item.parts[0].end)
            merged[last] = replace(  # type: ignore[index]
                previous, parts=(joined,), sentence=Range(previous.sentence.start, item.sentence.end)
            )
            continue
        merged.append(item)
        if free:
            last = len(merged) - 1
    return merged


def _adjacent(reading: Reading, first: _Found, second: _Found) -> bool:
    words = reading.words
    gap = reading.text[words.ends[first.parts[0].end - 1] : words.starts[second.parts[0].start]]
    return first.parts[0].end == second.parts[0].start and "\n" not in gap


def _with_speakers(found: list[_Found]) -> Iterator[_Found]:
    """Give quotes without a mention that of the nearest attribution before."""
    last: Range | None = None
    for item in found:
        if item.mention is None and item.cue is None:
            yield replace(item, mention=last)
        else:
            yield item
            last = item.mention if item.mention is not None and item.rule != "anaphor" else last


def _distinct(found: Iterator[_Found]) -> list[_Found]:
    kept: dict[tuple[object, ...], _Found] = {}
    for item in found:
        kept.setdefault((item.quote_type, item.parts, item.mention), item)
    return list(kept.values())


def _quotations_in(reading: Reading, words: Range) -> list[Range]:
    k = bisect_left(reading.quotations, (words.start, 0))
    found = []
    while k < len(reading.quotations) and reading.quotations[k].end <= words.end:
        found.append(reading.quotations[k])
        k += 1
    return found


def _size(reading: Reading, quotation: Range) -> int:
    return sum(word[0].isalnum() for word in reading.words.texts[slice(*quotation)])


def _as_text(reading: Reading, item: _Found) -> Attribution:
    text, words = reading.text, reading.words
    mention = words.span(item.mention) if item.mention else None
    cue = None
    if item.cue is not None:
        spans = _joined(reading, item.cue.words)
        cue = Cue(spans, excerpt(text, spans), item.cue.lemma)
    return Attribution(
        quote_type=item.quote_type,
        spans=tuple(words.span(part) for part in item.parts),
        cue=cue,
        mention=Mention((mention,), text[slice(*mention)]) if mention else None,
        sentence=words.span(item.sentence),
        rule=item.rule,
    )


def _joined(reading: Reading, indices: tuple[int, ...]) -> tuple[Span, ...]:
    """Return words as spans, neighbours joined: forderte dazu auf is one."""
    spans: list[Span] = []
    for place, i in enumerate(indices):
        start, end = reading.words.starts[i], reading.words.ends[i]
        if place and indices[place - 1] == i - 1:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return tuple(spans)
