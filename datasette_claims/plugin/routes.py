"""Every address of ours with what answers there."""

from __future__ import annotations

from datasette_claims.plugin import addresses, pages
from datasette_claims.plugin.guard import Route

ROUTES = (
    Route(addresses.CLAIM, read=pages.claim),
    Route(addresses.ARTICLE, read=pages.article),
)
