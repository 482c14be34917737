"""How a document of elements begins, for sniffing XML and HTML without a parser."""

from __future__ import annotations

import re

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_FIRST = re.compile(rb"<(![Dd][Oo][Cc][Tt][Yy][Pp][Ee]\s+[\w:.-]+|[A-Za-z_][\w:.-]*)")
_BEFORE = re.compile(rb"\s*(?:<[?!]|<[A-Za-z_])")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def first(head: bytes) -> str:
    """Return the name of the first element, or ``!doctype`` with its name, in lower case; empty if it is no markup."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    # In UTF-16 every other byte of what matters here is NUL.
    shown = head.replace(b"\x00", b"")
    if not _BEFORE.match(shown):
        return ""
    found = _FIRST.search(_COMMENT.sub(b"", shown))
    return " ".join(found[1].decode("ascii", "replace").lower().split()) if found else ""


def is_markup(head: bytes) -> bool:
    """Tell whether an input is a document of elements and no prose that merely begins with a bracket."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    shown = head.replace(b"\x00", b"").lstrip()
    return bool(first(head)) and (shown.startswith((b"<?", b"<!")) or b"</" in shown or b"/>" in shown)
