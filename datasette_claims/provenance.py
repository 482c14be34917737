"""Under which ids and addresses the same article comes again: its provider's number, its page's address.

Both only tell articles apart that mean the same by them; what an article says is compared by ``identity``.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(
    r"utm_.*|wt_.*|at_.*|pk_.*|mtm_.*|(?:fb|g|dc|ms|tt)clid|xtor|cmpid|ocid|ref|ref_src|referrer|mc_[ce]id|_ga|s?cid|spm",
    re.IGNORECASE,
)
"""Names of what is added to addresses to find out where readers come from."""

_SCHEMES = {"http": 80, "https": 443}
_LONGEST = 2_000


def canonical_url(address: str) -> str:
    """Return the address of a page as all who link to it have it in common; empty if it names no page of its own.

    Scheme and host are compared without regard to case, ``http`` as ``https``; fragment, the usual port, a final slash
    and what only counts readers are left out (RFC 3986, section 6.2).
    """
    parts = _split(address.strip())
    if parts is None or not parts.hostname or parts.scheme not in _SCHEMES:
        return ""
    try:
        port = parts.port
    except ValueError:
        return ""
    host = parts.hostname.rstrip(".")
    if not host:
        return ""
    host += f":{port}" if port not in {None, *_SCHEMES.values()} else ""
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(name)]
    path = re.sub(r"%[0-9a-fA-F]{2}", lambda code: code.group().upper(), parts.path).rstrip("/")
    # A front page shows another article every day.
    if not path and not kept:
        return ""
    return f"https://{host}{path}" + (f"?{urlencode(kept)}" if kept else "")


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address) if len(address) <= _LONGEST else None
    except ValueError:
        return None


def _is_tracking(name: str) -> bool:
    return _TRACKING.fullmatch(name) is not None


def provider_key(number: str, source: str) -> str:
    """Return under what an article is known to its provider; empty if its number says nothing beyond its own file.

    A URI (``urn:newsml:…``, ``tag:…``) stands for itself, any other number for its source's.
    """
    number = number.strip()
    if is_uri(number):
        return number[:_LONGEST]
    return f"#{source.strip().casefold()}#{number}"[:_LONGEST] if number and source.strip() else ""


def is_uri(number: str) -> bool:
    """Tell whether a number is one that nobody else gives (RFC 3986): it begins with a scheme."""
    return re.match(r"[A-Za-z][A-Za-z0-9.+-]*:\S", number) is not None


def is_older(version: str, than: str) -> bool:
    """Tell whether one version of a provider comes before another; only numbers, and times alike in form, can be."""
    first, second = version.strip(), than.strip()
    if first.isdecimal() and second.isdecimal():
        return int(first[:18]) < int(second[:18])
    form = [re.sub(r"\d", "0", one) for one in (first, second)]
    return form[0] == form[1] and "0000-00-00" in form[0] and first < second
