"""What the pages say in the reader's language, from the catalogues under ``locale/``.

The English sentence is its own key. Texts that are named here and translated later are marked with ``message``
(``pybabel extract -k message``).
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel.core import Locale, negotiate_locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations

DEFAULT = "en"
_LOCALE = Path(__file__).parent / "locale"
_CATALOGUE = "LC_MESSAGES/datasette_claims.po"


def message(text: str) -> str:
    """Mark ``text`` as one to translate and return it as it is."""
    return text


@cache
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


def chosen(accept_language: str | None, wanted: str | None = None) -> str:
    """Return the language ``wanted`` if it is one of ours, else the one that ``Accept-Language`` prefers.

    That is read as RFC 9110, 12.5.4 says; who names none of ours gets the default.
    """
    if wanted in languages():
        return str(wanted)
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


def written_moment(at: str | None, language: str) -> str:
    """Return a time of day in UTC in words; what is no time is written as a date is, None becomes empty."""
    try:
        moment = datetime.fromisoformat((at or "").replace("Z", "+00:00"))
    except ValueError:
        return written_date(at, language)
    if len(at or "") <= len("2025-02-26"):
        return written_date(at, language)
    return format_datetime(
        moment, "d MMM y, HH:mm 'UTC'" if language != "de" else "d. MMM y, HH:mm 'UTC'", locale=language
    )


def written_share(share: float, language: str) -> str:
    """Return a share of 0 to 1 as a whole percentage."""
    return format_percent(share, locale=language)


def written_number(number: int, language: str) -> str:
    """Return a whole number with its thousands set apart."""
    return format_decimal(number, locale=language)


def written_language(code: str | None, language: str) -> str:
    """Return the name of the language that an ISO 639-1 code names; an unknown code stays as it is."""
    return Locale(language).languages.get(code or "", code or "")
