"""Reading what is published: the page, the frame for other sites, and the data for programs."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import reviewed
from datasette.app import Datasette
from reviewed import CORRECTED, PUBLISHED, WITHDRAWN

DESK = "/claims/-/claims"
NOTHING = "No verdict on this claim is published."
ORGANISATION = {"name": "Redaktion <Nord>", "url": "https://nord.example/"}
OPEN = {"publish": True, "organisation": ORGANISATION, "licence": "https://creativecommons.org/licenses/by/4.0/"}
UNPUBLISHED = [one for one in vars(reviewed).values() if isinstance(one, str) and re.fullmatch("c[0-9a-f]{20}", one)]
UNPUBLISHED = sorted(set(UNPUBLISHED) - {PUBLISHED, CORRECTED, WITHDRAWN})
FORMS = ("/published", "/embedded", ".jsonld")


async def got(datasette: Datasette, path: str, status: int = 200, who: str | None = None, **headers: str) -> Any:
    cookies = {"ds_actor": datasette.sign({"a": {"id": who}}, "actor")} if who else None
    response = await datasette.client.get(path, headers=headers, cookies=cookies)
    assert (path, response.status_code) == (path, status)
    return response


async def page(datasette: Datasette, claim: str, status: int = 200, form: str = "/published", **headers: str) -> str:
    return unescape((await got(datasette, f"{DESK}/{claim}{form}", status, **headers)).text)


def metas(html: str) -> dict[str, str]:
    """Return what a page tells other sites about itself."""
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', html))


def data(html: str) -> Any:
    """Return the data in a page's head."""
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(found)
