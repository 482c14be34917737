"""What the steps hand on: a text with its words and everything found in it so far."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from datasette_claims.claims.lexicon import Lexicon
from datasette_claims.model import Claim, Cue, Mention, QuoteType, Span


class Range(NamedTuple):
    """Words ``[start, end)`` of a text."""

    start: int
    end: int


class Block(NamedTuple):
    """A paragraph, or what belongs to no sentence: a crosshead, a note of the agency's.

    ``opens`` if a dateline before it opens a section, a report of its own.
    """

    span: Span
    crosshead: bool
    opens: bool = False


@dataclass(frozen=True)
class Words:
    """A text cut into words and single marks; all four tuples run in parallel."""

    texts: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def span(self, words: Range) -> Span:
        """Return the code points from the first to the last word of a range."""
        return Span(self.starts[words.start], self.ends[words.end - 1])

    def under(self, span: Span) -> Range:
        """Return the words that a span of code points touches."""
        return Range(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))

    def __len__(self) -> int:
        return len(self.texts)


class Segment(NamedTuple):
    """Words between two borders of a sentence; ``opener`` is the mark before them, empty at its start."""

    start: int
    end: int
    opener: str


class CueKind(Enum):
    """What sort of words a cue is; those other than ``VERB`` name the rule of their frames."""

    VERB = "verb"
    BEFORE = "before"
    NACH = "nach"
    AFTER = "after"
    SO = "so"
    ANAPHOR = "anaphor"


class CueWords(NamedTuple):
    """A cue as words: ``head`` is the finite verb or the preposition."""

    words: tuple[int, ...]
    head: int
    lemma: str
    kind: CueKind


@dataclass(frozen=True)
class Frame:
    """A cue with the words that name the speaker and the parts of the content it governs."""

    cue: CueWords | None
    mention: Range | None
    content: tuple[Range, ...]
    sentence: Range
    rule: str


@dataclass(frozen=True)
class Attribution:
    """A quote with its type, cue and mention, all as code points; ``rule`` names what found it."""

    quote_type: QuoteType
    spans: tuple[Span, ...]
    cue: Cue | None
    mention: Mention | None
    sentence: Span
    rule: str


@dataclass(frozen=True)
class Reading:
    """A text on its way through the steps; each step returns a copy with its own field filled.

    ``entities`` are names that the surrounding pipeline found, as span and label, and may be empty. ``quotations``
    are the outermost passages in quotation marks, marks included; ``quoted`` tells of each word whether one covers
    it. ``sections`` are the first words of the sections after the first.
    """

    text: str
    lexicon: Lexicon
    words: Words
    entities: tuple[tuple[Span, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    sections: tuple[int, ...] = ()
    quotations: tuple[Range, ...] = ()
    quoted: tuple[bool, ...] = ()
    sentences: tuple[Range, ...] = ()
    cues: tuple[CueWords, ...] = ()
    frames: tuple[Frame, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    claims: tuple[Claim, ...] = field(default=())

    def section(self, word: int) -> int:
        """Return the number of the section that a word stands in, counted from 0."""
        return bisect_right(self.sections, word)


@dataclass(frozen=True)
class Place:
    """A cue in its sentence: the clauses, which of them holds it, and the sentence's other cues."""

    reading: Reading
    sentence: Range
    clauses: tuple[Segment, ...]
    at: int
    cue: CueWords
    cues: tuple[CueWords, ...]

    @property
    def clause(self) -> Segment:
        """Return the clause that holds the cue."""
        return self.clauses[self.at]


# A hyphen at a line's end, a small letter below: the word goes on, unless "and" joins what follows.
_BREAK = r"-[^\S\n]*\n[^\S\n]*(?=[^\W\d_A-ZÄÖÜ])(?!(?:und|oder|bzw|and|or)\b)"
# Numbers keep their inner marks, compounds their hyphens, doubled marks stand for one quotation mark.
_WORD = re.compile(rf"\d+(?:[.,:]\d+)*(?:-\w+)*|\w+(?:(?:{_BREAK}|[-'’])\w+)*|''|``|(?<!\w),,(?=\w)|[^\w\s]")
_BROKEN = re.compile(_BREAK)


def words_of(text: str) -> Words:
    """Cut a text into words and single marks; a word that a line's end cuts in two is whole again."""
    found = list(_WORD.finditer(text))
    words = [match.group() for match in found]
    texts = tuple(_BROKEN.sub("", word) if "\n" in word else word for word in words)
    return Words(
        texts=texts,
        lower=tuple(word.lower() for word in texts),
        starts=tuple(match.start() for match in found),
        ends=tuple(match.end() for match in found),
    )
