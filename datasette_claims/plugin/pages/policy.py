"""What a browser may load and run on our pages (Content Security Policy, level 3): our own files, nothing inline.

Datasette's frame around our pages brings inline scripts of its own, and other plugins may; those are let through by
their hashes, which are taken from a page without any of our content.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Request

if TYPE_CHECKING:
    from datasette.app import Datasette

_INLINE = re.compile(r"<script\b(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)

_sources: WeakKeyDictionary[Datasette, str] = WeakKeyDictionary()


async def policy(datasette: Datasette, ancestors: str = "'self'") -> str:
    """Return the header's value; ``ancestors`` are the sites that may show the page in a frame."""
    if datasette not in _sources:
        _sources[datasette] = " ".join(["'self'", *await _of_the_frame(datasette)])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_sources[datasette]}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {ancestors}",
        ]
    )


async def _of_the_frame(datasette: Datasette) -> list[str]:
    request = Request.fake("/")
    request.scope["csrftoken"] = lambda: ""
    # ``page`` says that the frame is one of our pages (templates/_close_open_menus.html).
    html = await datasette.render_template("base.html", {"page": True}, request=request)
    return sorted(
        {f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in _INLINE.findall(html)}
    )
