"""Asking a server for a feed: politely, no more than needed, and nothing but what the user named.

No link inside an answer is followed. Only http and https are spoken.
"""

from __future__ import annotations

import http.client
import io
import time
import zlib
from collections.abc import Mapping
from gzip import GzipFile
from importlib.metadata import version
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from datasette_claims.due import Answer, Feed, Outcome
from datasette_claims.errors import ArticleError, ArticleTooLarge, UnknownFormat, UnreadableInput
from datasette_claims.watching import headers, networks

MOST_BYTES = 20_000_000
"""A larger answer is refused, packed or unpacked, as by the reader of feeds."""
MOST_REDIRECTS = 5

_TIMEOUT = 20.0
_LONGEST = 120.0
"""How many seconds an answer may take as a whole, so that no server holds up the others."""
_PIECE = 65_536
_HEAD = 4096
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
_SAFE = "%/:=&?~+!$,;'@()*[]"
_PACKED = frozenset({"gzip", "x-gzip"})


def is_address(name: str) -> bool:
    """Tell whether a place is an address of the web."""
    return name.lower().startswith(("http://", "https://"))


def fetch(address: str, feed: Feed, now: float) -> Answer:
    """Return what the server answers, asked for what is newer than its last answer; raises nothing."""
    try:
        return _followed(address, feed, now)
    except ArticleError as error:
        return Answer(Outcome.FAILED, reason=error.reason)
    except (OSError, http.client.HTTPException, ValueError, EOFError, zlib.error) as error:
        said = " ".join(str(getattr(error, "reason", None) or error).split())[:200] or type(error).__name__
        return Answer(Outcome.FAILED, reason=f"cannot be read ({said}).")


def _followed(address: str, feed: Feed, now: float) -> Answer:
    """Ask, and ask again where the server says that the feed is."""
    started = feed.moved_to or address
    target, for_good = started, True
    for _ in range(MOST_REDIRECTS + 1):
        if not is_address(target):
            raise UnreadableInput(
                address, f"is led to {target[:200]!r}, which is not followed: neither http nor https."
            )
        with _asked(target, feed) as response:
            if response.status not in _REDIRECTS or not response.headers["Location"]:
                moved = target if for_good and target != started else ""
                return _answer(address, response, feed, now, moved)
            for_good = for_good and response.status in _FOR_GOOD
            target = _led(address, target, response.headers["Location"].strip())
    raise UnreadableInput(address, f"is led elsewhere more than {MOST_REDIRECTS} times. Name the feed's own address.")


def _led(address: str, source: str, location: str) -> str:
    """Return where a server leads; raises UnreadableInput where no stranger may lead: into the user's own network."""
    target = urljoin(source, location)
    if is_address(target) and networks.is_inside(target) and not networks.is_inside(source):
        raise UnreadableInput(
            address, f"is led into your own network, to {target[:200]!r}, which is not followed. Name that yourself."
        )
    return target


def _asked(target: str, feed: Feed) -> http.client.HTTPResponse:
    opener = OpenerDirector()
    opener.addheaders = []
    # Nothing here raises for a status or follows a redirect: each answer is looked at as it is.
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    asked = Request(_in_ascii(target), headers=_sent(feed))  # noqa: S310 - http and https alone come here
    response = opener.open(asked, timeout=_TIMEOUT)
    assert isinstance(response, http.client.HTTPResponse)  # noqa: S101 - what these handlers return
    return response


def _sent(feed: Feed) -> Mapping[str, str]:
    sent = {
        "User-Agent": f"datasette-claims/{version('datasette-claims')}",
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip",
        "If-None-Match": feed.etag,
        "If-Modified-Since": feed.last_modified,
    }
    return {name: value for name, value in sent.items() if value}


def _in_ascii(address: str) -> str:
    """Return an address as it is sent: names of hosts by IDNA, other letters percent-encoded."""
    parts = urlsplit(address)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    return urlunsplit((parts.scheme, host, quote(parts.path, _SAFE), quote(parts.query, _SAFE), ""))


def _answer(address: str, response: http.client.HTTPResponse, feed: Feed, now: float, moved: str) -> Answer:
    status, said = response.status, response.headers
    if status == http.client.GONE:
        return Answer(Outcome.GONE)
    if status == http.client.NOT_MODIFIED and (feed.etag or feed.last_modified):
        return Answer(Outcome.UNCHANGED, moved_to=moved, wait=headers.fresh_for(said, b""))
    if status != http.client.OK:
        wait = headers.retry_after(said["Retry-After"], now)
        return Answer(Outcome.FAILED, wait=wait, reason=f"the server answers {status} {response.reason}".strip() + ".")
    raw = _unpacked(address, _body(address, response), said["Content-Encoding"] or "")
    _check(address, raw, response.url)
    return Answer(
        Outcome.NEW,
        etag=headers.validator(said["ETag"]),
        last_modified=headers.validator(said["Last-Modified"]),
        moved_to=moved,
        wait=headers.fresh_for(said, raw),
        raw=raw,
    )


def _body(address: str, response: http.client.HTTPResponse) -> bytes:
    """Return the bytes of an answer, as long as there are not too many and they do not come too slowly."""
    pieces: list[bytes] = []
    size, ends = 0, time.monotonic() + _LONGEST
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise _too_large(address)
        if time.monotonic() > ends:
            raise UnreadableInput(address, f"the answer took more than {_LONGEST:.0f} seconds.")
    if response.length:
        raise UnreadableInput(address, "the answer broke off.")
    return b"".join(pieces)


def _unpacked(address: str, raw: bytes, packing: str) -> bytes:
    packing = packing.strip().lower()
    if packing in {"", "identity"}:
        return raw
    if packing not in _PACKED:
        raise UnreadableInput(address, f"the answer is packed as {packing[:40]!r}, which was not asked for.")
    with GzipFile(fileobj=io.BytesIO(raw)) as stream:
        unpacked = stream.read(MOST_BYTES + 1)
    if len(unpacked) > MOST_BYTES:
        raise _too_large(address)
    return unpacked


def _too_large(address: str) -> ArticleTooLarge:
    return ArticleTooLarge(address, f"the answer has more than {MOST_BYTES / 1e6:.0f} MB.")


def _check(address: str, raw: bytes, final: str) -> None:
    """Raise UnreadableInput for what is no feed: a web page or mere text would be taken for an article."""
    from datasette_claims.readers import choose, html, text  # noqa: PLC0415 - the readers must wait for something new

    try:
        reader = choose(raw[:_HEAD], address)
    except UnknownFormat:
        return  # said by the loader, with what was tried
    if reader is html:
        named = headers.alternate(raw[: 4 * _PIECE].decode("utf-8", "replace"))
        known = f" It names this feed: {urljoin(final, named)}" if named else " It names no feed."
        raise UnreadableInput(address, f"the server answers with a web page, no feed.{known}")
    if reader is text:
        raise UnreadableInput(address, "the server answers with mere text, no feed. Check the address.")
