"""Step 6 as the encoder does it: quotes with cues and the words for speakers, checked by what the rules found."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from datasette_claims.claims.reading import Attribution, Reading
from datasette_claims.encoder.agreement import DOUBTFUL, LIKELY, SURE, agreed
from datasette_claims.encoder.decoding import Quote, Words, decode
from datasette_claims.encoder.mending import joined, mended
from datasette_claims.encoder.network import Marked, Network
from datasette_claims.model import Cue, Mention, QuoteType, Span, excerpt, hull

STRETCH = 40_000
"""Code points that are read at once, so that memory does not grow with the text."""

_SURE_FROM, _LIKELY_FROM = 4.0, 1.5
"""Mean log-odds of a quote's tags from which on it counts as sure, or likely."""

_TYPES = {quote_type.corpus_name: quote_type for quote_type in QuoteType}


def encoder(reading: Reading, network: Network) -> Reading:
    """Mark quotes, cues and speakers with the network; the attributions of the rules are its second opinion.

    Needs the sentences, cues, frames and attributions that the steps before found.
    """
    found = agreed(reading, mended(reading, list(_found(reading, network))))
    whole = joined(reading, sorted(found, key=_place))
    distinct = {(item.quote_type, item.spans, item.mention): item for item in reversed(whole)}
    return replace(reading, attributions=tuple(sorted(distinct.values(), key=_place)))


def _found(reading: Reading, network: Network) -> Iterator[Attribution]:
    for offset, stretch in stretches(reading.text):
        marked = network.mark(stretch)
        for quote in decode(network, marked, verb_second=reading.lexicon.verb_second):
            item = _attribution(reading, quote, marked, offset)
            if item is not None:
                yield item


def _place(item: Attribution) -> tuple[int, int]:
    return item.spans[0].start, -item.spans[-1].end


def stretches(text: str) -> Iterator[tuple[int, str]]:
    """Cut a long text into pieces with their offsets, at a line's end, else at a space."""
    start = 0
    while start < len(text):
        end = start + STRETCH
        if end < len(text):
            breaks = (text.rfind(space, start, end) + 1 for space in "\n ")
            end = next((at for at in breaks if at > start), end)
        yield start, text[start:end]
        start = end


def _attribution(reading: Reading, quote: Quote, marked: Marked, offset: int) -> Attribution | None:
    """Return a quote in code points; None if it has no word or a part of it stands in a crosshead."""

    def span(words: Words) -> Span:
        return Span(marked.words[words.start][0] + offset, marked.words[words.end - 1][1] + offset)

    spans = tuple(map(span, quote.parts))
    sentence = _sentence(reading, hull(spans))
    if sentence is None or not any(map(str.isalnum, excerpt(reading.text, spans))):
        return None
    cue = tuple(map(span, quote.cue))
    mention = span(quote.speaker) if quote.speaker else None
    return Attribution(
        quote_type=_TYPES[quote.quote_type],
        spans=spans,
        cue=Cue(cue, excerpt(reading.text, cue), _lemma(reading, cue)) if cue else None,
        mention=Mention((mention,), reading.text[slice(*mention)]) if mention else None,
        sentence=sentence,
        rule=_rule(quote.sureness),
    )


def _rule(sureness: float) -> str:
    if sureness >= _SURE_FROM:
        return SURE
    return LIKELY if sureness >= _LIKELY_FROM else DOUBTFUL


def _sentence(reading: Reading, span: Span) -> Span | None:
    """Return the sentences that hold a span, from the first to the last, or None."""
    words, sentences = reading.words, reading.sentences
    first = bisect_left(sentences, span.start, key=lambda sentence: words.ends[sentence.end - 1] - 1)
    last = bisect_left(sentences, span.end, key=lambda sentence: words.starts[sentence.start])
    if first == last:
        return None
    around = Span(words.starts[sentences[first].start], words.ends[sentences[last - 1].end - 1])
    return around if around.start <= span.start and span.end <= around.end else None


def _lemma(reading: Reading, cue: tuple[Span, ...]) -> str:
    """Return the dictionary form of a cue: that of the rules if they see one there, else its longest word's."""
    under = [i for span in cue for i in range(*reading.words.under(span))]
    known = next((found.lemma for found in reading.cues if found.head in under), None)
    texts = [reading.words.texts[i] for i in under]
    return known or reading.lexicon.lemma(max(texts, key=len, default=""))
