"""What a server says beside its answer, and a feed of itself: how long nothing changes, and where else it is."""

from __future__ import annotations

import re
from email.message import Message
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NEVER_KEPT = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])", re.IGNORECASE)
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
_ITEMS = re.compile(rb"<(?:item|entry)[\s>]")
_HEAD = 65_536
_LONGEST = 1000
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


def fresh_for(headers: Message[str, str], raw: bytes) -> float:
    """Return for how many seconds server and feed say that nothing new comes: ``max-age``, less ``Age``; ``ttl``."""
    said = headers.get("Cache-Control") or ""
    found = None if _NEVER_KEPT.search(said) else _MAX_AGE.search(said)
    age = (headers.get("Age") or "").strip()
    left = int(found[1]) - (int(age) if re.fullmatch(r"[0-9]{1,9}", age) else 0) if found else 0
    return float(max(0, left, 60 * ttl(raw)))


def ttl(raw: bytes) -> int:
    """Return the minutes for which a feed says of itself that it need not be read again; 0 if it says nothing."""
    # In UTF-16 every other byte of what matters here is NUL.
    head = raw[:_HEAD].replace(b"\x00", b"")
    items = _ITEMS.search(head)
    found = _TTL.search(head, 0, items.start() if items else len(head))
    return int(found[1]) if found else 0


def retry_after(said: str | None, now: float) -> float:
    """Return how many seconds a server wants to be left alone: a number, or a date; 0 for neither."""
    value = (said or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (TypeError, ValueError, OverflowError, IndexError):
        return 0.0


def validator(said: str | None) -> str:
    """Return an ``ETag`` or ``Last-Modified`` that can be sent back; empty if there is none, or it is no plain text."""
    value = (said or "").strip()
    return value if len(value) <= _LONGEST and value.isascii() and value.isprintable() else ""


def alternate(page: str) -> str:
    """Return the address, as it stands there, of the feed that a web page names; empty for none."""
    found = _Links()
    found.feed(page)
    return found.addresses[0] if found.addresses else ""


class _Links(HTMLParser):
    """Collects the addresses of feeds in ``<link rel="alternate">``."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        named = {name: value or "" for name, value in attrs}
        is_alternate = tag == "link" and "alternate" in named.get("rel", "").lower().split()
        if is_alternate and named.get("href") and named.get("type", "").lower().strip() in _FEEDS:
            self.addresses.append(named["href"])
