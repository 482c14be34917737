"""Where our pages are, under whatever base URL Datasette is served."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from datasette.app import Datasette

CLAIM = r"^/(?P<database>[^/]+)/-/claims/(?P<id>c[0-9a-f]{20})\Z"
ARTICLE = r"^/(?P<database>[^/]+)/-/articles/(?P<id>a[0-9a-f]{16})\Z"
_DISTRIBUTION = "datasette-claims"


def claim(datasette: Datasette, database: str, claim_id: str) -> str:
    """Return the path of a claim's page; ``.json`` after it is its twin."""
    return f"{datasette.urls.database(database)}/-/claims/{claim_id}"


def claims_json(datasette: Datasette, database: str) -> str:
    """Return the path of the list of claims."""
    return f"{datasette.urls.database(database)}/-/claims.json"


def article(datasette: Datasette, database: str, article_id: str) -> str:
    """Return the path of an article's page; ``.json`` after it is its twin."""
    return f"{datasette.urls.database(database)}/-/articles/{article_id}"


def claims_where(datasette: Datasette, database: str, column: str, value: str) -> str:
    """Return the path of the table of claims, narrowed to those with ``value`` in ``column``."""
    return f"{datasette.urls.table(database, 'claims')}?{urlencode({f'{column}__exact': value})}"


def static(datasette: Datasette, name: str) -> str:
    """Return the path of one of our static files."""
    return str(datasette.urls.static_plugins(_DISTRIBUTION, name))
