"""The queue's page as tests read it: its rows, facets and counts."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

from browsing import Visitor
from datasette.app import Datasette
from reviewed import (
    CONFIGURED,
)

Serve = Callable[..., Awaitable[Datasette]]
LIST = "/claims/-/claims"


async def visitor(serve: Serve, database: Path, who: str | None = "rita", **options: Any) -> Visitor:
    """Return somebody who reads the database."""
    return Visitor(await serve(database, **{"metadata": CONFIGURED, **options}), who)


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def part(page: str, begins: str, ends: str) -> str:
    return page.partition(begins)[2].partition(ends)[0]


def shown(page: str) -> list[str]:
    """Return the ids of the claims in the list, in order."""
    return re.findall(r'<p class="dc-excerpt" id="q(c[0-9a-f]{20})"', page)


def row(page: str, claim: str) -> str:
    """Return the row of a claim."""
    return part(page, f'id="q{claim}"', "</li>")


def facet(page: str, name: str) -> dict[str, str]:
    """Return the values of a facet with their counts."""
    html = part(page, f"<summary>{name}</summary>", "</details>")
    return {
        text(value).replace(" ×take this filter away", ""): count
        for value, count in re.findall(r'<a [^>]*>(.*?)</a> <span class="dc-count">(.*?)</span>', html)
    }


def counted(path: Path, column: str, where: str = "1") -> dict[str, str]:
    sql = f"SELECT {column}, count(*) FROM claims WHERE retired_at IS NULL AND {where} GROUP BY 1"
    with closing(sqlite3.connect(path)) as connection:
        return {value: str(count) for value, count in connection.execute(sql) if value is not None}
