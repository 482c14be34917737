"""Where our pages are, under whatever base URL Datasette is served."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from datasette.app import Datasette

PARTS: Mapping[str, str] = {
    "database": "[^/]+",
    "claim": "c[0-9a-f]{20}",
    "speaker": "s[0-9a-f]{16}",
    "article": "a[0-9a-f]{16}",
    "group": "g[0-9a-f]{16}",
    "batch": "b[0-9a-f]{20}",
    "run": "[1-9][0-9]{0,8}",
}
"""What can stand in an address for what, as a regular expression."""

QUEUE = "/{database}/-/claims"
CLAIM = "/{database}/-/claims/{claim}"
DISPUTE = "/{database}/-/claims/{claim}/dispute"
PUBLISHED = "/{database}/-/claims/{claim}/published"
EMBEDDED = "/{database}/-/claims/{claim}/embedded"
JSON_LD = "/{database}/-/claims/{claim}.jsonld"
DASHBOARD = "/{database}/-/claims/dashboard"
RUNS = "/{database}/-/claims/runs"
RUN = "/{database}/-/claims/runs/{run}"
EMBARGOED = "/{database}/-/claims/embargoed"
ARTICLE = "/{database}/-/articles/{article}"
NAMESAKES = "/{database}/-/speakers"
SPEAKER = "/{database}/-/speakers/{speaker}"
GROUP = "/{database}/-/claim-groups/{group}"

_DISTRIBUTION = "datasette-claims"


def pattern(path: str) -> str:
    """Return the regular expression of a page's address, in which nothing can stand for a part but what names one."""
    parts = re.split(r"\{(\w+)\}", path)
    named = (f"(?P<{part}>{PARTS[part]})" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return f"^{''.join(named)}\\Z"


def of(datasette: Datasette, database: str, path: str, **parts: str) -> str:
    """Return the address of one of the pages above: ``of(datasette, "claims", CLAIM, claim="c…")``."""
    return below(datasette.urls.database(database), path, **parts)


def below(base: str, path: str, **parts: str) -> str:
    """Return the address of one of the pages above in the database whose own page is at ``base``."""
    return f"{base}{path.removeprefix('/{database}').format(**parts)}"


def with_query(address: str, **query: str) -> str:
    """Return an address with those of the parameters that are not empty."""
    given = {name: value for name, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


def queue(datasette: Datasette, database: str, **filters: str) -> str:
    """Return the path of the queue, narrowed by ``filters``."""
    return with_query(of(datasette, database, QUEUE), **filters)


def claim(datasette: Datasette, database: str, claim_id: str) -> str:
    """Return the path of a claim's page; ``.json`` after it is its twin."""
    return of(datasette, database, CLAIM, claim=claim_id)


def claims_json(datasette: Datasette, database: str) -> str:
    """Return the path of the list of claims."""
    return f"{of(datasette, database, QUEUE)}.json"


def article(datasette: Datasette, database: str, article_id: str) -> str:
    """Return the path of an article's page; ``.json`` after it is its twin."""
    return of(datasette, database, ARTICLE, article=article_id)


def group(datasette: Datasette, database: str, group_id: str) -> str:
    """Return the path of a claim group's page."""
    return of(datasette, database, GROUP, group=group_id)


def static(datasette: Datasette, name: str) -> str:
    """Return the path of one of our static files."""
    return str(datasette.urls.static_plugins(_DISTRIBUTION, name))
