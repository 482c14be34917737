"""Why something was refused, in the reader's words. Programs get the English sentences as they are raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from datasette_claims.plugin import labels
from datasette_claims.plugin.pages.refusal_texts import NUMBERS, OTHERWISE, SENTENCES
from datasette_claims.plugin.translation import catalogue, message
from datasette_claims.review import State
from datasette_claims.steps import Permission

FIELDS_WRONG = message("Some fields need another look.")
"""What is said of a form above all that is wrong with its fields."""

_FIELDS: Mapping[str, str] = {
    "ratings": message("Verdict"),
    **{f"ratings.{aspect.value}": text for aspect, text in labels.ASPECTS.items()},
    "summary": message("One sentence for readers"),
    "rationale": message("Notes: why?"),
    "flags": message("Flags"),
    "as_of": message("Day"),
    "evidence": message("Evidence"),
    "bearing": message("How does it bear on the claim?"),
    "url": message("Address"),
    "title": message("Title"),
    "publisher": message("Publisher"),
    "kind": message("Kind"),
    "evidence.kind": message("Kind of source"),
    "evidence.quote": message("The passage that matters"),
    "archive_url": message("Address of an archived copy"),
    "published_at": message("Published on"),
    "reason": message("Reason"),
    "note": message("Note"),
    "required": message("How many verdicts shall it have?"),
    "required_reviews": message("How many verdicts shall it have?"),
    "lease_minutes": message("Minutes in work"),
    "quote": message("Quote"),
    "spans": message("Quote"),
    "quote_type": message("Type of quote"),
    "speaker": message("Speaker"),
    "speaker_kind": message("The speaker is"),
    "mention": message("Words that name the speaker"),
    "mention_spans": message("Words that name the speaker"),
    "cue": message("Cue"),
    "cue_spans": message("Cue"),
    "cue_lemma": message("Dictionary form of the cue"),
    "claims": message("Claims"),
    "where": message("Filters"),
    "of": message("The other claim"),
    "into": message("The other speaker"),
    "other": message("The other speaker"),
    "name": message("Name"),
    "alias": message("Name"),
    "wikidata_id": message("Wikidata"),
    "gnd_id": message("GND"),
    "source": message("Source"),
    "verdict": message("Verdict"),
    "state": message("State"),
    "language": message("Language"),
    "article": message("Article"),
    "topic": message("Topic"),
    "text": message("Search"),
    "published_from": message("Published from"),
    "published_to": message("Published to"),
    "checkworthiness": message("Check-worthiness"),
    "body": "",
}
"""What pages call a field, by its path or by the last name in that; nothing for what concerns the whole form."""

_JOINED = re.compile(r"(?:^|; )([a-z_]+(?:\.\w+)*): ")
_ENTRY = re.compile(r"(\w+)\.([0-9]+)(?:\.(\w+))?")


def said(text: str, language: str) -> str:
    """Return a refusal in one of our languages; a text that nobody has worded stays English."""
    for pattern, worded in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            values = {name: _value(name, value, language) for name, value in found.groupdict().items()}
            return _say(worded, language) % values if values else _say(worded, language)
    return _joined(text, language) if _JOINED.match(text) else _say(text, language)


def _joined(text: str, language: str) -> str:
    """Return what is wrong with several fields in one text, as bulk steps are refused (``InvalidFields``)."""
    parts = _JOINED.split(text)[1:]
    named = zip(parts[::2], parts[1::2], strict=True)
    return "; ".join(f"{heading(path, language)} {said(reason, language)}" for path, reason in named)


def field_name(path: str, language: str) -> str:
    """Return what pages call the field at a path of a request (``evidence.0.url``); empty for the request itself."""
    entry = _ENTRY.fullmatch(path)
    if not entry:
        last = path.rpartition(".")[2]
        return _say(_FIELDS.get(path, _FIELDS.get(last, last)), language)
    whole, number, part = entry.groups()
    what = field_name(whole, language)
    named = _say(message("%(what)s %(number)s"), language) % {"what": what, "number": int(number) + 1}
    if part is None:
        return named
    return f"{named}, {_say(_FIELDS.get(f'{whole}.{part}', _FIELDS.get(part, part)), language)}"


def heading(path: str, language: str) -> str:
    """Return what pages call a field, to stand before what is wrong with it: with a colon, unless it is a question."""
    name = field_name(path, language)
    return f"{name}:" if name and not name.endswith("?") else name


def _say(text: str, language: str) -> str:
    return str(catalogue(language).gettext(text)) if text else ""


def _permission(key: str, language: str) -> str:
    """Return a right in words, with the name under which it is granted."""
    known = labels.PERMISSIONS.get(Permission(key)) if key in {one.value for one in Permission} else None
    return f"{_say(known, language)} ({key})" if known else key


def _state(key: str, language: str) -> str:
    return _say(labels.STATES[State(key)], language) if key in {one.value for one in State} else key


def _states(keys: str, language: str) -> str:
    return ", ".join(_state(key, language) for key in keys.split(", "))


_VALUES: Mapping[str, Callable[[str, str], str]] = {
    "permission": _permission,
    "state": _state,
    "states": _states,
    "error": said,
}
"""How values within sentences are said themselves; all others stay as they are."""


def _value(name: str, value: str, language: str) -> str:
    return _VALUES[name](value, language) if name in _VALUES else value


def _pattern(raised: str) -> re.Pattern[str]:
    """Return what recognises a sentence of ``refusal_texts``; the same name twice stands for the same value."""
    parts, known = re.split(r"%\((\w+)\)s", raised), set()
    written = []
    for place, part in enumerate(parts):
        if place % 2 == 0:
            written.append(re.escape(part))
        elif part in known:
            written.append(f"(?P={part})")
        else:
            written.append(f"(?P<{part}>{'-?[0-9]+' if part in NUMBERS else '.+'})")
            known.add(part)
    return re.compile("".join(written), re.DOTALL)


def _exactness(pair: tuple[str, str]) -> int:
    return -len(re.sub(r"%\(\w+\)s", "", pair[0]))


_RAISED = {**{sentence: sentence for sentence in SENTENCES}, **OTHERWISE}
# The sentence that says more in words of its own is tried before one that would take these for a value.
_PATTERNS = tuple((_pattern(raised), worded) for raised, worded in sorted(_RAISED.items(), key=_exactness))
