"""What agencies write to newsrooms and nobody may publish: notepads below a text, notes beside it. It is never kept."""

from __future__ import annotations

import re
from functools import cache

from datasette_claims.claims.lexicon import words_of_datelines
from datasette_claims.errors import NotForPublication

_LONGEST = 400
"""Characters; a longer line is no note."""


def without(text: str, origin: str) -> str:
    """Return a text without notes that are not for publication, and without what stands below where a notepad begins.

    Raises NotForPublication if nothing is left.
    """
    folded = text.casefold()
    if not any(words in folded for words in _signs()):
        return text
    kept: list[str] = []
    for line in text.split("\n"):
        if _begins_notepad(line, has_text=any(kept)):
            kept = _without_border(kept)
            break
        if not is_note(line):
            kept.append(line)
    rest = "\n".join(kept).strip()
    if not rest:
        raise NotForPublication(origin, "not for publication, as it says itself. Nothing of it was kept.")
    return rest if rest != text.strip() else text


def is_note(line: str) -> bool:
    """Tell whether a line is a note by itself: in brackets, or to editors, and not for publication."""
    return len(line) <= _LONGEST and _note().match(line.casefold()) is not None


def _begins_notepad(line: str, *, has_text: bool) -> bool:
    """Tell whether a line says that what follows is not for publication, or below a text is a notepad's heading."""
    if len(line) > _LONGEST or not (found := _beginning().match(line.casefold())):
        return False
    return has_text or found["said"] is not None


def _without_border(lines: list[str]) -> list[str]:
    """Return lines without the asterisks, dashes and blank lines that a notepad is parted by."""
    end = len(lines)
    while end and not any(character.isalnum() for character in lines[end - 1]):
        end -= 1
    return lines[:end]


def _words(*uses: str) -> str:
    words = words_of_datelines()
    return "|".join(re.escape(word) for use in uses for word in sorted(words[use], key=len, reverse=True))


@cache
def _signs() -> tuple[str, ...]:
    """Return the words of which a note or a notepad has some."""
    words = words_of_datelines()
    return tuple(words["nonpublic"] | words["nonpublic_briefly"] | words["notepads"])


@cache
def _beginning() -> re.Pattern[str]:
    said = _words("nonpublic", "nonpublic_briefly")
    begins = _words("notepad_begins")
    return re.compile(rf"[\W_]*(?:(?:{_words('notepads')})|(?:(?:{begins})\b.{{0,80}}?)?\b(?P<said>{said}))[\W_]*$")


@cache
def _note() -> re.Pattern[str]:
    said = _words("nonpublic", "nonpublic_briefly")
    editors = _words("to_editors")
    return re.compile(rf"\s*(?:[(\[].{{0,80}}?|\W*(?:{editors})\b.{{0,80}}?)\b(?:{said})\b|\W*(?:{said})\s*:")
