"""The text of a message that was made for paper: notes and a headline above, wrapped lines, a notepad below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from datasette_claims.claims.closings import CLOSING_LINE
from datasette_claims.claims.corrections import is_correction
from datasette_claims.claims.datelines import dateline
from datasette_claims.claims.layout import wrapped
from datasette_claims.claims.lexicon import words_of_datelines
from datasette_claims.readers import bylines

_MOST_HEAD_LINES = 20
_WIDEST = 80
"""Wires wrap at 69 columns; a longer line than this was never wrapped."""

_NOTEPAD = re.compile(r"#+\s+\S|\*(?:\s?\*){3,}\s*$")
_INDENTED = re.compile(r"\t| {2,}")
_BYLINE = re.compile(r"[A-ZÄÖÜ]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Body:
    """What a text holds: ``genres``, ``embargo`` and ``kill`` are what ``notes`` above the headline say."""

    title: str
    authors: tuple[str, ...]
    genres: tuple[str, ...]
    notes: tuple[str, ...]
    embargo: str
    kill: str
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]
    has_table: bool


def body(text: str) -> Body:
    """Return the parts of a text; what stands in its notepad, or is marked as for editors, is in none of them."""
    lines = text.split("\n")
    notes, head, rest = _ruled(lines) if any(line.startswith("^") for line in lines) else _equalled(lines)
    title, authors = _title(head)
    said = [*notes, *head]
    rest, closing = _without_closing(rest)
    shown = list(_public(rest))
    prose = [line for line in shown if not line.lstrip().startswith("|")]
    return Body(
        title=title,
        authors=authors,
        genres=tuple(genre for note in notes for genre in (note.partition(":")[0], *note.split(maxsplit=1)[:1])),
        notes=tuple(notes),
        embargo=next((note for note in notes if _has_embargo(note)), ""),
        kill=next((line for line in said if line.casefold().startswith(_words("kills"))), ""),
        paragraphs=_without_teaser(tuple(_paragraphs(prose))),
        closing=closing,
        has_table=len(prose) < len(shown),
    )


def _ruled(lines: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Return notes, headline and byline, and the text of ANPA, where lines for editors begin with ``^``."""
    marked = [line.strip(" \t^<") for line in lines if line.startswith("^")]
    headline = [line for line in marked[1:2] if not line.endswith("=")]
    bylines = [line.rstrip("= ") for line in marked if line.endswith("=")][:1]
    keywords = (part.strip() for part in "".join(marked[:1]).split(",")[1:])
    notes = [*keywords, *filter(is_correction, marked)]
    return notes, [*headline, *bylines], [line for line in lines if not line.startswith("^")]


def _equalled(lines: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Return notes, headline and byline, which end with a sign of equality, and the text below it."""
    end = next((at for at, line in enumerate(lines[:_MOST_HEAD_LINES]) if line.rstrip().endswith("=")), None)
    if end is None:
        return [], [], list(lines)
    notes, head = _noted(line.strip().removesuffix("=").rstrip() for line in lines[: end + 1])
    return notes, head, list(lines[end + 1 :])


def _noted(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the notes, which stand in brackets over one or more lines, and the other lines."""
    notes: list[str] = []
    head: list[str] = []
    is_open = False
    for line in lines:
        begins = not is_open and line.startswith("(")
        if begins:
            notes.append(line)
        elif is_open:
            notes[-1] += f" {line}"
        elif line:
            head.append(line)
        is_open = (begins or is_open) and not line.endswith(")")
    return [note.strip("() ") for note in notes], head


def _title(head: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the headline and the names of the byline below it; of lines, those in capitals above others are codes."""
    lines = list(head)
    while len(lines) > 1 and lines[0].isupper():
        del lines[0]
    authors: tuple[str, ...] = ()
    if len(lines) > 1 and _BYLINE.match(lines[-1]) and bylines.has_byline(lines[-1]):
        authors = bylines.names(lines.pop())
    return " ".join(lines), authors


def _has_embargo(note: str) -> bool:
    return not words_of_datelines()["embargoes"].isdisjoint(_WORD.findall(note.casefold()))


def _words(use: str) -> tuple[str, ...]:
    return tuple(words_of_datelines()[use])


def _without_closing(lines: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the lines without the last one if it is one of codes (``dpa kre/su yysw a3 mda``), and that one."""
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].strip()), None)
    if last is None or not CLOSING_LINE.fullmatch(f"\n{lines[last]}"):
        return list(lines), ()
    return list(lines[:last]), (lines[last].strip(),)


def _public(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines above the notepad."""
    for line in lines:
        folded = line.casefold()
        if _NOTEPAD.match(line) or any(words in folded for words in _words("nonpublic")):
            return
        yield line


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Yield paragraphs: what stands between blank lines or begins with an indented one, its wrapped lines joined."""
    width = max((len(line) for line in lines if len(line) <= _WIDEST), default=_WIDEST)
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if paragraph and (not line.strip() or _INDENTED.match(line)):
            yield _joined(paragraph, width)
            paragraph = []
        if line.strip():
            paragraph.append(line.strip())


def _joined(lines: Sequence[str], width: int) -> str:
    """Return lines as one where the next one's first word would not have fitted; other line ends stay.

    A word with a hyphen is cut at the hyphen: what is left out before *und* goes on with a small letter.
    """
    parts = [lines[0]]
    for line, below in pairwise(lines):
        fits = len(line) > _WIDEST or len(line) + 1 + len(below.split(maxsplit=1)[0]) <= width
        if fits and not wrapped(f"{line}\n{below}", len(line), len(line) + 1):
            parts.append("\n")
        elif not (line.endswith("-") and line[-2:-1].isalnum() and below[0].isupper()):
            parts.append(" ")
        parts.append(below)
    return "".join(parts)


def _without_teaser(found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paragraphs without a first one that sums up what begins, with its dateline, below it.

    Where more than one paragraph has a dateline, each begins a report of its own, and all are kept.
    """
    dated = [at for at, paragraph in enumerate(found) if dateline(paragraph)]
    return found[1:] if dated == [1] else found
