"""What the pages say in the reader's language, from the catalogues under ``locale/``.

The English sentence is its own key. Texts that are named here and translated later are marked with ``message``
(``pybabel extract -k message``).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from babel.core import negotiate_locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_percent
from babel.support import Translations

from datasette_claims.model import UNREVIEWED, Mood, QuoteType, Reason, Stance

DEFAULT = "en"
_LOCALE = Path(__file__).parent / "locale"
_CATALOGUE = "LC_MESSAGES/datasette_claims.po"


def message(text: str) -> str:
    """Mark ``text`` as one to translate and return it as it is."""
    return text


QUOTE_TYPES: Mapping[QuoteType, str] = {
    QuoteType.DIRECT: message("Direct speech"),
    QuoteType.INDIRECT: message("Indirect speech"),
    QuoteType.INDIRECT_FREE_INDIRECT: message("Indirect speech without a frame"),
    QuoteType.FREE_INDIRECT: message("Free indirect speech"),
    QuoteType.REPORTED: message("Speech report"),
}

MOODS: Mapping[Mood, str] = {
    Mood.INDICATIVE: message("indicative"),
    Mood.SUBJUNCTIVE_1: message("subjunctive I"),
    Mood.SUBJUNCTIVE_2: message("subjunctive II"),
}

STANCES: Mapping[Stance, str] = {
    Stance.NEUTRAL: message("neutral"),
    Stance.DISTANCING: message("keeps a distance"),
    Stance.DENYING: message("denies"),
}

REASONS: Mapping[Reason, str] = {
    Reason.NUMBER: message("number"),
    Reason.DATE: message("date"),
    Reason.NAME: message("name"),
    Reason.EVENT: message("event"),
    Reason.COMPARISON: message("comparison"),
    Reason.SUPERLATIVE: message("superlative"),
    Reason.CAUSAL: message("cause"),
    Reason.QUANTIFIER: message("quantifier"),
    Reason.RULE: message("law or rule"),
    Reason.PREDICTION: message("prediction"),
    Reason.PROMISE: message("promise"),
    Reason.DEMAND: message("demand"),
    Reason.OPINION: message("opinion"),
    Reason.HEDGE: message("hedge"),
    Reason.EXPERIENCE: message("personal experience"),
    Reason.QUESTION: message("question"),
    Reason.FRAGMENT: message("fragment"),
}

VERDICTS: Mapping[str, str] = {
    UNREVIEWED: message("Not reviewed"),
    "true": message("True"),
    "mostly_true": message("Mostly true"),
    "partly_false": message("Partly false"),
    "mostly_false": message("Mostly false"),
    "false": message("False"),
    "missing_context": message("Missing context"),
    "unproven": message("Unproven"),
    "uncheckable": message("Not checkable"),
    "opinion": message("Opinion, not a factual claim"),
}
"""Labels of the default scale; a verdict of another scale is shown by its key."""


def languages() -> list[str]:
    """Return the codes of the languages that have a catalogue, the default first."""
    return sorted((folder.name for folder in _LOCALE.iterdir()), key=lambda code: (code != DEFAULT, code))


@cache
def catalogue(language: str) -> Translations:
    """Return the texts of one of ``languages()``; read once, as a page needs them all."""
    compiled = io.BytesIO()
    with (_LOCALE / language / _CATALOGUE).open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def chosen(accept_language: str | None) -> str:
    """Return which of our languages an ``Accept-Language`` header prefers (RFC 9110, 12.5.4), else the default."""
    return negotiate_locale(_preferred(accept_language or ""), languages(), sep="-") or DEFAULT


def _preferred(accept_language: str) -> list[str]:
    weighted = []
    for part in accept_language.split(","):
        found = re.fullmatch(r"\s*([A-Za-z0-9-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", part)
        if found:
            weighted.append((float(found[2] or 1), found[1].lower()))
    ordered = sorted(weighted, key=lambda pair: -pair[0])
    return [tag for weight, tag in ordered if weight > 0]


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?")


def written_date(published: str | None, language: str) -> str:
    """Return a date of whatever precision in words; what is no ISO 8601 date stays as it is, None becomes empty."""
    found = _DATE.fullmatch(published or "")
    if not found:
        return published or ""
    year, month, day = found.groups(default="")
    try:
        moment = date(int(year), int(month or "1"), int(day or "1"))
    except ValueError:
        return found[0]
    if day:
        return format_date(moment, "long", locale=language)
    return format_skeleton("yMMMM", moment, locale=language) if month else year


def written_share(share: float, language: str) -> str:
    """Return a share of 0 to 1 as a whole percentage."""
    return format_percent(share, locale=language)
