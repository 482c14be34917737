"""What may stand in the fields of requests: texts, dates, addresses, ids, each with its bounds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from datasette_claims.review import LONGEST_ROUND

# What people write may hold any character that can be shown, tabulators and line ends; no other controls.
PRINTED = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
_DAY = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}"
_TIME = r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}"
_A_DAY = f"^{_DAY})?)?$"
_A_PAST = f"^{_DAY}({_TIME}Z?)?)?)?)?$"
_A_DATE = rf"^{_DAY}({_TIME}(\.[0-9]+)?)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?)?)?$"
_WEB_ADDRESS = r"^https?://[^\s\x00-\x1f\x7f]+$"
_NO_DATE = "must be a date like 2025-02-26"

MEANT = {
    PRINTED: "holds characters that cannot be printed",
    _A_DAY: _NO_DATE,
    _A_PAST: _NO_DATE,
    _A_DATE: _NO_DATE,
    _WEB_ADDRESS: "must be a web address that begins with https:// or http://",
}
"""What is wrong with a text that does not match one of these patterns."""


def _in_calendar(date: str) -> str:
    day, _, time = date.partition("T")
    try:
        datetime.fromisoformat(f"{day}-01-01"[:10])
        # What follows the seconds has been checked by the pattern.
        datetime.fromisoformat(f"2000-01-01T{time[:8].rstrip('Z')}" if time else "2000-01-01")
    except ValueError as error:
        raise ValueError("no such date or time") from error
    return date


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError("not a web address") from error
    if not parts.hostname:
        raise ValueError("not a web address")
    return url


Line = Annotated[str, StringConstraints(max_length=500, pattern=PRINTED)]
Text = Annotated[str, StringConstraints(max_length=20_000, pattern=PRINTED)]
Summary = Annotated[str, StringConstraints(max_length=2_000, pattern=PRINTED)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=PRINTED)]
Day = Annotated[str, StringConstraints(pattern=_A_DAY), AfterValidator(_in_calendar)]
Past = Annotated[str, StringConstraints(pattern=_A_PAST), AfterValidator(_in_calendar)]
Date = Annotated[str, StringConstraints(max_length=40, pattern=_A_DATE), AfterValidator(_in_calendar)]
WebAddress = Annotated[str, StringConstraints(max_length=2_000, pattern=_WEB_ADDRESS), AfterValidator(_web_address)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
ClaimId = Annotated[str, StringConstraints(pattern=r"^c[0-9a-f]{20}$")]
SpeakerId = Annotated[str, StringConstraints(pattern=r"^s[0-9a-f]{16}$")]
ArticleId = Annotated[str, StringConstraints(pattern=r"^a[0-9a-f]{16}$")]
Offset = Annotated[int, Field(ge=0, le=1_000_000_000)]
Required = Annotated[int, Field(ge=1, le=LONGEST_ROUND)]
