"""A stream of mail as messages: one, or those of a box (mbox) one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

MOST_BYTES = 25_000_000
"""A larger message, attachments included, is refused; most servers take none."""

_LINE = 1 << 16
_BEGIN = b"From "
_QUOTED = re.compile(rb">+From ")


def messages(stream: BinaryIO) -> Iterator[tuple[str, bytes | None]]:
    """Yield messages with their number, empty for the only one of a file; None for one of more than ``MOST_BYTES``."""
    first = stream.readline(_LINE)
    if not first.startswith(_BEGIN):
        raw = first + stream.read(MOST_BYTES + 1 - len(first))
        yield "", raw if len(raw) <= MOST_BYTES else None
        return
    number, message = 1, _Message()
    is_line, is_blank = first.endswith(b"\n"), False
    while part := stream.readline(_LINE):
        if is_line and is_blank and part.startswith(_BEGIN):
            yield str(number), message.whole()
            number, message = number + 1, _Message()
        else:
            # What mbox has quoted so that it does not begin a message.
            message.add(part[1:] if is_line and _QUOTED.match(part) else part)
        is_blank = is_line and not part.strip()
        is_line = part.endswith(b"\n")
    yield str(number), message.whole()


class _Message:
    """The bytes of a message, no more of them than it may have."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._is_whole = True

    def add(self, part: bytes) -> None:
        self._is_whole = self._is_whole and len(self._kept) + len(part) <= MOST_BYTES
        if self._is_whole:
            self._kept += part

    def whole(self) -> bytes | None:
        return bytes(self._kept) if self._is_whole else None
