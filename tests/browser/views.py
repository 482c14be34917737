"""Every kind of page of the desk, as somebody sees it; ``test_every_page`` fails if one is missing here."""

from __future__ import annotations

from dataclasses import dataclass

import reviewed
from reviewed import EVERYTHING, REVIEWER

from datasette_claims.plugin import addresses


@dataclass(frozen=True)
class View:
    """The page at the pattern ``page`` of ``addresses``, with its address at ``who``, who is None if not signed in."""

    page: str
    path: str
    who: str | None = EVERYTHING


def _of(page: str, who: str | None = EVERYTHING, query: str = "", **parts: str) -> View:
    return View(page, page.format(database="claims", **parts) + query, who)


VIEWS = {
    "queue": _of(addresses.QUEUE),
    "queue, read": _of(addresses.QUEUE, None),
    "queue, narrowed": _of(addresses.QUEUE, REVIEWER, "?text=die&language=de&retired=on&sort=priority"),
    "queue, wrong": _of(addresses.QUEUE, REVIEWER, "?state=foo"),
    "claim, new": _of(addresses.CLAIM, REVIEWER, claim=reviewed.NEW),
    "claim, read": _of(addresses.CLAIM, None, claim=reviewed.CORRECTED),
    "claim, in work": _of(addresses.CLAIM, REVIEWER, claim=reviewed.IN_REVIEW),
    "claim, held by another": _of(addresses.CLAIM, "ben", claim=reviewed.IN_REVIEW),
    "claim, blind": _of(addresses.CLAIM, REVIEWER, claim=reviewed.AWAITING),
    "claim, disputed": _of(addresses.CLAIM, claim=reviewed.DISPUTED),
    "claim, decided": _of(addresses.CLAIM, claim=reviewed.DECIDED),
    "claim, corrected": _of(addresses.CLAIM, claim=reviewed.CORRECTED),
    "claim, rejected": _of(addresses.CLAIM, claim=reviewed.REJECTED),
    "claim, retired": _of(addresses.CLAIM, claim=reviewed.ORPHAN),
    "claim, signs": _of(addresses.CLAIM, claim=reviewed.EMOJI),
    "article": _of(addresses.ARTICLE, article=reviewed.BRIDGE_ID),
    "article, read": _of(addresses.ARTICLE, None, article=reviewed.SIGNS_ID),
    "dispute": _of(addresses.DISPUTE, claim=reviewed.DISPUTED),
    "dispute, read": _of(addresses.DISPUTE, None, claim=reviewed.RULED),
    "speaker": _of(addresses.SPEAKER, speaker=reviewed.SPEAKER),
    "speaker, read": _of(addresses.SPEAKER, None, speaker=reviewed.OTHER_SPEAKER),
    "group": _of(addresses.GROUP, group=reviewed.GROUP),
    "group, read": _of(addresses.GROUP, None, group=reviewed.GROUP),
    "dashboard": _of(addresses.DASHBOARD),
    "dashboard, read": _of(addresses.DASHBOARD, None),
    "embargoed": _of(addresses.EMBARGOED),
    "namesakes": _of(addresses.NAMESAKES),
    "namesakes, read": _of(addresses.NAMESAKES, None),
    "runs": _of(addresses.RUNS),
    "run": _of(addresses.RUN, run="2"),
    "published": _of(addresses.PUBLISHED, None, claim=reviewed.CORRECTED),
    "published, withdrawn": _of(addresses.PUBLISHED, None, claim=reviewed.WITHDRAWN),
    "embedded": _of(addresses.EMBEDDED, None, claim=reviewed.CORRECTED),
}
