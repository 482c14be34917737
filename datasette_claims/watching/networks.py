"""Whether an address of the web is inside the user's own network, where no stranger's server may lead."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit


def is_inside(address: str) -> bool:
    """Tell whether any address of a host is of a private network, of this machine or of no host (RFC 6890).

    A name that cannot be looked up here, as behind a proxy, is taken to be outside.
    """
    host = urlsplit(address).hostname or ""
    return any(not ipaddress.ip_address(number).is_global for number in _numbers(host))


def _numbers(host: str) -> Iterator[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    # A link-local address ends with the name of its network card.
    yield from (str(where[0]).partition("%")[0] for *_, where in found)
